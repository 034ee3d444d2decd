"""The warnings screen: worst first, with who must act now; decided here, never dismissed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from rsovisit.domain.access import Permission
from rsovisit.domain.warning import Level, WarningKind
from rsovisit.queries.query import Page
from rsovisit.queries.warnings import (
    CountWarnings,
    MineToDecide,
    WarningCounts,
    WarningList,
    WarningRow,
)
from rsovisit.services.bus import Topic
from ui import actions
from ui.bridge import Bridge
from ui.labels import NOTHING, counted, day, label
from ui.screens.pane import Pane
from ui.screens.screen import Screen
from ui.screens.warnings.columns import level_tone, warning_columns
from ui.screens.warnings.decide import open_decide
from ui.theme import Tone
from ui.widgets.buttons import KeyButton, Kind
from ui.widgets.cards import Callout, EmptyState, Fact, Facts, Panel, ScreenHead
from ui.widgets.pills import Chip, Chips
from ui.widgets.rows import PAGE, RowsModel
from ui.widgets.split import ListDetail
from ui.widgets.table import RowsTable
from ui.widgets.text import Role, Words

_CLEARED = "nothing here can be put off: the visit clears it"
MINE, SOON, ALL = "mine", "soon", "all"


class WarningsScreen(Screen):
    """Opens on what waits for this person, else on everything open."""

    key: ClassVar[str] = "warnings"
    title: ClassVar[str] = "Warnings"
    cares: ClassVar[frozenset[Topic]] = frozenset({Topic.WARNINGS, Topic.CASES})

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self._settled = False
        self._decides = bridge.actor.may(Permission.WARNING_DECIDE)
        self._head = ScreenHead(self.title, " ")
        self.chips = Chips("Which warnings", self._chips(None))
        self.chips.chosen.connect(lambda _key: self._look(keep_place=False))
        self.table = RowsTable(
            "Warnings",
            RowsModel(warning_columns(bridge.today, bridge.policy), key=lambda r: r.warning_id),
        )
        self.table.current_changed.connect(self._on_row_chosen)
        self.table.opened.connect(lambda row: self.open_case.emit(row.case_id))
        self.table.cell_pressed.connect(lambda _row, _column: self._why())
        self._detail = Pane()
        self._make_actions()
        self._lay_out()
        self._on_row_chosen(None)

    def _make_actions(self) -> None:
        self._decide = actions.make("warnings_decide", self, self._on_decide)
        self._open = actions.make("warnings_open", self, self._on_open)
        self._why_action = actions.make("warnings_why", self, self._why)
        if not self._decides:
            actions.withhold(self._decide)
        self._detail.footer.addWidget(KeyButton.of(self._decide, Kind.PRIMARY))
        self._detail.footer.addWidget(KeyButton.of(self._open))

    def _lay_out(self) -> None:
        listing = Panel()
        listing.setAccessibleName("Warnings")
        listing.set_flush()
        listing.body.addWidget(self.table)
        for widget in (self._head, self.chips):
            self.page.addWidget(widget)
        self.page.addWidget(ListDetail(listing, self._detail, 0.69), 1)

    def refresh(self) -> None:
        """Ask for the counts, then the list; the first time choose where to begin."""
        self.bridge.ask(CountWarnings(), self._on_counts, owner=self, slot="counts")
        if self._settled:
            self._look(keep_place=True)

    def show_place(self, place: object) -> None:
        """One of the chips by its key."""
        if isinstance(place, str) and not (self._settled and place == self.place()):
            self._settled = True
            self.chips.choose(place)
            self._look(keep_place=False)

    def place(self) -> object:
        """The chosen chip."""
        return self.chips.choice

    def pictures(self) -> Sequence[tuple[str, Callable[[], None]]]:
        """The list, and deciding its first warning."""
        opened = [("decide", self._decide.trigger)] if self._decide.isEnabled() else []
        return [*super().pictures(), *opened]

    def focus_first(self) -> None:
        """The list has the keyboard."""
        self.table.setFocus()

    def _on_counts(self, counts: WarningCounts) -> None:
        self.chips.set_chips(self._chips(counts))
        waits = counted(counts.mine, "warning")
        self._head.note.set_words(
            f"{waits} {'waits' if counts.mine == 1 else 'wait'} for you · "
            f"{counts.total:,} open · "
            f"{'nothing here can be put off, only decided' if self._decides else _CLEARED}"
        )
        if not self._settled:
            self._settled = True
            self.chips.choose(MINE if counts.mine else ALL)
            self._look(keep_place=False)

    def _chips(self, counts: WarningCounts | None) -> list[Chip]:
        def count(**of: object) -> int | None:
            return counts.of(**of) if counts else None  # type: ignore[arg-type]

        levels = [
            Chip(level.value, label(level), count(level=level, kind=WarningKind.VISIT_OVERDUE))
            for level in reversed(Level)
        ]
        return [
            Chip(MINE, "Wait for me", counts.mine if counts else None),
            *levels,
            Chip(SOON, "Due soon", count(kind=WarningKind.VISIT_DUE_SOON)),
            Chip(ALL, "All open", counts.total if counts else None),
        ]

    def _query(self, offset: int, limit: int) -> MineToDecide | WarningList:
        choice = self.chips.choice
        if choice == MINE:
            return MineToDecide(offset, limit)
        if choice == ALL:
            return WarningList(offset=offset, limit=limit)
        if choice == SOON:
            return WarningList(kind=WarningKind.VISIT_DUE_SOON, offset=offset, limit=limit)
        return WarningList(Level(choice), WarningKind.VISIT_OVERDUE, offset=offset, limit=limit)

    def _look(self, *, keep_place: bool) -> None:
        offset, limit = self.table.span() if keep_place else (0, PAGE)

        def show(page: Page[WarningRow]) -> None:
            self.table.set_empty(
                EmptyState("No warning here", "The other lists show what is open.")
            )
            self.table.show_page(page, self.page_source(self._query), keep_place)

        self.bridge.ask(self._query(offset, limit), show, owner=self, slot="list")

    def _on_row_chosen(self, row: WarningRow | None) -> None:
        self._decide.setEnabled(row is not None and self._decides)
        self._open.setEnabled(row is not None)
        self._why_action.setEnabled(row is not None)
        if row is None:
            self._detail.set_title("")
            self._detail.fill(
                [EmptyState("No warning chosen", "Choose one in the list.", icon="warnings")]
            )
            return
        self._detail.set_title(
            f"{row.case_ref} · {row.name}", f"{label(row.risk_level)} · {row.area}"
        )
        self._detail.fill(self._about(row))

    def _about(self, row: WarningRow) -> Iterable[QWidget]:
        today = self.bridge.today()
        if row.days_overdue:
            lead = f"{_standing(row, today)}."
            since = f"Due {day(row.due_on)}. {label(row.level)} must act since "
            tone = level_tone(row.level)
            # Late is never shown as if it were not.
            tone = Tone.OVERDUE if tone is Tone.NEUTRAL else tone
            yield Callout(tone, lead, f"{since}{day(row.level_since_on)}.")
        else:
            yield Callout(Tone.SOON, f"{_standing(row, today)}.", f"By {day(row.due_on)}.")
        yield Facts(
            [
                Fact("Due", day(row.due_on), why=lambda _anchor: self._why()),
                Fact("Raised", day(row.raised_on)),
                Fact("Must act now", label(row.level)),
                Fact("Allocated to", row.owner_name or row.owner or "Nobody"),
            ]
        )
        yield Words("Decision", Role.SECTION)
        if row.decision is None:
            yield Callout(Tone.NEUTRAL, "", "No decision recorded.")
            return
        if row.decision_stale:
            yield Callout(
                Tone.OVERDUE,
                "Decided before it moved up.",
                f"{label(row.level)} has not decided yet.",
            )
        yield Words(row.decision, wrap=True, copy=True)
        planned = f" Visit planned for {day(row.plan_on)}." if row.plan_on else ""
        yield Words(
            f"{row.decided_by or NOTHING}, {day(row.decided_on)}.{planned}",
            Role.SECOND,
            wrap=True,
        )

    def _on_decide(self) -> None:
        row = self.table.current_row()
        if row is not None:
            open_decide(self, row, f"{_standing(row, self.bridge.today())}, due {day(row.due_on)}.")

    def _on_open(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.open_case.emit(row.case_id)

    def _why(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        from ui.screens.why import open_why

        open_why(self, self._detail, row.case_id, row.case_ref)


def _standing(row: WarningRow, today: date) -> str:
    """'108 days overdue', 'Due today', 'Due in 3 days'."""
    if row.days_overdue:
        return f"{counted(row.days_overdue, 'day')} overdue"
    ahead = (row.due_on - today).days
    return "Due today" if ahead == 0 else f"Due in {counted(ahead, 'day')}"
