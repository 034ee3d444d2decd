"""What the database drivers' errors mean, said in sentences; light, and knows no driver by name."""

from __future__ import annotations

import re
from typing import Any

from rsovisit.errors import Invalid, Refused, RsoVisitError, Unavailable


class Conflict(Invalid):
    """The same thing is in the register already; the unit of work is over.

    `table` and `columns` name what must be unique, for a caller that can say it better.
    """

    def __init__(self, table: str, columns: tuple[str, ...]) -> None:
        words = table.replace("_", " ") or "entry"
        super().__init__(f"The register already holds this {words}. Nothing was saved.")
        self.table = table
        self.columns = columns


class StoreFault(RuntimeError):
    """An error of our own making. Its text holds no values, so it may be logged."""


LOCKED = "Another program kept the register locked. Nothing was saved; try again in a moment."
FULL = "The disk is full. Nothing was saved; make room and try again."
FAILING = "The disk did not read or write the register. Nothing was saved."
DAMAGED = (
    "The register is damaged, or was changed from outside the program. Nothing was saved. "
    "'rsovisit verify' says what is wrong; 'rsovisit restore' puts a backup back."
)
WRONG_KEY = "The register does not open with its key: another key, or not a register at all."
READ_ONLY = "The register may not be written to here. Nothing was saved."
NO_OPEN = "The register's files cannot be opened."
LINK_LOST = "The link to the register's server was lost. Nothing was saved; try again."
SERVER_BUSY = "The register's server is busy or out of room. Nothing was saved; try again."
NOT_PERMITTED = "The register's server does not permit this."
IN_DOUBT = (
    "The link to the register broke while it was saving. "
    "Look whether the change is there before making it again."
)

# Primary result codes, sqlite.org/rescode.html.
_SQLITE = {
    5: LOCKED,
    6: LOCKED,
    8: READ_ONLY,
    10: FAILING,
    11: DAMAGED,
    13: FULL,
    14: NO_OPEN,
    26: WRONG_KEY,
}
_SQLITE_CONSTRAINT = 19
_SQLITE_WORDS = {
    "database or disk is full": FULL,
    "disk I/O error": FAILING,
    "database is locked": LOCKED,
    "database disk image is malformed": DAMAGED,
    "attempt to write a readonly database": READ_ONLY,
    "unable to open database file": NO_OPEN,
}

# SQLSTATE classes and codes, the longest match first; PostgreSQL manual, appendix A.
_POSTGRES = (
    ("55P03", LOCKED),
    ("40P01", LOCKED),
    ("40001", LOCKED),
    ("53100", FULL),
    ("25006", READ_ONLY),
    ("57P0", LINK_LOST),
    ("08", LINK_LOST),
    ("53", SERVER_BUSY),
    ("58", FAILING),
    ("XX001", DAMAGED),
    ("XX002", DAMAGED),
)


def said(error: Exception) -> Exception:
    """What to raise in place of a driver's error.

    One of our own failures where an officer can act on it, else the error itself, or, where its
    text might hold values, a StoreFault.
    """
    if isinstance(error, RsoVisitError):
        return error
    if hasattr(error, "sqlstate"):
        return _of_postgres(error)
    return _of_sqlite(error)


def _of_sqlite(error: Exception) -> Exception:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        # Copying a register, the driver tells no code, only SQLite's own words for it.
        sentence = _SQLITE_WORDS.get(str(error))
        return Unavailable(sentence) if sentence else error
    # The driver does not say which kind of constraint; SQLite's own sentence does.
    if code & 0xFF == _SQLITE_CONSTRAINT and str(error).startswith("UNIQUE"):
        return Conflict(*_unique_of_sqlite(str(error)))
    sentence = _SQLITE.get(code & 0xFF)
    return Unavailable(sentence) if sentence else error


def _unique_of_sqlite(text: str) -> tuple[str, tuple[str, ...]]:
    """Table and columns out of 'UNIQUE constraint failed: staff.collar, staff.area'."""
    named = [name.strip().partition(".") for name in text.partition(":")[2].split(",")]
    return named[0][0], tuple(column for _, _, column in named)


def _of_postgres(error: Any) -> Exception:
    state = error.sqlstate
    if state is None:
        # No answer from the server: the link broke, or libpq could not make one.
        broken = type(error).__name__ in {"OperationalError", "InterfaceError"}
        return Unavailable(LINK_LOST) if broken else error
    if state == "23505":
        columns = re.search(r"\((.*?)\)=", error.diag.message_detail or "")
        found = tuple(part.strip() for part in columns[1].split(",")) if columns else ()
        return Conflict(error.diag.table_name or "", found)
    if state == "42501":
        return Refused(NOT_PERMITTED)
    for start, sentence in _POSTGRES:
        if state.startswith(start):
            return Unavailable(sentence)
    diag = error.diag
    places = (diag.table_name, diag.column_name, diag.constraint_name)
    where = ".".join(place for place in places if place)
    # Its own text may quote a row, names and all.
    return StoreFault(f"{type(error).__name__} {state} {where}".strip())
