"""The command palette: find a case, a person or an action by typing (Ctrl+K)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ui.theme import SMALL, colour, current
from ui.widgets.glyphs import LEFT, RIGHT, keycap_size, paint_box, paint_keycap, smooth
from ui.widgets.icons import paint_icon
from ui.widgets.rows import Index
from ui.widgets.text import Role, Words

_WIDTH, _LINE, _MOST = 620, 40, 9
_ROOT = QModelIndex()
_DISPLAY = Qt.ItemDataRole.DisplayRole


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to go to or do. `group` is the quiet word at the right: 'Case', 'Action'."""

    title: str
    detail: str
    group: str
    run: Callable[[], None]
    icon: str = "action"
    key: str = ""


Deliver = Callable[[Sequence[Found]], None]
Source = Callable[[str, Deliver], None]
"""Called as source(text, deliver) at each keystroke; may deliver now, later or never."""


class _FoundModel(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.found: tuple[Found, ...] = ()

    def show(self, found: Sequence[Found]) -> None:
        self.beginResetModel()
        self.found = tuple(found)
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.found)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if role not in (_DISPLAY, Qt.ItemDataRole.AccessibleTextRole) or not index.isValid():
            return None
        found = self.found[index.row()]
        return ", ".join(part for part in (found.title, found.detail, found.group) if part)


class _FoundDelegate(QStyledItemDelegate):
    def __init__(self, view: QListView, model: _FoundModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, current().px(_LINE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = current()
        tokens, found = theme.tokens, self._model.found[index.row()]
        rect: QRect = option.rect
        smooth(painter)
        if index.row() == self._view.currentIndex().row():
            paint_box(painter, rect.adjusted(6, 1, -6, -1), tokens.selection, tokens.accent)
        side = theme.px(16)
        left = rect.left() + 18
        mark = QRectF(left, rect.top() + (rect.height() - side) / 2, side, side)
        paint_icon(painter, mark, found.icon, tokens.second)
        left += side + 12
        right = rect.right() - 18
        if found.key:
            cap = keycap_size(found.key, theme)
            top = rect.top() + (rect.height() - cap.height()) // 2
            place = QRect(right - cap.width(), top, cap.width(), cap.height())
            paint_keycap(painter, place, found.key, theme, on_fill=False)
            right -= cap.width() + 10
        self._words(painter, QRect(left, rect.top(), right - left, rect.height()), found)

    def _words(self, painter: QPainter, room: QRect, found: Found) -> None:
        theme = current()
        small, bold = theme.metrics(SMALL), theme.metrics(bold=True)
        painter.setFont(theme.font(SMALL))
        painter.setPen(colour(theme.tokens.second))
        painter.drawText(room, RIGHT, found.group)
        room = room.adjusted(0, 0, -(small.horizontalAdvance(found.group) + 12), 0)
        title = bold.elidedText(found.title, Qt.TextElideMode.ElideRight, room.width())
        wide = bold.horizontalAdvance(title)
        detail_room = room.adjusted(wide + 10, 0, 0, 0)
        detail = small.elidedText(found.detail, Qt.TextElideMode.ElideRight, detail_room.width())
        painter.drawText(detail_room, LEFT, detail)
        painter.setFont(theme.font(bold=True))
        painter.setPen(colour(theme.tokens.ink))
        painter.drawText(room, LEFT, title)


class Palette(QFrame):
    """A field and what it finds, laid over the window. Escape or a click elsewhere ends it.

    Signals:
        closed: it is gone.
    """

    closed = Signal()

    def __init__(self, source: Source, over: QWidget, invitation: str = "") -> None:
        super().__init__(over)
        self.setObjectName("popover")
        invitation = invitation or "Find a case, a person or an action"
        self.setAccessibleName(invitation)
        self._source, self._over = source, over
        self._before: QWidget | None = None
        self._asked = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 8)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(12, 4, 12, 4)
        self.line = QLineEdit()
        self.line.setObjectName("palette")
        self.line.setPlaceholderText(invitation)
        self.line.setAccessibleName(invitation)
        top.addWidget(self.line)
        column.addLayout(top)
        self.list = QListView()
        self.list.setAccessibleName("Found")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self._model = _FoundModel(self)
        self.list.setModel(self._model)
        self.list.setItemDelegate(_FoundDelegate(self.list, self._model))
        self._none = Words(
            "Nothing found. Try a reference, a name or part of an address.", Role.SECOND
        )
        self._none.setContentsMargins(18, 8, 18, 8)
        column.addWidget(self.list)
        column.addWidget(self._none)
        self.line.textChanged.connect(self._ask)
        self.line.installEventFilter(self)
        self.list.entered.connect(self.list.setCurrentIndex)
        self.list.clicked.connect(lambda _index: self._run())
        self.hide()

    def open(self, anchor: QWidget | None = None, text: str = "") -> None:
        """Show it at `anchor` (the search box), else centred, and find `text`."""
        self._before = QApplication.focusWidget()
        width = min(current().px(_WIDTH), self._over.width() - 32)
        at = QPoint((self._over.width() - width) // 2, current().px(90))
        if anchor is not None:
            at = anchor.mapTo(self._over, QPoint(-1, -4))
            at.setX(max(min(at.x(), self._over.width() - width - 16), 16))
        self.setFixedWidth(width)
        self.move(at)
        self.line.setText(text)
        self._ask(text)
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_palette(self) -> None:
        """Take it away and give the keyboard back."""
        if self.isHidden():
            return
        self._asked += 1
        back = self.isAncestorOf(QApplication.focusWidget() or self)
        self.hide()
        if back and self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def found(self) -> tuple[Found, ...]:
        """What is on offer now."""
        return self._model.found

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The line's arrows move in the list; leaving the line ends the palette."""
        if watched is self.line and event.type() == QEvent.Type.FocusOut:
            self.close_palette()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(Qt.Key(event.key()))
        return False

    def _key(self, key: Qt.Key) -> bool:
        match key:
            case Qt.Key.Key_Escape:
                self.close_palette()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._run()
            case Qt.Key.Key_Down:
                self._step(1)
            case Qt.Key.Key_Up:
                self._step(-1)
            case _:
                return False
        return True

    def _step(self, by: int) -> None:
        count = len(self._model.found)
        if count:
            row = (self.list.currentIndex().row() + by) % count
            self.list.setCurrentIndex(self._model.index(row, 0))
            # A screen reader follows the line: let it say what is chosen.
            self.line.setAccessibleDescription(str(self._model.data(self._model.index(row, 0))))

    def _ask(self, text: str) -> None:
        self._asked += 1
        asked = self._asked

        def deliver(found: Sequence[Found]) -> None:
            if asked == self._asked:
                self._show(found)

        self._source(text.strip(), deliver)

    def _show(self, found: Sequence[Found]) -> None:
        self._model.show(found)
        self.list.setVisible(bool(found))
        self._none.setVisible(not found and bool(self.line.text().strip()))
        self.list.setFixedHeight(current().px(_LINE) * min(len(found), _MOST))
        if found:
            self.list.setCurrentIndex(self._model.index(0, 0))
        self.adjustSize()

    def _run(self) -> None:
        row = self.list.currentIndex().row()
        if 0 <= row < len(self._model.found):
            found = self._model.found[row]
            self.close_palette()
            found.run()
