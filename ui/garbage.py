"""Garbage is collected on the window's own thread, and on no other."""

from __future__ import annotations

import gc
from typing import ClassVar

from PySide6.QtCore import QObject, QTimer

_LOOK_EVERY_MS = 1_000


class WindowGarbage(QObject):
    """While one is open Python collects nothing by itself: a timer on this thread does.

    Python collects on whichever thread happens to make an object. On the reader's or the
    writer's it would destroy widgets there: Qt forbids it, and it has stopped the program for
    good, each thread waiting for the lock of Qt or of the interpreter that the other held.
    """

    _open: ClassVar[int] = 0

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._closed = False
        WindowGarbage._open += 1
        gc.disable()
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
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

    def close(self) -> None:
        """Python collects by itself again once the last is closed."""
        if self._closed:
            return
        self._closed = True
        self._timer.stop()
        WindowGarbage._open -= 1
        if not WindowGarbage._open:
            gc.enable()
