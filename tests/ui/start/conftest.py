"""The program started as a person starts it, each time in a home of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.support.desk import invented_file, register_file
from tests.support.homes import home
from ui.start import Opened, open_window
from ui.theme import Appearance, Mode

__all__ = ["home", "invented_file", "register_file"]

SECONDS = 30
"""How long a started program may take before the test gives up on it."""


@pytest.fixture(autouse=True)
def _look_put_back(qapp: QApplication) -> Iterator[None]:
    """The next test starts light, at 100 %."""
    yield
    for look in qapp.findChildren(Appearance):
        look.deleteLater()
    plain = Appearance(qapp, Mode.LIGHT)
    plain.deleteLater()


@pytest.fixture
def opened(home: Path) -> Iterator[Callable[..., Opened]]:
    """Opens windows and closes what the test leaves open."""
    made: list[Opened] = []

    def make(where: Path, *args: Any, **kwargs: Any) -> Opened:
        one = open_window(str(where), *args, **kwargs)
        made.append(one)
        one.window.show()
        return one

    yield make
    for one in made:
        one.close()
        one.window.deleteLater()


class Driver:
    """Does one thing after the other, each at the next window of its kind that is shown.

    What goes wrong in a step is kept, since the running program would show it and live on.
    """

    def __init__(self, qtbot: QtBot) -> None:
        self._steps: list[tuple[type[QWidget], Callable[[Any], None]]] = []
        self._seen: list[QWidget] = []
        self.failed: BaseException | None = None
        self._timer = QTimer(interval=10)
        self._timer.timeout.connect(self._look)
        self._limit = QTimer(interval=SECONDS * 1000, singleShot=True)
        self._limit.timeout.connect(self._give_up)

    def then(self, kind: type[QWidget], step: Callable[[Any], None]) -> Driver:
        """At the next window of a kind, do this."""
        self._steps.append((kind, step))
        self._timer.start()
        self._limit.start()
        return self

    def finish(self) -> None:
        """Stop looking; raise what a step raised, or that one never came."""
        self._timer.stop()
        self._limit.stop()
        if self.failed is not None:
            raise self.failed
        assert not self._steps, f"never came: {[kind.__name__ for kind, _ in self._steps]}"

    def _look(self) -> None:
        if not self._steps:
            return
        kind, step = self._steps[0]
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, kind) and widget.isVisible() and widget not in self._seen:
                if not widget.isActiveWindow():
                    widget.activateWindow()
                    return
                self._seen.append(widget)
                self._steps.pop(0)
                try:
                    step(widget)
                except BaseException as error:  # noqa: BLE001 - raised again by `finish`
                    self.failed = error
                    self._give_up()
                return

    def _give_up(self) -> None:
        if self.failed is None:
            self.failed = AssertionError(f"the program still ran after {SECONDS} seconds")
        for widget in QApplication.topLevelWidgets():
            widget.close()


@pytest.fixture
def drive(qtbot: QtBot) -> Iterator[Driver]:
    """Works the program from inside while it runs."""
    driver = Driver(qtbot)
    yield driver
    driver.finish()
