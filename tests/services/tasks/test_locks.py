"""Next, locks, and two assessors after the same task."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from rsovisit.domain.task import TaskKind, TaskState
from rsovisit.errors import Refused, Stale
from rsovisit.queries.tasks import TaskQueue
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.task import (
    AcceptTask,
    HoldTask,
    LockTask,
    ReallocateTasks,
    ReleaseTask,
    TakeNext,
)
from tests.services.tasks.conftest import Unit
from tests.support.buses import FixedClock

OLD = date(2026, 10, 1)


def test_next_takes_the_first_of_ones_own_queue_and_locks_it(unit: Unit) -> None:
    unit.task(opened_on=OLD, assessor="0933")
    later = unit.task()
    first = unit.task(opened_on=OLD)
    assert unit.ann.do(TakeNext()).value == first
    assert unit.row(first).locked_by == "0911"
    assert unit.row(later).locked_by is None
    assert unit.audited(first) == ["task:lock"]


def test_next_again_is_the_same_task_and_skipping_lets_it_go(unit: Unit) -> None:
    first, second = unit.task(opened_on=OLD), unit.task()
    assert unit.ann.do(TakeNext()).value == first
    assert unit.ann.do(TakeNext()).value == first
    assert unit.ann.do(TakeNext(skipped=(first,))).value == second
    assert [unit.row(task).locked_by for task in (first, second)] == [None, "0911"]
    assert unit.ann.do(TakeNext(skipped=(first, second))).value is None


def test_next_passes_over_what_another_holds_and_what_is_put_aside(unit: Unit) -> None:
    shared, own = unit.task(opened_on=OLD, assessor=None), unit.task()
    unit.task(opened_on=OLD, state=TaskState.HELD, held_until_on=date(2026, 12, 1), hold_reason="x")
    unit.task(opened_on=OLD, state=TaskState.WITH_NPT, answer_due_on=date(2026, 12, 1))
    unit.bob.do(LockTask(shared))
    assert unit.ann.do(TakeNext()).value == own
    assert unit.ann.do(TakeNext(skipped=(own,))).value is None


def test_next_takes_an_enquiry_whose_answer_is_late(unit: Unit) -> None:
    late = unit.task(
        TaskKind.NPT_ENQUIRY,
        opened_on=OLD,
        state=TaskState.WITH_NPT,
        answer_due_on=date(2026, 11, 20),
    )
    unit.task()
    assert unit.ann.do(TakeNext()).value == late


def test_next_is_what_the_list_shows_first(unit: Unit) -> None:
    for kind in TaskKind:
        unit.task(kind, opened_on=OLD + timedelta(days=len(kind)))
    for _ in range(len(TaskKind)):
        first = next(row for row in unit.ann.ask(TaskQueue("0911")).rows if not row.aside)
        assert unit.ann.do(TakeNext()).value == first.task_id
        version = unit.row(first.task_id).version
        unit.ann.do(AcceptTask(first.task_id, version, "Decided as the plan says.", "CSC 1"))
    assert unit.ann.ask(TaskQueue("0911")).outstanding == 0


def test_the_keeper_works_everybodys_queue(unit: Unit) -> None:
    first = unit.task(opened_on=OLD, assessor="0933")
    unit.task()
    assert unit.keeper.do(TakeNext()).value == first


def test_two_at_once_never_get_the_same_task(unit: Unit) -> None:
    tasks = {unit.task(opened_on=OLD + timedelta(days=n), assessor=None) for n in range(6)}
    gate = threading.Barrier(2)

    def take(bus: CommandBus, skipped: tuple[int, ...]) -> int:
        gate.wait(timeout=10)
        taken: int = bus.do(TakeNext(skipped)).value
        return taken

    done: tuple[int, ...] = ()
    with ThreadPoolExecutor(2) as pool:
        for _ in range(3):
            taken = tuple(pool.map(take, (unit.ann, unit.bob), (done, done)))
            assert len(set(taken)) == 2, "one task, two winners"
            done += taken
    assert set(done) == tasks


def test_only_the_holder_may_act_and_the_sentence_names_them(unit: Unit) -> None:
    task = unit.task()
    unit.bob.do(LockTask(task))
    seen = unit.row(task).version
    for command in (
        AcceptTask(task, seen, ""),
        HoldTask(task, seen, date(2026, 12, 1), "Waiting for the court."),
        LockTask(task),
        ReleaseTask(task),
    ):
        with pytest.raises(Stale, match=r"Officer 0933 \(0933\) has had Return to check, RSO-"):
            unit.ann.do(command)
    with pytest.raises(Stale, match="since 14:07 and may keep it until 18:07"):
        unit.sergeant.do(ReallocateTasks(((task, seen),), "0911", "Bob has left for the day."))
    unit.bob.do(AcceptTask(task, seen, ""))
    assert unit.row(task).state is TaskState.DONE


def test_a_lock_runs_out(unit: Unit, clock: FixedClock) -> None:
    task = unit.task()
    unit.bob.do(LockTask(task))
    clock.on(1)
    assert unit.row(task).locked_by is None
    assert unit.ann.do(TakeNext()).value == task
    assert unit.row(task).locked_by == "0911"


def test_letting_go(unit: Unit) -> None:
    task = unit.task()
    unit.ann.do(LockTask(task))
    unit.ann.do(ReleaseTask(task))
    unit.ann.do(ReleaseTask(task))
    assert unit.row(task).locked_by is None
    assert unit.audited(task) == ["task:lock", "task:release", "task:release"]
    assert unit.events(task) == [], "holding a task for a moment is no part of its history"


def test_one_person_has_one_task_in_hand(unit: Unit) -> None:
    tasks = [unit.task() for _ in range(3)]
    for task in tasks:
        unit.ann.do(LockTask(task))
    assert [unit.row(task).locked_by for task in tasks] == [None, None, "0911"]


def test_neighbourhood_officers_do_not_work_the_queue(unit: Unit) -> None:
    with pytest.raises(Refused):
        unit.pat.do(TakeNext())
    with pytest.raises(Refused):
        unit.pat.ask(TaskQueue())
