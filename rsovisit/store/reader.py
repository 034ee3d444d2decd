"""Plain SQL with `:name` parameters on either driver: tuples out, no ORM, nothing heavy."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any, Literal, NoReturn

from rsovisit.store.failures import said

Dialect = Literal["sqlite", "postgresql"]

_TOKENS = re.compile(
    r"""
    '(?:[^']|'')*' | "(?:[^"]|"")*" | --[^\n]* | /\*.*?\*/   # left alone, save for %
    | (?P<not>\bnot\s+)?\bin\s*\(\s*:(?P<list>[a-z_]\w*)\s*\)
    | (?<!:):(?P<name>[a-z_]\w*)
    | (?P<mark>\?)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


@lru_cache(maxsize=1024)
def translated(sql: str, dialect: Dialect, lists: frozenset[str] = frozenset()) -> str:
    """A statement in the driver's own placeholders.

    `:name` stays on SQLite and becomes `%(name)s` for psycopg, `?` becomes `%s`. `in (:name)`
    becomes a test against a whole list where `name` is among `lists`.
    """
    pieces: list[str] = []
    end = 0
    for match in _TOKENS.finditer(sql):
        pieces.append(_literal(sql[end : match.start()], dialect))
        pieces.append(_token(match, dialect, lists))
        end = match.end()
    pieces.append(_literal(sql[end:], dialect))
    return "".join(pieces)


def _literal(text: str, dialect: Dialect) -> str:
    return text.replace("%", "%%") if dialect == "postgresql" else text


def _token(match: re.Match[str], dialect: Dialect, lists: frozenset[str]) -> str:
    name, listed = match["name"], match["list"]
    if listed in lists and listed is not None:
        if dialect == "postgresql":
            return f"{'<> all' if match['not'] else '= any'}(%({listed})s)"
        return f"{match['not'] or ''}in (select value from json_each(:{listed}))"
    if dialect == "sqlite":
        return match[0]
    if listed:
        return f"{match['not'] or ''}in (%({listed})s)"
    if name:
        return f"%({name})s"
    return "%s" if match["mark"] else _literal(match[0], dialect)


def plain(value: Any) -> Any:
    """A value as a JSON list may hold it: enums by value, dates as ISO text."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return instant_text(value)
    return value.isoformat() if isinstance(value, date) else value


def instant_text(value: datetime) -> str:
    """An aware instant as the register keeps it on SQLite: UTC, ISO, milliseconds."""
    if value.tzinfo is None:
        raise ValueError("an instant must be aware")
    return value.astimezone(UTC).isoformat(timespec="milliseconds")


def as_date(value: Any) -> date | None:
    """A date out of a row: a date already on PostgreSQL, ISO text on SQLite."""
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(value)


def as_instant(value: Any) -> datetime | None:
    """An aware instant out of a row, in UTC."""
    if value is None:
        return None
    instant = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return instant.astimezone(UTC)


class Reader:
    """Answers SELECTs over one DB-API connection, from one thread at a time.

    Parameters are `:name`. A list, tuple or set may stand only as `in (:name)` or `not in (:name)`
    and may be empty. Dates and aware instants go in as they are; `as_date` and `as_instant` bring
    them back, since SQLite answers with ISO text. A reader of its own sees what is committed; a
    unit of work's sees that work too.
    """

    def __init__(
        self, connection: Any, dialect: Dialect, before: Callable[[], None] | None = None
    ) -> None:
        """`before` runs ahead of each statement: a unit of work sends its pending changes."""
        self._connection = connection
        self._before = before
        self._lock = threading.RLock()
        self._errors: type[Exception] = connection.Error
        self.dialect: Dialect = dialect

    def rows(self, sql: str, **params: Any) -> list[tuple[Any, ...]]:
        """All rows of an answer."""
        with self._lock:
            cursor = self._run(sql, params)
            try:
                found: list[tuple[Any, ...]] = cursor.fetchall()
            except self._errors as error:
                raise_said(error)
            return found

    def one(self, sql: str, **params: Any) -> tuple[Any, ...] | None:
        """The first row; None where there is none."""
        with self._lock:
            cursor = self._run(sql, params)
            try:
                found: tuple[Any, ...] | None = cursor.fetchone()
            except self._errors as error:
                raise_said(error)
            finally:
                # A half-read answer would hold its snapshot, and the log behind it, in place.
                cursor.close()
            return found

    def value(self, sql: str, **params: Any) -> Any:
        """The first column of the first row; None where there is no row."""
        row = self.one(sql, **params)
        return row[0] if row else None

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Several statements that all see the register as it was at the first of them.

        Only for a reader of its own; a unit of work is one transaction anyway.
        """
        begin = "begin"
        if self.dialect == "postgresql":
            begin = "begin isolation level repeatable read, read only"
        with self._lock:
            self._run(begin, {})
            try:
                yield
            finally:
                self._run("rollback", {})

    def close(self) -> None:
        """Lets the connection go."""
        with self._lock:
            self._connection.close()

    def _run(self, sql: str, params: dict[str, Any]) -> Any:
        if self._before is not None:
            self._before()
        return execute(self._connection, self.dialect, sql, params, self._errors)


def execute(
    connection: Any, dialect: Dialect, sql: str, params: dict[str, Any], errors: type[Exception]
) -> Any:
    """Runs one statement with `:name` parameters and gives its cursor. Raises as `said` says."""
    lists = frozenset(
        name for name, value in params.items() if isinstance(value, list | tuple | set | frozenset)
    )
    if lists:
        params = {
            name: _list(value, dialect) if name in lists else value
            for name, value in params.items()
        }
    try:
        return connection.execute(translated(sql, dialect, lists), params)
    except errors as error:
        raise_said(error)


def raise_said(error: Exception) -> NoReturn:
    """Raises what stands for a driver's error; PostgreSQL's own, which may quote a row, is cut."""
    better = said(error)
    if better is error:
        raise error
    raise better from (None if hasattr(error, "sqlstate") else error)


def _list(values: Sequence[Any] | set[Any], dialect: Dialect) -> Any:
    if dialect == "postgresql":
        return [value.value if isinstance(value, Enum) else value for value in values]
    return json.dumps([plain(value) for value in values])
