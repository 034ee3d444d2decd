"""Which schema this program knows, and whether a register has it; light."""

from __future__ import annotations

from typing import Literal

from rsovisit.errors import Unavailable
from rsovisit.store.reader import Reader

REVISIONS = ("0001",)
"""Every revision in order; each has its file in `migrations/versions`."""

HEAD = REVISIONS[-1]

_TABLE = {
    "sqlite": "select count(*) from sqlite_master where type = 'table' and name = :name",
    "postgresql": "select count(*) from pg_class where oid = to_regclass(:name)",
}


def revision(reader: Reader) -> str | None:
    """The revision a database is at; None where it holds no register."""
    if not reader.value(_TABLE[reader.dialect], name="alembic_version"):
        return None
    found: str | None = reader.value("select version_num from alembic_version")
    return found


def check(reader: Reader) -> Literal["current", "older"]:
    """Whether a register has this program's schema. Raises Unavailable where it is no register,
    or newer than the program."""
    found = revision(reader)
    if found is None:
        raise Unavailable("There is no register here: the database is empty or holds other things.")
    if found == HEAD:
        return "current"
    if found in REVISIONS:
        return "older"
    raise Unavailable(
        f"This register was made by a newer version of the program (schema {found}, this program "
        f"knows {HEAD}). Update the program; the register was not touched."
    )
