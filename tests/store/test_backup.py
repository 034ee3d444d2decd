"""Backups: whole, read back, never in the way of anything, and put back whole or not at all."""

from __future__ import annotations

import shutil
import sys
import threading
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from rsovisit.errors import Invalid, Unavailable
from rsovisit.store import copying
from rsovisit.store.backup import backup, restore, rotate
from rsovisit.store.connect import open_keyed
from rsovisit.store.copying import contents
from rsovisit.store.failures import FULL, said
from rsovisit.store.key import key_file, read_key, write_key
from rsovisit.store.reader import Reader
from rsovisit.store.register import Register
from tests.store.test_audit_chain import commit_events, faults
from tests.support.registers import add_case, make_register


def fill(register: Register, first: int, last: int) -> None:
    """Cases from one number to another, each with an audit row, in one unit."""
    with register.work() as work:
        for n in range(first, last):
            add_case(work, f"A-{n}")
        work.commit()
    commit_events(register, last - first, start=first)


def held(register: Register) -> copying.Contents:
    reader = register.reader()
    try:
        return contents(reader)
    finally:
        reader.close()


def opened_backup(file: Path, register: Register) -> copying.Contents:
    reader = Reader(open_keyed(file, read_key(register.address.file), mode="ro"), "sqlite")
    try:
        return contents(reader)
    finally:
        reader.close()


@pytest.fixture
def full(sqlite_register: Register) -> Register:
    fill(sqlite_register, 0, 5)
    return sqlite_register


def test_a_backup_is_one_closed_file_with_everything(full: Register, tmp_path: Path) -> None:
    done = backup(full, tmp_path / "far" / "copy.rso")
    assert [path.name for path in (tmp_path / "far").iterdir()] == ["copy.rso"]
    assert done.path == tmp_path / "far" / "copy.rso"
    assert done.bytes == done.path.stat().st_size
    assert done.head.rows == 5
    assert opened_backup(done.path, full) == held(full)
    assert b"SQLite" not in done.path.read_bytes()[:16]
    if sys.platform != "win32":
        assert done.path.stat().st_mode & 0o777 == 0o600


def test_a_backup_replaces_only_an_older_backup(full: Register, tmp_path: Path) -> None:
    file = tmp_path / "copy.rso"
    backup(full, file)
    fill(full, 5, 7)
    assert backup(full, file).head.rows == 7
    file.write_text("something else entirely, which is of value to somebody")
    with pytest.raises(Invalid, match="was not touched"):
        backup(full, file)
    assert file.read_text().startswith("something else")
    other = make_register(str(tmp_path / "other" / "other.rso"))
    with pytest.raises(Invalid, match="was not touched"):
        backup(full, other.address.file)
    other.close()


def test_a_backup_never_replaces_the_register(full: Register, tmp_path: Path) -> None:
    own = full.address.file
    link = tmp_path / "link.rso"
    link.symlink_to(own)
    for place in (own, key_file(own), own.with_name(own.name + "-wal"), link, tmp_path / "x.key"):
        with pytest.raises(Invalid):
            backup(full, place)
    with pytest.raises(Invalid, match="is a folder"):
        backup(full, tmp_path)
    assert held(full).head.rows == 5


def test_a_backup_that_cannot_be_written(full: Register, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable):
        backup(full, tmp_path / "file" / "copy.rso")


def test_a_copy_that_reads_back_wrong_is_thrown_away(
    full: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "structure_faults", lambda reader: ["page 7"])
    with pytest.raises(Unavailable, match="thrown away"):
        backup(full, tmp_path / "far" / "copy.rso")
    assert list((tmp_path / "far").iterdir()) == []


def test_backups_under_writes_are_each_whole(full: Register, tmp_path: Path) -> None:
    stop = threading.Event()
    written: list[int] = []

    def write() -> None:
        n = 5
        while not stop.is_set():
            fill(full, n, n + 1)
            written.append(n)
            n += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        files = [backup(full, tmp_path / f"copy-{n}.rso").path for n in range(8)]
    finally:
        stop.set()
        writer.join()
    assert len(written) > 1
    for n, file in enumerate(files):
        where = str(tmp_path / f"restored-{n}" / "unit.rso")
        (tmp_path / f"restored-{n}").mkdir(mode=0o700)
        write_key(key_file(Path(where)), read_key(full.address.file))
        restore(file, where)
        restored = Register.open(where)
        assert faults(restored) == []
        # A case is committed just before its audit row.
        rows = held(restored).rows
        assert rows["case_file"] - rows["audit_event"] in {0, 1}
        assert rows["case_file"] == rows["identity"]
        restored.close()


