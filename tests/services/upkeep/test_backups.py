"""A register is copied beside itself, the copy is read back, and the register says so."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rsovisit.domain.access import Role
from rsovisit.errors import Invalid, Refused, Unavailable
from rsovisit.queries.upkeep import Upkeep, UpkeepRow
from rsovisit.services.bus import Changes, CommandBus, Topic
from rsovisit.services.commands.register import MakeBackup
from rsovisit.store.backup import DAYS, BackupDone, restore
from rsovisit.store.key import key_file
from tests.support.buses import FixedClock, Opened
from tests.support.cases import an_officer, register_case
from tests.support.importing import everything, rows

pytestmark = pytest.mark.parametrize("where", ("sqlite",), indirect=True)

OpenBus = Callable[..., CommandBus]


@pytest.fixture
def file(bus: CommandBus) -> Path:
    """The register's file."""
    return bus.register.address.file


def kept(bus: CommandBus) -> UpkeepRow:
    """What the status bar says."""
    return bus.ask(Upkeep())


def copies(file: Path) -> list[str]:
    """The names of the copies beside a register."""
    return sorted(copy.name for copy in (file.parent / "backups").glob("*"))


def test_a_copy_is_made_beside_the_register_and_read_back(bus: CommandBus, file: Path) -> None:
    register_case(bus, case_ref="RSO-1")
    heard: list[Changes] = []
    bus.subscribe(heard.append)
    done: BackupDone = bus.do(MakeBackup()).value
    assert done.path == file.parent / "backups" / "register-20261123-140700.rso"
    assert done.bytes == done.path.stat().st_size > 0
    assert heard == [Changes.of(Topic.UPKEEP)]
    # The key is not put beside it: who steals one must not find both.
    assert copies(file) == [done.path.name]


def test_the_status_bar_says_when_and_that_it_was_read_back(bus: CommandBus, file: Path) -> None:
    assert kept(bus).last_backup is None
    assert not kept(bus).backup_verified
    bus.do(MakeBackup())
    last = kept(bus).last_backup
    assert last is not None
    assert last.finished_at == datetime(2026, 11, 23, 14, 7, tzinfo=UTC)
    assert kept(bus).backup_verified


def test_it_is_logged_without_saying_where(bus: CommandBus, file: Path) -> None:
    bus.do(MakeBackup())
    (entry,) = rows(bus, "select kind, actor, detail from audit_event where tag = 'backup:make'")
    assert entry[:2] == ("BACKUP", "keeper")
    assert str(file.parent) not in entry[2]


def test_a_copy_holds_what_the_register_held(bus: CommandBus, file: Path, tmp_path: Path) -> None:
    register_case(bus, case_ref="RSO-1")
    held = everything(bus)
    copy = tmp_path / "elsewhere" / "copy.rso"
    copy.parent.mkdir(mode=0o700)
    bus.do(MakeBackup(copy))
    register_case(bus, case_ref="RSO-2")
    bus.close()
    restore(copy, str(file), force=True)
    opened = Opened(str(file), FixedClock())
    assert everything(opened()) == held
    opened.close()


def test_many_nights_are_thinned_out(bus: CommandBus, file: Path, clock: FixedClock) -> None:
    for _ in range(20):
        bus.do(MakeBackup())
        clock.on(1)
    found = copies(file)
    assert DAYS <= len(found) < 20
    assert found[-1] == f"register-{clock.day - timedelta(days=1):%Y%m%d}-140700.rso"


def test_a_file_chosen_by_hand_is_never_thinned_out(
    bus: CommandBus, file: Path, clock: FixedClock
) -> None:
    folder = file.parent / "backups"
    folder.mkdir(mode=0o700)
    mine = folder / "register-20200101-000000.rso"
    bus.do(MakeBackup(mine))
    assert mine.exists()


def test_two_registers_in_one_folder_keep_their_copies_apart(
    bus: CommandBus, file: Path, sqlite_template: Path, clock: FixedClock
) -> None:
    other = file.with_name("demo.rso")
    shutil.copy2(sqlite_template, other)
    shutil.copy2(key_file(sqlite_template), key_file(other))
    opened = Opened(str(other), clock)
    beside = opened()
    bus.do(MakeBackup())
    beside.do(MakeBackup())
    assert copies(file) == ["demo-20261123-140700.rso", "register-20261123-140700.rso"]
    for _ in range(20):
        clock.on(1)
        beside.do(MakeBackup())
    # Twenty nights of the one have not pushed out the other's only copy.
    assert "register-20261123-140700.rso" in copies(file)
    opened.close()


def test_a_place_that_cannot_be_written_says_so_and_nothing_is_noted(
    bus: CommandBus, file: Path, tmp_path: Path
) -> None:
    wall = tmp_path / "wall"
    wall.write_text("not a folder")
    with pytest.raises((Invalid, Unavailable)):
        bus.do(MakeBackup(wall / "copy.rso"))
    assert kept(bus).last_backup is None
    assert rows(bus, "select 1 from audit_event where tag = 'backup:make'") == []


def test_the_register_itself_is_never_written_over(bus: CommandBus, file: Path) -> None:
    with pytest.raises(Invalid, match="cannot replace the register itself"):
        bus.do(MakeBackup(file))


@pytest.mark.parametrize("role", (Role.NPT_OFFICER, Role.SUPERVISOR, Role.AUDITOR))
def test_only_who_keeps_the_register_may(bus: CommandBus, open_bus: OpenBus, role: Role) -> None:
    other = open_bus(an_officer(bus, "2000", role))
    with pytest.raises(Refused):
        other.do(MakeBackup())
