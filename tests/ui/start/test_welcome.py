"""The window that stands in where no register can be opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from rsovisit.errors import Invalid, Unavailable
from rsovisit.services.bus import Progress
from tests.support.desk import looks_painted
from tests.support.qt import assert_accessible, assert_no_clipped_text
from ui.screens.welcome.errand import Work
from ui.screens.welcome.window import Beginning, Welcome
from ui.theme import Appearance, Mode

pytestmark = pytest.mark.usefixtures("home")

MISSING_KEY = "The key of this register is missing: register.rso.key is not there."


def nothing(_progress: Progress, _cancelled: Callable[[], bool]) -> None:
    """Work that is done at once."""


def welcome(
    qtbot: QtBot, problem: str = "", *, make: Work | None = nothing, invent: Work = nothing
) -> Welcome:
    """The window, shown: for a missing register unless there is a problem."""
    made = Welcome(
        Beginning("unit/register.rso", problem, None if problem else make, "demo.rso", invent)
    )
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def press(qtbot: QtBot, window: Welcome, key: Qt.Key, ctrl: bool = False) -> None:
    """A key where the keyboard is."""
    held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(window.focusWidget() or window, key, held)


def test_with_nothing_there_it_offers_three_ways_on(qtbot: QtBot) -> None:
    window = welcome(qtbot)
    assert window.choices() == ["welcome_new", "welcome_open", "welcome_invented", "welcome_quit"]
    assert window.buttons["welcome_new"].hasFocus()
    assert not window.problem.isVisible()


def test_a_register_that_cannot_be_opened_says_why_and_is_not_made_anew(qtbot: QtBot) -> None:
    window = welcome(qtbot, MISSING_KEY)
    assert window.choices() == ["welcome_again", "welcome_open", "welcome_invented", "welcome_quit"]
    assert window.problem.accessibleName() == MISSING_KEY
    assert window.problem.isVisible()
    assert window.buttons["welcome_again"].hasFocus()


def test_a_new_register_is_made_and_then_opened(qtbot: QtBot) -> None:
    made: list[str] = []
    window = welcome(qtbot, make=lambda *_: made.append("made"))
    with qtbot.waitSignal(window.open_wanted) as wanted:
        press(qtbot, window, Qt.Key.Key_N)
    assert (made, wanted.args) == (["made"], ["unit/register.rso"])
    assert not window.isVisible()


def test_the_invented_one_shows_how_far_it_is_and_opens(qtbot: QtBot) -> None:
    go_on = Event()

    def invent(progress: Progress, _cancelled: Callable[[], bool]) -> None:
        progress("Inventing cases and visits", 0.25)
        go_on.wait(10)

    window = welcome(qtbot, invent=invent)
    press(qtbot, window, Qt.Key.Key_T)
    assert not window.buttons["welcome_new"].isEnabled()
    assert not window.buttons["welcome_invented"].isEnabled()
    assert window.buttons["welcome_quit"].isEnabled()
    qtbot.waitUntil(lambda: _said(window) == "Inventing cases and visits")
    assert_accessible(window)
    with qtbot.waitSignal(window.open_wanted) as wanted:
        go_on.set()
    assert wanted.args == ["demo.rso"]


def _said(window: Welcome) -> str:
    return window._progress._words.text() if window._progress is not None else ""


@pytest.mark.parametrize(
    "error,sentence",
    (
        (Unavailable("The folder cannot be made."), "The folder cannot be made."),
        (Invalid("There is something there already."), "There is something there already."),
    ),
)
def test_what_stopped_it_is_said_and_another_way_can_be_chosen(
    qtbot: QtBot, error: Exception, sentence: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    window = welcome(qtbot, make=fail)
    press(qtbot, window, Qt.Key.Key_N)
    qtbot.waitUntil(window.problem.isVisible)
    assert window.problem.accessibleName() == sentence
    assert all(button.isEnabled() for button in window.buttons.values())
    with qtbot.waitSignal(window.open_wanted):
        press(qtbot, window, Qt.Key.Key_T)


def test_a_fault_of_ours_shows_a_reference_and_no_name(qtbot: QtBot) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("Sample A. Alder")

    window = welcome(qtbot, make=fail)
    press(qtbot, window, Qt.Key.Key_N)
    qtbot.waitUntil(window.problem.isVisible)
    assert "reference" in window.problem.accessibleName()
    assert "Alder" not in window.problem.accessibleName()


def test_escape_stops_what_is_under_way_and_then_quits(qtbot: QtBot) -> None:
    begun = Event()

    def invent(progress: Progress, cancelled: Callable[[], bool]) -> None:
        begun.set()
        while not cancelled():
            progress("Writing the register", 0.5)
        raise Invalid("Cancelled: nothing was written.")

    window = welcome(qtbot, invent=invent)
    press(qtbot, window, Qt.Key.Key_T)
    qtbot.waitUntil(begun.is_set)
    press(qtbot, window, Qt.Key.Key_Escape)
    qtbot.waitUntil(window.problem.isVisible)
    assert window.isVisible()
    press(qtbot, window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_closing_it_stops_what_is_under_way(qtbot: QtBot) -> None:
    ended = Event()

    def invent(progress: Progress, cancelled: Callable[[], bool]) -> None:
        while not cancelled():
            progress("Writing the register", 0.5)
        ended.set()

    window = welcome(qtbot, invent=invent)
    press(qtbot, window, Qt.Key.Key_T)
    window.close()
    assert ended.is_set()


def test_another_file_is_chosen_in_the_systems_dialogue(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter((("", ""), ("/elsewhere/unit.rso", "")))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: next(answers))
    window = welcome(qtbot, MISSING_KEY)
    press(qtbot, window, Qt.Key.Key_O, ctrl=True)
    assert window.isVisible()
    with qtbot.waitSignal(window.open_wanted) as wanted:
        qtbot.mouseClick(window.buttons["welcome_open"], Qt.MouseButton.LeftButton)
    assert wanted.args == ["/elsewhere/unit.rso"]


def test_trying_again_asks_for_the_same_register(qtbot: QtBot) -> None:
    window = welcome(qtbot, MISSING_KEY)
    with qtbot.waitSignal(window.open_wanted) as wanted:
        press(qtbot, window, Qt.Key.Key_Return)
    assert wanted.args == ["unit/register.rso"]


@pytest.mark.parametrize("mode", (Mode.LIGHT, Mode.DARK))
@pytest.mark.parametrize("text", (100, 200))
@pytest.mark.parametrize("problem", ("", MISSING_KEY))
def test_it_is_legible_in_both_themes_and_at_twice_the_size(
    qtbot: QtBot, qapp: QApplication, mode: Mode, text: int, problem: str
) -> None:
    look = Appearance(qapp, mode, text)
    window = welcome(qtbot, problem)
    assert_accessible(window)
    assert_no_clipped_text(window)
    assert looks_painted(window)
    look.deleteLater()


def test_every_choice_is_one_tab_away_from_the_next(qtbot: QtBot) -> None:
    window = welcome(qtbot)
    reached = []
    for _ in window.choices():
        reached.append(window.focusWidget())
        press(qtbot, window, Qt.Key.Key_Tab)
    assert reached == list(window.buttons.values())


def test_the_place_of_a_server_is_never_shown(qtbot: QtBot) -> None:
    secret = "postgresql://2417:hush@db.example/unit"
    window = Welcome(Beginning(secret, "No answer from db.example.", None, "demo.rso", nothing))
    qtbot.addWidget(window)
    shown = [child.accessibleName() for child in window.findChildren(type(window.problem))]
    assert not any("hush" in text for text in shown)


def test_a_path_is_shown_whole(qtbot: QtBot, tmp_path: Path) -> None:
    place = str(tmp_path / "unit" / "register.rso")
    window = Welcome(Beginning(place, "", nothing, "demo.rso", nothing))
    qtbot.addWidget(window)
    from ui.widgets.text import Words

    assert any(place in words.text() for words in window.findChildren(Words))
