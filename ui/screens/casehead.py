"""Which case a form is about, kept in sight while its fields scroll."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rsovisit.queries.before import BeforeRow
from ui.bridge import Bridge
from ui.labels import day, label, lateness
from ui.theme import Badge
from ui.widgets.pills import Pill
from ui.widgets.text import Role, Words


class CaseHead(QWidget):
    """Reference, name, level and place; how late it is, in a pill."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        self._name = Words("…", Role.STRONG, wrap=True, copy=True)
        self._about = Words(" ", Role.SMALL, wrap=True)
        words.addWidget(self._name)
        words.addWidget(self._about)
        row.addLayout(words, 1)
        self._pill = Pill(Badge(""))
        self._pill.hide()
        row.addWidget(self._pill)

    def show_case(self, before: BeforeRow) -> None:
        """Say which case it is."""
        policy = self._bridge.policy
        self._name.set_words(f"{before.case_ref} · {before.name}")
        due = f"due {day(before.due_on)}" if before.due_on else label(before.status).lower()
        about = (label(before.risk_level), before.interval, before.area, due)
        self._about.set_words(" · ".join(about))
        badge = lateness(
            before.bucket,
            before.due_on,
            self._bridge.today(),
            escalated_from=policy.escalation.inspector,
        )
        self._pill.set_badge(badge)
        self._pill.show()
