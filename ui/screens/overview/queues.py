"""What each assessor holds: how much, how old, and whether it grows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rsovisit.queries.tasks import AssessorRow
from ui.labels import counted
from ui.theme import Badge, Shape, Tone
from ui.widgets.buttons import LinkButton
from ui.widgets.cards import Callout, Panel
from ui.widgets.pills import Pill
from ui.widgets.text import Role, Words


class AssessorQueues(Panel):
    """One block an assessor, the heaviest first. `opens`: a link leads to the queue.

    Signals:
        queue_wanted: the whole queue is to be opened.
    """

    queue_wanted = Signal()

    def __init__(self, opens: bool, parent: QWidget | None = None) -> None:
        super().__init__("Queues per assessor", " ", scrolls=True, parent=parent)
        self._opens = opens
        self._content: QWidget | None = None

    def show_rows(self, rows: Sequence[AssessorRow], ceiling: int) -> None:
        """Show other queues. `ceiling`: how many tasks one assessor should hold at most."""
        self.set_title("Queues per assessor", f"Outstanding tasks; at most {ceiling:,} each")
        content = QWidget()
        content.setObjectName("clear")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for row in rows:
            column.addWidget(_block(row, ceiling))
        if not rows:
            column.addWidget(Words("Nobody holds a task.", Role.SECOND, wrap=True))
        column.addWidget(_growth(rows))
        if self._opens:
            link = LinkButton("Open the ARMS queue")
            link.clicked.connect(self.queue_wanted)
            column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self._put(content)

    def _put(self, content: QWidget) -> None:
        had_focus = self._content is not None and self._content.isAncestorOf(
            self.window().focusWidget() or self
        )
        if self._content is not None:
            self.body.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        self._content = content
        self.body.addWidget(content)
        if had_focus:
            # The link that had the keyboard was renewed with the numbers.
            link = content.findChild(LinkButton)
            if link is not None:
                link.setFocus(Qt.FocusReason.OtherFocusReason)


def _block(row: AssessorRow, ceiling: int) -> QWidget:
    block = QWidget()
    column = QVBoxLayout(block)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    name = f"{row.name} · {row.collar}" if row.collar else row.name
    first = QHBoxLayout()
    first.setSpacing(8)
    first.addWidget(Words(name, Role.STRONG, wrap=True), 1)
    first.addWidget(Words(f"{row.outstanding:,}", Role.STRONG))
    column.addLayout(first)
    oldest = f"Oldest {counted(row.oldest_days, 'day')}" if row.outstanding else "Nothing open"
    flow = f"{row.in_a_week:.0f} in, {row.out_a_week:.0f} out a week"
    column.addWidget(Words(f"{oldest} · {flow}", Role.SMALL, wrap=True))
    if row.over_ceiling:
        over = f"{row.outstanding - ceiling:,} over the ceiling"
        column.addWidget(Pill(Badge(over, Tone.ESCALATED, Shape.TRIANGLE)))
    if row.left and row.outstanding:
        column.addWidget(Pill(Badge("has left: reallocate", Tone.ESCALATED, Shape.TRIANGLE)))
    block.setAccessibleName(f"{name}: {row.outstanding:,}. {oldest}, {flow}")
    return block


def _growth(rows: Sequence[AssessorRow]) -> Callout:
    came, went = sum(row.in_a_week for row in rows), sum(row.out_a_week for row in rows)
    change = round(came - went)
    how = f"{came:.0f} in, {went:.0f} out."
    if change > 0:
        return Callout(Tone.OVERDUE, f"Growing by {change:,} a week.", how)
    if change < 0:
        return Callout(Tone.GOOD, f"Shrinking by {-change:,} a week.", how)
    return Callout(Tone.NEUTRAL, "Neither growing nor shrinking.", how)
