"""A form at the right of a screen: its fields, what sending it will do, and what stops it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget
from shiboken6 import isValid

from rsovisit.domain.access import Permission
from rsovisit.errors import Invalid, RsoVisitError, Stale
from rsovisit.services.bus import Done
from rsovisit.services.commands.command import Command
from ui import actions
from ui.labels import label
from ui.screens.screen import Screen
from ui.theme import Tone, current
from ui.widgets.buttons import IconButton, KeyButton, Kind, LinkButton
from ui.widgets.cards import Callout
from ui.widgets.fields import Field, Problems
from ui.widgets.sidepane import SidePane
from ui.widgets.text import Role, Words, rule

_STOPPED = "Before this can be saved:"


@dataclass(frozen=True, slots=True)
class Stop:
    """One thing that stops a form: the field's name among `FormPane.fields`, and a sentence."""

    field: str
    sentence: str


class FormPane(SidePane):
    """Base of the forms: a subclass fills `top` and `body`, and answers `command` and `stops`.

    What the form is about stands still in `top`; what it will do stands still below the
    fields. Ctrl+Return sends, Escape closes. A screen has one form open at a time.
    `fields`: the fields by the names that `Invalid.field` uses. `wide`: pixels at 100 % text.
    """

    wide: ClassVar[int] = 460

    def __init__(
        self, screen: Screen, title: str, save_words: str, close_words: str = "Close"
    ) -> None:
        for earlier in screen.findChildren(FormPane):
            earlier.close_pane()
        super().__init__(title, screen)
        self._screen, self.bridge = screen, screen.bridge
        self.fields: dict[str, Field] = {}
        self._tried = self._sending = False
        self.top = QVBoxLayout()
        self.top.setContentsMargins(20, 0, 20, 10)
        self.top.setSpacing(4)
        self._column.insertLayout(1, self.top)
        self._build_foot()
        self._build_buttons(save_words, close_words)
        self.closed.connect(self.deleteLater)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_moved)

    def _build_foot(self) -> None:
        self._foot = QFrame()
        column = QVBoxLayout(self._foot)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule())
        inner = QVBoxLayout()
        inner.setContentsMargins(20, 8, 20, 12)
        inner.setSpacing(6)
        column.addLayout(inner)
        self.notice = Callout(Tone.OVERDUE, "")
        self.look = LinkButton("Look again")
        self.look.clicked.connect(self._on_look)
        self.problems = Problems()
        self._follows_title = Words("What this will do", Role.SECTION)
        self.follows = Callout(Tone.INFO, "")
        for part in (self.notice, self.problems, self._follows_title, self.follows):
            inner.addWidget(part)
            part.hide()
        inner.insertWidget(1, self.look, 0, Qt.AlignmentFlag.AlignLeft)
        self.look.hide()
        self._foot.hide()
        self._column.addWidget(self._foot)

    def _build_buttons(self, save_words: str, close_words: str) -> None:
        action = actions.make("record_save", self, self.submit)
        action.setText(save_words)
        self.save = KeyButton.of(action, Kind.PRIMARY)
        self._close = KeyButton(close_words, "Escape")
        self._close.clicked.connect(self.close_pane)
        self.footer.addWidget(self.save)
        self.footer.addWidget(self._close)

    def command(self) -> Command:
        """What is sent. Asked only while `stops` gives nothing."""
        raise NotImplementedError

    def stops(self) -> Sequence[Stop]:
        """What stops the form, as far as can be said before sending it."""
        raise NotImplementedError

    def done_words(self, done: Done) -> str:
        """The sentence for the banner. May be asked when the form has been closed."""
        raise NotImplementedError

    def look_again(self) -> None:
        """Ask for the facts again, keeping what was typed."""
        raise NotImplementedError

    def require(self, permission: Permission, doing: str) -> bool:
        """Say at once that this person may not do it ('record visits'), rather than at the end."""
        role = self.bridge.actor.role
        if self.bridge.actor.may(permission):
            return True
        self.save.setEnabled(False)
        self.say(Tone.OVERDUE, f"{label(role)}s may not {doing}.", "Nothing can be saved here.")
        return False

    def say_follows(self, tone: Tone, lead: str, text: str = "") -> None:
        """Say what sending the form will do; '' says nothing."""
        self.follows.set_words(tone, lead, text)
        self._fit_foot()

    def say(self, tone: Tone, lead: str, text: str = "", look: bool = False) -> None:
        """Say something about the form as a whole, with 'Look again' where `look`."""
        self.notice.set_words(tone, lead, text)
        self.notice.setVisible(bool(lead or text))
        self.look.setVisible(look)
        self._fit_foot()

    def review(self) -> None:
        """Something was typed: bring the complaints up to date, once there have been any."""
        if self._tried:
            self._show_stops(self.stops())

    def submit(self) -> None:
        """Send the form, or list what stops it and go to the list."""
        if self._sending or not self.save.isEnabled():
            return
        self._tried = True
        stops = self.stops()
        self._show_stops(stops)
        if stops:
            self._go_to_problems()
            return
        self.say(Tone.OVERDUE, "")
        self._sending = True
        self.bridge.do(self.command(), self._on_done, self._on_refused, self.save)

    def sent(self) -> None:
        """It was carried out; the form is about to close."""

    def _on_done(self, done: Done) -> None:
        words = self.done_words(done)
        if isValid(self):
            self._sending = False
            self.sent()
            self.close_pane()
        if isValid(self._screen):
            self._screen.said.emit(words, Tone.GOOD.value)

    def _on_refused(self, error: RsoVisitError) -> None:
        if not isValid(self):
            if isValid(self._screen):
                self._screen.said.emit(str(error), Tone.ESCALATED.value)
            return
        self._sending = False
        if isinstance(error, Invalid) and error.field in self.fields:
            self._show_stops([Stop(error.field or "", str(error))])
            self._go_to_problems()
            return
        self.say(Tone.ESCALATED, str(error), look=isinstance(error, Stale))
        if isinstance(error, Stale):
            self.look.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_look(self) -> None:
        self.say(Tone.OVERDUE, "")
        self.look_again()
        self.save.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_stops(self, stops: Sequence[Stop]) -> None:
        said = {stop.field: stop.sentence for stop in stops}
        for name, field in self.fields.items():
            sentence = said.get(name, "")
            own = getattr(field.editor, "error", "")
            # A date or time field says itself what it cannot read.
            field.set_error("" if sentence == own else sentence)
        listed = [(stop.sentence, self.fields[stop.field].editor) for stop in stops]
        self.problems.set_problems(_STOPPED, listed)
        self._fit_foot()

    def _go_to_problems(self) -> None:
        if self.problems.links:
            self.problems.links[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit_foot(self) -> None:
        """What stops the form takes the place of what it would do."""
        telling = bool(self.follows.accessibleName()) and self.problems.isHidden()
        self._follows_title.setVisible(telling)
        self.follows.setVisible(telling)
        parts = (self.notice, self.problems, self.follows)
        self._foot.setVisible(not all(part.isHidden() for part in parts))

    def event(self, event: QEvent) -> bool:
        """The screen's own keys rest while the form has the keyboard."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            pressed = QKeySequence(event.keyCombination())
            if any(action.shortcut() == pressed for action in self._screen.actions()):
                event.accept()
                return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another text size needs another width."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.isVisible():
            self.setGeometry(self._place())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in sight where the screen scrolls; put the form away where the window closes."""
        if event.type() == QEvent.Type.Close and watched is self.window():
            self.leave()
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize) and self.isVisible():
            self.setGeometry(self._place())
        return super().eventFilter(watched, event)

    def open(self, first: QWidget | None = None) -> None:
        """Slide in; from now on hear of the window's closing and of the screen's scrolling."""
        super().open(first or self.findChild(IconButton))
        self.window().installEventFilter(self)
        for ground in self._grounds():
            ground.installEventFilter(self)

    def _grounds(self) -> Iterator[QWidget]:
        """What the form lies over lies within, inside out: a screen scrolls at large text."""
        at = self._over
        while not at.isWindow() and (ground := at.parentWidget()) is not None:
            yield ground
            at = ground

    def _place(self) -> QRect:
        """At the right of what is seen of the widget it lies over."""
        seen = self._over.rect()
        for ground in self._grounds():
            seen &= ground.rect().translated(self._over.mapFrom(ground, QPoint(0, 0)))
        width = min(current().px(self.wide), seen.width())
        return QRect(seen.right() + 1 - width, seen.top(), width, seen.height())

    def close_pane(self) -> None:
        """Close; what is unfinished is kept, where the form keeps a draft."""
        if not self.isHidden():
            self.leave()
        super().close_pane()

    def leave(self) -> None:
        """The form is going away, sent or not: keep what is unfinished."""

    def _on_focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        inside = self._scroll.widget()
        if new is not None and inside is not None and inside.isAncestorOf(new):
            self._scroll.ensureWidgetVisible(new, 0, 40)
