"""Giving cases to an officer at the window: the load before and after, reasons, and refusals."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from rsovisit.domain.access import Role
from rsovisit.queries.allocation import AllocationRow, CasesToAllocate
from rsovisit.queries.staff import StaffList, StaffRow
from rsovisit.services.commands.case import AllocateCases
from tests.support.desk import Desk, looks_painted
from tests.support.qt import assert_accessible, assert_no_clipped_text
from ui.screens.allocate.candidates import NOBODY, Candidate
from ui.screens.allocate.form import AllocatePane, open_allocate
from ui.theme import Mode

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")

KEY = Qt.Key
OpenDesk = Callable[..., Desk]


def shown(desk: Desk) -> list[AllocatePane]:
    """The forms on screen; a closed one is thrown away a little later."""
    return [pane for pane in desk.screen.findChildren(AllocatePane) if pane.isVisible()]


def open_form(open_desk: OpenDesk, role: Role = Role.SUPERVISOR) -> tuple[Desk, AllocatePane]:
    """Presses A on the first case of the list that another trained officer of its area can have."""
    desk = open_desk(role, "visits")
    trained = [person for person in desk.bus.ask(StaffList(visiting=True)) if person.trained]
    case = next(
        row
        for _, row in desk.screen.table.rows_model().held()
        if any(p.area == row.area and p.collar != row.officer for p in trained)
    )
    assert desk.screen.table.choose_key(case.case_id)
    desk.screen.table.setFocus()
    desk.press(KEY.Key_A)
    return desk, form_of(desk)


def form_of(desk: Desk) -> AllocatePane:
    (pane,) = shown(desk)
    return pane


def several(desk: Desk, number: int) -> AllocatePane:
    """The form over the first cases of the list at once."""
    model = desk.screen.table.rows_model()
    open_allocate(desk.screen, [model.row_at(at) for at in range(number)])
    desk.settle()
    return form_of(desk)


def lines(pane: AllocatePane) -> list[Candidate]:
    return [row for _, row in pane.table.rows_model().held()]


def person(desk: Desk, collar: str) -> StaffRow:
    return next(row for row in desk.bus.ask(StaffList()) if row.collar == collar)


def now(desk: Desk, *case_ids: int) -> tuple[AllocationRow, ...]:
    return desk.bus.ask(CasesToAllocate(case_ids))


def choose(pane: AllocatePane, fits: Callable[[Candidate], bool]) -> Candidate:
    chosen = next(line for line in lines(pane) if fits(line))
    assert pane.table.choose_key(chosen.collar)
    return chosen


def listed(pane: AllocatePane) -> list[str]:
    return [link.words() for link in pane.problems.links]  # type: ignore[attr-defined]


def send(desk: Desk) -> None:
    desk.press(KEY.Key_Return, ctrl=True)


def test_a_case_is_given_away_without_a_pointer(open_desk: OpenDesk) -> None:
    desk, pane = open_form(open_desk)
    case = desk.screen.table.current_row()
    assert desk.window.focusWidget() is pane.table
    chosen = lines(pane)[0]
    assert pane.follows.accessibleName().startswith(
        f"Gives {case.case_ref} to {chosen.name}: {chosen.cases} → {chosen.cases + 1} live cases."
    )
    # Enter chooses and goes on to the button; the next one sends.
    desk.press(KEY.Key_Return)
    assert desk.window.focusWidget() is pane.save
    desk.press(KEY.Key_Return)
    assert desk.window.banner.sentence == (
        f"{case.case_ref} allocated to {chosen.name}. The due date does not move."
    )
    assert now(desk, case.case_id)[0].officer == chosen.collar
    assert person(desk, chosen.collar).cases == chosen.after


def test_the_trained_come_first_and_among_them_the_cases_own_area(open_desk: OpenDesk) -> None:
    desk, pane = open_form(open_desk)
    area = desk.screen.table.current_row().area
    found = lines(pane)
    # Chosen to begin with: somebody who may be given it without a reason.
    assert found[0].trained
    assert found[0].gained
    visiting = {row.collar for row in desk.bus.ask(StaffList()) if row.role is Role.NPT_OFFICER}
    gaining = [line for line in found if line.gained and line.collar in visiting]
    assert any(line.area == area for line in gaining)
    assert gaining == sorted(
        gaining,
        key=lambda line: (not line.trained, line.area != area, line.cases, line.name),
    )
    assert found[-1].collar == NOBODY


def test_whoever_has_it_already_is_said(open_desk: OpenDesk) -> None:
    desk, pane = open_form(open_desk)
    case = desk.screen.table.current_row()
    row = next(r for _, r in desk.screen.table.rows_model().held() if r.officer)
    if case.officer is None:
        assert desk.screen.table.choose_key(row.case_id)
        desk.screen.table.setFocus()
        desk.press(KEY.Key_A)
        pane, case = form_of(desk), row
    choose(pane, lambda line: line.collar != NOBODY and not line.gained)
    send(desk)
    assert listed(pane)[0].endswith("has this case already.")
    assert desk.window.focusWidget() is pane.problems.links[0]


def test_an_untrained_officer_needs_a_reason(open_desk: OpenDesk) -> None:
    desk, pane = open_form(open_desk)
    case = desk.screen.table.current_row()
    assert pane.fields["reason"].isHidden()
    chosen = choose(pane, lambda line: not line.trained and bool(line.gained and line.collar))
    assert pane.fields["reason"].isVisible()
    assert "a reason is needed" in pane.follows.accessibleName()
    send(desk)
    assert listed(pane) == [
        f"{chosen.name} ({chosen.collar}): {chosen.badge.words}. "
        "Give a reason to allocate all the same."
    ]
    desk.press(KEY.Key_Return)
    assert desk.window.focusWidget() is pane.reason
    desk.type("Nobody else until the course in March.")
    assert listed(pane) == []
    send(desk)
    assert now(desk, case.case_id)[0].officer == chosen.collar


def test_nobody_needs_a_reason_too(open_desk: OpenDesk) -> None:
    desk, pane = open_form(open_desk)
    model = desk.screen.table.rows_model()
    case = next(row for _, row in model.held() if row.officer)
    assert desk.screen.table.choose_key(case.case_id)
    desk.screen.table.setFocus()
    desk.press(KEY.Key_A)
    pane = form_of(desk)
    pane.table.setFocus()
    desk.press(KEY.Key_End)
    desk.press(KEY.Key_Return)
    assert desk.window.focusWidget() is pane.reason
    send(desk)
    assert listed(pane) == ["Say why nobody is to have the case."]
    pane.reason.setFocus()
    desk.type("Officer seconded.")
    send(desk)
    assert desk.window.banner.sentence.startswith(f"{case.case_ref} allocated to nobody.")
    assert now(desk, case.case_id)[0].officer is None


def test_only_a_supervisor_may_override_training(open_desk: OpenDesk) -> None:
    desk, pane = open_form(open_desk, Role.ARMS_OFFICER)
    choose(pane, lambda line: not line.trained and bool(line.gained and line.collar))
    pane.reason.setFocus()
    desk.type("Nobody else.")
    send(desk)
    assert listed(pane)[0].endswith("Only a supervisor may override this.")


def test_many_cases_move_at_once(open_desk: OpenDesk) -> None:
    desk = open_desk(Role.SUPERVISOR, "visits")
    model = desk.screen.table.rows_model()
    ids = [model.row_at(at).case_id for at in range(3)]
    pane = several(desk, 3)
    chosen = choose(pane, lambda line: line.gained == 3 and line.trained)
    assert f"Gives 3 cases to {chosen.name}: " in pane.follows.accessibleName()
    send(desk)
    assert {row.officer for row in now(desk, *ids)} == {chosen.collar}
    assert person(desk, chosen.collar).cases == chosen.cases + 3
    assert desk.window.banner.sentence == (
        f"3 cases allocated to {chosen.name}. No due date moves."
    )


def test_one_case_changed_meanwhile_stops_them_all(open_desk: OpenDesk) -> None:
    desk = open_desk(Role.SUPERVISOR, "visits")
    pane = several(desk, 3)
    first, second, third = (case.case_id for case in pane._cases)
    held = {case.case_id: case.officer for case in pane._cases}
    chosen = choose(pane, lambda line: line.gained == 3 and line.trained)
    other = next(
        row.collar
        for row in desk.bus.ask(StaffList(visiting=True))
        if row.trained and row.collar not in (chosen.collar, held[second])
    )
    seen = now(desk, second)[0]
    desk.bus.do(AllocateCases(((second, seen.version),), other))
    desk.settle()
    send(desk)
    assert pane.look.isVisible()
    assert desk.window.focusWidget() is pane.look
    assert now(desk, first)[0].officer == held[first]
    desk.press(KEY.Key_Return)
    row = pane.table.current_row()
    assert row is not None
    assert row.collar == chosen.collar
    send(desk)
    assert {row.officer for row in now(desk, first, second, third)} == {chosen.collar}


def test_officers_are_found_by_name_and_area(open_desk: OpenDesk) -> None:
    desk, pane = open_form(open_desk)
    wanted = lines(pane)[3]
    pane.filter.setFocus()
    desk.type(wanted.name.split()[-1])
    assert [line.collar for line in lines(pane)] == [wanted.collar]
    desk.press(KEY.Key_Down)
    assert desk.window.focusWidget() is pane.table
    assert wanted.name in pane.follows.accessibleName()
    pane.filter.setFocus()
    desk.type("zzz")
    assert lines(pane) == []
    send(desk)
    assert listed(pane) == ["Choose who is to have them."]
    # Escape empties the filter first, then closes.
    pane.filter.setFocus()
    desk.press(KEY.Key_Escape)
    assert len(lines(pane)) > 10
    desk.press(KEY.Key_Escape)
    assert shown(desk) == []


@pytest.mark.parametrize(
    "sort,value",
    (
        ("cases", lambda line: line.cases),
        ("due", lambda line: line.due_soon),
        ("overdue", lambda line: line.overdue),
        ("name", lambda line: line.name.casefold()),
    ),
)
def test_the_list_has_other_orders(
    open_desk: OpenDesk, sort: str, value: Callable[[Candidate], object]
) -> None:
    _, pane = open_form(open_desk)
    pane.table.order_chosen.emit(sort, True)
    values = [value(line) for line in lines(pane) if line.collar]
    assert values == sorted(values, reverse=True)  # type: ignore[type-var]
    assert lines(pane)[-1].collar == NOBODY


def test_whoever_may_not_allocate_is_told_at_once(open_desk: OpenDesk) -> None:
    desk = open_desk(Role.NPT_OFFICER, "visits")
    pane = several(desk, 1)
    assert pane.notice.accessibleName().startswith("NPT officers may not allocate cases.")
    assert not pane.save.isEnabled()


@pytest.mark.parametrize("text", (100, 200))
@pytest.mark.parametrize("mode", (Mode.LIGHT, Mode.DARK))
def test_all_of_it_is_named_and_nothing_is_cut_off(
    open_desk: OpenDesk, mode: Mode, text: int
) -> None:
    desk = open_desk(Role.SUPERVISOR, "visits")
    desk.appearance.set_mode(mode)
    desk.appearance.set_text(text)
    pane = several(desk, 12)
    choose(pane, lambda line: not line.trained and bool(line.collar))
    send(desk)
    QApplication.processEvents()
    assert_accessible(pane)
    assert_no_clipped_text(pane)
    assert looks_painted(pane)
