"""The sweep makes the open warnings equal to what the rules ask for, once, whoever sweeps."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from rsovisit.domain.access import SYSTEM_ACTOR, Role
from rsovisit.domain.case import Status
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.visit import Outcome
from rsovisit.domain.warning import Level, WarningKind
from rsovisit.errors import Refused
from rsovisit.queries.history import PastWarningRow, warnings_of
from rsovisit.queries.warnings import WarningList, WarningRow
from rsovisit.services.bus import Changes, CommandBus, Topic
from rsovisit.services.commands.visit import RecordVisit
from rsovisit.services.commands.warning import RaiseWarnings, Swept
from tests.support.builders import TODAY
from tests.support.buses import FixedClock
from tests.support.cases import an_officer, register_case

OpenBus = Callable[..., CommandBus]

SEEN_182_DAYS_AGO = date(2026, 5, 25)
"""Medium risk, so due on 25 Nov 2026: in two days."""


def sweep(bus: CommandBus) -> Swept:
    swept: Swept = bus.do(RaiseWarnings()).value
    return swept


def changed(swept: Swept) -> tuple[int, int, int]:
    return swept.raised, swept.cleared, swept.escalated


def open_warnings(bus: CommandBus) -> tuple[WarningRow, ...]:
    return bus.ask(WarningList()).rows


def past_warnings(bus: CommandBus, case_id: int) -> tuple[PastWarningRow, ...]:
    with bus.register.work() as work:
        return warnings_of(work.reader, case_id)


def audited(bus: CommandBus, tag: str) -> int:
    with bus.register.work() as work:
        return int(work.reader.value("select count(*) from audit_event where tag = :tag", tag=tag))


def test_sweeping_twice_equals_once(bus: CommandBus) -> None:
    register_case(bus, last_visit_stated_on=TODAY - timedelta(days=200))
    first = sweep(bus)
    again = sweep(bus)
    assert (first.raised, first.open) == (1, 1)
    assert (*changed(again), again.open, again.tasks_raised) == (0, 0, 0, 1, 0)
    assert again.today == TODAY


def test_a_warning_climbs_the_line_at_7_14_and_30_days(bus: CommandBus, clock: FixedClock) -> None:
    case_id = register_case(bus, last_visit_stated_on=SEEN_182_DAYS_AGO)
    due = date(2026, 11, 25)
    seen: list[tuple[int, str, str]] = []
    for days in range(-16, 36):
        clock.day = due + timedelta(days=days)
        sweep(bus)
        seen += [(days, w.kind.value, w.level.value) for w in open_warnings(bus)]
    changes = [now for before, now in pairwise(seen) if before[1:] != now[1:]]
    assert seen[0] == (-14, "visit_due_soon", "officer")
    assert changes == [
        (1, "visit_overdue", "officer"),
        (7, "visit_overdue", "supervisor"),
        (14, "visit_overdue", "inspector"),
        (30, "visit_overdue", "command"),
    ]
    (overdue, soon) = past_warnings(bus, case_id)
    assert [event.what for event in overdue.events] == ["raised"] + ["escalated"] * 3
    assert [event.level for event in overdue.events] == list(Level)
    assert soon.cleared_why == "The due date passed: an overdue warning stands in its place."


def test_a_first_sweep_raises_at_the_level_of_the_day(bus: CommandBus) -> None:
    register_case(bus, last_visit_stated_on=TODAY - timedelta(days=400))
    sweep(bus)
    (warning,) = open_warnings(bus)
    assert warning.level is Level.COMMAND
    assert (warning.raised_on, warning.level_since_on) == (TODAY, TODAY)


def test_very_high_risk_is_due_soon_at_7_days(bus: CommandBus) -> None:
    for last in (date(2026, 10, 30), date(2026, 11, 1)):
        register_case(bus, risk_level=RiskLevel.VERY_HIGH, last_visit_stated_on=last)
    sweep(bus)
    assert [w.due_on for w in open_warnings(bus)] == [date(2026, 11, 30)]


@pytest.mark.parametrize("status", [s for s in Status if s not in (Status.ACTIVE, Status.MISSING)])
def test_no_warning_where_no_visit_is_owed(bus: CommandBus, status: Status) -> None:
    register_case(bus, status=status, last_visit_stated_on=date(2020, 1, 1))
    register_case(bus, notification_ends_on=TODAY - timedelta(days=1))
    assert sweep(bus).open == 0


def test_missing_is_warned_about(bus: CommandBus) -> None:
    register_case(bus, status=Status.MISSING, last_visit_stated_on=date(2020, 1, 1))
    assert sweep(bus).open == 1


def test_the_visit_clears_the_warning_and_history_is_kept(bus: CommandBus) -> None:
    case_id = register_case(bus, case_ref="RSO-1", last_visit_stated_on=date(2026, 5, 1))
    an_officer(bus, "2417")
    an_officer(bus, "2299")
    sweep(bus)
    done = bus.do(RecordVisit("RSO-1", Outcome.SEEN_FULL, TODAY, ("2417", "2299")))
    assert "Warning cleared: visit overdue, due 1 Nov 2026." in done.value.raised
    assert open_warnings(bus) == ()
    (past,) = past_warnings(bus, case_id)
    assert past.cleared_on == TODAY
    assert [event.what for event in past.events] == ["raised", "cleared"]
    assert changed(sweep(bus)) == (0, 0, 0)


def test_the_same_date_can_be_warned_about_again(bus: CommandBus, clock: FixedClock) -> None:
    """A case paused and resumed under its old date: the cleared warning stays, a new one opens."""
    case_id = register_case(bus, last_visit_stated_on=date(2026, 5, 1))
    sweep(bus)
    with bus.register.work() as work:
        work.run("update case_file set due_on = null where id = :id", id=case_id)
        work.commit()
    clock.on(1)
    assert changed(sweep(bus)) == (0, 1, 0)
    with bus.register.work() as work:
        due = date(2026, 11, 1)
        work.run("update case_file set due_on = :due where id = :id", id=case_id, due=due)
        work.commit()
    clock.on(1)
    assert changed(sweep(bus)) == (1, 0, 0)
    assert [w.cleared_on is None for w in past_warnings(bus, case_id)] == [True, False]


def test_two_programs_sweeping_at_once_raise_one(bus: CommandBus, open_bus: OpenBus) -> None:
    for days in range(40):
        register_case(bus, last_visit_stated_on=date(2026, 4, 1) + timedelta(days=days))
    buses = [bus, *(open_bus() for _ in range(3))]
    with ThreadPoolExecutor(len(buses)) as pool:
        swept = list(pool.map(sweep, buses))
    assert sum(one.raised for one in swept) == 40
    assert {one.open for one in swept} == {40}
    assert len(open_warnings(bus)) == 40
    assert audited(bus, "warning:raise") == 40


def test_a_visit_recorded_while_another_program_sweeps(bus: CommandBus, open_bus: OpenBus) -> None:
    """Whichever comes first, no warning stands that the visit has answered."""
    refs = [f"RSO-{n}" for n in range(12)]
    for ref in refs:
        register_case(bus, case_ref=ref, last_visit_stated_on=date(2026, 5, 1))
    an_officer(bus, "2417")
    other = open_bus()

    def visit(ref: str) -> Any:
        return bus.do(RecordVisit(ref, Outcome.SEEN_FULL, TODAY, ("2417",)))

    with ThreadPoolExecutor(2) as pool:
        sweeps = [pool.submit(sweep, other) for _ in refs]
        for ref in refs:
            visit(ref)
        for swept in sweeps:
            swept.result()
    assert open_warnings(bus) == ()


def test_the_sweep_is_audited_with_each_change(bus: CommandBus) -> None:
    register_case(bus, last_visit_stated_on=date(2026, 5, 1))
    bus.submit(RaiseWarnings(), system=True).result()
    with bus.register.work() as work:
        found = work.reader.rows("select kind, tag, actor from audit_event order by id")
        job = work.reader.one("select job, for_on from job_run")
    assert found == [
        ("ALTER", "warning:raise", SYSTEM_ACTOR.collar),
        ("SWEEP", "register:sweep", SYSTEM_ACTOR.collar),
    ]
    assert job is not None
    assert job[0] == "sweep"


def test_a_sweep_says_what_it_touched(bus: CommandBus) -> None:
    register_case(bus, last_visit_stated_on=date(2026, 5, 1))
    heard: list[Changes] = []
    bus.subscribe(heard.append)
    sweep(bus)
    sweep(bus)
    assert heard[0].topics == {Topic.WARNINGS, Topic.UPKEEP}
    assert heard[1].topics == {Topic.UPKEEP}


def test_an_auditor_may_not_sweep(bus: CommandBus, open_bus: OpenBus) -> None:
    auditor = open_bus(an_officer(bus, "9001", Role.AUDITOR))
    with pytest.raises(Refused, match="auditor may not"):
        sweep(auditor)
    assert audited(bus, "register:refuse") == 1


def test_the_warning_kinds_are_the_outside_words() -> None:
    assert {kind.value for kind in WarningKind} == {"visit_due_soon", "visit_overdue"}
