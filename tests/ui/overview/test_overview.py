"""The Overview: narrowed, decided from, and worked without a pointer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea

from rsovisit.domain.access import Role
from rsovisit.domain.visit import Outcome
from rsovisit.queries.oversight import OverdueRow
from rsovisit.services.commands.visit import RecordVisit
from tests.support.buses import TODAY
from tests.support.desk import Desk, looks_painted
from tests.support.qt import assert_accessible, assert_no_clipped_text
from ui.screens.formpane import FormPane
from ui.screens.overview.listing import ALL_TEAMS
from ui.screens.overview.tiles import Figure
from ui.theme import Mode, current
from ui.widgets.popover import WhyDate

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")


def _place(desk: Desk) -> QScrollArea:
    area = desk.window.stack.currentWidget()
    assert isinstance(area, QScrollArea)
    return area


def _undecided(desk: Desk) -> OverdueRow:
    """Chooses the first overdue row that nobody has decided about."""
    table = desk.screen.listing.table
    row = next(row for _, row in table.rows_model().held() if row.decision is None)
    assert table.choose_key(row.case_id)
    return row


def test_it_says_whose_cases_how_many_and_when(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    words = desk.screen._head.note.text()
    assert words.startswith("All neighbourhood teams · ")
    assert words.endswith("live cases · as of 14:07")


def test_the_list_has_the_keyboard_and_the_longest_overdue_first(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk()
    table = desk.screen.listing.table
    assert desk.window.focusWidget() is table
    days = [row.days_overdue for _, row in table.rows_model().held()]
    assert days == sorted(days, reverse=True)
    assert table.chosen_row() == 0
    desk.press(Qt.Key.Key_J, times=2)
    assert table.chosen_row() == 2
    desk.press(Qt.Key.Key_K)
    assert table.chosen_row() == 1


def test_a_team_narrows_the_list_and_lets_it_go_again(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    overview, bars = desk.screen, desk.screen.by_team.bars
    whole = overview.listing.table.rows_model().total
    first, second = bars.areas()[:2]
    bars.bar(first).setFocus()
    desk.press(Qt.Key.Key_Down)
    assert bars.bar(second).hasFocus()
    desk.press(Qt.Key.Key_Return)
    assert bars.bar(second).isChecked()
    assert overview.listing.team.words() == second
    assert overview.listing.table.rows_model().total == bars.bar(second).total
    desk.press(Qt.Key.Key_Return)
    assert overview.listing.team.words() == ALL_TEAMS
    assert overview.listing.table.rows_model().total == whole
    desk.press(Qt.Key.Key_End)
    assert bars.bar(bars.areas()[-1]).hasFocus()


def test_only_one_team_is_a_stop_for_tab(open_desk: Callable[..., Desk]) -> None:
    bars = open_desk().screen.by_team.bars
    stops = [a for a in bars.areas() if bars.bar(a).focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == [bars.areas()[0]]


def test_a_press_on_a_part_of_a_bar_means_that_age(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    bars = desk.screen.by_team.bars
    bar = bars.bar(bars.areas()[0])
    band, box = bar._parts()[-1]
    desk.qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    desk.settle()
    assert (desk.screen.listing.narrowed.area, desk.screen.listing.narrowed.band) == (
        bar.area,
        band,
    )
    assert band.words in desk.screen.listing.team.words()


def test_the_menu_of_teams_does_the_same(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    listing = desk.screen.listing
    listing._fill_teams()
    named = {action.text(): action for action in listing.team.menu_of().actions()}
    area = desk.screen.by_team.bars.areas()[0]
    named[area].trigger()
    desk.settle()
    assert listing.narrowed.area == area
    named[ALL_TEAMS].trigger()
    desk.settle()
    assert listing.narrowed.area is None


def test_a_decision_from_here_is_shown_in_its_row(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    row = _undecided(desk)
    table, at = desk.screen.listing.table, desk.screen.listing.table.chosen_row()
    desk.press(Qt.Key.Key_A)
    desk.type("Crewed with Seaham for Thursday evening.")
    desk.press(Qt.Key.Key_Tab)
    plan_on = TODAY + timedelta(days=3)
    desk.type(f"{plan_on:%d/%m/%Y}")
    desk.press(Qt.Key.Key_Return, ctrl=True)
    decided = table.current_row()
    assert table.chosen_row() == at
    assert (decided.case_id, decided.plan_on) == (row.case_id, plan_on)
    assert decided.decision == "Crewed with Seaham for Thursday evening."
    column = next(c for c in table.rows_model().columns if c.title == "Decision")
    assert column.text(decided).startswith("Visit 26 Nov · Crewed with Seaham")
    assert row.case_ref in desk.window.banner.sentence
    assert desk.window.focusWidget() is table


def test_a_decision_somebody_else_took_first_is_not_written_over(
    open_desk: Callable[..., Desk],
) -> None:
    mine, theirs = open_desk(), open_desk(Role.INSPECTOR)
    row = _undecided(mine)
    assert theirs.screen.listing.table.choose_key(row.case_id)
    for desk, words in ((theirs, "First decision taken."), (mine, "Second decision taken.")):
        desk.turn_to()
        desk.press(Qt.Key.Key_A)
        desk.type(words)
        desk.press(Qt.Key.Key_Return, ctrl=True)
    (form,) = mine.screen.findChildren(FormPane)
    assert form.isVisible()
    assert form.look.isVisible()
    assert "changed" in form.notice.accessibleName()
    assert theirs.screen.listing.table.current_row().decision == "First decision taken."


def test_enter_opens_the_case_and_back_finds_the_list_as_it_was(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk()
    area = desk.screen.by_team.bars.areas()[0]
    desk.press(Qt.Key.Key_Return, on=desk.screen.by_team.bars.bar(area))
    desk.screen.listing.table.setFocus()
    desk.press(Qt.Key.Key_J)
    row = desk.screen.listing.table.current_row()
    desk.press(Qt.Key.Key_Return)
    assert desk.screen.key == "case"
    assert desk.screen.place() == row.case_id
    desk.window.step(-1)
    desk.settle()
    assert desk.screen.key == "overview"
    assert desk.screen.listing.narrowed.area == area
    assert desk.screen.listing.table.current_row() == row


def test_a_date_says_why(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    row = desk.screen.listing.table.current_row()
    desk.press(Qt.Key.Key_W)
    shown = QApplication.activePopupWidget()
    assert isinstance(shown, WhyDate)
    assert row.case_ref in shown.accessibleName()


@pytest.mark.parametrize("part", ("overdue", "arms", "crews"))
def test_reallocate_takes_the_chosen_row_to_its_form(
    open_desk: Callable[..., Desk], part: str
) -> None:
    desk = open_desk()
    desk.go("overview", part)
    row = desk.screen.listing.table.current_row()
    desk.press(Qt.Key.Key_L)
    (form,) = desk.screen.findChildren(FormPane)
    assert form.isVisible()
    words = " ".join(label.text() for label in form.findChildren(QLabel))
    assert row.case_ref in words
    desk.press(Qt.Key.Key_Escape)
    assert desk.window.focusWidget() is desk.screen.listing.table


def test_what_a_person_may_not_do_is_not_offered(open_desk: Callable[..., Desk]) -> None:
    for role, may in ((Role.SUPERVISOR, True), (Role.INSPECTOR, True), (Role.AUDITOR, False)):
        desk = open_desk(role)
        enabled = {action.objectName(): action.isEnabled() for action in desk.screen.actions()}
        assert enabled["overview_acknowledge"] is may, role
        assert enabled["overview_reallocate"] is may, role
        assert enabled["overview_open"], role
    desk.screen.export()
    assert desk.window.banner.sentence == "Auditors may not export lists of cases."


def test_whoever_oversees_nothing_has_no_overview(open_desk: Callable[..., Desk]) -> None:
    for role in (Role.NPT_OFFICER, Role.ARMS_OFFICER):
        desk = open_desk(role, "visits")
        assert "overview" not in desk.window.entries


def test_the_lists_without_a_warning_cannot_be_acknowledged(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk()
    for part in ("arms", "crews"):
        desk.go("overview", part)
        enabled = {action.objectName(): action.isEnabled() for action in desk.screen.actions()}
        assert not enabled["overview_acknowledge"]
        assert not enabled["overview_why"]
        assert enabled["overview_open"]


def test_a_visit_recorded_elsewhere_moves_the_figures(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk()
    row = desk.screen.listing.table.current_row()
    before = desk.screen.listing.table.rows_model().total
    with desk.bus.register.work() as work:
        officer = work.reader.value(_TRAINED)
    with desk.qtbot.waitSignal(desk.bridge.changed):
        desk.bus.do(RecordVisit(row.case_ref, Outcome.SEEN_FULL, TODAY, (officer,)))
    desk.settle()
    assert desk.screen.listing.table.rows_model().total == before - 1
    assert f": {before - 1}," in desk.screen.tiles.tiles[Figure.OVERDUE].accessibleName()
    assert desk.screen.listing.table.rows_model().find(row.case_id) is None


_TRAINED = """
    select s.collar from staff s join training t on t.staff_id = s.id
     where s.left_on is null and t.expires_on > '2026-12-31' order by s.collar limit 1
