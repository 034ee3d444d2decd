"""Where a register is, and the one way to a connection with it: keyed, checked and configured."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from rsovisit.errors import Invalid, Unavailable
from rsovisit.store import place
from rsovisit.store.audit_chain import register_functions
from rsovisit.store.failures import said
from rsovisit.store.key import read_key
from rsovisit.store.reader import instant_text

WAIT_SECONDS = 10
"""How long a connection waits for another program's lock before it gives up."""

OLDEST_SQLITE = (3, 51, 3)
"""Older ones can corrupt a write-ahead log that two programs use (fixed in this one)."""


@dataclass(frozen=True)
class Address:
    """Where a register is: an encrypted SQLite file, or a database of a PostgreSQL server."""

    kind: Literal["sqlite", "postgresql"]
    text: str = field(repr=False)
    """An absolute path, or a postgresql:// address that may hold a password: never show it."""

    @classmethod
    def parse(cls, where: str) -> Address:
        """Reads a file path or a postgresql:// address. Raises Invalid for anything else."""
        scheme = re.match(r"([a-z][a-z0-9+.-]+)://", where, re.IGNORECASE)
        if scheme and scheme[1].lower() in {"postgresql", "postgres"}:
            return cls("postgresql", where)
        if scheme:
            raise Invalid(
                f"A register is a file or a postgresql:// address, not {scheme[1]}://.", "register"
            )
        if not where.strip() or "\0" in where:
            raise Invalid("The register's place is empty.", "register")
        return cls("sqlite", str(Path(where).expanduser().absolute()))

    @property
    def label(self) -> str:
        """The file's name, or host/database; fit for the status bar and for logs."""
        if self.kind == "sqlite":
            return Path(self.text).name
        try:
            parts = urlsplit(self.text)
            return f"{parts.hostname or 'localhost'}/{unquote(parts.path.lstrip('/'))}"
        except ValueError:
            return "postgresql"

    @property
    def file(self) -> Path:
        """The register's file. Only for SQLite."""
        if self.kind != "sqlite":
            raise ValueError("a register on a server has no file")
        return Path(self.text)


def connect(address: Address, *, reading: bool = False, wait: float = WAIT_SECONDS) -> Any:
    """An open DB-API connection in autocommit. Raises Unavailable with a sentence.

    `reading` makes the database itself refuse writes; `wait` is in seconds. On SQLite it may be
    used from any thread, by one at a time.
    """
    if address.kind == "postgresql":
        return _connect_to_server(address, reading, wait)
    file = address.file
    place.require_register_file(file)
    connection = open_keyed(file, read_key(file), wait=wait)
    try:
        configure(connection, reading=reading)
    except _driver().Error as error:
        connection.close()
        raise said(error) from error
    except Unavailable:
        connection.close()
        raise
    return connection


@cache
def _driver() -> Any:
    """The SQLite driver, checked once: encrypting, and new enough."""
    from sqlcipher3 import dbapi2

    if dbapi2.sqlite_version_info < OLDEST_SQLITE:
        raise Unavailable(
            f"This program was installed with SQLite {dbapi2.sqlite_version}, which can damage a "
            "register. Install sqlcipher3 0.6.4 or newer."
        )
    dbapi2.register_adapter(date, date.isoformat)
    dbapi2.register_adapter(datetime, instant_text)
    return dbapi2


_KEY = "pragma key = \"x'{key}'\""


def open_keyed(
    file: Path, key: str, *, wait: float = WAIT_SECONDS, mode: Literal["ro", "rw"] = "rw"
) -> Any:
    """A connection to an encrypted file that exists (an empty one becomes a database).

    Raises Unavailable unless the driver encrypts and the key fits. Nothing but the key is set.
    """
    driver = _driver()
    connection = driver.connect(
        f"{file.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=wait,
        cached_statements=256,
    )
    try:
        # It would write its own account of a wrong key to standard error.
        connection.execute("pragma cipher_log_level = none").fetchone()
        connection.execute(_KEY.format(key=key)).fetchone()
        if not connection.execute("pragma cipher_version").fetchone():
            raise Unavailable("This program was installed without encryption, so it stops here.")
        connection.execute("select count(*) from sqlite_master").fetchone()
    except driver.Error as error:
        connection.close()
        raise said(error) from error
    except BaseException:
        connection.close()
        raise
    return connection


