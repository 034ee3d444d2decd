"""Files to read, made in memory, and a way to read them without a child process."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from rsovisit.domain.risk import RiskLevel
from rsovisit.errors import Invalid
from rsovisit.exchange import child, reading
from rsovisit.exchange.layouts import LAYOUTS, FileKind
from rsovisit.exchange.reading import FileRead

TODAY = date(2026, 11, 23)
UNIT = Path(__file__).resolve().parent.parent / "data" / "unit"

GOOD = {
    FileKind.CASES: {
        "case_ref": "RSO-1",
        "family_name": "Invented",
        "risk_level": "low",
        "area": "Peterlee",
        "registered_on": "2024-01-31",
    },
    FileKind.VISITS: {"case_ref": "RSO-1", "visited_on": "2025-03-14", "outcome": "seen-full"},
    FileKind.OFFICERS: {"collar": "2000", "name": "Officer 2000", "role": "npt_officer"},
}


def csv_text(kind: FileKind, *changes: Mapping[str, str], separator: str = ",") -> str:
    """A file of the kind with every column, one row per mapping laid over a good row."""
    names = [column.name for column in LAYOUTS[kind]]
    rows = [names]
    for number, change in enumerate(changes, 1):
        row = GOOD[kind] | {names[0]: f"{number}"} | dict(change)
        rows.append([row.get(name, "") for name in names])
    return "".join(separator.join(map(quoted, row)) + "\n" for row in rows)


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def read(
    data: bytes | str, longest: Mapping[RiskLevel, int] | None = None, today: date = TODAY
) -> FileRead:
    """What the child would tell of the file, read in this process. Raises Invalid as it would."""
    messages = told(data, longest, today)
    last = messages[-1]
    if "invalid" in last:
        raise Invalid(last["invalid"], last["field"])
    assert "done" in last, last
    kind, columns, header = messages[0]["header"]
    batches = [reading._batch(FileKind(kind), message) for message in messages[1:-1]]
    return FileRead(
        FileKind(kind),
        batches[-1].read_so_far if batches else 0,
        tuple(line for batch in batches for line in batch.lines),
        tuple(refusal for batch in batches for refusal in batch.refusals),
        tuple(last["done"]),
        tuple(columns),
        tuple(header),
        tuple(row for batch in batches for row in batch.refused_rows),
    )


def told(
    data: bytes | str, longest: Mapping[RiskLevel, int] | None = None, today: date = TODAY
) -> list[dict[str, Any]]:
    """The child's messages, through JSON as on its pipe."""
    source = io.BytesIO(data.encode() if isinstance(data, str) else data)
    messages: list[dict[str, Any]] = []
    child.tell(source, today, longest, lambda said: messages.append(json.loads(json.dumps(said))))
    return messages


def refusals(kind: FileKind, **change: str) -> list[tuple[str, str]]:
    """Field and reason of every refusal of one changed row."""
    found = read(csv_text(kind, change)).refusals
    return [(refusal.field, refusal.reason) for refusal in found]


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    """An .xlsx file of one sheet."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    book.close()
    return target.getvalue()


def repacked(data: bytes, replace: Mapping[str, bytes]) -> bytes:
    """The workbook with parts of its zip replaced or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, replace.get(name, old.read(name)))
        for name in replace.keys() - set(old.namelist()):
            new.writestr(name, replace[name])
    return target.getvalue()


def cases_sheet(*rows: Mapping[str, object]) -> list[list[object]]:
    """Heading and rows of a sheet of cases with only the needed columns and those named."""
    names = list(GOOD[FileKind.CASES])
    names += [name for row in rows for name in row if name not in names]
    names = list(dict.fromkeys(names))
    filled = [
        {**GOOD[FileKind.CASES], "case_ref": f"RSO-{n}", **row} for n, row in enumerate(rows, 1)
    ]
    return [list(names), *[[row.get(name) for name in names] for row in filled]]
