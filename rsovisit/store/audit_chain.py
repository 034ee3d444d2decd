"""The audit chain on SQLite: each row's SHA-256 covers the row before it, and triggers hold to it.

The triggers call functions that only this program's connections have, so another tool holding the
key cannot write at all, let alone unseen. The hash has no secret in it: it shows a change made
afterwards, not one made by someone able to rewrite everything that follows. On PostgreSQL the log
is append-only and has no chain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from rsovisit.store.reader import Reader

COLUMNS = ("happened_at", "kind", "tag", "actor", "role", "subject", "case_id", "detail")
"""What is hashed, in this order."""

Field = str | int | None


def chain_hash(previous: str | None, fields: Sequence[Field]) -> str:
    """The hash of an audit row: of the hash before it (None for the first) and its COLUMNS.

    Every text goes in with its length, so no two different rows are hashed from the same text.
    """
    return _hash(previous or "", *fields)


@cache
def _sha256() -> Callable[[bytes], Any]:
    """Loaded for the first hash: opening a register to read does without."""
    from hashlib import sha256

    return sha256


@lru_cache(maxsize=2)
def _hash(
    previous: str | None,
    at: Any,
    kind: Any,
    tag: Any,
    actor: Any,
    role: Any,
    subject: Any,
    case_id: Any,
    detail: Any,
) -> str:
    if previous is None:
        # Asked by the trigger: the row before is not there.
        raise ValueError("an audit row was numbered out of turn")
    # Written out, not joined in a loop, and kept for the trigger: every audited act pays for it.
    text = (
        f"{previous}|{len(at)}:{at}{len(kind)}:{kind}{len(tag)}:{tag}{len(actor)}:{actor}"
        f"{len(role)}:{role}{len(subject)}:{subject}{case_id}|{len(detail)}:{detail}"
    )
    digest: str = _sha256()(text.encode()).hexdigest()
    return digest


def last_hash(reader: Reader) -> str | None:
    """The hash the next row is chained to; None where the log is empty."""
    found: str | None = reader.value("select hash from audit_event order by id desc limit 1")
    return found


class Head(NamedTuple):
    """How far an audit log goes: its last row's number (0 when empty) and hash."""

    rows: int
    hash: str | None


def head(reader: Reader) -> Head:
    """The end of the log."""
    row = reader.one("select id, hash from audit_event order by id desc limit 1")
    return Head(int(row[0]), row[1]) if row else Head(0, None)


def rows_written(reader: Reader) -> int:
    """How many audit rows were ever written, by the file's own header; 0 where it does not say.

    The chain alone does not show that its last rows were taken away.
    """
    return int(reader.value("pragma user_version") or 0)


COUNT_ROWS = "pragma user_version = {rows}"
"""Writes that number, in the transaction of the rows themselves."""

PAGE = 5_000


def broken_rows(reader: Reader) -> Iterator[str]:
    """A sentence for each place where the log was altered; it goes on behind the place."""
    previous, expected = None, 1
    while True:
        rows = reader.rows(_READ, after=expected - 1, page=PAGE)
        for number, written, *fields in rows:
            if number != expected:
                yield f"The audit log lacks row {expected} to {number - 1}."
            if written != _hash_or_none(previous, fields):
                yield f"Audit row {number} does not follow from the row before it."
            previous, expected = written, number + 1
        if len(rows) < PAGE:
            break
    written = rows_written(reader)
    if written and written != expected - 1:
        yield f"The audit log ends with row {expected - 1}, but {written} were written."


def _hash_or_none(previous: str | None, fields: Sequence[Any]) -> str | None:
    try:
        return chain_hash(previous, fields)
    except TypeError:
        return None


_READ = """
    select id, hash, happened_at, kind, tag, actor, role, subject, case_id, detail
    from audit_event where id > :after order by id limit :page
"""


def register_functions(connection: Any) -> None:
    """Gives a connection the functions that the register's triggers ask for."""
    connection.create_function("rso_chain", 1 + len(COLUMNS), _hash, deterministic=True)
    connection.create_function("rso_program", 0, lambda: 1, deterministic=True)


CHAIN_TRIGGERS = {
    "audit_event_chained": """
        create trigger audit_event_chained after insert on audit_event
        begin
            select raise(abort, 'an audit row must follow from the row before it')
            where new.hash is not rso_chain(
                iif(new.id = 1, '', (select hash from audit_event where id = new.id - 1)),
                new.happened_at, new.kind, new.tag, new.actor, new.role, new.subject,
                new.case_id, new.detail);
        end
    """,
    "audit_event_no_update": """
        create trigger audit_event_no_update before update on audit_event
        begin select raise(abort, 'audit rows are never changed'); end
    """,
    "audit_event_no_delete": """
        create trigger audit_event_no_delete before delete on audit_event
        begin select raise(abort, 'audit rows are never deleted'); end
    """,
}

# Never true, so it costs next to nothing; but a tool without the function cannot prepare the write.
GUARD_TRIGGER = """
    create trigger {table}_guard_{act} before {act} on {table} when 0
    begin select rso_program(); end
"""
ACTS = ("insert", "update", "delete")


def expected_triggers(tables: Sequence[str]) -> dict[str, str]:
    """The triggers of the newest schema by name, given its tables; spaces are single."""
    guards = {
        f"{table}_guard_{act}": GUARD_TRIGGER.format(table=table, act=act)
        for table in tables
        if table not in {"audit_event", "alembic_version"}
        for act in ACTS
    }
    return {name: " ".join(text.split()) for name, text in {**CHAIN_TRIGGERS, **guards}.items()}
