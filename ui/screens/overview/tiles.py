"""The seven figures at the top of the Overview; each count opens the list it is the length of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from rsovisit.queries.overview import BEFORE_DAYS, OverviewRow, WaitingRow
from ui.labels import NOTHING, counted, short_day
from ui.theme import Badge, Shape, Tone
from ui.widgets.cards import Tile
from ui.widgets.flow import FlowLayout


class Figure(StrEnum):
    """What each tile counts."""

    ON_TIME = "on_time"
    OVERDUE = "overdue"
    RETURNS = "returns"
    ARMS = "arms"
    CHANGES = "changes"
    REFERRALS = "referrals"
    CREWS = "crews"


_TITLES = {
    Figure.ON_TIME: "Visits on time, 90 days",
    Figure.OVERDUE: "Overdue now",
    Figure.RETURNS: "Returns unchecked",
    Figure.ARMS: "ARMS out of date",
    Figure.CHANGES: "Significant changes",
    Figure.REFERRALS: "Referrals unconfirmed",
    Figure.CREWS: "Untrained or lone crew",
}


class StandingTiles(QWidget):
    """Where we stand, in seven figures.

    `opening`: the figures whose lists this person can open.

    Signals:
        pressed(figure): its list is wanted.
    """

    pressed = Signal(object)

    def __init__(self, opening: frozenset[Figure], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Where we stand")
        self.tiles = {figure: Tile(_TITLES[figure], figure in opening) for figure in Figure}
        for figure, tile in self.tiles.items():
            tile.pressed.connect(lambda figure=figure: self.pressed.emit(figure))
        # Seven of them and their notes need a little more room than other rows of tiles.
        flow = FlowLayout(self, gap=10, share=True)
        for tile in self.tiles.values():
            flow.addWidget(tile)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_row(self, row: OverviewRow, today: date, escalated_from: int) -> None:
        """Show other figures. From `escalated_from` days overdue the tone is the strongest."""
        for figure, value, note in _said(row, today, escalated_from):
            self.tiles[figure].set_value(value, note)


def _said(
    row: OverviewRow, today: date, escalated_from: int
) -> Iterator[tuple[Figure, str, Badge]]:
    yield Figure.ON_TIME, _per_cent(row.on_time.rate), _trend(row, today)
    yield Figure.OVERDUE, f"{row.overdue:,}", _oldest(row, escalated_from)
    yield Figure.RETURNS, f"{row.returns.open:,}", _over_target(row.returns)
    yield Figure.ARMS, f"{row.arms_overdue:,}", _of(row.arms_overdue, counted(row.cases, "case"))
    yield Figure.CHANGES, f"{row.changes.open:,}", _over_target(row.changes)
    yield Figure.REFERRALS, f"{row.referrals.open:,}", _waiting(row.referrals)
    yield Figure.CREWS, f"{row.untrained:,}", _of(row.untrained, counted(row.visits, "visit"))


def _per_cent(rate: float | None) -> str:
    return NOTHING if rate is None else f"{rate:.1%}"


def _trend(row: OverviewRow, today: date) -> Badge:
    now, before = row.on_time.rate, row.on_time_before.rate
    if now is None:
        return Badge("none fell due")
    if before is None:
        return Badge("none before")
    then = short_day(today - timedelta(days=BEFORE_DAYS), today)
    moved = round((now - before) * 100, 1)
    if not moved:
        return Badge(f"as on {then}")
    sign, tone = ("+", Tone.GOOD) if moved > 0 else ("−", Tone.OVERDUE)
    return Badge(f"{sign}{abs(moved)} since {then}", tone)


def _oldest(row: OverviewRow, escalated_from: int) -> Badge:
    if not row.overdue:
        return Badge("none late", Tone.GOOD, Shape.RING)
    days = row.overdue_oldest_days
    tone = Tone.ESCALATED if days >= escalated_from else Tone.OVERDUE
    return Badge(f"oldest {counted(days, 'day')}", tone, Shape.TRIANGLE)


def _over_target(waiting: WaitingRow) -> Badge:
    if not waiting.open:
        return Badge("none open", Tone.GOOD, Shape.RING)
    if not waiting.over_target:
        return Badge("all in target", Tone.GOOD, Shape.RING)
    return Badge(f"{waiting.over_target:,} late", Tone.OVERDUE, Shape.TRIANGLE)


def _waiting(waiting: WaitingRow) -> Badge:
    if not waiting.open:
        return Badge("none open", Tone.GOOD, Shape.RING)
    tone = Tone.ESCALATED if waiting.over_target else Tone.SOON
    shape = Shape.TRIANGLE if waiting.over_target else Shape.DISC
    return Badge(f"oldest {counted(waiting.oldest_days, 'day')}", tone, shape)


def _of(count: int, whole: str) -> Badge:
    if not count:
        return Badge(f"of {whole}", Tone.GOOD, Shape.RING)
    return Badge(f"of {whole}", Tone.OVERDUE)
