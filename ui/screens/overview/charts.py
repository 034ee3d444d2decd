"""The three panels between figures and list, side by side where there is room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from rsovisit.queries.oversight import WeekRow
from ui.labels import counted
from ui.screens.overview.teams import AgeLegend, TeamBars
from ui.theme import current
from ui.widgets.cards import Panel
from ui.widgets.charts import LineChart, Point

_WIDE, _MIDDLE = 900, 560


class OverdueByTeam(Panel):
    """Overdue visits by team and age."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Overdue by team and age", parent=parent)
        self.bars = TeamBars()
        self.body.setSpacing(4)
        self.body.addWidget(AgeLegend())
        self.body.addWidget(self.bars)
        self.body.addStretch(1)


class Backlog(Panel):
    """Outstanding ARMS tasks, week by week."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("ARMS backlog", " ", parent=parent)
        self.chart = LineChart("ARMS backlog by week", "tasks outstanding")
        self.body.addWidget(self.chart, 1)

    def show_weeks(self, weeks: Sequence[WeekRow]) -> None:
        """Show other weeks, oldest first."""
        if weeks:
            last = weeks[-1]
            note = f"{counted(last.open, 'outstanding task')}; {last.came} came, {last.went} went"
            self.set_title("ARMS backlog", f"{note} this week")
        self.chart.set_points(
            [Point(f"{week.ends_on.day} {week.ends_on:%b}", week.open) for week in weeks]
        )


class ChartRow(QWidget):
    """Three panels: in one row, two and one below, or one above the other."""

    def __init__(self, panels: Sequence[Panel], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._panels = tuple(panels)
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the widest panel: the row folds before it is cut off."""
        widest = max(panel.minimumSizeHint().width() for panel in self._panels)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may fold it."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Another text size needs other room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._arrange()

    def _arrange(self) -> None:
        px, width = current().px, self.width()
        columns = 3 if width >= px(_WIDE) else 2 if width >= px(_MIDDLE) else 1
        if columns == self._columns:
            return
        self._columns = columns
        for panel in self._panels:
            self._grid.removeWidget(panel)
        first, second, third = self._panels
        self._grid.addWidget(first, 0, 0)
        self._grid.addWidget(second, *((0, 1) if columns > 1 else (1, 0)))
        below = {3: (0, 2, 1, 1), 2: (1, 0, 1, 2), 1: (2, 0, 1, 1)}[columns]
        self._grid.addWidget(third, *below)
        for column, stretch in enumerate((6, 6, 4)):
            self._grid.setColumnStretch(column, stretch if column < columns else 0)
