"""One measure a row of the bench table: the work, and its floor in the same run, in turns."""

from __future__ import annotations

import csv
import os
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
from tests.bench.floors import Plain, rows_of
from tests.bench.registers import FOLDER, LARGE, SMALL, case_sheet, copied, empty, register


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
        """Whether the ratio keeps what it must; to two figures, as it is printed."""
        if self.ratio is None:
            return "skipped"
        ratio = round(self.ratio, 2)
        return "aim" if ratio <= self.aim else "must" if ratio <= self.must else "MISSED"


def measure_all(small: int = SMALL, large: int = LARGE, rounds: int = 15) -> list[Measured]:
    """Every row, in the order of the issue that set them, on registers of so many cases."""
    few, many = register(small), register(large)
    return [
        *opening(few, many, rounds),
        spreadsheet(many),
        quiet_sweep(many, rounds),
        raising_sweep(many, max(1, rounds // 3)),
        keystroke(many),
        importing(many, max(1, rounds // 5)),
        memory(few, many, max(1, rounds // 5)),
    ]


def in_turns(rounds: int, *actions: Callable[[], float]) -> list[float]:
    """The median of what each action answers; they take turns, so a slow moment meets all."""
    answers = [[action() for action in actions] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*answers, strict=True)]


def timed(action: Callable[[], Any]) -> Callable[[], float]:
    """The action, answering how many seconds it took."""

    def run() -> float:
        start = time.perf_counter()
        action()
        return time.perf_counter() - start

    return run


def child_environment() -> dict[str, str]:
    """Off screen, with a home of its own, and compiled once as an installed program is."""
    own = {"QT_QPA_PLATFORM": "offscreen", "RSOVISIT_HOME": str(FOLDER.absolute() / "home")}
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_FOR_CHILDREN}
    return kept | own


_NOT_FOR_CHILDREN = {"PYTHONDONTWRITEBYTECODE", "RSOVISIT_REGISTER"}


def script(name: str, *arguments: str) -> list[str]:
    """The words a bench script says, run in an interpreter of its own."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{name}", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=child_environment(),
    )
    if done.returncode:
        raise RuntimeError(f"{name} failed: {done.stderr}")
    return done.stdout.split()


def until_painted(name: str, *arguments: str) -> float:
    """Seconds from starting a script's process until it says that it has painted."""
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", f"tests.bench.{name}", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=child_environment(),
    ) as child:
        assert child.stdout is not None
        said = child.stdout.readline()
        took = time.perf_counter() - start
        child.stdout.read()
    if child.returncode or not said.startswith("painted"):
        raise RuntimeError(f"{name} did not paint")
    return took


def opening(small: Path, large: Path, rounds: int) -> list[Measured]:
    """The program as its icon starts it, on a small and on a large register."""

    def start(name: str, *arguments: str) -> Callable[[], float]:
        return lambda: until_painted(name, *arguments)

    starts = (
        start("bare_window"),
        start("full_window", str(small)),
        start("full_window", str(large)),
    )
    # The first of each compiles what has changed and brings the files into memory.
    in_turns(1, *starts)
    floor, first, second = in_turns(rounds, *starts)
    work = "process start to first overdue list painted"
    bare = "a bare PySide6 window with an empty table"
    return [
        Measured(work, bare, first / floor, 3.0, 2.0),
        Measured("the same at 70,000 cases", "itself at 1,400", second / first, 1.15, 1.0),
    ]


def spreadsheet(large: Path) -> Measured:
    """The program against a spreadsheet of the same cases."""
    work, floor = "the same at 70,000", "LibreOffice opening the same register as a sheet"
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        return Measured(work, floor, None, 0.3, 0.2, "LibreOffice is not installed here")
    sheet = _sheet_with_formulas(large)

    def convert() -> None:
        command = [office, "--headless", "--convert-to", "csv", "--outdir", str(FOLDER), str(sheet)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    opened, converted = in_turns(
        3, lambda: until_painted("full_window", str(large)), timed(convert)
    )
    return Measured(work, floor, opened / converted, 0.3, 0.2)


def _sheet_with_formulas(large: Path) -> Path:
    from openpyxl import Workbook

    sheet = large.with_suffix(".xlsx")
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


def quiet_sweep(large: Path, rounds: int) -> Measured:
    """A sweep that finds all as it should be."""
    bus = open_bus(str(large))
    bus.do(RaiseWarnings())
    raw = connect(Address.parse(str(large)), reading=True)
    passes = "select id, due_on from case_file where due_on is not null"
    floor, took = in_turns(
        rounds,
        timed(lambda: raw.execute(passes).fetchall()),
        timed(lambda: bus.do(RaiseWarnings())),
    )
    raw.close()
    bus.close()
    name = "sweep, nothing new, 70,000"
    return Measured(name, "one raw driver pass over the due dates", took / floor, 4, 2)


def raising_sweep(large: Path, rounds: int) -> Measured:
    """A sweep that raises every warning there is, each with its history and an audit row."""
    copy = copied(large, "raising.rso")
    bus = open_bus(str(copy))
    # Loaded and swept once, as the window has by the time anything falls due.
    bus.do(RaiseWarnings())
    raw = connect(Address.parse(str(copy)))
    rows = rows_of(raw, _RAISED)
    plain = Plain(raw, rows)

    def raising() -> float:
        with bus.register.work() as work:
            work.run("delete from warning_event")
            work.run("delete from warning")
            work.commit()
        return timed(lambda: bus.do(RaiseWarnings()))()

    floor, took = in_turns(rounds, plain.seconds, raising)
    raw.close()
    bus.close()
    name = f"sweep raising every warning ({len(rows['warning']):,}), 70,000"
    against = "raw driver insert of the same rows, each with its history and an audit row"
    return Measured(name, against, took / floor, 6, 3)


_RAISED = {
    "warning": "select * from warning where cleared_on is null",
    "warning_event": """
        select e.* from warning_event e join warning w on w.id = e.warning_id
         where w.cleared_on is null and e.what = 'raised'
    """,
    "audit_event": """
        select a.* from audit_event a join warning w on w.case_id = a.case_id
         where w.cleared_on is null and a.tag = 'warning:raise' group by w.id
    """,
}


def keystroke(large: Path) -> Measured:
    """Typing in the filter of the longest list."""
    took, floor = (float(word) for word in script("keystroke", str(large)))
    name = "a keystroke in the filter to rows painted, 70,000"
    return Measured(name, "the raw SQL of the same answer plus painting", took / floor, 3, 1.5)


def importing(large: Path, rounds: int) -> Measured:
    """Every case into an empty register, checked, dated, audited and swept."""
    sheet = case_sheet(large)
    _imported(sheet)
    raw = connect(Address.parse(str(FOLDER / "import.rso")))
    rows = rows_of(raw, {table: f"select * from {table}" for table in _IMPORTED})
    raw.close()
    raw = connect(Address.parse(str(empty(FOLDER / "import-raw.rso"))))
    plain, cells = Plain(raw, rows), Plain(raw, {"cells": _cells(sheet)})
    floor, flat, took = in_turns(
        rounds,
        lambda: plain.seconds(before=lambda: _cells(sheet)),
        lambda: cells.seconds(before=lambda: _cells(sheet)),
        lambda: _imported(sheet),
    )
    raw.close()
    name = "import of 70,000 cases from CSV"
    against = "reading the CSV and raw driver executemany of the rows it becomes"
    note = f"{took / flat:.1f} x to its unchecked cells in one table"
    return Measured(name, against, took / floor, 8, 4, note)


def _cells(sheet: Path) -> list[list[str]]:
    with sheet.open(encoding="utf-8", newline="") as source:
        return list(csv.reader(source))


_IMPORTED = ("case_file", "identity", "address")


def _imported(sheet: Path) -> float:
    bus: CommandBus = open_bus(str(empty(FOLDER / "import.rso")))
    start = time.perf_counter()
    done = bus.do(ImportFile(sheet)).value
    took = time.perf_counter() - start
    bus.close()
    if done.refused or not done.added:
        raise RuntimeError(f"the bench's own sheet was refused: {done.refused[:3]}")
    return took


def memory(small: Path, large: Path, rounds: int) -> Measured:
    """The most memory a window takes while somebody works in it."""

    def peak(file: Path) -> Callable[[], float]:
        return lambda: float(script("full_window", str(file), "--work")[-1])

    floor, most = in_turns(rounds, peak(small), peak(large))
    name = "peak memory of the window, 70,000"
    return Measured(name, "itself at 1,400", most / floor, 1.3, 1.1)
