"""A layout that fills a line and goes on in the next, so that nothing is ever cut off."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Left to right, then down. With `share` every line is filled out in equal parts.

    Sizes are the children's hints; `gap` is between neighbours, in pixels.
    """

    def __init__(self, parent: QWidget | None = None, gap: int = 8, share: bool = False) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._share = share
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

    def expandingDirections(self) -> Qt.Orientation:
        """Never asks for more than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """A narrower place makes more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """How tall all lines are in that width."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        """All on one line."""
        shown = self._shown()
        width = sum(self._hint(item).width() for item in shown) + self._gap * max(len(shown) - 1, 0)
        margins = self.contentsMargins()
        width += margins.left() + margins.right()
        return QSize(width, self.heightForWidth(width))

    def minimumSize(self) -> QSize:
        """One to a line."""
        widest = max((item.minimumSize().width() for item in self._shown()), default=0)
        margins = self.contentsMargins()
        return QSize(
            widest + margins.left() + margins.right(),
            max((self._hint(item).height() for item in self._shown()), default=0)
            + margins.top()
            + margins.bottom(),
        )

    def setGeometry(self, rect: QRect) -> None:
        """Put every child in its place."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _hint(self, item: QLayoutItem) -> QSize:
        return item.sizeHint().expandedTo(item.minimumSize())

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        if self._share:
            return self._equal_lines(width)
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._shown():
            wanted = self._hint(item).width()
            if not lines or used + wanted > width:
                lines.append([])
                used = 0
            lines[-1].append(item)
            used += wanted + self._gap
        return lines

    def _equal_lines(self, width: int) -> list[list[QLayoutItem]]:
        shown = self._shown()
        widest = max((self._hint(item).width() for item in shown), default=1)
        fit = max((width + self._gap) // (widest + self._gap), 1)
        if not shown:
            return []
        rows = -(-len(shown) // fit)
        # As many in each line as evenly goes: 7 in two lines are 4 and 3, not 6 and 1.
        each = -(-len(shown) // rows)
        return [shown[at : at + each] for at in range(0, len(shown), each)]

    def _place(self, rect: QRect, move: bool) -> int:
        """Lay out in `rect`; returns the whole height, margins included."""
        margins = self.contentsMargins()
        left, y = rect.left() + margins.left(), rect.top() + margins.top()
        width = rect.width() - margins.left() - margins.right()
        lines = self._lines(width)
        each = max((len(line) for line in lines), default=1)
        part = (width - self._gap * (each - 1)) // each
        for line in lines:
            widths = [part if self._share else min(self._hint(i).width(), width) for i in line]
            height = max(
                (self._height(item, w) for item, w in zip(line, widths, strict=True)), default=0
            )
            x = left
            for item, wide in zip(line, widths, strict=True):
                tall = height if self._share else self._height(item, wide)
                if move:
                    at = QPoint(x, y + (height - tall) // 2)
                    item.setGeometry(QRect(at, QSize(wide, tall)))
                x += wide + self._gap
            y += height + self._gap
        return y - (self._gap if lines else 0) + margins.bottom() - rect.top()

    def _height(self, item: QLayoutItem, width: int) -> int:
        if item.hasHeightForWidth():
            return item.heightForWidth(width)
        return self._hint(item).height()
