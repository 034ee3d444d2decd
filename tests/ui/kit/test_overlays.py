"""What lies over the window: side pane, palette, 'Why this date?'. Escape always ends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.support.qt import assert_accessible, assert_no_clipped_text, spoken_name
from ui.theme import Appearance
from ui.widgets.buttons import IconButton, KeyButton, Kind
from ui.widgets.palette import Deliver, Found, Palette
from ui.widgets.popover import WhyDate
from ui.widgets.sidepane import SidePane
from ui.widgets.text import Words

KEY = Qt.Key
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")


class Page(QWidget):
    """A screen with one field that has the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.list = QLineEdit()
        self.list.setAccessibleName("The list")
        QVBoxLayout(self).addWidget(self.list)
        self.resize(1000, 600)


@pytest.fixture
def page(qtbot: QtBot, appearance: Appearance) -> Iterator[Page]:
    """A screen, shown; its field has the keyboard."""
    made = Page()
    qtbot.addWidget(made)
    made.show()
    made.list.setFocus()
    qtbot.waitUntil(made.list.hasFocus)
    return made


def a_pane(page: Page) -> tuple[SidePane, QLineEdit]:
    """A pane with a field and two buttons, not yet open."""
    pane = SidePane("Allocate RSO-0421", page, "A. Sample · Peterlee")
    reason = QLineEdit()
    reason.setAccessibleName("Reason")
    pane.body.addWidget(reason)
    pane.footer.addWidget(KeyButton("Allocate", "Ctrl+Return", Kind.PRIMARY))
    pane.footer.addWidget(KeyButton("Cancel", "Escape"))
    return pane, reason


def test_a_pane_lies_at_the_right_and_takes_the_keyboard(qtbot: QtBot, page: Page) -> None:
    pane, reason = a_pane(page)
    pane.open(reason)
    qtbot.waitUntil(reason.hasFocus)
    assert pane.geometry().right() == page.rect().right()
    assert pane.height() == page.height()
    assert pane.width() < page.width()
    assert_accessible(pane)
    assert_no_clipped_text(pane)
    page.resize(700, 500)
    assert pane.geometry().right() == page.rect().right()


def test_escape_closes_a_pane_and_gives_the_keyboard_back(qtbot: QtBot, page: Page) -> None:
    pane, reason = a_pane(page)
    pane.open()
    with qtbot.waitSignal(pane.closed):
        qtbot.keyClick(reason, KEY.Key_Escape)
    assert not pane.isVisible()
    qtbot.waitUntil(page.list.hasFocus)
    with qtbot.assertNotEmitted(pane.closed):
        pane.close_pane()


def test_a_pane_is_no_trap(qtbot: QtBot, page: Page) -> None:
    pane, reason = a_pane(page)
    pane.open(reason)
    qtbot.waitUntil(reason.hasFocus)
    page.list.setFocus()
    qtbot.waitUntil(page.list.hasFocus)
    assert pane.isVisible()


def test_a_pane_outlives_what_had_the_keyboard(qtbot: QtBot, page: Page) -> None:
    pane, _ = a_pane(page)
    pane.open()
    page.list.deleteLater()
    qtbot.waitUntil(lambda: not page.findChildren(QLineEdit, "") or len(page.children()) < 3)
    pane.findChild(IconButton).click()
    assert not pane.isVisible()


