"""Keeping a filter under a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QLineEdit

from rsovisit.errors import RsoVisitError
from rsovisit.services.commands.register import SaveView
from ui.screens.screen import Screen
from ui.widgets.buttons import KeyButton, Kind
from ui.widgets.fields import Field
from ui.widgets.sidepane import SidePane


def open_save_view(screen: Screen, filters: Mapping[str, Any]) -> SidePane:
    """Ask for a name and keep the filter; the same name is replaced."""
    pane = SidePane("Save this view", screen, "It keeps the bucket, area, officer, risk and words.")
    name = QLineEdit()
    field = Field("Name", name, "Such as: Peterlee, medium, overdue. The same name is replaced.")
    pane.body.addWidget(field)
    save = KeyButton("Save view", "Return", Kind.PRIMARY)
    cancel = KeyButton("Cancel", "Escape")
    pane.footer.addWidget(save)
    pane.footer.addWidget(cancel)
    cancel.clicked.connect(pane.close_pane)

    def on_done(_done: object) -> None:
        pane.close_pane()
        screen.said.emit(f"Saved the view “{name.text().strip()}”.", "good")

    def on_refused(error: RsoVisitError) -> None:
        field.set_error(str(error))

    def submit() -> None:
        command = SaveView(screen.key, name.text(), filters)
        screen.bridge.do(command, on_done, on_refused, save)

    save.clicked.connect(submit)
    name.returnPressed.connect(submit)
    pane.closed.connect(pane.deleteLater)
    pane.open(name)
    return pane
