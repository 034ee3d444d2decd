"""Brings a database to the newest schema: one transaction, one program at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from rsovisit.errors import Unavailable
from rsovisit.store.connect import Address
from rsovisit.store.engine import make_engine
from rsovisit.store.reader import raise_said

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
