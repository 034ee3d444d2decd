"""The ARMS queue: what comes next and why, how much there is, and whose it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from rsovisit.domain.access import Permission, Role
from rsovisit.domain.task import TaskAct, TaskKind, TaskState
from rsovisit.errors import Invalid
from rsovisit.queries.query import Asking
from rsovisit.queries.scope import scope_clause
from rsovisit.queries.task_acts import LastUndoable
from rsovisit.queries.task_detail import (
    HistoryRow,
    SimilarChange,
    TaskDetail,
    TaskFile,
    VisitText,
)
from rsovisit.queries.task_order import (
    UNASSIGNED,
    TaskRow,
    assessor_clause,
    own_queue,
    queue_order,
)
from rsovisit.store.reader import Reader, as_date

__all__ = [
    "UNASSIGNED",
    "AssessorRow",
    "AssessorTotals",
    "CountQueue",
    "HistoryRow",
    "LastUndoable",
    "QueueChip",
    "QueueView",
    "SimilarChange",
    "TaskDetail",
    "TaskFile",
    "TaskQueue",
    "TaskRow",
    "VisitText",
    "own_queue",
]

FLOW_WEEKS = 8
"""Over how many weeks the mean in and out a week is taken."""


class QueueChip(StrEnum):
    """Parts of the queue, as chips above it. A task may be in several; ALL is the whole queue."""

    ALL = "all"
    RETURNS = "returns"
    CHANGES = "changes"
    WITH_NPT = "with_npt"
    ANSWERED = "answered"
    ASSESSMENTS = "assessments"
    REFERRALS = "referrals"
    HELD = "held"
    MUST_LOOK = "must_look"

    @property
    def words(self) -> str:
        """The chip's label."""
        return _CHIPS[self][0]

    def holds(self, task: TaskRow) -> bool:
        """Whether a task is in this part of the queue."""
        return _CHIPS[self][1](task)


_CHIPS: dict[QueueChip, tuple[str, Callable[[TaskRow], bool]]] = {
    QueueChip.ALL: ("All", lambda task: True),
    QueueChip.RETURNS: ("Returns to check", lambda task: task.kind is TaskKind.RETURN_CHECK),
    QueueChip.CHANGES: (
        "Significant changes",
        lambda task: task.kind is TaskKind.SIGNIFICANT_CHANGE,
    ),
    QueueChip.WITH_NPT: ("With NPT", lambda task: task.state is TaskState.WITH_NPT),
    QueueChip.ANSWERED: ("Answered by NPT", lambda task: task.answered),
    QueueChip.ASSESSMENTS: (
        "ARMS assessments",
        lambda task: task.kind is TaskKind.ARMS_ASSESSMENT,
    ),
    QueueChip.REFERRALS: ("Referrals unconfirmed", lambda task: task.kind is TaskKind.REFERRAL),
    QueueChip.HELD: ("Held", lambda task: task.state is TaskState.HELD),
    QueueChip.MUST_LOOK: ("Must look", lambda task: task.must_look),
}


@dataclass(frozen=True, slots=True)
class QueueView:
    """A queue: the rows of the chosen chip, and the numbers of the whole of it.

    `oldest_days`: calendar days since the oldest outstanding task arose. `in_a_week` and
    `out_a_week`: the mean of the last eight weeks. `ceiling`: how many one assessor should hold
    at most (policy).
    """

    rows: tuple[TaskRow, ...]
    outstanding: int
    oldest_days: int
    in_a_week: float
    out_a_week: float
    must_look: int
    counts: Mapping[QueueChip, int]
    ceiling: int


@dataclass(frozen=True)
class TaskQueue:
    """An assessor's queue in its order, or everybody's (None). `chip` None is the whole of it.

    What nobody has been given stands in every assessor's queue, unless `with_unassigned` is
    false; `assessor` `UNASSIGNED` asks for that alone. Held tasks and those with the NPT are in
    every total; they stand behind what can be worked today.
    """

    permission: ClassVar = Permission.TASK_READ

    assessor: str | None = None
    chip: QueueChip | None = None
    with_unassigned: bool = True

    def run(self, reader: Reader, asking: Asking) -> QueueView:
        """The queue. Raises Invalid where no officer has that collar number."""
        if self.assessor and not reader.value(_KNOWN, assessor=self.assessor):
            raise Invalid(f"No officer has the collar number {self.assessor}.", "assessor")
        queue = queue_order(reader, asking, self.assessor, with_unassigned=self.with_unassigned)
        whose = assessor_clause(self.assessor, with_unassigned=self.with_unassigned)
        arrived, finished = _flow(reader, asking, *whose)
        counts = {chip: sum(map(chip.holds, queue)) for chip in QueueChip}
        shown = self.chip or QueueChip.ALL
        return QueueView(
            rows=tuple(filter(shown.holds, queue)),
            outstanding=len(queue),
            oldest_days=_days(min((task.opened_on for task in queue), default=None), asking),
            in_a_week=arrived,
            out_a_week=finished,
            must_look=counts[QueueChip.MUST_LOOK],
            counts=counts,
            ceiling=asking.policy.queue_ceiling,
        )


