"""Legible in both themes, at twice the size and in a small window; named for a screen reader."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from rsovisit.domain.access import Role
from tests.support.desk import looks_painted
from tests.support.qt import assert_accessible, assert_no_clipped_text, spoken_name
from tests.ui.visits.conftest import Sit
from tests.ui.visits.test_detail import rest
from ui.screens.visits.columns import visit_columns
from ui.theme import Mode, Shape


@pytest.mark.parametrize("mode", (Mode.LIGHT, Mode.DARK))
@pytest.mark.parametrize("text", (100, 200))
@pytest.mark.parametrize("size", ((1440, 900), (1024, 700)))
@pytest.mark.parametrize("place", ("overdue", "paused"))
def test_nothing_is_cut_off_or_nameless(
    sit: Sit, mode: Mode, text: int, size: tuple[int, int], place: str
) -> None:
    desk = sit(Role.SUPERVISOR, place, size)
    desk.appearance.set_mode(mode)
    desk.appearance.set_text(text)
    rest(desk)
    assert_accessible(desk.screen)
    assert_no_clipped_text(desk.screen)
    assert looks_painted(desk.screen.table)
    assert looks_painted(desk.screen.detail)


def test_an_empty_list_is_legible_at_twice_the_size(sit: Sit) -> None:
    desk = sit(size=(1024, 700))
    desk.appearance.set_text(200)
    desk.screen.filters.box.setText("nobody of that name")
    desk.settle()
    assert_accessible(desk.screen)
    assert_no_clipped_text(desk.screen)


def test_lateness_is_said_in_words_and_a_shape(sit: Sit) -> None:
    desk = sit(place="all")
    column = visit_columns(desk.bus.today, desk.bus.policy())[0]
    shapes = {}
    for _, row in desk.screen.table.rows_model().held():
        badge = column.badge(row) if column.badge else None
        assert badge is not None
        assert badge.words
        assert column.text(row) == badge.words
        shapes[row.bucket] = badge.shape
    assert Shape.NONE not in shapes.values()
    assert len(set(shapes.values())) > 1


def test_a_screen_reader_hears_the_case_and_how_late_it_is(sit: Sit) -> None:
    desk = sit()
    table = desk.screen.table
    row = table.current_row()
    interface = QAccessible.queryAccessibleInterface(table)
    assert interface is not None
    heard = " ".join(
        str(table.model().index(0, column).data(Qt.ItemDataRole.AccessibleTextRole) or "")
        for column in range(len(table.rows_model().columns))
    )
    assert row.case_ref in heard
    assert row.name in heard
    assert f"{row.days_overdue} d overdue" in heard
    assert spoken_name(table) == "Visits"
