"""Writes audit events; nothing else does."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from rsovisit.domain.audit import AuditKind, AuditTag
from rsovisit.queries.query import Asking
from rsovisit.store.audit_chain import chain_hash, last_hash
from rsovisit.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One act to be logged. `detail` holds ids, counts and short words, never a name."""

    tag: AuditTag
    kind: AuditKind
    subject: str
    case_id: int | None
    detail: Mapping[str, Any]


class AuditWriter:
    """Writes events inside a unit of work, chaining each to the one before on SQLite."""

    def __init__(self, work: UnitOfWork, asking: Asking) -> None:
        self._work = work
        self._asking = asking

    def write(self, events: Sequence[AuditEvent]) -> None:
        """Append the events, in order, in this transaction."""
        at = self._asking.now.astimezone(UTC).isoformat(timespec="milliseconds")
        actor = self._asking.actor
        rows: list[tuple[Any, ...]] = []
        chained = self._work.dialect == "sqlite"
        previous = last_hash(self._work.reader) if chained else None
        for event in events:
            detail = json.dumps(event.detail, sort_keys=True, default=str) if event.detail else "{}"
            fields = (
                at,
                event.kind.value,
                event.tag.value,
                actor.collar,
                actor.role.value,
                event.subject,
                event.case_id,
                detail,
            )
            if chained:
                previous = chain_hash(previous, fields)
            rows.append((*fields, previous))
        self._work.many(_INSERT, [dict(zip(_COLUMNS, row, strict=True)) for row in rows])


_COLUMNS = (
    "happened_at",
    "kind",
    "tag",
    "actor",
    "role",
    "subject",
    "case_id",
    "detail",
    "hash",
)

_INSERT = """
    insert into audit_event
        (happened_at, kind, tag, actor, role, subject, case_id, detail, hash)
    values
        (:happened_at, :kind, :tag, :actor, :role, :subject, :case_id, :detail, :hash)
"""
