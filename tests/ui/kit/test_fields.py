"""Fields read what officers type, complain in a sentence, and keep letters to themselves."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QDate, QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.support.qt import TODAY, assert_accessible, assert_no_clipped_text, spoken_name
from ui.labels import Lean
from ui.theme import Appearance
from ui.widgets.dates import DateField, TimeField
from ui.widgets.fields import Field, FilterBox, Problems, Select, Tick

KEY = Qt.Key
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")


@pytest.fixture
def when(qtbot: QtBot, appearance: Appearance) -> DateField:
    """A date field, shown, with the keyboard."""
    field = DateField("Visited on", lambda: TODAY)
    qtbot.addWidget(field)
    field.resize(320, 60)
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.line.hasFocus)
    return field


def type_in(qtbot: QtBot, field: DateField | TimeField, text: str) -> None:
    """Replace what stands in a field and press Enter."""
    field.line.selectAll()
    qtbot.keyClicks(field.line, text)
    qtbot.keyClick(field.line, KEY.Key_Return)


def test_a_typed_day_is_read_and_written_out(qtbot: QtBot, when: DateField) -> None:
    with qtbot.waitSignal(when.changed):
        type_in(qtbot, when, "20 nov")
    assert when.value == date(2026, 11, 20)
    assert when.line.text() == "20 Nov 2026"
    assert when.error == ""


def test_a_day_that_cannot_be_read_is_explained_when_the_field_is_left(
    qtbot: QtBot, when: DateField
) -> None:
    qtbot.keyClicks(when.line, "31/2/2026")
    assert not when._says.isVisible()
    qtbot.keyClick(when.line, KEY.Key_Return)
    assert when.error == "February 2026 has 28 days."
    assert when._says.isVisible()
    assert when.line.accessibleDescription() == when.error
    assert when.value is None
    # Mending it takes the complaint back at once.
    when.line.selectAll()
    qtbot.keyClicks(when.line, "28/2/2026")
    assert when.error == ""
    assert not when._says.isVisible()
    assert when.value == date(2026, 2, 28)


def test_an_empty_day_is_no_mistake(qtbot: QtBot, when: DateField) -> None:
    when.set_value(TODAY)
    when.line.clear()
    qtbot.keyClick(when.line, KEY.Key_Return)
    assert (when.value, when.error) == (None, "")
    when.set_value(None)
    assert when.line.text() == ""


def test_arrows_step_by_a_day(qtbot: QtBot, when: DateField) -> None:
    qtbot.keyClick(when.line, KEY.Key_Down)
    assert when.value == date(2026, 11, 22)
    qtbot.keyClick(when.line, KEY.Key_Up)
    qtbot.keyClick(when.line, KEY.Key_Up)
    assert when.value == date(2026, 11, 24)


def test_a_day_is_picked_from_the_month(qtbot: QtBot, when: DateField) -> None:
    qtbot.keyClick(when.line, KEY.Key_Down, Qt.KeyboardModifier.AltModifier)
    month = when._month
    assert month is not None
    assert month.isVisible()
    assert_accessible(month)
    calendar = month.findChild(QCalendarWidget)
    assert calendar.selectedDate() == QDate(2026, 11, 23)
    calendar.clicked.emit(QDate(2026, 11, 19))
    assert when.value == date(2026, 11, 19)
    assert not month.isVisible()
    when.open_month()
    assert calendar.selectedDate() == QDate(2026, 11, 19)
    month.close()


def test_a_planned_day_leans_forward(qtbot: QtBot, appearance: Appearance) -> None:
    plan = DateField("Visit planned for", lambda: TODAY, Lean.FUTURE)
    qtbot.addWidget(plan)
    type_in(qtbot, plan, "4 jan")
    assert plan.value == date(2027, 1, 4)
    assert_accessible(plan)


def test_a_typed_time_is_read_and_written_out(qtbot: QtBot, appearance: Appearance) -> None:
    at = TimeField("Time")
    qtbot.addWidget(at)
    at.show()
    with qtbot.waitSignal(at.changed):
        type_in(qtbot, at, "2.20pm")
    assert (at.value, at.line.text()) == ("14:20", "14:20")
    type_in(qtbot, at, "later")
    assert at.value == ""
    assert at.error.startswith("Write a time")
    at.set_value("09:05")
    assert (at.value, at.error) == ("09:05", "")
    at.set_value("")
    assert (at.value, at.error) == ("", "")


def test_a_field_names_its_editor_and_says_what_is_wrong(
    qtbot: QtBot, appearance: Appearance
) -> None:
    line = QLineEdit()
    field = Field("Who went", line, "Collar numbers, with commas between")
    qtbot.addWidget(field)
    field.resize(300, 120)
    field.show()
    assert_accessible(field)
    assert_no_clipped_text(field)
    assert spoken_name(line) == "Who went"
    field.set_error("Two officers must go.")
    assert line.property("wrong") is True
    assert line.accessibleDescription() == "Two officers must go."
    field.set_error("")
    field.set_hint("")
    assert line.property("wrong") is False


def test_what_stops_a_form_leads_to_its_fields(qtbot: QtBot, appearance: Appearance) -> None:
    form = QWidget()
    qtbot.addWidget(form)
    column = QVBoxLayout(form)
    who, when = QLineEdit(), QLineEdit()
    problems = Problems()
    for widget in (problems, who, when):
        column.addWidget(widget)
    form.show()
    assert not problems.isVisible()
    problems.set_problems("Before you save:", [("Say who went.", who), ("Say when.", when)])
    assert problems.isVisible()
    assert spoken_name(problems) == "Before you save: Say who went. Say when."
    problems.links[1].click()
    qtbot.waitUntil(when.hasFocus)
    problems.set_problems("", [])
    assert not problems.isVisible()


def test_a_filter_tells_every_keystroke_and_escape_empties_it(
    qtbot: QtBot, appearance: Appearance
) -> None:
    box = FilterBox("Reference, name or address")
    qtbot.addWidget(box)
    box.show()
    told: list[str] = []
    box.filtered.connect(told.append)
    qtbot.keyClicks(box, "fir")
    qtbot.keyClick(box, KEY.Key_Escape)
    assert told == ["f", "fi", "fir", ""]
    assert spoken_name(box) == "Reference, name or address"
    assert not box.grab().isNull()
    escape = QKeyEvent(QEvent.Type.KeyPress, KEY.Key_Escape, Qt.KeyboardModifier.NoModifier)
    box.keyPressEvent(escape)
    assert not escape.isAccepted()


def test_a_chooser_keeps_its_choice_and_its_letters(qtbot: QtBot, appearance: Appearance) -> None:
    page, recorded = QWidget(), []
    qtbot.addWidget(page)
    action = QAction("Record", page)
    action.setShortcut("R")
    action.triggered.connect(lambda: recorded.append(True))
    page.addAction(action)
    select = Select("Officer", [("2417", "PC 2417"), ("2299", "Roe")])
    QVBoxLayout(page).addWidget(select)
    page.show()
    select.setFocus()
    qtbot.waitUntil(select.hasFocus)
    qtbot.keyClick(select, KEY.Key_R)
    assert select.value == "2299"
    assert recorded == []
    select.set_options([("1", "Nobody"), ("2299", "Roe")])
    assert select.value == "2299"
    select.set_options([("1", "Nobody")])
    assert select.value == "1"
    select.set_options([])
    assert select.value == ""
    assert_accessible(page)


def test_a_tick_is_ticked_by_space_and_by_its_words(qtbot: QtBot, appearance: Appearance) -> None:
    tick = Tick("Announced & agreed")
    qtbot.addWidget(tick)
    tick.show()
    empty = tick.grab().toImage()
    qtbot.keyClick(tick, KEY.Key_Space)
    assert tick.isChecked()
    assert tick.grab().toImage() != empty
    qtbot.mouseClick(tick, Qt.MouseButton.LeftButton, pos=tick.rect().center())
    assert not tick.isChecked()
    assert_no_clipped_text(tick)
