"""Runs every measure, prints the table and keeps it in `docs/benchmarks.md`."""

from __future__ import annotations

import os
import platform
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

from tests.bench.measures import Measured, measure_all

_HEAD = """# Benchmarks

Ratios to a floor measured in the same run, the two taking turns: `make bench` gives them again.
Times alone would say more of the machine than of the program, so there are none. Each ratio is
of medians, of fifteen starts for opening and of three to fifteen rounds for the rest. The
registers are invented and encrypted and hold ten years of visits for each case.

| work | against, in the same run | must | aim | measured | |
|---|---|---|---|---|---|
"""

_FOOT = """
- **Opening** is `rsovisit-desktop` itself, from the start of its process: settings, register, key,
  policy, list, window and paint. Both programs are compiled already, as installed ones are.
- **Raw driver inserts** are of the very rows the program wrote, through the same encrypting driver
  and in one durable transaction, into plain tables: no type, index, link, guard or audit chain.
- **A keystroke** stands against the statements of the same answer, run on the driver alone.
- **LibreOffice** has no window either: it opens the sheet, works its formulas out and writes it as
  text, which is as near to opening as can be timed.
- **Memory** is the most a window took that was scrolled to the end, searched and turned to another
  list, with the jobs running beside it.
"""


def main() -> int:
    """0 where every row keeps what it must."""
    rows = measure_all()
    text = page(rows)
    Path("docs", "benchmarks.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 1 if any(row.verdict == "MISSED" for row in rows) else 0


def page(rows: list[Measured]) -> str:
    """The table with what its words mean and where it was made."""
    run = (
        f"\nLast run {date.today():%d %b %Y}, Python {platform.python_version()}, "  # noqa: DTZ011
        f"PySide6 {version('PySide6-Essentials')}, {os.cpu_count()} cores, {platform.system()}.\n"
    )
    return _HEAD + "".join(_line(row) for row in rows) + _FOOT + run


def _line(row: Measured) -> str:
    ratio = "—" if row.ratio is None else f"{row.ratio:.2f} x"
    said = ": ".join(part for part in (row.verdict, row.note) if part)
    return f"| {row.work} | {row.floor} | {row.must:g} x | {row.aim:g} x | {ratio} | {said} |\n"


if __name__ == "__main__":
    raise SystemExit(main())
