"""Rows of the visits list: what each says, and which a filter leaves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from rsovisit.domain.case import Status
from rsovisit.domain.due import Bucket
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import TaskKind
from rsovisit.domain.visit import Outcome
from rsovisit.queries.visits import VisitFilter, VisitList, VisitOrder, VisitRow
from rsovisit.services.bus import CommandBus
from tests.support.builders import TODAY
from tests.support.cases import an_officer, open_task, past_visit, register_case


def listed(bus: CommandBus, **chosen: Any) -> list[str]:
    return [row.case_ref for row in bus.ask(VisitList(VisitFilter(**chosen))).rows]


def only(bus: CommandBus) -> VisitRow:
    (row,) = bus.ask(VisitList()).rows
    return row


def test_a_row_says_it_all(bus: CommandBus) -> None:
    an_officer(bus, "2417")
    register_case(bus, case_ref="RSO-1", officer="2417", last_visit_stated_on=date(2026, 5, 12))
    row = only(bus)
    assert (row.case_ref, row.name, row.area) == ("RSO-1", "A. Sample", "Peterlee")
    assert (row.officer, row.officer_name) == ("2417", "Officer 2417")
    assert (row.last_visit_on, row.due_on) == (date(2026, 5, 12), date(2026, 11, 12))
    assert (row.days_overdue, row.bucket, row.needs) == (11, Bucket.OVERDUE, "")


def test_what_each_filter_leaves(bus: CommandBus) -> None:
    an_officer(bus, "2417")
    register_case(bus, case_ref="RSO-1", officer="2417", risk_level=RiskLevel.HIGH)
    register_case(bus, case_ref="RSO-2", area="Darlington", address="9 Invented Close")
    register_case(bus, case_ref="RSO-3", status=Status.CUSTODY, family_name="O'Zárate")
    assert listed(bus, officer="2417") == ["RSO-1"]
    assert listed(bus, officer="9999") == []
    assert listed(bus, risk=RiskLevel.HIGH) == ["RSO-1"]
    assert listed(bus, area="Darlington") == ["RSO-2"]
    assert listed(bus, unallocated=True) == ["RSO-2", "RSO-3"]
    assert listed(bus, text="CLOSE") == ["RSO-2"]
    assert listed(bus, text="o'zarate") == ["RSO-3"]
    assert listed(bus, text="rso-", bucket=Bucket.PAUSED) == ["RSO-3"]
    assert listed(bus, text="%") == []


def test_orders(bus: CommandBus) -> None:
    an_officer(bus, "2417")
    register_case(bus, case_ref="B", risk_level=RiskLevel.LOW, last_visit_stated_on=TODAY)
    register_case(bus, case_ref="A", area="Darlington", officer="2417")
    register_case(bus, case_ref="C", risk_level=RiskLevel.HIGH, last_visit_stated_on=TODAY)
    for order, refs in (
        (VisitOrder.CASE, "ABC"),
        (VisitOrder.RISK, "CAB"),
        (VisitOrder.AREA, "ACB"),
        (VisitOrder.LAST_VISIT, "ABC"),
        (VisitOrder.OFFICER, "CBA"),
    ):
        rows = bus.ask(VisitList(order=order)).rows
        assert "".join(row.case_ref for row in rows) == refs, order


@pytest.mark.parametrize(
    "facts,said",
    (
        ({"status": Status.CUSTODY}, "Resumes on release"),
        ({"status": Status.REACTIVE}, "Desk review each year"),
        ({"status": Status.MISSING}, "Missing: trace · Nobody allocated"),
        ({"officer": None}, "Nobody allocated"),
        ({"officer": "lapsed"}, "Needs a trained officer"),
        ({"officer": "never"}, "Needs a trained officer"),
        ({"officer": "left"}, "Officer left the team"),
        ({"officer": "unknown"}, "Officer not on the staff list"),
        ({"officer": "2417"}, ""),
    ),
)
def test_what_a_case_needs(bus: CommandBus, facts: dict[str, Any], said: str) -> None:
    an_officer(bus, "2417")
    an_officer(bus, "lapsed", trained_to=TODAY - timedelta(days=1))
    an_officer(bus, "never", trained_to=None)
    an_officer(bus, "left", left_on=TODAY)
    an_officer(bus, "unknown", known=False, trained_to=None)
    register_case(bus, **facts)
    assert only(bus).needs == said


def test_attempts_and_changes_are_needs_too(bus: CommandBus) -> None:
    an_officer(bus, "2417")
    case_id = register_case(bus, officer="2417")
    past_visit(bus, case_id, date(2026, 5, 1), Outcome.NO_REPLY)
    past_visit(bus, case_id, date(2026, 5, 2))
    past_visit(bus, case_id, date(2026, 6, 1), Outcome.NO_REPLY)
    past_visit(bus, case_id, date(2026, 6, 2), Outcome.SEEN_PARTIAL)
    assert only(bus).needs == "1 failed attempt"
    past_visit(bus, case_id, date(2026, 6, 3), Outcome.OUT)
    open_task(bus, case_id, TaskKind.SIGNIFICANT_CHANGE)
    open_task(bus, case_id, TaskKind.SIGNIFICANT_CHANGE, done_on=TODAY)
    assert only(bus).needs == "Significant change open · 2 failed attempts"
