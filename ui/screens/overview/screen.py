"""The overview screen: figures, charts, and the lists of what somebody must decide about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from rsovisit.domain.access import Permission
from rsovisit.domain.due import Bucket
from rsovisit.domain.lateness import AgeBand
from rsovisit.queries.oversight import (
    AreaOverdueRow,
    OverdueByArea,
    OverdueRow,
    QueueHistory,
)
from rsovisit.queries.overview_lists import (
    CountOverview,
    OverviewPart,
    OverviewStanding,
    Standing,
)
from rsovisit.queries.query import Page
from rsovisit.queries.tasks import AssessorRow, AssessorTotals, QueueChip
from rsovisit.queries.visits import VisitFilter
from rsovisit.services.bus import Topic
from ui import actions
from ui.bridge import Bridge
from ui.labels import clock_time, counted, day
from ui.screens import SCREENS
from ui.screens.overview.charts import Backlog, ChartRow, OverdueByTeam
from ui.screens.overview.listing import Narrowed, OverviewListing
from ui.screens.overview.queues import AssessorQueues
from ui.screens.overview.tiles import Figure, StandingTiles
from ui.screens.screen import Screen
from ui.widgets.buttons import KeyButton
from ui.widgets.cards import ScreenHead
from ui.widgets.rows import PAGE

_QUEUE = {
    Figure.RETURNS: QueueChip.RETURNS,
    Figure.CHANGES: QueueChip.CHANGES,
    Figure.REFERRALS: QueueChip.REFERRALS,
}
_HERE = {Figure.ARMS: OverviewPart.ARMS, Figure.CREWS: OverviewPart.CREWS}


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The warning of an overdue row, as the form that decides it wants it."""

    warning_id: int
    version: int
    case_ref: str
    name: str


