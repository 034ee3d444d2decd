"""The officers a typed name or number may mean, listed under the line it is typed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from rsovisit.queries.staff import StaffRow
from ui.screens.record.training import training_badge
from ui.theme import SMALL, colour, current
from ui.widgets.glyphs import LEFT, badge_size, paint_badge, paint_box, smooth
from ui.widgets.rows import Index
from ui.widgets.sidepane import SidePane

_LINE = 46
_ROOT = QModelIndex()
_ROLE = Qt.ItemDataRole


class Offers(QFrame):
    """A list under a line that keeps the keyboard: the line's owner passes the arrows on.

    `on`: the day training is judged for.

    Signals:
        chosen(StaffRow): by the pointer.
    """

    chosen = Signal(object)

    def __init__(self, line: QLineEdit, on: Callable[[], date]) -> None:
        super().__init__(line)
        self._line = line
        self.setObjectName("popover")
        self.setAccessibleName("Officers found")
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 5, 1, 5)
        self._list = QListView()
        self._list.setAccessibleName("Officers found")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setUniformItemSizes(True)
        self._list.setMouseTracking(True)
        self._list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._model = _People(self)
        self._list.setModel(self._model)
        self._list.setItemDelegate(_PersonDelegate(self._list, self._model, on))
        self._list.entered.connect(self._list.setCurrentIndex)
        self._list.clicked.connect(lambda index: self.chosen.emit(self._model.people[index.row()]))
        column.addWidget(self._list)
        self.hide()

    def show_people(self, people: Sequence[StaffRow]) -> None:
        """Offer these, the first one marked; nobody hides the list."""
        self._model.show(people)
        if not people:
            self.hide()
            return
        self._list.setCurrentIndex(self._model.index(0, 0))
        self._place(len(people))
        self.show()
        self.raise_()
        self._tell()

    def marked(self) -> StaffRow | None:
        """The one Enter would take."""
        row = self._list.currentIndex().row()
        return self._model.people[row] if 0 <= row < len(self._model.people) else None

    def step(self, by: int) -> None:
        """Mark the next or, negative, the one before, round and round."""
        count = len(self._model.people)
        if count:
            row = (self._list.currentIndex().row() + by) % count
            self._list.setCurrentIndex(self._model.index(row, 0))
            self._tell()

    def _place(self, lines: int) -> None:
        """Under the line, or over it where there is no room, within the form."""
        ground = _form_of(self._line)
        self.setParent(ground)
        height = current().px(_LINE) * lines + 12
        at = self._line.mapTo(ground, QPoint(0, self._line.height() + 3))
        if at.y() + height > ground.height():
            at.setY(max(self._line.mapTo(ground, QPoint(0, 0)).y() - height - 3, 0))
        self.setGeometry(QRect(at, QSize(self._line.width(), height)))

    def _tell(self) -> None:
        # A screen reader follows the line: let it say who is marked.
        index = self._list.currentIndex()
        self._line.setAccessibleDescription(str(index.data(_ROLE.DisplayRole)))


def _form_of(widget: QWidget) -> QWidget:
    at: QWidget | None = widget
    while at is not None and not isinstance(at, SidePane):
        at = at.parentWidget()
    return at or widget.window()


class _People(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.people: tuple[StaffRow, ...] = ()

    def show(self, people: Sequence[StaffRow]) -> None:
        self.beginResetModel()
        self.people = tuple(people)
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.people)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> object:
        if role not in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole) or not index.isValid():
            return None
        row = self.people[index.row()]
        return ", ".join(part for part in (row.name, row.collar, row.area, row.training) if part)


class _PersonDelegate(QStyledItemDelegate):
    """Name over number and area at the left, training at the right."""

    def __init__(self, view: QListView, model: _People, on: Callable[[], date]) -> None:
        super().__init__(view)
        self._view, self._model, self._on = view, model, on

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, current().px(_LINE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = current()
        tokens, row = theme.tokens, self._model.people[index.row()]
        rect: QRect = option.rect
        smooth(painter)
        if index.row() == self._view.currentIndex().row():
            paint_box(painter, rect.adjusted(5, 1, -5, -1), tokens.selection, tokens.accent)
        inner = rect.adjusted(14, 0, -14, 0)
        badge = training_badge(row, self._on())
        wide = badge_size(badge, theme).width()
        right = QRect(inner.right() - wide, rect.top(), wide, rect.height())
        paint_badge(painter, right, badge, theme)
        room = inner.adjusted(0, 0, -(wide + 12), 0)
        bold, small = theme.metrics(bold=True), theme.metrics(SMALL)
        top = rect.top() + (rect.height() - bold.height() - small.height()) // 2
        first = QRect(room.left(), top, room.width(), bold.height())
        second = QRect(room.left(), top + bold.height(), room.width(), small.height())
        place = " · ".join(part for part in (row.collar, row.area) if part)
        elide = Qt.TextElideMode.ElideRight
        painter.setFont(theme.font(bold=True))
        painter.setPen(colour(tokens.ink))
        painter.drawText(first, LEFT, bold.elidedText(row.name, elide, room.width()))
        painter.setFont(theme.font(SMALL))
        painter.setPen(colour(tokens.second))
        painter.drawText(second, LEFT, small.elidedText(place, elide, room.width()))
