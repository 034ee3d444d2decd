"""What every command carries besides its own data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rsovisit.domain.access import Permission
from rsovisit.domain.audit import AuditKind, AuditTag


@dataclass(frozen=True)
class Command:
    """Base of all commands. The class variables say what is needed and how it is logged."""

    permission: ClassVar[Permission]
    audit_tag: ClassVar[AuditTag]
    audit_kind: ClassVar[AuditKind] = AuditKind.ALTER
