"""One measure a row of the bench table: seconds (or KiB) of the work and of its floor."""

from __future__ import annotations

import csv
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rsovisit.app import open_bus
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.register import ImportFile
from rsovisit.services.commands.warning import RaiseWarnings
from rsovisit.store.connect import Address, connect
from tests.bench.registers import FOLDER, LARGE, SMALL, case_sheet, empty, register


@dataclass(frozen=True, slots=True)
class Measured:
    """Work against its floor, with the ratio it must and should keep."""

    work: str
    floor: str
    ratio: float | None
    must: float
    aim: float
    note: str = ""

    @property
    def verdict(self) -> str:
        """Whether the ratio keeps what it must."""
        if self.ratio is None:
            return "skipped"
        return "aim" if self.ratio <= self.aim else "must" if self.ratio <= self.must else "MISSED"


def measure_all() -> list[Measured]:
    """Every row, in the order of the issue that set them."""
    small, large = register(SMALL), register(LARGE)
    return [
        *_opening(small, large),
        _spreadsheet(large),
        _quiet_sweep(large),
        _raising_sweep(large),
        _keystroke(large),
        _import(large),
        _memory(small, large),
    ]


def best_of(times: int, action: Callable[[], Any]) -> float:
    """The median of several runs, in seconds."""
    return statistics.median(_timed(action) for _ in range(times))


