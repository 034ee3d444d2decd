"""Slow work beside a window that has no bus yet: a register being made or filled."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QObject, Signal

from rsovisit.errors import RsoVisitError
from rsovisit.services.bus import Progress
from ui.bridge import report

Work = Callable[[Progress, Callable[[], bool]], None]
"""Told how to say how far it is and how to hear that it is to stop; raises what stopped it."""


class Errand(QObject):
    """One piece of work on a thread of its own.

    Signals:
        stepped(str, float): words and the share done, 0 to 1.
        done: it is finished.
        failed(str): it was stopped, with the sentence that says by what.
    """

    stepped = Signal(str, float)
    done = Signal()
    failed = Signal(str)

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._stop = False
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="rsovisit-errand")

    def start(self) -> None:
        """Begin; the signals come from the other thread."""
        self._pool.submit(self._run)

    def cancel(self) -> None:
        """Ask it to stop at its next step."""
        self._stop = True

    def finish(self) -> None:
        """Wait until it has come to an end."""
        self._pool.shutdown(wait=True)

    def _run(self) -> None:
        try:
            self._work(self.stepped.emit, lambda: self._stop)
        except RsoVisitError as error:
            self.failed.emit(str(error))
        except Exception as error:  # noqa: BLE001 - our bug: logged, and a reference shown
            self.failed.emit(report(error))
        else:
            self.done.emit()
