"""Sweeping and deciding warnings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from rsovisit.domain.access import Permission
from rsovisit.domain.audit import AuditKind, AuditTag
from rsovisit.services.commands.command import Command


@dataclass(frozen=True)
class RaiseWarnings(Command):
    """The sweep: raise, escalate and clear until the register holds what ought to exist."""

    permission: ClassVar = Permission.REGISTER_SWEEP
    audit_tag: ClassVar = AuditTag.REGISTER_SWEEP
    audit_kind: ClassVar = AuditKind.SWEEP


@dataclass(frozen=True)
class Swept:
    """What a sweep did on `today`, in warnings; `open` is how many stand open after it.

    `tasks_raised` counts ARMS tasks that fell due.
    """

    today: date
    raised: int
    cleared: int
    escalated: int
    open: int
    tasks_raised: int = 0


@dataclass(frozen=True)
class DecideWarning(Command):
    """A decision on an open warning, with its reason and, where there is one, a planned date.

    It stays open until the visit: nothing can be snoozed or dismissed.
    """

    permission: ClassVar = Permission.WARNING_DECIDE
    audit_tag: ClassVar = AuditTag.WARNING_DECIDE

    warning_id: int
    seen_version: int
    reason: str
    plan_on: date | None = None
