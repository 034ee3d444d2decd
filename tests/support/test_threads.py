"""The watch on threads sees one that stays, and only that."""

from __future__ import annotations

import threading

from tests.support.threads import threads_left


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


def test_what_ran_before_is_left_alone() -> None:
    let_go = threading.Event()
    earlier = threading.Thread(target=let_go.wait, daemon=True)
    earlier.start()
    try:
        assert threads_left(set(threading.enumerate()), grace=0.01) == []
    finally:
        let_go.set()
        earlier.join()
