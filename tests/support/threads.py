"""Finds threads that outlive what started them, Python's and Qt's."""

from __future__ import annotations

import gc
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QThread

GRACE_SECONDS = 5.0


def threads_left(before: set[threading.Thread], grace: float = GRACE_SECONDS) -> list[str]:
    """Names of Python threads that are not in `before` and do not end within `grace` seconds."""
    started = [
        thread
        for thread in threading.enumerate()
        # A dummy is Python's note of a thread that Qt or a driver made; it never ends.
        if thread not in before and not isinstance(thread, threading._DummyThread)
    ]
    for thread in started:
        thread.join(grace)
    return sorted(thread.name for thread in started if thread.is_alive())


def running_qthreads() -> list[QThread]:
    """Every QThread that Python code made and that runs now; Qt itself keeps no list."""
    import shiboken6
    from PySide6.QtCore import QCoreApplication, QThread

    application = QCoreApplication.instance()
    window_thread = application.thread() if application else None
    return [
        thing
        for thing in gc.get_objects()
        if isinstance(thing, QThread)
        and shiboken6.isValid(thing)
        and thing is not window_thread
        and thing.isRunning()
    ]


def qthreads_left(before: list[QThread], grace: float = GRACE_SECONDS) -> list[str]:
    """QThreads not in `before`, and work in Qt's pool, that do not end within `grace` seconds."""
    from PySide6.QtCore import QThreadPool

    milliseconds = int(grace * 1000)
    done = QThreadPool.globalInstance().waitForDone(milliseconds)
    left = [] if done else ["work in QThreadPool"]
    stayed = [
        thread
        for thread in running_qthreads()
        if thread not in before and not thread.wait(milliseconds)
    ]
    return left + [f"QThread {thread.objectName() or type(thread).__name__}" for thread in stayed]
