"""A list in parts, a chip for each, beside what is known of the chosen row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtWidgets import QWidget

from rsovisit.queries.query import Page, Query
from ui.bridge import Bridge
from ui.labels import label
from ui.screens.pane import Pane
from ui.screens.screen import Screen
from ui.widgets.cards import EmptyState, Panel, ScreenHead
from ui.widgets.pills import Chip, Chips
from ui.widgets.rows import PAGE, RowsModel
from ui.widgets.split import ListDetail
from ui.widgets.table import RowsTable


class PartsScreen(Screen):
    """Base of screens whose list has parts; it opens on the part that its counts say.

    A subclass says which parts there are, asks for one, and tells of a row; its rows are
    about a case (`case_id`, `case_ref`, `name`, `risk_level`, `area`), and Enter opens that case.

    `chips_name`: what a screen reader calls the chips together.
    """

    def __init__(self, bridge: Bridge, chips_name: str, model: RowsModel[Any]) -> None:
        super().__init__(bridge)
        self._settled = False
        self._head = ScreenHead(self.title, " ")
        self.chips = Chips(chips_name, self.part_chips(None))
        self.chips.chosen.connect(lambda _key: self._look(keep_place=False))
        self.table = RowsTable(self.title, model)
        self.table.current_changed.connect(self.show_row)
        self.table.opened.connect(lambda row: self.open_case.emit(row.case_id))
        self.detail = Pane()
        listing = Panel()
        listing.setAccessibleName(self.title)
        listing.set_flush()
        listing.body.addWidget(self.table)
        for widget in (self._head, self.chips):
            self.page.addWidget(widget)
        self.page.addWidget(ListDetail(listing, self.detail, 0.69), 1)

    def count_query(self) -> Query[Any]:
        """The question that counts every part."""
        raise NotImplementedError

    def part_chips(self, counts: Any | None) -> list[Chip]:
        """The parts, with the length of each once they are counted."""
        raise NotImplementedError

    def opening_part(self, counts: Any) -> str:
        """The part to begin with."""
        raise NotImplementedError

    def note_words(self, counts: Any) -> str:
        """The line under the title."""
        raise NotImplementedError

    def part_query(self, part: str, offset: int, limit: int) -> Query[Page[Any]]:
        """A page of a part."""
        raise NotImplementedError

    def empty_state(self, part: str) -> EmptyState:
        """What a part without rows says."""
        raise NotImplementedError

    def nothing_chosen(self) -> EmptyState:
        """What stands beside the list while no row is chosen."""
        raise NotImplementedError

    def about(self, row: Any) -> Iterable[QWidget]:
        """What is known of a row, for the pane beside the list."""
        raise NotImplementedError

    def show_row(self, row: Any | None) -> None:
        """Tell of the chosen row; None: there is none. Extended by what may be done with it."""
        if row is None:
            self.detail.set_title("")
            self.detail.fill([self.nothing_chosen()])
            return
        self.detail.set_title(
            f"{row.case_ref} · {row.name}", f"{label(row.risk_level)} · {row.area}"
        )
        self.detail.fill(self.about(row))

    def refresh(self) -> None:
        """Ask for the counts, then the list; the first time choose where to begin."""
        self.bridge.ask(self.count_query(), self._on_counts, owner=self, slot="counts")
        if self._settled:
            self._look(keep_place=True)

    def show_place(self, place: object) -> None:
        """One of the parts by its key."""
        if isinstance(place, str) and not (self._settled and place == self.place()):
            self._settled = True
            self.chips.choose(place)
            self._look(keep_place=False)

    def place(self) -> object:
        """The chosen part."""
        return self.chips.choice

    def focus_first(self) -> None:
        """The list has the keyboard."""
        self.table.setFocus()

    def open_current(self) -> None:
        """Open the chosen row's case."""
        row = self.table.current_row()
        if row is not None:
            self.open_case.emit(row.case_id)

    def _on_counts(self, counts: Any) -> None:
        self.chips.set_chips(self.part_chips(counts))
        self._head.note.set_words(self.note_words(counts))
        if not self._settled:
            self._settled = True
            self.chips.choose(self.opening_part(counts))
            self._look(keep_place=False)

    def _look(self, *, keep_place: bool) -> None:
        part = self.chips.choice
        offset, limit = self.table.span() if keep_place else (0, PAGE)

        def query(offset: int, limit: int) -> Query[Page[Any]]:
            return self.part_query(part, offset, limit)

        def show(page: Page[Any]) -> None:
            self.table.set_empty(self.empty_state(part))
            self.table.show_page(page, self.page_source(query), keep_place)

        self.bridge.ask(query(offset, limit), show, owner=self, slot="list")
