"""The window as the program opens it: who works, what is kept, and that a fault does not end it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rsovisit import app
from rsovisit.domain.access import Role
from rsovisit.errors import Refused, Unavailable
from rsovisit.settings import Settings
from tests.support.buses import TODAY
from tests.support.homes import logged
from tests.support.qt import wait_idle
from tests.ui.start.conftest import Driver
from ui import start
from ui.start import Opened
from ui.theme import Mode
from ui.window import Window

Open = Callable[..., Opened]


def leave_as(file: Path, collar: str) -> None:
    """Somebody leaves the force today."""
    bus = app.open_bus(str(file))
    with bus.register.work() as work:
        work.run("update staff set left_on = :on where collar = :who", on=TODAY, who=collar)
        work.commit()
    bus.close()


def test_the_last_person_works_on(opened: Open, register_file: Path) -> None:
    first = opened(register_file, "2401")
    assert first.bus.actor.role is Role.NPT_OFFICER
    first.close()
    assert Settings.load().last_collar == "2401"
    assert opened(register_file).bus.actor.collar == "2401"


def test_somebody_of_another_register_gives_way_to_the_keeper(
    opened: Open, register_file: Path
) -> None:
    Settings(last_collar="77").save()
    assert opened(register_file).bus.actor.role is Role.KEEPER


def test_a_person_named_and_not_there_is_refused(opened: Open, register_file: Path) -> None:
    with pytest.raises(Refused, match="Nobody with the collar number 77"):
        opened(register_file, "77")


def test_a_register_not_to_be_had_does_not_forget_the_last_person(
    home: Path, tmp_path: Path
) -> None:
    Settings(last_collar="2401").save()
    with pytest.raises(Unavailable):
        start.open_window(str(tmp_path / "none.rso"))
    assert Settings.load().last_collar == "2401"


def test_a_window_that_cannot_be_built_lets_go_of_the_register(
    home: Path, register_file: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise Unavailable("The disk is gone.")

    monkeypatch.setattr(Window, "open_screen", broken)
    before = set(threading.enumerate())
    with pytest.raises(Unavailable):
        start.open_window(str(register_file))
    assert set(threading.enumerate()) == before


@pytest.mark.parametrize(
    "collar,screen",
    (
        ("2401", "visits"),
        ("0911", "queue"),
        ("1140", "overview"),
        ("0032", "overview"),
        ("9002", "overview"),
        ("9001", "import"),
    ),
)
def test_each_role_begins_where_its_work_is(
    opened: Open, register_file: Path, collar: str, screen: str
) -> None:
    window = opened(register_file, collar).window
    assert window.open_now is window.screens[screen]


def test_a_screen_asked_for_is_opened(opened: Open, register_file: Path) -> None:
    window = opened(register_file, screen="warnings").window
    assert window.open_now is window.screens["warnings"]


def test_theme_and_text_size_are_kept(opened: Open, register_file: Path) -> None:
    first = opened(register_file)
    first.appearance.set_mode(Mode.DARK)
    first.appearance.set_text(130)
    first.close()
    again = opened(register_file)
    assert (again.appearance.mode, again.appearance.text) == (Mode.DARK, 130)


def test_a_theme_nobody_knows_follows_the_system(opened: Open, register_file: Path) -> None:
    Settings(theme="sepia").save()
    assert opened(register_file).appearance.mode is Mode.SYSTEM


def test_closing_twice_does_no_harm(opened: Open, register_file: Path) -> None:
    one = opened(register_file)
    one.start_jobs()
    one.close()
    one.close()


def test_jobs_wanted_after_the_end_do_not_begin(opened: Open, register_file: Path) -> None:
    one = opened(register_file)
    one.close()
    one.start_jobs()
    assert not one._jobs


def test_the_window_opens_again_for_another_person(
    qtbot: QtBot, drive: Driver, home: Path, register_file: Path
) -> None:
    collars: list[str] = []

    def hand_over(window: Window) -> None:
        collars.append(window.bridge.actor.collar)
        window.work_as_chosen.emit("2401")

    def end(window: Window) -> None:
        collars.append(window.bridge.actor.collar)
        window.close()

    drive.then(Window, hand_over).then(Window, end)
    assert start.run_window(str(register_file)) == 0
    assert collars == ["keeper", "2401"]
    assert Settings.load().last_collar == "2401"


def test_a_person_who_may_not_work_here_is_refused_in_the_window(
    qtbot: QtBot, drive: Driver, home: Path, register_file: Path
) -> None:
    said: list[str] = []

    def hand_over(window: Window) -> None:
        leave_as(register_file, "2408")
        window.work_as_chosen.emit("2408")

    def end(window: Window) -> None:
        said.append(window.bridge.actor.collar)
        said.append(window.banner.sentence)
        window.close()

    drive.then(Window, hand_over).then(Window, end)
    assert start.run_window(str(register_file), "2401") == 0
    assert said[0] == "2401"
    assert "has left" in said[1]
    assert Settings.load().last_collar == "2401"


def test_a_fault_in_the_window_is_shown_under_a_reference_and_it_lives_on(
    qtbot: QtBot, drive: Driver, home: Path, register_file: Path
) -> None:
    said: list[str] = []

    def fail() -> None:
        raise ZeroDivisionError("Sample A. Alder")

    def stumble(window: Window) -> None:
        def look() -> None:
            said.append(window.banner.sentence)
            window.close()

        QTimer.singleShot(0, fail)
        QTimer.singleShot(20, look)

    hook = sys.excepthook
    drive.then(Window, stumble)
    assert start.run_window(str(register_file)) == 0
    assert "reference" in said[0]
    assert "Alder" not in said[0]
    assert "ZeroDivisionError" in logged(home)
    assert "Alder" not in logged(home)
    assert sys.excepthook is hook


def test_stopping_it_from_the_keyboard_closes_it(
    qtbot: QtBot, drive: Driver, home: Path, register_file: Path
) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    drive.then(Window, lambda _window: QTimer.singleShot(0, interrupt))
    assert start.run_window(str(register_file)) == 0


def test_the_sweep_begins_once_the_first_list_stands(
    qtbot: QtBot, drive: Driver, home: Path, register_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "_JOBS_AFTER_MS", 0)
    swept: list[str] = []

    def watch(window: Window) -> None:
        def on_changed(_changes: object) -> None:
            wait_idle(qtbot, window.bridge)
            swept.append(window.status.sweep.item.words)
            window.close()

        window.bridge.changed.connect(on_changed)

    drive.then(Window, watch)
    assert start.run_window(str(register_file)) == 0
    assert swept
