"""Raises ARMS tasks from what happened, once per cause, and chooses the assessor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rsovisit.domain.access import Role
from rsovisit.domain.audit import AuditKind, AuditTag
from rsovisit.domain.task import TaskKind, TaskState
from rsovisit.services.act import Act


@dataclass(frozen=True, slots=True)
class Cause:
    """What a task arises from. `key` is unique: the same cause never raises a second task."""

    key: str
    kind: TaskKind
    case_id: int
    reason: str
    opened_on: date
    red_flag: bool = False
    visit_id: int | None = None


def raise_task(act: Act, cause: Cause) -> bool:
    """Raise the task of a cause; False when that cause has raised one already."""
    return raise_tasks(act, [cause]) == 1


def raise_tasks(act: Act, causes: Sequence[Cause]) -> int:
    """Raise the task of each cause that has raised none, in a few statements; how many."""
    if not causes:
        return 0
    known = _ids(act, causes)
    new = [cause for cause in causes if cause.key not in known]
    assessors = _Assessors(act, [cause.case_id for cause in new])
    act.work.many(_INSERT, [_columns(cause, assessors.of(cause.case_id)) for cause in new])
    raised = _ids(act, new)
    for cause in new:
        act.note(
            AuditTag.TASK_RAISE,
            f"task:{raised[cause.key]}",
            cause.case_id,
            AuditKind.COLLECT,
            about=cause.kind.value,
            cause=cause.key,
        )
    return len(new)


def _ids(act: Act, causes: Sequence[Cause]) -> dict[str, int]:
    return dict(act.work.reader.rows(_IDS, causes=[cause.key for cause in causes]))


def _columns(cause: Cause, assessor_id: int | None) -> dict[str, Any]:
    return {
        "cause": cause.key,
        "case_id": cause.case_id,
        "kind": cause.kind.value,
        "red_flag": cause.red_flag,
        "reason": cause.reason,
        "visit_id": cause.visit_id,
        "opened_on": cause.opened_on,
        "state": TaskState.OPEN.value,
        "assessor_id": assessor_id,
    }


class _Assessors:
    """Deals tasks out: to whoever last had the case, else to whoever has the fewest."""

    def __init__(self, act: Act, case_ids: Sequence[int]) -> None:
        reader = act.work.reader
        whose = {"role": Role.ARMS_OFFICER.value, "today": act.asking.today}
        cases = list(set(case_ids))
        self._last: dict[int, int] = dict(reader.rows(_LAST, case_ids=cases, **whose))
        self._load: dict[int, int] = dict(reader.rows(_LOAD, done=TaskState.DONE.value, **whose))

    def of(self, case_id: int) -> int | None:
        """The assessor for one more task of the case; None where there is no assessor."""
        if not self._load:
            return None
        chosen = self._last.get(case_id)
        if chosen is None:
            chosen = min(self._load, key=lambda staff_id: (self._load[staff_id], staff_id))
            self._last[case_id] = chosen
        self._load[chosen] += 1
        return chosen


_IDS = "select cause, id from task where cause in (:causes)"
_INSERT = """
    insert into task
        (cause, case_id, kind, red_flag, reason, visit_id, opened_on, state, assessor_id, version)
    values (:cause, :case_id, :kind, :red_flag, :reason, :visit_id, :opened_on, :state,
            :assessor_id, 1)
"""
_LAST = """
    select t.case_id, t.assessor_id
      from task t
      join staff s on s.id = t.assessor_id
     where t.case_id in (:case_ids) and s.role = :role
       and (s.left_on is null or s.left_on > :today)
     order by t.id
"""
_LOAD = """
    select s.id, count(t.id)
      from staff s
      left join task t on t.assessor_id = s.id and t.state <> :done
     where s.role = :role and (s.left_on is null or s.left_on > :today)
     group by s.id
"""
