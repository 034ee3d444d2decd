"""A broken file, mended and taken in; and the program killed in the middle of taking one in."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from rsovisit.domain.due import Bucket
from rsovisit.queries.visits import CountVisits, VisitFilter, VisitList
from rsovisit.queries.warnings import WarningList
from tests.journeys.conftest import Sitting, Start
from tests.support.buses import TODAY
from tests.support.importing import cases, everything, officers, visits
from tests.ui.imports.test_wizard import figures, said

ROOT = Path(__file__).resolve().parents[2]
KEY = Qt.Key


def take_in(sitting: Sitting) -> None:
    """Wait until the file has been read or written."""
    sitting.qtbot.waitUntil(lambda: sitting.screen._running is None, timeout=60_000)
    sitting.settle()


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that the system's dialogue answers with, in turn."""
    files: list[str] = []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (files.pop(0), ""))
    return files


def test_a_broken_file_is_mended_and_imported(
    start: Start, chosen: list[str], tmp_path: Path
) -> None:
    keeper = start()
    live, overdue = (keeper.bus.ask(CountVisits()).of(b) for b in (None, Bucket.OVERDUE))
    before = everything(keeper.bus)
    plain = {"officer": "2401", "visit_interval_months": "12", "interval_reason": "Agreed"}
    late = {**plain, "case_ref": "NEW-1", "last_visit_on": "01/11/2025"}
    later = {**plain, "case_ref": "NEW-2", "last_visit_on": "01/11/2026"}
    broken = {**later, "case_ref": "NEW-3", "last_visit_on": "31/11/2026", "area": ""}

    # By its key from the list, then by the button.
    keeper.qtbot.keyClick(keeper.screen.table, KEY.Key_I, Qt.KeyboardModifier.ControlModifier)
    keeper.settle()
    assert keeper.screen.key == "import"
    chosen.append(str(cases(tmp_path, late, later, broken)))
    keeper.qtbot.mouseClick(keeper.screen._chooser, Qt.MouseButton.LeftButton)
    take_in(keeper)
    refused = [row for _, row in keeper.screen.table.rows_model().held()]
    assert {(row.row, row.field) for row in refused} == {(4, "last_visit_on"), (4, "area")}
    assert everything(keeper.bus) == before

    # Mended and chosen again.
    mended = {**broken, "last_visit_on": "30/10/2026", "area": "Peterlee"}
    chosen.append(str(cases(tmp_path, late, later, mended)))
    keeper.qtbot.mouseClick(keeper.screen._chooser, Qt.MouseButton.LeftButton)
    take_in(keeper)
    assert figures(keeper)["Would be added"] == "3"
    keeper.qtbot.mouseClick(keeper.button("Write to the register"), Qt.MouseButton.LeftButton)
    take_in(keeper)
    assert "3 added" in said(keeper)

    # It is on every screen, and what is late is warned of.
    counts = keeper.bus.ask(CountVisits())
    assert (counts.all, counts.overdue) == (live + 3, overdue + 1)
    keeper.go("visits", VisitFilter(Bucket.OVERDUE, text="NEW-"))
    assert [row.case_ref for _, row in keeper.screen.table.rows_model().held()] == ["NEW-1"]
    warned = {row.case_ref for row in keeper.bus.ask(WarningList(limit=10_000)).rows}
    assert "NEW-1" in warned


def test_officers_then_cases_then_visits(start: Start, chosen: list[str], tmp_path: Path) -> None:
    keeper = start(screen="import")
    files = (
        officers(tmp_path, {"collar": "5001", "area": "Peterlee"}),
        cases(tmp_path, {"case_ref": "NEW-1", "officer": "5001", "last_visit_on": "01/05/2025"}),
        visits(
            tmp_path,
            {"case_ref": "NEW-1", "visited_on": "20/11/2026", "officers": "5001"},
        ),
    )
    for file in files:
        chosen.append(str(file))
        keeper.press(KEY.Key_O, ctrl=True)
        take_in(keeper)
        keeper.qtbot.mouseClick(keeper.button("Write to the register"), Qt.MouseButton.LeftButton)
        take_in(keeper)
        assert "1 added" in said(keeper)
    row = keeper.bus.ask(VisitList(VisitFilter(text="NEW-1"))).rows[0]
    assert (row.officer, row.bucket) == ("5001", Bucket.LATER)
    assert row.last_visit_on is not None
    assert (TODAY - row.last_visit_on).days == 3


def test_closing_the_window_in_the_middle_writes_nothing(start: Start, tmp_path: Path) -> None:
    keeper = start(screen="import")
    before = everything(keeper.bus)
    many = cases(tmp_path, *({"case_ref": f"NEW-{n:05}"} for n in range(6_000)))
    keeper.screen.check(many)
    take_in(keeper)
    keeper.screen._write.trigger()
    keeper.qtbot.waitUntil(
        lambda: "rows checked" in keeper.screen._progress._words.text(), timeout=60_000
    )
    keeper.leave()
    again = start(screen="import")
    assert everything(again.bus) == before


PROGRAM = """
import os, signal, sys
from datetime import date
from pathlib import Path

from PySide6.QtCore import QTimer
from ui.bridge import Bridge
from ui.start import open_window

where, file, at = sys.argv[1:]
opened = open_window(where, today=date(2026, 11, 23), screen="import")
opened.window.show()
screen = opened.window.open_now

def die(self, tell, words, share):
    # Called on the writer's thread, in the middle of its transaction.
    if words.startswith(at):
        os.kill(os.getpid(), signal.SIGKILL)

screen._path = Path(file)
Bridge._on_progress = die
QTimer.singleShot(0, lambda: screen._send(dry_run=False))
opened.application.exec()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("at", ("2,000 rows checked", "Writing the audit log"))
def test_the_program_killed_in_the_middle_leaves_the_old_register(
    start: Start, register_file: Path, tmp_path: Path, at: str
) -> None:
    before = start()
    held = everything(before.bus)
    counts = before.bus.ask(CountVisits())
    before.leave()
    many = cases(tmp_path, *({"case_ref": f"NEW-{n:05}"} for n in range(3_000)))
    killed = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(register_file), str(many), at],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()

    # Opened again there is the old register, and the same file can be taken in.
    again = start(screen="import")
    assert everything(again.bus) == held
    assert again.bus.ask(CountVisits()) == counts
    again.screen.check(many)
    take_in(again)
    again.qtbot.mouseClick(again.button("Write to the register"), Qt.MouseButton.LeftButton)
    take_in(again)
    assert "3,000 added" in said(again)
    assert again.bus.ask(CountVisits()).all == counts.all + 3_000
