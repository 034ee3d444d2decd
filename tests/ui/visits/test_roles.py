"""What a role may not see is not in the list, and what it may not do is not offered."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from rsovisit.domain.access import Permission, Role
from rsovisit.domain.case import ManagedBy
from tests.ui.visits.conftest import Sit
from tests.ui.visits.test_filters import entries, held
from tests.ui.visits.test_keys import pane
from ui.screens import SEES_CASES
from ui.widgets.buttons import KeyButton

NEEDED = {
    "visits_record": Permission.VISIT_RECORD,
    "visits_attempt": Permission.VISIT_RECORD,
    "visits_allocate": Permission.CASE_ALLOCATE,
    "visits_open": Permission.CASE_READ,
    "visits_why": Permission.CASE_LIST,
    "visits_filter": Permission.CASE_LIST,
    "visits_save_view": Permission.VIEW_SAVE,
}


@pytest.mark.parametrize("role", sorted({*SEES_CASES, Role.KEEPER}))
def test_only_what_the_role_may_do_is_enabled(sit: Sit, role: Role) -> None:
    desk = sit(role)
    assert desk.screen.table.current_row() is not None
    for action in desk.screen.actions():
        allowed = desk.bus.actor.may(NEEDED[action.objectName()])
        assert action.isEnabled() is allowed, action.objectName()
    buttons = {b.words(): b.isEnabled() for b in desk.screen.detail.findChildren(KeyButton)}
    assert buttons["Record visit"] is desk.bus.actor.may(Permission.VISIT_RECORD)
    assert buttons["Allocate"] is desk.bus.actor.may(Permission.CASE_ALLOCATE)


def test_an_auditor_records_nothing_by_any_way(sit: Sit) -> None:
    desk = sit(Role.AUDITOR)
    for key in (Qt.Key.Key_R, Qt.Key.Key_F, Qt.Key.Key_A):
        desk.press(key, on=desk.screen.table)
        assert pane(desk) is None
    desk.press(Qt.Key.Key_S, on=desk.screen.table, ctrl=True)
    assert pane(desk) is None
    assert not desk.screen.filters._views.isVisible()
    offered = [a.text() for a in desk.window.screen_actions() if a.isEnabled()]
    assert offered == ["Open case", "Why this date?", "Filter the list"]


def test_an_auditor_may_look_and_filter(sit: Sit) -> None:
    desk = sit(Role.AUDITOR)
    assert "Peterlee" in entries(desk, desk.screen.filters._area)
    assert "Nobody allocated" in entries(desk, desk.screen.filters._officer)
    desk.press(Qt.Key.Key_Return, on=desk.screen.table)
    assert desk.screen.key == "case"


def test_an_area_officer_sees_the_area_and_ones_own(sit: Sit) -> None:
    desk = sit(Role.NPT_OFFICER)
    me = desk.bus.actor
    desk.screen.filters.chips.button("all").click()
    desk.settle()
    rows = held(desk)
    assert rows
    for row in rows:
        mine = row.officer == me.collar
        assert mine or (row.area == me.area and row.managed_by is ManagedBy.NPT)


def test_an_area_officers_counts_are_of_the_area(sit: Sit) -> None:
    officer, supervisor = sit(Role.NPT_OFFICER), sit()
    small = officer.screen.filters.chips.button("all").count
    whole = supervisor.screen.filters.chips.button("all").count
    assert 0 < small < whole
    assert officer.window.rail.button("visits").accessibleName().startswith("Visits, ")


def test_an_area_officer_finds_nobody_elsewhere(sit: Sit) -> None:
    supervisor, desk = sit(place="all"), sit(Role.NPT_OFFICER, "all")
    mine = {row.case_ref for row in held(desk)}
    stranger = next(row for row in held(supervisor) if row.case_ref not in mine)
    desk.screen.filters.box.setText(stranger.case_ref)
    desk.settle()
    assert desk.screen.table.rows_model().total == 0


def test_an_administrator_has_no_visits(open_desk: Sit) -> None:
    desk = open_desk(Role.ADMINISTRATOR, "import")
    assert "visits" not in desk.window.entries
    desk.go("visits")
    assert desk.screen.key == "import"
