"""One flipped bit anywhere in a register or a backup: refused, or without effect."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from rsovisit.errors import Unavailable
from rsovisit.store.backup import backup, restore
from rsovisit.store.copying import structure_faults
from rsovisit.store.key import key_file
from rsovisit.store.reader import Reader
from rsovisit.store.register import Register
from tests.store.test_backup import fill

PLACES = 100


@pytest.fixture
def made(sqlite_register: Register, tmp_path: Path) -> Path:
    """A closed register with some content, one file."""
    fill(sqlite_register, 0, 60)
    sqlite_register.close()
    return sqlite_register.address.file


def everything(reader: Reader) -> list[Any]:
    tables = reader.rows("select name from sqlite_master where type = 'table' order by name")
    return [(name, sorted(reader.rows(f"select * from {name}"), key=repr)) for (name,) in tables]


def flipped(file: Path, copy: Path, chance: random.Random) -> None:
    content = bytearray(file.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    copy.write_bytes(content)
    copy.chmod(0o600)


def test_a_flipped_bit_is_never_shown_as_data(
    made: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    register = Register.open(str(made))
    reader = register.reader()
    sound = everything(reader)
    reader.close()
    register.close()
    copy = tmp_path / "damaged.rso"
    shutil.copy(key_file(made), key_file(copy))
    chance = random.Random(7)
    refused = 0
    for _ in range(PLACES):
        flipped(made, copy, chance)
        try:
            register = Register.open(str(copy))
        except Unavailable:
            refused += 1
            continue
        reader = register.reader()
        found = bool(structure_faults(reader))
        try:
            assert everything(reader) == sound
        except Unavailable:
            refused += 1
            assert found
        reader.close()
        register.close()
    assert refused > PLACES / 2
    assert capfd.readouterr() == ("", "")


def test_a_damaged_backup_is_never_put_back(made: Path, tmp_path: Path) -> None:
    register = Register.open(str(made))
    sound_copy = backup(register, tmp_path / "copy.rso").path
    reader = register.reader()
    sound = everything(reader)
    copy = tmp_path / "damaged.rso"
    chance = random.Random(8)
    refused = 0
    for _ in range(PLACES // 2):
        flipped(sound_copy, copy, chance)
        try:
            restore(copy, str(made), force=True)
        except Unavailable:
            refused += 1
        assert everything(reader) == sound
    assert refused > PLACES / 4
    reader.close()
    register.close()
