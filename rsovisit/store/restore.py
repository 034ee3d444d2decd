"""Putting a backup back: the old register or the new one, never something between."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rsovisit.clock import SystemClock
from rsovisit.errors import Invalid, Unavailable
from rsovisit.store import place, schema
from rsovisit.store.audit_chain import Head, head
from rsovisit.store.connect import Address, connect, open_keyed
from rsovisit.store.copying import (
    contents,
    copy_before,
    copy_pages,
    require_whole,
    single_file,
    structure_faults,
)
from rsovisit.store.failures import LOCKED, WRONG_KEY
from rsovisit.store.key import key_file, read_key, read_key_file, write_key
from rsovisit.store.reader import Reader, raise_said


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup put back. `kept` is a copy of what was there before, if anything was."""

    path: Path
    kept: Path | None
    head: Head
    finished_at: datetime


def restore(file: Path, where: str, force: bool = False) -> Restored:
    """Puts a backup in the place of a register, after checking it and copying what is there.

    It opens by the key file beside it, else by the register's own; the register keeps its own key.
    Without `force` a register that goes on where the backup ends, that is another one, or that
    cannot be opened is not replaced: Invalid. Programs that have the register open see the backup
    at once. Raises Unavailable for a damaged, newer or locked file.
    """
    address = Address.parse(where)
    if address.kind != "sqlite":
        raise Invalid("A register on a server is restored there, by the database's administrator.")
    file = file.expanduser().absolute()
    target = address.file
    _require_backup(file, target)
    place.make_folder(target.parent)
    place.require_local(target.parent)
    draft = place.draft_of(target)
    try:
        with file.open("rb") as opened, place.create_owner_only(draft) as written:
            shutil.copyfileobj(opened, written, 1 << 20)
        return _put_back(draft, _key_of(draft, file, target), address, force)
    except OSError as error:
        raise Unavailable(f"The backup cannot be put back: {error.strerror}.") from error
    finally:
        place.remove_drafts(draft, target)


def _require_backup(file: Path, target: Path) -> None:
    if not file.is_file():
        raise Invalid(f"There is no backup at {file}.", "file")
    if target.exists() and file.samefile(target):
        raise Invalid("That is the register itself, not a backup of it.", "file")
    if file.with_name(file.name + "-wal").exists():
        raise Invalid(f"{file} is a register in use; copy it with 'rsovisit backup'.", "file")
    with file.open("rb") as opened:
        if opened.read(len(place.PLAIN_HEADER)) == place.PLAIN_HEADER:
            raise Unavailable(f"{file} is not encrypted, so it is no backup of a register.")


def _key_of(draft: Path, file: Path, target: Path) -> str:
    """The key that opens the backup. Raises Unavailable where neither known one does."""
    tried: list[str] = []
    for candidate in (key_file(file), key_file(target)):
        if not candidate.exists():
            continue
        tried.append(str(candidate))
        key = read_key_file(candidate)
        try:
            open_keyed(draft, key).close()
        except Unavailable as error:
            if str(error) != WRONG_KEY:
                raise
        else:
            return key
    if tried:
        raise Unavailable(f"The backup does not open with the key in {' or in '.join(tried)}.")
    raise Unavailable(
        f"The backup's key is missing: put a copy of the register's key file at {key_file(file)}."
    )


def _put_back(draft: Path, key: str, address: Address, force: bool) -> Restored:
    source = open_keyed(draft, key)
    try:
        reader = Reader(source, "sqlite")
        if structure_faults(reader):
            raise Unavailable("The backup is damaged, so it was not put back: try an older one.")
        schema.check(reader)
        end = contents(reader).head
        target = address.file
        current = _current(address, force)
        if current is None:
            kept = _move_aside(target)
            _become(source, draft, key, target)
        else:
            try:
                if not force:
                    _require_not_newer(Reader(current, "sqlite"), reader)
                kept = copy_before(address, "restore")
                copy_pages(source, current)
            finally:
                current.close()
    finally:
        source.close()
    return Restored(target, kept, end, SystemClock().now())


def _current(address: Address, force: bool) -> Any:
    """A connection to the register that is there; None where there is none that opens."""
    if not address.file.exists():
        return None
    try:
        return connect(address)
    except Unavailable as error:
        if str(error) == LOCKED:
            raise
        if not force:
            raise Invalid(
                f"There is a register at {address.file} that cannot be opened, so it cannot be "
                f"compared with the backup: {error} --force puts the backup in its place and "
                "keeps it under another name."
            ) from error
        return None


def _require_not_newer(current: Reader, backup: Reader) -> None:
    """Raises Invalid unless all that was done in the register is in the backup's log too.

    Backups made and put back are no work that could be lost: making one must not age it.
    """
    last = current.one(_LAST_WORK)
    if last is None:
        return
    then, (row, written) = head(backup), last
    if row > then.rows:
        lost = current.value(_WORK_SINCE, row=then.rows)
        raise Invalid(
            f"The register is newer than the backup: its log goes on by {lost} "
            "entries that would be lost. --force restores it all the same, and keeps a copy."
        )
    if backup.value("select hash from audit_event where id = :row", row=row) != written:
        raise Invalid(
            "The backup is of another register, or of another history of this one. "
            "--force restores it all the same, and keeps a copy of what is there."
        )


_WORK = "from audit_event where kind not in ('BACKUP', 'RESTORE')"
_LAST_WORK = f"select id, hash {_WORK} order by id desc limit 1"
_WORK_SINCE = f"select count(*) {_WORK} and id > :row"


def _move_aside(target: Path) -> Path | None:
    """Renames whatever lies at a register's place, log included; its new name.

    A log left behind would be read into the register put there.
    """
    stamp = SystemClock().now().strftime("%Y%m%d-%H%M%S")
    aside = target.with_name(f"{target.name}.replaced-{stamp}")
    again = 2
    while aside.exists():
        aside = target.with_name(f"{target.name}.replaced-{stamp}-{again}")
        again += 1
    moved = None
    for end in ("-wal", "-shm", ""):
        old = target.with_name(target.name + end)
        if old.exists() or old.is_symlink():
            moved = old.rename(aside.with_name(aside.name + end))
    return aside if moved else None


def _become(source: Any, draft: Path, key: str, target: Path) -> None:
    """Gives a checked draft the register's key, then its place."""
    own = read_key(target) if key_file(target).exists() else key
    single_file(source)
    if own != key:
        _change_key(source, draft, own)
    source.close()
    write_key(key_file(target), own)
    place.sync_file(draft)
    place.put_new(draft, target)


def _change_key(source: Any, draft: Path, key: str) -> None:
    """Encrypts a draft anew and proves that the new key took. Raises Unavailable."""
    try:
        source.execute(_REKEY.format(key=key)).fetchone()
    except source.Error as error:
        raise_said(error)
    again = Reader(open_keyed(draft, key), "sqlite")
    try:
        require_whole(again)
    finally:
        again.close()


_REKEY = "pragma rekey = \"x'{key}'\""