@dataclass(frozen=True)
class CountQueue:
    """How many tasks stand in the asker's own queue: the length of that list."""

    permission: ClassVar = Permission.TASK_READ

    def run(self, reader: Reader, asking: Asking) -> int:
        """The number, held and sent ones among them."""
        scope, params = scope_clause(asking.actor)
        whose, whose_params = assessor_clause(own_queue(asking.actor))
        found = reader.value(
            _OUTSTANDING + scope + whose, done=TaskState.DONE.value, **params, **whose_params
        )
        return int(found or 0)


@dataclass(frozen=True, slots=True)
class AssessorRow:
    """What one assessor holds. `collar` `UNASSIGNED`: what nobody has been given.

    The tasks counted are those of `TaskQueue(collar, with_unassigned=False)`.
    """

    collar: str
    name: str
    outstanding: int
    oldest_days: int
    in_a_week: float
    out_a_week: float
    over_ceiling: bool
    left: bool


@dataclass(frozen=True)
class AssessorTotals:
    """Every assessor's load, the heaviest first; what nobody has been given last, where any is."""

    permission: ClassVar = Permission.TASK_READ

    def run(self, reader: Reader, asking: Asking) -> tuple[AssessorRow, ...]:
        """Assessors in post, and whoever else still holds a task."""
        found = reader.rows(_TOTALS, role=Role.ARMS_OFFICER.value, done=TaskState.DONE.value)
        rows = [
            self._row(reader, asking, row)
            for row in found
            if row[3] or (as_date(row[2]) or date.max) > asking.today
        ]
        rows.sort(key=lambda row: (-row.outstanding, row.collar))
        unassigned = reader.one(_NOBODYS, done=TaskState.DONE.value)
        if unassigned and unassigned[3]:
            rows.append(self._row(reader, asking, unassigned))
        return tuple(rows)

    def _row(self, reader: Reader, asking: Asking, found: tuple[Any, ...]) -> AssessorRow:
        collar, name, left_on, outstanding, oldest = found
        whose = assessor_clause(collar, with_unassigned=False)
        arrived, finished = _flow(reader, asking, *whose)
        return AssessorRow(
            collar=collar,
            name=name,
            outstanding=outstanding,
            oldest_days=_days(as_date(oldest), asking),
            in_a_week=arrived,
            out_a_week=finished,
            over_ceiling=outstanding > asking.policy.queue_ceiling,
            left=(as_date(left_on) or date.max) <= asking.today,
        )


def _flow(
    reader: Reader, asking: Asking, whose_clause: str, params: Mapping[str, Any]
) -> tuple[float, float]:
    """Tasks in and out a week, over the last weeks; those raised by an undone act count in neither.

    An acceptance that was undone has no day of being done left, so it is not counted either.
    """
    since = asking.today - timedelta(weeks=FLOW_WEEKS)
    row = reader.one(
        _FLOW + whose_clause,
        since=since,
        today=asking.today,
        withdrawn=TaskAct.WITHDRAWN.value,
        **params,
    )
    arrived, finished = row or (0, 0)
    return (arrived or 0) / FLOW_WEEKS, (finished or 0) / FLOW_WEEKS


def _days(opened_on: date | None, asking: Asking) -> int:
    return 0 if opened_on is None else max((asking.today - opened_on).days, 0)


_OUTSTANDING = """
    select count(*) from task t join case_file c on c.id = t.case_id
     where t.state <> :done and """
_KNOWN = "select id from staff where collar = :assessor"
_FLOW = """
    select sum(case when t.opened_on > :since and t.opened_on <= :today then 1 else 0 end),
           sum(case when t.done_on > :since and t.done_on <= :today then 1 else 0 end)
      from task t
     where (t.opened_on > :since or t.done_on > :since)
       and not exists (
           select 1 from task_event e where e.task_id = t.id and e.what = :withdrawn)
"""
_TOTALS = """
    select s.collar, s.name, s.left_on, count(t.id), min(t.opened_on)
      from staff s
      left join task t on t.assessor_id = s.id and t.state <> :done
     where s.role = :role or t.id is not null
     group by s.collar, s.name, s.left_on
"""
_NOBODYS = """
    select '', 'Nobody yet', null, count(t.id), min(t.opened_on)
      from task t where t.assessor_id is null and t.state <> :done
"""
