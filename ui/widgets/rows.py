"""The one model behind every list: columns over frozen rows, paged when the list is long."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import partial
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
)

from ui.theme import Badge

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
Index = QModelIndex | QPersistentModelIndex

PAGE = 100
"""Rows asked for at a time."""

_PAGES_KEPT = 10
_NOT_YET = "…"
_ROOT = QModelIndex()
_ROLE = Qt.ItemDataRole


class PageOf(Protocol[R_co]):
    """Part of a list, as queries give it."""

    @property
    def rows(self) -> tuple[R_co, ...]:
        """The rows, in order."""
        ...

    @property
    def total(self) -> int:
        """How many the whole list has."""
        ...

    @property
    def offset(self) -> int:
        """Where `rows` begin in the whole list."""
        ...


class Whole(NamedTuple, Generic[R]):
    """A complete list as its only page."""

    rows: tuple[R, ...]
    offset: int = 0

    @property
    def total(self) -> int:
        """As many as there are."""
        return len(self.rows)


class Column(NamedTuple, Generic[R]):
    """One column: how a row's value reads, and how it stands on the screen.

    text: the words of the first line; also what is copied and read aloud.
    sort: the key the query orders by; None where there is no order to ask for.
    second: a quieter second line under the first.
    badge: a pill instead of the first line; its words should equal `text`.
    sample: the widest usual text, which sets the natural width ('23 Nov 2026').
    give: share of the width left over, and of what is lacking; 0 keeps its natural width.
    drop: where the table is too narrow, columns leave from the highest down; 0 always stays.
    link: the cell is pressed like a link (the table's `cell_pressed`).
    wrap: without a second line, long words go on in its place before they are cut.
    """

    title: str
    text: Callable[[R], str]
    sort: str | None = None
    second: Callable[[R], str] | None = None
    badge: Callable[[R], Badge | None] | None = None
    sample: str = ""
    give: int = 0
    drop: int = 0
    strong: bool = False
    quiet: bool = False
    number: bool = False
    link: bool = False
    wrap: bool = False
    tip: Callable[[R], str] | None = None


PageSource = Callable[[int, int, Callable[[PageOf[Any]], None]], None]
"""Called as source(offset, limit, deliver): ask for a page and hand it to `deliver` later.

Only the newest request matters; `Screen.page_source` makes one from a query.
"""


class RowsModel(QAbstractTableModel, Generic[R]):
    """Frozen rows under columns. Holds a small list whole, or about ten pages of a long one.

    Rows not yet here read '…' and are asked for once they are looked at. There is no query
    in `data`: it only notes what was wanted; the asking happens when painting is over.
    """

    def __init__(
        self,
        columns: Sequence[Column[R]],
        key: Callable[[R], Hashable],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.key = key
        self._total = 0
        self._blocks: OrderedDict[int, tuple[R, ...]] = OrderedDict()
        self._source: PageSource | None = None
        self._generation = 0
        self._wanted: list[int] = []
        self._asked: int | None = None
        self._later = QTimer(self, interval=0, singleShot=True)
        self._later.timeout.connect(self._ask)

    def reset(self, page: PageOf[R], source: PageSource | None = None) -> None:
        """Show another list: `page` begins at a multiple of PAGE; the rest comes from `source`.

        Without a source the page must be the whole list.
        """
        self.beginResetModel()
        self._generation += 1
        self._total, self._source = page.total, source
        self._blocks.clear()
        self._wanted.clear()
        self._asked = None
        self._keep(page)
        self.endResetModel()

    @property
    def total(self) -> int:
        """How many rows the whole list has."""
        return self._total

    def row_at(self, row: int) -> R | None:
        """The row at a place, None where it is not here; never asks for it."""
        block = self._blocks.get(row // PAGE)
        at = row % PAGE
        return block[at] if block is not None and at < len(block) else None

    def look_at(self, row: int) -> R | None:
        """The row at a place; if it is not here, it is asked for after this."""
        found = self.row_at(row)
        if found is None and self._source is not None and 0 <= row < self._total:
            self._want(row // PAGE)
        return found

    def held(self) -> Iterator[tuple[int, R]]:
        """The rows that are here, with their places."""
        for number, block in sorted(self._blocks.items()):
            for at, row in enumerate(block):
                yield number * PAGE + at, row

    def find(self, key: Hashable) -> int | None:
        """Where the row with a key stands among those that are here."""
        return next((at for at, row in self.held() if self.key(row) == key), None)

    def replace_row(self, row: R) -> bool:
        """Put a newer version of a row in its place, moving nothing; False if it is not here."""
        at = self.find(self.key(row))
        if at is None:
            return False
        number, place = divmod(at, PAGE)
        block = self._blocks[number]
        self._blocks[number] = (*block[:place], row, *block[place + 1 :])
        self._repaint(at, at)
        return True

    def rowCount(self, parent: Index = _ROOT) -> int:
        """All rows of the list, here or not."""
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = _ROOT) -> int:
        """One for each column."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> object:
        """Text, tooltip and what a screen reader says. The delegate asks `row_at` instead."""
        if role not in _ANSWERED or not index.isValid():
            return None
        row, column = self.look_at(index.row()), self.columns[index.column()]
        if row is None:
            return _NOT_YET
        if role == _ROLE.DisplayRole:
            return column.text(row)
        if role == _ROLE.AccessibleTextRole:
            return f"{column.title}: {_said(column, row)}"
        return column.tip(row) if column.tip else _said(column, row)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> object:
        """Column titles."""
        if orientation is not Qt.Orientation.Horizontal or role != _ROLE.DisplayRole:
            return None
        return self.columns[section].title if section < len(self.columns) else None

    def _keep(self, page: PageOf[R]) -> None:
        first = page.offset // PAGE
        for at in range(0, len(page.rows), PAGE):
            self._blocks[first + at // PAGE] = page.rows[at : at + PAGE]
        while self._source is not None and len(self._blocks) > _PAGES_KEPT:
            self._blocks.popitem(last=False)

    def _want(self, number: int) -> None:
        if number in self._wanted:
            self._wanted.remove(number)
        self._wanted.append(number)
        # A drag over thousands of rows passes many pages: only the last seen are worth it.
        del self._wanted[:-3]
        self._later.start()

    def _ask(self) -> None:
        while self._wanted and self._wanted[-1] in self._blocks:
            self._wanted.pop()
        if self._wanted and self._source is not None and self._wanted[-1] != self._asked:
            self._asked = self._wanted[-1]
            deliver = partial(self._deliver, self._generation)
            self._source(self._asked * PAGE, PAGE, deliver)

    def _deliver(self, generation: int, page: PageOf[R]) -> None:
        if generation != self._generation:
            return
        self._asked = None
        self._keep(page)
        if page.rows:
            self._repaint(page.offset, page.offset + len(page.rows) - 1)
        self._ask()

    def _repaint(self, first: int, last: int) -> None:
        last = min(last, self._total - 1)
        if first <= last and self.columns:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))


_ANSWERED = (_ROLE.DisplayRole, _ROLE.ToolTipRole, _ROLE.AccessibleTextRole)


def _said(column: Column[R], row: R) -> str:
    second = column.second(row) if column.second else ""
    return ", ".join(part for part in (column.text(row), second) if part)
