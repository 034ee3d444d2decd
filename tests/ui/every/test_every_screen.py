"""What holds on every screen and in every form: one window, the keyboard, the way back."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QScrollBar, QWidget

from rsovisit.domain.access import Role
from rsovisit.queries.visits import VisitList
from tests.support.desk import Desk
from ui.screens.formpane import FormPane
from ui.widgets.buttons import KeyButton
from ui.widgets.sidepane import SidePane

KEY = Qt.Key
FORMS = (
    ("visits", KEY.Key_R),
    ("visits", KEY.Key_F),
    ("visits", KEY.Key_A),
    ("warnings", KEY.Key_D),
    ("overview", KEY.Key_A),
    ("queue", KEY.Key_T),
    ("queue", KEY.Key_H),
    ("case", KEY.Key_C),
)


class Windows(QObject):
    """Notes every window that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A widget without a parent is a window, if only for a moment."""
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


def _go(desk: Desk, key: str) -> None:
    place = None
    if key == "case":
        place = desk.bus.ask(VisitList(limit=1)).rows[0].case_id
    desk.go(key, place)
    if key == "queue" and "npt" in desk.screen.decisions.acts:
        # A task is read once the choice has rested on it.
        desk.qtbot.waitUntil(desk.screen.decisions.acts["npt"].isEnabled)
        desk.settle()


def _form(desk: Desk) -> FormPane:
    (form,) = (pane for pane in desk.screen.findChildren(FormPane) if pane.isVisible())
    assert isinstance(form, FormPane)
    return form


@pytest.mark.parametrize("role", (Role.KEEPER, Role.SUPERVISOR, Role.ARMS_OFFICER, Role.AUDITOR))
def test_no_screen_shows_another_window_or_loses_the_keyboard(
    open_desk: Callable[..., Desk], qapp: QApplication, role: Role
) -> None:
    desk = open_desk(role, "visits")
    watching = Windows()
    qapp.installEventFilter(watching)
    try:
        for key in desk.window.entries:
            _go(desk, key)
            focus = QApplication.focusWidget()
            assert focus is not None, key
            assert desk.screen.isAncestorOf(focus), key
    finally:
        qapp.removeEventFilter(watching)
    assert watching.shown == []


@pytest.mark.parametrize("key, letter", FORMS)
def test_tab_goes_round_within_a_form_and_escape_leads_out(
    open_desk: Callable[..., Desk], key: str, letter: Qt.Key
) -> None:
    desk = open_desk(Role.KEEPER, "visits")
    _go(desk, key)
    before = QApplication.focusWidget()
    desk.press(letter)
    form = _form(desk)
    first, reached = QApplication.focusWidget(), []
    for _ in range(60):
        now = QApplication.focusWidget()
        assert now is not None
        assert form.isAncestorOf(now)
        reached.append(now)
        desk.qtbot.keyClick(now, KEY.Key_Tab)
        if QApplication.focusWidget() is first:
            break
    assert set(reached) == set(form.tab_stops())
    assert form.save in reached
    desk.qtbot.keyClick(QApplication.focusWidget(), KEY.Key_Backtab)
    assert QApplication.focusWidget() is reached[-1]
    desk.press(KEY.Key_Escape)
    assert not any(pane.isVisible() for pane in desk.screen.findChildren(SidePane))
    assert QApplication.focusWidget() is before


def test_the_fields_of_a_form_stand_close_together(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(Role.KEEPER, "warnings", size=(1920, 1080))
    desk.press(KEY.Key_D)
    fields = list(_form(desk).fields.values())
    for one, following in pairwise(fields):
        assert following.y() - one.geometry().bottom() < 40


@pytest.mark.parametrize("size", ((1024, 768), (1280, 720)))
def test_at_large_text_no_screen_is_wider_than_the_window(
    open_desk: Callable[..., Desk], size: tuple[int, int]
) -> None:
    desk = open_desk(Role.KEEPER, "visits", size=size)
    desk.appearance.set_text(200)
    for key in desk.window.entries:
        _go(desk, key)
        page = desk.window.stack.currentWidget()
        assert isinstance(page, QScrollArea)
        bar = page.horizontalScrollBar()
        # What does not fit beside moves below once Qt lays out again.

        def fits(key: str = key, bar: QScrollBar = bar) -> None:
            assert bar.maximum() == 0, f"{key} is {bar.maximum()} wider"

        desk.qtbot.waitUntil(fits)


def test_an_auditor_is_offered_nothing_that_records(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(Role.AUDITOR, "visits")
    for key in ("visits", "warnings", "overview", "case"):
        _go(desk, key)
        offered = {
            button.words() for button in desk.screen.findChildren(KeyButton) if button.isVisible()
        }
        assert offered <= {"Open case"}, key


def test_clearing_what_was_looked_for_takes_the_clearing_button_along(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk(Role.KEEPER, "visits")
    box = desk.screen.filters.box
    box.setText("nobody of that name")
    desk.settle()
    desk.screen.filters.clear()
    desk.settle()
    assert box.text() == ""
    desk.qtbot.waitUntil(
        lambda: not any(b.isVisible() and b.width() for b in _clearing(box)), timeout=3000
    )


def _clearing(box: QWidget) -> list[QWidget]:
    # Qt fades it out; what is left of it can no longer be seen.
    found = [child for child in box.findChildren(QWidget) if child.inherits("QToolButton")]
    return [child for child in found if child.property("opacity") != 0]
