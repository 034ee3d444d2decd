"""The program's window on a register, from process start to the first overdue list painted.

Prints 'painted' then; afterwards works for a while as a person would (scrolls to the end,
filters, opens another list) and prints its peak memory in KiB.
"""

import resource
import sys
from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from ui.start import open_window


class _Watch(QObject):
    """Tells of the first paint of a list that has rows."""

    def __init__(self, table: QObject, tell: Callable[[], None]) -> None:
        super().__init__()
        self._table, self._tell = table, tell

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._table.model().rowCount():
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._tell)
        return False


def main(where: str, *, work_on: bool) -> None:
    """Open, tell of the first paint, and work on or stop."""
    opened = open_window(where, screen="visits")
    screen = opened.window.screen_now()
    table = screen.table

    def painted() -> None:
        sys.stdout.write("painted\n")
        sys.stdout.flush()
        if not work_on:
            QApplication.quit()
            return
        _step(_errands(screen), opened.bridge)

    watch = _Watch(table, painted)
    table.viewport().installEventFilter(watch)
    opened.window.show()
    opened.run()
    sys.stdout.write(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}\n")


def _errands(screen: object) -> Iterator[None]:
    """What a person does in a minute: the end of the longest list, words, another bucket."""
    filters, table = screen.filters, screen.table
    filters.chips.button("all").click()
    yield
    table.scrollToBottom()
    yield
    table.scrollToTop()
    yield
    for text in ("row", "rowan", ""):
        filters.box.setText(text)
        yield
    filters.chips.button("later").click()
    yield
    table.scrollToBottom()
    yield


def _step(errands: Iterator[None], bridge: object) -> None:
    """Do the next errand once the window is idle."""
    if not bridge.is_idle():
        QTimer.singleShot(5, partial(_step, errands, bridge))
        return
    if next(errands, errands) is errands:
        QApplication.quit()
        return
    QTimer.singleShot(20, partial(_step, errands, bridge))


if __name__ == "__main__":
    main(sys.argv[1], work_on="--work" in sys.argv)
