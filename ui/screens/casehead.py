"""Which case a form is about, kept in sight while its fields scroll."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

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
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        self._name = Words("…", Role.STRONG, wrap=True, copy=True)
        self._about = Words(" ", Role.SMALL, wrap=True)
        self._pill = Pill(Badge(""))
        self._pill.hide()
        grid.addWidget(self._name, 0, 0)
        grid.addWidget(self._pill, 0, 1)
        grid.addWidget(self._about, 1, 0, 1, 2)

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
