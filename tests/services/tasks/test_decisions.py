"""Accepting, holding, taking up again and reallocating."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rsovisit.domain.access import Role
from rsovisit.domain.arms import assessment_due_on
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import TaskKind, TaskState
from rsovisit.errors import Invalid, Refused, Stale
from rsovisit.queries.tasks import TaskQueue
from rsovisit.services.commands.task import (
    AcceptTask,
    HoldTask,
    LockTask,
    ReallocateTasks,
    ResumeTask,
)
from rsovisit.services.commands.warning import RaiseWarnings
from tests.services.tasks.conftest import Unit
from tests.support.builders import TODAY
from tests.support.buses import FixedClock
from tests.support.cases import an_officer, register_case

WHY = "Waiting for the court's papers."
RESULT = "No rise in risk: seen with his sister only."


def test_a_plain_return_closes_without_a_word(unit: Unit) -> None:
    task = unit.task(case={"case_ref": "RSO-0042"})
    unit.ann.do(LockTask(task))
    done = unit.ann.do(AcceptTask(task, unit.row(task).version, "  "))
    assert done.value == "Accepted Return to check, RSO-0042."
    stored = unit.stored(task)
    assert (stored["state"], stored["done_on"]) == (TaskState.DONE, TODAY)
    assert stored["result"] == "Checked: nothing more to do."
    assert stored["locked_by"] is None
    assert unit.events(task) == ["accepted"]
    assert unit.audited(task) == ["task:lock", "task:accept"]


@pytest.mark.parametrize(
    "kind,red_flag",
    (
        (TaskKind.RETURN_CHECK, True),
        (TaskKind.SIGNIFICANT_CHANGE, False),
        (TaskKind.NPT_ENQUIRY, False),
        (TaskKind.ARMS_ASSESSMENT, False),
        (TaskKind.REFERRAL, False),
    ),
)
def test_all_else_needs_its_decision_in_a_sentence(
    unit: Unit, kind: TaskKind, red_flag: bool
) -> None:
    task = unit.task(kind, red_flag=red_flag)
    for result in ("", "ok", "..........", "1234567890"):
        with pytest.raises(Invalid) as caught:
            unit.ann.do(AcceptTask(task, 1, result, "CSC-17"))
        assert caught.value.field == "result"
    unit.ann.do(AcceptTask(task, 1, RESULT, "CSC-17"))
    assert unit.file(task).row.state is TaskState.DONE
    assert RESULT in unit.file(task).result


def test_a_referral_needs_the_reference_it_was_given(unit: Unit) -> None:
    task = unit.task(TaskKind.REFERRAL)
    with pytest.raises(Invalid, match="asked to submit is not sent") as caught:
        unit.ann.do(AcceptTask(task, 1, "Asked the officer to submit it."))
    assert caught.value.field == "reference"
    unit.ann.do(AcceptTask(task, 1, "Strategy meeting held, child seen.", "CSC-17"))
    assert unit.file(task).result == "Reference CSC-17. Strategy meeting held, child seen."


def test_an_accepted_assessment_moves_the_next_one(unit: Unit) -> None:
    case_id = register_case(
        unit.keeper, risk_level=RiskLevel.LOW, last_arms_on=date(2025, 11, 1), case_ref="RSO-0300"
    )
    unit.keeper.do(RaiseWarnings())
    (task,) = unit.ann.ask(TaskQueue(chip=None)).rows
    assert task.kind is TaskKind.ARMS_ASSESSMENT
    unit.ann.do(AcceptTask(task.task_id, task.version, RESULT))
    with unit.keeper.register.work() as work:
        row = work.reader.one(
            "select last_arms_on, arms_due_on from case_file where id = :id", id=case_id
        )
    expected = assessment_due_on(RiskLevel.LOW, date(2020, 1, 6), TODAY, unit.keeper.policy())
    assert tuple(map(str, row or ())) == (str(TODAY), str(expected))
    assert unit.keeper.do(RaiseWarnings()).value.tasks_raised == 0
    assert unit.ann.ask(TaskQueue()).outstanding == 0


def test_what_is_done_stays_done(unit: Unit) -> None:
    task = unit.task()
    unit.ann.do(AcceptTask(task, 1, ""))
    with pytest.raises(Stale):
        unit.bob.do(AcceptTask(task, 1, ""))
    with pytest.raises(Invalid, match="is done already"):
        unit.bob.do(AcceptTask(task, 2, ""))


def test_the_second_of_two_decisions_is_stale(unit: Unit) -> None:
    task = unit.task()
    unit.ann.do(HoldTask(task, 1, date(2026, 12, 4), WHY))
    with pytest.raises(Stale):
        unit.bob.do(AcceptTask(task, 1, ""))
    assert unit.row(task).state is TaskState.HELD


def test_a_held_task_stays_in_every_total_and_comes_back_by_itself(
    unit: Unit, clock: FixedClock
) -> None:
    old, new = unit.task(opened_on=date(2026, 10, 1)), unit.task()
    said = unit.ann.do(HoldTask(old, 1, date(2026, 12, 4), WHY)).value
    assert said.endswith("until 4 Dec 2026.")
    view = unit.ann.ask(TaskQueue("0911"))
    assert [row.task_id for row in view.rows] == [new, old]
    assert (view.outstanding, view.oldest_days, view.must_look) == (2, 53, 1)
    assert view.rows[-1].why[0] == "Held until 4 Dec 2026: Waiting for the court's papers."
    clock.on(11)
    view = unit.ann.ask(TaskQueue("0911"))
    assert [row.task_id for row in view.rows] == [old, new], "back before any sweep"
    unit.keeper.do(RaiseWarnings())
    assert unit.row(old).state is TaskState.OPEN


def test_a_hold_needs_a_reason_and_a_day_not_too_far_ahead(unit: Unit) -> None:
    task = unit.task()
    for until_on, reason, field in (
        (date(2026, 12, 4), "later", "reason"),
        (TODAY, WHY, "until_on"),
        (TODAY - timedelta(days=1), WHY, "until_on"),
        (TODAY + timedelta(days=61), WHY, "until_on"),
    ):
        with pytest.raises(Invalid) as caught:
            unit.ann.do(HoldTask(task, 1, until_on, reason))
        assert caught.value.field == field
    unit.ann.do(HoldTask(task, 1, TODAY + timedelta(days=60), WHY))


def test_a_held_task_can_be_taken_up_sooner(unit: Unit) -> None:
    task = unit.task()
    with pytest.raises(Invalid, match="is not held"):
        unit.ann.do(ResumeTask(task, 1))
    unit.ann.do(HoldTask(task, 1, date(2026, 12, 4), WHY))
    unit.ann.do(ResumeTask(task, 2))
    row = unit.row(task)
    assert (row.state, row.held_until_on, row.hold_reason) == (TaskState.OPEN, None, None)
    assert unit.events(task) == ["held", "resumed"]


def test_the_supervisor_moves_work_all_or_nothing(unit: Unit) -> None:
    first, second = unit.task(), unit.task()
    done = unit.sergeant.do(ReallocateTasks(((first, 1), (second, 1)), "0933", "Ann is on leave."))
    assert done.value == "Reallocated 2 tasks to Officer 0933 (0933)."
    assert {unit.row(task).assessor for task in (first, second)} == {"0933"}
    with pytest.raises(Stale):
        unit.sergeant.do(ReallocateTasks(((first, 2), (second, 1)), "0911", "She is back now."))
    assert unit.row(first).assessor == "0933"


def test_work_moves_only_to_an_assessor_in_post(unit: Unit) -> None:
    an_officer(unit.keeper, "0955", Role.ARMS_OFFICER, area=None, left_on=TODAY)
    task = unit.task()
    for collar, reason, field in (
        ("2299", "Ann is on leave.", "assessor"),
        ("0955", "Ann is on leave.", "assessor"),
        ("4040", "Ann is on leave.", "assessor"),
        ("0933", "leave", "reason"),
        ("0911", "Ann is on leave.", "tasks"),
    ):
        with pytest.raises(Invalid) as caught:
            unit.sergeant.do(ReallocateTasks(((task, 1),), collar, reason))
        assert caught.value.field == field
    with pytest.raises(Invalid):
        unit.sergeant.do(ReallocateTasks((), "0933", "Ann is on leave."))
    with pytest.raises(Refused):
        unit.ann.do(ReallocateTasks(((task, 1),), "0933", "I am on leave."))
