"""kill -9 in the middle of anything: what was acknowledged is there, nothing is half there."""

from __future__ import annotations

import os
import random
import select
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from rsovisit.store.backup import backup
from rsovisit.store.connect import open_keyed
from rsovisit.store.copying import Contents, contents, structure_faults
from rsovisit.store.key import read_key
from rsovisit.store.reader import Reader
from rsovisit.store.register import Register
from tests.store.test_audit_chain import commit_events, faults
from tests.store.test_backup import fill, held
from tests.store.test_migrate import at, with_second
from tests.support.registers import add_case

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork are POSIX"),
]

KILLS = 60
KILLS_IN_UPKEEP = 15


class Zygote:
    """A process whose children do things to a register and are killed at it."""

    def __init__(self, where: str, other: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.crash_zygote", where, str(other)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        self._out = self._process.stdout.fileno()
        self._rest = b""
        assert self.line() == "ready"

    def line(self) -> str:
        """The next line it says."""
        while b"\n" not in self._rest:
            got = os.read(self._out, 65536)
            assert got, "the process under test ended"
            self._rest += got
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode()

    def silent_for(self, seconds: float) -> bool:
        """Whether it says nothing for a while; a line ends the wait."""
        return b"\n" not in self._rest and not select.select([self._out], [], [], seconds)[0]

    def __enter__(self) -> Zygote:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.kill()
        self._process.wait()
        self._process.stdin.close()
        self._process.stdout.close()

    def begin(self, deed: str) -> int:
        """Starts a child; its number."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{deed}\n".encode())
        self._process.stdin.flush()
        said: list[str] = []
        while not (line := self.line()).startswith("child "):
            said.append(line)
        # The child may be quicker than its parent.
        self._rest = "".join(f"{line}\n" for line in said).encode() + self._rest
        return int(line.split()[1])

    def kill(self, child: int) -> list[str]:
        """Kills the child; what it had still said before."""
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        said: list[str] = []
        while (line := self.line()) != "gone":
            said.append(line)
        assert not [line for line in said if line.startswith("failed")], said
        return said


@pytest.fixture
def where(tmp_path: Path, sqlite_register: Register) -> str:
    with sqlite_register.work() as work:
        add_case(work, "first")
        work.run("update register set epoch = 0")
        work.commit()
    sqlite_register.close()
    return sqlite_register.address.text


@pytest.fixture
def chance() -> random.Random:
    return random.Random(11)


def test_no_acknowledged_save_is_lost(where: str, chance: random.Random, tmp_path: Path) -> None:
    with Zygote(where, tmp_path) as zygote:
        acknowledged = 0
        for kill in range(KILLS):
            child = zygote.begin("write")
            for _ in range(chance.randint(1, 12)):
                acknowledged = int(zygote.line())
            zygote.silent_for(chance.random() * 0.002)
            said = zygote.kill(child)
            acknowledged = int(said[-1]) if said else acknowledged
            register = Register.open(where)
            reader = register.reader()
            rows, saves = held(register).rows, register.info.epoch
            assert acknowledged <= saves <= acknowledged + 1
            assert rows["case_event"] == rows["audit_event"] == saves
            assert faults(register) == []
            if kill % 10 == 9:
                assert structure_faults(reader) == []
            reader.close()
            register.close()
            acknowledged = saves
    assert acknowledged >= KILLS


def state(where: str) -> Contents:
    register = Register.open(where)
    try:
        reader = register.reader()
        assert structure_faults(reader) == []
        reader.close()
        assert faults(register) == []
        return held(register)
    finally:
        register.close()


def killed_in(zygote: Zygote, deed: str, seconds: float) -> bool:
    """Lets a child begin something and kills it after a while; whether it was in the middle."""
    child = zygote.begin(deed)
    assert zygote.line() == "begun"
    zygote.silent_for(seconds)
    return "done" not in zygote.kill(child)


@pytest.fixture
def backed_up(where: str, tmp_path: Path) -> Path:
    """A backup with 40 cases of a register that has 60 now."""
    register = Register.open(where)
    fill(register, 0, 40)
    file = backup(register, tmp_path / "copies" / "copy.rso").path
    fill(register, 40, 60)
    register.close()
    return file


def test_a_killed_restore_leaves_the_old_or_the_new(
    where: str, backed_up: Path, chance: random.Random
) -> None:
    register = Register.open(where)
    newer = backup(register, backed_up.with_name("newer.rso")).path
    register.close()
    now = state(where)
    with Zygote(where, backed_up) as zygote:
        killed = 0
        then = None
        for _ in range(KILLS_IN_UPKEEP):
            killed += killed_in(zygote, "restore", 0.005 + chance.random() * 0.06)
            found = state(where)
            if found != now:
                then = then or found
                assert found == then
                assert found.head.rows == 40
                shutil.copy(newer, where)
                Path(where).chmod(0o600)
    assert killed > 0


def test_a_killed_backup_leaves_the_old_or_the_new(
    where: str, backed_up: Path, chance: random.Random
) -> None:
    with Zygote(where, backed_up) as zygote:
        killed = 0
        for _ in range(KILLS_IN_UPKEEP):
            killed += killed_in(zygote, "backup", chance.random() * 0.03)
            reader = Reader(open_keyed(backed_up, read_key(Path(where)), mode="ro"), "sqlite")
            assert structure_faults(reader) == []
            assert contents(reader).head.rows in {40, 60}
            reader.close()
    assert killed > 0


def test_a_killed_migration_leaves_the_old_or_the_new(
    where: str, tmp_path: Path, chance: random.Random
) -> None:
    register = Register.open(where)
    commit_events(register, 200)
    address = register.address
    register.close()
    busy = "[op.execute(f'insert into extra (id) values ({n})') for n in range(300)]"
    with Zygote(where, with_second(tmp_path / "scripts", busy)) as zygote:
        fresh = Path(where).read_bytes()
        killed = 0
        for _ in range(KILLS_IN_UPKEEP):
            killed += killed_in(zygote, "migrate", 0.01 + chance.random() * 0.15)
            found = at(address)
            reader = Reader(open_keyed(address.file, read_key(address.file)), "sqlite")
            assert structure_faults(reader) == []
            made = reader.value("select count(*) from sqlite_master where name = 'extra'")
            if found == "0001":
                assert made == 0
            else:
                assert (found, reader.value("select count(*) from extra")) == ("0002", 300)
            reader.close()
            address.file.write_bytes(fresh)
    assert killed > 0
