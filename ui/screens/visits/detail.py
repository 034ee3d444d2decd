"""At the right of the visits list: what to know before going to the door."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QWidget

from rsovisit.queries.visits import VisitRow
from ui.bridge import Bridge
from ui.labels import label
from ui.screens.pane import Pane
from ui.widgets.buttons import KeyButton, Kind
from ui.widgets.cards import EmptyState

if TYPE_CHECKING:
    from rsovisit.queries.before import BeforeRow

_REST_MS = 150
"""A row is consulted, and the consultation logged, once the choice has rested this long."""


class VisitDetail(Pane):
    """The chosen case at the door. Empty while nothing is chosen.

    Signals:
        why_wanted(): 'Why this date?' was pressed.
    """

    why_wanted = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._bridge = bridge
        self._row: VisitRow | None = None
        self._owed = False
        self.setAccessibleName("Before you go")
        self._rest = QTimer(self, interval=_REST_MS, singleShot=True)
        self._rest.timeout.connect(self._ask)

    def set_actions(self, offered: Sequence[QAction]) -> None:
        """Put the actions on buttons under the case; the first is the main one."""
        for at, action in enumerate(offered):
            kind = Kind.PRIMARY if at == 0 else Kind.SECONDARY
            self.footer.addWidget(KeyButton.of(action, kind))

    def show_row(self, row: VisitRow | None) -> None:
        """Show a case: its list row at once, the rest when it has been consulted."""
        same = self._row is not None and row is not None and row.case_id == self._row.case_id
        self._row = row
        self._rest.stop()
        if row is None:
            self.set_title("", "")
            self.fill([EmptyState("No case chosen", "Choose one in the list.", icon="cases")])
            return
        if not same:
            self.set_title(f"{row.case_ref} · {row.name}", _about(row))
            self.fill([])
        self._rest.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Seen again: what was chosen while out of sight is consulted now."""
        super().showEvent(event)
        if self._owed:
            self._rest.start()

    def _ask(self) -> None:
        if self._row is None:
            return
        # What nobody looks at is not consulted: the person has gone on to another screen.
        self._owed = not self.isVisible()
        if self._owed:
            return
        # What is shown of one case loads with the first one: the list is painted before it.
        from rsovisit.queries.before import BeforeYouGo

        query = BeforeYouGo(self._row.case_id)
        self._bridge.ask(query, self._show, owner=self, slot="before")

    def _show(self, before: BeforeRow) -> None:
        if self._row is None or before.case_id != self._row.case_id:
            return
        from ui.screens.visits.before import header, parts

        self.set_title(f"{before.case_ref} · {before.name}", header(before))
        self.fill(parts(before, self._bridge, self.why_wanted.emit))


def _about(row: VisitRow) -> str:
    return f"{label(row.risk_level)} · {row.area} · {label(row.managed_by)}"
