"""Allocating cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rsovisit.domain.access import Permission
from rsovisit.domain.audit import AuditTag
from rsovisit.services.commands.command import Command


@dataclass(frozen=True)
class AllocateCases(Command):
    """Give cases to an officer, or to nobody (`collar` None). The due dates do not move.

    `cases` pairs each case id with the version it was seen at. A reason is needed when the
    officer has no in-date home-visit training (the supervisor's override, counted).
    """

    permission: ClassVar = Permission.CASE_ALLOCATE
    audit_tag: ClassVar = AuditTag.CASE_ALLOCATE

    cases: tuple[tuple[int, int], ...]
    collar: str | None
    reason: str = ""
