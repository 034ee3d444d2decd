"""Open, see who is overdue, record the visit, and watch everything move."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from rsovisit.domain.due import Bucket, add_months
from rsovisit.domain.visit import Outcome
from rsovisit.domain.warning import Level
from rsovisit.queries.case import CaseFile
from rsovisit.queries.visits import CountVisits, VisitFilter, VisitList
from rsovisit.queries.warnings import WarningList
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.warning import RaiseWarnings
from tests.journeys.conftest import OFFICER, Sitting, Start, late_case
from tests.support.buses import TODAY
from tests.support.importing import rows
from ui.screens.record.form import RecordPane
from ui.widgets.buttons import LinkButton

KEY = Qt.Key


def due_on(bus: CommandBus, case_ref: str) -> date | None:
    """When the case's next visit is due."""
    return bus.ask(VisitList(VisitFilter(text=case_ref))).rows[0].due_on


def open_warnings(bus: CommandBus, case_ref: str) -> list[str]:
    """The kinds of the case's open warnings."""
    found = bus.ask(WarningList(limit=10_000)).rows
    return [row.kind.value for row in found if row.case_ref == case_ref]


def choose_case(sitting: Sitting, case_ref: str) -> None:
    """Find a case with the filter, by keyboard, and go back to the list."""
    sitting.press(KEY.Key_Slash, on=sitting.screen.table)
    sitting.type(case_ref)
    sitting.settle()
    sitting.screen.table.setFocus()
    assert sitting.screen.table.current_row().case_ref == case_ref


def form(sitting: Sitting) -> RecordPane:
    """The form that is open."""
    return next(pane for pane in sitting.screen.findChildren(RecordPane) if pane.isVisible())


def click(sitting: Sitting, widget: QWidget) -> None:
    """A click, and what follows."""
    sitting.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
    sitting.settle()


def add_me(sitting: Sitting, pane: RecordPane) -> None:
    """Press the link that puts oneself in the crew."""
    links = pane.findChildren(LinkButton)
    click(sitting, next(link for link in links if link.words().startswith("Add me, ")))


