"""Two charts in the same tokens: stacked bars with their totals, and a line with a forecast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import LABEL, SMALL, Theme, colour, current
from ui.widgets.glyphs import CENTRE, LEFT, RIGHT, smooth

_ELIDE = Qt.TextElideMode.ElideRight


class _Chart(QWidget):
    """A painted picture whose numbers are also its accessible text."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(name)

    def say(self, sentences: Sequence[str]) -> None:
        """What a screen reader says of it."""
        self.setAccessibleDescription(" ".join(sentences))
        self.setToolTip("\n".join(sentences))
        self.updateGeometry()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Another text size needs other room."""
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)


@dataclass(frozen=True, slots=True)
class Bar:
    """One line: its label and its parts, mildest first."""

    label: str
    parts: tuple[int, ...]

    @property
    def total(self) -> int:
        """The whole bar."""
        return sum(self.parts)


class StackedBars(_Chart):
    """Bars of up to three parts in rising lateness, each with its number, and a legend."""

    def __init__(self, name: str, parts: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._parts = tuple(parts)
        self._bars: tuple[Bar, ...] = ()

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Show these, in this order."""
        self._bars = tuple(bars)
        self.say([self._sentence(bar) for bar in self._bars])

    def sizeHint(self) -> QSize:
        """A legend and a line for each bar."""
        theme = current()
        return QSize(theme.px(280), theme.px(24) + theme.px(22) * max(len(self._bars), 1))

    def minimumSizeHint(self) -> QSize:
        """Every bar stays visible."""
        return QSize(current().px(200), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Legend, labels, bars, numbers."""
        theme = current()
        painter = QPainter(self)
        smooth(painter)
        top = self._paint_legend(painter, theme)
        if self._bars:
            metrics = theme.metrics()
            label = max(metrics.horizontalAdvance(bar.label) for bar in self._bars)
            label = min(label + theme.px(14), self.width() * 2 // 5)
            number = theme.metrics(bold=True).horizontalAdvance("0,000") + theme.px(8)
            longest = max(1, *(bar.total for bar in self._bars))
            step = min((self.height() - top) / len(self._bars), theme.px(30))
            scale = (self.width() - label - number) / longest
            for place, bar in enumerate(self._bars):
                line = QRectF(0, top + place * step, self.width(), step)
                self._paint_bar(painter, theme, bar, line, label, scale)
        painter.end()

    def _sentence(self, bar: Bar) -> str:
        parts = ", ".join(
            f"{number} {name}" for name, number in zip(self._parts, bar.parts, strict=True)
        )
        return f"{bar.label} {bar.total:,}: {parts}."

    def _paint_legend(self, painter: QPainter, theme: Theme) -> int:
        left, side, height = 0, theme.px(10), theme.px(20)
        metrics = theme.metrics(SMALL)
        painter.setFont(theme.font(SMALL))
        for name, ink in zip(self._parts, theme.tokens.ages, strict=False):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(ink))
            painter.drawRoundedRect(QRectF(left, (height - side) / 2, side, side), 2, 2)
            left += side + theme.px(6)
            painter.setPen(colour(theme.tokens.second))
            wide = metrics.horizontalAdvance(name)
            painter.drawText(QRect(left, 0, wide + 2, height), LEFT, name)
            left += wide + theme.px(14)
        return height + theme.px(4)

    def _paint_bar(
        self, painter: QPainter, theme: Theme, bar: Bar, line: QRectF, label: int, scale: float
    ) -> None:
        tokens, metrics = theme.tokens, theme.metrics()
        painter.setFont(theme.font())
        painter.setPen(colour(tokens.ink))
        words = metrics.elidedText(bar.label, _ELIDE, label - theme.px(10))
        painter.drawText(QRectF(0, line.top(), label, line.height()), LEFT, words)
        thick = min(line.height() * 0.68, theme.px(18))
        whole = QRectF(label, line.center().y() - thick / 2, bar.total * scale, thick)
        clip = QPainterPath()
        clip.addRoundedRect(whole, 3, 3)
        painter.save()
        painter.setClipPath(clip)
        left = whole.left()
        for number, ink in zip(bar.parts, tokens.ages, strict=False):
            painter.fillRect(QRectF(left, whole.top(), number * scale, thick), colour(ink))
            left += number * scale
            if number:
                painter.fillRect(QRectF(left - 1, whole.top(), 1, thick), colour(tokens.panel))
        painter.restore()
        painter.setFont(theme.font(bold=True))
        painter.setPen(colour(tokens.ink if bar.total else tokens.second))
        right = QRectF(whole.right() + theme.px(8), line.top(), label, line.height())
        painter.drawText(right, LEFT, f"{bar.total:,}")


@dataclass(frozen=True, slots=True)
class Point:
    """One value in time; a forecast has a band from `low` to `high`."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None


class LineChart(_Chart):
    """A line over time; where points carry a band it is a forecast, dashed and shaded."""

    def __init__(self, name: str, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._unit = unit
        self._points: tuple[Point, ...] = ()

    def set_points(self, points: Sequence[Point]) -> None:
        """Show these, oldest first."""
        self._points = tuple(points)
        known = [point for point in self._points if point.low is None]
        said = []
        if known:
            first, last = known[0], known[-1]
            said = [
                f"{first.label} {first.value:,.0f} {self._unit}.",
                f"{last.label} {last.value:,.0f} {self._unit}.",
            ]
        if len(known) < len(self._points):
            end = self._points[-1]
            said.append(f"Forecast for {end.label}: {end.low:,.0f} to {end.high:,.0f}.")
        self.say(said)

    def sizeHint(self) -> QSize:
        """Room for three gridlines and the months."""
        theme = current()
        return QSize(theme.px(280), theme.px(160))

    def minimumSizeHint(self) -> QSize:
        """Smaller than this it says nothing."""
        theme = current()
        return QSize(theme.px(180), theme.px(110))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Grid, band, line, months."""
        if not self._points:
            return
        theme = current()
        painter = QPainter(self)
        smooth(painter)
        highest = max(max(point.value, point.high or 0) for point in self._points)
        step = _step(highest)
        top = max(ceil(highest / step), 1) * step
        wide = theme.metrics(LABEL).horizontalAdvance(f"{top:,}") + theme.px(10)
        plot = QRectF(
            wide, theme.px(8), self.width() - wide - theme.px(12), self.height() - theme.px(30)
        )
        self._paint_grid(painter, theme, plot, top, step)
        self._paint_line(painter, theme, plot, top)
        self._paint_labels(painter, theme, plot)
        painter.end()

    def _paint_grid(
        self, painter: QPainter, theme: Theme, plot: QRectF, top: int, step: int
    ) -> None:
        painter.setFont(theme.font(LABEL))
        for value in range(0, top + 1, step):
            y = round(plot.bottom() - plot.height() * value / top)
            painter.fillRect(QRectF(plot.left(), y, plot.width(), 1), colour(theme.tokens.line))
            painter.setPen(colour(theme.tokens.second))
            place = QRectF(0, y - theme.px(8), plot.left() - theme.px(8), theme.px(16))
            painter.drawText(place, RIGHT, f"{value:,}")

    def _at(self, plot: QRectF, top: int, place: int, value: float) -> QPointF:
        across = plot.width() * place / max(len(self._points) - 1, 1)
        return QPointF(plot.left() + across, plot.bottom() - plot.height() * value / top)

    def _paint_line(self, painter: QPainter, theme: Theme, plot: QRectF, top: int) -> None:
        ink = colour(theme.tokens.accent)
        known = [n for n, point in enumerate(self._points) if point.low is None]
        ahead = [*known[-1:], *(n for n, p in enumerate(self._points) if p.low is not None)]
        band = QPainterPath()
        edge = [(n, self._points[n].low) for n in ahead] + [
            (n, self._points[n].high) for n in reversed(ahead)
        ]
        for number, (place, value) in enumerate(edge):
            spot = self._at(plot, top, place, self._points[place].value if value is None else value)
            band.lineTo(spot) if number else band.moveTo(spot)
        shade = colour(theme.tokens.accent).toRgb()
        shade.setAlphaF(0.18)
        if len(ahead) > 1:
            painter.fillPath(band, shade)
        pen = QPen(ink, 2)
        for places, style in ((known, Qt.PenStyle.SolidLine), (ahead, Qt.PenStyle.DotLine)):
            pen.setStyle(style)
            painter.setPen(pen)
            painter.drawPolyline([self._at(plot, top, n, self._points[n].value) for n in places])
        if known:
            painter.setPen(QPen(colour(theme.tokens.panel), 2))
            painter.setBrush(ink)
            painter.drawEllipse(self._at(plot, top, known[-1], self._points[known[-1]].value), 5, 5)

    def _paint_labels(self, painter: QPainter, theme: Theme, plot: QRectF) -> None:
        painter.setFont(theme.font(LABEL))
        painter.setPen(colour(theme.tokens.second))
        metrics = theme.metrics(LABEL)
        free = plot.left() - 100
        for place, point in enumerate(self._points):
            x = self._at(plot, 1, place, 0).x()
            wide = metrics.horizontalAdvance(point.label)
            left = min(max(x - wide / 2, 0), self.width() - wide - 1)
            if left < free:
                continue
            room = QRectF(left, plot.bottom() + theme.px(6), wide + 1, theme.px(16))
            painter.drawText(room, CENTRE, point.label)
            free = left + wide + theme.px(18)


def _step(highest: float) -> int:
    """The distance between gridlines: a round number that needs at most five of them."""
    size = 1
    while True:
        for lead in (1, 2, 5):
            if lead * size * 5 >= highest:
                return lead * size
        size *= 10
