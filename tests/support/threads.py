"""Finds threads that outlive what started them."""

from __future__ import annotations

import threading

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
