"""The lists behind the Overview's tiles are as long as the tiles say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from rsovisit.domain.access import Role
from rsovisit.domain.case import Status
from rsovisit.domain.lateness import AgeBand
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import TaskKind, TaskState
from rsovisit.domain.visit import Outcome
from rsovisit.errors import Refused
from rsovisit.queries.oversight import OverviewTiles
from rsovisit.queries.overview_lists import (
    ArmsOutOfDate,
    CountOverview,
    OverviewPart,
    OverviewStanding,
    WeakCrews,
)
from rsovisit.services.bus import CommandBus
from tests.support.builders import TODAY
from tests.support.buses import FixedClock
from tests.support.cases import an_officer, open_task, past_visit, register_case


def _days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_the_standing_is_the_tiles_at_an_instant(bus: CommandBus, clock: FixedClock) -> None:
    standing = bus.ask(OverviewStanding())
    assert standing.as_of == clock.now()
    assert standing.tiles == bus.ask(OverviewTiles())


def test_out_of_date_is_past_its_day_worst_first_with_who_is_to_assess(bus: CommandBus) -> None:
    late = register_case(bus, case_ref="LATE", last_arms_on=date(2025, 11, 22))
    register_case(bus, case_ref="TODAY", last_arms_on=date(2025, 11, 23))
    worse = register_case(bus, case_ref="WORSE", last_arms_on=date(2024, 1, 5), officer="2417")
    register_case(bus, case_ref="PAUSED", last_arms_on=None, status=Status.CUSTODY)
    open_task(bus, worse, TaskKind.ARMS_ASSESSMENT, assessor="0911", state=TaskState.HELD)
    open_task(bus, late, TaskKind.ARMS_ASSESSMENT, done_on=_days_ago(300))
    page = bus.ask(ArmsOutOfDate())
    assert [row.case_ref for row in page.rows] == ["WORSE", "LATE"]
    first, second = page.rows
    assert (first.assessor, first.state, first.officer) == ("0911", TaskState.HELD, "2417")
    assert (second.assessor, second.state, second.days_late) == (None, None, 1)
    assert page.total == bus.ask(OverviewTiles()).arms_overdue == 2


def test_a_case_whose_notification_has_ended_owes_no_assessment(bus: CommandBus) -> None:
    register_case(bus, last_arms_on=date(2024, 1, 5), notification_ends_on=_days_ago(1))
    register_case(bus, last_arms_on=date(2024, 1, 5), notification_ends_on=TODAY)
    assert bus.ask(ArmsOutOfDate()).total == bus.ask(OverviewTiles()).arms_overdue == 1


@pytest.mark.parametrize(
    "days,outcome,crew,trained,listed",
    (
        (10, Outcome.SEEN_FULL, "2417;2418", True, False),
        (10, Outcome.SEEN_FULL, "2417;2418", False, True),
        (10, Outcome.SEEN_FULL, "2417;2418", None, False),
        (10, Outcome.NO_REPLY, "2417", True, True),
        (10, Outcome.SEEN_FULL, "", None, False),
        (10, Outcome.REMOTE, "2417", False, False),
        (10, Outcome.CANNOT_VISIT, "2417", False, False),
        (89, Outcome.SEEN_FULL, "2417", True, True),
        (90, Outcome.SEEN_FULL, "2417", True, False),
    ),
)
def test_a_weak_crew_is_untrained_or_alone_within_ninety_days(
    bus: CommandBus, days: int, outcome: Outcome, crew: str, trained: bool | None, listed: bool
) -> None:
    case_id = register_case(bus)
    past_visit(bus, case_id, _days_ago(days), outcome, crew=crew, crew_trained=trained)
    page = bus.ask(WeakCrews())
    assert page.total == len(page.rows) == bus.ask(OverviewTiles()).untrained == int(listed)
    for row in page.rows:
        assert (row.case_id, row.visited_on, row.trained) == (case_id, _days_ago(days), trained)
        assert row.single is (crew.count(";") == 0)


def test_weak_crews_come_latest_first_in_pages(bus: CommandBus) -> None:
    case_id = register_case(bus)
    for days in (30, 5, 60):
        past_visit(bus, case_id, _days_ago(days), crew="2417", crew_trained=True)
    first, rest = bus.ask(WeakCrews(limit=2)), bus.ask(WeakCrews(offset=2, limit=2))
    assert [row.visited_on for row in (*first.rows, *rest.rows)] == [
        _days_ago(days) for days in (5, 30, 60)
    ]
    assert (first.total, rest.total, rest.offset) == (3, 3, 2)


def test_each_list_is_counted_in_its_area_and_band(bus: CommandBus) -> None:
    for area, days in (("Peterlee", 3), ("Peterlee", 40), ("Seaham", 40)):
        case_id = register_case(
            bus,
            area=area,
            risk_level=RiskLevel.HIGH,
            last_arms_on=date(2024, 1, 5),
            visit_interval_months=1,
        )
        visited = date(2026, 10, 20) if days == 3 else date(2026, 9, 14)
        past_visit(bus, case_id, visited, crew="2417", crew_trained=True)
    whole = bus.ask(CountOverview())
    assert whole == dict.fromkeys(OverviewPart, 3)
    peterlee = bus.ask(CountOverview("Peterlee"))
    assert peterlee == dict.fromkeys(OverviewPart, 2)
    band = bus.ask(CountOverview("Peterlee", AgeBand.QUARTER))
    assert band == {OverviewPart.OVERDUE: 1, OverviewPart.ARMS: 2, OverviewPart.CREWS: 2}
    assert bus.ask(ArmsOutOfDate("Seaham")).total == 1
    assert bus.ask(WeakCrews("Nowhere")).rows == ()


@pytest.mark.parametrize(
    "query", (OverviewStanding(), ArmsOutOfDate(), WeakCrews(), CountOverview())
)
def test_only_those_who_oversee_may_ask(
    bus: CommandBus, open_bus: Callable[..., CommandBus], query: object
) -> None:
    officer = an_officer(bus, "2417")
    with pytest.raises(Refused):
        open_bus(officer).ask(query)
    supervisor = an_officer(bus, "1140", Role.SUPERVISOR)
    open_bus(supervisor).ask(query)
