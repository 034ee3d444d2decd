"""The visits screen: list at the left, what to know at the door at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from rsovisit.domain.access import Permission
from rsovisit.domain.due import Bucket
from rsovisit.queries.query import Page
from rsovisit.queries.visits import (
    CountVisits,
    VisitCounts,
    VisitFilter,
    VisitList,
    VisitOrder,
    VisitRow,
)
from rsovisit.services.bus import Topic
from ui import actions
from ui.bridge import Bridge
from ui.labels import counted, day, label
from ui.screens.screen import Screen
from ui.screens.visits.columns import visit_columns
from ui.screens.visits.detail import VisitDetail
from ui.screens.visits.filters import VisitFilters, kept
from ui.widgets.cards import EmptyState, Panel, ScreenHead
from ui.widgets.rows import PAGE, Column, RowsModel
from ui.widgets.split import ListDetail
from ui.widgets.table import RowsTable

_NEEDS = {
    "record": Permission.VISIT_RECORD,
    "attempt": Permission.VISIT_RECORD,
    "allocate": Permission.CASE_ALLOCATE,
    "open": Permission.CASE_READ,
    "why": Permission.CASE_LIST,
}
"""What may be done with the chosen case, and by whom."""


class VisitsScreen(Screen):
    """Opens on the first bucket that holds anything: overdue before due, due before later."""

    key: ClassVar[str] = "visits"
    title: ClassVar[str] = "Visits"
    cares: ClassVar[frozenset[Topic]] = frozenset({Topic.VISITS, Topic.CASES})
    exports: ClassVar[bool] = True

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self._settled = False
        self._head = ScreenHead(self.title, " ")
        self.filters = VisitFilters(bridge)
        self.filters.changed.connect(self._on_filter_changed)
        self.filters.view_wanted.connect(self._save_view)
        columns = visit_columns(bridge.today, bridge.policy)
        self.table = RowsTable("Visits", RowsModel(columns, key=lambda row: row.case_id))
        self.table.set_order(VisitOrder.LATENESS.value)
        self.table.order_chosen.connect(self._on_order_chosen)
        self.table.current_changed.connect(self._on_row_chosen)
        self.table.opened.connect(self._on_opened)
        self.table.cell_pressed.connect(self._on_cell_pressed)
        self.detail = VisitDetail(bridge)
        self._make_actions()
        self._lay_out()

    def _make_actions(self) -> None:
        act = {
            name: actions.make(f"visits_{name}", self, slot)
            for name, slot in (
                ("record", partial(self._record, attempt=False)),
                ("attempt", partial(self._record, attempt=True)),
                ("allocate", self._allocate),
                ("open", self._open_current),
                ("why", self._why),
                ("filter", self.filters.box.setFocus),
                ("save_view", self._save_view),
            )
        }
        may = self.bridge.actor.may
        if not may(Permission.VIEW_SAVE):
            actions.withhold(act["save_view"])
        self._needs_row = [act[name] for name, needed in _NEEDS.items() if may(needed)]
        for name, needed in _NEEDS.items():
            act[name].setEnabled(False)
            if not may(needed):
                actions.withhold(act[name])
        self._record_action, self._allocate_action = act["record"], act["allocate"]
        self.detail.set_actions([act[n] for n in ("record", "attempt", "allocate", "open")])
        self.detail.why_wanted.connect(self._why)

    def _lay_out(self) -> None:
        listing = Panel()
        listing.setAccessibleName("Visits")
        listing.set_flush()
        listing.body.addWidget(self.table)
        for widget in (self._head, self.filters):
            self.page.addWidget(widget)
        self.page.addWidget(ListDetail(listing, self.detail, 0.69), 1)

    def refresh(self) -> None:
        """Ask for the list and the counts; the very first list is asked for at once."""
        if not self._settled:
            self._settle()
            return
        offset, limit = self.table.span()
        self.bridge.ask(self._query(offset, limit), self._show, owner=self, slot="list")
        self._count()

    def show_place(self, place: object) -> None:
        """A bucket by its word, or a whole filter."""
        if self._settled and place == self.place():
            return
        self._settled = True
        if isinstance(place, VisitFilter):
            self.filters.set_filter(place)
        elif isinstance(place, str):
            bucket = None if place == "all" else Bucket(place)
            self.filters.set_filter(VisitFilter(bucket))

    def place(self) -> object:
        """The filter as it stands."""
        return self.filters.filter

    def pictures(self) -> Sequence[tuple[str, Callable[[], None]]]:
        """The list, and the forms it opens on its first case."""
        forms = (("record-visit", self._record_action), ("allocate", self._allocate_action))
        opened = [(name, act.trigger) for name, act in forms if act.isEnabled()]
        return [*super().pictures(), *opened]

    def focus_first(self) -> None:
        """The list has the keyboard."""
        self.table.setFocus()

    def _settle(self) -> None:
        """Find the first bucket with anything in it and paint it straight away."""
        self._settled = True
        for bucket in Bucket:
            self.filters.set_bucket(bucket)
            page = self.bridge.ask_now(self._query(0, PAGE))
            if page.total:
                self._show(page)
                break
        else:
            self.filters.set_bucket(None)
            self._show(Page((), 0))
        # The list is on screen before anything is counted.
        self.table.painted.connect(self._count, Qt.ConnectionType.SingleShotConnection)

    def _query(self, offset: int, limit: int) -> VisitList:
        sort, descending = self.table.order() or (VisitOrder.LATENESS.value, False)
        return VisitList(self.filters.filter, VisitOrder(sort), descending, offset, limit)

    def _show(self, page: Page[VisitRow], keep_place: bool = True) -> None:
        if not page.total:
            self.table.set_empty(self._empty_state())
            self.detail.show_row(None)
        self.table.show_page(page, self.page_source(self._query), keep_place)

    def _count(self) -> None:
        chosen = replace(self.filters.filter, bucket=None)
        self.bridge.ask(CountVisits(chosen), self._on_counts, owner=self, slot="counts")

    def _on_counts(self, counts: VisitCounts) -> None:
        self.filters.show_counts(counts)
        area = self.filters.filter.area or self.bridge.actor.area or "All areas"
        live = counted(counts.all, "live case")
        fits = f"{live} {'fits' if counts.all == 1 else 'fit'}"
        found = fits if self.filters.is_narrowed() else live
        self._head.note.set_words(f"{area} · {found} · {day(self.bridge.today())}")

    def _empty_state(self) -> EmptyState:
        if self.filters.is_narrowed():
            return EmptyState(
                "Nothing matches",
                "No case in this list fits what you narrowed it to.",
                "Show all of it",
                self.filters.clear,
                icon="search",
            )
        bucket = self.filters.filter.bucket
        if bucket is None:
            return self._no_cases()
        if bucket is Bucket.OVERDUE:
            return EmptyState("Nothing is overdue", "What is due soon is in the next list.")
        due = "due later" if bucket is Bucket.LATER else label(bucket).lower()
        return EmptyState(f"Nothing is {due}", "The work is in the other lists.")

    def _no_cases(self) -> EmptyState:
        """Nothing in any list: a register just made, or an area without a case."""
        if self.bridge.actor.may(Permission.CASES_IMPORT):
            return EmptyState(
                "No cases here yet",
                "They come from your own sheets: officers first, then cases, then visits.",
                "Import a file…",
                lambda: self.go_to.emit("import", None),
                icon="import",
            )
        return EmptyState(
            "No cases here yet", "Whoever keeps the register can import them.", icon="cases"
        )

    def _on_filter_changed(self) -> None:
        query = self._query(0, PAGE)
        show = partial(self._show, keep_place=False)
        self.bridge.ask(query, show, owner=self, slot="list")
        self._count()

    def _on_order_chosen(self, sort: str, descending: bool) -> None:
        self.table.set_order(sort, descending)
        self._on_filter_changed()

    def _on_row_chosen(self, row: VisitRow | None) -> None:
        for action in self._needs_row:
            action.setEnabled(row is not None)
        self.detail.show_row(row)

    def _on_opened(self, row: VisitRow) -> None:
        self._open_current()

    def _on_cell_pressed(self, row: VisitRow, column: Column[Any]) -> None:
        self._why()

    def _open_current(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.open_case.emit(row.case_id)

    def _record(self, *, attempt: bool) -> None:
        row = self.table.current_row()
        if row is None:
            return
        from ui.screens.record.form import open_record

        open_record(self, row.case_id, attempt=attempt)

    def _allocate(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        from ui.screens.allocate.form import open_allocate

        open_allocate(self, [row])

    def _why(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        from ui.screens.why import open_why

        open_why(self, self.detail, row.case_id, row.case_ref)

    def export(self) -> None:
        """Write the list, narrowed as it is, to a file."""
        from ui.screens.export.form import open_export

        open_export(self, kept(self.filters.filter))

    def _save_view(self) -> None:
        from ui.screens.visits.save_view import open_save_view

        open_save_view(self, kept(self.filters.filter))
