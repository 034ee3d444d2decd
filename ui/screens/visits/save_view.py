"""Keeping a filter under a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QLineEdit

from rsovisit.services.bus import Done
from rsovisit.services.commands.command import Command
from rsovisit.services.commands.register import SaveView
from ui.screens.export.form import list_words
from ui.screens.formpane import FormPane, Stop
from ui.screens.screen import Screen
from ui.screens.visits.filters import filter_of
from ui.widgets.fields import Field
from ui.widgets.text import Role, Words


class SaveViewForm(FormPane):
    """Asks for a name; the same name is replaced."""

    def __init__(self, screen: Screen, filters: Mapping[str, Any]) -> None:
        super().__init__(screen, "Save this view", "Save view")
        self._filters = filters
        self.name = QLineEdit()
        self.top.addWidget(Words(list_words(filter_of(filters)), Role.SECOND, wrap=True))
        hint = "Such as: Peterlee, medium, overdue. The same name is replaced."
        self.fields = {"name": Field("Name", self.name, hint)}
        self.body.addWidget(self.fields["name"])
        self.name.textChanged.connect(self.review)
        self.name.returnPressed.connect(self.submit)

    def command(self) -> Command:
        """The view under its name."""
        return SaveView(self._screen.key, self.name.text(), self._filters)

    def stops(self) -> Sequence[Stop]:
        """It needs a name."""
        return [] if self.name.text().strip() else [Stop("name", "Give the view a name.")]

    def done_words(self, done: Done) -> str:
        """That it is kept, and where."""
        return f"Saved the view “{self.name.text().strip()}”: find it under Views."

    def look_again(self) -> None:
        """Nothing here can grow stale."""


def open_save_view(screen: Screen, filters: Mapping[str, Any]) -> SaveViewForm:
    """Open the form over a screen."""
    form = SaveViewForm(screen, filters)
    form.open(form.name)
    return form
