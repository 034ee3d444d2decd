"""Lists that leave the program: CSV and XLSX, marked, guarded and readable by one person.

Asking for the purpose and recipient, and recording the disclosure, is the service's part.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path

from rsovisit.clock import LONDON
from rsovisit.exchange.cells import day_words
from rsovisit.exchange.guard import guarded
from rsovisit.exchange.private import private_file
from rsovisit.exchange.workbooks import Cell, write_workbook

MARKING = "OFFICIAL-SENSITIVE"


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
    said = marking_line(marking, who, when)
    cells = ([_xlsx_cell(value) for value in row] for row in rows)
    with private_file(path) as file:
        headings = [guarded(column) for column in columns]
        return write_workbook(file, guarded(said), headings, cells, marking, said)


def marking_line(marking: str, who: str, when: datetime) -> str:
    """'OFFICIAL-SENSITIVE. Exported by 1140 on 23 November 2026 at 09:15.'"""
    local = when.astimezone(LONDON)
    return f"{marking}. Exported by {who} on {day_words(local.date())} at {local:%H:%M}."


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


def _xlsx_cell(value: object) -> Cell:
    if isinstance(value, datetime):
        return value.astimezone(LONDON)
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return guarded(_text(value))
