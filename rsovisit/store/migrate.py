"""Brings a database to the newest schema: one transaction, one program at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from rsovisit.errors import Unavailable
from rsovisit.store.connect import Address, connect
from rsovisit.store.engine import engine_over_file, make_engine
from rsovisit.store.reader import raise_said
from rsovisit.store.records import metadata

SCRIPTS = Path(__file__).with_name("migrations")

WAIT_SECONDS = 120
"""How long to wait for another program that is migrating the same register."""

_LOCK = 7_262_017_402
"""The advisory lock of migrations on PostgreSQL; any number that nothing else uses."""


def migrate(address: Address, target: str = "head", scripts: Path = SCRIPTS) -> None:
    """Brings a register to a revision, or leaves it exactly as it was. Raises Unavailable."""
    engine = make_engine(address, wait=WAIT_SECONDS)
    try:
        with migrating(engine) as connection:
            to_revision(connection, target, scripts)
    finally:
        engine.dispose()


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """A transaction that may change the schema; the only one on this register meanwhile."""
    try:
        with engine.connect() as connection:
            _loosen(connection)
            with connection.begin():
                if connection.dialect.name == "postgresql":
                    connection.exec_driver_sql(_TAKE_LOCK, {"lock": _LOCK})
                yield connection
                _require_links(connection)
    except DBAPIError as error:
        if isinstance(error.orig, Exception):
            raise_said(error.orig)
        raise


_TAKE_LOCK = "select pg_advisory_xact_lock(%(lock)s)"


def _loosen(connection: Connection) -> None:
    """Tables are remade on SQLite, so links are checked at the end instead of at each step."""
    if connection.dialect.name == "sqlite":
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("pragma foreign_keys = off")


def _require_links(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    if connection.exec_driver_sql("pragma foreign_key_check").first():
        raise Unavailable(
            "The register could not be brought up to date: a link between two entries would be "
            "lost. It was left as it was."
        )


def to_revision(connection: Connection, target: str = "head", scripts: Path = SCRIPTS) -> None:
    """Runs what lies between a database's revision and the target, up or down.

    Within the connection's transaction, which the caller commits.
    """
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    if target == "base" or target.startswith("-"):
        command.downgrade(config, target)
    else:
        command.upgrade(config, target)


def differences_of(address: Address) -> list[str]:
    """What a register's tables lack or have beside the program's records, one line each."""
    if address.kind == "postgresql":
        engine = make_engine(address)
    else:
        engine = engine_over_file(lambda: connect(address, reading=True), at_once=False)
    try:
        with engine.connect() as connection:
            return differences(connection)
    except DBAPIError as error:
        if isinstance(error.orig, Exception):
            raise_said(error.orig)
        raise
    finally:
        engine.dispose()


def differences(connection: Connection) -> list[str]:
    """What the database behind a connection lacks or has beside the records, one line each."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return [_in_words(found) for found in compare_metadata(context, metadata)]


def _in_words(found: Any) -> str:
    """One difference as Alembic gives it: a tuple, or a list of them for one column."""
    if isinstance(found, list):
        return "; ".join(_in_words(one) for one in found)
    what, *parts = found
    names = [name for name in map(_named, parts) if name]
    return " ".join([str(what).replace("_", " "), *names])


def _named(part: Any) -> str:
    if part is None or isinstance(part, dict):
        return ""
    table = getattr(getattr(part, "table", None), "name", None)
    name = getattr(part, "name", None)
    return f"{table}.{name}" if table and name else str(name or part)
