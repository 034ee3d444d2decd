"""Rows of text out of CSV and XLSX files, within limits and never by guesswork."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain, islice, repeat, zip_longest
from typing import Any, Protocol

from rsovisit.errors import Invalid
from rsovisit.exchange import limits
from rsovisit.exchange.cells import BLANK, SheetError
from rsovisit.exchange.formulas import TypedRows, has_formulas, typed_text
from rsovisit.exchange.layouts import Header, known_headings, recognise
from rsovisit.exchange.packages import check_package

BATCH_ROWS = 2_000
_HEADING_DEPTH = 20
_SEPARATORS = (",", ";", "\t")
_MARKING = "OFFICIAL"


@dataclass(frozen=True, slots=True)
class RawRows:
    """Rows with something in them, and the rows of the sheet they stand in (from 1)."""

    numbers: list[int]
    rows: list[list[str]]


class SheetCell(Protocol):
    """What openpyxl gives for a cell, empty ones included."""

    value: object
    data_type: str
    number_format: str


class Sheet(Protocol):
    """An opened file: its headings, then its rows batch after batch."""

    header: Header

    def batches(self) -> Iterator[RawRows]:
        """The rows below the headings. Raises Invalid past the limits."""
        ...

    def share(self) -> float:
        """How much of the file has been read, 0 to 1, roughly."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


