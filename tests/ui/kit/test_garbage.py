"""While a window is open, what Python throws away is destroyed on the window's thread."""

from __future__ import annotations

import gc
import threading

import pytest
from PySide6.QtWidgets import QApplication

from tests.support.qt import FakeBus
from ui.bridge import Bridge
from ui.garbage import collect_due


class _Knot:
    """Garbage that only the collector finds, and that tells which thread destroyed it."""

    def __init__(self, told: list[threading.Thread]) -> None:
        self.itself, self._told = self, told

    def __del__(self) -> None:
        self._told.append(threading.current_thread())


def _make_garbage_elsewhere(told: list[threading.Thread]) -> list[list[object]]:
    def work() -> None:
        _Knot(told)
        # Kept, so that the collector's count rises past its threshold and stays there.
        kept.extend([] for _ in range(3 * gc.get_threshold()[0]))

    kept: list[list[object]] = []
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return kept


def test_a_working_thread_collects_nothing_while_a_window_is_open(bridge: Bridge) -> None:
    told: list[threading.Thread] = []
    kept = _make_garbage_elsewhere(told)
    assert told == []
    collect_due()
    assert told == [threading.current_thread()]
    assert kept


def test_python_never_collects_by_itself_again_for_the_writer_outlives_the_window(
    qapp: QApplication, bus: FakeBus
) -> None:
    gc.enable()
    first, second = Bridge(bus), Bridge(bus)
    assert not gc.isenabled()
    first.close()
    second.close()
    assert not gc.isenabled()


def test_nothing_is_collected_before_it_is_due(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    collected: list[int] = []
    monkeypatch.setattr(gc, "collect", collected.append)
    monkeypatch.setattr(gc, "get_threshold", lambda: (700, 10, 10))
    for counts, due in (((3, 11, 4), [1]), ((700, 10, 10), []), ((0, 0, 11), [2])):
        monkeypatch.setattr(gc, "get_count", lambda counts=counts: counts)
        collected.clear()
        collect_due()
        assert collected == due
