"""A person at a window on a small invented register, with the real bus behind it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from rsovisit.app import actor_of
from rsovisit.domain.access import Role
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.demo import InventRegister
from rsovisit.services.commands.warning import RaiseWarnings
from rsovisit.store.key import key_file
from rsovisit.store.register import Register
from tests.support.buses import KEEPER, FixedClock, make_register
from tests.support.qt import wait_idle
from ui.bridge import Bridge
from ui.theme import Appearance, Mode
from ui.window import Window

CASES = 400

_ANYONE = """
    select collar from staff
     where role = :role and known and left_on is null order by collar limit 1
"""


@dataclass
class Desk:
    """A window, and what a person does at it."""

    qtbot: QtBot
    bus: CommandBus
    bridge: Bridge
    appearance: Appearance
    window: Window

    @property
    def screen(self) -> Any:
        """The screen that is open."""
        return self.window.open_now

    def turn_to(self) -> None:
        """Bring the window to the front, where more than one is open."""
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)
        self.settle()

    def settle(self) -> None:
        """Wait until everything asked has been shown."""
        wait_idle(self.qtbot, self.bridge)

    def go(self, key: str, place: object = None) -> Any:
        """Open a screen and wait for what it shows."""
        self.window.open_screen(key, place)
        self.settle()
        return self.screen

    def press(
        self, key: Qt.Key, times: int = 1, on: QWidget | None = None, ctrl: bool = False
    ) -> None:
        """Press a key where the keyboard is, or on a widget, and wait for what follows."""
        held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        for _ in range(times):
            target = on or self.window.focusWidget()
            assert target is not None, "nothing has the keyboard"
            self.qtbot.keyClick(target, key, held)
            self.settle()

    def type(self, text: str) -> None:
        """Type where the keyboard is."""
        target = self.window.focusWidget()
        assert target is not None, "nothing has the keyboard"
        self.qtbot.keyClicks(target, text)

    def close(self) -> None:
        """Close the window and let go of the register."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        self.settle()
        self.window.close()
        self.window.deleteLater()
        self.bridge.close()
        self.bus.close()
        self.appearance.set_mode(Mode.LIGHT)
        self.appearance.set_text(100)
        self.appearance.deleteLater()


@pytest.fixture(scope="session")
def invented_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small invented register, swept, that nobody has open; tests take copies."""
    file = tmp_path_factory.mktemp("invented") / "register.rso"
    make_register(str(file))
    bus = as_someone(file, Role.KEEPER)
    try:
        bus.do(InventRegister(cases=CASES))
        bus.do(RaiseWarnings())
    finally:
        bus.close()
    return file


@pytest.fixture
def register_file(invented_file: Path, tmp_path: Path) -> Path:
    """A copy of the invented register for one test."""
    copy = tmp_path / "register.rso"
    shutil.copy2(invented_file, copy)
    shutil.copy2(key_file(invented_file), key_file(copy))
    return copy


@pytest.fixture
def open_desk(register_file: Path, qtbot: QtBot) -> Iterator[Callable[..., Desk]]:
    """Sits somebody down: `open_desk(role, key, place, size=…)`; several at one register."""
    opened: list[Desk] = []

    def sit(
        role: Role = Role.SUPERVISOR,
        key: str = "overview",
        place: object = None,
        size: tuple[int, int] = (1440, 900),
    ) -> Desk:
        bus = as_someone(register_file, role)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        appearance = Appearance(application, Mode.LIGHT)
        bridge = Bridge(bus)
        window = Window(bridge, appearance)
        window.resize(*size)
        desk = Desk(qtbot, bus, bridge, appearance, window)
        opened.append(desk)
        window.open_screen(key, place)
        with qtbot.waitExposed(window):
            window.show()
        desk.settle()
        return desk

    yield sit
    for desk in opened:
        desk.close()


def as_someone(file: Path, role: Role) -> CommandBus:
    """The bus of the first person in a role; of the keeper where that is the role."""
    register = Register.open(str(file))
    reader = register.reader()
    collar = KEEPER if role is Role.KEEPER else reader.value(_ANYONE, role=role.value)
    actor = actor_of(reader, collar)
    reader.close()
    return CommandBus(register, actor, FixedClock())


def looks_painted(widget: QWidget) -> bool:
    """Whether a picture of a widget has more than its ground in it."""
    picture = widget.grab().toImage()
    across = range(0, picture.width(), max(picture.width() // 60, 1))
    down = range(0, picture.height(), max(picture.height() // 60, 1))
    return len({picture.pixel(x, y) for x in across for y in down}) > 3