def test_restore_where_nothing_is(full: Register, tmp_path: Path) -> None:
    before = held(full)
    done = backup(full, tmp_path / "copy.rso")
    full.close()
    file = full.address.file
    file.unlink()
    restored = restore(done.path, str(file))
    assert restored.kept is None
    assert restored.head == before.head
    again = Register.open(str(file))
    assert held(again) == before
    again.close()


def test_a_log_left_behind_is_not_read_into_what_is_restored(
    full: Register, tmp_path: Path
) -> None:
    file = full.address.file
    backup(full, tmp_path / "copy.rso")
    before = held(full)
    fill(full, 5, 9)
    wal = file.with_name(file.name + "-wal")
    shutil.copy(wal, tmp_path / "wal")
    full.close()
    file.unlink()
    shutil.copy(tmp_path / "wal", wal)
    restore(tmp_path / "copy.rso", str(file))
    again = Register.open(str(file))
    assert held(again) == before
    assert faults(again) == []
    again.close()


def test_restore_on_another_machine_needs_the_key(full: Register, tmp_path: Path) -> None:
    done = backup(full, tmp_path / "copy.rso")
    where = tmp_path / "new" / "unit.rso"
    with pytest.raises(Unavailable, match="key is missing"):
        restore(done.path, str(where))
    assert not where.exists()
    shutil.copy(key_file(full.address.file), key_file(done.path))
    restore(done.path, str(where))
    again = Register.open(str(where))
    assert held(again) == held(full)
    again.close()
    assert read_key(where) == read_key(full.address.file)


def test_a_key_already_at_the_place_stays_the_registers_key(full: Register, tmp_path: Path) -> None:
    done = backup(full, tmp_path / "copy.rso")
    shutil.copy(key_file(full.address.file), key_file(done.path))
    where = tmp_path / "new" / "unit.rso"
    where.parent.mkdir(mode=0o700)
    write_key(key_file(where), "ab" * 32)
    restore(done.path, str(where))
    again = Register.open(str(where))
    assert held(again) == held(full)
    again.close()
    assert read_key(where) == "ab" * 32


def test_restore_is_never_over_a_newer_register(full: Register, tmp_path: Path) -> None:
    done = backup(full, tmp_path / "copy.rso")
    then = held(full)
    fill(full, 5, 8)
    now = held(full)
    where = str(full.address.file)
    with pytest.raises(Invalid, match="newer than the backup: its log goes on by 3"):
        restore(done.path, where)
    assert held(full) == now
    restored = restore(done.path, where, force=True)
    assert held(full) == then
    assert restored.kept is not None
    assert opened_backup(restored.kept, full) == now
    # Back to the newer one: its log holds all of the older one's, so nothing need be forced.
    again = restore(restored.kept, where)
    assert held(full) == now
    assert again.kept != restored.kept
    assert faults(full) == []


def test_an_open_register_sees_the_backup_at_once(full: Register, tmp_path: Path) -> None:
    done = backup(full, tmp_path / "copy.rso")
    reader = full.reader()
    fill(full, 5, 8)
    assert reader.value("select count(*) from case_file") == 8
    restore(done.path, str(full.address.file), force=True)
    assert reader.value("select count(*) from case_file") == 5
    reader.close()
    fill(full, 5, 6)
    assert faults(full) == []


def test_restore_of_another_register_is_refused(full: Register, tmp_path: Path) -> None:
    other = make_register(str(tmp_path / "other" / "unit.rso"))
    commit_events(other, 9, start=100)
    done = backup(other, tmp_path / "copy.rso")
    shutil.copy(key_file(other.address.file), key_file(done.path))
    other.close()
    before = held(full)
    with pytest.raises(Invalid, match="of another register"):
        restore(done.path, str(full.address.file))
    assert held(full) == before
    restore(done.path, str(full.address.file), force=True)
    assert held(full).head == done.head
    assert faults(full) == []


