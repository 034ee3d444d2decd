"""Runs every measure, prints the table and keeps it in `docs/benchmarks.md`."""

from __future__ import annotations

import os
import platform
import sys
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

from tests.bench.measures import Measured, measure_all

_HEAD = """# Benchmarks

Ratios to a floor measured in the same run, side by side: `make bench` gives them again. Times
alone would say more of the machine than of the program, so there are none. Opening is the
median of nine starts, the rest of three to seven; the registers are invented, encrypted, with
ten years of visits each.

| work | against, in the same run | must | aim | measured | |
|---|---|---|---|---|---|
"""


def main() -> int:
    """0 where every row keeps what it must."""
    rows = measure_all()
    table = _HEAD + "".join(_line(row) for row in rows)
    table += (
        f"\nLast run {date.today():%d %b %Y}, Python {platform.python_version()}, "  # noqa: DTZ011
        f"{os.cpu_count()} cores, {platform.system()}.\n"
    )
    Path("docs", "benchmarks.md").write_text(table, encoding="utf-8")
    sys.stdout.write(table)
    return 1 if any(row.verdict == "MISSED" for row in rows) else 0


def _line(row: Measured) -> str:
    ratio = "—" if row.ratio is None else f"{row.ratio:.2f} x"
    return (
        f"| {row.work} | {row.floor} | {row.must:g} x | {row.aim:g} x | {ratio} "
        f"| {row.note or row.verdict} |\n"
    )


if __name__ == "__main__":
    raise SystemExit(main())
