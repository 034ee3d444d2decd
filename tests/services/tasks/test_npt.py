"""Asking the neighbourhood team, and its answer."""

from __future__ import annotations

from datetime import date

import pytest

from rsovisit.domain.case import ManagedBy
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import TaskKind, TaskState
from rsovisit.errors import Invalid, Stale
from rsovisit.queries.tasks import QueueChip, TaskQueue
from rsovisit.services.commands.task import AcceptTask, AnswerTask, HoldTask, LockTask, TaskToNpt
from tests.services.tasks.conftest import Unit
from tests.support.builders import TODAY
from tests.support.buses import FixedClock
from tests.support.cases import an_officer

ASK = "Who is the neighbour, and are there children?"
ANSWER = "Mrs Example of number 9; no children live there."


def test_asking_about_a_return_closes_it_and_raises_the_enquiry(unit: Unit) -> None:
    task = unit.task(red_flag=True, reason="New contact with a child")
    done = unit.ann.do(TaskToNpt(task, 1, "2299", ASK))
    assert done.value.endswith("to 2299: answer due 30 Nov 2026."), "five working days on"
    checked = unit.file(task)
    assert (checked.row.state, checked.result) == (
        TaskState.DONE,
        "Checked: enquiry sent to the NPT.",
    )
    (enquiry,) = unit.ann.ask(TaskQueue("0911", QueueChip.WITH_NPT)).rows
    assert (enquiry.kind, enquiry.state) == (TaskKind.NPT_ENQUIRY, TaskState.WITH_NPT)
    assert (enquiry.npt_officer, enquiry.asked) == ("2299", ASK)
    assert (enquiry.opened_on, enquiry.answer_due_on) == (TODAY, date(2026, 11, 30))
    assert (enquiry.assessor, enquiry.red_flag) == ("0911", True)
    assert enquiry.case_id == checked.row.case_id
    assert enquiry.why[0] == "With the NPT until 30 Nov 2026: " + ASK
    assert unit.events(enquiry.task_id) == ["raised"]
    assert unit.audited(enquiry.task_id) == ["task:raise"]


def test_any_other_task_waits_as_itself(unit: Unit) -> None:
    task = unit.task(TaskKind.SIGNIFICANT_CHANGE)
    unit.ann.do(LockTask(task))
    unit.ann.do(TaskToNpt(task, 2, "2299", ASK, date(2026, 12, 1)))
    row = unit.row(task)
    assert (row.kind, row.state) == (TaskKind.SIGNIFICANT_CHANGE, TaskState.WITH_NPT)
    assert (row.answer_due_on, row.locked_by) == (date(2026, 12, 1), None)
    assert unit.ann.ask(TaskQueue("0911")).outstanding == 1


@pytest.mark.parametrize(
    "level,due",
    (
        (RiskLevel.VERY_HIGH, date(2026, 11, 25)),
        (RiskLevel.HIGH, date(2026, 11, 26)),
        (RiskLevel.LOW, date(2026, 11, 30)),
    ),
)
def test_the_higher_the_level_the_sooner_the_answer(
    unit: Unit, level: RiskLevel, due: date
) -> None:
    task = unit.task(TaskKind.SIGNIFICANT_CHANGE, case={"risk_level": level})
    unit.ann.do(TaskToNpt(task, 1, "2299", ASK))
    assert unit.row(task).answer_due_on == due


def test_who_may_be_asked(unit: Unit) -> None:
    an_officer(unit.keeper, "2300", left_on=date(2026, 11, 1))
    an_officer(unit.keeper, "2301", area="Consett")
    task = unit.task()
    ppu = unit.task(case={"managed_by": ManagedBy.PPU})
    for task_id, collar, words in (
        (task, "4040", "No officer has the collar number 4040"),
        (task, "2300", "has left"),
        (task, "2301", "choose an officer of Peterlee"),
        (task, "0700", "is not a neighbourhood officer"),
        (ppu, "2299", "may not see"),
    ):
        with pytest.raises(Invalid, match=words) as caught:
            unit.ann.do(TaskToNpt(task_id, 1, collar, ASK))
        assert caught.value.field == "officer"


