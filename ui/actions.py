"""Every action: its words, its key, and where it acts. Keys are unique wherever they act."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget


class Scope(StrEnum):
    """Where an action acts: everywhere in the window, or on one screen."""

    WINDOW = "window"
    VISITS = "visits"
    CASE = "case"
    OVERVIEW = "overview"
    WARNINGS = "warnings"
    ENQUIRIES = "enquiries"
    QUEUE = "queue"
    RECORD = "record"
    IMPORT = "import"
    WELCOME = "welcome"


class Menu(StrEnum):
    """Which part of the menu an action stands in."""

    REGISTER = "Register"
    GO = "Go"
    VIEW = "View"
    SCREEN = "This screen"
    HELP = "Help"


class ActionSpec(NamedTuple):
    """One action. `key` in Qt's portable spelling; '' for none. `tip` says more than `text`."""

    name: str
    text: str
    key: str
    scope: Scope
    menu: Menu = Menu.SCREEN
    tip: str = ""


_W, _V, _C, _O, _N, _E, _Q, _R, _I, _B = Scope

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("find", "Find a case, a person or an action", "Ctrl+K", _W, Menu.GO),
    ActionSpec("back", "Back", "Alt+Left", _W, Menu.GO),
    ActionSpec("forward", "Forward", "Alt+Right", _W, Menu.GO),
    ActionSpec("refresh", "Look again", "F5", _W, Menu.VIEW, "Ask the register again"),
    ActionSpec("theme_system", "Theme: as the system", "", _W, Menu.VIEW),
    ActionSpec("theme_light", "Theme: light", "", _W, Menu.VIEW),
    ActionSpec("theme_dark", "Theme: dark", "", _W, Menu.VIEW),
    ActionSpec("text_larger", "Larger text", "Ctrl++", _W, Menu.VIEW),
    ActionSpec("text_smaller", "Smaller text", "Ctrl+-", _W, Menu.VIEW),
    ActionSpec("text_normal", "Normal text", "Ctrl+0", _W, Menu.VIEW),
    ActionSpec("import", "Import a file…", "Ctrl+I", _W, Menu.REGISTER),
    ActionSpec("export", "Export this list…", "Ctrl+E", _W, Menu.REGISTER),
    ActionSpec("backup", "Back up now", "", _W, Menu.REGISTER),
    ActionSpec("work_as", "Work as…", "", _W, Menu.REGISTER),
    ActionSpec("quit", "Close", "Ctrl+Q", _W, Menu.REGISTER),
    ActionSpec("menu", "Menu", "F10", _W, Menu.HELP),
    ActionSpec("keys", "Keys on this screen", "F1", _W, Menu.HELP),
    ActionSpec("visits_record", "Record visit", "R", _V),
    ActionSpec("visits_attempt", "Failed attempt", "F", _V),
    ActionSpec("visits_allocate", "Allocate", "A", _V),
    ActionSpec("visits_open", "Open case", "Return", _V),
    ActionSpec("visits_why", "Why this date?", "W", _V),
    ActionSpec("visits_filter", "Filter the list", "/", _V),
    ActionSpec("visits_save_view", "Save view…", "Ctrl+S", _V),
    ActionSpec("case_record", "Record visit", "R", _C),
    ActionSpec("case_attempt", "Failed attempt", "F", _C),
    ActionSpec("case_change", "Report a change", "C", _C),
    ActionSpec("case_allocate", "Allocate", "A", _C),
    ActionSpec("case_why", "Why this date?", "W", _C),
    ActionSpec("case_answer", "Answer", "N", _C, tip="Answer what the assessor asked"),
    ActionSpec("overview_acknowledge", "Acknowledge with a plan", "A", _O),
    ActionSpec("overview_reallocate", "Reallocate", "L", _O),
    ActionSpec("overview_open", "Open case", "Return", _O),
    ActionSpec("overview_why", "Why this date?", "W", _O),
    ActionSpec("warnings_decide", "Decide", "D", _N),
    ActionSpec("warnings_open", "Open case", "Return", _N),
    ActionSpec("warnings_why", "Why this date?", "W", _N),
    ActionSpec("enquiries_answer", "Answer", "N", _E, tip="Answer what the assessor asked"),
    ActionSpec("enquiries_open", "Open case", "Return", _E),
    ActionSpec("queue_next", "Next", "N", _Q, Menu.SCREEN, "Take the first task nobody holds"),
    ActionSpec("queue_accept", "Accept", "E", _Q),
    ActionSpec("queue_npt", "Task the NPT", "T", _Q),
    ActionSpec("queue_hold", "Hold", "H", _Q),
    ActionSpec("queue_reallocate", "Reallocate", "L", _Q),
    ActionSpec("queue_lock", "Take in hand", "G", _Q, Menu.SCREEN, "Take it, or let go of it"),
    ActionSpec("queue_undo", "Undo", "Z", _Q),
    ActionSpec("queue_open", "Open case", "Return", _Q),
    ActionSpec("record_save", "Save visit", "Ctrl+Return", _R),
    ActionSpec("record_close", "Close, keep the draft", "Esc", _R),
    ActionSpec("import_choose", "Choose a file…", "Ctrl+O", _I),
    ActionSpec("import_write", "Write to the register", "Ctrl+Return", _I),
    ActionSpec("welcome_new", "Make a new register here", "N", _B),
    ActionSpec("welcome_invented", "Try the invented one", "T", _B),
    ActionSpec("welcome_open", "Open another…", "Ctrl+O", _B),
    ActionSpec("welcome_again", "Try again", "R", _B),
    ActionSpec("welcome_quit", "Quit", "Esc", _B),
)

_BY_NAME = {spec.name: spec for spec in ACTIONS}


def spec(name: str) -> ActionSpec:
    """The action of a name; KeyError is our bug."""
    return _BY_NAME[name]


def withhold(*found: QAction) -> None:
    """This person's role never does it: it leaves buttons, menus, keys and the palette."""
    for action in found:
        action.setEnabled(False)
        action.setVisible(False)


_TAKEN_BY_WIDGETS = ("", "Return", "Esc")
"""Keys that lists, buttons and panes take themselves; the action shows them and does not bind."""


def make(name: str, owner: QWidget, slot: Callable[[], object]) -> QAction:
    """The action on its widget, doing `slot` by key, menu and button alike.

    A screen's action acts while something in the screen has the keyboard. Single letters
    never fire while a person types: Qt gives printable keys to a text field first, and
    `widgets.fields.Select` keeps its own.
    """
    found = spec(name)
    action = QAction(found.text, owner)
    action.setObjectName(name)
    action.setData(found.key)
    if found.key not in _TAKEN_BY_WIDGETS:
        action.setShortcut(found.key)
    everywhere = found.scope is Scope.WINDOW
    action.setShortcutContext(
        Qt.ShortcutContext.WindowShortcut
        if everywhere
        else Qt.ShortcutContext.WidgetWithChildrenShortcut
    )
    if found.tip:
        action.setToolTip(found.tip)
    action.triggered.connect(lambda _checked=False: slot())
    owner.addAction(action)
    return action
