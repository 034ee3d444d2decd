"""The whole program as a person has it: opened by `ui.start` on a register of invented people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from rsovisit.domain.access import Role
from rsovisit.services.bus import CommandBus
from tests.support.buses import TODAY
from tests.support.cases import register_case
from tests.support.desk import Desk, as_someone, invented_file, register_file
from tests.support.homes import home
from ui.start import Opened, open_window
from ui.theme import Appearance, Mode

__all__ = ["home", "invented_file", "register_file"]

OFFICER = "2401"
"""The first neighbourhood officer of Peterlee."""

Start = Callable[..., "Sitting"]


@dataclass
class Sitting(Desk):
    """A desk whose window the program itself opened."""

    opened: Opened

    def button(self, words: str) -> QPushButton:
        """The visible button with these words."""
        found = [
            button
            for button in self.window.findChildren(QPushButton)
            if button.isVisible() and button.text().replace("&&", "&") == words
        ]
        assert len(found) == 1, f"{len(found)} buttons say {words!r}"
        return found[0]

    def count_in_rail(self, key: str) -> int:
        """The number behind a line of the rail."""
        return int(self.window.rail.button(key).accessibleName().partition(", ")[2] or -1)

    def bell(self) -> int:
        """The number on the bell."""
        return int(self.window.top.bell.accessibleName().split()[1].replace(",", ""))

    def leave(self) -> None:
        """Close the window and the program."""
        self.opened.close()
        self.window.deleteLater()


@pytest.fixture
def start(home: Path, register_file: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Start]:
    """Starts the program: `start(collar, today=…, where=…)`; several at one register."""
    sittings: list[Sitting] = []

    def begin(
        collar: str | None = None,
        today: date | None = TODAY,
        where: Path | None = None,
        screen: str | None = None,
    ) -> Sitting:
        opened = open_window(str(where or register_file), collar, today, screen)
        sitting = Sitting(
            qtbot, opened.bus, opened.bridge, opened.appearance, opened.window, opened
        )
        sittings.append(sitting)
        with qtbot.waitExposed(opened.window):
            opened.window.show()
        sitting.turn_to()
        return sitting

    yield begin
    for sitting in sittings:
        if not sitting.opened._closed:
            sitting.leave()
    for look in qapp.findChildren(Appearance):
        look.deleteLater()
    Appearance(qapp, Mode.LIGHT).deleteLater()


@pytest.fixture
def keeper(register_file: Path) -> Iterator[CommandBus]:
    """The keeper's bus on the same register, in another program."""
    bus = as_someone(register_file, Role.KEEPER)
    yield bus
    bus.close()


def late_case(bus: CommandBus, days: int, case_ref: str = "RSO-9001") -> int:
    """A medium-risk case of the Peterlee officer, due that many days ago; its id."""
    due = date.fromordinal(TODAY.toordinal() - days)
    return register_case(
        bus,
        case_ref=case_ref,
        family_name="Sample",
        given_names="Sample Z.",
        officer=OFFICER,
        address="1 Invented Row, Peterlee",
        last_visit_stated_on=due.replace(year=due.year - 1),
        visit_interval_months=12,
    )