def test_what_is_asked_and_by_when(unit: Unit) -> None:
    task = unit.task()
    for asked, due_on, field in (
        ("who?", None, "asked"),
        (ASK, date(2026, 11, 22), "due_on"),
        (ASK, date(2027, 1, 23), "due_on"),
    ):
        with pytest.raises(Invalid) as caught:
            unit.ann.do(TaskToNpt(task, 1, "2299", asked, due_on))
        assert caught.value.field == field


def test_the_answer_comes_back_to_the_assessor(unit: Unit) -> None:
    task = unit.task(TaskKind.SIGNIFICANT_CHANGE)
    with pytest.raises(Invalid, match="is not with the NPT"):
        unit.pat.do(AnswerTask(task, 1, ANSWER))
    unit.ann.do(TaskToNpt(task, 1, "2299", ASK))
    with pytest.raises(Invalid) as caught:
        unit.pat.do(AnswerTask(task, 2, "no"))
    assert caught.value.field == "answer"
    unit.pat.do(AnswerTask(task, 2, ANSWER))
    opened = unit.file(task)
    assert (opened.row.state, opened.row.answered) == (TaskState.OPEN, True)
    assert opened.answer == ANSWER
    assert opened.row.why[0] == "The NPT has answered: read it."
    assert opened.next_step.startswith("Read the answer")
    assert [row.task_id for row in unit.ann.ask(TaskQueue("0911", QueueChip.ANSWERED)).rows] == [
        task
    ]
    unit.ann.do(AcceptTask(task, 3, "No child in the home; plan unchanged."))
    assert unit.events(task) == ["to_npt", "answered", "accepted"]


def test_an_officer_answers_only_on_cases_they_may_see(unit: Unit) -> None:
    an_officer(unit.keeper, "2301", area="Consett")
    task = unit.task(TaskKind.SIGNIFICANT_CHANGE, case={"area": "Consett"})
    unit.ann.do(TaskToNpt(task, 1, "2301", ASK))
    with pytest.raises(Invalid, match="no such case among yours"):
        unit.pat.do(AnswerTask(task, 2, ANSWER))


def test_an_answer_gets_past_the_assessors_lock(unit: Unit, clock: FixedClock) -> None:
    task = unit.task(TaskKind.SIGNIFICANT_CHANGE)
    unit.ann.do(TaskToNpt(task, 1, "2299", ASK))
    clock.on(10)
    unit.ann.do(LockTask(task))
    seen = unit.row(task).version
    unit.pat.do(AnswerTask(task, seen, ANSWER))
    with pytest.raises(Stale):
        unit.ann.do(AcceptTask(task, seen, "Nobody has answered, closed."))


def test_a_late_answer_comes_back_into_the_order(unit: Unit, clock: FixedClock) -> None:
    late = unit.task(TaskKind.SIGNIFICANT_CHANGE)
    unit.ann.do(TaskToNpt(late, 1, "2299", ASK, date(2026, 11, 25)))
    other = unit.task()
    clock.on(2)
    assert [row.task_id for row in unit.ann.ask(TaskQueue("0911")).rows] == [other, late]
    clock.on(1)
    rows = unit.ann.ask(TaskQueue("0911")).rows
    assert [row.task_id for row in rows] == [late, other]
    assert rows[0].why[0].startswith("The NPT's answer was due on 25 Nov 2026")
    assert unit.file(late).next_step.startswith("The answer is late")
    unit.ann.do(TaskToNpt(late, 2, "2299", "Please answer today: who is he?", date(2026, 11, 27)))
    assert unit.row(late).aside


def test_a_task_with_the_npt_is_not_held_as_well(unit: Unit) -> None:
    task = unit.task(TaskKind.SIGNIFICANT_CHANGE)
    unit.ann.do(TaskToNpt(task, 1, "2299", ASK))
    with pytest.raises(Invalid, match="send it again with another date"):
        unit.ann.do(HoldTask(task, 2, date(2026, 12, 4), "Waiting for the officer."))
