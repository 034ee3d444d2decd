"""Backups of an embedded register: made, thinned out, and put back.

A backup is one file under the register's own key. Beside the register it opens by that key; taken
to another machine it needs a copy of the key file next to it, named after it with `.key` added.
No key is put beside a backup by the program: whoever steals one must not find both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rsovisit.clock import SystemClock
from rsovisit.errors import Invalid, Unavailable
from rsovisit.store.audit_chain import Head
from rsovisit.store.connect import Address, connect, open_keyed
from rsovisit.store.copying import copy_before, copy_register
from rsovisit.store.key import key_file, read_key
from rsovisit.store.register import Register
from rsovisit.store.restore import Restored, restore
from rsovisit.store.verify import Verified, verify

__all__ = [
    "BackupDone",
    "Restored",
    "Verified",
    "backup",
    "copy_before",
    "restore",
    "rotate",
    "verify",
]

DAYS, WEEKS, MONTHS = 14, 8, 12
"""How many days, weeks and months with a backup keep their last one."""


@dataclass(frozen=True, slots=True)
class BackupDone:
    """A backup that was read back. `head` is how far its audit log goes."""

    path: Path
    bytes: int
    finished_at: datetime
    head: Head


def backup(register: Register, file: Path) -> BackupDone:
    """Copies a register to a file and reads the copy back; writers go on meanwhile.

    An older backup of the same register is replaced, anything else at that place is not touched.
    Raises Invalid for a bad place or a register on a server, Unavailable for disk troubles.
    """
    return _copy(register.address, file)


def _copy(address: Address, file: Path) -> BackupDone:
    if address.kind != "sqlite":
        raise Invalid(
            "A register on a server is backed up there: the database's administrator takes a base "
            "backup and archives the write-ahead log."
        )
    file = file.expanduser().absolute()
    key = read_key(address.file)
    _require_free(file, address.file, key)
    source = connect(address, reading=True)
    try:
        held = copy_register(source, key, file)
    finally:
        source.close()
    return BackupDone(file, file.stat().st_size, SystemClock().now(), held.head)


def _require_free(file: Path, register: Path, key: str) -> None:
    """Raises Invalid unless a backup may be written to a place."""
    own = {register.with_name(register.name + end) for end in ("", "-wal", "-shm", ".key")}
    if file.resolve() in {path.resolve() for path in own}:
        raise Invalid("A backup cannot replace the register itself; choose another file.", "file")
    if file.is_dir():
        raise Invalid(f"{file} is a folder; a backup is a file.", "file")
    if file.name.endswith(".key") or key_file(file).is_dir():
        raise Invalid(f"{file.name} is the name of a key file; choose another.", "file")
    if file.exists():
        try:
            open_keyed(file, key, mode="ro").close()
        except Unavailable:
            raise Invalid(
                f"{file} is there already and is no backup of this register; it was not touched.",
                "file",
            ) from None


_DATED = re.compile(r"(?P<name>.+)-(?P<day>\d{8})-(?P<time>\d{6})\.rso")


def rotate(folder: Path) -> tuple[Path, ...]:
    """Removes backups that are no longer kept; those removed.

    Of backups called NAME-YYYYMMDD-HHMMSS.rso it keeps, for each NAME, all of the newest day, and
    the last of each of 14 days, 8 weeks and 12 months that have one. Other files stay.
    """
    series: dict[str, list[tuple[datetime, Path]]] = {}
    for file in folder.glob("*.rso"):
        match = _DATED.fullmatch(file.name)
        made = _instant(match["day"] + match["time"]) if match else None
        if match and made:
            series.setdefault(match["name"], []).append((made, file))
    removed: list[Path] = []
    for dated in series.values():
        keep = _kept(dated)
        removed += sorted(file for _, file in dated if file not in keep)
    for file in removed:
        file.unlink(missing_ok=True)
    return tuple(removed)


def _instant(digits: str) -> datetime | None:
    try:
        return datetime.strptime(digits + "+0000", "%Y%m%d%H%M%S%z")
    except ValueError:
        return None


def _kept(dated: Iterable[tuple[datetime, Path]]) -> set[Path]:
    newest_first = sorted(dated, reverse=True)
    last_day = newest_first[0][0].date()
    kept = {file for made, file in newest_first if made.date() == last_day}
    periods: tuple[tuple[int, Callable[[datetime], Hashable]], ...] = (
        (DAYS, lambda made: made.date()),
        (WEEKS, lambda made: made.isocalendar()[:2]),
        (MONTHS, lambda made: (made.year, made.month)),
    )
    for number, period in periods:
        lasts: dict[Hashable, Path] = {}
        for made, file in newest_first:
            lasts.setdefault(period(made), file)
        kept.update(list(lasts.values())[:number])
    return kept
