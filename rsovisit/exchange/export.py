"""Lists that leave the program: CSV and XLSX, marked, guarded and readable by one person.

Asking for the purpose and recipient, and recording the disclosure, is the service's part.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rsovisit.clock import LONDON
from rsovisit.exchange.cells import day_words
from rsovisit.exchange.guard import guarded
from rsovisit.exchange.private import private_file

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

MARKING = "OFFICIAL-SENSITIVE"

_DAY_FORMAT = "dd/mm/yyyy"
_INSTANT_FORMAT = "dd/mm/yyyy hh:mm"
_CELL_LIMIT = 32_767
_UNKEEPABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

_ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""Text that a workbook would read as one of its own escaped characters."""


def write_csv(
    path: Path,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    marking: str,
    who: str,
    when: datetime,
) -> int:
    """Write a list as CSV and return how many rows it has.

    The first line is the marking with who exported and `when` (aware; shown in London
    time); then the headings. Days are written as 2026-12-31, yes and no in words, several
    values with ';' between. Our own import passes over the first line and reads the rest
    back as it was. Raises Unavailable when the file cannot be written; then none is left.
    """
    count = 0
    with private_file(path) as file:
        # Excel takes a CSV file for UTF-8 only by its mark.
        sheet = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", errors="replace")
        writer = csv.writer(sheet)
        writer.writerow([guarded(marking_line(marking, who, when))])
        writer.writerow([guarded(column) for column in columns])
        for row in rows:
            writer.writerow([_csv_cell(value) for value in row])
            count += 1
        sheet.flush()
        sheet.detach()
    return count


def write_xlsx(
    path: Path,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    marking: str,
    who: str,
    when: datetime,
) -> int:
    """Write a list as a workbook of one sheet and return how many rows it has.

    As `write_csv`, with real dates and numbers; the marking also heads and foots every
    printed page, with who, when and the page number. Raises Unavailable.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Export")
    said = marking_line(marking, who, when)
    _mark_pages(sheet, marking, said)
    sheet.append([_text_cell(sheet, said)])
    sheet.append([_text_cell(sheet, column, bold=True) for column in columns])
    count = 0
    for row in _as_cells(sheet, rows):
        sheet.append(row)
        count += 1
    with private_file(path) as file:
        book.save(file)
    book.close()
    return count


def marking_line(marking: str, who: str, when: datetime) -> str:
    """'OFFICIAL-SENSITIVE. Exported by 1140 on 23 November 2026 at 09:15.'"""
    local = when.astimezone(LONDON)
    return f"{marking}. Exported by {who} on {day_words(local.date())} at {local:%H:%M}."


def _mark_pages(sheet: WriteOnlyWorksheet, marking: str, said: str) -> None:
    from openpyxl.worksheet.header_footer import HeaderFooterItem

    # '&' begins a code in headers and footers.
    sheet.oddHeader = HeaderFooterItem()
    sheet.oddHeader.center.text = marking.replace("&", "&&")
    sheet.oddFooter = HeaderFooterItem()
    sheet.oddFooter.left.text = said.replace("&", "&&")
    sheet.oddFooter.right.text = "&P / &N"
    sheet.print_title_rows = "2:2"
    sheet.freeze_panes = "A3"


def _csv_cell(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(LONDON):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return guarded(_text(value)) if not isinstance(value, int | float) else _text(value)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, list | tuple | frozenset | set):
        return ";".join(map(str, value))
    return str(value)


def _as_cells(sheet: WriteOnlyWorksheet, rows: Iterable[Sequence[object]]) -> Iterator[list[Any]]:
    for row in rows:
        yield [_xlsx_cell(sheet, value) for value in row]


def _xlsx_cell(sheet: WriteOnlyWorksheet, value: object) -> Any:
    if isinstance(value, datetime):
        return _formed(sheet, value.astimezone(LONDON).replace(tzinfo=None), _INSTANT_FORMAT)
    if isinstance(value, date):
        return _formed(sheet, datetime.combine(value, time()), _DAY_FORMAT)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    text = _text(value)
    return _text_cell(sheet, text) if text else None


def _formed(sheet: WriteOnlyWorksheet, value: datetime, shape: str) -> Cell:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value)
    cell.number_format = shape
    return cell


def _text_cell(sheet: WriteOnlyWorksheet, text: str, *, bold: bool = False) -> Cell:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    kept = _UNKEEPABLE.sub("\ufffd", guarded(text))[:_CELL_LIMIT]
    cell = WriteOnlyCell(sheet, _ESCAPE_LIKE.sub("_x005F_", kept))
    # Told, because '#N/A' written as text would otherwise become an error.
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
