"""What every screen is: named, told when it is seen, asked again when what it shows has changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.bridge import Bridge
from ui.widgets.rows import PageOf, PageSource

if TYPE_CHECKING:
    from rsovisit.queries.query import Query
    from rsovisit.services.bus import Changes, Topic


class Screen(QWidget):
    """Base of the screens. A subclass names itself, builds in `__init__`, asks in `refresh`.

    key, title: as in the rail.
    exports: whether the list on it can be exported by `export`.
    cares: the topics whose changes make it ask again; at once if it is on screen, else when
        it next is. Every screen does with the first change of a new day.
    page: the column to build in, with the screen's margins.

    Signals:
        open_case(int): a case is to be opened.
        go_to(str, object): another screen is to be opened, by key, at a place or None.
        said(str, str): a sentence for the banner, and its tone.
    """

    key: ClassVar[str] = ""
    title: ClassVar[str] = ""
    cares: ClassVar[frozenset[Topic]] = frozenset()
    exports: ClassVar[bool] = False

    open_case = Signal(int)
    go_to = Signal(str, object)
    said = Signal(str, str)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bridge = bridge
        self.stale = True
        self._day = bridge.today()
        self.setObjectName("ground")
        self.setAccessibleName(self.title)
        self.page = QVBoxLayout(self)
        self.page.setContentsMargins(20, 16, 20, 14)
        self.page.setSpacing(12)
        bridge.changed.connect(self._on_changed)

    def refresh(self) -> None:
        """Ask for everything shown, again. Called when it is shown stale, and on changes."""
        raise NotImplementedError

    def show_place(self, place: object) -> None:
        """Go to a place within the screen (a bucket, a case id). None: stay."""

    def place(self) -> object:
        """Where within the screen one is, for going back; what `show_place` takes."""
        return None

    def focus_first(self) -> None:
        """Give the keyboard to what is worked first: the list."""
        self.focusNextChild()

    def export(self) -> None:
        """Write the list on screen to a file; only where `exports`."""

    def leave(self) -> None:
        """The window is closing: keep what is unfinished."""

    def pictures(self) -> Sequence[tuple[str, Callable[[], None]]]:
        """What `rsovisit screens` draws of it: file names and what brings each about."""
        return [(self.key, lambda: None)]

    def page_source(self, make_query: Callable[[int, int], Query[PageOf[Any]]]) -> PageSource:
        """A source of further pages for a `RowsTable`: `make_query(offset, limit)`."""

        def source(offset: int, limit: int, deliver: Callable[[PageOf[Any]], None]) -> None:
            self.bridge.ask(make_query(offset, limit), deliver, owner=self, slot="further page")

        return source

    def showEvent(self, event: QShowEvent) -> None:
        """Seen: ask again if anything changed meanwhile."""
        super().showEvent(event)
        if self.stale:
            self.stale = False
            self.refresh()

    def look_again(self) -> None:
        """Ask again now, or once it is seen."""
        if self.isVisible():
            self.refresh()
        else:
            self.stale = True

    def _on_changed(self, changes: Changes) -> None:
        another_day = self.bridge.today() != self._day
        self._day = self.bridge.today()
        if another_day or self.cares & changes.topics:
            self.look_again()
