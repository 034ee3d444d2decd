"""Every count is the length of its list, however the list is narrowed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu, QPushButton

from rsovisit.domain.access import Role
from rsovisit.domain.due import Bucket
from rsovisit.domain.risk import RiskLevel
from rsovisit.queries.visits import CountVisits, VisitFilter, VisitList
from tests.support.desk import Desk
from tests.ui.visits.conftest import Sit
from ui.screens.visits.filters import filter_of, kept

EVERY_LIST = [*(bucket.value for bucket in Bucket), "all"]

FILTERS = {
    "nothing": VisitFilter(),
    "an area": VisitFilter(area="Peterlee"),
    "an officer": VisitFilter(officer="2401"),
    "nobody allocated": VisitFilter(unallocated=True),
    "a risk": VisitFilter(risk=RiskLevel.MEDIUM),
    "words": VisitFilter(text="rso-00"),
    "a name": VisitFilter(text="sample a"),
    "an address": VisitFilter(text="PETERLEE"),
    "several": VisitFilter(area="Peterlee", risk=RiskLevel.LOW, text="invented"),
    "nothing that is there": VisitFilter(text="no such words"),
}


def held(desk: Desk) -> list[Any]:
    """The rows of the list on screen."""
    return [row for _, row in desk.screen.table.rows_model().held()]


def choose(desk: Desk, button: QPushButton, *path: str) -> None:
    """Press a chooser and take an entry of its menu, through submenus where there are more."""
    desk.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    menu = button.menu_of()
    desk.qtbot.waitUntil(menu.isVisible)
    for words in path[:-1]:
        menu = next(a.menu() for a in menu.actions() if a.text() == words)
    action = next(action for action in menu.actions() if action.text() == path[-1])
    assert action.isEnabled()
    if menu.isVisible():
        middle = menu.actionGeometry(action).center()
        desk.qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=middle)
    else:
        action.trigger()
    while isinstance(QApplication.activePopupWidget(), QMenu):
        QApplication.activePopupWidget().close()
    desk.settle()


def entries(desk: Desk, button: QPushButton) -> list[str]:
    """What a chooser's menu offers."""
    desk.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    offered = [action.text() for action in button.menu_of().actions() if action.text()]
    button.menu_of().close()
    return offered


@pytest.mark.parametrize("role", (Role.SUPERVISOR, Role.NPT_OFFICER))
def test_every_chip_is_the_length_of_its_list(sit: Sit, role: Role) -> None:
    desk = sit(role)
    for name, narrowed in FILTERS.items():
        desk.screen.filters.set_filter(narrowed)
        desk.settle()
        counts = desk.bus.ask(CountVisits(narrowed))
        for word in EVERY_LIST:
            chip = desk.screen.filters.chips.button(word)
            chip.click()
            desk.settle()
            bucket = None if word == "all" else Bucket(word)
            shown = desk.screen.table.rows_model().total
            assert shown == chip.count == counts.of(bucket), (name, word)
            assert shown == desk.bus.ask(VisitList(replace(narrowed, bucket=bucket))).total
            assert all(bucket in (None, row.bucket) for row in held(desk))


def test_the_buckets_together_are_all_live_cases(desk: Desk) -> None:
    chips = desk.screen.filters.chips
    parts = [chips.button(bucket.value).count for bucket in Bucket]
    assert sum(parts) == chips.button("all").count
    assert all(parts)


def test_typing_narrows_with_every_letter(desk: Desk) -> None:
    desk.screen.filters.chips.button("all").click()
    desk.settle()
    totals = [desk.screen.table.rows_model().total]
    desk.screen.filters.box.setFocus()
    for letter in "rso-001":
        desk.type(letter)
        desk.settle()
        totals.append(desk.screen.table.rows_model().total)
    assert totals == sorted(totals, reverse=True)
    assert totals[-1] == 10
    assert {row.case_ref for row in held(desk)} <= {f"RSO-001{n}" for n in range(10)}
    desk.press(Qt.Key.Key_Escape, on=desk.screen.filters.box)
    assert desk.screen.table.rows_model().total == totals[0]


def test_only_the_last_of_what_was_typed_is_shown(desk: Desk) -> None:
    desk.screen.filters.chips.button("all").click()
    desk.settle()
    desk.screen.filters.box.setText("r")
    desk.screen.filters.box.setText("rso-0012")
    desk.settle()
    assert [row.case_ref for row in held(desk)] == ["RSO-0012"]


@pytest.mark.parametrize("words", ("%", "_", "\\", "'; drop table case_file", "100%"))
def test_signs_of_the_database_are_only_signs(desk: Desk, words: str) -> None:
    desk.screen.filters.box.setText(words)
    desk.settle()
    assert desk.screen.table.rows_model().total == 0
    desk.screen.filters.box.clear()
    desk.settle()
    assert desk.screen.table.rows_model().total > 0