def test_a_pane_slides_where_motion_is_wanted(
    qtbot: QtBot, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.widgets.sidepane.motion", lambda: True)
    pane, _ = a_pane(page)
    pane.open()
    qtbot.waitUntil(lambda: pane.geometry().right() == page.rect().right())


class Register:
    """A source that answers at once with actions and, when told, with cases."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.asked: list[tuple[str, Deliver]] = []

    def __call__(self, text: str, deliver: Deliver) -> None:
        self.asked.append((text, deliver))
        deliver(self.found("Record visit", "Failed attempt"))

    def found(self, *titles: str) -> Sequence[Found]:
        return [Found(t, "Peterlee", "Action", self._run(t), key="R") for t in titles]

    def _run(self, title: str) -> Callable[[], None]:
        return lambda: self.ran.append(title)


@pytest.fixture
def register() -> Register:
    """Something to find things in."""
    return Register()


def test_the_palette_finds_by_keyboard_alone(qtbot: QtBot, page: Page, register: Register) -> None:
    palette = Palette(register, page)
    palette.open()
    qtbot.waitUntil(palette.line.hasFocus)
    assert_accessible(palette)
    qtbot.keyClicks(palette.line, "rec")
    assert [text for text, _ in register.asked] == ["", "r", "re", "rec"]
    qtbot.keyClick(palette.line, KEY.Key_Down)
    assert palette.line.accessibleDescription() == "Failed attempt, Peterlee, Action"
    qtbot.keyClick(palette.line, KEY.Key_Down)
    qtbot.keyClick(palette.line, KEY.Key_Up)
    assert not palette.grab().isNull()
    with qtbot.waitSignal(palette.closed):
        qtbot.keyClick(palette.line, KEY.Key_Return)
    assert register.ran == ["Failed attempt"]
    qtbot.waitUntil(page.list.hasFocus)


def test_answers_to_what_was_typed_before_are_dropped(
    qtbot: QtBot, page: Page, register: Register
) -> None:
    palette = Palette(register, page)
    palette.open()
    qtbot.keyClicks(palette.line, "ab")
    _, early = register.asked[1]
    _, late = register.asked[2]
    early(register.found("RSO-0001 · too late"))
    assert [found.title for found in palette.found()] == ["Record visit", "Failed attempt"]
    late(register.found("RSO-0421 · A. Sample"))
    assert [found.title for found in palette.found()] == ["RSO-0421 · A. Sample"]
    palette.close_palette()
    late(register.found("after the end"))
    assert [found.title for found in palette.found()] == ["RSO-0421 · A. Sample"]


def test_nothing_found_says_so(qtbot: QtBot, page: Page) -> None:
    palette = Palette(lambda _text, deliver: deliver([]), page, "Work as: type a name")
    palette.open(page.list, "zz")
    said = [words.text() for words in palette.findChildren(Words) if words.isVisible()]
    assert said == ["Nothing found. Try a reference, a name or part of an address."]
    assert spoken_name(palette.line) == "Work as: type a name"
    qtbot.keyClick(palette.line, KEY.Key_Return)
    qtbot.keyClick(palette.line, KEY.Key_Down)
    assert palette.isVisible()


def test_escape_and_leaving_end_the_palette(qtbot: QtBot, page: Page, register: Register) -> None:
    for leave in (
        lambda p: qtbot.keyClick(p.line, KEY.Key_Escape),
        lambda _p: page.list.setFocus(),
    ):
        palette = Palette(register, page)
        palette.open()
        qtbot.waitUntil(palette.line.hasFocus)
        with qtbot.waitSignal(palette.closed):
            leave(palette)
        assert not palette.isVisible()
        qtbot.waitUntil(page.list.hasFocus)


def test_a_click_runs_what_was_found(qtbot: QtBot, page: Page, register: Register) -> None:
    palette = Palette(register, page)
    palette.open()
    second = palette.list.visualRect(palette.list.model().index(1, 0)).center()
    qtbot.mouseMove(palette.list.viewport(), second)
    qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=second)
    assert register.ran == ["Failed attempt"]


def test_why_this_date_is_read_in_order_and_stays_in_the_window(qtbot: QtBot, page: Page) -> None:
    sentences = ("Last completed visit on 27 Mar 2026.", "Medium risk is visited every 6 months.")
    anchor = IconButton("why", "Why this date?", page)
    anchor.move(page.width() - 20, page.height() - 20)
    anchor.show()
    why = WhyDate.open_at(anchor, "Why 27 Sep 2026?", sentences)
    assert spoken_name(why) == f"Why 27 Sep 2026? {' '.join(sentences)}"
    assert_no_clipped_text(why)
    corner = page.mapToGlobal(QPoint(page.width(), page.height()))
    assert why.geometry().right() <= corner.x()
    assert why.geometry().bottom() <= corner.y()
    with qtbot.waitSignal(why.destroyed):
        qtbot.keyClick(why, KEY.Key_Escape)
