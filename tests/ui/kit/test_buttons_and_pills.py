"""Buttons show and obey their keys; chips and answers are chosen by the arrows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.support.qt import assert_accessible, assert_no_clipped_text, spoken_name
from ui import actions
from ui.theme import Appearance, Badge, Shape, Tone
from ui.widgets.buttons import IconButton, KeyButton, Kind, LinkButton, MenuButton, key_words
from ui.widgets.pills import Chip, Chips, Choice, Pill

KEY = Qt.Key
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")
BUCKETS = [Chip("overdue", "Overdue", 46), Chip("soon", "Due soon", 3), Chip("all", "All")]


@pytest.mark.parametrize(
    "key, words",
    (
        ("R", "R"),
        ("Ctrl+K", "Ctrl K"),
        ("Return", "↵"),
        ("Ctrl+Return", "Ctrl ↵"),
        ("Alt+Left", "Alt ←"),
        ("Ctrl++", "Ctrl +"),
        ("Escape", "Esc"),
        ("/", "/"),
    ),
)
def test_keys_are_drawn_as_people_say_them(key: str, words: str) -> None:
    assert key_words(key) == words


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("key", (KEY.Key_Return, KEY.Key_Enter, KEY.Key_Space))
def test_a_button_is_pressed_by_keyboard(
    qtbot: QtBot, appearance: Appearance, kind: Kind, key: Qt.Key
) -> None:
    button = KeyButton("Record visit", "R", kind)
    qtbot.addWidget(button)
    button.show()
    button.setFocus()
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, key)
    assert spoken_name(button) == "Record visit"
    assert button.accessibleDescription() == "Key R"
    assert not button.grab().isNull()


def test_a_button_made_from_an_action_does_what_it_does(
    qtbot: QtBot, appearance: Appearance
) -> None:
    screen, done = QWidget(), []
    qtbot.addWidget(screen)
    action = actions.make("queue_next", screen, lambda: done.append("next"))
    button = KeyButton.of(action, Kind.PRIMARY, screen)
    assert (button.words(), button.toolTip()) == ("Next", "Take the first task nobody holds")
    button.click()
    action.setEnabled(False)
    assert not button.isEnabled()
    button.click()
    assert done == ["next"]
    assert KeyButton.of(actions.make("queue_open", screen, list)).accessibleDescription() == "Key ↵"


def test_focus_is_seen_on_every_kind_of_button(qtbot: QtBot, appearance: Appearance) -> None:
    for button in (
        KeyButton("Save", "S", Kind.PRIMARY),
        KeyButton("Close"),
        LinkButton("Why?"),
        MenuButton("Area: Peterlee"),
        IconButton("close", "Dismiss"),
    ):
        qtbot.addWidget(button)
        button.show()
        button.clearFocus()
        before = button.grab().toImage()
        button.setFocus()
        qtbot.waitUntil(button.hasFocus)
        assert button.grab().toImage() != before, type(button)


def test_words_with_ampersands_are_shown_as_written(qtbot: QtBot, appearance: Appearance) -> None:
    button = KeyButton("People & training")
    qtbot.addWidget(button)
    assert button.words() == "People & training"


def test_a_menu_button_opens_its_menu(qtbot: QtBot, appearance: Appearance) -> None:
    button = MenuButton("Area: all")
    qtbot.addWidget(button)
    button.show()
    button.menu_of().addAction("Peterlee", lambda: button.set_words("Area: Peterlee"))
    button.click()
    assert button.menu_of().isVisible()
    button.menu_of().actions()[0].trigger()
    button.menu_of().close()
    assert button.words() == "Area: Peterlee"


def test_a_pill_says_its_words_and_may_be_squeezed(qtbot: QtBot, appearance: Appearance) -> None:
    pill = Pill(Badge("57 d overdue", Tone.ESCALATED, Shape.TRIANGLE))
    qtbot.addWidget(pill)
    assert spoken_name(pill) == "57 d overdue"
    assert pill.minimumSizeHint().width() < pill.sizeHint().width()
    pill.resize(pill.minimumSizeHint())
    squeezed = pill.grab().toImage()
    pill.set_badge(Badge("due today", Tone.SOON, Shape.DISC))
    assert spoken_name(pill) == "due today"
    assert pill.grab().toImage() != squeezed


@pytest.mark.parametrize("shape", list(Shape))
@pytest.mark.parametrize("tone", list(Tone))
def test_every_tone_and_shape_is_drawn(
    qtbot: QtBot, appearance: Appearance, tone: Tone, shape: Shape
) -> None:
    pill = Pill(Badge("due", tone, shape))
    qtbot.addWidget(pill)
    pill.resize(pill.sizeHint())
    assert not pill.grab().isNull()


@pytest.fixture
def chips(qtbot: QtBot, appearance: Appearance) -> Chips:
    """Three buckets, shown."""
    made = Chips("Which visits", BUCKETS)
    qtbot.addWidget(made)
    made.resize(500, 40)
    made.show()
    return made


def test_chips_name_their_counts(chips: Chips) -> None:
    assert_accessible(chips)
    assert_no_clipped_text(chips)
    assert spoken_name(chips) == "Which visits"
    assert [spoken_name(chips.button(c.key)) for c in BUCKETS] == [
        "Overdue, 46",
        "Due soon, 3",
        "All",
    ]


def test_arrows_choose_among_chips_and_tab_stops_once(qtbot: QtBot, chips: Chips) -> None:
    assert chips.choice == "overdue"
    told: list[str] = []
    chips.chosen.connect(told.append)
    chips.button("overdue").setFocus()
    for key in (
        KEY.Key_Right,
        KEY.Key_Right,
        KEY.Key_Right,
        KEY.Key_Left,
        KEY.Key_Home,
        KEY.Key_End,
    ):
        qtbot.keyClick(chips.window().focusWidget(), key)
    assert told == ["soon", "all", "soon", "overdue", "all"]
    assert chips.choice == "all"
    stops = [c.key for c in BUCKETS if chips.button(c.key).focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == ["all"]


def test_a_click_chooses_and_a_second_does_not_unchoose(qtbot: QtBot, chips: Chips) -> None:
    for _ in range(2):
        qtbot.mouseClick(chips.button("soon"), Qt.MouseButton.LeftButton)
    assert chips.choice == "soon"
    assert chips.button("soon").isChecked()


def test_new_counts_change_no_choice_and_new_chips_keep_it(qtbot: QtBot, chips: Chips) -> None:
    chips.choose("soon")
    with qtbot.assertNotEmitted(chips.chosen):
        chips.set_chips([Chip("overdue", "Overdue", 45), Chip("soon", "Due soon", 4), BUCKETS[2]])
    assert (chips.choice, chips.button("soon").count) == ("soon", 4)
    chips.set_chips([Chip("soon", "Due soon", 4), Chip("later", "Later", 9)])
    assert chips.choice == "soon"
    chips.set_chips([Chip("later", "Later", 9)])
    assert chips.choice == "later"
    chips.set_chips([])
    assert chips.choice == ""
    qtbot.keyClick(chips, KEY.Key_Right)


def test_chips_wrap_rather_than_be_cut(qtbot: QtBot, chips: Chips) -> None:
    chips.resize(200, 120)
    assert_no_clipped_text(chips)
    tops = {chips.button(c.key).y() for c in BUCKETS}
    assert len(tops) > 1


def test_an_answer_is_nobodys_until_it_is_chosen(qtbot: QtBot, appearance: Appearance) -> None:
    choice = Choice("Children?", [("no", "No"), ("yes", "Yes"), ("unknown", "Not known")])
    qtbot.addWidget(choice)
    choice.show()
    assert choice.value == ""
    choice.button("no").setFocus()
    qtbot.keyClick(choice.button("no"), KEY.Key_Right)
    assert choice.value == "no"
    qtbot.keyClick(choice.button("no"), KEY.Key_Right)
    assert choice.value == "yes"
