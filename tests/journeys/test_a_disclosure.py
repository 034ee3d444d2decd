"""A child comes to light at a visit: from the door to the queue, to the NPT and back, decided."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from rsovisit.domain.task import Lane, TaskKind, TaskState
from rsovisit.domain.visit import Disclosure, Outcome
from rsovisit.queries.tasks import TaskDetail, TaskQueue
from rsovisit.services.bus import CommandBus
from tests.journeys.conftest import OFFICER, Sitting, Start, late_case
from tests.journeys.test_recording import add_me, choose_case, click
from tests.journeys.test_recording import form as record_form
from ui.screens.formpane import FormPane
from ui.widgets.fields import Select

KEY = Qt.Key
QUESTION = "Who is the boy who comes in after school, and do his parents know?"
ANSWER = "His nephew of nine. Seen with the mother on Monday evening; she was told today."


def form(sitting: Sitting) -> Any:
    """The form that is open."""
    (found,) = [pane for pane in sitting.screen.findChildren(FormPane) if pane.isVisible()]
    return found


def send(sitting: Sitting) -> None:
    """Ctrl+Return."""
    sitting.press(KEY.Key_Return, ctrl=True)


def record_the_disclosure(officer: Sitting) -> None:
    """Record a visit at which a child came to light, by the officer alone."""
    choose_case(officer, "RSO-9001")
    officer.press(KEY.Key_R)
    pane = record_form(officer)
    click(officer, pane.form.outcome.button(Outcome.SEEN_FULL.value))
    add_me(officer, pane)
    pane.form.summary.setFocus()
    officer.type("Seen at home. A boy let himself in at half past three.")
    click(officer, pane.form.disclosures.ticks[Disclosure.CHILD_CONTACT])
    pane.form.summary.setFocus()
    send(officer)
    assert officer.window.banner.sentence.startswith("Visit recorded.")


def given_to(bus: CommandBus) -> str:
    """The assessor whom the case's return fell to: whoever holds less."""
    (whose,) = {t.assessor for t in bus.ask(TaskQueue()).rows if t.case_ref == "RSO-9001"}
    assert whose is not None
    return whose


def take_up(assessor: Sitting, kind: TaskKind) -> Any:
    """Choose the case's task of that kind in the queue, and read it."""
    listing = assessor.screen.listing
    task = next(
        line.task
        for line in listing.lines
        if line.task.case_ref == "RSO-9001" and line.task.kind is kind
    )
    assert listing.choose(task.task_id)
    detail = assessor.screen.detail
    assessor.qtbot.waitUntil(
        lambda: detail.file is not None and detail.file.row.task_id == task.task_id
    )
    assessor.settle()
    return task


def test_what_an_officer_heard_is_asked_about_answered_and_decided(
    start: Start, keeper: CommandBus
) -> None:
    late_case(keeper, days=3)
    officer = start(OFFICER)
    record_the_disclosure(officer)
    assert officer.count_in_rail("enquiries") == officer.go("enquiries").table.rows_model().total

    assessor = start(given_to(keeper))
    outstanding = assessor.count_in_rail("queue")
    asked = take_up(assessor, TaskKind.RETURN_CHECK)
    # A child goes before everything, and says so.
    assert (asked.lane, asked.red_flag) == (Lane.SAFEGUARDING, True)
    assessor.press(KEY.Key_T)
    assessor.type(QUESTION)
    to_whom = form(assessor).fields["officer"].editor
    assert isinstance(to_whom, Select)
    to_whom.set_value(OFFICER)
    send(assessor)
    assert f"to {OFFICER}: answer due" in assessor.window.banner.sentence
    # Closed as a check and open as an enquiry: no total moves.
    assert assessor.count_in_rail("queue") == outstanding

    officer.turn_to()
    screen = officer.go("enquiries")
    officer.press(KEY.Key_F5)
    mine = {row.asked: at for at, row in screen.table.rows_model().held()}
    row = screen.table.rows_model().row_at(mine[QUESTION])
    assert (row.case_ref, row.asked_of, row.days_late) == ("RSO-9001", OFFICER, 0)
    before = officer.count_in_rail("enquiries")
    assert screen.table.choose_key(row.task_id)
    officer.press(KEY.Key_N)
    officer.type(ANSWER)
    send(officer)
    assert officer.count_in_rail("enquiries") == before - 1

    assessor.turn_to()
    assessor.press(KEY.Key_F5)
    answered = take_up(assessor, TaskKind.NPT_ENQUIRY)
    assert answered.answered
    assert answered.lane is Lane.SAFEGUARDING
    assessor.press(KEY.Key_E)
    assessor.type("Known, seen and told; the referral carries it on. No further question.")
    send(assessor)
    assert assessor.count_in_rail("queue") == outstanding - 1
    assert assessor.bus.ask(TaskDetail(row.task_id)).row.state is TaskState.DONE
    # What the child needs stays open until children's services have answered.
    left = {task.kind for task in assessor.bus.ask(TaskQueue()).rows if task.case_ref == "RSO-9001"}
    assert left == {TaskKind.SIGNIFICANT_CHANGE, TaskKind.REFERRAL}
