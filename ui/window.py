"""The frame and navigation; holds no case data. Screens are built when first opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ui.bridge import Bridge
from ui.labels import PROGRAM
from ui.screens import SCREENS, ScreenEntry
from ui.theme import TEXT_SIZES, Appearance, Tone
from ui.widgets.banner import Banner
from ui.widgets.frame.doing import window_actions
from ui.widgets.frame.history import History, Place
from ui.widgets.frame.rail import Rail, RailEntry
from ui.widgets.frame.statusbar import StatusBar
from ui.widgets.frame.strip import MarkingStrip
from ui.widgets.frame.topbar import TopBar

if TYPE_CHECKING:
    from rsovisit.errors import RsoVisitError
    from rsovisit.services.bus import Changes, Done
    from ui.screens.screen import Screen
    from ui.widgets.frame.finder import Finder

_STATUS_EVERY_MS = 60_000


class Window(QWidget):
    """Marking, top bar, rail, one screen at a time, status bar.

    Signals:
        settled: the first screen has been painted; whatever could wait may load now.
        work_as_chosen(str): the window is wanted for another person, by collar number.
        closed: the person closed the window; the bridge is closed too.
    """

    settled = Signal()
    work_as_chosen = Signal(str)
    closed = Signal()

    def __init__(
        self, bridge: Bridge, appearance: Appearance, entries: Sequence[ScreenEntry] = SCREENS
    ) -> None:
        super().__init__()
        self.bridge, self.appearance = bridge, appearance
        role = bridge.actor.role
        self.entries = {entry.key: entry for entry in entries if entry.is_for(role)}
        self.screens: dict[str, Screen] = {}
        self._current = ""
        self._history = History()
        self._finder: Finder | None = None
        self._painted = False
        self.setObjectName("ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        label = "REHEARSAL" if bridge.register.rehearsal else bridge.register.label
        self.setWindowTitle(f"{PROGRAM} · {label}")
        self.resize(1440, 900)
        self._build()
        self.actions_by_name = window_actions(self)
        bridge.changed.connect(self._on_changed)
        bridge.trouble.connect(self.banner.show_trouble)
        bridge.busy_changed.connect(self.status.show_busy)

    def _build(self) -> None:
        self.top = TopBar(self.bridge.actor)
        shown = [entry for entry in self.entries.values() if entry.in_rail]
        self.rail = Rail(
            [RailEntry(e.key, e.title, e.section, e.icon, e.count is not None) for e in shown]
        )
        self.top.align_search(self.rail.width())
        self.top.bell.setVisible("warnings" in self.entries)
        self.banner = Banner()
        self.stack = QStackedWidget()
        self.status = StatusBar(self.bridge.register)
        right, middle, column = QVBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        for layout in (right, middle, column):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        right.addWidget(self.banner)
        right.addWidget(self.stack, 1)
        middle.addWidget(self.rail)
        middle.addLayout(right, 1)
        column.addWidget(MarkingStrip(self.bridge.register.rehearsal))
        column.addWidget(self.top)
        column.addLayout(middle, 1)
        column.addWidget(self.status)
        self.rail.chosen.connect(self.open_screen)
        self.top.find_asked.connect(self.open_palette)
        self.top.warnings_asked.connect(partial(self.open_screen, "warnings"))
        self.top.work_as_asked.connect(self.choose_person)
        self.top.menu_asked.connect(self.open_menu)
        self._status_timer = QTimer(self, interval=_STATUS_EVERY_MS)
        self._status_timer.timeout.connect(self.refresh_status)

    @property
    def open_now(self) -> Screen | None:
        """The screen that is open; None before the first."""
        return self.screens.get(self._current)

    def open_screen(self, key: str, within: object = None) -> None:
        """Open a screen, at a place within it or where it was left. Unknown keys do nothing."""
        if key in self.entries:
            self._remember()
            self._show(Place(key, within))
            self._history.visit(Place(key, self.screens[key].place()))

    def open_case(self, case_id: int) -> None:
        """Open one case's screen."""
        self.open_screen("case", case_id)

    def screen_at(self, key: str) -> Screen:
        """A screen by its key, built if it has not been. KeyError for one not offered."""
        screen = self.screens.get(key)
        if screen is None:
            screen = self.screens[key] = self.entries[key].make(self.bridge)
            screen.open_case.connect(self.open_case)
            screen.go_to.connect(self.open_screen)
            screen.said.connect(self._on_said)
            self.stack.addWidget(_scrolling(screen))
        return screen

    def pictures(self, key: str) -> Sequence[tuple[str, Callable[[], None]]]:
        """The pictures worth having of a screen: a name and what brings it about."""
        return self.screen_at(key).pictures()

    def look_again(self) -> None:
        """Ask the register again for all that is on screen."""
        if self.open_now is not None:
            self.open_now.refresh()
        self._ask_counts()
        self.refresh_status()

    def _look_for_news(self) -> None:
        """The same, left to the screen: one whose list holds still only says what is new."""
        if self.open_now is not None:
            self.open_now.look_again()
        self._ask_counts()
        self.refresh_status()

    def open_palette(self) -> None:
        """Find anything: the palette opens in the search box's place."""
        self._finding().open(self.top.search)

    def choose_person(self) -> None:
        """Open a palette of people to work as."""
        self._finding().open_people(self.top.who, self.work_as_chosen.emit)

    def open_menu(self) -> None:
        """Open the menu of every action under its button."""
        from ui.widgets.frame.menus import open_menu

        menu = open_menu(self, self.actions_by_name, self.screen_actions())
        corner = self.top.menu.mapToGlobal(self.top.menu.rect().bottomRight())
        corner.setX(corner.x() - menu.sizeHint().width())
        menu.popup(corner)

    def show_keys(self) -> None:
        """List every key that works here."""
        from ui.widgets.frame.menus import keys_pane

        pane = keys_pane(self.stack, self.actions_by_name, self.screen_actions())
        pane.closed.connect(pane.deleteLater)
        pane.open()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground; the first time, what could wait is started after it."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self._settle)

    def changeEvent(self, event: QEvent) -> None:
        """Another text size moves the search box; coming back to a shared register looks again."""
        super().changeEvent(event)
        if not self._painted:
            return
        if event.type() == QEvent.Type.StyleChange:
            self.top.align_search(self.rail.width())
        shared = not self.bridge.register.encrypted
        if event.type() == QEvent.Type.ActivationChange and shared and self.isActiveWindow():
            self._look_for_news()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let screens keep their drafts, then let go of the bus."""
        for screen in self.screens.values():
            screen.leave()
        self._status_timer.stop()
        self.bridge.close()
        super().closeEvent(event)
        self.closed.emit()

    def _settle(self) -> None:
        self._ask_counts()
        self.refresh_status()
        self._status_timer.start()
        self.settled.emit()

    def _show(self, place: Place) -> None:
        screen = self.screen_at(place.key)
        self._current = place.key
        if place.within is not None:
            screen.show_place(place.within)
        self.stack.setCurrentIndex(list(self.screens).index(place.key))
        self.rail.set_current(place.key)
        export = self.actions_by_name["export"]
        export.setEnabled(screen.exports and export.isVisible())
        screen.focus_first()

    def _remember(self) -> None:
        if self.open_now is not None:
            self._history.amend(Place(self._current, self.open_now.place()))

    def step(self, by: int) -> None:
        """Back (-1) or forward (1) among the places visited."""
        self._remember()
        place = self._history.step(by)
        if place is not None:
            self._show(place)

    def step_text(self, by: int) -> None:
        """The next larger (1) or smaller (-1) text size."""
        sizes = sorted({*TEXT_SIZES, self.appearance.text})
        at = sizes.index(self.appearance.text) + by
        self.appearance.set_text(sizes[min(max(at, 0), len(sizes) - 1)])

    def screen_actions(self) -> list[QAction]:
        """The actions of the screen that is open."""
        return [] if self.open_now is None else self.open_now.actions()

    def _finding(self) -> Finder:
        if self._finder is None:
            from ui.widgets.frame.finder import Finder

            self._finder = Finder(self.bridge, self)
            self._finder.screens = [
                (entry.title, entry.icon, partial(self.open_screen, entry.key))
                for entry in self.entries.values()
                if entry.in_rail
            ]
            self._finder.actions = lambda: [*self.screen_actions(), *self.actions_by_name.values()]
            self._finder.case_chosen.connect(self.open_case)
            self._finder.officer_chosen.connect(self._on_officer_found)
        return self._finder

    def export(self) -> None:
        """Export the list on screen."""
        if self.open_now is not None:
            self.open_now.export()

    def back_up(self) -> None:
        """Copy the register and read the copy back."""
        from rsovisit.services.commands.register import MakeBackup

        def on_done(_done: Done) -> None:
            self.banner.show_done("Backed up, and the copy was read back.")

        self.bridge.do(MakeBackup(), on_done)

    def _on_officer_found(self, collar: str) -> None:
        from rsovisit.queries.visits import VisitFilter

        self.open_screen("visits", VisitFilter(officer=collar))

    def _on_said(self, words: str, tone: str) -> None:
        self.banner.show_words(Tone(tone), words)

    def _on_changed(self, changes: Changes) -> None:
        if self._painted and changes.topics:
            self._ask_counts()
            self.refresh_status()

    def _ask_counts(self) -> None:
        for key, entry in self.entries.items():
            if entry.count is not None:
                query, counted = entry.count()
                show = partial(self._show_count, key, counted)
                self.bridge.ask(query, show, owner=self.rail, slot=key, on_failed=_no_count)

    def _show_count(self, key: str, counted: Callable[[object], int], answer: object) -> None:
        count = counted(answer)
        self.rail.set_count(key, count)
        if key == "warnings":
            self.top.bell.set_count(count)

    def refresh_status(self) -> None:
        """Ask again how the register is kept."""
        from rsovisit.queries.upkeep import Upkeep

        show, lost = self.status.show_upkeep, self.status.show_lost
        self.bridge.ask(Upkeep(), show, owner=self.status, on_failed=lost)


def _scrolling(screen: Screen) -> QScrollArea:
    """A place for a screen that scrolls once the window is smaller than the screen can be."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(screen)
    return area


def _no_count(_refusal: RsoVisitError) -> None:
    """A line of the rail without its number says all there is to say."""
