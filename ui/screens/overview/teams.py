"""Overdue visits by team and age: one bar a team, each a button that narrows the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from rsovisit.domain.lateness import AgeBand
from rsovisit.queries.oversight import AreaOverdueRow
from ui.theme import LABEL, SMALL, Theme, colour, current
from ui.widgets.buttons import PaintedButton
from ui.widgets.glyphs import LEFT, paint_box, paint_focus, smooth

_ROW, _THICK, _ELIDE = 19, 13, Qt.TextElideMode.ElideRight
_PALE = 0.42
"""How much of the first age's colour the youngest band keeps on the panel."""


class AgeLegend(QWidget):
    """What the colours of the bars mean."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Days overdue: " + ", ".join(band.words for band in AgeBand))

    def sizeHint(self) -> QSize:
        """As many lines as the words need at the present width."""
        theme = current()
        lines = max((line for line, _, _ in self._places(theme)), default=0) + 1
        return QSize(theme.px(200), lines * theme.px(18) + theme.px(2))

    def minimumSizeHint(self) -> QSize:
        """All of it."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may need other lines."""
        super().resizeEvent(event)
        self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        """Another text size needs other room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A swatch and words for each band."""
        theme = current()
        painter = QPainter(self)
        smooth(painter)
        painter.setFont(theme.font(LABEL))
        side, tall = theme.px(9), theme.px(18)
        for line, left, band in self._places(theme):
            top = line * tall
            _paint_part(painter, theme, QRectF(left, top + (tall - side) / 2, side, side), band)
            painter.setPen(colour(theme.tokens.second))
            words = QRect(left + side + theme.px(5), top, self.width(), tall)
            painter.drawText(words, LEFT, band.words)
        painter.end()

    def _places(self, theme: Theme) -> list[tuple[int, int, AgeBand]]:
        """Line and left edge of each band."""
        metrics, places, line, left = theme.metrics(LABEL), [], 0, 0
        for band in AgeBand:
            wide = theme.px(14) + metrics.horizontalAdvance(band.words)
            if left and left + wide > self.width():
                line, left = line + 1, 0
            places.append((line, left, band))
            left += wide + theme.px(12)
        return places


