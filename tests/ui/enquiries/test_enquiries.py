"""The enquiries screen: what was asked of whom, answered without a pointer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea

from rsovisit.domain.access import Role
from rsovisit.domain.task import TaskState
from rsovisit.queries.enquiries import CountEnquiries, EnquiryList, EnquiryPart, EnquiryRow
from rsovisit.services.commands.task import AnswerTask
from tests.support.desk import Desk, as_someone, looks_painted
from tests.support.qt import assert_accessible, assert_no_clipped_text
from ui.screens.case.answer import AnswerForm
from ui.theme import Mode, current

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")

OpenDesk = Callable[..., Desk]
KEY = Qt.Key
ANSWERED = "The sister lives there since June; seen on Monday evening with her son of nine."
_LOOKED = "select count(*) from audit_event where tag = 'case:consult' and actor = :who"


def rows(desk: Desk) -> list[EnquiryRow]:
    return [row for _, row in desk.screen.table.rows_model().held()]


def form(desk: Desk) -> AnswerForm:
    (found,) = [form for form in desk.screen.findChildren(AnswerForm) if form.isVisible()]
    assert isinstance(found, AnswerForm)
    return found


def looks(desk: Desk) -> int:
    with desk.bus.register.work() as work:
        return int(work.reader.value(_LOOKED, who=desk.bus.actor.collar))


def state(desk: Desk, task_id: int) -> tuple[TaskState, str]:
    with desk.bus.register.work() as work:
        said = "select reason from task_event where task_id = :id and what = 'answered'"
        stands = work.reader.value("select state from task where id = :id", id=task_id)
        return TaskState(stands), str(work.reader.value(said, id=task_id))


@pytest.mark.parametrize("role", (Role.NPT_OFFICER, Role.SUPERVISOR, Role.KEEPER))
def test_it_opens_where_the_rail_counts_and_each_chip_is_a_length(
    open_desk: OpenDesk, role: Role
) -> None:
    desk = open_desk(role, "enquiries")
    counts = desk.bus.ask(CountEnquiries())
    assert counts.all
    assert desk.screen.chips.choice == counts.opens
    in_rail = desk.window.rail.button("enquiries").accessibleName()
    assert in_rail == f"Enquiries, {counts.of(counts.opens)}"
    for part in counts.offered:
        desk.screen.chips.button(part.value).click()
        desk.settle()
        total = desk.screen.table.rows_model().total
        assert desk.screen.chips.button(part.value).count == total == counts.of(part)


def test_a_supervisor_sees_the_late_ones_first_and_the_longest_late_on_top(
    open_desk: OpenDesk,
) -> None:
    desk = open_desk(Role.SUPERVISOR, "enquiries")
    assert desk.screen.chips.choice == EnquiryPart.LATE
    late = [row.days_late for row in rows(desk)]
    assert late == sorted(late, reverse=True)
    assert late[-1] > 0


def test_it_is_answered_from_the_keyboard_and_leaves_the_list(open_desk: OpenDesk) -> None:
    desk = open_desk(Role.NPT_OFFICER, "enquiries")
    asked, before = rows(desk), looks(desk)
    chosen = desk.screen.table.current_row()
    assert chosen == asked[0]
    desk.press(KEY.Key_N)
    assert chosen.asked in form(desk).top.itemAt(1).widget().accessibleName()
    # Whoever answers has the case before them, and that is logged.
    assert looks(desk) == before + 1
    desk.type(ANSWERED)
    desk.press(KEY.Key_Return, ctrl=True)
    assert [row.task_id for row in rows(desk)] == [row.task_id for row in asked[1:]]
    assert state(desk, chosen.task_id) == (TaskState.OPEN, ANSWERED)
    assert desk.window.banner.sentence.startswith("Answered")
    assert len(asked) - 1 == desk.bus.ask(CountEnquiries()).of(
        EnquiryPart(desk.screen.chips.choice)
    )


def test_an_answer_needs_a_sentence(open_desk: OpenDesk) -> None:
    desk = open_desk(Role.NPT_OFFICER, "enquiries")
    desk.press(KEY.Key_N)
    desk.press(KEY.Key_Return, ctrl=True)
    assert form(desk).isVisible()
    assert form(desk).stops()[0].sentence == "Give the answer in a sentence."


def test_one_answered_elsewhere_meanwhile_is_said_and_goes(
    open_desk: OpenDesk, register_file: Path
) -> None:
    desk = open_desk(Role.NPT_OFFICER, "enquiries")
    chosen = desk.screen.table.current_row()
    keeper = as_someone(register_file, Role.KEEPER)
    try:
        with keeper.register.work() as work:
            version = work.reader.value(
                "select version from task where id = :id", id=chosen.task_id
            )
        keeper.do(AnswerTask(chosen.task_id, version, ANSWERED))
    finally:
        keeper.close()
    desk.press(KEY.Key_N)
    assert desk.window.banner.sentence == "It has been answered meanwhile."
    assert chosen.task_id not in [row.task_id for row in rows(desk)]


def test_enter_opens_the_case_and_back_comes_back(open_desk: OpenDesk) -> None:
    desk = open_desk(Role.NPT_OFFICER, "enquiries")
    desk.press(KEY.Key_J)
    chosen = desk.screen.table.current_row()
    desk.press(KEY.Key_Return)
    assert desk.screen is desk.window.screens["case"]
    assert chosen.case_ref in desk.screen._head.title.text()
    desk.window.step(-1)
    desk.settle()
    assert desk.screen is desk.window.screens["enquiries"]
    assert desk.screen.table.current_row() == chosen


def test_an_assessor_has_the_queue_for_it(open_desk: OpenDesk) -> None:
    assert "enquiries" not in open_desk(Role.ARMS_OFFICER, "queue").window.entries


def test_an_empty_list_says_where_the_work_is(open_desk: OpenDesk) -> None:
    desk = open_desk(Role.NPT_OFFICER, "enquiries")
    for row in desk.bus.ask(EnquiryList(limit=1000)).rows:
        with desk.bus.register.work() as work:
            version = work.reader.value("select version from task where id = :id", id=row.task_id)
        desk.bus.do(AnswerTask(row.task_id, version, ANSWERED))
    desk.go("visits")
    desk.go("enquiries")
    desk.screen.chips.button(EnquiryPart.MINE.value).click()
    desk.settle()
    assert desk.screen.table.rows_model().total == 0
    assert not desk.screen._answer.isEnabled()
    assert looks_painted(desk.screen)


@pytest.mark.parametrize("mode", (Mode.LIGHT, Mode.DARK))
@pytest.mark.parametrize("text", (100, 200))
def test_all_of_it_is_named_and_nothing_is_cut_off(
    open_desk: OpenDesk, mode: Mode, text: int
) -> None:
    desk = open_desk(Role.NPT_OFFICER, "enquiries")
    desk.appearance.set_mode(mode)
    desk.appearance.set_text(text)
    desk.settle()
    area = desk.window.stack.currentWidget()
    assert isinstance(area, QScrollArea)
    assert area.horizontalScrollBar().maximum() == 0
    assert current().dark is (mode is Mode.DARK)
    assert_accessible(desk.screen)
    assert_no_clipped_text(desk.screen)
    assert looks_painted(desk.screen)
