"""The watch on threads sees one that stays, and only that."""

from __future__ import annotations

import threading

from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from tests.support.threads import qthreads_left, running_qthreads, threads_left


def test_a_thread_that_stays_is_named() -> None:
    before = set(threading.enumerate())
    let_go = threading.Event()
    stayer = threading.Thread(target=let_go.wait, name="rsovisit-writer", daemon=True)
    stayer.start()
    try:
        assert threads_left(before, grace=0.01) == ["rsovisit-writer"]
    finally:
        let_go.set()
        stayer.join()
    assert threads_left(before) == []


def test_a_qthread_that_stays_is_named(qtbot: QtBot) -> None:
    before = running_qthreads()
    stayer = QThread(objectName="importer")
    stayer.start()
    try:
        assert qthreads_left(before, grace=0.01) == ["QThread importer"]
    finally:
        stayer.quit()
        assert stayer.wait(5000)
    assert qthreads_left(before) == []


def test_what_ran_before_is_left_alone(qtbot: QtBot) -> None:
    earlier = QThread()
    earlier.start()
    try:
        assert qthreads_left(running_qthreads(), grace=0.01) == []
    finally:
        earlier.quit()
        assert earlier.wait(5000)
