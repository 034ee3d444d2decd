"""A keystroke in the filter until its rows are painted, against the raw SQL plus painting.

Prints the two medians in seconds. The raw SQL is the statements of the same answer, run on the
driver with nothing made of their rows.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEventLoop
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rsovisit.queries.visits import VisitFilter, VisitList
from rsovisit.store.connect import Address, connect
from rsovisit.store.reader import Reader
from ui.start import Opened, open_window

_WORDS = ("rowan", "alder", "peterlee", "rso-00", "thorn", "n4711", "close", "sample")


class Recorder:
    """A connection that remembers what it was asked."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.asked: list[tuple[str, Any]] = []
        self.Error = connection.Error

    def execute(self, sql: str, params: Any) -> Any:
        """Answer, and remember."""
        self.asked.append((sql, params))
        return self.connection.execute(sql, params)


def main(where: str, words: Sequence[str]) -> None:
    """Type the words letter by letter in the window on the register; the same raw each time."""
    opened = open_window(where, None, None, "visits")
    opened.window.show()
    _settle(opened)
    screen = opened.window.screens["visits"]
    screen.filters.chips.button("all").click()
    _settle(opened)
    raw = connect(Address.parse(where), reading=True)
    typed: list[float] = []
    floor: list[float] = []
    for word in words:
        screen.filters.box.clear()
        _settle(opened)
        for at, letter in enumerate(word, start=1):
            typed.append(_typed(screen, letter))
            _settle(opened)
            floor.append(_raw(raw, _statements(opened, raw, word[:at]), screen.table))
    raw.close()
    opened.close()
    sys.stdout.write(f"{statistics.median(typed)} {statistics.median(floor)}\n")


def _typed(screen: Any, letter: str) -> float:
    """Seconds from the key to the new rows standing painted."""
    renewed: list[bool] = []
    model = screen.table.rows_model()
    link = model.modelReset.connect(lambda: renewed.append(True))
    start = time.perf_counter()
    QTest.keyClick(screen.filters.box, letter)
    while not renewed:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    screen.table.viewport().repaint()
    took = time.perf_counter() - start
    model.modelReset.disconnect(link)
    return took


def _statements(opened: Opened, connection: Any, text: str) -> list[tuple[str, Any]]:
    recorder = Recorder(connection)
    VisitList(VisitFilter(text=text)).run(Reader(recorder, "sqlite"), opened.bus.asking())
    return recorder.asked


def _raw(connection: Any, statements: list[tuple[str, Any]], table: Any) -> float:
    """Seconds for the statements alone and for painting the list."""
    start = time.perf_counter()
    for sql, params in statements:
        connection.execute(sql, params).fetchall()
    table.viewport().repaint()
    return time.perf_counter() - start


def _settle(opened: Opened) -> None:
    QTest.qWait(50)
    while not opened.bridge.is_idle():
        QTest.qWait(5)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:] or _WORDS)