def test_nothing_that_matches_offers_the_whole_list(desk: Desk) -> None:
    whole = desk.screen.table.rows_model().total
    desk.screen.filters.box.setText("nobody of that name")
    desk.settle()
    state = desk.screen.table._empty
    assert state.isVisible()
    assert state.accessibleName().startswith("Nothing matches")
    assert desk.screen.detail.accessibleName() == ""
    desk.qtbot.mouseClick(state.findChild(QPushButton), Qt.MouseButton.LeftButton)
    desk.settle()
    assert desk.screen.table.rows_model().total == whole
    assert desk.screen.filters.box.text() == ""
    assert not desk.screen.table._empty.isVisible()


def test_an_area_is_chosen_from_the_menu(desk: Desk) -> None:
    filters = desk.screen.filters
    choose(desk, filters._area, "Peterlee")
    assert {row.area for row in held(desk)} == {"Peterlee"}
    assert filters._area.words() == "Area: Peterlee"
    assert "Peterlee" in desk.screen._head.note.text()
    choose(desk, filters._area, "All areas")
    assert len({row.area for row in held(desk)}) > 1
    assert filters._area.words() == "All areas"


def test_a_risk_is_chosen_from_the_menu(desk: Desk) -> None:
    filters = desk.screen.filters
    filters.chips.button("all").click()
    choose(desk, filters._risk, "High")
    assert {row.risk_level for row in held(desk)} == {RiskLevel.HIGH}
    assert filters._risk.words() == "Risk: High"
    choose(desk, filters._risk, "Any risk")
    assert len({row.risk_level for row in held(desk)}) > 1


def test_an_officer_is_chosen_from_the_menu(desk: Desk) -> None:
    filters = desk.screen.filters
    filters.chips.button("all").click()
    desk.settle()
    collar, cases = Counter(row.officer for row in held(desk) if row.officer).most_common(1)[0]
    name = next(row.officer_name for row in held(desk) if row.officer == collar)
    choose(desk, filters._officer, f"{name} ({collar})")
    assert {row.officer for row in held(desk)} == {collar}
    assert desk.screen.table.rows_model().total >= cases
    assert filters._officer.words() == f"Officer: {collar}"
    choose(desk, filters._officer, "Nobody allocated")
    assert {row.officer for row in held(desk)} == {None}
    assert filters._officer.words() == "Nobody allocated"
    choose(desk, filters._officer, "Everyone")
    assert desk.screen.table.rows_model().total == filters.chips.button("all").count


def test_mine_is_one_press_away(sit: Sit) -> None:
    desk = sit(Role.NPT_OFFICER)
    choose(desk, desk.screen.filters._officer, "Mine")
    desk.screen.filters.chips.button("all").click()
    desk.settle()
    assert desk.screen.filters._officer.words() == "Mine"
    assert {row.officer for row in held(desk)} == {desk.bus.actor.collar}


def test_only_the_chosen_areas_officers_are_offered(desk: Desk) -> None:
    everyone = entries(desk, desk.screen.filters._officer)
    choose(desk, desk.screen.filters._area, "Peterlee")
    here = entries(desk, desk.screen.filters._officer)
    assert len(here) < len(everyone)
    assert set(here) <= set(everyone)


def test_a_name_with_an_ampersand_is_offered_as_it_is(desk: Desk) -> None:
    with desk.bus.register.work() as work:
        work.run("update case_file set area = 'Seaham & Easington' where area = 'Seaham'")
        work.commit()
    offered = entries(desk, desk.screen.filters._area)
    assert "Seaham && Easington" in offered
    choose(desk, desk.screen.filters._area, "Seaham && Easington")
    assert desk.screen.filters._area.words() == "Area: Seaham & Easington"


def test_narrowing_begins_at_the_top(desk: Desk) -> None:
    desk.screen.filters.chips.button("later").click()
    desk.settle()
    desk.press(Qt.Key.Key_End, on=desk.screen.table)
    choose(desk, desk.screen.filters._risk, "Low")
    assert desk.screen.table.chosen_row() == 0
    assert desk.screen.table.verticalScrollBar().value() == 0


@pytest.mark.parametrize("narrowed", FILTERS.values(), ids=FILTERS.keys())
@pytest.mark.parametrize("bucket", (None, Bucket.PAUSED))
def test_a_filter_is_kept_and_found_again(narrowed: VisitFilter, bucket: Bucket | None) -> None:
    chosen = replace(narrowed, bucket=bucket)
    assert filter_of(kept(chosen)) == chosen


def test_a_kept_filter_of_an_older_program_narrows_what_it_can() -> None:
    assert filter_of({}) == VisitFilter()
    assert filter_of({"area": "Peterlee", "colour": "blue"}) == VisitFilter(area="Peterlee")
