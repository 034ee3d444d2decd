"""CSV as people save it: encodings, separators, quotes, blank and ragged rows."""

from __future__ import annotations

import pytest

from rsovisit.errors import Invalid
from rsovisit.exchange import limits
from rsovisit.exchange.layouts import FileKind
from rsovisit.exchange.lines import CaseLine, VisitLine
from tests.exchange.making import csv_text, read

HEAD = "case_ref,visited_on,outcome,summary\n"


@pytest.mark.parametrize("encoding", ("utf-8", "utf-8-sig", "cp1252"))
@pytest.mark.parametrize("separator", (",", ";", "\t"))
@pytest.mark.parametrize("end", ("\n", "\r\n", "\r"))
def test_every_way_to_save_it(encoding: str, separator: str, end: str) -> None:
    row = {"notes": 'Café, "mornings"; later\ttoday', "family_name": "Bérch"}
    text = csv_text(FileKind.CASES, row, separator=separator).replace("\n", end)
    (line,) = read(text.encode(encoding)).lines
    assert isinstance(line, CaseLine)
    assert (line.notes, line.family_name) == (row["notes"], "Bérch")


def test_line_breaks_in_a_cell_are_kept_and_rows_counted_as_in_the_sheet() -> None:
    found = read(csv_text(FileKind.CASES, {"notes": "one\r\ntwo"}, {"risk_level": "?"}))
    assert isinstance(found.lines[0], CaseLine)
    assert found.lines[0].notes == "one\ntwo"
    assert found.refusals[0].row == 3


def test_blank_rows_count_but_are_not_read() -> None:
    found = read(HEAD + "\nA,14/03/2025,out,\n,,,\n , ,\u00a0,\nB,bad,out,\n\n\n")
    assert found.read == 2
    assert [line.row for line in found.lines] == [3]
    assert [refusal.row for refusal in found.refusals] == [6]


def test_blank_rows_and_a_marking_above_the_headings_are_passed_over() -> None:
    found = read("\nOFFICIAL-SENSITIVE. Exported by 1140.\n\n" + HEAD + "A,14/03/2025,out,\n")
    assert found.lines[0].row == 5


def test_excels_own_separator_line_is_no_row() -> None:
    found = read("sep=;\n" + HEAD.replace(",", ";") + "A;14/03/2025;out;\n")
    assert found.lines[0].row == 2
    found = read("sep=\t\n" + HEAD.replace(",", "\t") + "A\t14/03/2025\tout\t\n")
    assert found.lines[0].row == 2


def test_a_short_row_ends_in_empty_cells() -> None:
    found = read(HEAD + "A,14/03/2025,out\n")
    assert isinstance(found.lines[0], VisitLine)
    assert found.lines[0].summary is None


def test_a_long_row_is_refused() -> None:
    found = read(HEAD + "A,14/03/2025,out,said no, then yes\nB,14/03/2025,out,fine,,,\n")
    (refusal,) = found.refusals
    assert (refusal.row, refusal.field) == (2, "row")
    assert "5 cells under 4 headings" in refusal.reason
    assert [line.row for line in found.lines] == [3]
    assert found.refused_rows[0].cells == ("A", "14/03/2025", "out", "said no", " then yes")


def test_headings_alone_are_a_file_of_nothing() -> None:
    found = read(HEAD)
    assert (found.read, found.lines) == (0, ())


@pytest.mark.parametrize(
    "data, part",
    (
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\n,,\n,,,", "no heading row"),
        (HEAD.encode("utf-16"), "UTF-16"),
        (HEAD.encode() + b"A,14/03/2025,out,\x81\n", "neither UTF-8 nor Windows-1252"),
        (b"%PDF-1.7", "neither a CSV file nor an .xlsx workbook"),
        (b"\x7fELF\x00\x00", "neither a CSV file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "old Excel workbook"),
        (b"<html><table><tr><td>case_ref", "does not hold the headings"),
        (b'[{"case_ref": 1}]', "does not hold the headings"),
        (HEAD.encode() + b'A,14/03/2025,out,"never closed\nB,', "cannot be told into cells"),
        (HEAD.encode() + b'A,14/03/2025,out,"shut" late\n', "Line 2 of the file"),
        (HEAD.encode() + b"x" * 200_000, "far too long"),
        (HEAD.encode() + b"A" + b"," * 300, "Row 2 has 301 cells"),
        (b"," * 300 + b"x", "Row 1 has 301 cells"),
    ),
)
def test_files_that_are_refused(data: bytes, part: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(data)
    assert part in str(refused.value)


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    row = "{},14/03/2025,out,\n"
    text = HEAD + "".join(row.format(number) for number in range(100_001))
    with pytest.raises(Invalid, match="more than 100,000 rows"):
        read(text)
    assert read(text.removesuffix(row.format(100_000))).read == 100_000

    monkeypatch.setattr(limits, "SHEET_ROWS", 10)
    with pytest.raises(Invalid, match="runs over 10 rows"):
        read(HEAD + "\n" * 20)


def test_too_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FILE_BYTES", 1_000)
    with pytest.raises(Invalid, match="the most that is read at once"):
        read(HEAD + "x" * 1_000)
