"""What the palette finds: actions and screens at once, then what the register answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.widgets.buttons import key_words
from ui.widgets.palette import Deliver, Found, Palette, Source

if TYPE_CHECKING:
    from rsovisit.queries.search import Hit

_MOST_AT_HAND = 6


class Finder(QObject):
    """Opens palettes over the window and feeds them.

    `screens` are (title, icon, opener) and `actions` gives what can be done now; both are set
    by the window.

    Signals:
        case_chosen(int), officer_chosen(str): what was found leads there.
    """

    case_chosen = Signal(int)
    officer_chosen = Signal(str)

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge, self._window = bridge, window
        self.screens: Sequence[tuple[str, str, Callable[[], None]]] = ()
        self.actions: Callable[[], Iterable[QAction]] = tuple

    def open(self, anchor: QWidget) -> Palette:
        """Find cases, people, screens and actions."""
        return self._palette(self._find, "Find a case, a person or an action", anchor)

    def open_people(self, anchor: QWidget, choose: Callable[[str], None]) -> Palette:
        """Find a person to work as, by name or collar number."""
        words = "Work as: type a name or a collar number"
        return self._palette(partial(self._find_people, choose), words, anchor)

    def _palette(self, source: Source, invitation: str, anchor: QWidget) -> Palette:
        palette = Palette(source, self._window, invitation)
        palette.closed.connect(palette.deleteLater)
        palette.open(anchor)
        return palette

    def _find(self, text: str, deliver: Deliver) -> None:
        at_hand = self._at_hand(text)
        deliver(at_hand)
        if not text:
            return
        from rsovisit.queries.search import Find

        def on_answer(hits: Sequence[Hit]) -> None:
            deliver([*(self._found(hit) for hit in hits), *at_hand])

        self._bridge.ask(Find(text), on_answer, owner=self, slot="find")

    def _find_people(self, choose: Callable[[str], None], text: str, deliver: Deliver) -> None:
        from rsovisit.queries.search import Find, HitKind

        def on_answer(hits: Sequence[Hit]) -> None:
            people = [hit for hit in hits if hit.kind is HitKind.OFFICER]
            deliver([_person(hit, partial(choose, hit.ref)) for hit in people])

        self._bridge.ask(Find(text), on_answer, owner=self, slot="find")

    def _at_hand(self, text: str) -> list[Found]:
        wanted = text.casefold().split()
        screens = [Found(title, "", "Screen", run, icon) for title, icon, run in self.screens]
        offered = [*screens, *(_doing(action) for action in self.actions() if action.isEnabled())]
        fits = [f for f in offered if all(word in f.title.casefold() for word in wanted)]
        return fits[:_MOST_AT_HAND] if text else fits

    def _found(self, hit: Hit) -> Found:
        from rsovisit.queries.search import HitKind

        if hit.kind is HitKind.OFFICER:
            return _person(hit, partial(self.officer_chosen.emit, hit.ref))
        title, run = f"{hit.ref} · {hit.name}", partial(self.case_chosen.emit, hit.key)
        return Found(title, hit.detail, "Case", run, "cases")


def _doing(action: QAction) -> Found:
    key = key_words(str(action.data() or ""))
    return Found(action.text(), "", "Action", action.trigger, key=key)


def _person(hit: Hit, run: Callable[[], None]) -> Found:
    return Found(f"{hit.ref} · {hit.name}", hit.detail, "Person", run, "person")
