"""Workbooks: how cells are understood, and what a hostile one comes to."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook

from rsovisit.errors import Invalid
from rsovisit.exchange import limits
from rsovisit.exchange.layouts import FileKind
from rsovisit.exchange.lines import CaseLine, OfficerLine, VisitLine
from tests.exchange.making import cases_sheet, read, repacked, saved, told, workbook

VISIT_HEAD = ["case_ref", "visited_on", "visited_at", "outcome", "announced"]


def cases(*rows: dict[str, object]) -> list[CaseLine]:
    found = read(workbook(cases_sheet(*rows)))
    assert found.refusals == ()
    return [line for line in found.lines if isinstance(line, CaseLine)]


def test_dates_of_every_kind() -> None:
    lines = cases(
        {"registered_on": date(2024, 5, 6)},
        {"registered_on": datetime(2024, 5, 6, 14, 30)},  # noqa: DTZ001 - a sheet has no zones
        {"registered_on": "6/5/2024"},
        {"registered_on": "6 May 2024"},
    )
    assert {line.registered_on for line in lines} == {"2024-05-06"}


def test_a_number_in_a_date_column_is_no_date() -> None:
    found = read(workbook(cases_sheet({"registered_on": 45418})))
    assert "45418 is a plain number, not a date" in found.refusals[0].reason


def test_numbers_as_text_keep_their_look() -> None:
    book = Workbook()
    sheet = book.active
    for row in cases_sheet({"officer": 911, "national_ref": 12.0, "notes": 1.5}):
        sheet.append(row)
    officer = next(cell for cell in sheet[1] if cell.value == "officer").column
    sheet.cell(2, officer).number_format = "0000"
    line = read(saved(book)).lines[0]
    assert isinstance(line, CaseLine)
    assert (line.officer, line.national_ref, line.notes) == ("0911", "12", "1.5")


def test_whole_numbers_may_be_stored_as_floats() -> None:
    (line,) = cases({"visit_interval_months": 6.0})
    assert line.visit_interval_months == 6


@pytest.mark.parametrize(
    "at, announced, expected",
    (
        (time(9, 5), True, ("09:05", True)),
        (datetime(2025, 3, 14, 18, 20), False, ("18:20", False)),  # noqa: DTZ001 - as above
        (timedelta(hours=7, minutes=30), "yes", ("07:30", True)),
        ("18.20", None, ("18:20", False)),
    ),
)
def test_times_and_answers(at: object, announced: object, expected: tuple[str, bool]) -> None:
    rows = [VISIT_HEAD, ["R1", date(2025, 3, 14), at, "out", announced]]
    line = read(workbook(rows)).lines[0]
    assert isinstance(line, VisitLine)
    assert (line.visited_at, line.announced) == expected


def test_a_length_of_more_than_a_day_is_no_time() -> None:
    rows = [VISIT_HEAD, ["R1", date(2025, 3, 14), timedelta(hours=30), "out", None]]
    assert read(workbook(rows)).refusals[0].field == "visited_at"


def test_escaped_line_ends_of_excel_are_read() -> None:
    (line,) = cases({"notes": "one_x000D_\ntwo"})
    assert line.notes == "one\ntwo"


def test_errors_of_formulas() -> None:
    rows = cases_sheet({"notes": "#REF!", "address": "#N/A"}, {"officer": "#NAME?"})
    found = read(workbook(rows))
    first = found.lines[0]
    assert isinstance(first, CaseLine)
    assert first.notes is None
    assert first.address is None
    assert [(refusal.row, refusal.field) for refusal in found.refusals] == [(3, "officer")]
    assert [note.split(" (")[0] for note in found.notes] == [
        "The sheet shows a formula's error in address",
        "The sheet shows a formula's error in notes",
    ]


def test_text_that_a_spreadsheet_took_for_a_formula_is_kept() -> None:
    """As openpyxl saves it: a formula without a result."""
    rows = cases_sheet({"notes": "=cmd|' /C calc'!A0", "address": "=1+1"}, {"notes": "plain"})
    first, second = read(workbook(rows)).lines
    assert isinstance(first, CaseLine)
    assert isinstance(second, CaseLine)
    assert (first.notes, first.address) == ("=cmd|' /C calc'!A0", "=1+1")
    assert second.notes == "plain"


@pytest.mark.parametrize(
    "cell,kept",
    (
        (b'<c r="%s" t="e"><f>not a formula</f><v>#VALUE!</v></c>', "=not a formula"),
        (b'<c r="%s" t="str"><f>A1&amp;B1</f><v>shown</v></c>', "shown"),
        (b'<c r="%s" t="str"><f>IF(A1="","",1)</f><v></v></c>', None),
    ),
)
def test_a_formulas_result_counts_where_there_is_one(cell: bytes, kept: str | None) -> None:
    found = read(with_cell("notes", cell)).lines[0]
    assert isinstance(found, CaseLine)
    assert found.notes == kept


def test_a_formula_without_a_result_is_no_date() -> None:
    (refusal,) = read(workbook(cases_sheet({"registered_on": "=TODAY()"}))).refusals
    assert (refusal.field, refusal.value) == ("registered_on", "=TODAY()")
    assert refusal.reason.startswith("=TODAY() is not a date")


def test_a_failed_formula_in_a_number_says_so() -> None:
    cell = b'<c r="%s" t="e"><f>VLOOKUP(A1,B1,1)</f><v>#N/A</v></c>'
    (refusal,) = read(with_cell("visit_interval_months", cell)).refusals
    assert "a formula in it failed" in refusal.reason


def with_cell(column: str, cell: bytes) -> bytes:
    """A sheet of one case with a cell written by hand; `%s` in it is where it stands."""
    book = workbook(cases_sheet({column: "HERE"}))
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
    (there,) = re.findall(rb'<c r="([A-Z]+[0-9]+)"[^>]*><is><t>HERE</t></is></c>', sheet)
    whole = re.sub(
        rb'<c r="[A-Z]+[0-9]+"[^>]*><is><t>HERE</t></is></c>', lambda _: cell % there, sheet
    )
    return repacked(book, {"xl/worksheets/sheet1.xml": whole})


def test_many_errors_are_noted_briefly() -> None:
    rows = cases_sheet(*({"notes": "#REF!"} for _row in range(15)))
    (note,) = read(workbook(rows)).notes
    assert "(row 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and more)" in note


def test_a_date_out_of_range_is_refused_in_its_row() -> None:
    book = Workbook()
    sheet = book.active
    for row in cases_sheet({"registered_on": 99_999_999}, {}):
        sheet.append(row)
    column = next(cell for cell in sheet[1] if cell.value == "registered_on").column
    sheet.cell(2, column).number_format = "dd/mm/yyyy"
    found = read(saved(book))
    assert [(refusal.row, refusal.field) for refusal in found.refusals] == [(2, "registered_on")]


def test_blank_rows_count_and_columns_without_heading_are_not_read() -> None:
    rows = cases_sheet({}, {})
    rows.insert(0, [])
    rows.insert(1, ["OFFICIAL-SENSITIVE"])
    rows.insert(4, [None, " ", None])
    rows[3].append("a sum somebody left")
    found = read(workbook(rows))
    assert [line.row for line in found.lines] == [4, 6]
    assert found.refusals == ()


def test_only_the_first_sheet_is_read() -> None:
    book = Workbook()
    book.active.append(["collar", "name", "role"])
    book.active.append(["0032", "Person", "inspector"])
    book.create_sheet("More").append(["collar", "name", "role"])
    (line,) = read(saved(book)).lines
    assert isinstance(line, OfficerLine)
    assert line.collar == "0032"


def test_a_cell_in_the_far_corner_costs_nothing() -> None:
    book = Workbook()
    sheet = book.active
    for row in cases_sheet({}):
        sheet.append(row)
    sheet.cell(1_048_576, 16_384).value = "x"
    found = read(saved(book))
    assert (found.read, found.refusals) == (1, ())


def test_a_row_past_the_end_of_any_sheet() -> None:
    data = workbook(cases_sheet({}))
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        xml = package.read(part).replace(b'<row r="2"', b'<row r="1048590"')
    with pytest.raises(Invalid, match="runs over 1,048,576 rows"):
        read(repacked(data, {part: xml}))


def test_a_sheet_that_lies_about_its_size_is_read_whole() -> None:
    data = workbook(cases_sheet({}, {}, {}))
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        xml = package.read(part)
    start = xml.index(b"<dimension")
    end = xml.index(b"/>", start) + 2
    for lie in (b'<dimension ref="A1"/>', b"", b'<dimension ref="A1:XFD1048576"/>'):
        assert read(repacked(data, {part: xml[:start] + lie + xml[end:]})).read == 3


@pytest.mark.parametrize(
    "declared",
    (
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]>',
        b"<!DOCTYPE x SYSTEM 'http://example.invalid/x'>",
        b"<!-- " + b"x" * 200_000 + b" --><!DOCTYPE x>",
    ),
)
@pytest.mark.parametrize(
    "part",
    ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "docProps/core.xml", "xl/media/x.png"),
)
def test_a_document_type_is_refused(part: str, declared: bytes) -> None:
    hostile = b'<?xml version="1.0"?>' + declared + b"<x/>"
    with pytest.raises(Invalid, match="document type"):
        read(repacked(workbook(cases_sheet({})), {part: hostile}))


def test_a_document_type_in_another_encoding_is_refused() -> None:
    hostile = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>'.encode("utf-16")
    with pytest.raises(Invalid, match="document type"):
        read(repacked(workbook(cases_sheet({})), {"xl/styles.xml": hostile}))


@pytest.mark.parametrize(
    "name", ("../evil.xml", "/etc/evil.xml", "xl\\..\\evil.xml", "C:evil.xml", "a/../../evil.xml")
)
def test_names_that_point_outside_are_refused(name: str) -> None:
    with pytest.raises(Invalid, match="points outside"):
        read(repacked(workbook(cases_sheet({})), {name: b"<x/>"}))


def test_a_zip_bomb_is_refused_unopened() -> None:
    data = repacked(workbook(cases_sheet({})), {"xl/media/x.bin": b"\0" * 100_000_001})
    assert len(data) < 200_000
    with pytest.raises(Invalid, match="unpacks to 100 MB"):
        read(data)


def test_two_parts_of_one_name_are_refused() -> None:
    target = io.BytesIO(workbook(cases_sheet({})))
    with zipfile.ZipFile(target, "a") as package:
        package.writestr("XL/Workbook.xml", b"<x/>")
    with pytest.raises(Invalid, match="two parts of the same name"):
        read(target.getvalue())


def test_too_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PARTS", 3)
    with pytest.raises(Invalid, match="parts: no sheet"):
        read(workbook(cases_sheet({})))


def test_an_odd_packing_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as package:
        package.writestr("[Content_Types].xml", b"<x/>")
    with pytest.raises(Invalid, match="packed in a way"):
        read(target.getvalue())


def test_a_locked_part_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("[Content_Types].xml", b"<x/>")
    data = bytearray(target.getvalue())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Invalid, match="locked with a password"):
        read(bytes(data))


@pytest.mark.parametrize(
    "parts, sentence",
    (
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "OpenDocument"),
        ({"a.csv": "case_ref"}, "zip file, not a workbook"),
        ({"[Content_Types].xml": "<x/>", "xl/workbook.bin": "x"}, "binary workbook"),
    ),
)
def test_other_packages_are_named(parts: dict[str, str], sentence: str) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    with pytest.raises(Invalid, match=sentence):
        read(target.getvalue())


def test_a_torn_workbook_is_refused() -> None:
    with pytest.raises(Invalid, match="damaged"):
        read(workbook(cases_sheet({}))[:2_000])


def test_a_workbook_without_a_usable_sheet() -> None:
    book = Workbook()
    with pytest.raises(Invalid, match="no heading row"):
        read(saved(book))


def test_what_the_parser_says_of_a_bad_workbook_is_not_passed_on() -> None:
    data = repacked(workbook(cases_sheet({})), {"xl/workbook.xml": b"<secret>"})
    assert told(data) == [{"failed": "unreadable"}]


def test_half_a_character_in_a_cell_is_refused() -> None:
    found = read(workbook(cases_sheet({"notes": "x_xD800_y"})))
    assert "U+D800" in found.refusals[0].reason


def test_progress_of_a_sheet_grows() -> None:
    rows = cases_sheet(*({} for _row in range(4_100)))
    shares = [message["share"] for message in told(workbook(rows)) if "batch" in message]
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.6
    assert shares[-1] == 1.0


def test_kind_is_known_by_the_headings_of_the_sheet() -> None:
    assert read(workbook([["Collar", "Name", "Role"], ["1", "A", "auditor"]])).kind is (
        FileKind.OFFICERS
    )
