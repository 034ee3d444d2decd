"""A change reported outside a visit: a task within the hour, and a visit by a date of its own."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rsovisit.domain.case import Status
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.visit import Disclosure, Outcome
from rsovisit.errors import Invalid
from rsovisit.queries.case import CaseFile, CaseFileRow
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.visit import RecordVisit, ReportChange
from tests.support.builders import TODAY
from tests.support.cases import an_officer, past_visit, register_case

TIP = "An anonymous caller spoke of a new partner."


def case_file(bus: CommandBus, case_id: int) -> CaseFileRow:
    return bus.ask(CaseFile(case_id=case_id))


@pytest.mark.parametrize(
    "level,days",
    (
        (RiskLevel.VERY_HIGH, 2),
        (RiskLevel.HIGH, 3),
        (RiskLevel.MEDIUM, 7),
        (RiskLevel.LOW, 7),
    ),
)
def test_it_brings_the_date_forward_by_level(bus: CommandBus, level: RiskLevel, days: int) -> None:
    case_id = register_case(bus, risk_level=level, last_visit_stated_on=TODAY - timedelta(days=1))
    raised = bus.do(ReportChange(case_id, Disclosure.NEW_PARTNER, TODAY, TIP)).value
    found = case_file(bus, case_id)
    assert found.facts.due_on == TODAY + timedelta(days=days)
    assert any("Significant change" in said for said in raised)
    assert any("Warning raised: visit due soon" in said for said in raised)
    assert found.changes[0].note == TIP
    assert any("Visit due date moved from" in entry.words for entry in found.timeline)


@pytest.mark.parametrize("status", (Status.REACTIVE, Status.CUSTODY))
def test_it_ends_reactive_management_but_no_other_pause(bus: CommandBus, status: Status) -> None:
    case_id = register_case(bus, status=status, last_visit_stated_on=date(2026, 5, 1))
    raised = bus.do(ReportChange(case_id, Disclosure.NEW_PARTNER, TODAY, TIP)).value
    facts = case_file(bus, case_id).facts
    ended = status is Status.REACTIVE
    assert facts.status is (Status.ACTIVE if ended else status)
    assert facts.due_on == (TODAY + timedelta(days=7) if ended else None)
    assert any("Reactive management ended" in said for said in raised) is ended
    assert any("due soon" in said for said in raised) is ended


def test_a_change_that_a_visit_answers_still_ends_reactive_management(bus: CommandBus) -> None:
    an_officer(bus, "2417")
    case_id = register_case(bus, case_ref="RSO-1", status=Status.REACTIVE)
    told = (Disclosure.DEVICE,)
    done = bus.do(RecordVisit("RSO-1", Outcome.SEEN_FULL, TODAY, ("2417",), disclosures=told))
    assert done.value.next_due_on == TODAY + timedelta(days=7)
    assert case_file(bus, case_id).facts.status is Status.ACTIVE


@pytest.mark.parametrize(
    "outcome,ends",
    (
        (Outcome.NOT_RESIDENT, True),
        (Outcome.ACCESS_REFUSED, True),
        (Outcome.CANNOT_VISIT, False),
        (Outcome.NO_REPLY, False),
    ),
)
def test_an_attempt_that_says_something_is_wrong_ends_it(
    bus: CommandBus, outcome: Outcome, ends: bool
) -> None:
    an_officer(bus, "2417")
    case_id = register_case(
        bus, case_ref="RSO-1", status=Status.REACTIVE, last_visit_stated_on=date(2026, 5, 1)
    )
    done = bus.do(RecordVisit("RSO-1", outcome, TODAY, ("2417",)))
    due = TODAY + timedelta(days=14) if ends else None
    assert done.value.next_due_on == case_file(bus, case_id).facts.due_on == due
    assert case_file(bus, case_id).facts.status is (Status.ACTIVE if ends else Status.REACTIVE)


def test_it_never_moves_a_date_back(bus: CommandBus) -> None:
    case_id = register_case(bus, last_visit_stated_on=date(2026, 5, 1))
    bus.do(ReportChange(case_id, Disclosure.WORK, TODAY, TIP))
    assert case_file(bus, case_id).facts.due_on == date(2026, 11, 1)


def test_a_visit_made_before_the_report_that_day_does_not_answer_it(bus: CommandBus) -> None:
    case_id = register_case(bus, case_ref="RSO-1")
    past_visit(bus, case_id, TODAY)
    bus.do(ReportChange(case_id, Disclosure.NEW_PARTNER, TODAY, TIP))
    assert case_file(bus, case_id).facts.due_on == TODAY + timedelta(days=7)


def test_the_next_visit_answers_it(bus: CommandBus) -> None:
    an_officer(bus, "2417")
    case_id = register_case(bus, case_ref="RSO-1", last_visit_stated_on=date(2026, 11, 1))
    bus.do(ReportChange(case_id, Disclosure.NEW_PARTNER, TODAY - timedelta(days=2), TIP))
    bus.do(RecordVisit("RSO-1", Outcome.SEEN_ELSEWHERE, TODAY, ("2417",)))
    assert case_file(bus, case_id).facts.due_on == TODAY + timedelta(days=5)
    bus.do(RecordVisit("RSO-1", Outcome.SEEN_FULL, TODAY, ("2417",), visited_at="18:00"))
    found = case_file(bus, case_id)
    assert (found.facts.due_on, found.requirements[0].met) == (date(2027, 5, 23), True)


@pytest.mark.parametrize(
    "on,note,field",
    ((TODAY + timedelta(days=1), TIP, "reported_on"), (TODAY, "  ", "note")),
)
def test_bad_input_gets_a_sentence(bus: CommandBus, on: date, note: str, field: str) -> None:
    case_id = register_case(bus)
    with pytest.raises(Invalid) as failed:
        bus.do(ReportChange(case_id, Disclosure.WORK, on, note))
    assert failed.value.field == field
    assert case_file(bus, case_id).changes == ()
