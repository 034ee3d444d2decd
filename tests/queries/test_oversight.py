"""Every metric of domain.md section 9 against a small register counted by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from rsovisit.domain.access import Role
from rsovisit.domain.case import Status
from rsovisit.domain.due import Requirement, RequirementKind
from rsovisit.domain.lateness import AgeBand
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import TaskKind, TaskState
from rsovisit.domain.visit import Disclosure, Outcome
from rsovisit.errors import Refused
from rsovisit.queries.metrics import Metric
from rsovisit.queries.oversight import (
    OverdueByArea,
    OverdueHistory,
    OverdueList,
    Oversight,
    OverviewTiles,
    QueueHistory,
    week_rows,
)
from rsovisit.queries.visits import CountVisits
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.visit import ReportChange
from rsovisit.services.commands.warning import DecideWarning, RaiseWarnings
from tests.support.builders import TODAY
from tests.support.buses import FixedClock
from tests.support.cases import an_officer, open_task, past_visit, register_case

OpenBus = Callable[..., CommandBus]

NAMES = [
    "overdue_visits", "days_overdue", "on_time_rate", "never_visited", "longest_gap",
    "failed_attempt_rate", "untrained_or_single_crewed", "review_lag", "change_response",
    "queue_per_assessor", "arms_overdue", "qa_coverage", "referrals_open", "children_seen",
    "caseload", "reactive_share", "sfo_reviews", "notification_ended_unclosed", "unallocated",
    "officer_left",
]  # fmt: skip


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def metrics(bus: CommandBus) -> Mapping[str, Metric]:
    return bus.ask(Oversight())


def overdue_case(bus: CommandBus, days: int, **facts: Any) -> int:
    """A case never visited whose first visit is so many days overdue."""
    return register_case(bus, registered_on=ago(14 + days), **facts)


def test_every_metric_is_there_for_every_area(bus: CommandBus) -> None:
    register_case(bus, area="Peterlee")
    register_case(bus, area="Darlington")
    found = metrics(bus)
    assert list(found) == NAMES
    for name, metric in found.items():
        assert list(metric.by_area) == ["Darlington", "Peterlee"], name
    for name in ("qa_coverage", "children_seen", "sfo_reviews"):
        assert found[name].total is None
        assert set(found[name].by_area.values()) == {None}
        assert found[name].note


def test_an_empty_register_has_every_metric(bus: CommandBus) -> None:
    found = metrics(bus)
    assert list(found) == NAMES
    assert found["overdue_visits"].total == 0
    assert found["longest_gap"].total is None
    assert found["on_time_rate"].total == {"rate": None, "met": 0, "due": 0}


def test_overdue_visits_and_their_days(bus: CommandBus) -> None:
    an_officer(bus, "2417")
    for days in (1, 7, 8, 30, 31, 90, 91, 200):
        overdue_case(bus, days, officer="2417" if days < 9 else None)
    overdue_case(bus, 5, area="Darlington", risk_level=RiskLevel.HIGH)
    overdue_case(bus, 0)
    found = metrics(bus)
    overdue, days_late = found["overdue_visits"], found["days_overdue"]
    assert (overdue.total, overdue.by_area) == (9, {"Darlington": 1, "Peterlee": 8})
    assert overdue.by["level"] == {"very_high": 0, "high": 1, "medium": 8, "low": 0}
    assert overdue.by["officer"] == {"nobody": 6, "2417": 3}
    assert days_late.total == {
        "worst": 200,
        "median": 30.0,
        "bands": {"1-7": 3, "8-30": 2, "31-90": 2, "over_90": 2},
    }
    assert days_late.by_area["Peterlee"]["median"] == 30.5  # type: ignore[index,call-overload]
    assert bus.ask(CountVisits()).overdue == overdue.total


def test_the_on_time_rate_counts_what_fell_due(bus: CommandBus) -> None:
    early, late, long_ago, unknown = (register_case(bus) for _ in range(4))
    past_visit(bus, early, ago(100), due_on_before=ago(1))
    past_visit(bus, late, ago(20), due_on_before=ago(30))
    past_visit(bus, long_ago, ago(90), due_on_before=ago(91))
    first_day = register_case(bus)
    past_visit(bus, first_day, ago(89), due_on_before=ago(90))
    # Due six months after the visit before it: 23 Sep 2026, and made two days later.
    past_visit(bus, unknown, date(2026, 3, 23))
    past_visit(bus, unknown, date(2026, 9, 25))
    overdue_case(bus, 40)
    overdue_case(bus, 95)
    not_yet = register_case(bus)
    past_visit(bus, not_yet, ago(3), due_on_before=TODAY + timedelta(days=9))
    assert metrics(bus)["on_time_rate"].total == {"rate": 0.2, "met": 1, "due": 5}


def test_never_visited_and_the_longest_gap(bus: CommandBus) -> None:
    register_case(bus, registered_on=ago(61))
    register_case(bus, registered_on=ago(5))
    register_case(bus, status=Status.CUSTODY, registered_on=date(2001, 1, 1))
    register_case(bus, risk_level=RiskLevel.VERY_HIGH, last_visit_stated_on=ago(70))
    register_case(bus, risk_level=RiskLevel.LOW, last_visit_stated_on=ago(400))
    found = metrics(bus)
    assert found["never_visited"].total == 2
    assert found["longest_gap"].total == {"days": 70, "interval_months": 1, "times_interval": 2.3}


def test_attempts_crews_and_undecided_cases(bus: CommandBus) -> None:
    tried, decided, seen = (register_case(bus) for _ in range(3))
    for days in (9, 5):
        past_visit(bus, tried, ago(days), Outcome.NO_REPLY, crew="1;2", crew_trained=True)
        past_visit(bus, decided, ago(days), Outcome.OUT, crew="1", crew_trained=True)
    open_task(bus, decided, cause=f"attempts:{decided}:never", done_on=TODAY)
    past_visit(bus, seen, ago(8), Outcome.NO_REPLY, crew="1;2", crew_trained=False)
    past_visit(bus, seen, ago(7), Outcome.NO_REPLY, crew="3", crew_trained=False)
    past_visit(bus, seen, ago(6), crew="1;2", crew_trained=True)
    past_visit(bus, seen, ago(4), Outcome.REMOTE, crew="1")
    past_visit(bus, seen, ago(91), crew="1")
    found = metrics(bus)
    assert found["failed_attempt_rate"].total == {
        "rate": 0.8571,
        "failed": 6,
        "attempts": 7,
        "cases_undecided": 1,
    }
    assert found["untrained_or_single_crewed"].total == {
        "count": 4,
        "rate": 0.5714,
        "untrained": 2,
        "single_crewed": 3,
        "visits": 7,
    }


def test_review_lag_and_queues(bus: CommandBus) -> None:
    case_id = register_case(bus)
    for back, done in ((40, 30), (30, 10), (68, None), (3, None)):
        open_task(
            bus,
            case_id,
            opened_on=ago(back),
            done_on=None if done is None else ago(done),
            assessor="0911",
        )
    open_task(bus, case_id, opened_on=ago(300), done_on=ago(91), assessor="0911")
    open_task(bus, case_id, TaskKind.ARMS_ASSESSMENT, opened_on=ago(1))
    found = metrics(bus)
    assert found["review_lag"].total == {
        "median": 15.0,
        "ninetieth": 20,
        "reviewed": 2,
        "unreviewed": 2,
        "oldest_unreviewed": 68,
    }
    assert found["queue_per_assessor"].total == {
        "0911": {"open": 2, "oldest_days": 68, "in_week": 1, "out_week": 0},
        "nobody": {"open": 1, "oldest_days": 1, "in_week": 1, "out_week": 0},
    }


def test_referrals(bus: CommandBus) -> None:
    case_id = register_case(bus)
    open_task(bus, case_id, TaskKind.REFERRAL, opened_on=ago(3))  # a Friday
    open_task(bus, case_id, TaskKind.REFERRAL, opened_on=ago(6), state=TaskState.HELD)
    open_task(bus, case_id, TaskKind.REFERRAL, opened_on=ago(6), done_on=ago(5))
    assert metrics(bus)["referrals_open"].total == {
        "open": 2,
        "by_state": {"open": 1, "held": 1},
        "over_1_working_day": 1,
        "oldest_days": 6,
        "without_outcome": 2,
    }


def test_the_response_to_changes(bus: CommandBus) -> None:
    seen, waiting, over = register_case(bus), register_case(bus), register_case(bus)
    for case_id, days in ((seen, 20), (waiting, 57), (over, 30)):
        bus.do(ReportChange(case_id, Disclosure.WORK, ago(days), "A tip."))
    past_visit(bus, seen, ago(8))
    with bus.register.work() as work:
        work.run("update case_file set due_on = null, status = 'closed' where id = :i", i=over)
        work.commit()
    assert metrics(bus)["change_response"].total == {
        "median": 12.0,
        "worst": 12,
        "seen": 1,
        "waiting": 1,
        "longest_waiting": 57,
    }


def test_assessments_caseload_and_standing(bus: CommandBus) -> None:
    an_officer(bus, "2417")
    an_officer(bus, "8102", trained_to=ago(1))
    an_officer(bus, "7000", left_on=ago(1))
    an_officer(bus, "3120", area="Darlington")
    register_case(bus, officer="2417", last_arms_on=date(2025, 11, 1))
    register_case(bus, officer="7000", last_arms_on=date(2025, 11, 20))
    register_case(bus, status=Status.REACTIVE)
    register_case(bus, notification_ends_on=ago(1), last_arms_on=date(2020, 1, 1))
    exit_visit = Requirement(RequirementKind.REACTIVE_EXIT, ago(10), TODAY)
    register_case(bus, requirements=[exit_visit], area="Darlington", officer="3120")
    found = metrics(bus)
    assert found["arms_overdue"].total == {"count": 2, "worst_days": 22, "median_days": 12.5}
    assert found["caseload"].total == {
        "cases": 4,
        "trained_officers": 2,
        "per_officer": 2.0,
        "over_ceiling": [],
    }
    assert found["caseload"].by_area["Peterlee"] == {
        "cases": 3,
        "trained_officers": 1,
        "per_officer": 3.0,
        "over_ceiling": [],
    }
    assert found["reactive_share"].total == {
        "share": 0.25,
        "reactive": 1,
        "live": 4,
        "exits": 1,
    }
    assert found["notification_ended_unclosed"].total == 1
    assert found["unallocated"].total == 1
    assert found["officer_left"].total == 1


def test_more_than_the_ceiling_is_named(bus: CommandBus) -> None:
    an_officer(bus, "2417")
    for _ in range(bus.policy().caseload_ceiling + 1):
        register_case(bus, officer="2417")
    total = metrics(bus)["caseload"].total
    assert isinstance(total, dict)
    assert total["over_ceiling"] == ["2417"]


def test_the_tiles_agree_with_the_metrics(bus: CommandBus) -> None:
    for days in (3, 40):
        overdue_case(bus, days, last_arms_on=date(2025, 1, 1))
    case_id = register_case(bus, last_visit_stated_on=TODAY)
    past_visit(bus, case_id, ago(5), Outcome.NO_REPLY, crew="1", due_on_before=ago(1))
    for kind, back in (
        (TaskKind.RETURN_CHECK, 14),
        (TaskKind.RETURN_CHECK, 1),
        (TaskKind.SIGNIFICANT_CHANGE, 2),
        (TaskKind.REFERRAL, 6),
    ):
        open_task(bus, case_id, kind, opened_on=ago(back))
    tiles, found = bus.ask(OverviewTiles()), metrics(bus)
    assert (tiles.overdue, tiles.overdue_oldest_days) == (2, 40)
    assert (tiles.arms_overdue, tiles.cases) == (2, 3)
    assert (tiles.returns.open, tiles.returns.over_target, tiles.returns.oldest_days) == (2, 1, 14)
    assert (tiles.changes.open, tiles.changes.over_target) == (1, 0)
    assert (tiles.referrals.open, tiles.referrals.over_target) == (1, 1)
    assert (tiles.untrained, tiles.visits) == (1, 1)
    assert found["on_time_rate"].total == {
        "rate": tiles.on_time.rate,
        "met": tiles.on_time.met,
        "due": tiles.on_time.due,
    }
    assert (tiles.on_time_before.due, tiles.on_time.due) == (1, 2)


def test_overdue_by_area(bus: CommandBus) -> None:
    for days in (1, 8, 31, 91):
        overdue_case(bus, days)
    overdue_case(bus, 2, area="Darlington")
    register_case(bus, area="Stanley", last_visit_stated_on=TODAY)
    rows = bus.ask(OverdueByArea())
    assert [(row.area, row.total) for row in rows] == [
        ("Peterlee", 4),
        ("Darlington", 1),
        ("Stanley", 0),
    ]
    assert rows[0].bands == dict.fromkeys(AgeBand, 1)
    for row in rows:
        for band, count in row.bands.items():
            page = bus.ask(OverdueList(area=row.area, band=band))
            assert page.total == len(page.rows) == count


def test_the_overdue_list_tells_the_decision(bus: CommandBus) -> None:
    an_officer(bus, "2417")
    overdue_case(bus, 57, case_ref="RSO-1", officer="2417")
    overdue_case(bus, 9, case_ref="RSO-2")
    bus.do(RaiseWarnings())
    overdue_case(bus, 3, case_ref="RSO-3")
    first = bus.ask(OverdueList()).rows[0]
    assert first.warning_id is not None
    assert first.warning_version is not None
    plan = TODAY + timedelta(days=2)
    bus.do(DecideWarning(first.warning_id, first.warning_version, "Both go on Wednesday.", plan))
    page = bus.ask(OverdueList(limit=2))
    assert page.total == 3
    told, untold = page.rows
    assert (told.case_ref, told.days_overdue, told.level) == ("RSO-1", 57, "command")
    assert (told.decided_by, told.plan_on, told.decision_stale) == ("keeper", plan, False)
    assert (untold.decision, untold.officer, untold.needs) == (None, None, "Nobody allocated")
    (unswept,) = bus.ask(OverdueList(offset=2)).rows
    assert (unswept.case_ref, unswept.warning_id, unswept.level) == ("RSO-3", None, None)


def test_the_weeks_of_warnings_and_of_the_queue(bus: CommandBus, clock: FixedClock) -> None:
    case_id = overdue_case(bus, 1)
    clock.day = ago(0)
    bus.do(RaiseWarnings())
    open_task(bus, case_id, opened_on=ago(30), done_on=ago(10))
    open_task(bus, case_id, opened_on=ago(8))
    warnings, queue = bus.ask(OverdueHistory()), bus.ask(QueueHistory(weeks=5))
    assert (len(warnings), warnings[-1].ends_on) == (26, TODAY)
    assert [week.open for week in warnings[-2:]] == [0, 1]
    assert [(week.open, week.came, week.went) for week in queue] == [
        (1, 1, 0),
        (1, 0, 0),
        (1, 0, 0),
        (1, 1, 1),
        (1, 0, 0),
    ]


def test_a_week_takes_its_last_day_and_not_the_one_before_its_first() -> None:
    came = [(ago(7), 1), (ago(6), 10), (ago(0), 100)]
    weeks = week_rows(came, [(ago(0), 3)], TODAY, 2)
    assert [(week.open, week.came, week.went) for week in weeks] == [(1, 1, 0), (108, 110, 3)]


@pytest.mark.parametrize("role", (Role.NPT_OFFICER, Role.ARMS_OFFICER, Role.ADMINISTRATOR))
def test_who_may_not_see_it(bus: CommandBus, open_bus: OpenBus, role: Role) -> None:
    asker = open_bus(an_officer(bus, "1000", role))
    for query in (Oversight(), OverviewTiles(), OverdueByArea(), OverdueList(), OverdueHistory()):
        with pytest.raises(Refused):
            asker.ask(query)  # type: ignore[arg-type]