def open_sheet(data: bytes) -> Sheet:
    """Open a file by what is in it, not by its name. Raises Invalid."""
    if len(data) > limits.FILE_BYTES:
        raise Invalid(too_large(len(data)))
    if not data.strip():
        raise Invalid("The file is empty.")
    if data.startswith(b"PK\x03\x04"):
        return WorkbookSheet(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Invalid(
            "This is an old Excel workbook (.xls) or one locked with a password: save it as "
            ".xlsx without a password, or as CSV."
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Invalid("The file is in UTF-16: save it as ‘CSV UTF-8’ or as .xlsx.")
    if data.startswith(b"%PDF") or b"\x00" in data[:4096]:
        raise Invalid("This is neither a CSV file nor an .xlsx workbook.")
    return CsvSheet(data)


def too_large(size: int) -> str:
    """The sentence about a file over the limit."""
    return (
        f"The file has {size / 1_000_000:,.0f} MB: the most that is read at once is "
        f"{limits.FILE_BYTES // 1_000_000} MB. Split it into parts."
    )


class CsvSheet:
    """Text with commas, semicolons or tabs between the cells."""

    def __init__(self, data: bytes) -> None:
        encoding = _encoding(data)
        self._size = len(data)
        self._bytes = io.BytesIO(data)
        text = io.TextIOWrapper(self._bytes, encoding=encoding, newline="")
        separator, skip = _separator(text)
        text.seek(0)
        for _line in range(skip):
            text.readline()
        self._text = text
        self._reader = csv.reader(text, delimiter=separator, strict=True)
        self._row = 0
        self.header = self._find_header()

    def _find_header(self) -> Header:
        for cells in islice(self._parsed(), _HEADING_DEPTH):
            self._row += 1
            if not _passed_over(cells):
                _check_width(cells, self._row)
                return recognise(_trimmed(cells))
        raise Invalid("The file has no heading row.")

    def batches(self) -> Iterator[RawRows]:
        parsed = self._parsed()
        while rows := list(islice(parsed, BATCH_ROWS)):
            first = self._row + 1
            self._row += len(rows)
            if self._row > limits.SHEET_ROWS:
                raise Invalid(f"The file runs over {limits.SHEET_ROWS:,} rows: not read.")
            yield self._full(first, rows)

    def _parsed(self) -> Iterator[list[str]]:
        try:
            yield from self._reader
        except csv.Error as bad:
            raise Invalid(
                f"Line {self._reader.line_num:,} of the file cannot be told into cells: a "
                "quotation mark is left open or is followed by text, or a cell is far too long."
            ) from bad

    @staticmethod
    def _full(first: int, rows: list[list[str]]) -> RawRows:
        """The rows that are not blank. A row with an empty first cell is looked at whole."""
        numbers = []
        kept = []
        for number, row in enumerate(rows, first):
            if row and (row[0].strip() or "".join(row).strip(BLANK)):
                _check_width(row, number)
                numbers.append(number)
                kept.append(row)
        return RawRows(numbers, kept)

    def share(self) -> float:
        return self._bytes.tell() / self._size

    def close(self) -> None:
        self._text.close()


def _encoding(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise Invalid("The file is neither UTF-8 nor Windows-1252 text: save it as ‘CSV UTF-8’.")


def _separator(text: io.TextIOWrapper) -> tuple[str, int]:
    """The separator under which the first rows show most known headings.

    Also how many lines to skip: Excel may write 'sep=;' above the sheet's first row.
    """
    lines = text.readlines(_HEADING_DEPTH * 200)[:_HEADING_DEPTH]
    hint = lines[0].strip().lower() if lines else ""
    if hint.startswith("sep=") and len(hint) == 5:
        return hint[4], 1
    if hint == "sep=":  # the separator was a tab, which strip() took
        return "\t", 1
    return max(_SEPARATORS, key=lambda separator: _fit(lines, separator)), 0


def _fit(lines: list[str], separator: str) -> int:
    try:
        for cells in csv.reader(lines, delimiter=separator):
            if not _passed_over(cells):
                return known_headings(cells)
    except csv.Error:
        pass
    return 0


def _passed_over(cells: Sequence[str]) -> bool:
    """Whether a row above the headings is blank or the marking line of an export."""
    full = [cell for cell in cells if cell.strip(BLANK)]
    return not full or (len(full) == 1 and full[0].strip(BLANK).upper().startswith(_MARKING))


def _trimmed(cells: Sequence[str]) -> list[str]:
    """Headings without empty ones at the end."""
    width = max(index for index, cell in enumerate(cells, 1) if cell.strip(BLANK))
    return list(cells[:width])


def _check_width(cells: Sequence[str], row: int) -> None:
    if len(cells) > limits.COLUMNS:
        raise Invalid(f"Row {row:,} has {len(cells):,} cells: no register is that wide.")


class WorkbookSheet:
    """The first sheet of an .xlsx workbook, values only."""

    def __init__(self, data: bytes) -> None:
        source = io.BytesIO(data)
        check_package(source)
        source.seek(0)
        import openpyxl

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._book = openpyxl.load_workbook(
                source, read_only=True, data_only=True, keep_links=False
            )
        if not self._book.worksheets:
            self.close()
            raise Invalid("The workbook has no sheet with cells.")
        # Its published types are those of a sheet that can be written.
        self._sheet: Any = self._book.worksheets[0]
        self._last_row = self._sheet.max_row or 0
        self._sheet.reset_dimensions()  # what a file says of its size may be wrong
        self._typed = TypedRows(data) if has_formulas(data) else None
        self._row = 0
        self.header = self._find_header()

    def _find_header(self) -> Header:
        rows = self._sheet.iter_rows(max_row=_HEADING_DEPTH, max_col=limits.COLUMNS)
        for cells in _texts(rows, _HEADING_DEPTH):
            self._row += 1
            if not _passed_over(cells):
                return recognise(_trimmed(cells))
        raise Invalid("The first sheet has no heading row.")

    def batches(self) -> Iterator[RawRows]:
        width = len(self.header.cells)
        first = self._row + 1
        rows = self._sheet.iter_rows(min_row=first, max_col=width)
        typed = self._typed.rows(first, width) if self._typed else None
        while texts := _texts(rows, BATCH_ROWS, typed):
            numbered = list(enumerate(texts, self._row + 1))
            self._row += len(texts)
            if self._row > limits.SHEET_ROWS:
                raise Invalid(f"The sheet runs over {limits.SHEET_ROWS:,} rows: not read.")
            full = [(number, row) for number, row in numbered if "".join(row).strip(BLANK)]
            yield RawRows([number for number, _row in full], [row for _number, row in full])

    def share(self) -> float:
        return min(1.0, self._row / self._last_row) if self._last_row else 0.0

    def close(self) -> None:
        self._book.close()
        if self._typed is not None:
            self._typed.close()


def _texts(
    rows: Iterator[tuple[SheetCell, ...]],
    count: int,
    typed: Iterator[tuple[SheetCell, ...]] | None = None,
) -> list[list[str]]:
    """The texts of the next rows. `typed`: the same rows with formulas for results."""
    with warnings.catch_warnings():
        # A date out of range is also given as a cell in error, which the checks refuse.
        warnings.simplefilter("ignore")
        shown = islice(rows, count)
        if typed is None:
            return [[_cell_text(cell) for cell in row] for row in shown]
        # Never fewer rows or cells than are shown, whatever the second reading gives.
        pairs = zip(shown, chain(typed, repeat(())), strict=False)
        return [
            [_formula_text(*cells) for cells in zip_longest(row, formulas[: len(row)])]
            for row, formulas in pairs
        ]


def _formula_text(cell: SheetCell, typed: SheetCell | None) -> str:
    """A cell's text in a sheet that has formulas: what was typed, where no result came of it."""
    text = _cell_text(cell)
    lost = "" if typed is None else typed_text(cell.value, cell.data_type, typed)
    if not lost:
        return text
    if isinstance(text, SheetError):
        text.typed = lost
        return text
    return lost


def _cell_text(cell: SheetCell) -> str:
    """What a cell says, as it would be written in a CSV file, dates in ISO form."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        if cell.data_type == "e":
            return SheetError(value)
        return _unescaped(value) if "_x" in value else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _number_text(value, cell)
    return _day_or_time_text(value)


def _number_text(value: int | float, cell: SheetCell) -> str:
    """A number as shown; one formatted '0000' keeps the zeros a collar number begins with."""
    if isinstance(value, float) and not value.is_integer():
        return repr(value)
    text = str(int(value))
    shape = cell.number_format
    if shape and not shape.strip("0"):
        return text.zfill(len(shape))
    return text


def _day_or_time_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta) and timedelta(0) <= value < timedelta(days=1):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60:02}:{minutes % 60:02}"
    return str(value)


def _unescaped(text: str) -> str:
    from openpyxl.utils.escape import unescape

    return str(unescape(text))
