"""The list on screen: worked by keyboard, true to the chosen row, and never clipping a title."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot

from tests.support.qt import assert_accessible, assert_no_clipped_text
from tests.ui.kit.test_rows import Case, Part, Source
from ui.theme import Appearance, Badge, Mode, Shape, Tone
from ui.widgets.cards import EmptyState
from ui.widgets.rows import PAGE, Column, RowsModel
from ui.widgets.table import ONE_LINE, RowsTable

KEY = Qt.Key

# Off screen a menu can neither be raised nor take the keyboard to itself.
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")


def late(_row: Case) -> Badge:
    """A badge for every row."""
    return Badge("57 d overdue", Tone.ESCALATED, Shape.TRIANGLE)


COLUMNS = (
    Column[Case]("Status", lambda row: late(row).words, "lateness", badge=late),
    Column[Case](
        "Case",
        lambda row: f"RSO-{row.ref:04}",
        "case",
        second=lambda row: row.name,
        strong=True,
        sample="RSO-0000",
    ),
    Column[Case]("Last visit", lambda _row: "12 Mar 2026", sample="23 Nov 2026", drop=2),
    Column[Case]("Due", lambda _row: "27 Sep 2026", sample="23 Nov 2026", link=True),
    Column[Case]("Waiting", lambda row: f"{row.ref:,}", number=True, drop=1),
    Column[Case]("Needs", lambda _row: "2 failed attempts", quiet=True, give=1),
)


@pytest.fixture
def table(qtbot: QtBot, appearance: Appearance) -> RowsTable:
    """A table of five rows, shown, with the keyboard."""
    made = RowsTable("Visits", RowsModel(COLUMNS, key=lambda row: row.ref))
    qtbot.addWidget(made)
    made.resize(760, 400)
    made.show_rows([Case(ref) for ref in range(1, 6)])
    made.show()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    return made


def chosen(table: RowsTable) -> int:
    """The reference of the chosen row."""
    return table.current_row().ref


def test_the_first_row_is_chosen_and_told(qtbot: QtBot, appearance: Appearance) -> None:
    table = RowsTable("Visits", RowsModel(COLUMNS, key=lambda row: row.ref))
    qtbot.addWidget(table)
    with qtbot.waitSignal(table.current_changed) as told:
        table.show_rows([Case(4), Case(5)])
    assert told.args == [Case(4)]


@pytest.mark.parametrize(
    "keys, lands_on",
    (
        ([KEY.Key_J, KEY.Key_J], 3),
        ([KEY.Key_Down, KEY.Key_Down, KEY.Key_K], 2),
        ([KEY.Key_K], 1),
        ([KEY.Key_End], 5),
        ([KEY.Key_End, KEY.Key_J], 5),
        ([KEY.Key_End, KEY.Key_Up], 4),
        ([KEY.Key_End, KEY.Key_Home], 1),
    ),
)
def test_keys_move_the_choice(
    qtbot: QtBot, table: RowsTable, keys: list[Qt.Key], lands_on: int
) -> None:
    for key in keys:
        qtbot.keyClick(table, key)
    assert chosen(table) == lands_on


def test_enter_and_a_double_click_open(qtbot: QtBot, table: RowsTable) -> None:
    qtbot.keyClick(table, KEY.Key_J)
    with qtbot.waitSignal(table.opened) as told:
        qtbot.keyClick(table, KEY.Key_Return)
    assert told.args == [Case(2)]
    place = table.visualRect(table.rows_model().index(3, 1)).center()
    with qtbot.waitSignal(table.opened) as told:
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told.args == [Case(4)]


def test_letters_neither_search_nor_move(qtbot: QtBot, table: RowsTable) -> None:
    qtbot.keyClick(table, KEY.Key_R)
    table.keyboardSearch("R")
    assert chosen(table) == 1


def test_the_chosen_row_stays_chosen_by_its_key(qtbot: QtBot, table: RowsTable) -> None:
    table.choose_key(3)
    told: list[object] = []
    table.current_changed.connect(told.append)
    table.show_rows([Case(5), Case(4), Case(3), Case(2)])
    assert chosen(table) == 3
    assert told == []
    table.show_rows([Case(3, "New N. Name"), Case(2)])
    assert told == [Case(3, "New N. Name")]


def test_when_the_chosen_row_has_gone_the_next_takes_its_place(table: RowsTable) -> None:
    table.choose_key(3)
    table.show_rows([Case(1), Case(2), Case(4), Case(5)])
    assert chosen(table) == 4
    table.show_rows([Case(1)])
    assert chosen(table) == 1
    table.show_rows([Case(7), Case(1)], keep_place=False)
    assert chosen(table) == 7


def test_an_empty_list_says_so(qtbot: QtBot, table: RowsTable) -> None:
    pressed: list[bool] = []
    state = EmptyState(
        "Nothing is overdue", "Three are due.", "Show due soon", lambda: pressed.append(True)
    )
    table.set_empty(state)
    assert not state.isVisible()
    told: list[object] = []
    table.current_changed.connect(told.append)
    table.show_rows([])
    assert state.isVisible()
    assert state.geometry() == table.viewport().rect()
    assert told == [None]
    assert table.current_row() is None
    table.step(1)
    qtbot.keyClick(table, KEY.Key_Return)
    table.show_rows([Case(1)])
    assert not state.isVisible()
    other = EmptyState("Nothing here")
    table.set_empty(other)
    assert other.parent() is table.viewport()


def test_a_press_on_a_title_asks_for_that_order(qtbot: QtBot, table: RowsTable) -> None:
    header = table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(1) + 10, 10)
    for down in (False, True, False):
        with qtbot.waitSignal(table.order_chosen) as told:
            qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert told.args == ["case", down]
    assert table.order() == ("case", False)
    unordered = QPoint(header.sectionViewportPosition(3) + 10, 10)
    with qtbot.assertNotEmitted(table.order_chosen):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=unordered)


def test_the_order_is_chosen_by_keyboard_too(qtbot: QtBot, table: RowsTable) -> None:
    table.set_order("lateness", descending=True)
    table.choose_order()
    (menu,) = table.findChildren(QMenu)
    assert [(a.text(), a.isChecked()) for a in menu.actions()] == [
        ("Status", True),
        ("Case", False),
    ]
    with qtbot.waitSignal(table.order_chosen) as told:
        menu.actions()[1].trigger()
    assert told.args == ["case", False]
    menu.close()


def test_a_link_cell_is_pressed(qtbot: QtBot, table: RowsTable) -> None:
    due = table.visualRect(table.rows_model().index(2, 3)).center()
    qtbot.mouseMove(table.viewport(), due)
    with qtbot.waitSignal(table.cell_pressed) as told:
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=due)
    assert told.args == [Case(3), COLUMNS[3]]
    other = table.visualRect(table.rows_model().index(2, 1)).center()
    with qtbot.assertNotEmitted(table.cell_pressed):
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=other)


def test_the_list_draws_and_keeps_its_place_at_any_length(
    qtbot: QtBot, appearance: Appearance
) -> None:
    source = Source(70_000)
    table = RowsTable("Visits", RowsModel(COLUMNS, key=lambda row: row.ref))
    qtbot.addWidget(table)
    table.resize(760, 400)
    table.show()
    table.show_page(source.part(0), source)
    qtbot.keyClick(table, KEY.Key_End)
    qtbot.waitUntil(lambda: bool(source.asked))
    source.deliver()
    assert chosen(table) == 69_999
    assert table.span() == (69_900, PAGE)
    table.show_page(source.part(*table.span()), source)
    assert chosen(table) == 69_999
    assert table.rowAt(table.viewport().height() - 1) in (69_999, -1)
    assert table.grab().width() == 760
    shorter = Part(tuple(Case(ref) for ref in range(40)), 40, 0)
    table.show_page(shorter, source)
    assert chosen(table) == 39


def test_titles_are_whole_at_every_width_and_the_last_columns_leave_first(
    qtbot: QtBot, table: RowsTable
) -> None:
    for width in (1400, 900, 760, 640, 600):
        table.resize(width, 400)
        assert_no_clipped_text(table)
        shown = [not table.isColumnHidden(n) for n in range(len(COLUMNS))]
        room = sum(table.columnWidth(n) for n in range(len(COLUMNS)) if shown[n])
        assert room == table.viewport().width()
    hidden = {}
    for width in range(1400, 300, -10):
        table.resize(width, 400)
        hidden[width] = [table.isColumnHidden(n) for n in range(len(COLUMNS))]
    for width, columns in hidden.items():
        assert not any(columns[n] for n in (0, 1, 3, 5)), width
        assert columns[2] >= columns[4], "the higher `drop` leaves first"
    assert hidden[1400][2] is False
    assert hidden[310][4] is True


def test_rows_grow_with_the_text(qtbot: QtBot, appearance: Appearance, table: RowsTable) -> None:
    compact = RowsTable("Tasks", RowsModel(COLUMNS, key=lambda row: row.ref), ONE_LINE)
    qtbot.addWidget(compact)
    compact.show_rows([Case(1)])
    assert (table.rowHeight(0), compact.rowHeight(0)) == (50, 34)
    appearance.set_text(200)
    assert (table.rowHeight(0), compact.rowHeight(0)) == (100, 68)
    assert_no_clipped_text(table)


@pytest.mark.parametrize("mode", (Mode.LIGHT, Mode.DARK))
def test_the_chosen_row_shows_who_has_the_keyboard(
    qtbot: QtBot, appearance: Appearance, table: RowsTable, mode: Mode
) -> None:
    appearance.set_mode(mode)
    table.set_order("lateness")
    with_focus = table.grab().toImage()
    other = QLabel("elsewhere")
    qtbot.addWidget(other)
    table.clearFocus()
    assert table.grab().toImage() != with_focus


def test_a_screen_reader_hears_the_list_and_its_cells(table: RowsTable) -> None:
    assert_accessible(table)
    interface = QAccessible.queryAccessibleInterface(table)
    assert interface.text(QAccessible.Text.Name) == "Visits"
    assert interface.role() is QAccessible.Role.Table
    heard = [interface.child(n).text(QAccessible.Text.Name) for n in range(interface.childCount())]
    assert "Case: RSO-0001, A. Sample" in heard
    assert "Last visit" in heard
