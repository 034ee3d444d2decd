"""Making a register and opening one; light until something is written."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rsovisit.errors import Invalid, Unavailable
from rsovisit.store import place, schema
from rsovisit.store.connect import Address, configure, connect, open_keyed
from rsovisit.store.key import ensure_key
from rsovisit.store.reader import Reader

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from rsovisit.store.work import UnitOfWork


class RegisterInfo(NamedTuple):
    """What a register says of itself. `label` may be shown anywhere."""

    name: str
    rehearsal: bool
    keeper_collar: str
    epoch: int
    label: str
    encrypted: bool
    """Whether the program itself encrypts it; a server's disks are the force's matter."""
    key_in_file: bool
    """Whether the key still lies in a file beside it, for want of a passphrase."""

    @property
    def name_in_files(self) -> str:
        """The start of its backups' names: its own label, in letters every disk takes."""
        stem = self.label.removesuffix(".rso")
        return re.sub(r"[^A-Za-z0-9_.-]+", "-", stem).strip("-.") or "register"


class Register:
    """An open register: makes readers and units of work until it is closed."""

    def __init__(self, address: Address, info: RegisterInfo, first: Reader | None = None) -> None:
        self.address = address
        self.info = info
        self._first = first
        self._engine: Engine | None = None
        self._lock = threading.Lock()
        self._closed = False

    @classmethod
    def open(cls, where: str) -> Register:
        """Opens a register, bringing an older one up to date after a backup.

        Raises Unavailable where it is missing, locked, open to others, not encrypted, without its
        key, damaged, or newer than the program.
        """
        address = Address.parse(where)
        reader = _reading(address)
        try:
            if schema.check(reader) == "older":
                reader.close()
                _bring_up_to_date(address)
                reader = _reading(address)
            return cls(address, _info(reader, address), reader)
        except BaseException:
            reader.close()
            raise

    @property
    def signed_in_as(self) -> str | None:
        """The login that the server let in, which is a collar number; None on an embedded one."""
        if self.address.kind == "sqlite":
            return None
        with self.borrowed() as reader:
            return str(reader.value("select session_user"))

    def reader(self) -> Reader:
        """A reader over a connection of its own; the caller closes it."""
        with self._lock:
            self._require_open()
            first, self._first = self._first, None
        return first or _reading(self.address)

    @contextmanager
    def borrowed(self) -> Iterator[Reader]:
        """A reader for a moment; it is kept for whoever asks for one next."""
        reader = self.reader()
        try:
            yield reader
        finally:
            with self._lock:
                kept = self._first is None and not self._closed
                if kept:
                    self._first = reader
            if not kept:
                reader.close()

    def work(self) -> UnitOfWork:
        """A unit of work, to be used with `with`. The first one loads SQLAlchemy."""
        from rsovisit.store.engine import make_engine
        from rsovisit.store.work import UnitOfWork

        with self._lock:
            self._require_open()
            if self._engine is None:
                self._engine = make_engine(self.address)
            return UnitOfWork(self._engine, self.address.kind)

    def close(self) -> None:
        """Lets go of every connection but those of readers handed out. Twice does no harm."""
        with self._lock:
            self._closed = True
            if self._first is not None:
                self._first.close()
                self._first = None
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    def _require_open(self) -> None:
        if self._closed:
            raise Unavailable("The register was closed.")


def _reading(address: Address) -> Reader:
    return Reader(connect(address, reading=True), address.kind)


def _info(reader: Reader, address: Address) -> RegisterInfo:
    row = reader.one("select name, rehearsal, keeper_collar, epoch from register")
    if row is None:
        raise Unavailable("The register is empty of what says whose it is; restore a backup.")
    name, rehearsal, keeper_collar, epoch = row
    own = address.kind == "sqlite"
    return RegisterInfo(name, bool(rehearsal), keeper_collar, epoch, address.label, own, own)


def _bring_up_to_date(address: Address) -> None:
    """Migrates an older register; on SQLite a copy of it is made first and kept."""
    from rsovisit.store.migrate import migrate

    if address.kind == "sqlite":
        from rsovisit.store.copying import copy_before

        copy_before(address, "update")
    migrate(address)


def create_register(
    where: str, *, name: str, rehearsal: bool, keeper_collar: str, created_at: datetime
) -> Address:
    """Makes an empty register of the newest schema, with its keeper as its one officer.

    Whole or not at all. On SQLite it is encrypted under a new key in an owner-only file beside it.
    Raises Invalid where something is there already, which is never touched.
    """
    address = Address.parse(where)
    first = _FirstRows(name, rehearsal, keeper_collar, created_at)
    if address.kind == "sqlite":
        _create_file(address.file, first)
    else:
        _create_on_server(address, first)
    return address


class _FirstRows(NamedTuple):
    name: str
    rehearsal: bool
    keeper_collar: str
    created_at: datetime

    def write(self, connection: Connection) -> None:
        """Runs the migrations and says whose register it is."""
        from sqlmodel import Session

        from rsovisit.domain.access import Role
        from rsovisit.store.migrate import to_revision
        from rsovisit.store.records import RegisterRecord, StaffRecord

        to_revision(connection)
        with Session(connection) as session:
            session.add(
                RegisterRecord(
                    name=self.name,
                    rehearsal=self.rehearsal,
                    keeper_collar=self.keeper_collar,
                    created_at=self.created_at,
                )
            )
            session.add(
                StaffRecord(collar=self.keeper_collar, name="Register keeper", role=Role.KEEPER)
            )
            session.flush()


def _create_file(file: Path, first: _FirstRows) -> None:
    _require_nothing_at(file)
    place.make_folder(file.parent)
    place.require_local(file.parent)
    key = ensure_key(file)
    draft = place.draft_of(file)
    try:
        place.create_owner_only(draft).close()
        _fill(draft, key, first)
        place.put_new(draft, file)
    except FileExistsError:
        _require_nothing_at(file)
        raise
    except OSError as error:
        raise Unavailable(f"The register {file} cannot be made here.") from error
    finally:
        place.remove_drafts(draft, file)


def _require_nothing_at(file: Path) -> None:
    if file.exists() or file.is_symlink():
        raise Invalid(f"There is something at {file} already; it was not touched.", "register")


def _fill(draft: Path, key: str, first: _FirstRows) -> None:
    from rsovisit.store.engine import engine_over_file
    from rsovisit.store.migrate import migrating

    def creator() -> Any:
        connection = open_keyed(draft, key)
        configure(connection, journal=False)
        return connection

    engine = engine_over_file(creator)
    try:
        with migrating(engine) as connection:
            first.write(connection)
    finally:
        engine.dispose()


def _create_on_server(address: Address, first: _FirstRows) -> None:
    from rsovisit.store.engine import make_engine
    from rsovisit.store.migrate import WAIT_SECONDS, migrating

    engine = make_engine(address, wait=WAIT_SECONDS)
    try:
        with migrating(engine) as connection:
            raw = connection.connection.driver_connection
            if Reader(raw, "postgresql").value(_OWN_TABLES):
                raise Invalid(
                    f"The database {address.label} is not empty; it was not touched.", "register"
                )
            first.write(connection)
    finally:
        engine.dispose()


_OWN_TABLES = """
    select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = current_schema() and c.relkind in ('r', 'p', 'v', 'm', 'f')
"""
