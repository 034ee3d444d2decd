"""Working the ARMS queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from rsovisit.domain.access import Permission
from rsovisit.domain.audit import AuditTag
from rsovisit.services.commands.command import Command


@dataclass(frozen=True)
class TakeNext(Command):
    """Lock the first task of one's queue that nobody else holds. `skipped` is passed over.

    Answers with the task's id, or None when nothing is left.
    """

    permission: ClassVar = Permission.TASK_WORK
    audit_tag: ClassVar = AuditTag.TASK_LOCK

    skipped: tuple[int, ...] = ()


@dataclass(frozen=True)
class LockTask(Command):
    """Hold one task for oneself while reading it; expires after the policy's hours."""

    permission: ClassVar = Permission.TASK_WORK
    audit_tag: ClassVar = AuditTag.TASK_LOCK

    task_id: int


@dataclass(frozen=True)
class ReleaseTask(Command):
    """Give up one's lock on a task."""

    permission: ClassVar = Permission.TASK_WORK
    audit_tag: ClassVar = AuditTag.TASK_RELEASE

    task_id: int


@dataclass(frozen=True)
class AcceptTask(Command):
    """Close a task with what was decided. A referral needs its `reference` and outcome."""

    permission: ClassVar = Permission.TASK_WORK
    audit_tag: ClassVar = AuditTag.TASK_ACCEPT

    task_id: int
    seen_version: int
    result: str
    reference: str = ""


@dataclass(frozen=True)
class TaskToNpt(Command):
    """Send a task to a neighbourhood officer with a question and a date."""

    permission: ClassVar = Permission.TASK_WORK
    audit_tag: ClassVar = AuditTag.TASK_TO_NPT

    task_id: int
    seen_version: int
    officer: str
    asked: str
    due_on: date | None = None


@dataclass(frozen=True)
class AnswerTask(Command):
    """The neighbourhood team's answer: the task comes back to the assessor's list."""

    permission: ClassVar = Permission.VISIT_RECORD
    audit_tag: ClassVar = AuditTag.TASK_ANSWER

    task_id: int
    seen_version: int
    answer: str


@dataclass(frozen=True)
class HoldTask(Command):
    """Put a task aside until a date for a reason. It stays in every total."""

    permission: ClassVar = Permission.TASK_WORK
    audit_tag: ClassVar = AuditTag.TASK_HOLD

    task_id: int
    seen_version: int
    until_on: date
    reason: str


@dataclass(frozen=True)
class ResumeTask(Command):
    """Take a held task up again before its date."""

    permission: ClassVar = Permission.TASK_WORK
    audit_tag: ClassVar = AuditTag.TASK_RESUME

    task_id: int
    seen_version: int


@dataclass(frozen=True)
class ReallocateTasks(Command):
    """Move tasks to another assessor, with a reason. Pairs of task id and version seen."""

    permission: ClassVar = Permission.TASK_REALLOCATE
    audit_tag: ClassVar = AuditTag.TASK_REALLOCATE

    tasks: tuple[tuple[int, int], ...]
    assessor: str
    reason: str


@dataclass(frozen=True)
class UndoTask(Command):
    """Undo one's own latest act on a task. Answers with words that name what was undone."""

    permission: ClassVar = Permission.TASK_UNDO
    audit_tag: ClassVar = AuditTag.TASK_UNDO
