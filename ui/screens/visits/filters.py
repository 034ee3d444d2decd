"""Above the visits list: buckets with counts, area, officer, words to look for, saved views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from rsovisit.domain.access import Permission
from rsovisit.domain.due import Bucket
from rsovisit.domain.risk import RiskLevel
from rsovisit.queries.visits import VisitCounts, VisitFilter
from ui.bridge import Bridge
from ui.labels import label
from ui.widgets.buttons import MenuButton
from ui.widgets.fields import FilterBox
from ui.widgets.flow import FlowLayout
from ui.widgets.pills import Chip, Chips

ALL = "all"
_EVERY_AREA, _EVERYONE, _EVERY_RISK = "All areas", "Everyone", "Any risk"


class VisitFilters(QWidget):
    """What the list is narrowed to.

    Signals:
        changed(): ask for the list again, from the top.
        view_wanted(): the person wants to keep this filter under a name.
    """

    changed = Signal()
    view_wanted = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.filter = VisitFilter(Bucket.OVERDUE)
        self.setAccessibleName("Narrow the list")
        self.chips = Chips("Which visits", _chips(None))
        self.chips.chosen.connect(lambda key: self._narrow(bucket=_bucket(key)))
        self.box = FilterBox("Reference, name or address")
        self.box.filtered.connect(lambda text: self._narrow(text=text))
        self._area = MenuButton(_EVERY_AREA)
        self._officer = MenuButton(_EVERYONE)
        self._risk = MenuButton(_EVERY_RISK)
        self._views = MenuButton("Views")
        if not bridge.actor.may(Permission.VIEW_SAVE):
            self._views.hide()
        for button, fill in (
            (self._area, self._fill_areas),
            (self._officer, self._fill_officers),
            (self._risk, self._fill_risks),
            (self._views, self._fill_views),
        ):
            button.pressed.connect(fill)
        self._narrower = QWidget()
        flow = FlowLayout(self._narrower, gap=8)
        for widget in (self.box, self._area, self._officer, self._risk, self._views):
            flow.addWidget(widget)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self.chips, 1)
        self._row.addWidget(self._narrower)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One line where both parts fit beside each other, else two that flow."""
        super().resizeEvent(event)
        needed = self.chips.sizeHint().width() + self._narrower.sizeHint().width() + 8
        beside = needed <= event.size().width()
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if way is not self._row.direction():
            self._row.setDirection(way)

    def show_counts(self, counts: VisitCounts) -> None:
        """Put the length of each list on its chip."""
        self.chips.set_chips(_chips(counts))

    def set_bucket(self, bucket: Bucket | None) -> None:
        """Choose a bucket without asking for the list."""
        self.filter = replace(self.filter, bucket=bucket)
        self.chips.choose(bucket.value if bucket else ALL)

    def set_filter(self, chosen: VisitFilter) -> None:
        """Show a whole filter, as a saved view keeps it, and ask for its list."""
        self.filter = chosen
        self.chips.choose(chosen.bucket.value if chosen.bucket else ALL)
        self.box.show_words(chosen.text)
        self._say()
        self.changed.emit()

    def is_narrowed(self) -> bool:
        """Whether anything but the bucket narrows the list."""
        return replace(self.filter, bucket=None) != VisitFilter()

    def clear(self) -> None:
        """Take every narrowing off but the bucket."""
        self.set_filter(VisitFilter(self.filter.bucket))

    def _narrow(self, **change: Any) -> None:
        self.filter = replace(self.filter, **change)
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        chosen, actor = self.filter, self._bridge.actor
        self._area.set_words(f"Area: {chosen.area}" if chosen.area else _EVERY_AREA)
        if chosen.unallocated:
            officer = "Nobody allocated"
        elif chosen.officer == actor.collar:
            officer = "Mine"
        else:
            officer = f"Officer: {chosen.officer}" if chosen.officer else _EVERYONE
        self._officer.set_words(officer)
        self._risk.set_words(f"Risk: {label(chosen.risk)}" if chosen.risk else _EVERY_RISK)

    def _fill_areas(self) -> None:
        from rsovisit.queries.staff import Areas

        menu = self._area.menu_of()
        menu.clear()
        menu.addAction(_EVERY_AREA, lambda: self._narrow(area=None))
        menu.addSeparator()
        for area in self._bridge.ask_now(Areas()):
            menu.addAction(_words(area), partial(self._narrow, area=area))

    def _fill_officers(self) -> None:
        from rsovisit.queries.staff import StaffList

        menu = self._officer.menu_of()
        menu.clear()
        menu.addAction(_EVERYONE, lambda: self._narrow(officer=None, unallocated=False))
        mine = self._bridge.actor.collar
        menu.addAction("Mine", lambda: self._narrow(officer=mine, unallocated=False))
        menu.addAction("Nobody allocated", lambda: self._narrow(officer=None, unallocated=True))
        menu.addSeparator()
        for person in self._bridge.ask_now(StaffList(area=self.filter.area, visiting=True)):
            words = _words(f"{person.name} ({person.collar})")
            collar = person.collar
            menu.addAction(words, partial(self._narrow, officer=collar, unallocated=False))

    def _fill_risks(self) -> None:
        menu = self._risk.menu_of()
        menu.clear()
        menu.addAction(_EVERY_RISK, lambda: self._narrow(risk=None))
        for level in RiskLevel:
            menu.addAction(label(level), partial(self._narrow, risk=level))

    def _fill_views(self) -> None:
        from rsovisit.queries.saved_views import SavedViews
        from rsovisit.services.commands.register import DeleteView

        menu = self._views.menu_of()
        menu.clear()
        views = self._bridge.ask_now(SavedViews("visits"))
        for view in views:
            menu.addAction(_words(view.name), partial(self.set_filter, filter_of(view.filters)))
        if not views:
            menu.addAction("No saved views yet").setEnabled(False)
        menu.addSeparator()
        menu.addAction("Save this view…", self.view_wanted.emit)
        if views:
            forget = menu.addMenu("Forget a view")
            for view in views:
                key = view.view_id
                forget.addAction(_words(view.name), partial(self._bridge.do, DeleteView(key)))


def kept(chosen: VisitFilter) -> dict[str, Any]:
    """A filter as a saved view keeps it: plain words."""
    return {
        "bucket": chosen.bucket.value if chosen.bucket else None,
        "area": chosen.area,
        "officer": chosen.officer,
        "risk": chosen.risk.value if chosen.risk else None,
        "text": chosen.text,
        "unallocated": chosen.unallocated,
    }


def filter_of(words: Mapping[str, Any]) -> VisitFilter:
    """A filter from a saved view; what is missing narrows nothing."""
    bucket, risk = words.get("bucket"), words.get("risk")
    return VisitFilter(
        Bucket(bucket) if bucket else None,
        words.get("area"),
        words.get("officer"),
        RiskLevel(risk) if risk else None,
        words.get("text") or "",
        bool(words.get("unallocated")),
    )


def _words(text: str) -> str:
    """Words as a menu shows them unchanged: it would take an ampersand for itself."""
    return text.replace("&", "&&")


def _bucket(key: str) -> Bucket | None:
    return None if key == ALL else Bucket(key)


def _chips(counts: VisitCounts | None) -> list[Chip]:
    chips = [
        Chip(bucket.value, label(bucket), counts.of(bucket) if counts else None)
        for bucket in Bucket
    ]
    return [*chips, Chip(ALL, "All", counts.all if counts else None)]
