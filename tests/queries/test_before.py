"""What an officer is told before going to the door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from rsovisit.domain.access import Role
from rsovisit.domain.case import Status
from rsovisit.domain.due import Bucket
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import TaskKind, TaskState
from rsovisit.domain.visit import Disclosure, Outcome
from rsovisit.errors import Invalid
from rsovisit.queries.before import BeforeRow, BeforeYouGo
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.visit import RecordVisit, ReportChange
from rsovisit.services.commands.warning import DecideWarning, RaiseWarnings
from tests.support.builders import TODAY
from tests.support.buses import FixedClock
from tests.support.cases import an_officer, open_task, past_visit, register_case

OpenBus = Callable[..., CommandBus]
DUE = date(2026, 9, 27)


@pytest.fixture
def case_id(bus: CommandBus, clock: FixedClock) -> int:
    """RSO-0421 of 2417: medium, due 27 Sep 2026, swept every day since."""
    an_officer(bus, "2417")
    case_id = register_case(
        bus,
        case_ref="RSO-0421",
        officer="2417",
        address="1 Invented Row",
        next_notification_on=date(2027, 2, 3),
    )
    past_visit(bus, case_id, date(2026, 3, 27), at="10:00", crew="2417", summary="No change.")
    for days in range(1, 58):
        clock.day = DUE + timedelta(days=days)
        bus.do(RaiseWarnings())
    assert clock.day == TODAY
    return case_id


def before(bus: CommandBus, case_id: int) -> BeforeRow:
    return bus.ask(BeforeYouGo(case_id))


def test_the_head_says_who_and_how(bus: CommandBus, case_id: int) -> None:
    row = before(bus, case_id)
    assert (row.case_ref, row.name, row.risk_level) == ("RSO-0421", "A. Sample", RiskLevel.MEDIUM)
    assert (row.interval, row.managed_by.value) == ("visit every 6 months", "npt")
    assert (row.due_on, row.days_overdue, row.bucket) == (DUE, 57, Bucket.OVERDUE)
    assert (row.address, row.address_confirmed_on) == ("1 Invented Row", None)
    assert row.next_notification_on == date(2027, 2, 3)
    assert row.arms_due_on == date(2027, 6, 1)
    assert row.why[0].startswith("Last completed visit on 27 Mar 2026")


def test_the_warning_tells_its_climb(bus: CommandBus, case_id: int) -> None:
    row = before(bus, case_id)
    assert row.lateness == "57 days overdue."
    assert row.warning == (
        "Due 27 Sep 2026. Escalated to the supervisor on 4 Oct 2026, the inspector on "
        "11 Oct 2026, command on 27 Oct 2026; no decision recorded."
    )


def test_the_warning_tells_the_decision(bus: CommandBus, case_id: int) -> None:
    with bus.register.work() as work:
        warning_id, version = work.reader.rows(
            "select id, version from warning where cleared_on is null"
        )[0]
    bus.do(DecideWarning(warning_id, version, "Two officers go on Wednesday.", date(2026, 11, 25)))
    assert before(bus, case_id).warning.endswith(
        "; decided by keeper on 23 Nov 2026: Two officers go on Wednesday. Planned for 25 Nov 2026."
    )


def test_a_warning_still_with_the_officer_and_one_not_swept(bus: CommandBus) -> None:
    case_id = register_case(bus, last_visit_stated_on=date(2026, 5, 20))
    assert before(bus, case_id).warning.endswith("No warning stands yet: the next sweep raises it.")
    bus.do(RaiseWarnings())
    assert before(bus, case_id).warning == (
        "Due 20 Nov 2026. With the officer since 23 Nov 2026; no decision recorded."
    )


def test_nothing_is_said_of_a_visit_in_time(bus: CommandBus) -> None:
    case_id = register_case(bus, last_visit_stated_on=TODAY)
    row = before(bus, case_id)
    assert (row.lateness, row.warning, row.attempts, row.retry_by_on) == ("", "", (), None)


def test_whom_to_go_with(bus: CommandBus, case_id: int) -> None:
    for collar in ("2299", "2300", "2301", "2302"):
        an_officer(bus, collar)
    an_officer(bus, "2298", trained_to=TODAY - timedelta(days=1))
    an_officer(bus, "2297", left_on=TODAY)
    an_officer(bus, "2296", area="Darlington")
    an_officer(bus, "1140", Role.SUPERVISOR)
    row = before(bus, case_id)
    assert row.crew_rule == "Two officers, at least one trained"
    assert row.officer is not None
    assert (row.officer.collar, row.officer.trained) == ("2417", True)
    assert row.officer.training == "trained to 31 Mar 2027"
    assert [colleague.collar for colleague in row.colleagues] == ["2299", "2300", "2301"]


def test_nobody_has_the_case(bus: CommandBus) -> None:
    assert before(bus, register_case(bus)).officer is None


def test_a_repeated_pattern_is_pointed_out(bus: CommandBus, case_id: int) -> None:
    assert before(bus, case_id).pattern is None
    past_visit(bus, case_id, date(2025, 9, 25), at="09:30")
    past_visit(bus, case_id, date(2026, 10, 2), Outcome.NO_REPLY, at="11:15")
    assert before(bus, case_id).pattern == (
        "The last three visits were all weekday mornings: choose another time."
    )


def test_attempts_since_the_last_completed_visit(bus: CommandBus, case_id: int) -> None:
    past_visit(bus, case_id, date(2026, 3, 1), Outcome.NO_REPLY)
    assert before(bus, case_id).next_failure == (
        "After a failed attempt, try again at another time of day within 7 days."
    )
    past_visit(bus, case_id, date(2026, 10, 2), Outcome.NO_REPLY, at="10:15", crew="2417")
    row = before(bus, case_id)
    assert [(a.visited_on, a.visited_at, a.crew) for a in row.attempts] == [
        (date(2026, 10, 2), "10:15", ("2417",))
    ]
    assert row.retry_by_on == date(2026, 10, 9)
    assert row.next_failure.startswith("Another failed attempt raises a significant change")
    bus.do(RecordVisit("RSO-0421", Outcome.OUT, TODAY, ("2417",)))
    row = before(bus, case_id)
    assert len(row.attempts) == 2
    assert row.next_failure == "2 failed attempts: a decision has been asked for."
    assert [task.kind for task in row.enquiries] == [TaskKind.SIGNIFICANT_CHANGE]


def test_attempts_after_a_stated_visit_only(bus: CommandBus) -> None:
    case_id = register_case(bus, last_visit_stated_on=date(2026, 6, 1))
    past_visit(bus, case_id, date(2026, 5, 1), Outcome.NO_REPLY)
    row = before(bus, case_id)
    assert (row.attempts, row.last_visit, row.last_visit_on) == ((), None, date(2026, 6, 1))


def test_the_last_visit_and_what_came_of_it(bus: CommandBus, case_id: int) -> None:
    last = before(bus, case_id).last_visit
    assert last is not None
    assert (last.visited_on, last.crew, last.summary) == (
        date(2026, 3, 27),
        ("2417",),
        "No change.",
    )


def test_open_enquiries_and_late_changes(bus: CommandBus, case_id: int) -> None:
    open_task(bus, case_id, TaskKind.NPT_ENQUIRY, state=TaskState.WITH_NPT, asked="Who helps?")
    open_task(bus, case_id, TaskKind.NPT_ENQUIRY, done_on=TODAY)
    open_task(bus, case_id, TaskKind.RETURN_CHECK)
    bus.do(ReportChange(case_id, Disclosure.WORK, TODAY, "A new job."))
    bus.do(ReportChange(case_id, Disclosure.MOVE, TODAY - timedelta(days=184), "Long ago."))
    row = before(bus, case_id)
    assert [task.asked for task in row.enquiries if task.kind is TaskKind.NPT_ENQUIRY] == [
        "Who helps?"
    ]
    assert [change.kind for change in row.changes] == [Disclosure.WORK]


@pytest.mark.parametrize(
    "facts,words",
    (
        ({"risk_level": RiskLevel.VERY_HIGH}, "visit every month"),
        ({"visit_interval_months": 2}, "visit every 2 months (own interval)"),
        ({"status": Status.REACTIVE}, "desk review each year"),
    ),
)
def test_the_interval_in_words(bus: CommandBus, facts: dict[str, object], words: str) -> None:
    assert before(bus, register_case(bus, **facts)).interval == words


def test_it_is_audited_and_kept_within_scope(bus: CommandBus, open_bus: OpenBus) -> None:
    case_id = register_case(bus)
    stranger = open_bus(an_officer(bus, "3120", area="Darlington"))
    for missing in (case_id, 999):
        with pytest.raises(Invalid, match="no such case among yours"):
            before(stranger, missing)
    before(bus, case_id)
    with bus.register.work() as work:
        found = work.reader.rows("select tag, kind, subject, case_id, actor from audit_event")
    assert found == [("case:consult", "CONSULT", f"case:{case_id}", case_id, "keeper")]
