"""Undo: one's own latest act of the day, as long as nobody has touched the task since."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import TaskKind, TaskState
from rsovisit.errors import Invalid, Refused, Stale
from rsovisit.queries.tasks import LastUndoable, QueueChip, TaskQueue
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.command import Command
from rsovisit.services.commands.task import (
    AcceptTask,
    AnswerTask,
    HoldTask,
    LockTask,
    ReallocateTasks,
    ResumeTask,
    TakeNext,
    TaskToNpt,
    UndoTask,
)
from tests.services.tasks.conftest import Unit
from tests.support.builders import TODAY
from tests.support.buses import FixedClock
from tests.support.cases import register_case

ASK = "Who is the neighbour, and are there children?"
HELD = {"state": TaskState.HELD, "held_until_on": date(2026, 12, 4), "hold_reason": "The court."}
SENT = {"state": TaskState.WITH_NPT, "answer_due_on": date(2026, 11, 20), "asked": ASK}


def without_version(stored: dict[str, Any]) -> dict[str, Any]:
    return {column: value for column, value in stored.items() if column != "version"}


@pytest.mark.parametrize(
    "columns,command,words",
    (
        ({}, lambda t, v: AcceptTask(t, v, "Nothing new."), "accepted {}"),
        (HELD, lambda t, v: AcceptTask(t, v, "Nothing new."), "accepted {}"),
        (SENT, lambda t, v: AcceptTask(t, v, "Seen by probation."), "accepted {}"),
        (
            {},
            lambda t, v: HoldTask(t, v, date(2026, 12, 1), "Waiting for the court."),
            "held {}",
        ),
        (HELD, lambda t, v: ResumeTask(t, v), "took up {} again"),
        (HELD, lambda t, v: TaskToNpt(t, v, "2299", ASK), "sent {} to the NPT"),
        (SENT, lambda t, v: AnswerTask(t, v, "Nobody of that name there."), "answered {}"),
        (
            {"assessor": "0933"},
            lambda t, v: ReallocateTasks(((t, v),), "0911", "Bob is on leave."),
            "reallocated {}",
        ),
    ),
)
def test_undo_puts_everything_back(
    unit: Unit, columns: dict[str, Any], command: Any, words: str
) -> None:
    task = unit.task(**columns, case={"case_ref": "RSO-0042"})
    unit.keeper.do(LockTask(task))
    stood = unit.stored(task)
    act: Command = command(task, stood["version"])
    unit.keeper.do(act)
    said = words.format("Return to check, RSO-0042")
    assert without_version(unit.stored(task)) != without_version(stood)
    assert unit.keeper.ask(LastUndoable()) == said
    assert unit.keeper.do(UndoTask()).value == "Undid: " + said
    assert without_version(unit.stored(task)) == without_version(stood)
    what = {"held {}": "held", "took up {} again": "resumed", "sent {} to the NPT": "to_npt"}
    first = what.get(words, words.partition(" ")[0])
    assert unit.events(task) == [f"({first})", "undone"]
    assert unit.audited(task)[-1] == "task:undo"
    assert unit.keeper.ask(LastUndoable()) is None


def test_undo_goes_back_act_by_act(unit: Unit) -> None:
    first, second = unit.task(), unit.task()
    unit.ann.do(AcceptTask(first, 1, ""))
    unit.ann.do(HoldTask(second, 1, date(2026, 12, 4), "Waiting for the court."))
    unit.ann.do(TakeNext())
    assert unit.ann.do(UndoTask()).value.startswith("Undid: held")
    assert unit.ann.do(UndoTask()).value.startswith("Undid: accepted")
    with pytest.raises(Invalid, match="nothing of yours to undo today"):
        unit.ann.do(UndoTask())
    assert {unit.row(task).state for task in (first, second)} == {TaskState.OPEN}


def test_only_ones_own_acts_of_today(unit: Unit, clock: FixedClock) -> None:
    task = unit.task()
    unit.ann.do(AcceptTask(task, 1, ""))
    with pytest.raises(Invalid):
        unit.bob.do(UndoTask())
    assert unit.bob.ask(LastUndoable()) is None
    with pytest.raises(Invalid):
        unit.sergeant.do(UndoTask())
    with pytest.raises(Refused):
        unit.pat.do(UndoTask())
    clock.on(1)
    assert unit.ann.ask(LastUndoable()) is None
    with pytest.raises(Invalid):
        unit.ann.do(UndoTask())


@pytest.mark.parametrize("by", ("hold", "lock"))
def test_not_once_somebody_has_touched_the_task(unit: Unit, by: str) -> None:
    task = unit.task(case={"case_ref": "RSO-0042"})
    unit.ann.do(HoldTask(task, 1, date(2026, 12, 4), "Waiting for the court."))
    if by == "hold":
        unit.bob.do(HoldTask(task, 2, date(2026, 12, 9), "The court is late."))
    else:
        unit.bob.do(LockTask(task))
    assert unit.ann.ask(LastUndoable()) is None
    with pytest.raises(Stale, match="Return to check, RSO-0042, has been changed since"):
        unit.ann.do(UndoTask())
    assert unit.row(task).held_until_on == date(2026, 12, 9 if by == "hold" else 4)


def test_undoing_a_sent_return_withdraws_the_enquiry(unit: Unit) -> None:
    task = unit.task()
    unit.ann.do(TaskToNpt(task, 1, "2299", ASK))
    (enquiry,) = unit.ann.ask(TaskQueue("0911", QueueChip.WITH_NPT)).rows
    unit.ann.do(UndoTask())
    view = unit.ann.ask(TaskQueue("0911"))
    assert [row.task_id for row in view.rows] == [task]
    assert (view.in_a_week, view.out_a_week) == (1 / 8, 0), "the enquiry counts in neither"
    assert unit.events(enquiry.task_id) == ["raised", "withdrawn"]
    unit.ann.do(TaskToNpt(task, unit.row(task).version, "2299", ASK))
    assert unit.ann.ask(TaskQueue("0911")).outstanding == 1


def test_not_once_the_npt_has_answered(unit: Unit) -> None:
    task = unit.task()
    unit.ann.do(TaskToNpt(task, 1, "2299", ASK))
    (enquiry,) = unit.ann.ask(TaskQueue("0911", QueueChip.WITH_NPT)).rows
    unit.pat.do(AnswerTask(enquiry.task_id, 1, "Nobody of that name there."))
    with pytest.raises(Stale, match="answered or changed since"):
        unit.ann.do(UndoTask())
    assert unit.row(task).state is TaskState.DONE, "nothing half undone"
    assert unit.row(enquiry.task_id).answered


def test_undoing_an_assessment_puts_its_date_back(unit: Unit) -> None:
    case_id = register_case(unit.keeper, risk_level=RiskLevel.LOW, last_arms_on=date(2026, 6, 1))
    task = unit.task(TaskKind.ARMS_ASSESSMENT, case_id=case_id)

    def dates(bus: CommandBus = unit.keeper) -> tuple[str, ...]:
        with bus.register.work() as work:
            row = work.reader.one(
                "select last_arms_on, arms_due_on from case_file where id = :id", id=case_id
            )
        return tuple(map(str, row or ()))

    unit.ann.do(AcceptTask(task, 1, "Assessed with the RMP."))
    assert dates() == (str(TODAY), "2027-11-23")
    unit.ann.do(UndoTask())
    assert dates() == ("2026-06-01", "2027-06-01")


def test_work_moved_together_goes_back_together(unit: Unit) -> None:
    tasks = [unit.task() for _ in range(3)]
    sergeant = unit.sergeant
    sergeant.do(ReallocateTasks(((tasks[0], 1),), "0933", "Ann is on leave."))
    sergeant.do(ReallocateTasks(((tasks[1], 1), (tasks[2], 1)), "0933", "Ann is on leave."))
    assert sergeant.ask(LastUndoable()) == "reallocated 2 tasks"
    assert sergeant.do(UndoTask()).value == "Undid: reallocated 2 tasks"
    assert [unit.row(task).assessor for task in tasks] == ["0933", "0911", "0911"]
