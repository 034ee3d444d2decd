"""When a visit was: the day, with today and yesterday one press away, and the time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from ui.labels import Lean, day
from ui.theme import current
from ui.widgets.buttons import LinkButton
from ui.widgets.dates import DateField, TimeField
from ui.widgets.fields import Field


class WhenFields(QWidget):
    """The day and the time, side by side.

    Signals:
        changed: another day or time.
    """

    changed = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.day = DateField("Day of the visit", today, Lean.PAST)
        self.time = TimeField("Time of the visit")
        self.day_field = Field("Day", self.day)
        self.time_field = Field("Time", self.time)
        self.time_field.setFixedWidth(current().px(110))
        self.day.changed.connect(self.changed)
        self.time.changed.connect(self.changed)
        links = QHBoxLayout()
        links.setSpacing(8)
        for words, back in (("Today", 0), ("Yesterday", 1)):
            link = LinkButton(words)
            link.clicked.connect(lambda _on=False, days=back: self._go_back(days))
            links.addWidget(link)
        links.addStretch(1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self.day_field, 0, 0)
        grid.addWidget(self.time_field, 0, 1)
        grid.addLayout(links, 1, 0)

    def stop(self) -> str:
        """What is wrong with the day, in a sentence; '' when nothing is."""
        if self.day.error:
            return self.day.error
        on, today = self.day.value, self._today()
        if on is None:
            return "Say on which day it was."
        return f"{day(on)} is in the future." if on > today else ""

    def _go_back(self, days: int) -> None:
        self.day.set_value(self._today() - timedelta(days=days))
