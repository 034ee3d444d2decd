"""What to know at the door: shown for the case the choice rests on, and logged just then."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rsovisit.domain.visit import Disclosure, Outcome
from rsovisit.queries.why import WhyDates
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.visit import RecordVisit
from tests.support.buses import TODAY
from tests.support.desk import Desk
from tests.support.importing import rows
from tests.ui.visits.conftest import Sit
from ui.screens.visits import detail as detail_module
from ui.widgets.buttons import LinkButton
from ui.widgets.cards import Callout, Facts
from ui.widgets.popover import WhyDate
from ui.widgets.text import Words


def consulted(bus: CommandBus) -> list[int]:
    """The cases that the log says were looked at, in order."""
    found = rows(bus, "select case_id from audit_event where tag = 'case:consult' order by id")
    return [case_id for (case_id,) in found]


def rest(desk: Desk) -> None:
    """Wait until the choice has rested and what it brings is shown."""
    desk.qtbot.waitUntil(lambda: not desk.screen.detail._rest.isActive())
    desk.settle()


def said(desk: Desk) -> str:
    """Everything the pane says."""
    pane = desk.screen.detail
    parts = [*pane.findChildren(Words), *pane.findChildren(Callout)]
    return "\n".join(part.accessibleName() for part in parts if part.isVisible())


def facts(desk: Desk) -> dict[str, str]:
    """The facts before going, by their labels."""
    named = {}
    for shown in desk.screen.detail.findChildren(Facts):
        for words in shown.findChildren(Words):
            label, colon, value = words.accessibleName().partition(": ")
            if colon:
                named[label] = value
    return named


def test_the_first_case_is_consulted_once_it_has_been_seen(desk: Desk) -> None:
    rest(desk)
    row = desk.screen.table.current_row()
    assert consulted(desk.bus) == [row.case_id]
    assert desk.screen.detail.accessibleName() == f"{row.case_ref} · {row.name}"


def test_passing_over_cases_logs_only_the_one_it_rests_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    rest(desk)
    before = consulted(desk.bus)
    # The keys come faster than a busy machine runs this: the rest is made long, then ended.
    desk.screen.detail._rest.setInterval(60_000)
    for _ in range(6):
        desk.qtbot.keyClick(desk.screen.table, Qt.Key.Key_J)
    desk.settle()
    assert consulted(desk.bus) == before
    desk.screen.detail._rest.setInterval(0)
    desk.screen.detail._rest.start()
    rest(desk)
    assert consulted(desk.bus) == [*before, desk.screen.table.current_row().case_id]


def test_the_rest_is_long_enough_for_a_held_key() -> None:
    assert 100 <= detail_module._REST_MS <= 400


def test_while_it_rests_the_name_is_there_already(desk: Desk) -> None:
    rest(desk)
    desk.screen.detail._rest.setInterval(60_000)
    desk.press(Qt.Key.Key_J, on=desk.screen.table)
    row = desk.screen.table.current_row()
    assert desk.screen.detail.accessibleName() == f"{row.case_ref} · {row.name}"
    assert "Before you go" not in said(desk)


def test_looking_at_the_same_case_again_is_not_logged_twice(desk: Desk) -> None:
    rest(desk)
    before = consulted(desk.bus)
    desk.screen.refresh()
    desk.settle()
    rest(desk)
    assert consulted(desk.bus) == before


def test_a_case_left_behind_on_the_way_elsewhere_is_not_consulted(desk: Desk) -> None:
    rest(desk)
    desk.screen.detail._rest.setInterval(60_000)
    desk.press(Qt.Key.Key_J, on=desk.screen.table)
    visits, row = desk.screen, desk.screen.table.current_row()
    before = consulted(desk.bus)
    desk.go("warnings")
    visits.detail._rest.setInterval(0)
    visits.detail._rest.start()
    desk.qtbot.waitUntil(lambda: not visits.detail._rest.isActive())
    desk.settle()
    assert consulted(desk.bus) == before
    desk.go("visits")
    rest(desk)
    assert consulted(desk.bus) == [*before, row.case_id]


def test_it_says_what_matters_at_the_door(desk: Desk) -> None:
    rest(desk)
    row = desk.screen.table.current_row()
    known = facts(desk)
    assert {"Due", "Address", "Go with", "Notification due", "ARMS due"} <= set(known)
    assert known["Address"]
    assert "two officers" in known["Go with"].lower()
    text = said(desk)
    assert f"{row.days_overdue} days overdue" in text
    assert "Before you go" in text
    assert "attempt" in text.lower()


def test_attempts_since_the_last_visit_are_listed(desk: Desk) -> None:
    rest(desk)
    row = desk.screen.table.current_row()
    before = len([line for line in said(desk).splitlines() if line.startswith("No reply")])
    desk.bus.do(RecordVisit(row.case_ref, Outcome.NO_REPLY, TODAY, ("2401",), visited_at="10:15"))
    desk.settle()
    rest(desk)
    text = said(desk)
    assert "Attempts since the last visit" in text
    assert "23 Nov 10:15: No reply" in text
    assert len([line for line in text.splitlines() if "No reply" in line]) > before


def test_a_disclosed_change_is_told_to_whoever_goes_next(desk: Desk) -> None:
    rest(desk)
    row = desk.screen.table.current_row()
    visit = RecordVisit(
        row.case_ref,
        Outcome.SEEN_ELSEWHERE,
        TODAY,
        ("2401",),
        disclosures=(Disclosure.NEW_PARTNER,),
    )
    desk.bus.do(visit)
    desk.settle()
    desk.screen.detail.show_row(None)
    desk.screen.detail.show_row(desk.screen.table.current_row())
    rest(desk)
    assert "partner" in facts(desk)["Change disclosed"].lower()


def test_a_paused_case_says_what_it_waits_for(sit: Sit) -> None:
    desk = sit(place="paused")
    rest(desk)
    row = desk.screen.table.current_row()
    assert row.due_on is None
    assert facts(desk)["Due"] not in ("", "—")


def popover(qtbot: QtBot) -> WhyDate:
    """The open popover."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), WhyDate))
    found = QApplication.activePopupWidget()
    assert isinstance(found, WhyDate)
    return found


@pytest.mark.parametrize("way", ("key", "cell", "pane"))
def test_why_this_date_is_one_press_from_every_date(desk: Desk, way: str) -> None:
    rest(desk)
    table, row = desk.screen.table, desk.screen.table.current_row()
    if way == "key":
        desk.qtbot.keyClick(table, Qt.Key.Key_W)
    elif way == "cell":
        place = next(n for n, c in enumerate(table.rows_model().columns) if c.title == "Due")
        box = table.visualRect(table.model().index(0, place))
        middle = box.topLeft() + QPoint(12, box.height() // 2)
        desk.qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    else:
        links = desk.screen.detail.findChildren(LinkButton)
        why = next(link for link in links if "Why" in link.accessibleName())
        desk.qtbot.mouseClick(why, Qt.MouseButton.LeftButton)
    shown = popover(desk.qtbot)
    sentences = desk.bus.ask(WhyDates((row.case_id,)))[row.case_id]
    assert sentences
    assert all(sentence in shown.accessibleName() for sentence in sentences)
    assert row.case_ref in shown.accessibleName()
    desk.qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None


def test_the_dates_words_agree_with_the_list(desk: Desk) -> None:
    rest(desk)
    row = desk.screen.table.current_row()
    assert isinstance(row.due_on, date)
    assert row.due_on + timedelta(days=row.days_overdue) == TODAY
    assert facts(desk)["Due"] == f"{row.due_on.day} {row.due_on:%b %Y}"
