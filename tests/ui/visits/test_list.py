"""The list itself: its order, its pages, and its keys."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from rsovisit.domain.due import Bucket
from rsovisit.queries.visits import VisitFilter, VisitList, VisitOrder
from tests.support.desk import Desk
from tests.ui.visits.conftest import Sit
from tests.ui.visits.test_filters import held
from ui.widgets.rows import PAGE

WHOLE = 10_000


def press_title(desk: Desk, title: str) -> None:
    """A click on a column's title."""
    table = desk.screen.table
    place = next(n for n, c in enumerate(table.rows_model().columns) if c.title == title)
    header = table.horizontalHeader()
    middle = QPoint(header.sectionViewportPosition(place) + 12, header.height() // 2)
    desk.qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    desk.settle()


def all_of(desk: Desk, order: VisitOrder, descending: bool) -> list[Any]:
    """The whole list in an order, as the register answers it."""
    bucket = VisitFilter(Bucket(desk.screen.filters.chips.choice))
    return list(desk.bus.ask(VisitList(bucket, order, descending, limit=WHOLE)).rows)


@pytest.mark.parametrize(
    "title,order",
    (
        ("Status", VisitOrder.LATENESS),
        ("Case", VisitOrder.CASE),
        ("Risk and area", VisitOrder.RISK),
        ("Allocated to", VisitOrder.OFFICER),
    ),
)
def test_a_title_orders_and_turns_the_order_round(
    desk: Desk, title: str, order: VisitOrder
) -> None:
    if order is not VisitOrder.LATENESS:
        press_title(desk, title)
    assert held(desk) == all_of(desk, order, descending=False)
    press_title(desk, title)
    assert held(desk) == all_of(desk, order, descending=True)
    press_title(desk, title)
    assert held(desk) == all_of(desk, order, descending=False)
    assert desk.screen.table.order() == (order.value, False)


def test_a_column_without_an_order_changes_nothing(desk: Desk) -> None:
    before = held(desk)
    press_title(desk, "Needs")
    assert held(desk) == before


def test_the_order_holds_in_the_next_list(desk: Desk) -> None:
    press_title(desk, "Case")
    desk.screen.filters.chips.button("due_soon").click()
    desk.settle()
    assert held(desk) == all_of(desk, VisitOrder.CASE, descending=False)


def test_the_order_is_chosen_by_keyboard(desk: Desk) -> None:
    table = desk.screen.table
    desk.qtbot.keyClick(table, Qt.Key.Key_O, Qt.KeyboardModifier.AltModifier)
    menu = next(m for m in table.findChildren(QMenu) if m.isVisible())
    next(action for action in menu.actions() if action.text() == "Case").trigger()
    menu.close()
    desk.settle()
    assert held(desk) == all_of(desk, VisitOrder.CASE, descending=False)


def test_a_long_list_comes_page_by_page_and_every_case_once(sit: Sit) -> None:
    desk = sit(place="all")
    model = desk.screen.table.rows_model()
    assert model.total > 3 * PAGE
    assert len(held(desk)) <= 2 * PAGE
    seen: dict[int, str] = {}
    for row in range(0, model.total, 10):
        desk.screen.table.scrollTo(model.index(row, 0))
        desk.screen.table.viewport().repaint()
        desk.settle()
        seen |= {at: shown.case_ref for at, shown in model.held()}
    desk.qtbot.waitUntil(lambda: model.row_at(model.total - 1) is not None)
    seen |= {at: shown.case_ref for at, shown in model.held()}
    page = desk.bus.ask(VisitList(VisitFilter(), limit=WHOLE))
    assert seen == dict(enumerate(row.case_ref for row in page.rows))


def test_the_end_of_a_long_list_is_one_key_away(sit: Sit) -> None:
    desk = sit(place="all")
    table = desk.screen.table
    desk.press(Qt.Key.Key_End, on=table)
    desk.qtbot.waitUntil(lambda: table.current_row() is not None)
    desk.settle()
    last = desk.bus.ask(VisitList(VisitFilter(), offset=table.rows_model().total - 1, limit=1))
    assert table.current_row() == last.rows[0]
    assert desk.screen.detail.accessibleName().startswith(last.rows[0].case_ref)


def test_renewing_a_long_list_asks_only_for_what_is_seen(sit: Sit) -> None:
    desk = sit(place="all")
    table = desk.screen.table
    desk.press(Qt.Key.Key_End, on=table)
    desk.qtbot.waitUntil(lambda: table.current_row() is not None)
    chosen = table.current_row()
    desk.screen.refresh()
    desk.settle()
    assert table.current_row() == chosen
    assert len(held(desk)) <= 2 * PAGE


def test_j_and_k_move_and_stop_at_the_ends(desk: Desk) -> None:
    table, rows = desk.screen.table, held(desk)
    desk.press(Qt.Key.Key_K, on=table)
    assert table.current_row() == rows[0]
    desk.press(Qt.Key.Key_J, times=2, on=table)
    assert table.current_row() == rows[2]
    desk.press(Qt.Key.Key_K, on=table)
    assert table.current_row() == rows[1]
    desk.press(Qt.Key.Key_End, on=table)
    desk.press(Qt.Key.Key_J, on=table)
    assert table.current_row() == rows[-1]
    desk.press(Qt.Key.Key_Home, on=table)
    assert table.current_row() == rows[0]


def test_what_leaves_the_list_does_not_move_the_cursor(desk: Desk) -> None:
    table, rows = desk.screen.table, held(desk)
    desk.press(Qt.Key.Key_J, times=2, on=table)
    with desk.bus.register.work() as work:
        work.run("update case_file set due_on = '2030-01-01' where id = :id", id=rows[2].case_id)
        work.commit()
    desk.screen.refresh()
    desk.settle()
    assert table.chosen_row() == 2
    assert table.current_row() == rows[3]
