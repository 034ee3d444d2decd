"""The binding to Qt is sound on this Python."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication, QLabel


def test_a_call_that_answers_nothing_gives_none_a_reference_of_its_own(qapp: QApplication) -> None:
    """PySide6 6.12.0 does not, and Python 3.11 then dies after some thousands of calls."""
    label = QLabel()
    before = sys.getrefcount(None)
    for _ in range(500):
        label.update()
    assert sys.getrefcount(None) > before - 250
