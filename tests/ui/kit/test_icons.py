"""The icons are one set: drawn alike, drawn in any colour, none of them a stranger's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from rsovisit.paths import resource
from ui.screens import SCREENS
from ui.widgets.icons import paint_icon

ICONS = sorted(resource("icons").glob("*.svg"))


@pytest.mark.parametrize("file", ICONS, ids=lambda file: file.stem)
def test_every_icon_has_the_sets_grid_and_stroke(file: Path, qapp: QApplication) -> None:
    text = file.read_text(encoding="utf-8")
    assert QSvgRenderer(str(file)).isValid()
    assert 'viewBox="0 0 16 16"' in text
    assert 'stroke="currentColor"' in text
    assert 'stroke-width="1.5"' in text
    assert 'fill="none"' in text
    assert not re.search(r"#[0-9a-fA-F]{3}", text), "a colour of its own"


@pytest.mark.parametrize("file", ICONS, ids=lambda file: file.stem)
def test_every_icon_is_drawn_in_the_colour_asked_for(file: Path, qapp: QApplication) -> None:
    image = QImage(32, 32, QImage.Format.Format_RGB32)
    image.fill(QColor("#ffffff"))
    painter = QPainter(image)
    paint_icon(painter, QRectF(0, 0, 32, 32), file.stem, "#b3261e")
    painter.end()
    seen = {image.pixelColor(x, y).name() for x in range(32) for y in range(32)}
    assert "#b3261e" in seen


def test_every_screen_has_an_icon_of_the_set() -> None:
    names = {file.stem for file in ICONS}
    assert {entry.icon for entry in SCREENS} <= names
