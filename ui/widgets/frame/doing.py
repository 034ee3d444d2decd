"""What the window itself can do: its actions, allowed by what the person may do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence, QShortcut

from rsovisit.domain.access import Permission
from ui import actions
from ui.theme import Mode

if TYPE_CHECKING:
    from ui.window import Window


def window_actions(window: Window) -> dict[str, QAction]:
    """Every action of the window by its name, bound to its keys."""
    slots: dict[str, Callable[[], object]] = {
        "find": window.open_palette,
        "back": partial(window.step, -1),
        "forward": partial(window.step, 1),
        "refresh": window.look_again,
        "theme_system": partial(window.appearance.set_mode, Mode.SYSTEM),
        "theme_light": partial(window.appearance.set_mode, Mode.LIGHT),
        "theme_dark": partial(window.appearance.set_mode, Mode.DARK),
        "text_larger": partial(window.step_text, 1),
        "text_smaller": partial(window.step_text, -1),
        "text_normal": partial(window.appearance.set_text, 100),
        "import": partial(window.open_screen, "import"),
        "export": window.export,
        "backup": window.back_up,
        "work_as": window.choose_person,
        "quit": window.close,
        "menu": window.open_menu,
        "keys": window.show_keys,
    }
    made = {name: actions.make(name, window, slot) for name, slot in slots.items()}
    may = window.bridge.actor.may
    made["export"].setEnabled(False)
    if not ("import" in window.entries and may(Permission.CASES_IMPORT)):
        actions.withhold(made["import"])
    if not may(Permission.CASES_EXPORT):
        actions.withhold(made["export"])
    if not may(Permission.REGISTER_KEEP):
        actions.withhold(made["backup"])
    for number, key in enumerate(window.rail.screens()[:9], start=1):
        shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), window)
        shortcut.activated.connect(partial(window.open_screen, key))
    return made
