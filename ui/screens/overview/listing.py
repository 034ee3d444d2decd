"""Under the charts: the overdue cases and the other lists of the Overview, narrowed to a team."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from rsovisit.domain.lateness import AgeBand
from rsovisit.queries.oversight import OverdueList
from rsovisit.queries.overview_lists import ArmsOutOfDate, OverviewPart, WeakCrews
from rsovisit.queries.query import Page, Query
from ui.bridge import Bridge
from ui.screens.overview.columns import arms_columns, crew_columns, overdue_columns
from ui.theme import current
from ui.widgets.buttons import KeyButton, Kind, MenuButton
from ui.widgets.cards import EmptyState, Panel
from ui.widgets.flow import FlowLayout
from ui.widgets.pills import Chip, Chips
from ui.widgets.rows import Column, PageOf, PageSource, RowsModel
from ui.widgets.table import ONE_LINE, RowsTable

ALL_TEAMS = "All teams"
_LEAST = 170
"""A list is never lower than its titles and four rows, in pixels at 100 %."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which list, of which team; `band` narrows the overdue alone."""

    part: OverviewPart = OverviewPart.OVERDUE
    area: str | None = None
    band: AgeBand | None = None

    @property
    def narrow(self) -> bool:
        """Whether less than the whole list is shown."""
        return self.area is not None or (
            self.band is not None and self.part is OverviewPart.OVERDUE
        )

    def words(self) -> str:
        """What the list is narrowed to."""
        band = self.band.words if self.band and self.part is OverviewPart.OVERDUE else ""
        return " · ".join(part for part in (self.area or ALL_TEAMS, band) if part)

    def query(self, offset: int, limit: int) -> Query[Page[Any]]:
        """A page of the list."""
        match self.part:
            case OverviewPart.ARMS:
                return ArmsOutOfDate(self.area, offset, limit)
            case OverviewPart.CREWS:
                return WeakCrews(self.area, offset, limit)
            case _:
                return OverdueList(self.area, self.band, offset, limit)


_EMPTY = {
    OverviewPart.OVERDUE: ("Nothing is overdue", "Every visit has been made by its date."),
    OverviewPart.ARMS: ("Every assessment is in date", ""),
    OverviewPart.CREWS: (
        "Two officers went each time, one of them trained",
        "No visit of the last 90 days was otherwise.",
    ),
}


