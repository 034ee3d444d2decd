"""What has changed in the queue since the list was shown, told without moving the list."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from rsovisit.queries.tasks import TaskRow
from ui.screens.queue.columns import QueueLine


def facts(task: TaskRow) -> tuple[Any, ...]:
    """What tells a person that a task has changed: not its place, its wait or who has it open."""
    return (
        task.state,
        task.assessor,
        task.red_flag,
        task.risk_level,
        task.reason,
        task.held_until_on,
        task.hold_reason,
        task.npt_officer,
        task.asked,
        task.answer_due_on,
        task.answered,
    )


def changed(shown: Mapping[int, TaskRow], now: Mapping[int, TaskRow], own: Collection[int]) -> int:
    """How many tasks have come, gone or changed; those of the cases in `own` were one's own."""
    count = 0
    for task_id in shown.keys() | now.keys():
        before, after = shown.get(task_id), now.get(task_id)
        known = before or after
        if known is None or known.case_id in own:
            continue
        count += before is None or after is None or facts(before) != facts(after)
    return count


def renewed(
    lines: Iterable[QueueLine], now: Mapping[int, TaskRow], own: Collection[int]
) -> Iterator[tuple[QueueLine, bool]]:
    """Lines to be repainted where they stand, each with whether an own decision was undone.

    Who has a task open is always brought up to date. What others decided waits until the
    person looks again; what one did oneself is shown at once.
    """
    for line in lines:
        task = now.get(line.task.task_id)
        if task is None:
            continue
        same = facts(task) == facts(line.task)
        if line.mark is not None:
            if same:
                yield QueueLine(line.task).seen(task), True
        elif same or task.case_id in own:
            fresh = line.seen(task)
            if fresh != line:
                yield fresh, False
