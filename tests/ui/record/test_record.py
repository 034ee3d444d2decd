"""Recording a visit at the window: by keyboard, with its draft, and told what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from rsovisit.domain.access import Role
from rsovisit.domain.visit import Disclosure, Outcome
from rsovisit.queries.before import BeforeYouGo
from rsovisit.queries.case import CaseFile
from rsovisit.queries.saved_views import Draft
from rsovisit.queries.staff import StaffList
from rsovisit.services.commands.case import AllocateCases
from tests.support.builders import TODAY
from tests.support.desk import Desk, looks_painted
from tests.support.qt import assert_accessible, assert_no_clipped_text
from ui.labels import day
from ui.screens.formpane import FormPane
from ui.screens.record.form import RecordPane, open_record
from ui.theme import Mode
from ui.widgets.fields import Field

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")

KEY = Qt.Key
OpenDesk = Callable[..., Desk]


def shown(desk: Desk) -> list[RecordPane]:
    """The forms on screen; a closed one is thrown away a little later."""
    return [pane for pane in desk.screen.findChildren(RecordPane) if pane.isVisible()]


def sit(open_desk: OpenDesk, **place: object) -> Desk:
    desk: Desk = open_desk(Role.SUPERVISOR, "visits", **place)
    desk.screen.table.setFocus()
    return desk


def open_form(desk: Desk, key: Qt.Key = KEY.Key_R) -> RecordPane:
    desk.screen.table.setFocus()
    desk.press(key)
    return form_of(desk)


def form_of(desk: Desk) -> RecordPane:
    (pane,) = shown(desk)
    return pane


def case_of(desk: Desk) -> int:
    case_id: int = desk.screen.table.current_row().case_id
    return case_id


def send(desk: Desk) -> None:
    desk.press(KEY.Key_Return, ctrl=True)


def add_trained(desk: Desk, pane: RecordPane, number: int = 1) -> None:
    """Types the collar numbers of trained officers."""
    people = [row for row in desk.bus.ask(StaffList(visiting=True)) if row.trained]
    pane.form.crew.line.setFocus()
    for row in people[:number]:
        desk.type(row.collar)
        desk.press(KEY.Key_Return)


def listed(pane: RecordPane) -> list[str]:
    return [link.words() for link in pane.problems.links]  # type: ignore[attr-defined]


def tab_to(desk: Desk, wanted: object, most: int = 40) -> None:
    for _ in range(most):
        if desk.window.focusWidget() is wanted:
            return
        desk.press(KEY.Key_Tab)
    raise AssertionError(f"Tab never came to {wanted}")


def test_a_visit_is_recorded_without_a_pointer(open_desk: OpenDesk) -> None:
    desk = sit(open_desk)
    case_id = case_of(desk)
    pane = open_form(desk)
    desk.press(KEY.Key_Right)
    assert pane.form.outcome.value == Outcome.SEEN_FULL.value
    tab_to(desk, pane.form.when.time.line)
    desk.type("1820")
    tab_to(desk, pane.form.crew.line)
    people = [row for row in desk.bus.ask(StaffList(visiting=True)) if row.trained]
    for row in people[:2]:
        desk.type(row.name)
        desk.press(KEY.Key_Return)
    assert pane.form.crew.crew == tuple(row.collar for row in people[:2])
    tab_to(desk, pane.form.summary)
    desk.type("Let in at once. Nothing new.")
    tab_to(desk, pane.form.disclosures.ticks[Disclosure.WORK])
    desk.press(KEY.Key_Space)
    foretold = pane.follows.accessibleName()
    send(desk)
    file = desk.bus.ask(CaseFile(case_id=case_id))
    visit = file.visits[0]
    assert (visit.visited_on, visit.visited_at, visit.completed) == (TODAY, "18:20", True)
    assert visit.crew == tuple(row.collar for row in people[:2])
    assert visit.summary == "Let in at once. Nothing new."
    assert desk.window.banner.sentence.startswith(
        f"Visit recorded. Next due {day(file.facts.due_on)}."
    )
    assert day(file.facts.due_on) in foretold
    assert shown(desk) == []
    assert desk.window.focusWidget() is desk.screen.table


def test_what_stops_it_is_listed_and_each_line_goes_to_its_field(open_desk: OpenDesk) -> None:
    desk = sit(open_desk)
    pane = open_form(desk)
    send(desk)
    assert listed(pane) == [
        "Say what came of it.",
        "Say who went: at least one collar number.",
    ]
    assert desk.window.focusWidget() is pane.problems.links[0]
    desk.press(KEY.Key_Return)
    assert desk.window.focusWidget() is pane.form.outcome.focusProxy()
    desk.press(KEY.Key_Right)
    # What is mended leaves the list at once.
    assert listed(pane) == ["Say who went: at least one collar number."]
    pane.problems.links[0].setFocus()
    desk.press(KEY.Key_Return)
    assert desk.window.focusWidget() is pane.form.crew.line


@pytest.mark.parametrize(
    "typed,sentence",
    (
        ("31/2/2026", "February 2026 has 28 days."),
        ("24/11/2026", "24 Nov 2026 is in the future."),
        ("", "Say on which day it was."),
    ),
)
def test_a_bad_day_gets_its_sentence(open_desk: OpenDesk, typed: str, sentence: str) -> None:
    desk = sit(open_desk)
    pane = open_form(desk)
    line = pane.form.when.day.line
    line.setFocus()
    line.selectAll()
    desk.press(KEY.Key_Delete)
    desk.type(typed)
    send(desk)
    assert sentence in listed(pane)


def test_a_bad_time_gets_its_sentence(open_desk: OpenDesk) -> None:
    desk = sit(open_desk)
    pane = open_form(desk)
    pane.form.when.time.setFocus()
    desk.type("25:99")
    send(desk)
    assert any(said.startswith("There is no 25:99") for said in listed(pane))


def test_the_register_has_the_last_word(open_desk: OpenDesk) -> None:
    desk = sit(open_desk)
    for _ in range(2):
        open_form(desk, KEY.Key_F)
        pane = form_of(desk)
        pane.form.when.time.setFocus()
        desk.type("10:15")
        add_trained(desk, pane, 2)
        send(desk)
    pane = form_of(desk)
    assert listed(pane)[0].endswith("on 23 Nov 2026 at 10:15 is already recorded.")
    assert desk.window.focusWidget() is pane.problems.links[0]


def test_a_late_entry_asks_for_its_reason(open_desk: OpenDesk) -> None:
    desk = sit(open_desk)
    pane = open_form(desk)
    case_id = case_of(desk)
    late = pane.fields["late_reason"]
    assert not late.isVisible()
    desk.press(KEY.Key_Right)
    line = pane.form.when.day.line
    line.setFocus()
    line.selectAll()
    desk.type(day(TODAY - timedelta(days=4)))
    desk.press(KEY.Key_Return)
    assert late.isVisible()
    add_trained(desk, pane, 2)
    send(desk)
    assert listed(pane) == ["Say why it is entered late."]
    desk.press(KEY.Key_Return)
    desk.type("On leave since.")
    send(desk)
    visit = desk.bus.ask(CaseFile(case_id=case_id)).visits[0]
    assert visit.late_reason == "On leave since."


def test_yesterday_is_one_press_away(open_desk: OpenDesk) -> None:
    desk = sit(open_desk)
    pane = open_form(desk)
    pane.form.when.time.line.setFocus()
    desk.press(KEY.Key_Tab)
    desk.press(KEY.Key_Tab)
    desk.press(KEY.Key_Return)
    assert pane.form.when.day.value == TODAY - timedelta(days=1)


def test_an_attempt_begins_with_no_reply(open_desk: OpenDesk) -> None:
    desk = sit(open_desk)
    pane = open_form(desk, KEY.Key_F)
    assert pane.form.outcome.value == Outcome.NO_REPLY.value
    assert "does not move" in pane.follows.accessibleName()
    before = desk.bus.ask(BeforeYouGo(case_of(desk)))
    add_trained(desk, pane, 2)
    send(desk)
    assert desk.window.banner.sentence.startswith(
        f"Attempt recorded. Still due {day(before.due_on)}."
    )


def test_who_may_go_is_found_by_typing_the_area_first(open_desk: OpenDesk) -> None:
    desk = sit(open_desk)
    pane = open_form(desk)
    area = desk.screen.table.current_row().area
    crew = pane.form.crew
    crew.line.setFocus()
    desk.press(KEY.Key_Down)
    assert crew.offers.isVisible()
    first = crew.offers.marked()
    assert first is not None
    assert first.area == area
    assert first.name in crew.line.accessibleDescription()
    desk.press(KEY.Key_Down)
    second = crew.offers.marked()
    desk.press(KEY.Key_Escape)
    assert not crew.offers.isVisible()
    assert pane.isVisible()
    desk.press(KEY.Key_Down)
    desk.press(KEY.Key_Down)
    desk.press(KEY.Key_Return)
    assert second is not None
    assert crew.crew == (second.collar,)
    desk.press(KEY.Key_Up)
    assert crew.offers.marked() != second


def test_an_unknown_number_is_explained_and_may_be_cleared(open_desk: OpenDesk) -> None:
    desk = sit(open_desk)
    pane = open_form(desk)
    desk.press(KEY.Key_Right)
    pane.form.crew.line.setFocus()
    desk.type("99999")
    desk.press(KEY.Key_Return)
    send(desk)
    assert listed(pane) == ["No officer has the collar number 99999."]
    pane.form.crew.line.setFocus()
    desk.press(KEY.Key_Escape)
    assert pane.form.crew.line.text() == ""
    assert listed(pane) == ["Say who went: at least one collar number."]
    desk.type("zz")
    send(desk)
    assert listed(pane) == ["“zz” is nobody on the list: choose an officer or clear it."]


def test_somebody_who_is_not_on_the_list_can_still_have_gone(open_desk: OpenDesk) -> None:
    desk = sit(open_desk)
    offered = {row.collar for row in desk.bus.ask(StaffList(visiting=True))}
    other = next(row for row in desk.bus.ask(StaffList()) if row.collar not in offered)
    pane = open_form(desk)
    pane.form.crew.line.setFocus()
    desk.type(other.collar)
    desk.press(KEY.Key_Return)
    assert pane.form.crew.crew == (other.collar,)


def test_a_crew_short_of_policy_is_said_and_allowed(open_desk: OpenDesk) -> None:
    desk = sit(open_desk)
    pane = open_form(desk)
    assert not pane.form.shortfall.isVisible()
    desk.press(KEY.Key_Right)
    add_trained(desk, pane, 1)
    assert pane.form.shortfall.accessibleName().startswith("Single-crewed: policy asks for 2")
    add_trained(desk, pane, 2)
    assert not pane.form.shortfall.isVisible()
    pane.form.crew.remove(pane.form.crew.crew[0])
    assert pane.form.shortfall.isVisible()
    send(desk)
    assert "Single-crewed" in desk.window.banner.sentence


def test_the_likeliest_visitor_is_one_press_away(open_desk: OpenDesk) -> None:
    desk = open_desk(Role.NPT_OFFICER, "visits")
    pane = open_form(desk)
    tab_to(desk, pane.form.crew.line)
    desk.press(KEY.Key_Tab)
    desk.press(KEY.Key_Return)
    assert pane.form.crew.crew == (desk.bus.actor.collar,)


def test_a_draft_is_kept_once_typing_rests(open_desk: OpenDesk) -> None:
    desk = sit(open_desk)
    pane = open_form(desk)
    pane.form.summary.setFocus()
    desk.type("Half a sent")
    desk.qtbot.waitUntil(lambda: pane.draft_words.text() == "Draft saved 14:07")
    found = desk.bus.ask(Draft("record", f"case:{case_of(desk)}"))
    assert found is not None
    assert found.content["summary"] == "Half a sent"


def test_a_draft_survives_its_window(open_desk: OpenDesk) -> None:
    desk = sit(open_desk)
    case_id = case_of(desk)
    pane = open_form(desk)
    desk.press(KEY.Key_Right)
    add_trained(desk, pane)
    crew = pane.form.crew.crew
    pane.form.disclosures.ticks[Disclosure.DEVICE].setChecked(True)
    pane.form.summary.setFocus()
    desk.type("Says that he has a new telephone.")
    desk.window.close()
    # Its bridge is closed: nothing comes back to wait for.
    desk.settle = lambda: None  # type: ignore[method-assign]
    again = sit(open_desk)
    again.turn_to()
    assert again.screen.table.choose_key(case_id)
    pane = open_form(again)
    assert pane.draft_words.text() == "Draft of 23 Nov 2026 14:07 brought back"
    assert pane.form.outcome.value == Outcome.SEEN_FULL.value
    assert pane.form.crew.crew == crew
    assert pane.form.disclosures.value == (Disclosure.DEVICE,)
    assert pane.form.summary.toPlainText() == "Says that he has a new telephone."
    send(again)
    assert again.window.banner.sentence.startswith("Visit recorded.")
    assert again.bus.ask(Draft("record", f"case:{case_id}")) is None


def test_escape_keeps_the_draft_and_start_afresh_drops_it(open_desk: OpenDesk) -> None:
    desk = sit(open_desk)
    pane = open_form(desk)
    pane.form.summary.setFocus()
    desk.type("To be finished.")
    desk.press(KEY.Key_Escape)
    assert shown(desk) == []
    pane = open_form(desk)
    assert pane.form.summary.toPlainText() == "To be finished."
    pane.afresh.setFocus()
    desk.press(KEY.Key_Return)
    assert pane.form.summary.toPlainText() == ""
    assert desk.bus.ask(Draft("record", f"case:{case_of(desk)}")) is None
    # A failed attempt has a draft of its own.
    pane = open_form(desk, KEY.Key_F)
    assert pane.draft_words.text() == ""


def test_a_case_changed_meanwhile_keeps_what_was_typed(open_desk: OpenDesk) -> None:
    desk = sit(open_desk)
    case_id = case_of(desk)
    pane = open_form(desk)
    desk.press(KEY.Key_Right)
    add_trained(desk, pane, 2)
    version = desk.bus.ask(BeforeYouGo(case_id)).version
    desk.bus.do(AllocateCases(((case_id, version),), None, "Officer on leave."))
    desk.settle()
    pane.form.summary.setFocus()
    desk.type("Typed before and kept.")
    send(desk)
    assert "changed" in pane.notice.accessibleName().lower()
    assert desk.window.focusWidget() is pane.look
    desk.press(KEY.Key_Return)
    assert not pane.notice.isVisible()
    assert pane.form.summary.toPlainText() == "Typed before and kept."
    send(desk)
    assert desk.window.banner.sentence.startswith("Visit recorded.")


def test_the_screens_own_keys_rest_while_the_form_has_the_keyboard(open_desk: OpenDesk) -> None:
    desk = sit(open_desk)
    pane = open_form(desk)
    for key in (KEY.Key_F, KEY.Key_A, KEY.Key_W, KEY.Key_Slash):
        desk.press(key)
    desk.press(KEY.Key_S, ctrl=True)
    assert [p for p in desk.screen.findChildren(FormPane) if p.isVisible()] == [pane]
    # From the list they work: another form takes the place of this one.
    desk.screen.table.setFocus()
    desk.press(KEY.Key_F)
    assert form_of(desk) is not pane


def test_whoever_may_not_record_is_told_at_once(open_desk: OpenDesk) -> None:
    desk = open_desk(Role.AUDITOR, "visits")
    # The list does not offer it to an auditor: the form itself must say so all the same.
    pane = open_record(desk.screen, case_of(desk), attempt=False)
    desk.settle()
    assert pane.notice.accessibleName().startswith("Auditors may not record visits.")
    assert not pane.save.isEnabled()
    send(desk)
    assert pane.isVisible()


@pytest.mark.parametrize("text", (100, 200))
@pytest.mark.parametrize("mode", (Mode.LIGHT, Mode.DARK))
def test_all_of_it_is_named_and_nothing_is_cut_off(
    open_desk: OpenDesk, mode: Mode, text: int
) -> None:
    desk = sit(open_desk)
    desk.appearance.set_mode(mode)
    desk.appearance.set_text(text)
    pane = open_form(desk)
    desk.press(KEY.Key_Right)
    add_trained(desk, pane, 1)
    QApplication.processEvents()
    assert_accessible(pane)
    assert_no_clipped_text(pane)
    assert looks_painted(pane)
    pane.form.blank()
    send(desk)
    assert_accessible(pane)
    assert_no_clipped_text(pane)


def test_every_field_can_be_named_by_a_refusal(open_desk: OpenDesk) -> None:
    desk = sit(open_desk)
    pane = open_form(desk)
    wanted = {"officers", "visited_on", "visited_at", "late_reason"}
    assert wanted <= set(pane.fields)
    assert all(isinstance(field, Field) for field in pane.fields.values())
