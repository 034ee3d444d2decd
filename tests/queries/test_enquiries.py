"""What the neighbourhood teams were asked, whose it is, and how late the answer is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from rsovisit.domain.access import Role
from rsovisit.domain.case import ManagedBy
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import TaskKind
from rsovisit.queries.enquiries import CountEnquiries, EnquiryList, EnquiryPart, EnquiryRow
from rsovisit.queries.tasks import TaskDetail
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.task import AnswerTask, TaskToNpt
from tests.support.builders import TODAY
from tests.support.buses import FixedClock
from tests.support.cases import an_officer, open_task, register_case

OpenBus = Callable[..., CommandBus]
ASKED = "Who collects the children next door from school?"


@pytest.fixture
def ann(bus: CommandBus, open_bus: OpenBus) -> CommandBus:
    """An assessor, who has asked nothing yet."""
    return open_bus(an_officer(bus, "0911", Role.ARMS_OFFICER, area=None))


@pytest.fixture
def pat(bus: CommandBus, open_bus: OpenBus) -> CommandBus:
    """A neighbourhood officer of Peterlee."""
    return open_bus(an_officer(bus, "2299"))


def ask(ann: CommandBus, bus: CommandBus, of: str = "2299", days: int = 5, **case: object) -> int:
    """A question of Ann's about a case of its own, due in that many days; the task's id."""
    case_id = register_case(bus, **case)
    task = open_task(bus, case_id, TaskKind.SIGNIFICANT_CHANGE, assessor="0911")
    ann.do(TaskToNpt(task, 1, of, ASKED, TODAY + timedelta(days=days)))
    return task


def ids(rows: tuple[EnquiryRow, ...]) -> list[int]:
    return [row.task_id for row in rows]


def later(clock: FixedClock, days: int) -> None:
    clock.day = TODAY + timedelta(days=days)


def test_a_row_says_it_all(bus: CommandBus, ann: CommandBus, pat: CommandBus) -> None:
    task = ask(ann, bus, case_ref="RSO-0421", risk_level=RiskLevel.LOW)
    (row,) = pat.ask(EnquiryList()).rows
    assert (row.task_id, row.case_ref, row.name) == (task, "RSO-0421", "A. Sample")
    assert (row.area, row.risk_level, row.kind) == (
        "Peterlee",
        RiskLevel.LOW,
        TaskKind.SIGNIFICANT_CHANGE,
    )
    assert row.asked == ASKED
    assert (row.asked_of, row.asked_of_name) == ("2299", "Officer 2299")
    assert (row.asked_by, row.asked_by_name) == ("0911", "Officer 0911")
    assert (row.answer_due_on, row.days_late) == (TODAY + timedelta(days=5), 0)


def test_an_answer_is_late_from_the_day_after(
    bus: CommandBus, ann: CommandBus, pat: CommandBus, clock: FixedClock
) -> None:
    ask(ann, bus, days=5)
    for days, late in ((5, 0), (6, 1), (9, 4)):
        later(clock, days)
        assert pat.ask(EnquiryList()).rows[0].days_late == late
        assert pat.ask(CountEnquiries()).late == bool(late)


def test_the_longest_due_comes_first_then_the_higher_risk(
    bus: CommandBus, ann: CommandBus, pat: CommandBus
) -> None:
    low = ask(ann, bus, days=3, risk_level=RiskLevel.LOW)
    high = ask(ann, bus, days=3, risk_level=RiskLevel.MEDIUM)
    soonest = ask(ann, bus, days=1, risk_level=RiskLevel.LOW)
    assert ids(pat.ask(EnquiryList()).rows) == [soonest, high, low]


def test_each_count_is_the_length_of_its_list(
    bus: CommandBus, ann: CommandBus, pat: CommandBus, clock: FixedClock
) -> None:
    an_officer(bus, "2300")
    for of, days in (("2299", 1), ("2299", 9), ("2300", 2), ("2300", 8), ("2300", 9)):
        ask(ann, bus, of, days)
    later(clock, 5)
    counts = pat.ask(CountEnquiries())
    assert (counts.mine, counts.late, counts.all) == (2, 2, 5)
    for part in EnquiryPart:
        page = pat.ask(EnquiryList(part))
        assert page.total == len(page.rows) == counts.of(part)
        assert ids(pat.ask(EnquiryList(part, 1, 1)).rows) == ids(page.rows)[1:2]


def test_what_is_answered_leaves_every_part(
    bus: CommandBus, ann: CommandBus, pat: CommandBus
) -> None:
    task = ask(ann, bus)
    version = ann.ask(TaskDetail(task)).row.version
    pat.do(AnswerTask(task, version, "The grandmother, seen at the gate on Monday."))
    counts = pat.ask(CountEnquiries())
    assert (counts.mine, counts.late, counts.all) == (0, 0, 0)
    assert pat.ask(EnquiryList()) == ((), 0, 0)


def test_it_opens_on_the_first_part_that_holds_anything(
    bus: CommandBus, ann: CommandBus, pat: CommandBus, open_bus: OpenBus, clock: FixedClock
) -> None:
    sergeant = open_bus(an_officer(bus, "0700", Role.SUPERVISOR, area=None))
    assert pat.ask(CountEnquiries()).opens is EnquiryPart.ALL
    an_officer(bus, "2300")
    ask(ann, bus, "2300", days=2)
    assert pat.ask(CountEnquiries()).opens is EnquiryPart.ALL
    later(clock, 3)
    assert pat.ask(CountEnquiries()).opens is EnquiryPart.LATE
    assert sergeant.ask(CountEnquiries()).opens is EnquiryPart.LATE
    ask(ann, bus, "2299", days=9)
    assert pat.ask(CountEnquiries()).opens is EnquiryPart.MINE
    # Nobody asks a supervisor: that part is not even offered.
    assert EnquiryPart.MINE not in sergeant.ask(CountEnquiries()).offered


def test_nobody_sees_what_is_asked_about_cases_that_are_not_their_business(
    bus: CommandBus, ann: CommandBus, pat: CommandBus, open_bus: OpenBus
) -> None:
    an_officer(bus, "2550", area="Darlington")
    elsewhere = ask(ann, bus, "2550", area="Darlington", managed_by=ManagedBy.NPT)
    sergeant = open_bus(an_officer(bus, "0700", Role.SUPERVISOR, area=None))
    assert ids(pat.ask(EnquiryList()).rows) == []
    assert ids(sergeant.ask(EnquiryList()).rows) == [elsewhere]
