"""`rsovisit-desktop`: from nothing to a window, and what it says when a register will not open."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from rsovisit import app, paths
from rsovisit.cli import main
from rsovisit.errors import Invalid, Refused
from rsovisit.queries.visits import CountVisits
from rsovisit.services.commands.demo import InventRegister
from tests.ui.start.conftest import Driver
from ui import start
from ui.screens.welcome.window import Welcome
from ui.window import Window


@pytest.fixture(autouse=True)
def _few_cases(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The invented register of a real start is ten times as large and says nothing more."""
    monkeypatch.setattr(InventRegister.__init__, "__defaults__", (120, 1, 10))


def press(qtbot: QtBot, key: Qt.Key) -> Any:
    """A step that presses a key in the window it is given."""

    def step(window: Any) -> None:
        qtbot.keyClick(window.focusWidget() or window, key)

    return step


def close(window: Window) -> None:
    """A step that closes the window."""
    window.close()


def test_the_first_time_a_register_is_made_and_opened(
    qtbot: QtBot, drive: Driver, home: Path
) -> None:
    shown: list[str] = []

    def look(window: Window) -> None:
        shown.extend((window.windowTitle(), window.bridge.actor.collar))
        close(window)

    drive.then(Welcome, press(qtbot, Qt.Key.Key_N)).then(Window, look)
    assert start.begin(paths.default_register()) == 0
    drive.finish()
    assert shown == ["RSO Visits · register.rso", app.KEEPER]
    assert (home / "register.rso").exists()
    assert (home / "register.rso.key").exists()


def test_the_invented_one_is_made_once_and_found_again(
    qtbot: QtBot, drive: Driver, home: Path
) -> None:
    titles: list[str] = []

    def look(window: Window) -> None:
        titles.append(window.windowTitle())
        close(window)

    drive.then(Welcome, press(qtbot, Qt.Key.Key_T)).then(Window, look)
    assert start.begin(paths.default_register()) == 0
    made = (home / "demo.rso").stat().st_ino
    drive.then(Welcome, press(qtbot, Qt.Key.Key_T)).then(Window, look)
    assert start.begin(paths.default_register()) == 0
    assert titles == ["RSO Visits · REHEARSAL"] * 2
    assert (home / "demo.rso").stat().st_ino == made
    assert not (home / "register.rso").exists()


def test_an_invented_one_that_was_broken_off_is_filled(
    qtbot: QtBot, drive: Driver, home: Path
) -> None:
    app.make_register(str(home / "demo.rso"), rehearsal=True)
    drive.then(Welcome, press(qtbot, Qt.Key.Key_T)).then(Window, close)
    start.begin(paths.default_register())
    bus = app.open_bus(str(home / "demo.rso"))
    assert bus.ask(CountVisits()).all > 60
    bus.close()


def test_a_real_register_is_never_filled_with_invented_people(home: Path) -> None:
    where = str(home / "register.rso")
    app.make_register(where, rehearsal=False)
    with pytest.raises(Refused, match="real"):
        app.invent(where, InventRegister())
    bus = app.open_bus(where)
    assert bus.ask(CountVisits()).all == 0
    bus.close()


def test_another_file_that_is_no_register_says_so_and_asks_again(
    qtbot: QtBot,
    drive: Driver,
    register_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    letter = tmp_path / "letter.rso"
    letter.write_text("Dear all,\n")
    letter.chmod(0o600)
    chosen = iter((str(letter), str(register_file)))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (next(chosen), ""))
    said: list[str] = []

    def again(window: Welcome) -> None:
        said.append(window.problem.accessibleName())
        window.buttons["welcome_open"].click()

    drive.then(Welcome, lambda window: window.choose()).then(Welcome, again).then(Window, close)
    assert start.begin(paths.default_register()) == 0
    drive.finish()
    assert said
    assert said[0]


@pytest.mark.parametrize("code", (0, 3))
def test_a_missing_key_is_said_and_tried_again_once_it_is_back(
    qtbot: QtBot, drive: Driver, register_file: Path, code: int
) -> None:
    key = Path(f"{register_file}.key")
    kept = key.rename(f"{key}.away")
    said: list[str] = []

    def mend(window: Welcome) -> None:
        said.append(window.problem.accessibleName())
        if code == 0:
            kept.rename(key)
            qtbot.keyClick(window, Qt.Key.Key_R)
        else:
            qtbot.keyClick(window, Qt.Key.Key_Escape)

    drive.then(Welcome, mend)
    if code == 0:
        drive.then(Window, close)
    assert start.begin(str(register_file)) == code
    drive.finish()
    assert "key" in said[0]


def test_the_person_named_is_asked_for_again_but_not_in_another_register(
    qtbot: QtBot, drive: Driver, register_file: Path, home: Path
) -> None:
    collars: list[str] = []

    def look(window: Window) -> None:
        collars.append(window.bridge.actor.collar)
        close(window)

    drive.then(Welcome, press(qtbot, Qt.Key.Key_T)).then(Window, look)
    assert start.begin(str(home / "none.rso"), "2401") == 0
    drive.then(Window, look)
    assert start.begin(str(register_file), "2401") == 0
    assert collars == [app.KEEPER, "2401"]


def test_a_fault_of_ours_is_shown_too(
    qtbot: QtBot, drive: Driver, register_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("Sample A. Alder")

    monkeypatch.setattr("ui.start.open_window", broken)
    said: list[str] = []

    def quit_after(window: Welcome) -> None:
        said.append(window.problem.accessibleName())
        window.buttons["welcome_quit"].click()

    drive.then(Welcome, quit_after)
    assert start.begin(str(register_file)) == 1
    assert "reference" in said[0]
    assert "Alder" not in said[0]


def test_the_program_of_the_icon_asks(
    qtbot: QtBot, drive: Driver, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["rsovisit-desktop"])
    drive.then(Welcome, press(qtbot, Qt.Key.Key_Escape))
    assert app.desktop_main() == 3
    assert not home.exists()


def test_the_program_of_the_icon_takes_the_commands_words(
    qtbot: QtBot, drive: Driver, register_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["rsovisit-desktop", "--register", str(register_file), "--as", "2401"]
    monkeypatch.setattr(sys, "argv", words)
    drive.then(Window, close)
    assert app.desktop_main() == 0


def test_the_command_does_not_ask(
    home: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["desktop", "--register", str(tmp_path / "none.rso")]) == 3
    assert "There is no register at" in capsys.readouterr().err


def test_without_a_screen_it_says_so(
    home: Path, register_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    with pytest.raises(Invalid, match="no display"):
        start._require_display()
