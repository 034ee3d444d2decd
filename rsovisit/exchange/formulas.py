"""What was typed into a workbook's formula cells, for those that hold no result.

A note such as '=not a formula' is a formula to a spreadsheet: saved there, its cell shows an error
or nothing at all. What was typed is text to us, and is not lost.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

_FORMULA = re.compile(rb"<f[\s>/]")
_CHUNK = 1 << 20


def has_formulas(data: bytes) -> bool:
    """Whether any sheet has a formula: hardly any does, and only those are read twice."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [name for name in package.namelist() if name.startswith("xl/worksheets/")]
        return any(_finds(package, name) for name in names)


def _finds(package: zipfile.ZipFile, name: str) -> bool:
    tail = b""
    with package.open(name) as part:
        while chunk := part.read(_CHUNK):
            if _FORMULA.search(tail + chunk):
                return True
            tail = chunk[-2:]
    return False


class TypedRows:
    """The first sheet once more, its formulas in place of their results."""

    def __init__(self, data: bytes) -> None:
        import openpyxl

        self._book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=False, keep_links=False
        )
        # Its published types are those of a sheet that can be written.
        self._sheet: Any = self._book.worksheets[0]
        self._sheet.reset_dimensions()

    def rows(self, first: int, width: int) -> Iterator[tuple[Any, ...]]:
        """Rows of cells from row `first` on, as many cells wide."""
        yield from self._sheet.iter_rows(min_row=first, max_col=width)

    def close(self) -> None:
        """Let go of the file."""
        self._book.close()


def typed_text(value: object, data_type: str, typed: Any) -> str:
    """What was typed into a formula cell that shows an error or was never worked out; else ''.

    `value` and `data_type` are of the cell as it shows, `typed` is the same cell with its formula.
    An empty text as a result ('str') is a result.
    """
    lost = data_type == "e" or (value is None and data_type == "n")
    if lost and typed.data_type == "f" and isinstance(typed.value, str):
        return typed.value
    return ""
