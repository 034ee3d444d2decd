"""It opens on the work: the first list that holds anything, worst first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from rsovisit.domain.access import Role
from rsovisit.domain.case import Status
from rsovisit.domain.due import Bucket
from rsovisit.queries.visits import VisitFilter, VisitList
from rsovisit.services.commands.warning import RaiseWarnings
from tests.support.buses import TODAY, FixedClock, Opened, make_register
from tests.support.cases import register_case
from tests.support.desk import Desk
from tests.support.qt import wait_idle
from tests.ui.visits.conftest import Sit
from ui.bridge import Bridge
from ui.screens.visits.screen import VisitsScreen
from ui.widgets.cards import EmptyState
from ui.widgets.rows import PAGE

Shown = Callable[[dict[str, Any] | None], VisitsScreen]


@pytest.fixture
def screen_over(qtbot: QtBot, tmp_path: Path) -> Any:
    """The screen over a register that holds these cases only."""
    where = str(tmp_path / "unit.rso")
    make_register(where)
    opened = Opened(where, FixedClock())
    bridges: list[Bridge] = []

    def show(*cases: dict[str, Any]) -> VisitsScreen:
        bus = opened()
        for facts in cases:
            register_case(bus, **facts)
        bridge = Bridge(bus)
        bridges.append(bridge)
        screen = VisitsScreen(bridge)
        qtbot.addWidget(screen)
        screen.resize(1200, 800)
        with qtbot.waitExposed(screen):
            screen.show()
        wait_idle(qtbot, bridge)
        return screen

    yield show
    for bridge in bridges:
        bridge.close()
    opened.close()


def due_in(days: int) -> dict[str, Any]:
    """A case of a year's interval whose visit falls due that many days from today."""
    return {
        "visit_interval_months": 12,
        "last_visit_stated_on": TODAY.replace(year=TODAY.year - 1) + timedelta(days=days),
    }


@pytest.mark.parametrize(
    "cases,bucket",
    (
        ((due_in(-3), due_in(5), due_in(90)), Bucket.OVERDUE),
        ((due_in(5), due_in(90)), Bucket.DUE_SOON),
        ((due_in(90), {"status": Status.CUSTODY}), Bucket.LATER),
        (({"status": Status.CUSTODY},), Bucket.PAUSED),
    ),
)
def test_it_opens_on_the_first_list_that_holds_anything(
    screen_over: Any, cases: tuple[dict[str, Any], ...], bucket: Bucket
) -> None:
    screen = screen_over(*cases)
    assert screen.filters.chips.choice == bucket.value
    assert screen.table.rows_model().total == 1
    assert screen.table.current_row().bucket is bucket


def test_an_empty_register_says_where_cases_come_from(screen_over: Any, qtbot: QtBot) -> None:
    screen = screen_over()
    assert screen.filters.chips.choice == "all"
    state = screen.table.findChild(EmptyState)
    assert state.accessibleName().startswith("No cases here yet")
    offered = state.findChild(QPushButton)
    with qtbot.waitSignal(screen.go_to) as asked:
        qtbot.mouseClick(offered, Qt.MouseButton.LeftButton)
    assert asked.args == ["import", None]


def test_with_nothing_chosen_nothing_can_be_done(screen_over: Any) -> None:
    screen = screen_over()
    for action in screen.actions():
        needs_no_row = action.objectName() in ("visits_filter", "visits_save_view")
        assert action.isEnabled() is needs_no_row, action.objectName()


def test_a_bucket_with_nothing_in_it_says_so(screen_over: Any, qtbot: QtBot) -> None:
    screen = screen_over(due_in(5))
    said = {}
    for bucket in (Bucket.OVERDUE, Bucket.LATER, Bucket.PAUSED):
        screen.filters.chips.button(bucket.value).click()
        wait_idle(qtbot, screen.bridge)
        said[bucket] = screen.table._empty.accessibleName()
    assert said[Bucket.OVERDUE].startswith("Nothing is overdue")
    assert said[Bucket.LATER].startswith("Nothing is due later")
    assert said[Bucket.PAUSED].startswith("Nothing is paused")


def test_the_worst_is_first_and_chosen(desk: Desk) -> None:
    rows = [row for _, row in desk.screen.table.rows_model().held()]
    assert [row.due_on for row in rows] == sorted(row.due_on for row in rows)
    assert desk.screen.table.current_row() == rows[0]
    assert desk.screen.table.hasFocus()


def test_the_list_is_the_one_the_register_answers(desk: Desk) -> None:
    page = desk.bus.ask(VisitList(VisitFilter(Bucket.OVERDUE), limit=PAGE))
    held = tuple(row for _, row in desk.screen.table.rows_model().held())
    assert held == page.rows
    assert desk.screen.table.rows_model().total == page.total


def test_the_head_says_whose_cases_how_many_and_which_day(sit: Sit) -> None:
    supervisor = sit()
    live = supervisor.screen.filters.chips.button("all").count
    assert supervisor.screen._head.note.text() == f"All areas · {live:,} live cases · 23 Nov 2026"
    officer = sit(Role.NPT_OFFICER)
    assert officer.screen._head.note.text().startswith("Peterlee · ")


@pytest.mark.parametrize("place", ("later", "all"))
def test_a_place_asked_for_is_where_it_opens(sit: Sit, place: str) -> None:
    desk = sit(Role.SUPERVISOR, place)
    assert desk.screen.filters.chips.choice == place
    assert desk.screen.table.rows_model().total == desk.screen.filters.chips.button(place).count


def test_coming_back_finds_it_as_it_was_left(desk: Desk) -> None:
    desk.screen.filters.chips.button("later").click()
    desk.screen.filters.box.setText("rso-00")
    desk.settle()
    left = desk.screen.place()
    desk.press(Qt.Key.Key_J, times=3, on=desk.screen.table)
    chosen = desk.screen.table.current_row()
    desk.go("warnings")
    desk.window.step(-1)
    desk.settle()
    assert desk.screen.key == "visits"
    assert desk.screen.place() == left
    assert desk.screen.table.current_row() == chosen


def test_a_new_day_is_looked_at_afresh(desk: Desk) -> None:
    before = desk.screen.table.current_row()
    desk.bus._clock.on(1)
    desk.bus.submit(RaiseWarnings(), system=True).result()
    desk.qtbot.waitUntil(
        lambda: desk.screen.table.current_row().days_overdue == before.days_overdue + 1
    )
    desk.settle()
    assert "24 Nov 2026" in desk.screen._head.note.text()