"""


def test_every_control_has_a_name(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    assert_accessible(desk.screen)
    bar = desk.screen.by_team.bars.bar(desk.screen.by_team.bars.areas()[0])
    assert bar.accessibleName().startswith(f"{bar.area}, {bar.total} overdue: ")
    bar.setFocus()
    desk.press(Qt.Key.Key_Right)
    assert bar.accessibleName().startswith(f"{bar.area}, {bar.bands[bar.band]} ")


def test_it_fits_the_window_it_was_drawn_for(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    place = _place(desk)
    assert place.verticalScrollBar().maximum() == 0
    assert place.horizontalScrollBar().maximum() == 0
    table = desk.screen.listing.table
    assert table.viewport().height() >= 5 * table.row_height()
    assert_no_clipped_text(desk.screen)


def test_in_a_small_window_it_scrolls_down_and_never_sideways(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk(size=(1024, 768))
    place = _place(desk)
    assert place.horizontalScrollBar().maximum() == 0
    assert place.verticalScrollBar().maximum() > 0
    assert_no_clipped_text(desk.screen)


def test_at_twice_the_text_nothing_is_cut_off(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    desk.appearance.set_text(200)
    desk.settle()
    assert _place(desk).horizontalScrollBar().maximum() == 0
    assert_no_clipped_text(desk.screen)
    table = desk.screen.listing.table
    assert table.height() >= current().px(170)


@pytest.mark.parametrize("mode", (Mode.LIGHT, Mode.DARK))
def test_it_is_drawn_in_each_theme(open_desk: Callable[..., Desk], mode: Mode) -> None:
    desk = open_desk()
    desk.appearance.set_mode(mode)
    desk.settle()
    assert current().dark is (mode is Mode.DARK)
    for part in (desk.screen, desk.screen.by_team, desk.screen.backlog, desk.screen.listing):
        assert looks_painted(part)


def test_a_register_with_nothing_in_it_says_so(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    with desk.bus.register.work() as work:
        work.run("update case_file set due_on = '2027-06-01', arms_due_on = '2027-06-01'")
        work.commit()
    desk.window.look_again()
    desk.settle()
    assert ": 0, none late" in desk.screen.tiles.tiles[Figure.OVERDUE].accessibleName()
    assert desk.screen.listing.table.rows_model().total == 0
    assert not any(
        action.isEnabled()
        for action in desk.screen.actions()
        if action.objectName().startswith("overview_")
    )
