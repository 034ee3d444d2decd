"""The list on screen: draws only what is seen, and is worked by keyboard alone."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QScrollBar,
    QTableView,
    QWidget,
)

from ui.theme import current
from ui.widgets.cells import CellDelegate, RowsHeader
from ui.widgets.columns import fitted
from ui.widgets.rows import PAGE, PageOf, PageSource, RowsModel, Whole

TWO_LINES, ONE_LINE = 50, 34
"""Row heights in pixels at 100 %."""

_NOWHERE = (-1, -1)


class RowsTable(QTableView):
    """A list of rows. One row is chosen; it stays chosen, by its key, when the list is renewed.

    J, K, arrows, Page, Home and End move; Enter opens; Alt+O chooses the order.

    Signals:
        opened(row): Enter or a double click.
        current_changed(row): another row is chosen, or the chosen one's content is new; None
            when there is none or it is still on its way.
        order_chosen(sort, descending): the person wants another order; ask for it.
        cell_pressed(row, column): a cell of a link column was pressed.
        painted: the rows it was last given stand on the screen.
    """

    opened = Signal(object)
    current_changed = Signal(object)
    order_chosen = Signal(str, bool)
    cell_pressed = Signal(object, object)
    painted = Signal()

    def __init__(
        self,
        name: str,
        model: RowsModel[Any],
        row_height: int = TWO_LINES,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows = model
        self._height = row_height
        self._order: tuple[str, bool] | None = None
        self._hover = _NOWHERE
        self._shown: object = None
        self._empty: QWidget | None = None
        self._fresh = False
        self.setAccessibleName(name)
        _dress(self)
        self.setHorizontalHeader(RowsHeader(self))
        self.horizontalHeader().sectionClicked.connect(self._on_title_pressed)
        self.setItemDelegate(CellDelegate(self))
        self.setModel(model)
        self.selectionModel().currentRowChanged.connect(self._tell)
        model.dataChanged.connect(self._tell)
        self._on_theme_changed()

    def show_page(
        self, page: PageOf[Any], source: PageSource | None = None, keep_place: bool = True
    ) -> None:
        """Renew the list. `keep_place`: the chosen row and the scrolling stay, else the top."""
        key, row, scrolled = self._place()
        self._rows.reset(page, source)
        self._fresh = True
        if self._empty is not None:
            self._empty.setVisible(page.total == 0)
        self._fit_columns()
        if page.total == 0:
            self._tell()
            return
        found = self._rows.find(key) if keep_place and key is not None else None
        if not keep_place:
            row, scrolled = 0, 0
        self.executeDelayedItemsLayout()
        self.verticalScrollBar().setValue(scrolled)
        self._choose(found if found is not None else min(max(row, 0), page.total - 1))

    def show_rows(self, rows: Sequence[Any], keep_place: bool = True) -> None:
        """Renew a small, complete list."""
        self.show_page(Whole(tuple(rows)), None, keep_place)

    def span(self) -> tuple[int, int]:
        """Offset and limit, in whole pages, of what is on screen: ask for these to renew it."""
        first = max(self.rowAt(0), 0) // PAGE
        bottom = self.rowAt(self.viewport().height() - 1)
        last = (bottom if bottom >= 0 else max(self._rows.total - 1, 0)) // PAGE
        last = min(last, first + 1)
        return first * PAGE, (max(last, first) - first + 1) * PAGE

    def set_empty(self, state: QWidget) -> None:
        """What is shown over the list while it has no rows."""
        if self._empty is not None:
            self._empty.deleteLater()
        state.setParent(self.viewport())
        state.setGeometry(self.viewport().rect())
        state.setVisible(self._rows.total == 0)
        self._empty = state

    def set_order(self, sort: str, descending: bool = False) -> None:
        """Show which order the list has; the rows are the query's business."""
        self._order = (sort, descending)
        self.horizontalHeader().viewport().update()

    def order(self) -> tuple[str, bool] | None:
        """The sort key and whether it runs downwards."""
        return self._order

    def current_row(self) -> Any | None:
        """The chosen row; None when there is none or it is not here yet."""
        return self._rows.row_at(self.currentIndex().row())

    def choose_key(self, key: Hashable) -> bool:
        """Choose the row with a key, if it is here."""
        at = self._rows.find(key)
        if at is not None:
            self._choose(at)
        return at is not None

    def step(self, rows: int) -> None:
        """Move the choice down or, negative, up."""
        if self._rows.total:
            row = self.currentIndex().row() + rows
            self._choose(min(max(row, 0), self._rows.total - 1))

    def rows_model(self) -> RowsModel[Any]:
        """The model."""
        return self._rows

    def chosen_row(self) -> int:
        """Place of the chosen row, -1 for none."""
        return self.currentIndex().row()

    def hovered(self) -> tuple[int, int]:
        """Row and column under the pointer, (-1, -1) for none."""
        return self._hover

    def row_height(self) -> int:
        """Pixels, at the present text size."""
        return current().px(self._height)

    def first_column(self) -> int:
        """The leftmost column."""
        return 0

    def last_column(self) -> int:
        """The rightmost column that is shown."""
        shown = (n for n in range(len(self._rows.columns)) if not self.isColumnHidden(n))
        return max(shown, default=0)

    def choose_order(self) -> None:
        """Open a menu of the orders this list can have."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for place, column in enumerate(self._rows.columns):
            if column.sort is not None:
                action = menu.addAction(column.title)
                action.setCheckable(True)
                action.setChecked(self._order is not None and self._order[0] == column.sort)
                action.triggered.connect(lambda _on=False, at=place: self._on_title_pressed(at))
        menu.popup(self.mapToGlobal(QPoint(0, self.horizontalHeader().height())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the class's first lines; letters are left to the screen."""
        steps = {Qt.Key.Key_J: 1, Qt.Key.Key_K: -1}
        ends = {Qt.Key.Key_Home: -self._rows.total, Qt.Key.Key_End: self._rows.total}
        key = Qt.Key(event.key())
        if event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            if key in steps or key in ends:
                self.step(steps.get(key, ends.get(key, 0)))
                return
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._open()
                return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters decide; they do not search."""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the row under the pointer."""
        index = self.indexAt(event.position().toPoint())
        self._hover_at((index.row(), index.column()) if index.isValid() else _NOWHERE)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press on a link cell."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._rows.columns[index.column()].link:
            row = self._rows.row_at(index.row())
            if row is not None:
                self.cell_pressed.emit(row, self._rows.columns[index.column()])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Opens."""
        super().mouseDoubleClickEvent(event)
        if self.indexAt(event.position().toPoint()).isValid():
            self._open()

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer has gone."""
        self._hover_at(_NOWHERE)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the row that has the keyboard, choosing the first if there is none."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._rows.total:
            self._choose(0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The row no longer has the keyboard."""
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows; once new ones have been painted, with the window round them, it is told."""
        super().paintEvent(event)
        if self._fresh:
            self._fresh = False
            QTimer.singleShot(0, self, self.painted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width out."""
        super().resizeEvent(event)
        self._fit_columns()
        if self._empty is not None:
            self._empty.setGeometry(self.viewport().rect())

    def changeEvent(self, event: QEvent) -> None:
        """Another theme or text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._on_theme_changed()

    def _on_theme_changed(self) -> None:
        if hasattr(self, "_rows"):
            self.verticalHeader().setDefaultSectionSize(self.row_height())
            self.horizontalHeader().setFixedHeight(current().px(33))
            self._fit_columns()

    def _on_title_pressed(self, place: int) -> None:
        sort = self._rows.columns[place].sort
        if sort is None:
            return
        down = self._order is not None and self._order == (sort, False)
        self.set_order(sort, down)
        self.order_chosen.emit(sort, down)

    def _place(self) -> tuple[Hashable | None, int, int]:
        row = self.current_row()
        key = None if row is None else self._rows.key(row)
        return key, self.currentIndex().row(), self.verticalScrollBar().value()

    def _choose(self, row: int) -> None:
        index = self._rows.index(row, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self._tell()

    def _open(self) -> None:
        row = self.current_row()
        if row is not None:
            self.opened.emit(row)

    def _tell(self, _index: QModelIndex | None = None, *_rest: object) -> None:
        """Say which row is chosen, once for each row and content."""
        index = self.currentIndex()
        row = self._rows.look_at(index.row()) if index.isValid() else None
        if row is not self._shown and row != self._shown:
            self._shown = row
            self.current_changed.emit(row)

    def _hover_at(self, place: tuple[int, int]) -> None:
        if place == self._hover:
            return
        self._hover = place
        link = place[1] >= 0 and self._rows.columns[place[1]].link
        self.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor
        )
        self.viewport().update()

    def _fit_columns(self) -> None:
        if self.model() is None:
            return
        for place, width in enumerate(fitted(self._rows, self.viewport().width(), current())):
            if self.isColumnHidden(place) != (width == 0):
                self.setColumnHidden(place, width == 0)
            if width and self.columnWidth(place) != width:
                self.setColumnWidth(place, width)


def _dress(table: RowsTable) -> None:
    # Parts of our own: to wrap one that C++ made, PySide first builds every widget class
    # there is, which costs a tenth of the window's start.
    table.setViewport(QWidget())
    table.setVerticalHeader(QHeaderView(Qt.Orientation.Vertical))
    table.setVerticalScrollBar(QScrollBar(Qt.Orientation.Vertical))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setCornerButtonEnabled(False)
    table.setTabKeyNavigation(False)
    table.setMouseTracking(True)
    table.verticalHeader().hide()
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    order = QAction("Order by…", table)
    order.setShortcut("Alt+O")
    order.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    order.triggered.connect(table.choose_order)
    table.addAction(order)