def test_a_register_that_does_not_open_is_kept_aside(full: Register, tmp_path: Path) -> None:
    done = backup(full, tmp_path / "copy.rso")
    before = held(full)
    full.close()
    file = full.address.file
    file.write_bytes(b"\x07" * 9000)
    with pytest.raises(Invalid, match="cannot be opened"):
        restore(done.path, str(file))
    assert file.read_bytes() == b"\x07" * 9000
    restored = restore(done.path, str(file), force=True)
    assert restored.kept is not None
    assert restored.kept.read_bytes() == b"\x07" * 9000
    again = Register.open(str(file))
    assert held(again) == before
    again.close()


def test_what_is_no_backup_is_refused(full: Register, tmp_path: Path) -> None:
    where = str(full.address.file)
    before = held(full)
    with pytest.raises(Invalid, match="no backup at"):
        restore(tmp_path / "none.rso", where)
    with pytest.raises(Invalid, match="itself"):
        restore(full.address.file, where)
    plain = tmp_path / "plain.rso"
    plain.write_bytes(b"SQLite format 3\x00" + b"\0" * 5000)
    with pytest.raises(Unavailable, match="not encrypted"):
        restore(plain, where)
    noise = tmp_path / "noise.rso"
    noise.write_bytes(b"\x05" * 9000)
    with pytest.raises(Unavailable, match="does not open with the key"):
        restore(noise, where)
    cut = tmp_path / "cut.rso"
    cut.write_bytes(backup(full, tmp_path / "copy.rso").path.read_bytes()[: 4096 * 9])
    with pytest.raises(Unavailable):
        restore(cut, where, force=True)
    other = make_register(str(tmp_path / "other" / "unit.rso"))
    reader = other.reader()
    with pytest.raises(Invalid, match="in use"):
        restore(other.address.file, where)
    reader.close()
    other.close()
    assert held(full) == before
    left = sorted(path.name for path in full.address.file.parent.iterdir() if path.is_file())
    assert [name for name in left if name.startswith(".")] == []


def test_a_newer_backup_is_refused(full: Register, tmp_path: Path) -> None:
    with full.work() as work:
        work.run("update alembic_version set version_num = '9999'")
        work.commit()
    done = backup(full, tmp_path / "copy.rso")
    with full.work() as work:
        work.run("update alembic_version set version_num = '0001'")
        work.commit()
    with pytest.raises(Unavailable, match="newer version"):
        restore(done.path, str(full.address.file), force=True)


def test_a_register_on_a_server_is_the_administrators(
    postgres_address: str, tmp_path: Path
) -> None:
    register = make_register(postgres_address)
    with pytest.raises(Invalid, match="base backup"):
        backup(register, tmp_path / "copy.rso")
    with pytest.raises(Invalid, match="administrator"):
        restore(tmp_path / "copy.rso", postgres_address)
    register.close()
    assert list(tmp_path.iterdir()) == []


def test_old_backups_are_thinned_out(tmp_path: Path) -> None:
    newest = datetime(2026, 11, 23, 22, 0)  # noqa: DTZ001 - only names are made of it
    made = {newest - timedelta(hours=4 * n) for n in range(6 * 500)}
    for at in made:
        (tmp_path / f"unit-{at:%Y%m%d-%H%M%S}.rso").touch()
    (tmp_path / "other-20200101-120000.rso").touch()
    others = ["notes.txt", "unit.rso", "unit-2020.rso", "unit-20201399-120000.rso"]
    for name in others:
        (tmp_path / name).touch()
    removed = rotate(tmp_path)
    assert removed
    left = {path.name for path in tmp_path.iterdir()}
    assert set(others) <= left
    assert "other-20200101-120000.rso" in left
    kept = sorted(name for name in left if name.startswith("unit-2026") or "unit-2025" in name)
    days = {date(2026, 11, 23) - timedelta(days=n) for n in range(14)}
    for day in days:
        assert f"unit-{day:%Y%m%d}-220000.rso" in kept
    # All six of the last day, one of 13 more, 8 weeks less 3 of them among those days,
    # 12 months less the newest.
    assert len(kept) == 6 + 13 + 6 + 10
    assert "unit-20251231-220000.rso" in kept
    assert rotate(tmp_path) == ()


def test_a_full_disk_is_said_though_the_driver_gives_no_code() -> None:
    error = dbapi2.OperationalError("database or disk is full")
    assert str(said(error)) == FULL
    assert said(dbapi2.OperationalError("no such thing")).__class__ is dbapi2.OperationalError