class _Bar(QWidget):
    """What is chosen at the left and what is done at the right; above it where that is too wide."""

    def __init__(self, choosing: QWidget, doing: QWidget) -> None:
        super().__init__()
        self._parts = (choosing, doing)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(12, 8, 12, 8)
        self._row.setSpacing(8)
        self._row.addWidget(choosing, 1)
        self._row.addWidget(doing)

    def event(self, event: QEvent) -> bool:
        """Another width, or other words in it, may need the other arrangement."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            wanted = sum(part.sizeHint().width() for part in self._parts) + 2 * 12 + 8
            wide = wanted <= self.width()
            to = QBoxLayout.Direction
            self._row.setDirection(to.LeftToRight if wide else to.TopToBottom)
            middle = Qt.AlignmentFlag.AlignVCenter if wide else Qt.AlignmentFlag(0)
            self._row.setAlignment(self._parts[0], middle)
        return super().event(event)


class OverviewListing(Panel):
    """One list at a time, with chips that choose it, a team to narrow it to, and what to do.

    Signals:
        part_chosen(part): another list is wanted.
        team_chosen(area, band): narrow to a team, (None, None) for all.
        row_changed(row): another row is chosen, None for none.
        opened(row): Enter or a double click.
        why_wanted(row): 'Why this date?' was pressed in a row.
    """

    part_chosen = Signal(object)
    team_chosen = Signal(object, object)
    row_changed = Signal(object)
    opened = Signal(object)
    why_wanted = Signal(object)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._bridge = bridge
        self.narrowed = Narrowed()
        self.tables: dict[OverviewPart, RowsTable] = {}
        self.setAccessibleName("Lists")
        self.set_flush()
        self.chips = Chips("Which list", [Chip(part.value, part.words) for part in OverviewPart])
        self.chips.chosen.connect(lambda key: self.part_chosen.emit(OverviewPart(key)))
        self.team = MenuButton(ALL_TEAMS)
        self.team.pressed.connect(self._fill_teams)
        self._areas: tuple[str, ...] = ()
        doing = QWidget()
        self._doing = FlowLayout(doing, gap=8)
        self._doing.addWidget(self.team)
        self.body.setSpacing(0)
        self.body.addWidget(_Bar(self.chips, doing))
        self._stack = QVBoxLayout()
        self.body.addLayout(self._stack, 1)
        self.table_of(OverviewPart.OVERDUE)

    def set_actions(self, offered: Sequence[QAction]) -> None:
        """Put the actions on buttons over the list; the first is the main one."""
        for at, action in enumerate(offered):
            kind = Kind.PRIMARY if at == 0 else Kind.SECONDARY
            self._doing.addWidget(KeyButton.of(action, kind))

    @property
    def table(self) -> RowsTable:
        """The list on screen."""
        return self.table_of(self.narrowed.part)

    def show_narrowed(self, narrowed: Narrowed) -> None:
        """Say which list is on its way, and narrowed to what."""
        self.narrowed = narrowed
        shown = self.table
        for table in self.tables.values():
            table.setVisible(table is shown)
        self.chips.choose(narrowed.part.value)
        self.team.set_words(narrowed.words())
        self.team.setAccessibleName(f"Team: {narrowed.words()}")

    def show_counts(self, counts: Mapping[OverviewPart, int]) -> None:
        """Put the length of each list on its chip."""
        self.chips.set_chips([Chip(part.value, part.words, counts[part]) for part in OverviewPart])

    def show_areas(self, areas: Sequence[str]) -> None:
        """The teams there are, for the menu."""
        self._areas = tuple(sorted(areas))

    def show_page(self, page: PageOf[Any], source: PageSource, keep_place: bool) -> None:
        """Renew the list on screen."""
        self.table.set_empty(self._empty_state())
        self.table.show_page(page, source, keep_place)

    def table_of(self, part: OverviewPart) -> RowsTable:
        """A list's table, made when first wanted."""
        table = self.tables.get(part)
        if table is None:
            columns, key = self._columns(part)
            table = RowsTable(part.words, RowsModel(columns, key), ONE_LINE)
            table.setMinimumHeight(current().px(_LEAST))
            table.current_changed.connect(partial(self._on_row, part))
            table.opened.connect(self.opened)
            table.cell_pressed.connect(lambda row, _column: self.why_wanted.emit(row))
            self.tables[part] = table
            self._stack.addWidget(table, 1)
        return table

    def changeEvent(self, event: QEvent) -> None:
        """Another text size needs other room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "tables"):
            for table in self.tables.values():
                table.setMinimumHeight(current().px(_LEAST))

    def _columns(
        self, part: OverviewPart
    ) -> tuple[tuple[Column[Any], ...], Callable[[Any], Hashable]]:
        today, policy = self._bridge.today, self._bridge.policy
        if part is OverviewPart.CREWS:
            return crew_columns(), lambda row: row.visit_id
        columns = arms_columns if part is OverviewPart.ARMS else overdue_columns
        return columns(today, policy), lambda row: row.case_id

    def _on_row(self, part: OverviewPart, row: object) -> None:
        if part is self.narrowed.part:
            self.row_changed.emit(row)

    def _fill_teams(self) -> None:
        menu = self.team.menu_of()
        menu.clear()
        menu.addAction(ALL_TEAMS, lambda: self.team_chosen.emit(None, None))
        menu.addSeparator()
        for area in self._areas:
            menu.addAction(area, partial(self.team_chosen.emit, area, None))

    def _empty_state(self) -> EmptyState:
        title, sentence = _EMPTY[self.narrowed.part]
        if not self.narrowed.narrow:
            return EmptyState(title, sentence)
        return EmptyState(
            f"{title}: {self.narrowed.words()}",
            "",
            "Show all teams",
            lambda: self.team_chosen.emit(None, None),
        )
