"""The program itself, as `rsovisit-desktop` starts it, until its first overdue list is painted.

Prints 'painted' and the processor's seconds until then; with `--work` it goes on for a while as
a person would (scrolls to the end, filters, opens another list) and prints its peak memory in KiB.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from rsovisit.app import desktop_main
from rsovisit.cli import ending


def main(where: str, *, work_on: bool) -> None:
    """Start the desktop program on a register, tell of the first paint, then work on or stop."""
    os.environ["RSOVISIT_REGISTER"] = where
    del sys.argv[1:]
    ended = ending.ended

    def watched(run: Callable[[], int]) -> int:
        # The program has loaded the window by now, in its own order.
        from ui import start

        open_window = start.open_window

        def opened_and_watched(*arguments: Any) -> start.Opened:
            opened = open_window(*arguments)
            _tell_of_paint(opened, partial(_on_painted, opened, work_on))
            return opened

        start.open_window = opened_and_watched
        return ended(run)

    ending.ended = watched
    desktop_main()
    if work_on:
        sys.stdout.write(f"{_peak()}\n")


def _tell_of_paint(opened: Any, tell: Callable[[], None]) -> None:
    """Call `tell` once a list that has rows has been painted, and the window round it."""
    from PySide6.QtCore import QCoreApplication, QEvent, QObject

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and table.rows_model().total:
                watched.removeEventFilter(self)
                # Delivered once the whole window has been painted, before anything else.
                QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), 1000)
            return False

        def event(self, event: QEvent) -> bool:
            tell()
            return True

    table = opened.window.screens["visits"].table
    opened.watch = Watch()
    table.viewport().installEventFilter(opened.watch)


def _on_painted(opened: Any, work_on: bool) -> None:
    sys.stdout.write(f"painted {time.process_time()}\n")
    sys.stdout.flush()
    if not work_on:
        opened.window.close()
        return
    _step(opened, _errands(opened.window.screens["visits"]))


def _errands(screen: Any) -> Iterator[None]:
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


def _step(opened: Any, errands: Iterator[None]) -> None:
    """Do the next errand once the window is idle; close it after the last."""
    from PySide6.QtCore import QTimer

    if not opened.bridge.is_idle():
        QTimer.singleShot(5, partial(_step, opened, errands))
        return
    if next(errands, errands) is errands:
        opened.window.close()
        return
    QTimer.singleShot(20, partial(_step, opened, errands))


def _peak() -> int:
    """The most memory this process has held, in KiB; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main(sys.argv[1], work_on="--work" in sys.argv)
