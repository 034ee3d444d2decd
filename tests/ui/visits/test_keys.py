"""Everything by keyboard alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from tests.support.desk import Desk
from tests.support.qt import controls
from tests.ui.visits.conftest import Sit
from ui.actions import ACTIONS, Scope
from ui.screens.allocate.form import AllocatePane
from ui.screens.formpane import FormPane
from ui.screens.record.form import RecordPane
from ui.widgets.buttons import KeyButton


def pane(desk: Desk) -> FormPane | None:
    """The form that is open."""
    return next((pane for pane in desk.screen.findChildren(FormPane) if pane.isVisible()), None)


@pytest.mark.parametrize(
    "key,kind,title",
    (
        (Qt.Key.Key_R, RecordPane, "Record a visit"),
        (Qt.Key.Key_F, RecordPane, "Record a failed attempt"),
        (Qt.Key.Key_A, AllocatePane, "Allocate a case"),
    ),
)
def test_a_letter_opens_its_form_for_the_chosen_case(
    desk: Desk, key: Qt.Key, kind: type[FormPane], title: str
) -> None:
    table = desk.screen.table
    desk.press(Qt.Key.Key_J, on=table)
    row = table.current_row()
    desk.press(key, on=table)
    opened = pane(desk)
    assert isinstance(opened, kind)
    assert opened.accessibleName() == title
    assert any(row.case_ref in label.text() for label in opened.findChildren(QLabel))
    assert opened.isAncestorOf(QApplication.focusWidget())
    desk.press(Qt.Key.Key_Escape)
    assert pane(desk) is None
    assert table.hasFocus()


def test_enter_opens_the_case(desk: Desk) -> None:
    row = desk.screen.table.current_row()
    desk.press(Qt.Key.Key_Return, on=desk.screen.table)
    assert desk.screen.key == "case"
    assert desk.screen.place() == row.case_id


def test_slash_goes_to_the_filter_and_letters_stay_there(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Slash, on=desk.screen.table)
    assert desk.screen.filters.box.hasFocus()
    desk.type("rfaw/jk")
    desk.settle()
    assert desk.screen.filters.box.text() == "rfaw/jk"
    assert pane(desk) is None


def test_the_chips_are_worked_by_arrows(desk: Desk) -> None:
    chips = desk.screen.filters.chips
    chips.button(chips.choice).setFocus()
    for word in ("due_soon", "later", "paused", "all"):
        desk.press(Qt.Key.Key_Right)
        assert chips.choice == word
        assert desk.screen.table.rows_model().total == chips.button(word).count
    desk.press(Qt.Key.Key_Home)
    assert chips.choice == "overdue"


def test_tab_reaches_every_control_and_comes_round(desk: Desk) -> None:
    screen = desk.screen
    screen.table.setFocus()
    reached = set()
    for _ in range(60):
        desk.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    missing = [
        control
        for control in controls(screen)
        if control.focusPolicy() & Qt.FocusPolicy.TabFocus
        and control.isEnabled()
        and control not in reached
    ]
    assert not missing
    assert screen.table in reached


@pytest.mark.parametrize("name", ("_area", "_officer", "_risk", "_views"))
@pytest.mark.parametrize("key", (Qt.Key.Key_Space, Qt.Key.Key_Return))
def test_the_choosers_open_by_keyboard(desk: Desk, name: str, key: Qt.Key) -> None:
    button = getattr(desk.screen.filters, name)
    button.setFocus()
    desk.qtbot.keyClick(button, key)
    desk.qtbot.waitUntil(button.menu_of().isVisible)
    assert len(button.menu_of().actions()) > 1
    desk.qtbot.keyClick(button.menu_of(), Qt.Key.Key_Escape)
    assert not isinstance(QApplication.activePopupWidget(), QMenu)


def test_every_key_of_the_screen_is_bound_and_shown(desk: Desk) -> None:
    specs = [spec for spec in ACTIONS if spec.scope is Scope.VISITS]
    made = {action.objectName(): action for action in desk.screen.actions()}
    assert set(made) == {spec.name for spec in specs}
    for spec in specs:
        assert made[spec.name].data() == spec.key
    shown = {b.words() for b in desk.screen.detail.findChildren(KeyButton)}
    assert {"Record visit", "Failed attempt", "Allocate", "Open case"} <= shown


def test_the_buttons_do_what_their_keys_do(sit: Sit) -> None:
    desk = sit()
    buttons = {b.words(): b for b in desk.screen.detail.findChildren(KeyButton)}
    for words, kind in (("Record visit", RecordPane), ("Allocate", AllocatePane)):
        desk.qtbot.mouseClick(buttons[words], Qt.MouseButton.LeftButton)
        desk.settle()
        assert isinstance(pane(desk), kind)
        desk.press(Qt.Key.Key_Escape)
    desk.qtbot.mouseClick(buttons["Open case"], Qt.MouseButton.LeftButton)
    desk.settle()
    assert desk.screen.key == "case"
