"""Malformed files: never a crash or a hang, only a sentence; `make torture` runs far more."""

from __future__ import annotations

import contextlib
import io
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from rsovisit.errors import Invalid
from rsovisit.exchange.layouts import FileKind, template
from rsovisit.exchange.reading import read_file
from tests.exchange.making import TODAY, UNIT, cases_sheet, csv_text, read, told, workbook

FILES = int(os.environ.get("RSOVISIT_FUZZ_FILES", "300"))
ROWS = [{"notes": 'Café "x"\nline', "registered_on": day} for day in ("1/2/2024", "1 Feb 2024")]
CSV = csv_text(FileKind.CASES, *ROWS * 20).encode()
XLSX = workbook(cases_sheet(*ROWS * 20))

END = {"done", "invalid", "failed"}

Spoiler = Callable[[random.Random, bytes], bytes]


def flipped(chance: random.Random, data: bytes) -> bytes:
    spoiled = bytearray(data)
    for _flip in range(chance.randint(1, 40)):
        spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
    return bytes(spoiled)


def torn(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data))]


def shuffled(chance: random.Random, data: bytes) -> bytes:
    cuts = sorted(chance.randrange(len(data)) for _cut in range(3))
    a, b, c = cuts
    return data[:a] + data[b:c] + data[a:b] + data[c:]


def stuffed(chance: random.Random, data: bytes) -> bytes:
    odd = chance.choice(
        (b"\x00", b'"', b"\r", b",;\t", b"\xff\xfe", b"=cmd|' /C calc'!A0", b"\n" * 999)
    )
    place = chance.randrange(len(data))
    return data[:place] + odd * chance.randint(1, 50) + data[place:]


def noise(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.choice((0, 4, 60))] + chance.randbytes(chance.randint(0, 3_000))


def inside(chance: random.Random, data: bytes) -> bytes:
    """A sound zip around a spoiled part."""
    if not data.startswith(b"PK"):
        return flipped(chance, data)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", 8) as new:
        spoiled = chance.choice(
            [name for name in old.namelist() if name.endswith((".xml", ".rels"))]
        )
        for name in old.namelist():
            part = old.read(name)
            if name == spoiled:
                part = chance.choice((flipped, torn, shuffled, stuffed, retyped))(chance, part)
            new.writestr(name, part)
    return target.getvalue()


def retyped(chance: random.Random, part: bytes) -> bytes:
    """Sound XML whose cells, styles or references lie."""
    lies = (
        (b't="inlineStr"', b't="s"'),
        (b't="n"', b't="d"'),
        (b'r="B2"', b'r="ZZZZ999999999"'),
        (b'r="B2"', b'r="B"'),
        (b"<v>", b"<v>1e999"),
        (b"<v>", b"<v>9" + b"9" * 5_000),
        (b's="1"', b's="9999999"'),
        (b"<row ", b"<row r='-1' "),
        (b'<row r="2"', b'<row r="999999"'),
        (b"worksheet", b"workshop"),
        (b"rId1", b"rId2"),
        (b"count=", b"county="),
    )
    old, new = chance.choice(lies)
    return part.replace(old, new)


SPOILERS: tuple[Spoiler, ...] = (flipped, torn, shuffled, stuffed, noise, inside, inside)


@pytest.mark.parametrize("sound", (CSV, XLSX), ids=("csv", "xlsx"))
def test_malformed_files_get_a_sentence_or_are_read(sound: bytes) -> None:
    chance = random.Random(FILES)
    for number in range(FILES // 2):
        data = chance.choice(SPOILERS)(chance, sound)
        messages = told(data)
        ends = [name for message in messages for name in message if name in END]
        assert len(ends) == 1, number
        assert messages[-1].keys() - {"field"} <= END, number
        if "invalid" in messages[-1]:
            assert messages[-1]["invalid"].endswith("."), number


@pytest.mark.slow
def test_malformed_files_through_the_child(tmp_path: Path) -> None:
    chance = random.Random(7)
    path = tmp_path / "malformed"
    for sound in (CSV, XLSX):
        for _file in range(10):
            path.write_bytes(chance.choice(SPOILERS)(chance, sound))
            with contextlib.suppress(Invalid):
                read_file(path, TODAY)


@pytest.mark.parametrize("sound", (CSV, XLSX), ids=("csv", "xlsx"))
def test_the_files_that_are_spoiled_were_sound(sound: bytes) -> None:
    assert (read(sound).read, read(sound).refusals) == (40, ())


def test_a_template_under_any_name_is_read_for_what_it_is(tmp_path: Path) -> None:
    for name in ("a.xls", "a.xlsx", "a.txt", "a"):
        path = tmp_path / name
        path.write_text(template(FileKind.OFFICERS))
        assert read_file(path, TODAY).kind is FileKind.OFFICERS
    path = tmp_path / "b.csv"
    path.write_bytes((UNIT / "unit-register-errors.xlsx").read_bytes())
    assert read_file(path, TODAY).read == 40