def test_a_visit_is_recorded_and_everything_moves(start: Start, keeper: CommandBus) -> None:
    case_id = late_case(keeper, days=3)
    keeper.do(RaiseWarnings())
    officer = start(OFFICER)
    screen = officer.screen
    assert screen.key == "visits"
    assert screen.filters.chips.choice == "overdue"
    chips = screen.filters.chips
    before = {key: chips.button(key).count for key in ("overdue", "due_soon", "later", "all")}
    assert officer.count_in_rail("visits") == before["overdue"]
    bell = officer.bell()
    assert "visit_overdue" in open_warnings(officer.bus, "RSO-9001")

    choose_case(officer, "RSO-9001")
    row = screen.table.current_row()
    assert (row.bucket, row.days_overdue) == (Bucket.OVERDUE, 3)
    officer.press(KEY.Key_R)
    pane = form(officer)
    click(officer, pane.form.outcome.button(Outcome.SEEN_FULL.value))
    add_me(officer, pane)
    assert pane.form.crew.crew == (OFFICER,)
    pane.form.summary.setFocus()
    officer.type("Seen at home, alone. No change.")
    assert "23 Nov 2027" in pane.follows.accessibleName()
    officer.qtbot.keyClick(pane.form.summary, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    officer.settle()

    # The date moved, by the rule.
    assert due_on(officer.bus, "RSO-9001") == add_months(TODAY, 12) == date(2027, 11, 23)
    assert officer.window.banner.sentence.startswith("Visit recorded. Next due 23 Nov 2027.")
    # The row left the list, and the keyboard is back in it.
    assert screen.table.rows_model().total == 0
    officer.press(KEY.Key_Escape, on=screen.filters.box)
    assert "RSO-9001" not in {row.case_ref for _, row in screen.table.rows_model().held()}
    # Every count fell with it.
    assert chips.button("overdue").count == before["overdue"] - 1
    assert chips.button("later").count == before["later"] + 1
    assert chips.button("all").count == before["all"]
    assert officer.count_in_rail("visits") == before["overdue"] - 1
    assert officer.bell() == bell - 1
    assert officer.bus.ask(CountVisits()).overdue == before["overdue"] - 1
    # The warning is cleared, with its history kept.
    assert open_warnings(officer.bus, "RSO-9001") == []
    history = rows(
        officer.bus,
        "select e.what from warning_event e join warning w on w.id = e.warning_id"
        " where w.case_id = :case order by e.id",
        case=case_id,
    )
    assert [what for (what,) in history] == ["raised", "cleared"]
    # And it is in the case, with who did it.
    found = officer.bus.ask(CaseFile(case_ref="RSO-9001"))
    assert [visit.visited_on for visit in found.visits] == [TODAY]
    acts = rows(officer.bus, "select actor from audit_event where tag = 'visit:record'")
    assert acts == [(OFFICER,)]


def test_a_failed_attempt_moves_nothing_but_is_seen(start: Start, keeper: CommandBus) -> None:
    late_case(keeper, days=3)
    keeper.do(RaiseWarnings())
    officer = start(OFFICER)
    choose_case(officer, "RSO-9001")
    before = due_on(officer.bus, "RSO-9001")
    counts = officer.bus.ask(CountVisits())
    officer.press(KEY.Key_F)
    pane = form(officer)
    assert pane.form.outcome.value == Outcome.NO_REPLY.value
    add_me(officer, pane)
    click(officer, pane.save)
    assert officer.window.banner.sentence.startswith("Attempt recorded. Still due")
    assert due_on(officer.bus, "RSO-9001") == before
    assert officer.bus.ask(CountVisits()) == counts
    assert "visit_overdue" in open_warnings(officer.bus, "RSO-9001")
    row = officer.screen.table.current_row()
    assert row.case_ref == "RSO-9001"
    assert "1 failed attempt" in row.needs


def test_a_warning_that_had_climbed_is_cleared_for_everyone(
    start: Start, keeper: CommandBus
) -> None:
    late_case(keeper, days=20)
    keeper.do(RaiseWarnings())
    supervisor, officer = start("1140", screen="warnings"), start(OFFICER)
    found = supervisor.bus.ask(WarningList(limit=10_000)).rows
    assert next(row.level for row in found if row.case_ref == "RSO-9001") is Level.INSPECTOR
    total = supervisor.screen.table.rows_model().total
    officer.turn_to()
    choose_case(officer, "RSO-9001")
    officer.press(KEY.Key_R)
    pane = form(officer)
    click(officer, pane.form.outcome.button(Outcome.SEEN_FULL.value))
    add_me(officer, pane)
    click(officer, pane.save)
    supervisor.turn_to()
    supervisor.press(KEY.Key_F5)
    assert "RSO-9001" not in {
        row.case_ref for _, row in supervisor.screen.table.rows_model().held()
    }
    assert supervisor.screen.table.rows_model().total <= total


def test_what_was_typed_survives_the_window(start: Start, keeper: CommandBus) -> None:
    late_case(keeper, days=3)
    officer = start(OFFICER)
    choose_case(officer, "RSO-9001")
    officer.press(KEY.Key_R)
    pane = form(officer)
    click(officer, pane.form.outcome.button(Outcome.SEEN_PARTIAL.value))
    pane.form.summary.setFocus()
    officer.type("Spoke on the doorstep")
    officer.leave()

    again = start(OFFICER)
    choose_case(again, "RSO-9001")
    again.press(KEY.Key_R)
    pane = form(again)
    assert pane.form.summary.toPlainText() == "Spoke on the doorstep"
    assert pane.form.outcome.value == Outcome.SEEN_PARTIAL.value
    assert "Draft" in pane.draft_words.text()
