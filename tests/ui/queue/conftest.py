"""Assessors, a supervisor and a neighbourhood officer at windows on one invented register."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rsovisit.app import actor_of
from rsovisit.domain.task import TaskKind
from rsovisit.queries.tasks import TaskFile, TaskRow
from rsovisit.services.bus import CommandBus
from rsovisit.store.register import Register
from tests.support.buses import FixedClock
from tests.support.desk import Desk, invented_file, register_file
from ui.bridge import Bridge
from ui.screens.queue.columns import QueueLine
from ui.screens.queue.screen import QueueScreen
from ui.theme import Appearance, Mode
from ui.window import Window

__all__ = ["invented_file", "register_file"]

ANN, BOB, SERGEANT = "0911", "0912", "0450"
"""Collar numbers in the invented register: two assessors and a supervisor."""


@dataclass
class QueueDesk(Desk):
    """A window with the queue open, and what an assessor does at it."""

    @property
    def queue(self) -> QueueScreen:
        """The queue's screen, open or not."""
        screen = self.window.screens["queue"]
        assert isinstance(screen, QueueScreen)
        return screen

    @property
    def lines(self) -> tuple[QueueLine, ...]:
        """The lines as they stand."""
        return self.queue.listing.lines

    @property
    def ids(self) -> list[int]:
        """The tasks, in the order shown."""
        return [line.task.task_id for line in self.lines]

    @property
    def banner(self) -> str:
        """What the window last said."""
        return self.window.banner.sentence

    @property
    def in_rail(self) -> str:
        """The rail's line of the queue, as it is read aloud."""
        return self.window.rail.button("queue").accessibleName()

    def line(self, task_id: int) -> QueueLine:
        """The line of a task."""
        return next(line for line in self.lines if line.task.task_id == task_id)

    def read(self) -> TaskFile:
        """Wait until the chosen task has rested and been read, and shown as it is."""
        self.settle()

        def is_read() -> bool:
            line, file = self.queue.listing.current(), self.queue.detail.file
            if line is None or file is None or file.row.task_id != line.task.task_id:
                return False
            return file.row.version >= line.task.version

        self.qtbot.waitUntil(is_read)
        self.settle()
        file = self.queue.detail.file
        assert file is not None
        return file

    def find(self, wanted: Callable[[TaskRow], bool]) -> TaskRow:
        """Choose the first line of a sort, and read it."""
        task = next(line.task for line in self.lines if line.mark is None and wanted(line.task))
        assert self.queue.listing.choose(task.task_id)
        return self.read().row

    def plain(self) -> TaskRow:
        """Choose a return that may be accepted without a word, not the last of the list."""
        last = self.ids[-1]
        return self.find(lambda task: is_plain(task) and task.task_id != last)

    def look(self) -> None:
        """F5."""
        self.press(Qt.Key.Key_F5)

    def part(self, key: str) -> None:
        """Press a chip."""
        self.qtbot.mouseClick(self.queue.filters.chips.button(key), Qt.MouseButton.LeftButton)
        self.settle()


def is_plain(task: TaskRow) -> bool:
    """Whether a task is a return without a red flag."""
    return task.kind is TaskKind.RETURN_CHECK and not task.red_flag and not task.aside


Sit = Callable[..., QueueDesk]


@pytest.fixture
def open_bus_for(register_file: Path) -> Iterator[Callable[[str], CommandBus]]:
    """Opens a bus of somebody's own over the register, by collar."""
    opened: list[CommandBus] = []

    def open_for(collar: str) -> CommandBus:
        register = Register.open(str(register_file))
        reader = register.reader()
        actor = actor_of(reader, collar)
        reader.close()
        opened.append(CommandBus(register, actor, FixedClock()))
        return opened[-1]

    yield open_for
    for bus in opened:
        bus.close()


@pytest.fixture
def sit(open_bus_for: Callable[[str], CommandBus], qtbot: QtBot) -> Iterator[Sit]:
    """Sits somebody down at the queue: `sit(ANN)`; several at one register."""
    opened: list[QueueDesk] = []

    def sit_down(
        collar: str = ANN, key: str = "queue", place: object = None, text: int = 100
    ) -> QueueDesk:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        appearance = Appearance(application, Mode.LIGHT, text)
        bus = open_bus_for(collar)
        bridge = Bridge(bus)
        desk = QueueDesk(qtbot, bus, bridge, appearance, Window(bridge, appearance))
        opened.append(desk)
        desk.window.open_screen(key, place)
        with qtbot.waitExposed(desk.window):
            desk.window.show()
        desk.settle()
        return desk

    yield sit_down
    for desk in opened:
        desk.close()
