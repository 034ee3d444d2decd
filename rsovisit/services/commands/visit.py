"""Recording visits and attempts, and reporting changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from rsovisit.domain.access import Permission
from rsovisit.domain.audit import AuditKind, AuditTag
from rsovisit.domain.visit import Disclosure, Outcome
from rsovisit.services.commands.command import Command


@dataclass(frozen=True)
class RecordVisit(Command):
    """A visit made or tried. `visited_at` is local 'HH:MM' or empty; officers by collar number.

    `seen_version` is the case's version the form was opened on; None skips that check.
    """

    permission: ClassVar = Permission.VISIT_RECORD
    audit_tag: ClassVar = AuditTag.VISIT_RECORD
    audit_kind: ClassVar = AuditKind.COLLECT

    case_ref: str
    outcome: Outcome
    visited_on: date
    officers: tuple[str, ...]
    visited_at: str = ""
    announced: bool = False
    summary: str = ""
    late_reason: str = ""
    disclosures: tuple[Disclosure, ...] = ()
    seen_version: int | None = None


@dataclass(frozen=True)
class VisitRecorded:
    """The answer to RecordVisit. `raised`: warnings and tasks it raised, in words."""

    visit_id: int
    completed: bool
    next_due_on: date | None
    raised: tuple[str, ...]


@dataclass(frozen=True)
class ReportChange(Command):
    """A significant change heard of outside a visit: it pulls the next visit forward."""

    permission: ClassVar = Permission.CASE_REPORT
    audit_tag: ClassVar = AuditTag.CHANGE_REPORT
    audit_kind: ClassVar = AuditKind.COLLECT

    case_id: int
    kind: Disclosure
    reported_on: date
    note: str
    seen_version: int | None = None
