"""At the right of a case: what is open on it, and the facts that rarely change."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from rsovisit.queries.case import CaseFileRow
from rsovisit.queries.open_work import OpenWorkRow, WorkKind
from ui.labels import NOTHING, day
from ui.theme import Tone
from ui.widgets.cards import Callout, Fact, Facts, Panel
from ui.widgets.text import Role, Words

_SHOWN = 8


class OpenWork(Panel):
    """Open work, then facts.

    Signals:
        why_wanted(): 'Why this date?' was pressed.
    """

    why_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Open work", parent=parent)
        self.setMinimumWidth(280)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setAccessibleName("Open work and facts")
        self.body.addWidget(self._scroll, 1)

    def show_case(self, case: CaseFileRow) -> None:
        """Show another case's work and facts."""
        content = QWidget()
        content.setObjectName("clear")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 8, 4)
        column.setSpacing(8)
        if not case.open_work:
            column.addWidget(Callout(Tone.GOOD, "Nothing is open", "on this case."))
        for work in case.open_work[:_SHOWN]:
            column.addWidget(Callout(_tone(work), f"{work.title}.", work.words))
        column.addWidget(Words("Facts", Role.SECTION))
        column.addWidget(Facts(self._facts(case)))
        column.addStretch(1)
        self._scroll.setWidget(content)

    def _facts(self, case: CaseFileRow) -> list[Fact]:
        facts = case.facts
        due = day(facts.due_on) if facts.due_on else NOTHING
        found = [
            Fact("Next visit", due, why=lambda _anchor: self.why_wanted.emit()),
            Fact("Last visit", day(facts.last_visit_on)),
            Fact("Registered", day(facts.registered_on)),
            Fact("Born", day(facts.date_of_birth)),
            Fact("National ref", facts.national_ref or NOTHING),
            Fact("Last ARMS", day(facts.last_arms_on)),
            Fact("Notification", day(facts.next_notification_on)),
        ]
        if facts.interval_reason:
            found.append(Fact("Own interval", facts.interval_reason))
        if facts.notes:
            found.append(Fact("Notes", facts.notes))
        return found


def _tone(work: OpenWorkRow) -> Tone:
    if work.urgent:
        return Tone.ESCALATED
    return Tone.ACCENT if work.kind is WorkKind.TASK else Tone.OVERDUE
