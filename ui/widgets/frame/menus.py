"""The window's menu, built when it is opened, and the list of keys."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QMenu, QWidget

from ui.actions import Menu, spec
from ui.widgets.buttons import key_words
from ui.widgets.sidepane import SidePane
from ui.widgets.text import Role, Words

_LIST_KEYS = (
    ("J, K", "Next and previous row"),
    ("Home, End", "First and last row"),
    ("↵", "Open the row"),
    ("Alt O", "Order the list"),
    ("← →", "The next list, from the row of lists"),
    ("Ctrl 1 … 9", "The screens at the left"),
    ("Esc", "Close what lies on top"),
)


def open_menu(owner: QWidget, actions: dict[str, QAction], on_screen: Iterable[QAction]) -> QMenu:
    """A menu of every action: the window's by their menus, the screen's under its own heading."""
    menu = QMenu(owner)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName("Menu")
    here = [action for action in on_screen if action.objectName() and action.isVisible()]
    if here:
        _fill(menu.addMenu(Menu.SCREEN.value), here)
        menu.addSeparator()
    for group in (Menu.GO, Menu.REGISTER, Menu.VIEW, Menu.HELP):
        chosen = [action for name, action in actions.items() if spec(name).menu is group]
        _fill(menu.addMenu(group.value), [a for a in chosen if a.objectName() != "menu"])
    return menu


def _fill(menu: QMenu, actions: Iterable[QAction]) -> None:
    for action in actions:
        if action.shortcut().isEmpty() and action.data():
            # A key the list takes itself: shown, not bound.
            shown = QAction(f"{action.text()}\t{key_words(str(action.data()))}", menu)
            shown.setEnabled(action.isEnabled())
            shown.setVisible(action.isVisible())
            shown.triggered.connect(action.trigger)
            menu.addAction(shown)
        else:
            menu.addAction(action)


def keys_pane(over: QWidget, window: dict[str, QAction], on_screen: Iterable[QAction]) -> SidePane:
    """A pane that lists every key that works here, for this person."""
    pane = SidePane("Keys on this screen", over)
    shown = [action for action in on_screen if action.data() and action.isVisible()]
    here = [(key_words(str(a.data())), a.text()) for a in shown]
    everywhere = [
        (key_words(spec(name).key), action.text())
        for name, action in window.items()
        if spec(name).key and action.isVisible()
    ]
    grid = QGridLayout()
    grid.setColumnStretch(1, 1)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(6)
    for heading, lines in (("Here", here), ("In lists", _LIST_KEYS), ("Everywhere", everywhere)):
        if lines:
            grid.addWidget(Words(heading, Role.SECTION), grid.rowCount(), 0, 1, 2)
        for key, words in lines:
            line = grid.rowCount()
            grid.addWidget(Words(key, Role.STRONG), line, 0)
            grid.addWidget(Words(words, wrap=True), line, 1)
    pane.body.addLayout(grid)
    return pane
