"""Every action has words and, where it acts, a key of its own; letters leave typing alone."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui import actions
from ui.actions import ACTIONS, Scope
from ui.theme import Appearance

KEY = Qt.Key
_LISTS = {"J", "K", "Home", "End", "Alt+O"}
"""Keys of every list (`widgets.table`)."""


@pytest.mark.parametrize("scope", list(Scope))
def test_no_key_means_two_things_in_one_place(scope: Scope) -> None:
    here = [s.key for s in ACTIONS if s.scope in (scope, Scope.WINDOW) and s.key]
    twice = [key for key, times in Counter(here).items() if times > 1]
    assert twice == []
    assert not _LISTS & set(here)


def test_names_are_unique_and_begin_with_their_screen() -> None:
    names = [spec.name for spec in ACTIONS]
    assert len(names) == len(set(names))
    for spec in ACTIONS:
        if spec.scope is not Scope.WINDOW:
            assert spec.name.startswith(spec.scope.value + "_")
        assert spec.text[0].isupper()


def test_keys_are_spelt_as_qt_knows_them() -> None:
    for spec in ACTIONS:
        sequence = QKeySequence(spec.key)
        assert sequence.toString(QKeySequence.SequenceFormat.PortableText) == spec.key


def test_single_letters_are_for_screens_never_for_the_window() -> None:
    assert not [s for s in ACTIONS if s.scope is Scope.WINDOW and len(s.key) == 1]


@pytest.fixture
def screen(qtbot: QtBot, appearance: Appearance) -> QWidget:
    """A screen with a button and two things to type in."""
    made = QWidget()
    qtbot.addWidget(made)
    column = QVBoxLayout(made)
    for widget in (QPushButton("Open"), QLineEdit(), QPlainTextEdit()):
        column.addWidget(widget)
    made.show()
    return made


def test_a_letter_acts_while_the_screen_has_the_keyboard(qtbot: QtBot, screen: QWidget) -> None:
    done: list[str] = []
    actions.make("visits_record", screen, lambda: done.append("record"))
    button = screen.findChild(QPushButton)
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    qtbot.keyClick(button, KEY.Key_R)
    assert done == ["record"]


def test_a_letter_is_only_a_letter_where_a_person_types(qtbot: QtBot, screen: QWidget) -> None:
    done: list[str] = []
    actions.make("visits_record", screen, lambda: done.append("record"))
    line, text = screen.findChild(QLineEdit), screen.findChild(QPlainTextEdit)
    for field in (line, text):
        field.setFocus()
        qtbot.waitUntil(field.hasFocus)
        qtbot.keyClick(field, KEY.Key_R)
    assert done == []
    assert (line.text(), text.toPlainText()) == ("r", "r")


def test_keys_of_lists_and_buttons_are_shown_but_not_bound(qtbot: QtBot, screen: QWidget) -> None:
    action = actions.make("visits_open", screen, list)
    assert action.shortcut().isEmpty()
    assert action.data() == "Return"


def test_a_letter_acts_on_its_own_screen_only(qtbot: QtBot, screen: QWidget) -> None:
    done: list[str] = []
    other = QWidget(screen)
    elsewhere = QPushButton("Rail", screen)
    screen.layout().addWidget(other)
    screen.layout().addWidget(elsewhere)
    actions.make("visits_record", other, lambda: done.append("record"))
    elsewhere.show()
    elsewhere.setFocus()
    qtbot.waitUntil(elsewhere.hasFocus)
    qtbot.keyClick(elsewhere, KEY.Key_R)
    assert done == []


def test_an_unknown_action_is_our_bug() -> None:
    with pytest.raises(KeyError):
        actions.spec("visits_delete")
