"""Reporting a change at the window: the date it pulls to, its draft, and what stops it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from rsovisit.domain.access import Role
from rsovisit.domain.case import Status
from rsovisit.domain.due import Bucket
from rsovisit.domain.visit import Disclosure
from rsovisit.queries.before import BeforeRow, BeforeYouGo
from rsovisit.queries.case import CaseFile
from rsovisit.queries.saved_views import Draft
from rsovisit.queries.visits import VisitFilter, VisitList, VisitOrder, VisitRow
from rsovisit.services.commands.case import AllocateCases
from rsovisit.services.commands.visit import ReportChange
from tests.support.builders import TODAY
from tests.support.desk import Desk, looks_painted
from tests.support.qt import assert_accessible, assert_no_clipped_text
from ui.labels import day
from ui.screens.change.form import ChangePane, open_change, pulled
from ui.theme import Mode, Tone

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")

KEY = Qt.Key
TIP = "An anonymous caller spoke of a new partner."
OpenDesk = Callable[..., Desk]


def shown(desk: Desk) -> list[ChangePane]:
    """The forms on screen; a closed one is thrown away a little later."""
    return [pane for pane in desk.screen.findChildren(ChangePane) if pane.isVisible()]


def a_row(desk: Desk, bucket: Bucket) -> VisitRow:
    """The last case of a list: in Later, the one that is due furthest ahead."""
    query = VisitList(VisitFilter(bucket), VisitOrder.LATENESS, True, 0, 1)
    return desk.bus.ask(query).rows[0]


def open_form(desk: Desk, row: VisitRow) -> ChangePane:
    open_change(desk.screen, row.case_id, row.version)
    desk.settle()
    (pane,) = shown(desk)
    return pane


def send(desk: Desk) -> None:
    desk.press(KEY.Key_Return, ctrl=True)


def listed(pane: ChangePane) -> list[str]:
    return [link.words() for link in pane.problems.links]  # type: ignore[attr-defined]


def due_of(desk: Desk, case_id: int) -> date | None:
    return desk.bus.ask(CaseFile(case_id=case_id)).facts.due_on


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    return open_desk(Role.SUPERVISOR, "visits")


def test_it_says_the_date_before_and_keeps_its_word(desk: Desk) -> None:
    row = a_row(desk, Bucket.LATER)
    pane = open_form(desk, row)
    desk.press(KEY.Key_Right)
    desk.press(KEY.Key_Right)
    assert pane.kind.value == Disclosure.NEW_PARTNER.value
    days = desk.bridge.policy.change_visit_days[row.risk_level]
    pulled_to = TODAY + timedelta(days=days)
    assert pane.follows.accessibleName().startswith(
        f"Pulls the visit forward to {day(pulled_to)} instead of {day(row.due_on)}."
    )
    pane.note.setFocus()
    desk.type(TIP)
    send(desk)
    assert due_of(desk, row.case_id) == pulled_to
    assert desk.window.banner.sentence.startswith(f"Change reported on {row.case_ref}.")
    assert "Significant change, raised for the ARMS officer" in desk.window.banner.sentence
    change = desk.bus.ask(CaseFile(case_id=row.case_id)).changes[0]
    assert (change.kind, change.note) == (Disclosure.NEW_PARTNER, TIP)
    assert shown(desk) == []


def test_an_earlier_date_stays(desk: Desk) -> None:
    row = a_row(desk, Bucket.OVERDUE)
    pane = open_form(desk, row)
    desk.press(KEY.Key_Right)
    said = pane.follows.accessibleName()
    assert said.startswith(f"The visit stays due {day(row.due_on)}:")
    assert "safeguarding referral" in said
    pane.note.setFocus()
    desk.type(TIP)
    send(desk)
    assert due_of(desk, row.case_id) == row.due_on


def test_it_ends_reactive_management_and_says_so_before(desk: Desk) -> None:
    rows = desk.bus.ask(VisitList(VisitFilter(Bucket.PAUSED), limit=1000)).rows
    row = next(row for row in rows if row.status is Status.REACTIVE)
    pane = open_form(desk, row)
    said = pane.follows.accessibleName()
    assert said.startswith("Ends reactive management: a visit is due ")
    desk.bus.do(ReportChange(row.case_id, Disclosure.WORK, TODAY, TIP))
    due = due_of(desk, row.case_id)
    assert due is not None
    assert day(due) in said


def test_a_paused_case_moves_no_date(desk: Desk) -> None:
    rows = desk.bus.ask(VisitList(VisitFilter(Bucket.PAUSED), limit=1000)).rows
    row = next(row for row in rows if row.status is Status.CUSTODY)
    pane = open_form(desk, row)
    assert pane.follows.accessibleName().startswith("No visit is owed, so no date moves.")


def test_an_old_report_is_overdue_at_once(desk: Desk) -> None:
    row = a_row(desk, Bucket.LATER)
    before = desk.bus.ask(BeforeYouGo(row.case_id))
    reported = max(TODAY - timedelta(days=30), _after_last_visit(before))
    tone, lead, text = pulled(before, reported, "", desk.bridge.policy, TODAY)
    desk.bus.do(ReportChange(row.case_id, Disclosure.WORK, reported, TIP))
    due = due_of(desk, row.case_id)
    assert due is not None
    assert day(due) in lead
    assert (tone is Tone.OVERDUE) == (due < TODAY) == ("overdue at once" in text)


def _after_last_visit(before: BeforeRow) -> date:
    assert before.last_visit_on is not None
    return before.last_visit_on + timedelta(days=1)


def test_what_stops_it_is_listed_in_words(desk: Desk) -> None:
    pane = open_form(desk, a_row(desk, Bucket.LATER))
    line = pane.reported_on.line
    line.setFocus()
    line.selectAll()
    desk.type("tomorrow")
    send(desk)
    assert listed(pane) == [
        "Say what has changed.",
        "A change cannot have been reported in the future.",
        "Say what was reported.",
    ]
    desk.press(KEY.Key_Return)
    assert desk.window.focusWidget() is pane.kind.focusProxy()
    line.setFocus()
    line.selectAll()
    desk.type("31/2/2026")
    send(desk)
    assert "February 2026 has 28 days." in listed(pane)
    line.selectAll()
    desk.press(KEY.Key_Delete, on=line)
    send(desk)
    assert "Say on which day it was reported." in listed(pane)


def test_a_draft_is_found_again(desk: Desk) -> None:
    row = a_row(desk, Bucket.LATER)
    pane = open_form(desk, row)
    desk.press(KEY.Key_Right)
    pane.note.setFocus()
    desk.type(TIP)
    desk.press(KEY.Key_Escape)
    assert shown(desk) == []
    pane = open_form(desk, row)
    assert (pane.kind.value, pane.note.toPlainText()) == (Disclosure.CHILD_CONTACT.value, TIP)
    assert pane.draft_words.text().endswith("brought back")
    pane.afresh.setFocus()
    desk.press(KEY.Key_Return)
    assert (pane.kind.value, pane.note.toPlainText()) == ("", "")
    assert desk.bus.ask(Draft("change", f"case:{row.case_id}")) is None


def test_a_case_changed_meanwhile_keeps_what_was_typed(desk: Desk) -> None:
    row = a_row(desk, Bucket.LATER)
    pane = open_form(desk, row)
    desk.press(KEY.Key_Right)
    pane.note.setFocus()
    desk.type(TIP)
    desk.bus.do(AllocateCases(((row.case_id, row.version),), None, "Officer on leave."))
    desk.settle()
    send(desk)
    assert desk.window.focusWidget() is pane.look
    desk.press(KEY.Key_Return)
    assert pane.note.toPlainText() == TIP
    send(desk)
    assert desk.window.banner.sentence.startswith("Change reported on")


def test_yesterday_is_one_press_away(desk: Desk) -> None:
    pane = open_form(desk, a_row(desk, Bucket.LATER))
    pane.note.setFocus()
    desk.press(KEY.Key_Backtab)
    desk.press(KEY.Key_Return)
    assert pane.reported_on.value == TODAY - timedelta(days=1)


def test_whoever_may_not_report_is_told_at_once(open_desk: OpenDesk) -> None:
    desk = open_desk(Role.AUDITOR, "visits")
    pane = open_form(desk, a_row(desk, Bucket.LATER))
    assert pane.notice.accessibleName().startswith("Auditors may not report changes.")
    assert not pane.save.isEnabled()


@pytest.mark.parametrize("text", (100, 200))
@pytest.mark.parametrize("mode", (Mode.LIGHT, Mode.DARK))
def test_all_of_it_is_named_and_nothing_is_cut_off(desk: Desk, mode: Mode, text: int) -> None:
    desk.appearance.set_mode(mode)
    desk.appearance.set_text(text)
    pane = open_form(desk, a_row(desk, Bucket.LATER))
    desk.press(KEY.Key_Right)
    QApplication.processEvents()
    assert_accessible(pane)
    assert_no_clipped_text(pane)
    assert looks_painted(pane)
    send(desk)
    assert_no_clipped_text(pane)
