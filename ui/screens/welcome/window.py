"""What a person sees instead of the window while there is no register to show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import actions
from ui.labels import PROGRAM
from ui.screens.welcome.errand import Errand, Work
from ui.theme import Tone, current
from ui.widgets.banner import Progress
from ui.widgets.buttons import KeyButton, Kind
from ui.widgets.cards import Callout, Panel
from ui.widgets.frame.strip import MarkingStrip
from ui.widgets.text import Role, Words

_QUEUED = Qt.ConnectionType.QueuedConnection
_CARD_WIDTH = 660
_NOTHING_YET = (
    "A register is one encrypted file on this machine: every person, visit and due date is in it."
)


class Beginning(NamedTuple):
    """Where a register was looked for, and what can be done now.

    where: the place as asked for; it may hold a password, so it is shown only with `make`.
    problem: why it could not be opened; '' where there is simply nothing yet.
    make: makes a new register at `where`; None where something is there already.
    invented: the place of the invented register, which `invent` makes if it must.
    """

    where: str
    problem: str
    make: Work | None
    invented: str
    invent: Work


class Welcome(QWidget):
    """Make one, try the invented one, or open another; what went wrong, where something did.

    Signals:
        open_wanted(str): open the register at this place; the window is about to close.
    """

    open_wanted = Signal(str)

    def __init__(self, beginning: Beginning) -> None:
        super().__init__()
        self._beginning = beginning
        self._errand: Errand | None = None
        self._making = ""
        self._progress: Progress | None = None
        self.setObjectName("ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(PROGRAM)
        self.setAccessibleName(PROGRAM)
        self.resize(900, 640)
        self._actions = self._make_actions()
        self.problem = Callout(Tone.ESCALATED, "")
        self._working = QVBoxLayout()
        self._lay_out()
        self._say(beginning.problem)

    def _make_actions(self) -> list[QAction]:
        make = partial(self._run, self._beginning.make, self._beginning.where)
        invent = partial(self._run, self._beginning.invent, self._beginning.invented)
        offered: list[tuple[str, Callable[[], object], bool]] = [
            ("new", make, self._beginning.make is not None),
            ("again", partial(self._open, self._beginning.where), self._beginning.make is None),
            ("open", self.choose, True),
            ("invented", invent, True),
            ("quit", self.close, True),
        ]
        return [actions.make(f"welcome_{name}", self, slot) for name, slot, on in offered if on]

    def _lay_out(self) -> None:
        card = Panel()
        card.setMaximumWidth(current().px(_CARD_WIDTH))
        missing = self._beginning.make is not None
        title = "There is no register here yet" if missing else "The register cannot be opened"
        card.setAccessibleName(title)
        card.body.setSpacing(12)
        card.body.addWidget(Words(PROGRAM, Role.SECTION))
        card.body.addWidget(Words(title, Role.TITLE, wrap=True))
        if missing:
            card.body.addWidget(Words(_NOTHING_YET, Role.SECOND, wrap=True))
        card.body.addWidget(self.problem)
        card.body.addLayout(self._choices(missing))
        card.body.addLayout(self._working)
        ground = QWidget()
        ground.setObjectName("clear")
        middle = QHBoxLayout(ground)
        middle.addStretch(1)
        middle.addWidget(card, 8, Qt.AlignmentFlag.AlignVCenter)
        middle.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(ground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(MarkingStrip(rehearsal=False))
        column.addWidget(scroll, 1)

    def _choices(self, missing: bool) -> QGridLayout:
        told = {
            "welcome_new": f"Empty, at {self._beginning.where}. You become its keeper.",
            "welcome_again": "Once what stands in the way is mended.",
            "welcome_open": "One that lies elsewhere on this machine.",
            "welcome_invented": "1,400 made-up cases to look round in. Nobody in it is real.",
            "welcome_quit": "Nothing is changed.",
        }
        grid = QGridLayout()
        grid.setContentsMargins(0, 8, 0, 8)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(1, 1)
        self.buttons: dict[str, KeyButton] = {}
        first = "welcome_new" if missing else "welcome_again"
        for line, action in enumerate(self._actions):
            name = action.objectName()
            kind = Kind.PRIMARY if name == first else Kind.SECONDARY
            button = self.buttons[name] = KeyButton.of(action, kind)
            words = Words(told[name], Role.SECOND, wrap=True)
            words.setBuddy(button)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            grid.addWidget(button, line, 0)
            grid.addWidget(words, line, 1, Qt.AlignmentFlag.AlignVCenter)
        self._first = self.buttons[first]
        return grid

    def choices(self) -> Sequence[str]:
        """What is offered, in order, by the names of the actions."""
        return list(self.buttons)

    def choose(self) -> None:
        """Ask for a register's file and open it."""
        name, _ = QFileDialog.getOpenFileName(
            self, "Open a register", "", "Registers (*.rso);;All files (*)"
        )
        if name:
            self._open(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape quits, or stops what is under way."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._errand is not None:
            self._errand.cancel()
        else:
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """What is under way stops first: nothing goes on unseen."""
        if self._errand is not None:
            self._errand.cancel()
            self._errand.finish()
        super().closeEvent(event)

    def _open(self, where: str) -> None:
        self.open_wanted.emit(where)
        self.close()

    def _run(self, work: Work | None, where: str) -> None:
        """Do slow work, then open what came of it."""
        if work is None or self._errand is not None:
            return
        self._say("")
        self._making = where
        self._errand = errand = Errand(work, self)
        self._progress = Progress("One moment")
        self._progress.cancelled.connect(errand.cancel)
        errand.stepped.connect(self._progress.show_step, _QUEUED)
        errand.done.connect(self._on_done, _QUEUED)
        errand.failed.connect(self._on_failed, _QUEUED)
        self._working.addWidget(self._progress)
        self._let_choose(False)
        errand.start()

    def _on_done(self) -> None:
        self._end()
        self._open(self._making)

    def _on_failed(self, sentence: str) -> None:
        self._end()
        self._say(sentence)

    def _end(self) -> None:
        if self._errand is not None:
            self._errand.finish()
            self._errand = None
        if self._progress is not None:
            self._progress.hide()
            self._progress.deleteLater()
            self._progress = None
        self._let_choose(True)

    def _let_choose(self, may: bool) -> None:
        for action in self._actions:
            if action.objectName() != "welcome_quit":
                action.setEnabled(may)
        if may:
            self._first.setFocus()

    def _say(self, sentence: str) -> None:
        self.problem.set_words(Tone.ESCALATED, "", sentence)
        self.problem.setVisible(bool(sentence))
        if sentence:
            self._first.setFocus()
