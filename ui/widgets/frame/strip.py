"""The marking strip over every screen; a rehearsal register's is unmistakably another."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.labels import HANDLING, MARKING
from ui.theme import LABEL, Inks, colour, current
from ui.widgets.glyphs import CENTRE


class MarkingStrip(QWidget):
    """OFFICIAL-SENSITIVE and how to handle it; on a rehearsal, that it is one."""

    def __init__(self, rehearsal: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rehearsal = rehearsal
        words = f"{MARKING} · {HANDLING}"
        self.words = f"REHEARSAL · not the live register · {words}" if rehearsal else words
        self.setAccessibleName(self.words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One small line."""
        return QSize(200, current().px(20))

    def changeEvent(self, event: QEvent) -> None:
        """Another text size."""
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, words; hatched ends on a rehearsal."""
        theme = current()
        inks = theme.tokens.rehearsal if self._rehearsal else theme.tokens.marking
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(inks.ground))
        font = theme.font(LABEL, bold=True)
        metrics = theme.metrics(LABEL, bold=True)
        words = metrics.elidedText(self.words, Qt.TextElideMode.ElideRight, self.width() - 24)
        if self._rehearsal:
            wide = metrics.horizontalAdvance(words) + theme.px(40)
            self._hatch(painter, inks, max((self.width() - wide) // 2, 0))
        painter.setFont(font)
        painter.setPen(colour(inks.ink))
        painter.drawText(self.rect(), CENTRE, words)
        painter.end()

    def _hatch(self, painter: QPainter, inks: Inks, side: int) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        brush = colour(inks.ink).toRgb()
        brush.setAlphaF(0.28)
        painter.setBrush(brush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height, step = self.height(), 12
        for end in (QRect(0, 0, side, height), QRect(self.width() - side, 0, side, height)):
            painter.save()
            painter.setClipRect(end)
            for x in range(end.left() - height, end.right() + step, step):
                painter.drawConvexPolygon(
                    [
                        QPoint(x, height),
                        QPoint(x + height, 0),
                        QPoint(x + height + 5, 0),
                        QPoint(x + 5, height),
                    ]
                )
            painter.restore()
