"""What each assessor holds: how much, how old, and whether it grows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rsovisit.queries.tasks import FLOW_WEEKS, AssessorRow
from ui.labels import counted
from ui.theme import Badge, Shape, Tone, current
from ui.widgets.buttons import LinkButton
from ui.widgets.cards import Callout, Panel
from ui.widgets.flow import FlowLayout
from ui.widgets.pills import Pill
from ui.widgets.text import Role, Words


class AssessorQueues(Panel):
    """One block an assessor, the heaviest first. `opens`: their names lead to their queues.

    Signals:
        queue_wanted(collar): that assessor's queue is to be opened; None: everybody's.
    """

    queue_wanted = Signal(object)

    def __init__(self, opens: bool, parent: QWidget | None = None) -> None:
        super().__init__("Queues per assessor", " ", parent=parent)
        self._opens = opens
        self._rows: tuple[AssessorRow, ...] | None = None
        self.links: dict[str, LinkButton] = {}
        self._content = QWidget()
        self.whole = LinkButton("Open the ARMS queue")
        self.whole.clicked.connect(lambda: self.queue_wanted.emit(None))
        self.body.addWidget(self._content)
        self.body.addWidget(self.whole, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)
        # Only now: shown without a parent, it would be a window of its own for a moment.
        self.whole.setVisible(opens)

    def show_rows(self, rows: Sequence[AssessorRow], ceiling: int) -> None:
        """Show other queues. `ceiling`: how many tasks one assessor should hold at most."""
        if self._rows == tuple(rows):
            return
        self._rows = tuple(rows)
        note = f"At most {ceiling:,} tasks each; in and out: mean of {FLOW_WEEKS} weeks"
        self.set_title("Queues per assessor", note)
        had = next((collar for collar, link in self.links.items() if link.hasFocus()), None)
        content = QWidget()
        # Under each other in a narrow panel, side by side in a wide one.
        flow = FlowLayout(content, gap=10, share=True)
        self.links = {}
        for row in rows:
            block = _Block(row, ceiling, self._opens)
            flow.addWidget(block)
            if block.link is not None:
                self.links[row.collar] = block.link
                block.link.clicked.connect(
                    lambda _on=False, collar=row.collar: self.queue_wanted.emit(collar)
                )
        flow.addWidget(_growth(rows) if rows else Words("Nobody holds a task.", Role.SECOND))
        self.body.replaceWidget(self._content, content)
        self._content.hide()
        self._content.deleteLater()
        self._content = content
        for before, after in pairwise([*self.links.values(), self.whole]):
            QWidget.setTabOrder(before, after)
        if had is not None:
            self.links.get(had, self.whole).setFocus(Qt.FocusReason.OtherFocusReason)


class _Block(QWidget):
    """One assessor's queue; `link`, where it can be opened, is its name."""

    def __init__(self, row: AssessorRow, ceiling: int, opens: bool) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        name = f"{row.name} · {row.collar}" if row.collar else row.name
        oldest = f"Oldest {counted(row.oldest_days, 'day')}" if row.outstanding else "Nothing open"
        flow = f"{row.in_a_week:.0f} in, {row.out_a_week:.0f} out a week"
        said = f"{name}: {row.outstanding:,} outstanding. {oldest}, {flow}"
        self.setAccessibleName(said)
        self.link = LinkButton(name) if opens else None
        first = QHBoxLayout()
        first.setSpacing(8)
        if self.link is not None:
            self.link.setAccessibleName(said)
            first.addWidget(self.link)
            first.addStretch(1)
        else:
            first.addWidget(Words(name, Role.STRONG, wrap=True), 1)
        first.addWidget(Words(f"{row.outstanding:,}", Role.STRONG))
        column.addLayout(first)
        column.addWidget(Words(f"{oldest} · {flow}", Role.SMALL, wrap=True))
        for badge in _badges(row, ceiling):
            column.addWidget(Pill(badge))
        column.addStretch(1)

    def sizeHint(self) -> QSize:
        """As narrow as it may be: what is wide is given to more of them."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Room for its name and number."""
        hint = super().minimumSizeHint()
        return hint.expandedTo(QSize(current().px(220), 0))


def _badges(row: AssessorRow, ceiling: int) -> Iterator[Badge]:
    if row.over_ceiling:
        over = f"{row.outstanding - ceiling:,} over the ceiling"
        yield Badge(over, Tone.ESCALATED, Shape.TRIANGLE)
    if row.left and row.outstanding:
        yield Badge("has left: reallocate", Tone.ESCALATED, Shape.TRIANGLE)


def _growth(rows: Sequence[AssessorRow]) -> Callout:
    change = round(sum(row.in_a_week - row.out_a_week for row in rows))
    if change > 0:
        return Callout(Tone.OVERDUE, f"Growing by {change:,} a week.")
    if change < 0:
        return Callout(Tone.GOOD, f"Shrinking by {-change:,} a week.")
    return Callout(Tone.NEUTRAL, "", "Neither growing nor shrinking.")
