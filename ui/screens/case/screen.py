"""The case screen: tiles, lists, and the work that is open on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from rsovisit.domain.access import Permission
from rsovisit.domain.case import ENDED
from rsovisit.domain.due import Bucket, days_overdue
from rsovisit.queries.case import CaseFile, CaseFileRow, LookRow, WhoLooked
from rsovisit.queries.history import CaseTaskRow
from rsovisit.queries.tiles import TileRow
from rsovisit.queries.visits import VisitList
from rsovisit.services.bus import Topic
from ui import actions
from ui.bridge import Bridge
from ui.labels import NOTHING, day, label
from ui.screens.case.side import OpenWork, asked_tasks
from ui.screens.case.tabs import TABS, Tab
from ui.screens.screen import Screen
from ui.theme import SHAPES, Badge, Shape, Tone
from ui.widgets.buttons import KeyButton, Kind
from ui.widgets.cards import EmptyState, Panel, ScreenHead, Tile, Tiles
from ui.widgets.pills import Chip, Chips
from ui.widgets.rows import RowsModel
from ui.widgets.split import ListDetail
from ui.widgets.table import RowsTable

_STANDING = {
    Bucket.OVERDUE: Tone.OVERDUE,
    Bucket.DUE_SOON: Tone.SOON,
    Bucket.LATER: Tone.GOOD,
    Bucket.PAUSED: Tone.NEUTRAL,
}

_NEEDS = {
    "record": Permission.VISIT_RECORD,
    "attempt": Permission.VISIT_RECORD,
    "change": Permission.CASE_REPORT,
    "allocate": Permission.CASE_ALLOCATE,
    "answer": Permission.VISIT_RECORD,
}


class CaseScreen(Screen):
    """One case at a time; opening it is logged, and 'Who has looked' shows the log."""

    key: ClassVar[str] = "case"
    title: ClassVar[str] = "Case"
    cares: ClassVar[frozenset[Topic]] = frozenset(
        {Topic.CASES, Topic.VISITS, Topic.WARNINGS, Topic.TASKS}
    )

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self._case_id: int | None = None
        self._case: CaseFileRow | None = None
        self._head = ScreenHead("No case is open", "Find one with Ctrl+K, or open it from a list.")
        self._make_actions()
        self._tiles: dict[str, Tile] = {}
        self._tile_row = QWidget()
        self.tabs = Chips("Parts of the case", [Chip(tab.key, tab.title) for tab in TABS])
        self.tabs.chosen.connect(lambda _key: self._show_tab())
        self._listing = Panel()
        self._listing.setAccessibleName("Parts of the case")
        self._listing.body.addWidget(self.tabs)
        self.tables: dict[str, RowsTable] = {}
        self._side = OpenWork()
        self._side.why_wanted.connect(self._why)
        self._side.answer_wanted.connect(self._answer)
        self.page.addWidget(self._head)
        self.page.addWidget(self._tile_row)
        self.page.addWidget(ListDetail(self._listing, self._side, 0.75), 1)
        self._enable()

    def _make_actions(self) -> None:
        made = [
            actions.make("case_record", self, partial(self._record, attempt=False)),
            actions.make("case_attempt", self, partial(self._record, attempt=True)),
            actions.make("case_change", self, self._change),
            actions.make("case_allocate", self, self._allocate),
            actions.make("case_why", self, self._why),
            actions.make("case_answer", self, self._answer_first),
        ]
        names = ("record", "attempt", "change", "allocate", "why", "answer")
        self._acts = dict(zip(names, made, strict=True))
        for name, needed in _NEEDS.items():
            if not self.bridge.actor.may(needed):
                actions.withhold(self._acts[name])
        for at, action in enumerate(made[:4]):
            kind = Kind.PRIMARY if at == 0 else Kind.SECONDARY
            self._head.add(KeyButton.of(action, kind))

    def refresh(self) -> None:
        """Open the case again."""
        if self._case_id is None:
            return
        self.bridge.ask(CaseFile(case_id=self._case_id), self._show, owner=self, slot="case")

    def show_place(self, place: object) -> None:
        """A case by its id."""
        if isinstance(place, int):
            if place != self._case_id:
                self.tabs.choose(TABS[0].key)
            self._case_id = place
            self.look_again()

    def place(self) -> object:
        """The open case's id."""
        return self._case_id

    def pictures(self) -> Sequence[tuple[str, Callable[[], None]]]:
        """The most overdue case, or whichever comes first; then what its visits found."""

        def worst() -> None:
            rows = self.bridge.ask_now(VisitList(limit=1)).rows
            if rows:
                self.show_place(rows[0].case_id)

        def visits() -> None:
            self.tabs.choose("visits")
            self._show_tab()

        return [(self.key, worst), ("case-visits", visits)]

    def focus_first(self) -> None:
        """The open list has the keyboard, even before the case has come."""
        self._table(next(tab for tab in TABS if tab.key == self.tabs.choice)).setFocus()

    def _show(self, case: CaseFileRow) -> None:
        self._case = case
        facts = case.facts
        officer = facts.officer_name or facts.officer or "nobody allocated"
        self._head.title.set_words(f"{facts.case_ref} · {facts.name}")
        self._head.note.set_words(
            f"{label(facts.risk_level)} · {facts.interval} · {label(facts.managed_by)} · "
            f"{facts.area} · {officer} · {label(facts.status)}"
        )
        self._show_tiles(case.tiles)
        self.tabs.set_chips([Chip(tab.key, tab.title, self._count(tab)) for tab in TABS])
        self._side.show_case(case, self.bridge.actor)
        self._show_tab()
        self._enable()

    def _count(self, tab: Tab) -> int | None:
        if self._case is None or tab.rows is None or tab.key == "timeline":
            return None
        return len(tab.rows(self._case))

    def _show_tiles(self, rows: tuple[TileRow, ...]) -> None:
        if not self._tiles:
            self._tiles = {row.title: Tile(row.title) for row in rows}
            tiles = Tiles(list(self._tiles.values()))
            self.page.replaceWidget(self._tile_row, tiles)
            self._tile_row.deleteLater()
            self._tile_row = tiles
        for row in rows:
            value = (
                day(row.day) if row.day else str(row.number if row.number is not None else NOTHING)
            )
            self._tiles[row.title].set_value(value, self._badge(row))

    def _badge(self, row: TileRow) -> Badge:
        """How a tile stands; as late as makes a visit the inspector's, it is shown as strongly."""
        if row.standing is None:
            return Badge(row.words, Tone.NEUTRAL)
        tone = _STANDING[row.standing]
        if row.standing is Bucket.OVERDUE and row.day is not None:
            late = days_overdue(row.day, self.bridge.today())
            strongest = late >= self.bridge.policy.escalation.inspector
            tone = Tone.ESCALATED if strongest else tone
        return Badge(row.words, tone, SHAPES.get(tone, Shape.NONE))

    def _show_tab(self) -> None:
        tab = next(tab for tab in TABS if tab.key == self.tabs.choice)
        table = self._table(tab)
        for key, other in self.tables.items():
            other.setVisible(key == tab.key)
        if self._case is None:
            return
        if tab.rows is not None:
            table.show_rows(tab.rows(self._case))
            return

        def show(rows: tuple[LookRow, ...]) -> None:
            table.show_rows(rows)

        query = WhoLooked(self._case.facts.case_id)
        self.bridge.ask(query, show, owner=self, slot="looked")

    def _table(self, tab: Tab) -> RowsTable:
        if tab.key not in self.tables:
            model: RowsModel[Any] = RowsModel(tab.columns, key=lambda row: row)
            table = RowsTable(tab.title, model)
            table.set_empty(EmptyState(tab.empty, icon="cases"))
            self.tables[tab.key] = table
            self._listing.body.addWidget(table, 1)
        return self.tables[tab.key]

    def _enable(self) -> None:
        facts = self._case.facts if self._case else None
        live = facts is not None and facts.status not in ENDED
        asked = self._case is not None and asked_tasks(self._case, self.bridge.actor)
        may = self.bridge.actor.may
        for name, needed in _NEEDS.items():
            possible = bool(asked) if name == "answer" else live
            self._acts[name].setEnabled(possible and may(needed))
        self._acts["why"].setEnabled(facts is not None)

    def _record(self, *, attempt: bool) -> None:
        if self._case is not None:
            from ui.screens.record.form import open_record

            open_record(self, self._case.facts.case_id, attempt=attempt)

    def _change(self) -> None:
        if self._case is not None:
            from ui.screens.change.form import open_change

            open_change(self, self._case.facts.case_id, self._case.facts.version)

    def _allocate(self) -> None:
        if self._case is not None:
            from ui.screens.allocate.form import open_allocate

            open_allocate(self, [self._case.facts])

    def _answer_first(self) -> None:
        if self._case is not None:
            self._answer(asked_tasks(self._case, self.bridge.actor)[0])

    def _answer(self, task: CaseTaskRow) -> None:
        if self._case is not None:
            from ui.screens.case.answer import open_answer

            open_answer(self, self._case, task)

    def _why(self) -> None:
        if self._case is not None:
            from ui.screens.why import open_why

            facts = self._case.facts
            anchor = self._tiles.get("Next visit", self._head)
            open_why(self, anchor, facts.case_id, facts.case_ref)