def _timed(action: Callable[[], Any]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def _until_painted(*arguments: str) -> float:
    start = time.perf_counter()
    child = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    said = child.stdout.readline()
    took = time.perf_counter() - start
    child.stdout.read()
    if child.wait() or not said.startswith("painted"):
        raise RuntimeError(f"{arguments} did not paint")
    return took


def _opening(small: Path, large: Path) -> list[Measured]:
    bare, full, many = [], [], []
    for _ in range(9):
        bare.append(_until_painted("-m", "tests.bench.bare_window"))
        full.append(_until_painted("-m", "tests.bench.full_window", str(small)))
        many.append(_until_painted("-m", "tests.bench.full_window", str(large)))
    floor, first, second = (statistics.median(times) for times in (bare, full, many))
    work = "process start to first overdue list painted"
    return [
        Measured(work, "a bare window with an empty table", first / floor, 3.0, 2.0),
        Measured("the same at 70,000 cases", "itself at 1,400", second / first, 1.15, 1.0),
    ]


def _spreadsheet(large: Path) -> Measured:
    work, floor = "the same at 70,000", "LibreOffice opening the same register as a sheet"
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        return Measured(work, floor, None, 0.3, 0.2, "LibreOffice is not installed here")
    sheet = _sheet_with_formulas(large)
    opened = _until_painted("-m", "tests.bench.full_window", str(large))

    def convert() -> None:
        command = [office, "--headless", "--convert-to", "csv", "--outdir", str(FOLDER), str(sheet)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    return Measured(work, floor, opened / best_of(3, convert), 0.3, 0.2)


def _sheet_with_formulas(large: Path) -> Path:
    from openpyxl import Workbook

    sheet = FOLDER / "sheet.xlsx"
    if sheet.exists():
        return sheet
    book = Workbook(write_only=True)
    page = book.create_sheet("Register")
    with case_sheet(large).open(encoding="utf-8", newline="") as source:
        for at, row in enumerate(csv.reader(source), start=1):
            due = "Due" if at == 1 else f"=EDATE(DATEVALUE(K{at}),6)"
            late = "Late" if at == 1 else f"=IF(T{at}<TODAY(),TODAY()-T{at},0)"
            page.append([*row, due, late])
    book.save(sheet)
    return sheet


def _quiet_sweep(large: Path) -> Measured:
    bus = open_bus(str(large))
    bus.do(RaiseWarnings())
    raw = connect(Address.parse(str(large)))
    passes = "select id, due_on from case_file where due_on is not null"
    floor = best_of(7, lambda: raw.execute(passes).fetchall())
    took = best_of(7, lambda: bus.do(RaiseWarnings()))
    raw.close()
    bus.close()
    name = "sweep, nothing new, 70,000"
    return Measured(name, "one raw driver pass over the due dates", took / floor, 4, 2)


def _copied(large: Path, name: str) -> Path:
    """A copy of a register, key and all, that a measure may spoil."""
    copy = FOLDER / name
    for left in FOLDER.glob(name + "*"):
        left.unlink()
    raw = connect(Address.parse(str(large)))
    raw.execute("pragma wal_checkpoint(truncate)")
    raw.close()
    shutil.copy(large, copy)
    shutil.copy(f"{large}.key", f"{copy}.key")
    Path(f"{copy}.key").chmod(0o600)
    copy.chmod(0o600)
    return copy


_RAW_TABLES = (
    "create table raw_warning (id integer primary key, a, b, c, d, e, f)",
    "create unique index raw_warning_open on raw_warning (a, b, c)",
    "create index raw_warning_case on raw_warning (a)",
    "create table raw_audit (id integer primary key, a, b, c, d, e, f, g, h)",
    "create index raw_audit_case on raw_audit (g)",
)
"""What the raw driver writes the same rows to: tables with the same keys, and nothing watching."""


def _raising_sweep(large: Path) -> Measured:
    copy = _copied(large, "raising.rso")
    bus = open_bus(str(copy))
    with bus.register.work() as work:
        work.run("delete from warning_event")
        work.run("delete from warning")
        work.commit()
    took = _timed(lambda: bus.do(RaiseWarnings()))
    rows = bus.register.reader().rows(
        "select case_id, kind, due_on, level, raised_on, level_since_on from warning"
    )
    bus.close()
    raw = connect(Address.parse(str(copy)))
    for statement in _RAW_TABLES:
        raw.execute(statement)
    audits = [
        ("2026", "ALTER", "warning:raise", "system", "system", r[0], r[0], "{}") for r in rows
    ]

    def insert() -> None:
        raw.execute("begin immediate")
        raw.executemany("insert into raw_warning (a,b,c,d,e,f) values (?,?,?,?,?,?)", rows)
        raw.executemany("insert into raw_audit (a,b,c,d,e,f,g,h) values (?,?,?,?,?,?,?,?)", audits)
        raw.execute("commit")

    floor = _timed(insert)
    raw.close()
    name = f"sweep raising every warning ({len(rows):,}), 70,000"
    return Measured(
        name, "raw driver insert of the same rows, an audit row each", took / floor, 6, 3
    )


def _keystroke(large: Path) -> Measured:
    command = [sys.executable, "-m", "tests.bench.keystroke", str(large)]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    took, floor = float(said[-2]), float(said[-1])
    name = "a keystroke in the filter to rows painted, 70,000"
    return Measured(name, "the raw SQL of the same answer plus painting", took / floor, 3, 1.5)


def _import(large: Path) -> Measured:
    sheet = case_sheet(large)
    target = empty(FOLDER / "import.rso")
    bus: CommandBus = open_bus(str(target))
    took = _timed(lambda: bus.do(ImportFile(sheet)))
    bus.close()
    raw = connect(Address.parse(str(empty(FOLDER / "import-raw.rso"))))
    columns = 19
    names = ", ".join(f"c{n}" for n in range(columns))
    raw.execute("create table raw_case (id integer primary key, " + names + ")")
    places = ", ".join("?" * columns)

    def read_and_insert() -> None:
        with sheet.open(encoding="utf-8", newline="") as source:
            rows = list(csv.reader(source))
        raw.execute("begin immediate")
        raw.execute("delete from raw_case")
        raw.executemany("insert into raw_case (" + names + ") values (" + places + ")", rows)
        raw.execute("commit")

    floor = best_of(3, read_and_insert)
    raw.close()
    name = "import of 70,000 cases from CSV"
    return Measured(name, "reading the CSV and raw driver executemany", took / floor, 8, 4)


def _memory(small: Path, large: Path) -> Measured:
    peaks = []
    for file in (small, large):
        command = [sys.executable, "-m", "tests.bench.full_window", str(file), "--work"]
        said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        peaks.append(int(said.split()[-1]))
    name = "peak memory of the window, 70,000"
    return Measured(name, "itself at 1,400", peaks[1] / peaks[0], 1.3, 1.1)
