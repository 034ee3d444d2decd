"""The case screen: its lists, its tiles, who has looked, and what may be done from it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea

from rsovisit.domain.access import Role
from rsovisit.domain.due import Bucket
from rsovisit.queries.case import CaseFile
from rsovisit.queries.visits import VisitFilter, VisitList
from tests.support.desk import Desk, looks_painted
from tests.support.qt import assert_accessible, assert_no_clipped_text
from ui.screens.case.tabs import TABS
from ui.screens.formpane import FormPane
from ui.theme import Mode, current
from ui.widgets.popover import WhyDate

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")

_LOOKED = "select count(*) from audit_event where tag = 'case:consult' and actor = :who"
_CLOSED = "select id from case_file where status in ('closed', 'deceased') order by id limit 1"
_WORK = ("case_record", "case_attempt", "case_change", "case_allocate")


def _overdue(desk: Desk, at: int = 0) -> int:
    page = desk.bus.ask(VisitList(VisitFilter(Bucket.OVERDUE)))
    return page.rows[at].case_id


def _enabled(desk: Desk) -> set[str]:
    return {action.objectName() for action in desk.screen.actions() if action.isEnabled()}


def _looks(desk: Desk) -> int:
    with desk.bus.register.work() as work:
        return int(work.reader.value(_LOOKED, who=desk.bus.actor.collar))


def _title(desk: Desk) -> str:
    return str(desk.screen._head.title.text())


def test_it_opens_on_its_history_with_what_the_case_is(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(key="visits")
    case_id = _overdue(desk)
    screen = desk.go("case", case_id)
    case = desk.bus.ask(CaseFile(case_id=case_id))
    assert _title(desk) == f"{case.facts.case_ref} · {case.facts.name}"
    assert screen.tabs.choice == "timeline"
    assert screen.tables["timeline"].rows_model().total == len(case.timeline) > 0
    tiles = {title: tile.accessibleName() for title, tile in screen._tiles.items()}
    assert list(tiles) == [row.title for row in case.tiles]
    assert "overdue" in tiles["Next visit"]


def test_the_arrows_go_through_its_lists_and_each_count_is_a_length(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk(key="visits")
    screen = desk.go("case", _overdue(desk))
    screen.tabs.button(TABS[0].key).setFocus()
    for tab in TABS:
        assert screen.tabs.choice == tab.key
        table = screen.tables[tab.key]
        assert table.isVisible()
        assert [other.isVisible() for other in screen.tables.values()].count(True) == 1
        count = screen.tabs.button(tab.key).count
        assert count in (None, table.rows_model().total)
        desk.press(Qt.Key.Key_Right)


def test_visits_and_attempts_stand_together_newest_first(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(key="visits")
    case_id = _overdue(desk)
    screen = desk.go("case", case_id)
    screen.tabs.button("visits").click()
    desk.settle()
    rows = [row for _, row in screen.tables["visits"].rows_model().held()]
    case = desk.bus.ask(CaseFile(case_id=case_id))
    assert len(rows) == len(case.visits) + len(case.attempts)
    days = [(row.visited_on, row.visited_at) for row in rows]
    assert days == sorted(days, reverse=True)


def test_opening_is_logged_and_the_log_is_shown(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(key="case")
    before = _looks(desk)
    screen = desk.go("case", _overdue(desk))
    assert _looks(desk) == before + 1
    screen.tabs.button("looked").click()
    desk.settle()
    rows = [row for _, row in screen.tables["looked"].rows_model().held()]
    assert rows[0].collar == desk.bus.actor.collar


def test_another_case_begins_again_at_its_history(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(key="visits")
    screen = desk.go("case", _overdue(desk))
    first = _title(desk)
    screen.tabs.button("addresses").click()
    desk.settle()
    desk.go("case", _overdue(desk, 1))
    assert _title(desk) != first
    assert screen.tabs.choice == "timeline"
    desk.window.step(-1)
    desk.settle()
    assert _title(desk) == first


@pytest.mark.parametrize(
    "role,may",
    (
        (Role.NPT_OFFICER, {"case_record", "case_attempt", "case_change"}),
        (Role.ARMS_OFFICER, set(_WORK)),
        (Role.SUPERVISOR, set(_WORK)),
        (Role.AUDITOR, set()),
        (Role.KEEPER, set(_WORK)),
    ),
)
def test_what_a_role_may_not_do_is_not_offered(
    open_desk: Callable[..., Desk], role: Role, may: set[str]
) -> None:
    desk = open_desk(role, "visits")
    page = desk.bus.ask(VisitList(VisitFilter(None)))
    desk.go("case", page.rows[0].case_id)
    assert _enabled(desk) & set(_WORK) == may
    assert "case_why" in _enabled(desk)


def test_nothing_is_done_on_a_case_that_has_ended(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(key="visits")
    with desk.bus.register.work() as work:
        ended = work.reader.value(_CLOSED)
    assert ended is not None
    desk.go("case", ended)
    assert not _enabled(desk) & set(_WORK)


@pytest.mark.parametrize(
    "key",
    (Qt.Key.Key_R, Qt.Key.Key_F, Qt.Key.Key_C, Qt.Key.Key_A),
    ids=("record", "attempt", "change", "allocate"),
)
def test_its_keys_open_forms_about_it_and_escape_comes_back(
    open_desk: Callable[..., Desk], key: Qt.Key
) -> None:
    desk = open_desk(key="visits")
    screen = desk.go("case", _overdue(desk))
    screen.focus_first()
    desk.press(key)
    forms = [form for form in screen.findChildren(FormPane) if form.isVisible()]
    assert len(forms) == 1
    assert_accessible(forms[0])
    desk.press(Qt.Key.Key_Escape)
    assert not [form for form in screen.findChildren(FormPane) if form.isVisible()]
    assert desk.window.focusWidget() is screen.tables["timeline"]


def test_a_date_says_why(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(key="visits")
    screen = desk.go("case", _overdue(desk))
    screen.focus_first()
    desk.press(Qt.Key.Key_W)
    shown = QApplication.activePopupWidget()
    assert isinstance(shown, WhyDate)
    assert shown.accessibleName().startswith(f"Why this date? · {_title(desk)[:8]}")


def test_with_no_case_open_it_says_how_to_find_one(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(key="case")
    assert _title(desk) == "No case is open"
    assert not _enabled(desk) & {*_WORK, "case_why"}


def test_a_case_of_another_area_is_refused_in_words(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(Role.NPT_OFFICER, "visits")
    with desk.bus.register.work() as work:
        elsewhere = work.reader.value(
            "select id from case_file where area <> :area and (officer_id is null or"
            " officer_id <> :me) order by id limit 1",
            area=desk.bus.actor.area,
            me=desk.bus.actor.staff_id,
        )
    desk.go("case", elsewhere)
    assert desk.window.banner.sentence
    assert _title(desk) == "No case is open"


def test_every_control_has_a_name(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(key="visits")
    desk.go("case", _overdue(desk))
    assert_accessible(desk.screen)


@pytest.mark.parametrize("percent", (100, 200))
def test_no_words_are_cut_off(open_desk: Callable[..., Desk], percent: int) -> None:
    desk = open_desk(key="visits")
    desk.appearance.set_text(percent)
    screen = desk.go("case", _overdue(desk))
    area = desk.window.stack.currentWidget()
    assert isinstance(area, QScrollArea)
    assert area.horizontalScrollBar().maximum() == 0
    assert_no_clipped_text(screen)


@pytest.mark.parametrize("mode", (Mode.LIGHT, Mode.DARK))
def test_it_is_drawn_in_each_theme(open_desk: Callable[..., Desk], mode: Mode) -> None:
    desk = open_desk(key="visits")
    desk.appearance.set_mode(mode)
    screen = desk.go("case", _overdue(desk))
    assert current().dark is (mode is Mode.DARK)
    assert looks_painted(screen)
