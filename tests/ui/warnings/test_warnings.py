"""The warnings screen: what waits for whom, and deciding it without a pointer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea

from rsovisit.domain.access import Role
from rsovisit.domain.warning import Level, WarningKind, plan_missed
from rsovisit.queries.warnings import CountWarnings, WarningList, WarningRow
from tests.support.buses import TODAY
from tests.support.desk import Desk, looks_painted
from tests.support.qt import assert_accessible, assert_no_clipped_text
from ui.screens.formpane import FormPane
from ui.screens.warnings.screen import ALL, MINE, SOON
from ui.theme import Mode, current
from ui.widgets.cards import Callout
from ui.widgets.popover import WhyDate

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")

_DECISIONS = "select count(*) from audit_event where tag = 'warning:decide'"
_HISTORY = "select count(*) from warning_event where warning_id = :id and what = 'decided'"


def _rows(desk: Desk) -> list[WarningRow]:
    return [row for _, row in desk.screen.table.rows_model().held()]


def _choose(desk: Desk, chip: str) -> None:
    desk.screen.chips.button(chip).click()
    desk.settle()


def _form(desk: Desk) -> FormPane:
    (form,) = [form for form in desk.screen.findChildren(FormPane) if form.isVisible()]
    assert isinstance(form, FormPane)
    return form


@pytest.mark.parametrize(
    "role,level",
    (
        (Role.NPT_OFFICER, {Level.OFFICER}),
        (Role.SUPERVISOR, {Level.SUPERVISOR}),
        (Role.INSPECTOR, {Level.INSPECTOR, Level.COMMAND}),
    ),
)
def test_it_opens_on_what_waits_for_this_person(
    open_desk: Callable[..., Desk], role: Role, level: set[Level]
) -> None:
    desk = open_desk(role, "warnings")
    mine = desk.bus.ask(CountWarnings()).mine
    assert desk.screen.chips.choice == (MINE if mine else ALL)
    assert len(_rows(desk)) == (mine or desk.bus.ask(CountWarnings()).total)
    if mine:
        assert {row.level for row in _rows(desk)} <= level
    if mine and role is not Role.NPT_OFFICER:
        assert not any(
            row.decision and not row.decision_stale and not plan_missed(row.plan_on, TODAY)
            for row in _rows(desk)
        )


def test_a_visit_that_was_planned_and_not_made_is_decided_again(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk(Role.KEEPER, "warnings")
    missed = next(row for row in _rows(desk) if plan_missed(row.plan_on, TODAY))
    assert desk.screen.table.choose_key(missed.warning_id)
    said = [callout.accessibleName() for callout in desk.screen.findChildren(Callout)]
    assert any(words.startswith("Planned, and not made.") for words in said)


def test_whoever_answers_for_no_level_is_not_told_that_warnings_wait(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk(Role.ARMS_OFFICER, "warnings")
    total = desk.bus.ask(CountWarnings()).total
    assert desk.screen.chips.choice == ALL
    assert len(_rows(desk)) == total
    assert desk.screen._head.note.text().startswith(f"{total} open")


@pytest.mark.parametrize("role", (Role.SUPERVISOR, Role.NPT_OFFICER, Role.KEEPER))
def test_each_chip_is_the_length_of_its_list(open_desk: Callable[..., Desk], role: Role) -> None:
    desk = open_desk(role, "warnings")
    for key in (MINE, *(level.value for level in Level), SOON, ALL):
        _choose(desk, key)
        total = desk.screen.table.rows_model().total
        assert desk.screen.chips.button(key).count == total, key


def test_the_bell_and_the_rail_count_what_the_screen_opens_on(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk(Role.INSPECTOR, "warnings")
    counts = desk.bus.ask(CountWarnings())
    assert counts.mine
    assert f"{counts.mine} waits" in desk.screen._head.note.text().replace("warnings wait", "waits")
    assert desk.screen.table.rows_model().total == counts.mine


def test_the_longest_overdue_comes_first_and_j_and_k_move(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk(Role.KEEPER, "warnings")
    _choose(desk, ALL)
    due = [row.due_on for row in _rows(desk)]
    assert due == sorted(due)
    desk.screen.table.setFocus()
    at = desk.screen.table.chosen_row()
    desk.press(Qt.Key.Key_J, times=3)
    assert desk.screen.table.chosen_row() == at + 3
    desk.press(Qt.Key.Key_K)
    assert desk.screen.table.chosen_row() == at + 2


def test_a_decision_takes_it_off_what_waits_and_leaves_it_open(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk(Role.INSPECTOR, "warnings")
    waiting, total = len(_rows(desk)), desk.bus.ask(CountWarnings()).total
    row = desk.screen.table.current_row()
    desk.screen.table.setFocus()
    desk.press(Qt.Key.Key_D)
    assert row.case_ref in _form(desk).accessibleName()
    desk.type("Sergeant to lead a pair tomorrow evening.")
    desk.press(Qt.Key.Key_Tab)
    desk.type("tomorrow")
    desk.press(Qt.Key.Key_Return, ctrl=True)
    assert desk.window.banner.sentence == (
        f"Decision recorded on {row.case_ref}, visit planned for 24 Nov 2026. "
        "The warning stays until the visit."
    )
    assert len(_rows(desk)) == waiting - 1
    counts = desk.bus.ask(CountWarnings())
    assert (counts.mine, counts.total) == (waiting - 1, total)
    rows = desk.bus.ask(WarningList(limit=1000)).rows
    decided = next(found for found in rows if found.warning_id == row.warning_id)
    assert decided.decision == "Sergeant to lead a pair tomorrow evening."
    assert decided.plan_on == TODAY + timedelta(days=1)
    assert decided.decided_by == desk.bus.actor.collar
    assert not decided.decision_stale
    with desk.bus.register.work() as work:
        assert work.reader.value(_DECISIONS) == 1
        assert work.reader.value(_HISTORY, id=row.warning_id) >= 1


def test_without_a_reason_nothing_is_decided(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(Role.INSPECTOR, "warnings")
    desk.screen.table.setFocus()
    desk.press(Qt.Key.Key_D)
    desk.press(Qt.Key.Key_Return, ctrl=True)
    assert [link.text() for link in _form(desk).problems.links] == [
        "Say what was decided, and why."
    ]
    desk.press(Qt.Key.Key_Return)
    desk.type("Soon.")
    desk.press(Qt.Key.Key_Return, ctrl=True)
    assert [link.text() for link in _form(desk).problems.links] == [
        "Give the decision and its reason in a sentence."
    ]
    with desk.bus.register.work() as work:
        assert work.reader.value(_DECISIONS) == 0
    desk.press(Qt.Key.Key_Escape)
    assert desk.window.focusWidget() is desk.screen.table


def test_a_plan_in_the_past_is_refused_at_its_field(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(Role.INSPECTOR, "warnings")
    desk.screen.table.setFocus()
    desk.press(Qt.Key.Key_D)
    desk.type("A pair went by last week, to be written up.")
    desk.press(Qt.Key.Key_Tab)
    desk.type("1 Nov 2026")
    desk.press(Qt.Key.Key_Return, ctrl=True)
    assert [link.text() for link in _form(desk).problems.links] == [
        "The planned date has passed already."
    ]


def test_letters_typed_in_the_reason_are_not_taken_for_keys(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk(Role.INSPECTOR, "warnings")
    desk.screen.table.setFocus()
    desk.press(Qt.Key.Key_D)
    desk.type("Decided: we will do what we did.")
    form = _form(desk)
    assert form.fields["reason"].editor.toPlainText() == "Decided: we will do what we did."
    assert QApplication.activePopupWidget() is None


def test_a_date_says_why(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(Role.INSPECTOR, "warnings")
    desk.screen.table.setFocus()
    row = desk.screen.table.current_row()
    desk.press(Qt.Key.Key_W)
    shown = QApplication.activePopupWidget()
    assert isinstance(shown, WhyDate)
    assert row.case_ref in shown.accessibleName()


def test_enter_opens_the_case_and_back_finds_the_list(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(Role.SUPERVISOR, "warnings")
    _choose(desk, ALL)
    desk.screen.table.setFocus()
    desk.press(Qt.Key.Key_J)
    row = desk.screen.table.current_row()
    desk.press(Qt.Key.Key_Return)
    assert (desk.screen.key, desk.screen.place()) == ("case", row.case_id)
    desk.window.step(-1)
    desk.settle()
    assert (desk.screen.key, desk.screen.chips.choice) == ("warnings", ALL)
    assert desk.screen.table.current_row() == row


@pytest.mark.parametrize(
    "role,may",
    (
        (Role.NPT_OFFICER, False),
        (Role.ARMS_OFFICER, False),
        (Role.SUPERVISOR, True),
        (Role.INSPECTOR, True),
        (Role.AUDITOR, False),
        (Role.KEEPER, True),
    ),
)
def test_only_those_who_answer_for_it_may_decide(
    open_desk: Callable[..., Desk], role: Role, may: bool
) -> None:
    desk = open_desk(role, "warnings")
    _choose(desk, ALL)
    assert desk.screen.table.current_row() is not None
    enabled = {action.objectName(): action.isEnabled() for action in desk.screen.actions()}
    assert enabled == {
        "warnings_decide": may,
        "warnings_open": True,
        "warnings_why": True,
    }
    desk.screen.table.setFocus()
    desk.press(Qt.Key.Key_D)
    assert bool(desk.screen.findChildren(FormPane)) is may


def test_an_officer_sees_only_their_own_areas(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(Role.NPT_OFFICER, "warnings")
    _choose(desk, ALL)
    actor = desk.bus.actor
    assert _rows(desk)
    assert all(row.area == actor.area or row.owner == actor.collar for row in _rows(desk))


def test_a_warning_soon_due_says_when_and_not_who_must_act(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk(Role.KEEPER, "warnings")
    _choose(desk, SOON)
    rows = _rows(desk)
    assert rows
    assert {row.kind for row in rows} == {WarningKind.VISIT_DUE_SOON}
    assert all(row.due_on >= TODAY for row in rows)


def test_every_control_has_a_name(open_desk: Callable[..., Desk]) -> None:
    assert_accessible(open_desk(Role.INSPECTOR, "warnings").screen)


@pytest.mark.parametrize("percent", (100, 200))
def test_no_words_are_cut_off(open_desk: Callable[..., Desk], percent: int) -> None:
    desk = open_desk(Role.INSPECTOR, "warnings")
    desk.appearance.set_text(percent)
    desk.settle()
    area = desk.window.stack.currentWidget()
    assert isinstance(area, QScrollArea)
    assert area.horizontalScrollBar().maximum() == 0
    assert_no_clipped_text(desk.screen)


@pytest.mark.parametrize("mode", (Mode.LIGHT, Mode.DARK))
def test_it_is_drawn_in_each_theme(open_desk: Callable[..., Desk], mode: Mode) -> None:
    desk = open_desk(Role.INSPECTOR, "warnings")
    desk.appearance.set_mode(mode)
    desk.settle()
    assert current().dark is (mode is Mode.DARK)
    assert looks_painted(desk.screen)
