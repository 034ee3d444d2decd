"""What is beside a list: a scrolling card whose content is replaced as a whole."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from ui.widgets.cards import Panel


class Pane(Panel):
    """A card that shows one thing at a time; its buttons stand still below."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, scrolls=True, parent=parent)
        self._parts: list[QWidget] = []

    def fill(self, parts: Iterable[QWidget]) -> None:
        """Show these instead, from the top."""
        for old in self._parts:
            old.hide()
            self.body.removeWidget(old)
            old.deleteLater()
        if not self._parts:
            self.body.addStretch(1)
        self._parts = list(parts)
        for at, part in enumerate(self._parts):
            self.body.insertWidget(at, part)
