"""A layout that fills a line and goes on in the next, so that nothing is ever cut off."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Left to right, then down. With `share` every line is filled out in equal parts.

    Where equal parts of one line would be too narrow for the widest child but all fit by their own
    widths, they stay on that line and share only what is over.

    Sizes are the children's hints; `gap` is between neighbours, in pixels.
    """

    def __init__(self, parent: QWidget | None = None, gap: int = 8, share: bool = False) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._share = share
        self._hints: list[tuple[QLayoutItem, QSize]] | None = None
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Append; called by addWidget."""
        self._items.append(item)

    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The one at a place, None beyond the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove and return the one at a place."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def invalidate(self) -> None:
        """A child changed: measure again."""
        self._hints = None
        self._heights.clear()
        super().invalidate()

    def expandingDirections(self) -> Qt.Orientation:
        """Never asks for more than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """A narrower place makes more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """How tall all lines are in that width."""
        height = self._heights.get(width)
        if height is None:
            height = self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return height

    def sizeHint(self) -> QSize:
        """All on one line."""
        shown = self._shown()
        margins = self.contentsMargins()
        width = sum(hint.width() for _, hint in shown) + self._gap * max(len(shown) - 1, 0)
        width += margins.left() + margins.right()
        return QSize(width, self.heightForWidth(width))

    def minimumSize(self) -> QSize:
        """One to a line."""
        shown = self._shown()
        margins = self.contentsMargins()
        widest = max((item.minimumSize().width() for item, _ in shown), default=0)
        tallest = max((hint.height() for _, hint in shown), default=0)
        return QSize(
            widest + margins.left() + margins.right(), tallest + margins.top() + margins.bottom()
        )

    def setGeometry(self, rect: QRect) -> None:
        """Put every child in its place."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _shown(self) -> list[tuple[QLayoutItem, QSize]]:
        """What is not hidden, with its hint; measured once until something changes."""
        if self._hints is None:
            self._hints = [
                (item, item.sizeHint().expandedTo(item.minimumSize()))
                for item in self._items
                if not item.isEmpty()
            ]
        return self._hints

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        if self._share:
            return self._equal_lines(width)
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        used = 0
        for item, hint in self._shown():
            if not lines or used + hint.width() > width:
                lines.append([])
                used = 0
            lines[-1].append((item, hint))
            used += hint.width() + self._gap
        return lines

    def _equal_lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        shown = self._shown()
        if not shown:
            return []
        if self._own_widths_fit(width):
            return [shown]
        widest = max(hint.width() for _, hint in shown)
        fit = max((width + self._gap) // (widest + self._gap), 1)
        rows = -(-len(shown) // fit)
        # As many in each line as evenly goes: 7 in two lines are 4 and 3, not 6 and 1.
        each = -(-len(shown) // rows)
        return [shown[at : at + each] for at in range(0, len(shown), each)]

    def _own_widths_fit(self, width: int) -> bool:
        shown = self._shown()
        return sum(hint.width() for _, hint in shown) + self._gap * (len(shown) - 1) <= width

    def _shares(self, hints: list[QSize], each: int, width: int) -> list[int]:
        """The widths of one line's children, where `each` is the most in any line."""
        room = width - self._gap * (each - 1)
        part, over = divmod(room, each)
        least = [0] * len(hints)
        if len(hints) == each and self._own_widths_fit(width):
            needed = [hint.width() for hint in hints]
            if max(needed) > part:
                least = needed
                part, over = divmod(room - sum(needed), each)
        # The first few are a pixel wider, so that the last ends where the others' room does.
        return [wide + part + (at < over) for at, wide in enumerate(least)]

    def _place(self, rect: QRect, move: bool) -> int:
        """Lay out in `rect`; returns the whole height, margins included."""
        margins = self.contentsMargins()
        left, y = rect.left() + margins.left(), rect.top() + margins.top()
        width = rect.width() - margins.left() - margins.right()
        lines = self._lines(width)
        each = max((len(line) for line in lines), default=1)
        for line in lines:
            hints = [hint for _, hint in line]
            widths = (
                self._shares(hints, each, width)
                if self._share
                else [min(hint.width(), width) for hint in hints]
            )
            tall = [
                item.heightForWidth(wide) if item.hasHeightForWidth() else hint.height()
                for (item, hint), wide in zip(line, widths, strict=True)
            ]
            height, x = max(tall), left
            for (item, _), wide, own in zip(line, widths, tall, strict=True):
                if move:
                    used = height if self._share else own
                    at = QPoint(x, y + (height - used) // 2)
                    item.setGeometry(QRect(at, QSize(wide, used)))
                x += wide + self._gap
            y += height + self._gap
        return y - (self._gap if lines else 0) + margins.bottom() - rect.top()
