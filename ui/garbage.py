"""Garbage is collected on the window's own thread, and on no other."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_LOOK_EVERY_MS = 1_000


class WindowGarbage(QObject):
    """From the first one on Python collects nothing by itself: a timer on this thread does.

    Python collects on whichever thread happens to make an object. On the reader's or the
    writer's it would destroy widgets there: Qt forbids it, and it has stopped the program for
    good, each thread waiting for the lock of Qt or of the interpreter that the other held, or
    ended it. Closing the last one does not give the collector back: what is left of the window
    is garbage then, and the writer may still be at work.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(collect_due)
        self._timer.start()

    def close(self) -> None:
        """Look no more."""
        self._timer.stop()


def collect_due() -> None:
    """Collect the oldest generation that is due by Python's own thresholds, if any is."""
    due = [
        generation
        for generation, (count, most) in enumerate(
            zip(gc.get_count(), gc.get_threshold(), strict=True)
        )
        if most and count > most
    ]
    if due:
        gc.collect(due[-1])
