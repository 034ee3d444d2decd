"""What the tests of the kit share: the look, a bus that does as told, a bridge to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.qt import FakeBus, wait_idle
from tests.ui.kit.frame import ANSWERS, ENTRIES
from ui.bridge import Bridge
from ui.theme import Appearance, Mode
from ui.window import Window


@pytest.fixture
def appearance(qapp: QApplication) -> Iterator[Appearance]:
    """The program's look, light and at 100 %; put back after the test."""
    look = Appearance(qapp, Mode.LIGHT)
    yield look
    look.set_mode(Mode.LIGHT)
    look.set_text(100)
    look.deleteLater()


@pytest.fixture
def bus() -> Iterator[FakeBus]:
    """A bus that answers as told."""
    made = FakeBus()
    yield made
    made.let_go.set()
    made.close()


@pytest.fixture
def bridge(qapp: QApplication, bus: FakeBus) -> Iterator[Bridge]:
    """A bridge to that bus."""
    made = Bridge(bus)
    yield made
    bus.let_go.set()
    made.close()


@pytest.fixture
def window(qtbot: QtBot, appearance: Appearance, bus: FakeBus, bridge: Bridge) -> Iterator[Window]:
    """The window on its first screen, settled."""
    bus.answers |= ANSWERS
    made = Window(bridge, appearance, ENTRIES)
    qtbot.addWidget(made)
    made.open_screen("visits")
    with qtbot.waitSignal(made.settled):
        made.show()
    wait_idle(qtbot, bridge)
    yield made
    made.close()
