"""Two officers at one case: the second is told, loses nothing, and decides with open eyes."""

from __future__ import annotations

from PySide6.QtCore import Qt

from rsovisit.domain.visit import Outcome
from rsovisit.queries.case import CaseFile
from rsovisit.services.bus import CommandBus
from tests.journeys.conftest import OFFICER, Sitting, Start, late_case
from tests.journeys.test_recording import add_me, choose_case, click, form
from ui.screens.record.form import RecordPane

KEY = Qt.Key


def filled(sitting: Sitting, outcome: Outcome, at: str = "") -> RecordPane:
    """The form for the late case, filled in and not sent."""
    sitting.turn_to()
    choose_case(sitting, "RSO-9001")
    sitting.press(KEY.Key_R)
    pane = form(sitting)
    click(sitting, pane.form.outcome.button(outcome.value))
    add_me(sitting, pane)
    pane.form.when.time.setFocus()
    sitting.type(at)
    pane.form.summary.setFocus()
    sitting.type("What I saw.")
    sitting.settle()
    return pane


def test_the_second_to_save_is_told_and_nothing_is_lost(start: Start, keeper: CommandBus) -> None:
    late_case(keeper, days=3)
    first, second = start(OFFICER), start(OFFICER)
    mine = filled(first, Outcome.SEEN_FULL)
    theirs = filled(second, Outcome.SEEN_PARTIAL, "09:15")
    first.turn_to()
    click(first, mine.save)
    assert "Visit recorded." in first.window.banner.sentence

    second.turn_to()
    click(second, theirs.save)
    assert theirs.isVisible()
    assert "changed" in theirs.notice.accessibleName()
    assert theirs.look.isVisible()
    assert theirs.look.hasFocus()
    assert not second.bus.ask(CaseFile(case_ref="RSO-9001")).attempts
    # What was typed is there; having looked again, it is sent.
    assert theirs.form.summary.toPlainText() == "What I saw."
    second.press(KEY.Key_Return)
    assert not theirs.notice.isVisible()
    assert theirs.save.hasFocus()
    second.press(KEY.Key_Return)
    assert "recorded." in second.window.banner.sentence
    found = second.bus.ask(CaseFile(case_ref="RSO-9001"))
    assert len(found.visits) == 1
    assert len(found.attempts) == 1


def test_the_other_window_sees_it_when_it_looks_again(start: Start, keeper: CommandBus) -> None:
    late_case(keeper, days=3)
    first, second = start(OFFICER), start(OFFICER)
    before = second.screen.filters.chips.button("overdue").count
    click(first, filled(first, Outcome.SEEN_FULL).save)
    second.turn_to()
    second.press(KEY.Key_F5)
    assert second.screen.filters.chips.button("overdue").count == before - 1
    refs = {row.case_ref for _, row in second.screen.table.rows_model().held()}
    assert "RSO-9001" not in refs


def test_a_window_and_a_command_share_the_register(start: Start, keeper: CommandBus) -> None:
    late_case(keeper, days=3)
    officer = start(OFFICER)
    theirs = filled(officer, Outcome.SEEN_FULL)
    with keeper.register.work() as work:
        work.run("update case_file set version = version + 1 where case_ref = 'RSO-9001'")
        work.commit()
    click(officer, theirs.save)
    assert theirs.look.isVisible()
