"""Painting the cells and the header of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.theme import LABEL, SMALL, Theme, colour, current
from ui.widgets.glyphs import LEFT, RIGHT, paint_badge, paint_chevron, smooth

if TYPE_CHECKING:
    from ui.widgets.rows import Column, Index
    from ui.widgets.table import RowsTable

PAD = 10
"""Room at either side of a cell, in pixels at 100 %."""

_ELIDE = Qt.TextElideMode.ElideRight


class CellDelegate(QStyledItemDelegate):
    """Paints one cell: ground, line, badge or text, second line, and the row's focus."""

    def __init__(self, table: RowsTable) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows are all of one height; columns are measured by the table."""
        return QSize(0, self._table.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell. Asks the model for the row itself, not for roles: eight times as fast."""
        theme, table, place = current(), self._table, index.row()
        rect: QRect = option.rect
        self._paint_ground(painter, rect, place, index.column(), theme)
        model = table.rows_model()
        row, column = model.look_at(place), model.columns[index.column()]
        pad = theme.px(PAD)
        inner = rect.adjusted(pad, 0, -pad, -1)
        if row is None:
            painter.setFont(theme.font())
            painter.setPen(colour(theme.tokens.second))
            painter.drawText(inner, LEFT, "…")
            return
        badge = column.badge(row) if column.badge else None
        if badge is not None:
            paint_badge(painter, inner, badge, theme)
        else:
            hot = column.link and table.hovered() == (place, index.column())
            self._paint_text(painter, inner, column, row, theme, hot)

    def _paint_ground(
        self, painter: QPainter, rect: QRect, row: int, column: int, theme: Theme
    ) -> None:
        tokens, table = theme.tokens, self._table
        chosen = row == table.chosen_row()
        if chosen:
            painter.fillRect(rect, colour(tokens.selection))
        elif row == table.hovered()[0]:
            painter.fillRect(rect, colour(tokens.hover))
        line = QRect(rect.left(), rect.bottom(), rect.width(), 1)
        painter.fillRect(line, colour(tokens.line))
        if not chosen or not table.hasFocus():
            return
        ring = colour(tokens.accent)
        painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), ring)
        painter.fillRect(line, ring)
        if column == table.first_column():
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), ring)
        if column == table.last_column():
            painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), ring)

    def _paint_text(
        self,
        painter: QPainter,
        inner: QRect,
        column: Column[Any],
        row: object,
        theme: Theme,
        hot: bool,
    ) -> None:
        tokens = theme.tokens
        side = RIGHT if column.number else LEFT
        text, second = column.text(row), column.second(row) if column.second else ""
        if column.wrap and not second:
            self._paint_wrapped(painter, inner, text, theme)
            return
        first_rect = inner
        if second:
            bold, small = theme.metrics(bold=column.strong), theme.metrics(SMALL)
            whole = bold.height() + small.height()
            top = inner.top() + (inner.height() - whole) // 2
            first_rect = QRect(inner.left(), top, inner.width(), bold.height())
            under = QRect(inner.left(), top + bold.height(), inner.width(), small.height())
            painter.setFont(theme.font(SMALL))
            painter.setPen(colour(tokens.second))
            painter.drawText(under, side, small.elidedText(second, _ELIDE, under.width()))
        size = SMALL if column.quiet else 13
        ink = tokens.accent if hot else tokens.second if column.quiet else tokens.ink
        metrics = theme.metrics(size, column.strong)
        painter.setFont(theme.font(size, column.strong))
        painter.setPen(colour(ink))
        words = metrics.elidedText(text, _ELIDE, first_rect.width())
        painter.drawText(first_rect, side, words)
        if hot:
            y = first_rect.center().y() + metrics.ascent() // 2 + 1
            wide = metrics.horizontalAdvance(words)
            left = first_rect.right() - wide if column.number else first_rect.left()
            painter.drawLine(left, y, left + wide, y)

    def _paint_wrapped(self, painter: QPainter, inner: QRect, text: str, theme: Theme) -> None:
        metrics = theme.metrics()
        lines = two_lines(metrics, text, inner.width())
        tall = metrics.height()
        top = inner.top() + (inner.height() - tall * len(lines)) // 2
        painter.setFont(theme.font())
        painter.setPen(colour(theme.tokens.ink))
        for at, line in enumerate(lines):
            words = metrics.elidedText(line, _ELIDE, inner.width())
            painter.drawText(QRect(inner.left(), top + at * tall, inner.width(), tall), LEFT, words)


def two_lines(metrics: QFontMetrics, text: str, width: int) -> list[str]:
    """The words as they are where they fit, else broken once between words near `width` pixels."""
    if metrics.horizontalAdvance(text) <= width:
        return [text]
    cut = len(metrics.elidedText(text, _ELIDE, width).rstrip("…"))
    end = text.rfind(" ", 0, cut + 1)
    return [text] if end <= 0 else [text[:end], text[end + 1 :]]


class RowsHeader(QHeaderView):
    """Column titles, with a chevron at the one the list is ordered by."""

    def __init__(self, table: RowsTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        # Of our own, for the same reason as the table's.
        self.setViewport(QWidget())
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(24)
        self.setAccessibleName("Column titles")

    def sizeHint(self) -> QSize:
        """One quiet line; the table sets the widths."""
        return QSize(100, current().px(33))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """One title."""
        theme = current()
        tokens, column = theme.tokens, self._table.rows_model().columns[logicalIndex]
        painter.fillRect(rect, colour(tokens.panel))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colour(tokens.line))
        ordered = self._table.order()
        mine = column.sort is not None and ordered is not None and ordered[0] == column.sort
        pad = theme.px(PAD)
        inner = rect.adjusted(pad, 0, -pad, -1)
        painter.setFont(theme.font(LABEL, bold=True))
        painter.setPen(colour(tokens.ink if mine else tokens.second))
        metrics = theme.metrics(LABEL, bold=True)
        side = theme.px(10)
        room = inner.adjusted(0, 0, -(side + 4), 0) if mine and not column.number else inner
        words = metrics.elidedText(column.title, _ELIDE, room.width())
        painter.drawText(room, RIGHT if column.number else LEFT, words)
        if mine and ordered is not None:
            wide = metrics.horizontalAdvance(words)
            left = inner.right() - wide - side - 4 if column.number else inner.left() + wide + 4
            place = QRectF(left, inner.top() + (inner.height() - side) / 2, side, side)
            smooth(painter)
            paint_chevron(painter, place, tokens.ink, up=not ordered[1])