_SETTINGS = (
    # FULL: with NORMAL a power cut loses saves that were already acknowledged.
    "pragma synchronous = full",
    "pragma foreign_keys = on",
    "pragma recursive_triggers = on",
    "pragma secure_delete = on",
    "pragma temp_store = memory",
    "pragma cache_size = -16000",
    "pragma journal_size_limit = 67108864",
)
_MACOS_SETTINGS = ("pragma fullfsync = on", "pragma checkpoint_fullfsync = on")


def configure(connection: Any, *, reading: bool = False, journal: bool = True) -> None:
    """Makes a keyed connection one of this program's: log, durability, checks, functions.

    `journal` False leaves the journal mode alone, for a file that is still being made.
    """
    if journal:
        mode = connection.execute("pragma journal_mode = wal").fetchone()[0]
        if mode != "wal":
            raise Unavailable(
                "The register's disk cannot keep a write-ahead log, so it stops here."
            )
    for setting in _SETTINGS + (_MACOS_SETTINGS if sys.platform == "darwin" else ()):
        connection.execute(setting)
    register_functions(connection)
    if reading:
        connection.execute("pragma query_only = on")


_LOOPBACK = {"", "localhost", "127.0.0.1", "::1"}

_SESSION = """
    select set_config('TimeZone', 'UTC', false),
           set_config('lock_timeout', %(lock)s, false),
           set_config('default_transaction_isolation', 'read committed', false),
           set_config('default_transaction_read_only', %(reading)s, false)
"""


def _connect_to_server(address: Address, reading: bool, wait: float) -> Any:
    import psycopg
    from psycopg.types.numeric import FloatLoader

    words = {"lock": f"{int(wait * 1000)}ms", "reading": "on" if reading else "off"}
    try:
        connection = psycopg.connect(
            address.text,
            autocommit=True,
            connect_timeout=10,
            application_name="rsovisit",
            **_transport(address),
        )
    except psycopg.OperationalError as error:
        raise Unavailable(
            f"The register's server {address.label} cannot be reached, or did not let you in: "
            f"{_reason(error)}"
        ) from None
    try:
        connection.execute(_SESSION, words)
    except psycopg.Error as error:
        connection.close()
        raise said(error) from None
    # Sums are numeric there and plain numbers on SQLite.
    connection.adapters.register_loader("numeric", FloatLoader)
    return connection


def _transport(address: Address) -> dict[str, Any]:
    """TLS for every server but this machine's own. Raises Invalid for an address that weakens it.

    Anything less than verify-full talks to whoever answers.
    """
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        parts = conninfo_to_dict(address.text)
    except psycopg.ProgrammingError:
        raise Invalid("The register's postgresql:// address cannot be read.", "register") from None
    places = [
        str(parts.get(name) or os.environ.get(f"PG{name.upper()}") or "")
        for name in ("host", "hostaddr")
    ]
    hosts = ",".join(place for place in places if place).split(",")
    by_name = bool(parts.get("service") or os.environ.get("PGSERVICE"))
    if not by_name and all(host in _LOOPBACK or host.startswith(("/", "@")) for host in hosts):
        return {}
    if parts.get("sslmode", "verify-full") != "verify-full":
        raise Invalid(
            "A register's server is reached only with sslmode=verify-full: anything less does not "
            "check whose server it is.",
            "register",
        )
    return {"sslmode": "verify-full", "ssl_min_protocol_version": "TLSv1.3"}


def _reason(error: Exception) -> str:
    """The last thing libpq said, on one line; it never quotes a password."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[-1] if lines else "no answer").rstrip(".") + "."
