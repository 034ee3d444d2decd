"""What the window needs besides: how many, since when a task is held, and who may be asked."""

from __future__ import annotations

from datetime import UTC, datetime

from rsovisit.domain.case import ManagedBy
from rsovisit.queries.tasks import CountQueue, TaskQueue, own_queue
from rsovisit.services.commands.task import HoldTask, LockTask
from tests.services.tasks.conftest import Unit
from tests.support.buses import TODAY


def test_the_count_is_the_length_of_ones_own_queue(unit: Unit) -> None:
    held = unit.task()
    unit.task(assessor="0933")
    unit.task(assessor=None)
    row = unit.row(held)
    until = TODAY.replace(day=30)
    unit.ann.do(HoldTask(held, row.version, until, "Waiting for the laboratory's report."))
    counts = []
    for bus in (unit.ann, unit.bob, unit.sergeant):
        counts.append(bus.ask(CountQueue()))
        assert counts[-1] == len(bus.ask(TaskQueue(own_queue(bus.actor))).rows)
    assert counts == [2, 2, 3]


def test_a_lock_says_since_when(unit: Unit) -> None:
    task = unit.task()
    assert unit.row(task).locked_at is None
    unit.ann.do(LockTask(task))
    assert unit.row(task).locked_at == datetime(2026, 11, 23, 14, 7, tzinfo=UTC)


def test_a_task_says_whose_case_it_is(unit: Unit) -> None:
    file = unit.file(unit.task(case={"officer": "2299"}))
    assert (file.area, file.managed_by) == ("Peterlee", ManagedBy.NPT)
    assert file.officer_id == unit.pat.actor.staff_id