class OverviewScreen(Screen):
    """Where are we late, how bad, who has decided what about it?"""

    key: ClassVar[str] = "overview"
    title: ClassVar[str] = "Overview"
    exports: ClassVar[bool] = True
    cares: ClassVar[frozenset[Topic]] = frozenset(
        {Topic.CASES, Topic.VISITS, Topic.WARNINGS, Topic.TASKS, Topic.STAFF}
    )

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self._head = ScreenHead(self.title, " ")
        role = bridge.actor.role
        offered = {entry.key for entry in SCREENS if entry.is_for(role)}
        queue = "queue" in offered
        opening = {Figure.OVERDUE, *_HERE} | (set(_QUEUE) if queue else set())
        self.tiles = StandingTiles(frozenset(opening))
        self.tiles.pressed.connect(self._on_figure_pressed)
        self.by_team = OverdueByTeam()
        self.by_team.bars.chosen.connect(self._narrow)
        self.backlog = Backlog()
        self.queues = AssessorQueues(queue)
        self.queues.queue_wanted.connect(
            lambda collar: self.go_to.emit("queue", (collar, QueueChip.ALL))
        )
        self.listing = OverviewListing(bridge)
        self._make_actions()
        for widget in (
            self._head,
            self.tiles,
            ChartRow([self.by_team, self.backlog, self.queues]),
        ):
            self.page.addWidget(widget)
        self.page.addWidget(self.listing, 1)

    def _make_actions(self) -> None:
        self._acknowledge = actions.make("overview_acknowledge", self, self._on_acknowledge)
        self._reallocate = actions.make("overview_reallocate", self, self._on_reallocate)
        self._open = actions.make("overview_open", self, self._on_open)
        self._why = actions.make("overview_why", self, self._on_why)
        if not self.bridge.actor.may(Permission.WARNING_DECIDE):
            actions.withhold(self._acknowledge)
        if not self.bridge.actor.may(Permission.CASE_ALLOCATE):
            actions.withhold(self._reallocate)
        self.listing.set_actions([self._acknowledge, self._reallocate, self._open])
        self.listing.part_chosen.connect(self._on_part_chosen)
        self.listing.team_chosen.connect(self._narrow)
        self.listing.row_changed.connect(self._on_row_changed)
        self.listing.opened.connect(lambda row: self.open_case.emit(row.case_id))
        self.listing.why_wanted.connect(lambda _row: self._on_why())
        if self.bridge.actor.may(Permission.CASES_EXPORT):
            export = KeyButton("Export…", "Ctrl+E")
            export.clicked.connect(self.export)
            self._head.add(export)
        self._on_row_changed(None)

    def refresh(self) -> None:
        """Ask for the list first, then for what stands above it."""
        self._look(keep_place=True)
        ask = self.bridge.ask
        ask(OverdueByArea(), self._show_areas, owner=self, slot="areas")
        ask(QueueHistory(), self.backlog.show_weeks, owner=self, slot="weeks")
        ask(AssessorTotals(), self._show_queues, owner=self, slot="queues")
        ask(OverviewStanding(), self._show_standing, owner=self, slot="standing")

    def show_place(self, place: object) -> None:
        """A list by its word, or a list narrowed to a team."""
        if isinstance(place, str):
            place = Narrowed(OverviewPart(place))
        if isinstance(place, Narrowed) and place != self.listing.narrowed:
            self._show_narrowed(place)

    def place(self) -> object:
        """Which list, of which team."""
        return self.listing.narrowed

    def focus_first(self) -> None:
        """The list has the keyboard."""
        self.listing.table.setFocus()

    def export(self) -> None:
        """Export the overdue visits, of the team the list is narrowed to."""
        from ui.screens.export.form import open_export

        filters: dict[str, Any] = {"bucket": Bucket.OVERDUE.value}
        if self.listing.narrowed.area is not None:
            filters["area"] = self.listing.narrowed.area
        open_export(self, filters)

    def _look(self, *, keep_place: bool) -> None:
        """Ask for the list and how long its neighbours are."""
        narrowed = self.listing.narrowed
        offset, limit = self.listing.table.span() if keep_place else (0, PAGE)

        def show(page: Page[Any]) -> None:
            source = self.page_source(narrowed.query)
            self.listing.show_page(page, source, keep_place)

        self.bridge.ask(narrowed.query(offset, limit), show, owner=self, slot="list")
        counts = CountOverview(narrowed.area, narrowed.band)
        self.bridge.ask(counts, self.listing.show_counts, owner=self, slot="counts")

    def _show_narrowed(self, narrowed: Narrowed) -> None:
        self.listing.show_narrowed(narrowed)
        self.by_team.bars.set_choice(narrowed.area, narrowed.band)
        self._on_row_changed(self.listing.table.current_row())
        if not self.stale:
            self._look(keep_place=False)

    def _narrow(self, area: str | None, band: AgeBand | None) -> None:
        part = OverviewPart.OVERDUE if band is not None else self.listing.narrowed.part
        self._show_narrowed(Narrowed(part, area, band))

    def _on_part_chosen(self, part: OverviewPart) -> None:
        self._show_narrowed(replace(self.listing.narrowed, part=part))

    def _on_figure_pressed(self, figure: Figure) -> None:
        """A tile's list is the whole of it: what it was narrowed to is let go."""
        if figure in _QUEUE:
            self.go_to.emit("queue", _QUEUE[figure].value)
        elif figure in _HERE:
            self._show_narrowed(Narrowed(_HERE[figure]))
            self.focus_first()
        else:
            self.go_to.emit("visits", VisitFilter(Bucket.OVERDUE))

    def _show_areas(self, rows: tuple[AreaOverdueRow, ...]) -> None:
        self.by_team.bars.show_rows(rows)
        self.listing.show_areas([row.area for row in rows])

    def _show_queues(self, rows: tuple[AssessorRow, ...]) -> None:
        self.queues.show_rows(rows, self.bridge.policy.queue_ceiling)

    def _show_standing(self, standing: Standing) -> None:
        cases = counted(standing.tiles.cases, "live case")
        self._head.note.set_words(
            f"All neighbourhood teams · {cases} · as of {clock_time(standing.as_of)}"
        )
        steps = self.bridge.policy.escalation
        self.tiles.show_row(standing.tiles, self.bridge.today(), steps.inspector)

    def _on_row_changed(self, row: Any | None) -> None:
        may = self.bridge.actor.may
        warned = isinstance(row, OverdueRow) and row.warning_id is not None
        self._acknowledge.setEnabled(warned and may(Permission.WARNING_DECIDE))
        self._reallocate.setEnabled(row is not None and may(Permission.CASE_ALLOCATE))
        self._open.setEnabled(row is not None)
        self._why.setEnabled(isinstance(row, OverdueRow))

    def _on_acknowledge(self) -> None:
        row = self.listing.table.current_row()
        if not isinstance(row, OverdueRow) or row.warning_id is None:
            return
        from ui.screens.warnings.decide import open_decide

        assert row.warning_version is not None
        warning = Acknowledged(row.warning_id, row.warning_version, row.case_ref, row.name)
        late = counted(row.days_overdue, "day")
        open_decide(self, warning, f"{late} overdue, due {day(row.due_on)}.")

    def _on_reallocate(self) -> None:
        row = self.listing.table.current_row()
        if row is not None:
            from ui.screens.allocate.form import open_allocate

            open_allocate(self, [row])

    def _on_open(self) -> None:
        row = self.listing.table.current_row()
        if row is not None:
            self.open_case.emit(row.case_id)

    def _on_why(self) -> None:
        row = self.listing.table.current_row()
        if isinstance(row, OverdueRow):
            from ui.screens.why import open_why

            open_why(self, self.listing.team, row.case_id, row.case_ref)
