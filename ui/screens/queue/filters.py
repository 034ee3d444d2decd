"""Above the queue: which part of it, and whose; and what each assessor holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from rsovisit.domain.access import Actor
from rsovisit.queries.tasks import (
    UNASSIGNED,
    AssessorRow,
    AssessorTotals,
    QueueChip,
    TaskQueue,
    own_queue,
)
from ui.bridge import Bridge
from ui.labels import counted
from ui.theme import Badge, Shape, Tone, current
from ui.widgets.buttons import LinkButton, MenuButton
from ui.widgets.flow import FlowLayout
from ui.widgets.pills import Chip, Chips, Pill
from ui.widgets.text import Role, Words

_ALWAYS = (
    QueueChip.ALL,
    QueueChip.RETURNS,
    QueueChip.CHANGES,
    QueueChip.WITH_NPT,
    QueueChip.ASSESSMENTS,
    QueueChip.REFERRALS,
    QueueChip.HELD,
    QueueChip.ANSWERED,
    QueueChip.MUST_LOOK,
)
_SHORT = {
    QueueChip.RETURNS: "Returns",
    QueueChip.CHANGES: "Changes",
    QueueChip.ASSESSMENTS: "Assessments",
    QueueChip.REFERRALS: "Referrals",
    QueueChip.ANSWERED: "Answered",
}


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose queue is shown: a collar, `UNASSIGNED`, or None for everybody's.

    `own`: the person's own, in which stands also what nobody has been given.
    """

    assessor: str | None
    own: bool = False

    @classmethod
    def of(cls, assessor: str | None, actor: Actor) -> Whose:
        """The queue of a collar as this person sees it."""
        return cls(assessor, assessor is not None and assessor == own_queue(actor))

    def query(self) -> TaskQueue:
        """Asks for the whole of it."""
        return TaskQueue(self.assessor, None, self.own)


class QueueFilters(QWidget):
    """Chips with counts, and 'Mine ⌄'.

    Signals:
        changed(): another part or another queue was chosen; ask for it.
    """

    changed = Signal()

    def __init__(
        self, bridge: Bridge, named: Callable[[str | None], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge, self._named = bridge, named
        self.whose = Whose.of(own_queue(bridge.actor), bridge.actor)
        self.setAccessibleName("Which part of the queue, and whose")
        self.chips = Chips("Which part of the queue", _chips(None))
        self.chips.chosen.connect(lambda _key: self.changed.emit())
        self.button = MenuButton("")
        self.button.pressed.connect(self._fill)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self.chips, 1)
        left_top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        self._row.addWidget(self.button, 0, left_top)
        self.say_whose()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The chooser moves below where even the widest chip does not fit beside it."""
        super().resizeEvent(event)
        least = self.chips.minimumSizeHint().width() + self.button.sizeHint().width()
        beside = event.size().width() >= least + current().px(24)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if way is not self._row.direction():
            self._row.setDirection(way)

    @property
    def chip(self) -> QueueChip:
        """The chosen part."""
        return QueueChip(self.chips.choice)

    def show_counts(self, counts: Mapping[QueueChip, int]) -> None:
        """Put the length of each list on its chip."""
        self.chips.set_chips(_chips(counts))

    def choose(self, whose: Whose, chip: QueueChip) -> None:
        """Choose both without asking for the list."""
        self.whose = whose
        self.chips.choose(chip.value)
        self.say_whose()

    def say_whose(self) -> None:
        """Put whose queue it is on the button."""
        if self.whose.own:
            words = "Mine"
        elif self.whose.assessor is None:
            words = "Everybody"
        elif self.whose.assessor == UNASSIGNED:
            words = "Nobody's yet"
        else:
            words = self._named(self.whose.assessor)
        self.button.set_words(f"Whose: {words}")

    def _fill(self) -> None:
        menu, actor = self.button.menu_of(), self._bridge.actor
        menu.clear()
        mine = own_queue(actor)
        if mine is not None:
            menu.addAction("Mine", partial(self._choose, mine))
        menu.addAction("Everybody", partial(self._choose, None))
        menu.addAction("Nobody's yet", partial(self._choose, UNASSIGNED))
        menu.addSeparator()
        for row in self._bridge.ask_now(AssessorTotals()):
            if row.collar not in (mine, UNASSIGNED):
                words = f"{row.name} ({row.collar}) · {row.outstanding:,}"
                menu.addAction(words, partial(self._choose, row.collar))

    def _choose(self, assessor: str | None) -> None:
        self.choose(Whose.of(assessor, self._bridge.actor), self.chip)
        self.changed.emit()


class AssessorBar(QWidget):
    """What each assessor holds, on a line that wraps; the names open their queues.

    Signals:
        chosen(str): an assessor's queue is wanted, by collar; `UNASSIGNED` for nobody's.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("What each assessor holds")
        self._flow = FlowLayout(self, gap=24)
        self._parts: list[QWidget] = []

    def show_rows(self, rows: Sequence[AssessorRow], ceiling: int) -> None:
        """Show other loads. `ceiling`: how many one assessor should hold at most."""
        for part in self._parts:
            self._flow.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts = [self._part(row, ceiling) for row in rows]
        for part in self._parts:
            self._flow.addWidget(part)
        self.updateGeometry()

    def _part(self, row: AssessorRow, ceiling: int) -> QWidget:
        part = QWidget(self)
        # At large text one assessor's line is wider than the window: it goes on in the next.
        line = FlowLayout(part, gap=6)
        name = LinkButton(row.name)
        name.setToolTip(f"Open the queue: {row.name}")
        name.clicked.connect(partial(self.chosen.emit, row.collar))
        flow = f"{rate(row.in_a_week)} in, {rate(row.out_a_week)} out a week"
        said = f"{row.outstanding:,} · oldest {counted(row.oldest_days, 'day')} · {flow}"
        line.addWidget(name)
        line.addWidget(Words(said, Role.SMALL))
        if row.left and row.outstanding:
            line.addWidget(Pill(Badge("has left: reallocate", Tone.ESCALATED, Shape.TRIANGLE)))
        elif row.over_ceiling:
            over = f"{row.outstanding - ceiling:,} over the ceiling of {ceiling:,}"
            line.addWidget(Pill(Badge(over, Tone.OVERDUE, Shape.TRIANGLE)))
        name.setAccessibleName(f"{row.name}: {said}")
        part.setAccessibleName(f"{row.name}: {said}")
        part.show()
        return part


def rate(a_week: float) -> str:
    """A number a week: whole from ten on, with one decimal below."""
    return f"{a_week:.0f}" if a_week >= 10 or a_week == round(a_week) else f"{a_week:.1f}"


def _chips(counts: Mapping[QueueChip, int] | None) -> list[Chip]:
    return [
        Chip(chip.value, _SHORT.get(chip, chip.words), counts[chip] if counts else None)
        for chip in _ALWAYS
    ]
