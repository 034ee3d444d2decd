"""What leaves the program: marked, guarded, private, whole."""

from __future__ import annotations

import csv
import io
import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from rsovisit.domain.risk import RiskLevel
from rsovisit.errors import Unavailable
from rsovisit.exchange import private
from rsovisit.exchange.export import MARKING, marking_line, write_csv, write_xlsx
from rsovisit.exchange.guard import guarded, unguarded
from rsovisit.exchange.layouts import FileKind
from rsovisit.exchange.refused import write_refused
from tests.exchange.making import csv_text, read

WHEN = datetime(2026, 7, 1, 8, 5, tzinfo=UTC)
SAID = "OFFICIAL-SENSITIVE. Exported by 1140 on 1 July 2026 at 09:05."
COLUMNS = ("case_ref", "due", "risk", "ok", "days", "crew", "at", "note", "left")
ROW = (
    "RSO-1",
    date(2026, 12, 5),
    RiskLevel.VERY_HIGH,
    True,
    -7,
    ("2000", "2001"),
    time(9, 5),
    "=cmd()",
    None,
)

Writer = Callable[..., int]
both = pytest.mark.parametrize("write, name", ((write_csv, "a.csv"), (write_xlsx, "a.xlsx")))


def test_marking_line_has_london_time() -> None:
    assert marking_line(MARKING, "1140", WHEN) == SAID


def test_csv_is_as_written(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    count = write_csv(path, COLUMNS, [ROW, ("x", WHEN)], MARKING, "1140", WHEN)

    text = path.read_bytes().decode("utf-8-sig")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert count == 2
    assert list(csv.reader(io.StringIO(text))) == [
        [SAID],
        list(COLUMNS),
        ["RSO-1", "2026-12-05", "very_high", "yes", "-7", "2000;2001", "09:05", "'=cmd()", ""],
        ["x", "2026-07-01 09:05"],
    ]


def test_xlsx_has_real_dates_and_numbers_and_marks_every_page(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert write_xlsx(path, COLUMNS, [ROW, ("x", WHEN)], MARKING, "A & B", WHEN) == 2

    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[0][0] == SAID.replace("1140", "A & B")
    assert cells[1] == list(COLUMNS)
    assert cells[2] == [
        "RSO-1", datetime(2026, 12, 5), "very_high", "yes", -7, "2000;2001", "09:05", "'=cmd()",  # noqa: DTZ001
        None,
    ]  # fmt: skip
    assert sheet["B3"].number_format == "dd/mm/yyyy"
    assert sheet["B4"].value == datetime(2026, 7, 1, 9, 5)  # noqa: DTZ001 - a sheet has no zones
    assert sheet["H3"].data_type == "s"
    assert sheet.oddHeader.center.text == MARKING
    assert sheet.print_title_rows == "$2:$2"
    book.close()
    with zipfile.ZipFile(path) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
    assert "A &amp;&amp; B" in xml


@both
def test_only_its_owner_may_read_it(tmp_path: Path, write: Writer, name: str) -> None:
    path = tmp_path / name
    path.touch(0o644)
    write(path, COLUMNS, [ROW], MARKING, "1140", WHEN)
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == [name]


@both
def test_a_failed_export_leaves_the_older_file(tmp_path: Path, write: Writer, name: str) -> None:
    path = tmp_path / name
    path.write_text("older")

    def rows() -> Iterator[tuple[str]]:
        yield ("one",)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write(path, ("a",), rows(), MARKING, "1140", WHEN)
    assert path.read_text() == "older"
    assert [file.name for file in tmp_path.iterdir()] == [name]


@both
def test_a_folder_that_is_not_there(tmp_path: Path, write: Writer, name: str) -> None:
    with pytest.raises(Unavailable, match=f"{name} could not be written: no such file"):
        write(tmp_path / "none" / name, COLUMNS, [ROW], MARKING, "1140", WHEN)


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(private.os, "fsync", full)
    with pytest.raises(Unavailable, match="no space left"):
        write_csv(tmp_path / "a.csv", COLUMNS, [ROW], MARKING, "1140", WHEN)
    assert list(tmp_path.iterdir()) == []


def test_text_a_workbook_cannot_hold(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_xlsx(path, ("a",), [("bell\x07",), ("x" * 40_000,)], MARKING, "1140", WHEN)
    book = openpyxl.load_workbook(path)
    assert book.worksheets[0]["A3"].value == "bell\ufffd"
    assert len(book.worksheets[0]["A4"].value) == 32_767
    book.close()


@pytest.mark.parametrize("sign", ("=", "+", "-", "@", "\t", "\r", "\n"))
def test_guard_comes_off_again(sign: str) -> None:
    assert guarded(sign + "x") == "'" + sign + "x"
    for text in (sign + "x", "'" + sign + "x", "''" + sign, "'x", "x" + sign, "", "'"):
        assert unguarded(guarded(text)) == text


def test_refused_rows_can_be_put_right_and_sent_again(tmp_path: Path) -> None:
    source = tmp_path / "cases.xlsx"
    rows = [
        {"case_ref": "A", "notes": "=text", "risk_level": "?", "area": ""},
        {"case_ref": "B"},
        {"case_ref": "C", "notes": "'=text", "registered_on": "31/02/2024"},
    ]
    found = read(csv_text(FileKind.CASES, *rows))
    path = write_refused(source, found.header, found.refused_rows, found.refusals)

    assert path.name == "cases.xlsx.refused.csv"
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    sheet = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
    assert [row[0] for row in sheet] == ["case_ref", "A", "C"]
    assert sheet[0][-1] == "reason"
    assert sheet[1][-1].startswith("Row 2. risk_level: ‘?’ is not a risk level")
    assert "area: The area is missing" in sheet[1][-1]
    assert sheet[1][-2] == sheet[2][-2] == "'=text"

    again = read(path.read_bytes())
    assert [refusal.field for refusal in again.refusals] == ["risk_level", "area", "registered_on"]
    mended = path.read_text("utf-8-sig").replace("31/02/2024", "29/02/2024")
    assert [line.row for line in read(mended).lines] == [3]


def test_refused_rows_too_long_or_short_stay_under_the_headings(tmp_path: Path) -> None:
    found = read("case_ref,visited_on,outcome,summary\nA,bad\nB,14/03/2025,out,no, then yes\n")
    path = write_refused(tmp_path / "v.csv", found.header, found.refused_rows, found.refusals)
    sheet = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
    assert sheet[1][:4] == ["A", "bad", "", ""]
    assert sheet[2][:4] == ["B", "14/03/2025", "out", "no, then yes"]
    assert all(len(row) == 5 for row in sheet)
