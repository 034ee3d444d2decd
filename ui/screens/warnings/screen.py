"""The warnings screen: worst first, with who must act now; decided here, never dismissed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from rsovisit.domain.access import Permission
from rsovisit.domain.warning import Level, WarningKind, plan_missed
from rsovisit.queries.warnings import (
    ACTS_ON,
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
from ui.screens.parts import PartsScreen
from ui.screens.warnings.columns import level_tone, warning_columns
from ui.screens.warnings.decide import open_decide
from ui.theme import Tone
from ui.widgets.buttons import KeyButton, Kind
from ui.widgets.cards import Callout, EmptyState, Fact, Facts
from ui.widgets.pills import Chip
from ui.widgets.rows import RowsModel
from ui.widgets.text import Role, Words

_CLEARED = "nothing here can be put off: the visit clears it"
MINE, SOON, ALL = "mine", "soon", "all"


class WarningsScreen(PartsScreen):
    """Opens on what waits for this person, else on everything open."""

    key: ClassVar[str] = "warnings"
    title: ClassVar[str] = "Warnings"
    cares: ClassVar[frozenset[Topic]] = frozenset({Topic.WARNINGS, Topic.CASES})

    def __init__(self, bridge: Bridge) -> None:
        columns = warning_columns(bridge.today, bridge.policy)
        model = RowsModel(columns, key=lambda row: row.warning_id)
        self._answers = bridge.actor.role in ACTS_ON
        super().__init__(bridge, "Which warnings", model)
        self._decides = bridge.actor.may(Permission.WARNING_DECIDE)
        self.table.cell_pressed.connect(lambda _row, _column: self._why())
        self._decide = actions.make("warnings_decide", self, self._on_decide)
        self._open = actions.make("warnings_open", self, self.open_current)
        self._why_action = actions.make("warnings_why", self, self._why)
        if not self._decides:
            actions.withhold(self._decide)
        self.detail.footer.addWidget(KeyButton.of(self._decide, Kind.PRIMARY))
        self.detail.footer.addWidget(KeyButton.of(self._open))
        self.show_row(None)

    def pictures(self) -> Sequence[tuple[str, Callable[[], None]]]:
        """The list, and deciding its first warning."""
        opened = [("decide", self._decide.trigger)] if self._decide.isEnabled() else []
        return [*super().pictures(), *opened]

    def count_query(self) -> CountWarnings:
        """The length of every list."""
        return CountWarnings()

    def part_chips(self, counts: WarningCounts | None) -> list[Chip]:
        """What waits for this person, each rank's, what is due soon, all of it."""

        def count(**of: object) -> int | None:
            return counts.of(**of) if counts else None  # type: ignore[arg-type]

        levels = [
            Chip(level.value, label(level), count(level=level, kind=WarningKind.VISIT_OVERDUE))
            for level in reversed(Level)
        ]
        mine = [Chip(MINE, "Wait for me", counts.mine if counts else None)]
        return [
            # Nothing ever waits for whoever answers for no level.
            *(mine if self._answers else ()),
            *levels,
            Chip(SOON, "Due soon", count(kind=WarningKind.VISIT_DUE_SOON)),
            Chip(ALL, "All open", counts.total if counts else None),
        ]

    def opening_part(self, counts: WarningCounts) -> str:
        """What waits for this person, if anything does."""
        return MINE if counts.mine else ALL

    def note_words(self, counts: WarningCounts) -> str:
        """How many wait, how many are open, and that none can be put off."""
        waits = counted(counts.mine, "warning waits", "warnings wait") + " for you · "
        rule = "nothing here can be put off, only decided" if self._decides else _CLEARED
        return f"{waits if self._answers else ''}{counts.total:,} open · {rule}"

    def part_query(self, part: str, offset: int, limit: int) -> MineToDecide | WarningList:
        """A page of a part, the worst first."""
        if part == MINE:
            return MineToDecide(offset, limit)
        if part == ALL:
            return WarningList(offset=offset, limit=limit)
        if part == SOON:
            return WarningList(kind=WarningKind.VISIT_DUE_SOON, offset=offset, limit=limit)
        return WarningList(Level(part), WarningKind.VISIT_OVERDUE, offset=offset, limit=limit)

    def empty_state(self, part: str) -> EmptyState:
        """Where the work is."""
        return EmptyState("No warning here", "The other lists show what is open.")

    def nothing_chosen(self) -> EmptyState:
        """No warning to look at."""
        return EmptyState("No warning chosen", "Choose one in the list.", icon="warnings")

    def show_row(self, row: WarningRow | None) -> None:
        """How late it is, who must act, and what was decided."""
        super().show_row(row)
        self._decide.setEnabled(row is not None and self._decides)
        self._open.setEnabled(row is not None)
        self._why_action.setEnabled(row is not None)

    def about(self, row: WarningRow) -> Iterable[QWidget]:
        """How it stands, whose it is, and the decision."""
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
        if plan_missed(row.plan_on, self.bridge.today()):
            words = f"The visit was planned for {day(row.plan_on)}: decide again."
            yield Callout(Tone.OVERDUE, "Planned, and not made.", words)
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

    def _why(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        from ui.screens.why import open_why

        open_why(self, self.detail, row.case_id, row.case_ref)


def _standing(row: WarningRow, today: date) -> str:
    """'108 days overdue', 'Due today', 'Due in 3 days'."""
    if row.days_overdue:
        return f"{counted(row.days_overdue, 'day')} overdue"
    ahead = (row.due_on - today).days
    return "Due today" if ahead == 0 else f"Due in {counted(ahead, 'day')}"
