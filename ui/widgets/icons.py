"""The line icons of resources/icons, drawn in any colour at any size. Words always go with them."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgRenderer

from rsovisit.paths import resource


def paint_icon(painter: QPainter, box: QRectF, name: str, ink: str) -> None:
    """The icon `name` filling `box`, its strokes in `ink` ('#rrggbb')."""
    _drawing(name, ink).render(painter, box)


@cache
def _drawing(name: str, ink: str) -> QSvgRenderer:
    text = resource(f"icons/{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(text.replace("currentColor", ink).encode()))
