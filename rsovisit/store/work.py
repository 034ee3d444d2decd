"""One transaction: what it reads, what it writes, and that it is all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session

from rsovisit.errors import Invalid, Stale, Unavailable
from rsovisit.store.failures import IN_DOUBT, LINK_LOST, StoreFault
from rsovisit.store.reader import Dialect, Reader, execute, raise_said, translated
from rsovisit.store.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

RecordT = TypeVar("RecordT", bound=Record)
Row = Mapping[str, Any] | Sequence[Any]

_WORDS = {"case_file": "case", "staff": "officer", "saved_view": "saved view"}


class UnitOfWork:
    """One transaction over the register; leaving it without `commit` undoes everything.

    After any error the unit is over: leave it and begin another. `reader` sees this unit's own
    changes. Bulk statements (`many`, `run`) pass the version check by, so they are for rows that
    nobody edits by hand, or raise `version` themselves.
    """

    session: Session
    reader: Reader
    dialect: Dialect

    def __init__(self, engine: Engine, dialect: Dialect) -> None:
        self._engine = engine
        self._failed = False
        self.dialect = dialect

    def __enter__(self) -> UnitOfWork:
        """Begins at once; on SQLite that waits for other writers. Raises Unavailable."""
        self.session = Session(self._engine, expire_on_commit=False)
        try:
            with _sentences():
                pooled = self.session.connection().connection
        except BaseException:
            self.session.close()
            raise
        self._raw: Any = pooled.driver_connection
        self.reader = Reader(self._raw, self.dialect, before=self._send)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.session.close()

    def fetch(self, record_type: type[RecordT], key: Any, seen: int | None = None) -> RecordT:
        """The record with this key, to be changed.

        `seen` is the version the person had before them. Raises Invalid where there is no such
        record, Stale where it has been changed since.
        """
        with _sentences():
            record = self.session.get(record_type, key)
        table = str(record_type.__tablename__)
        words = _WORDS.get(table, table.replace("_", " "))
        if record is None:
            raise Invalid(f"There is no such {words} in the register.")
        if seen is not None and getattr(record, "version", seen) != seen:
            raise Stale(
                f"This {words} was changed by someone else after you opened it. "
                "Nothing was saved; look at it again."
            )
        return record

    def add(self, record: RecordT) -> RecordT:
        """Puts a new record in, at once, so that its id is known. Raises Conflict."""
        self.session.add(record)
        self._send()
        return record

    def many(self, sql: str, rows: Iterable[Row]) -> None:
        """One statement for many rows, straight through the driver: fast.

        With `:name` in the statement every row is a mapping, with `?` a sequence. Records already
        fetched are read again when next looked at. Raises Conflict.
        """
        self._send()
        try:
            if self.dialect == "sqlite":
                self._raw.executemany(sql, rows)
            else:
                with self._raw.cursor() as cursor:
                    cursor.executemany(translated(sql, self.dialect), rows)
        except self._raw.Error as error:
            self._failed = True
            raise_said(error)
        self.session.expire_all()

    def run(self, sql: str, **params: Any) -> int:
        """One statement with `:name` parameters; how many rows it touched. Raises Conflict."""
        self._send()
        try:
            cursor = execute(self._raw, self.dialect, sql, params, self._raw.Error)
        except Exception:
            self._failed = True
            raise
        self.session.expire_all()
        return int(cursor.rowcount)

    def commit(self) -> None:
        """Makes it all last: when this returns, it is on the disk. Raises Stale, Unavailable."""
        self._send()
        if self._failed or self._refused_by_server():
            raise StoreFault("a unit of work was committed after an error in it")
        try:
            with _sentences():
                self.session.commit()
        except Unavailable as error:
            if str(error) == LINK_LOST:
                raise Unavailable(IN_DOUBT) from error
            raise

    def _refused_by_server(self) -> bool:
        """Whether PostgreSQL has given the transaction up: it would answer a commit by undoing."""
        return self.dialect == "postgresql" and self._raw.info.transaction_status.name == "INERROR"

    def _send(self) -> None:
        with _sentences():
            self.session.flush()


@contextmanager
def _sentences() -> Iterator[None]:
    """Turns what SQLAlchemy raises into our own failures."""
    try:
        yield
    except StaleDataError:
        raise Stale(
            "This was changed by someone else in the meantime. Nothing was saved; look at it again."
        ) from None
    except DBAPIError as error:
        if isinstance(error.orig, Exception):
            raise_said(error.orig)
        raise
