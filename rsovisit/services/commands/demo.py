"""Filling a rehearsal register with invented people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rsovisit.domain.access import Permission
from rsovisit.domain.audit import AuditKind, AuditTag
from rsovisit.services.commands.command import Command

MOST_CASES = 200_000


@dataclass(frozen=True)
class InventRegister(Command):
    """Fill an empty rehearsal register with `cases` invented cases; the same seed and day give
    the same register."""

    permission: ClassVar = Permission.REGISTER_KEEP
    audit_tag: ClassVar = AuditTag.REGISTER_INVENT
    audit_kind: ClassVar = AuditKind.COLLECT

    cases: int = 1400
    seed: int = 1
    years: int = 10
