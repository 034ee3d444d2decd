"""The Qt binding must not lose references: a binding that does ends the program in use."""

from __future__ import annotations

import sys

from PySide6.QtGui import QFont, QImage, QPainter
from pytestqt.qtbot import QtBot


def test_calls_that_answer_nothing_keep_the_count_of_none(qtbot: QtBot) -> None:
    # PySide6 6.12.0 loses one reference to None a call on Python 3.11 (None is immortal later).
    image = QImage(8, 8, QImage.Format.Format_ARGB32)
    painter, font = QPainter(image), QFont()
    before = sys.getrefcount(None)
    for _ in range(500):
        painter.setFont(font)
    after = sys.getrefcount(None)
    painter.end()
    assert before - after < 100
