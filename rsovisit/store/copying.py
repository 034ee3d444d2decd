"""Copies of an encrypted register file: made in one pass, then read back before they count."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rsovisit.clock import SystemClock
from rsovisit.errors import Unavailable
from rsovisit.store import place
from rsovisit.store.audit_chain import Head, head
from rsovisit.store.connect import WAIT_SECONDS, Address, connect, open_keyed
from rsovisit.store.failures import DAMAGED, LOCKED
from rsovisit.store.key import read_key
from rsovisit.store.reader import Reader, raise_said


@dataclass(frozen=True, slots=True)
class Contents:
    """What a register holds, as far as two copies can be told apart: rows by table, audit head."""

    rows: Mapping[str, int]
    head: Head


_TABLES = """
    select name from sqlite_master
    where type = 'table' and name not like 'sqlite%' and name <> 'alembic_version' order by name
"""
_COUNT = 'select count(*) from "{table}"'


def contents(reader: Reader) -> Contents:
    """What a register on SQLite holds."""
    tables = [name for (name,) in reader.rows(_TABLES)]
    if "audit_event" not in tables:
        raise Unavailable("This file opens, but it is not a register.")
    rows = {table: reader.value(_COUNT.format(table=table)) for table in tables}
    return Contents(rows, head(reader))


def page_faults(reader: Reader) -> list[str]:
    """A sentence for each page of the file that is not as it was written."""
    return [f"{line}." for (line,) in reader.rows("pragma cipher_integrity_check")]


def structure_faults(reader: Reader) -> list[str]:
    """A sentence for each fault in the file itself: its pages, its tables, its indexes."""
    faults = page_faults(reader)
    if not faults:
        # The check goes to and fro between tables and indexes: room for both halves its time.
        reader.rows("pragma cache_size = -131072")
        lines = [line for (line,) in reader.rows("pragma integrity_check")]
        faults = [f"{line}." for line in lines if line != "ok"]
    return faults


def copy_pages(source: Any, target: Any, wait: float = WAIT_SECONDS) -> None:
    """Copies all pages from one keyed connection to another, which keeps its own key.

    In one pass, since a copy made in steps begins again at every write and may never end. What
    the target held is replaced in one transaction. Raises Unavailable.
    """
    pause = 0.1
    turns = 0

    def turned(status: int, remaining: int, total: int) -> None:
        nonlocal turns
        turns += 1
        # The driver itself would try for ever.
        if remaining and turns * pause > wait:
            raise Unavailable(LOCKED)

    try:
        source.backup(target, pages=-1, progress=turned, sleep=pause)
    except source.Error as error:
        raise_said(error)


def copy_register(source: Any, key: str, file: Path, *, thorough: bool = True) -> Contents:
    """Writes what a keyed connection sees to a file, encrypted under a key, and reads it back.

    `thorough` also proves that what was copied is sound in itself; without it the copy is only
    proved to be the same, page by page and row by row.
    The file appears, or is replaced, only once the copy is whole and on the disk; it is one file,
    owner-only, without a log. Raises Unavailable.
    """
    place.make_folder(file.parent)
    draft = place.draft_of(file)
    reader = Reader(source, "sqlite")
    try:
        place.create_owner_only(draft).close()
        target = open_keyed(draft, key)
        try:
            with reader.snapshot():
                held = contents(reader)
                copy_pages(source, target)
            single_file(target)
        finally:
            target.close()
        _read_back(draft, key, held, structure_faults if thorough else page_faults)
        place.sync_file(draft)
        place.put_over(draft, file)
    except OSError as error:
        raise Unavailable(f"The copy {file} cannot be written: {error.strerror}.") from error
    finally:
        place.remove_drafts(draft, file)
    return held


def copy_before(address: Address, what: str) -> Path:
    """A backup made ahead of something that changes the whole register; where it is.

    It lies in the folder `backups` beside the register.
    """
    stamp = SystemClock().now().strftime("%Y%m%d-%H%M%S")
    folder = address.file.parent / "backups"
    name = f"{address.file.stem}-before-{what}"
    file = folder / f"{name}-{stamp}.rso"
    again = 2
    while file.exists():
        file = folder / f"{name}-{again}-{stamp}.rso"
        again += 1
    source = connect(address, reading=True)
    try:
        copy_register(source, read_key(address.file), file, thorough=False)
    finally:
        source.close()
    return file


def single_file(connection: Any) -> None:
    """Folds the write-ahead log into the file, so that the file alone is the whole."""
    try:
        connection.execute("pragma journal_mode = delete").fetchone()
    except connection.Error as error:
        raise_said(error)


def _read_back(file: Path, key: str, held: Contents, faults: Callable[[Reader], list[str]]) -> None:
    copy = Reader(open_keyed(file, key, mode="ro"), "sqlite")
    try:
        if faults(copy) or contents(copy) != held:
            raise Unavailable("The copy, read back, is not what was written. It was thrown away.")
    finally:
        copy.close()


def require_whole(reader: Reader) -> None:
    """Raises Unavailable where a file's structure is damaged."""
    if structure_faults(reader):
        raise Unavailable(DAMAGED)
