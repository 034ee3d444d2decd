"""Writes audit events; nothing else does."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from typing import Any, NamedTuple

from rsovisit.domain.audit import AuditKind, AuditTag
from rsovisit.queries.query import Asking
from rsovisit.store.audit_chain import COUNT_ROWS, Head, chain_hash, head, rows_written
from rsovisit.store.work import UnitOfWork


class AuditEvent(NamedTuple):
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
        chained = self._work.dialect == "sqlite"
        before = head(self._work.reader) if chained else Head(0, None)
        # Each row is hashed as it is written, right before the trigger asks for the same hash.
        self._work.many(_INSERT, self._rows(events, before.hash, chained))
        if chained:
            # Counted on from what the file says, not from what is there: rows taken away show.
            written = rows_written(self._work.reader) or before.rows
            self._work.run(COUNT_ROWS.format(rows=written + len(events)))

    def _rows(
        self, events: Sequence[AuditEvent], previous: str | None, chained: bool
    ) -> Iterator[tuple[Any, ...]]:
        at = self._asking.now.astimezone(UTC).isoformat(timespec="milliseconds")
        collar, role = self._asking.actor.collar, self._asking.actor.role.value
        for tag, kind, subject, case_id, detail in events:
            said = _encoded(detail) if detail else "{}"
            fields = (at, _WORDS[kind], _WORDS[tag], collar, role, subject, case_id, said)
            if chained:
                previous = chain_hash(previous, fields)
            yield (*fields, previous)


_WORDS: dict[AuditKind | AuditTag, str] = {word: word.value for word in (*AuditKind, *AuditTag)}
"""Asked twice for every event, and an enum's own `value` is slow to answer."""

_encoded = json.JSONEncoder(sort_keys=True, default=str).encode

_INSERT = """
    insert into audit_event
        (happened_at, kind, tag, actor, role, subject, case_id, detail, hash)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
