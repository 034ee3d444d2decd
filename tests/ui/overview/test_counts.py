"""Every count on the Overview is the length of the list it opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt

from rsovisit.domain.access import Role
from rsovisit.domain.lateness import AgeBand
from rsovisit.queries.overview_lists import OverviewPart
from tests.support.desk import Desk
from ui.screens.overview.tiles import Figure

OPENING = [figure for figure in Figure if figure is not Figure.ON_TIME]


def _number(desk: Desk, figure: Figure) -> int:
    said = desk.screen.tiles.tiles[figure].accessibleName()
    return int(said.partition(": ")[2].partition(",")[0])


def _length(screen: Any) -> int:
    table = screen.listing.table if screen.key == "overview" else screen.table
    return int(table.rows_model().total)


@pytest.mark.parametrize("role", (Role.SUPERVISOR, Role.AUDITOR, Role.KEEPER))
def test_a_figure_is_the_length_of_the_list_it_opens(
    open_desk: Callable[..., Desk], role: Role
) -> None:
    desk = open_desk(role)
    for figure in OPENING:
        overview = desk.go("overview")
        count = _number(desk, figure)
        assert count > 0, f"the invented register has nothing to count for {figure}"
        tile = overview.tiles.tiles[figure]
        if tile.focusPolicy() is Qt.FocusPolicy.NoFocus:
            assert "queue" not in desk.window.entries
            continue
        desk.press(Qt.Key.Key_Return, on=tile)
        assert _length(desk.screen) == count, figure


def test_a_figure_opens_the_whole_list_however_it_was_narrowed(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk()
    overview = desk.screen
    area = overview.by_team.bars.areas()[0]
    desk.press(Qt.Key.Key_Return, on=overview.by_team.bars.bar(area))
    assert overview.listing.narrowed.area == area
    count = _number(desk, Figure.ARMS)
    desk.press(Qt.Key.Key_Space, on=overview.tiles.tiles[Figure.ARMS])
    assert overview.listing.narrowed.area is None
    assert overview.listing.table.hasFocus()
    assert _length(overview) == count


def test_the_on_time_rate_opens_nothing(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    tile = desk.screen.tiles.tiles[Figure.ON_TIME]
    assert tile.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert "%" in tile.accessibleName()


def test_each_chip_is_the_length_of_its_list(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    overview = desk.screen
    for area in (None, *overview.by_team.bars.areas()[:3]):
        overview.listing.team_chosen.emit(area, None)
        desk.settle()
        for part in OverviewPart:
            overview.listing.chips.button(part.value).click()
            desk.settle()
            assert _length(overview) == overview.listing.chips.button(part.value).count
            held = [row for _, row in overview.listing.table.rows_model().held()]
            assert all(area in (None, row.area) for row in held)


def test_the_bars_sum_to_what_is_overdue(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    bars = desk.screen.by_team.bars
    assert sum(bars.bar(area).total for area in bars.areas()) == _number(desk, Figure.OVERDUE)
    for area in bars.areas():
        assert sum(bars.bar(area).bands.values()) == bars.bar(area).total


def test_every_part_of_a_bar_is_the_length_of_its_list(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    overview = desk.screen
    bars = overview.by_team.bars
    for area in bars.areas():
        for band in AgeBand:
            if not bars.bar(area).bands[band]:
                continue
            bars.bar(area).setFocus()
            while bars.bar(area).band is not band:
                desk.press(Qt.Key.Key_Right, on=bars.bar(area))
            desk.press(Qt.Key.Key_Return, on=bars.bar(area))
            assert overview.listing.narrowed.band is band
            assert _length(overview) == bars.bar(area).bands[band]
            held = [row for _, row in overview.listing.table.rows_model().held()]
            first, last = band.days
            assert all(first <= row.days_overdue <= (last or 10_000) for row in held)


def test_an_assessors_name_opens_as_many_tasks_as_it_says(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk()
    links = dict(desk.screen.queues.links)
    assert links
    for collar in links:
        overview = desk.go("overview")
        link = overview.queues.links[collar]
        said = int(link.accessibleName().partition(": ")[2].partition(" ")[0].replace(",", ""))
        desk.press(Qt.Key.Key_Return, on=link)
        assert desk.screen.key == "queue"
        assert _length(desk.screen) == said