class TeamBar(PaintedButton):
    """One team: its name, its bar in bands of age, its number.

    Left and Right choose a band of it, Enter or a click narrows the list to it.
    """

    def __init__(self, area: str, chart: TeamBars) -> None:
        super().__init__(area, chart)
        self._chart = chart
        self.area = area
        self.bands: Mapping[AgeBand, int] = dict.fromkeys(AgeBand, 0)
        self.total = 0
        self.band: AgeBand | None = None
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_row(self, row: AreaOverdueRow) -> None:
        """Show other numbers."""
        self.bands, self.total = row.bands, row.total
        self.setToolTip(self._sentence())
        self._say()
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(current().px(200), current().px(_ROW))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """On a part of the bar it is that band that is meant, elsewhere the team."""
        spot = event.position()
        parts = self._parts()
        self.band = next((band for band, box in parts if box.contains(spot)), None)
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right go through the bands; up and down belong to the chart."""
        held: list[AgeBand | None] = [None, *(band for band in AgeBand if self.bands[band])]
        at = held.index(self.band) if self.band in held else 0
        match event.key():
            case Qt.Key.Key_Right:
                self._point_at(held[min(at + 1, len(held) - 1)])
            case Qt.Key.Key_Left:
                self._point_at(held[max(at - 1, 0)])
            case Qt.Key.Key_Up | Qt.Key.Key_Down | Qt.Key.Key_Home | Qt.Key.Key_End:
                event.ignore()
            case _:
                super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The next visit begins with the whole team."""
        super().focusOutEvent(event)
        self._point_at(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, name, bar, number, focus."""
        theme = current()
        tokens = theme.tokens
        painter = QPainter(self)
        smooth(painter)
        chosen = self.isChecked()
        if chosen or self.underMouse():
            paint_box(painter, self.rect(), tokens.selection if chosen else tokens.hover, "", 4)
        metrics = theme.metrics(SMALL, bold=chosen)
        label = self._chart.label_width()
        painter.setFont(theme.font(SMALL, bold=chosen))
        painter.setPen(colour(tokens.ink))
        words = metrics.elidedText(self.area, _ELIDE, label - theme.px(8))
        painter.drawText(QRect(theme.px(4), 0, label, self.height()), LEFT, words)
        end = self._paint_parts(painter, theme)
        painter.setFont(theme.font(SMALL, bold=True))
        painter.setPen(colour(tokens.ink if self.total else tokens.second))
        number = QRectF(end + theme.px(7), 0, self.width(), self.height())
        painter.drawText(number, LEFT, f"{self.total:,}")
        if self.hasFocus():
            paint_focus(painter, self.rect(), tokens, 4)
        painter.end()

    def _paint_parts(self, painter: QPainter, theme: Theme) -> float:
        """Paints the bar; returns where it ends."""
        parts = self._parts()
        if not parts:
            return self._chart.label_width() + theme.px(4)
        whole = parts[0][1].united(parts[-1][1])
        clip = QPainterPath()
        clip.addRoundedRect(whole, 3, 3)
        painter.save()
        painter.setClipPath(clip)
        for band, box in parts:
            _paint_part(painter, theme, box, band)
        painter.restore()
        pointed = self.band if self.hasFocus() else self._chart.band if self.isChecked() else None
        for band, box in parts:
            if band is pointed:
                painter.setPen(colour(theme.tokens.ink))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(box.adjusted(0.5, -1.5, -0.5, 1.5), 2, 2)
        return whole.right()

    def _parts(self) -> list[tuple[AgeBand, QRectF]]:
        """Each band that holds anything, and its box."""
        theme = current()
        thick, scale = theme.px(_THICK), self._chart.scale()
        left, top = float(self._chart.label_width() + theme.px(4)), (self.height() - thick) / 2
        parts = []
        for band in AgeBand:
            wide = self.bands[band] * scale
            if wide:
                parts.append((band, QRectF(left, top, wide, thick)))
                left += wide
        return parts

    def _point_at(self, band: AgeBand | None) -> None:
        self.band = band
        self._say()
        self.update()

    def _say(self) -> None:
        if self.band is not None:
            self.setAccessibleName(f"{self.area}, {self.bands[self.band]} {self.band.words}")
        else:
            self.setAccessibleName(self._sentence())

    def _sentence(self) -> str:
        parts = [f"{count} {band.words}" for band, count in self.bands.items() if count]
        return f"{self.area}, {self.total} overdue" + (": " + ", ".join(parts) if parts else "")


class TeamBars(QWidget):
    """All teams, the one with most overdue first; one stop for Tab, arrows within.

    Signals:
        chosen(area, band): narrow to a team, or to one age of it; (None, None) for all teams,
            when the one that was chosen is chosen again.
    """

    chosen = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Overdue visits by team and age")
        self.area: str | None = None
        self.band: AgeBand | None = None
        self._bars: dict[str, TeamBar] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_rows(self, rows: Sequence[AreaOverdueRow]) -> None:
        """Show other numbers; a team keeps its button, and the keyboard, wherever it moves."""
        wanted = {row.area for row in rows}
        for area in [area for area in self._bars if area not in wanted]:
            gone = self._bars.pop(area)
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        bars = {}
        for place, row in enumerate(rows):
            bar = self._bars.get(row.area) or self._new_bar(row.area)
            self._column.insertWidget(place, bar)
            bars[row.area] = bar
        self._bars = bars
        for before, after in zip(bars.values(), list(bars.values())[1:], strict=False):
            QWidget.setTabOrder(before, after)
        for row in rows:
            bars[row.area].show_row(row)
        self.set_choice(self.area, self.band)

    def set_choice(self, area: str | None, band: AgeBand | None) -> None:
        """Show what the list is narrowed to, without telling anyone."""
        self.area, self.band = area, band
        stop = area if area in self._bars else next(iter(self._bars), None)
        for name, bar in self._bars.items():
            bar.setChecked(name == area)
            focus = Qt.FocusPolicy.StrongFocus if name == stop else Qt.FocusPolicy.ClickFocus
            bar.setFocusPolicy(focus)
            bar.update()

    def bar(self, area: str) -> TeamBar:
        """One team's button."""
        return self._bars[area]

    def areas(self) -> tuple[str, ...]:
        """The teams, from the top."""
        return tuple(self._bars)

    def label_width(self) -> int:
        """Room for the longest name, at most two fifths of the width."""
        theme = current()
        metrics = theme.metrics(SMALL, bold=True)
        longest = max((metrics.horizontalAdvance(area) for area in self._bars), default=0)
        return min(longest + theme.px(12), self.width() * 2 // 5)

    def scale(self) -> float:
        """Pixels for one visit."""
        theme = current()
        number = theme.metrics(SMALL, bold=True).horizontalAdvance("0,000") + theme.px(12)
        most = max((bar.total for bar in self._bars.values()), default=0)
        return max(self.width() - self.label_width() - number, 0) / max(most, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, Down, Home and End go from team to team."""
        bars = list(self._bars.values())
        at = next((n for n, bar in enumerate(bars) if bar.hasFocus()), 0)
        steps = {
            Qt.Key.Key_Up: at - 1,
            Qt.Key.Key_Down: at + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(bars) - 1,
        }
        to = steps.get(Qt.Key(event.key()))
        if to is None or not bars:
            super().keyPressEvent(event)
            return
        bars[min(max(to, 0), len(bars) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def _new_bar(self, area: str) -> TeamBar:
        bar = TeamBar(area, self)
        bar.clicked.connect(lambda _on=False, bar=bar: self._on_pressed(bar))
        return bar

    def _on_pressed(self, bar: TeamBar) -> None:
        again = (bar.area, bar.band) == (self.area, self.band)
        area, band = (None, None) if again else (bar.area, bar.band)
        self.set_choice(area, band)
        self.chosen.emit(area, band)


def _paint_part(painter: QPainter, theme: Theme, box: QRectF, band: AgeBand) -> None:
    """A swatch in the colour of an age; the youngest is pale with an edge, not only by hue."""
    first, *older = theme.tokens.ages
    painter.setPen(Qt.PenStyle.NoPen)
    if band is AgeBand.WEEK:
        painter.fillRect(box, colour(first))
        over, under = colour(first).toRgb(), colour(theme.tokens.panel)
        pale = QColor(
            round(over.red() * _PALE + under.red() * (1 - _PALE)),
            round(over.green() * _PALE + under.green() * (1 - _PALE)),
            round(over.blue() * _PALE + under.blue() * (1 - _PALE)),
        )
        painter.fillRect(box.adjusted(1, 1, -1, -1), pale)
        return
    ink = {AgeBand.MONTH: first, AgeBand.QUARTER: older[0], AgeBand.LONGER: older[1]}[band]
    painter.fillRect(box, colour(ink))
    painter.fillRect(QRectF(box.left(), box.top(), 1, box.height()), colour(theme.tokens.panel))
