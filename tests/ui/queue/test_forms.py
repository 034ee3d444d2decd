"""Decisions with a reason, and the question that goes to the NPT and comes back answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from rsovisit.domain.access import Role
from rsovisit.domain.task import TaskKind, TaskState
from rsovisit.queries.staff import StaffList
from rsovisit.queries.tasks import TaskDetail, TaskQueue, TaskRow
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.task import ReleaseTask
from tests.support.buses import TODAY, FixedClock
from tests.support.qt import assert_accessible
from tests.ui.queue.conftest import ANN, BOB, SERGEANT, QueueDesk, Sit, is_plain
from ui.labels import day
from ui.screens.case.answer import AnswerForm
from ui.screens.formpane import FormPane
from ui.screens.queue.columns import Mark
from ui.screens.queue.forms import NptForm, askable
from ui.widgets.cards import Callout
from ui.widgets.fields import Select

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")
KEY = Qt.Key
BECAUSE = "The sister confirms it, seen with her on Friday."


def _form(desk: QueueDesk) -> Any:
    found = [form for form in desk.window.findChildren(FormPane) if form.isVisible()]
    assert len(found) == 1
    assert_accessible(found[0])
    return found[0]


def _gone(desk: QueueDesk) -> bool:
    return not any(form.isVisible() for form in desk.window.findChildren(FormPane))


def _send(desk: QueueDesk) -> None:
    desk.press(KEY.Key_Return, ctrl=True)


def test_what_is_not_plain_is_accepted_with_a_sentence(sit: Sit) -> None:
    desk = sit()
    task = desk.find(lambda task: task.kind is TaskKind.SIGNIFICANT_CHANGE)
    desk.press(KEY.Key_E)
    form = _form(desk)
    _send(desk)
    assert form.fields["result"].editor.accessibleDescription() == "Say what was decided, and why."
    form.fields["result"].editor.setFocus()
    desk.type("Too short")
    _send(desk)
    assert "in a sentence" in form.fields["result"].editor.accessibleDescription()
    form.fields["result"].editor.setFocus()
    desk.type(f". {BECAUSE}")
    _send(desk)
    assert _gone(desk)
    assert desk.line(task.task_id).mark is Mark.DONE
    assert desk.banner == f"Accepted Significant change, {task.case_ref}."
    assert desk.bus.ask(TaskDetail(task.task_id)).result == f"Too short. {BECAUSE}"


def test_letters_typed_in_a_form_decide_nothing(sit: Sit) -> None:
    desk = sit()
    desk.find(lambda task: task.kind is TaskKind.SIGNIFICANT_CHANGE)
    before = [line.mark for line in desk.lines]
    desk.press(KEY.Key_T)
    desk.type("never e h z n t")
    desk.settle()
    assert _form(desk).fields["asked"].editor.toPlainText() == "never e h z n t"
    desk.press(KEY.Key_Tab)
    desk.press(KEY.Key_Z)
    desk.press(KEY.Key_E)
    assert [line.mark for line in desk.lines] == before
    desk.press(KEY.Key_Escape)
    assert _gone(desk)
    assert desk.window.focusWidget() is desk.queue.table


def test_a_referral_needs_its_reference(sit: Sit) -> None:
    desk = sit()
    task = desk.find(lambda task: task.kind is TaskKind.REFERRAL)
    desk.press(KEY.Key_E)
    form = _form(desk)
    assert list(form.fields) == ["reference", "result"]
    _send(desk)
    assert len(form.problems.links) == 2
    form.fields["reference"].editor.setFocus()
    desk.type("CSC-0042")
    desk.press(KEY.Key_Tab)
    desk.type("Assessment opened, strategy meeting on Monday.")
    _send(desk)
    assert desk.line(task.task_id).mark is Mark.DONE
    result = desk.bus.ask(TaskDetail(task.task_id)).result
    assert result == "Reference CSC-0042. Assessment opened, strategy meeting on Monday."


def test_an_assessment_says_when_the_next_falls_due(sit: Sit) -> None:
    desk = sit()
    desk.find(lambda task: task.kind is TaskKind.ARMS_ASSESSMENT)
    desk.press(KEY.Key_E)
    assert "the next falls due on" in _form(desk).follows.accessibleName()


def _can_be_asked(desk: QueueDesk) -> TaskRow:
    """Choose a plain return about which somebody may be asked."""
    staff = desk.bus.ask(StaffList(visiting=True))

    def wanted(task: TaskRow) -> bool:
        return is_plain(task) and bool(askable(staff, desk.bus.ask(TaskDetail(task.task_id))))

    return desk.find(wanted)


def test_asking_the_npt_closes_a_return_and_raises_an_enquiry(sit: Sit) -> None:
    desk = sit()
    task = _can_be_asked(desk)
    before = desk.bus.ask(TaskQueue(ANN)).outstanding
    desk.press(KEY.Key_T)
    form = _form(desk)
    assert isinstance(form, NptForm)
    assert form.follows.accessibleName().startswith("Closes the check.")
    desk.type("Who helps with the shopping, and are there children?")
    officer = form.fields["officer"].editor
    assert isinstance(officer, Select)
    asked_of = officer.value
    _send(desk)
    assert _gone(desk)
    assert desk.line(task.task_id).mark is Mark.SENT
    assert desk.queue.listing.news.sentence == ""
    assert f"to {asked_of}: answer due" in desk.banner
    view = desk.bus.ask(TaskQueue(ANN))
    assert view.outstanding == before
    raised = [row for row in view.rows if row.case_id == task.case_id and row.npt_officer]
    # There may be an earlier enquiry about the same case.
    assert {row.state for row in raised if row.npt_officer == asked_of} == {TaskState.WITH_NPT}
    desk.press(KEY.Key_Z)
    assert "Return to check" in desk.banner
    assert desk.line(task.task_id).mark is None


def test_only_who_may_see_the_case_can_be_asked(sit: Sit) -> None:
    desk = sit()
    _can_be_asked(desk)
    file = desk.queue.detail.file
    assert file is not None
    desk.press(KEY.Key_T)
    officer = _form(desk).fields["officer"].editor
    offered = {officer.itemData(at) for at in range(officer.count())}
    staff = {row.collar: row for row in desk.bus.ask(StaffList())}
    assert offered
    for collar in offered:
        row = staff[collar]
        assert row.role is Role.NPT_OFFICER
        assert row.area == file.area or row.staff_id == file.officer_id


def test_hold_needs_a_day_and_a_reason_and_can_be_taken_up_again(sit: Sit) -> None:
    desk = sit()
    task = desk.plain()
    desk.press(KEY.Key_H)
    form = _form(desk)
    desk.type("Waiting for the laboratory's report.")
    form.fields["until_on"].editor.setFocus()
    desk.type("tomorrow")
    _send(desk)
    tomorrow = TODAY + timedelta(days=1)
    assert desk.line(task.task_id).mark is Mark.HELD
    assert desk.banner == f"Held Return to check, {task.case_ref}, until {day(tomorrow)}."
    assert desk.queue.filters.chips.button("all").count == len(desk.ids)
    assert desk.queue.listing.choose(task.task_id)
    assert desk.read().row.held_until_on == tomorrow
    assert desk.queue.decisions.acts["hold"].text() == "Take up again"
    desk.press(KEY.Key_H)
    assert desk.banner == f"Took up Return to check, {task.case_ref}, again."
    # It is as it was when the list was shown, so the line says nothing of it.
    assert desk.line(task.task_id).mark is None


def test_what_was_held_before_is_marked_when_taken_up(sit: Sit) -> None:
    desk = sit(place="held")
    task = desk.find(lambda task: task.state is TaskState.HELD)
    desk.press(KEY.Key_H)
    assert desk.line(task.task_id).mark is Mark.TAKEN_UP
    desk.press(KEY.Key_Z)
    assert desk.line(task.task_id).mark is None


def test_a_hold_without_a_day_is_stopped_in_words(sit: Sit) -> None:
    desk = sit()
    desk.plain()
    desk.press(KEY.Key_H)
    form = _form(desk)
    _send(desk)
    said = [link.words() for link in form.problems.links]
    assert said == ["Say why it is to wait.", "Say until which day."]


def test_a_supervisor_moves_a_task_with_a_reason(sit: Sit) -> None:
    desk = sit(SERGEANT, place=(ANN, "all"))
    task = desk.find(lambda task: task.assessor == ANN)
    desk.press(KEY.Key_L)
    form = _form(desk)
    assert form.fields["assessor"].editor.value == BOB
    form.fields["reason"].editor.setFocus()
    desk.type("Evens out the two queues this week.")
    _send(desk)
    assert desk.line(task.task_id).mark is Mark.MOVED
    assert desk.bus.ask(TaskDetail(task.task_id)).row.assessor == BOB


def test_a_draft_is_found_again(sit: Sit, qtbot: QtBot) -> None:
    desk = sit()
    task = desk.find(lambda task: task.kind is TaskKind.SIGNIFICANT_CHANGE)
    desk.press(KEY.Key_E)
    desk.type(BECAUSE)
    desk.press(KEY.Key_Escape)
    desk.press(KEY.Key_E)
    editor = _form(desk).fields["result"].editor
    assert isinstance(editor, QPlainTextEdit)
    qtbot.waitUntil(lambda: editor.toPlainText() == BECAUSE)
    _send(desk)
    assert desk.line(task.task_id).mark is Mark.DONE


def test_a_form_that_is_stale_reads_again_and_keeps_the_words(
    sit: Sit, open_bus_for: Callable[[str], CommandBus]
) -> None:
    desk = sit()
    task = desk.find(lambda task: task.kind is TaskKind.SIGNIFICANT_CHANGE)
    desk.press(KEY.Key_E)
    desk.type(BECAUSE)
    bob = open_bus_for(BOB)
    with bob.register.work() as work:
        work.run("update task set version = version + 1 where id = :id", id=task.task_id)
        work.commit()
    _send(desk)
    form = _form(desk)
    assert "changed" in form.notice.accessibleName()
    assert not form.look.isHidden()
    form.look.click()
    desk.settle()
    assert form.fields["result"].editor.toPlainText() == BECAUSE
    _send(desk)
    assert _gone(desk)
    assert desk.line(task.task_id).mark is Mark.DONE


def test_an_officer_answers_on_the_case_and_the_assessor_is_told(
    sit: Sit, open_bus_for: Callable[[str], CommandBus]
) -> None:
    ann = sit()
    asked = ann.find(lambda task: task.state is TaskState.WITH_NPT and bool(task.npt_officer))
    pat = sit(asked.npt_officer, "case", asked.case_id)
    screen = pat.window.open_now
    assert screen is not None
    assert asked.asked
    assert [
        label for label in screen.findChildren(Callout) if asked.asked in label.accessibleName()
    ]
    pat.turn_to()
    pat.press(KEY.Key_N, on=screen)
    form = _form(pat)
    assert isinstance(form, AnswerForm)
    pat.type("Seen at home on Friday with the sister: no children live there.")
    _send(pat)
    assert _gone(pat)
    assert pat.banner.startswith("Answered ")
    ann.turn_to()
    ann.bus.do(ReleaseTask(asked.task_id))
    ann.settle()
    assert ann.queue.listing.news.sentence == "1 change since you looked"
    ann.look()
    ann.part("answered")
    assert ann.ids == [asked.task_id]
    file = ann.read()
    assert file.answer == "Seen at home on Friday with the sister: no children live there."
    ann.press(KEY.Key_E)
    ann.type("The answer settles it: no children there.")
    _send(ann)
    assert ann.line(asked.task_id).mark is Mark.DONE


def test_a_form_belongs_to_its_task_whatever_is_chosen_meanwhile(sit: Sit) -> None:
    desk = sit()
    task = desk.find(lambda task: task.kind is TaskKind.SIGNIFICANT_CHANGE)
    desk.press(KEY.Key_E)
    form = _form(desk)
    other = next(t for t in desk.ids if t != task.task_id)
    desk.queue.listing.choose(other)
    desk.read()
    form.fields["result"].editor.setFocus()
    desk.type(BECAUSE)
    _send(desk)
    assert desk.line(task.task_id).mark is Mark.DONE
    assert desk.line(other).mark is None
    current = desk.queue.listing.current()
    assert current is not None
    assert current.task.task_id == other


def test_nothing_left_to_take_is_said_in_words(
    sit: Sit, open_bus_for: Callable[[str], CommandBus]
) -> None:
    with open_bus_for(BOB).register.work() as work:
        work.run(
            "update task set locked_by = :bob, locked_at = :now, version = version + 1",
            bob=BOB,
            now=FixedClock().now(),
        )
        work.commit()
    desk = sit()
    desk.press(KEY.Key_N)
    assert desk.banner.startswith("Nothing is left to take")
