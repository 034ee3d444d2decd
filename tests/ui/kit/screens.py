"""Two small screens for the window to hold."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QLineEdit, QWidget

from rsovisit.services.bus import Topic
from ui import actions
from ui.bridge import Bridge
from ui.screens.screen import Screen
from ui.widgets.cards import ScreenHead
from ui.widgets.rows import Column, RowsModel
from ui.widgets.table import RowsTable


class ListScreen(Screen):
    """A list of numbers that cares about visits, with one action and a draft to keep."""

    key: ClassVar[str] = "visits"
    title: ClassVar[str] = "Visits"
    cares: ClassVar[frozenset[Topic]] = frozenset({Topic.VISITS})
    exports: ClassVar[bool] = True

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self.refreshed = self.recorded = self.exported = 0
        self.kept = False
        self.bucket: object = "overdue"
        self.page.addWidget(ScreenHead(self.title, "Peterlee"))
        self.draft = QLineEdit()
        self.draft.setAccessibleName("Summary")
        self.page.addWidget(self.draft)
        self.table = RowsTable("Visits", RowsModel((Column[int]("Case", str),), key=int))
        self.page.addWidget(self.table)
        actions.make("visits_record", self, self._record)

    def refresh(self) -> None:
        """Count it, and show three rows."""
        self.refreshed += 1
        self.table.show_rows([1, 2, 3])

    def show_place(self, place: object) -> None:
        """The bucket."""
        self.bucket = place

    def place(self) -> object:
        """The bucket."""
        return self.bucket

    def focus_first(self) -> None:
        """The list."""
        self.table.setFocus()

    def export(self) -> None:
        """Count it."""
        self.exported += 1

    def leave(self) -> None:
        """Remember that it was told."""
        self.kept = True

    def _record(self) -> None:
        self.recorded += 1


class PlainScreen(Screen):
    """A screen with nothing but its head."""

    key: ClassVar[str] = "case"
    title: ClassVar[str] = "Case"

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self.shown: object = None
        self.page.addWidget(ScreenHead(self.title))

    def refresh(self) -> None:
        """Nothing to ask."""

    def show_place(self, place: object) -> None:
        """A case id."""
        self.shown = place

    def place(self) -> object:
        """A case id."""
        return self.shown
