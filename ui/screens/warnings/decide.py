"""Deciding a warning: a reason always, a planned date where there is one."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPlainTextEdit

from rsovisit.errors import Invalid, RsoVisitError
from rsovisit.services.commands.warning import DecideWarning
from ui.labels import Lean, day
from ui.screens.screen import Screen
from ui.widgets.buttons import KeyButton, Kind
from ui.widgets.dates import DateField
from ui.widgets.fields import Field, Problems
from ui.widgets.sidepane import SidePane


class Decided(Protocol):
    """What the form needs of a warning, from whichever list it was chosen in."""

    @property
    def warning_id(self) -> int: ...

    @property
    def version(self) -> int: ...

    @property
    def case_ref(self) -> str: ...

    @property
    def name(self) -> str: ...


def open_decide(screen: Screen, warning: Decided, about: str) -> SidePane:
    """Acknowledge a warning with a plan. It stays open until the visit: that is said here."""
    pane = SidePane(f"Decide · {warning.case_ref}", screen, f"{warning.name}. {about}")
    reason = QPlainTextEdit()
    reason.setTabChangesFocus(True)
    reason.setMinimumHeight(96)
    plan = DateField("Visit planned for", screen.bridge.today, lean=Lean.FUTURE)
    why = Field(
        "What was decided, and why",
        reason,
        "Who will visit, what stood in the way. It is kept with the warning.",
    )
    when = Field("Visit planned for (leave empty if there is no date)", plan)
    problems = Problems()
    for part in (problems, why, when):
        pane.body.addWidget(part)
    save = KeyButton("Record decision", "Ctrl+Return", Kind.PRIMARY)
    cancel = KeyButton("Cancel", "Escape")
    pane.footer.addWidget(save)
    pane.footer.addWidget(cancel)
    cancel.clicked.connect(pane.close_pane)

    def on_done(_done: object) -> None:
        pane.close_pane()
        planned = plan.value
        until = f", visit planned for {day(planned)}" if planned else ""
        screen.said.emit(
            f"Decision recorded on {warning.case_ref}{until}. The warning stays until the visit.",
            "good",
        )

    def on_refused(error: RsoVisitError) -> None:
        field = error.field if isinstance(error, Invalid) else None
        editor = plan if field == "plan_on" else reason
        (when if field == "plan_on" else why).set_error(str(error) if field else "")
        problems.set_problems("This cannot be recorded yet", [(str(error), editor)])

    def submit() -> None:
        if plan.error:
            problems.set_problems("This cannot be recorded yet", [(plan.error, plan)])
            return
        command = DecideWarning(
            warning.warning_id, warning.version, reason.toPlainText(), plan.value
        )
        screen.bridge.do(command, on_done, on_refused, save)

    save.clicked.connect(submit)
    send = QShortcut(QKeySequence("Ctrl+Return"), pane)
    send.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    send.activated.connect(submit)
    pane.closed.connect(pane.deleteLater)
    pane.open(reason)
    return pane
