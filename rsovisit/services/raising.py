"""Raises ARMS tasks from what happened, once per cause, and chooses the assessor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rsovisit.domain.access import Role
from rsovisit.domain.audit import AuditKind, AuditTag
from rsovisit.domain.task import TaskKind, TaskState
from rsovisit.services.act import Act
from rsovisit.store.records import TaskRecord


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
    work = act.work
    if work.reader.value("select id from task where cause = :key", key=cause.key) is not None:
        return False
    task = TaskRecord(
        cause=cause.key,
        case_id=cause.case_id,
        kind=cause.kind,
        red_flag=cause.red_flag,
        reason=cause.reason,
        visit_id=cause.visit_id,
        opened_on=cause.opened_on,
        state=TaskState.OPEN,
        assessor_id=assessor_for(act, cause.case_id),
    )
    work.add(task)
    act.note(
        AuditTag.TASK_RAISE,
        f"task:{task.id}",
        cause.case_id,
        AuditKind.COLLECT,
        about=cause.kind.value,
        cause=cause.key,
    )
    return True


def assessor_for(act: Act, case_id: int) -> int | None:
    """The assessor who last had the case, else the one with the fewest tasks; None: no assessor."""
    reader = act.work.reader
    held: int | None = reader.value(_HELD, case_id=case_id, role=Role.ARMS_OFFICER.value)
    if held is not None:
        return held
    fewest: int | None = reader.value(
        _FEWEST, role=Role.ARMS_OFFICER.value, done=TaskState.DONE.value
    )
    return fewest


_HELD = """
    select t.assessor_id from task t
      join staff s on s.id = t.assessor_id
     where t.case_id = :case_id and s.role = :role and s.left_on is null
     order by t.id desc limit 1
"""
_FEWEST = """
    select s.id from staff s
      left join task t on t.assessor_id = s.id and t.state <> :done
     where s.role = :role and s.left_on is null
     group by s.id order by count(t.id), s.id limit 1
"""
