"""Warnings are decided with a reason, never dismissed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from rsovisit.domain.access import Role
from rsovisit.domain.visit import Outcome
from rsovisit.errors import Invalid, Refused, Stale
from rsovisit.queries.case import CaseFile
from rsovisit.queries.warnings import WarningList, WarningRow
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.visit import RecordVisit
from rsovisit.services.commands.warning import DecideWarning, RaiseWarnings
from tests.support.builders import TODAY
from tests.support.buses import FixedClock
from tests.support.cases import an_officer, register_case

OpenBus = Callable[..., CommandBus]
REASON = "PC 2417 visits with PC 2299 after work."


@pytest.fixture
def warning(bus: CommandBus) -> WarningRow:
    """RSO-1, 9 days overdue: with the supervisor."""
    register_case(bus, case_ref="RSO-1", last_visit_stated_on=date(2026, 5, 14))
    bus.do(RaiseWarnings())
    return only(bus)


def only(bus: CommandBus) -> WarningRow:
    (row,) = bus.ask(WarningList()).rows
    return row


def decision(row: WarningRow, reason: str = REASON, plan_on: date | None = None) -> DecideWarning:
    return DecideWarning(row.warning_id, row.version, reason, plan_on)


def test_a_decision_is_kept_and_the_warning_stays_open(
    bus: CommandBus, open_bus: OpenBus, warning: WarningRow
) -> None:
    sergeant = open_bus(an_officer(bus, "1140", Role.SUPERVISOR))
    sergeant.do(decision(warning, plan_on=TODAY + timedelta(days=2)))
    row = only(bus)
    assert (row.decision, row.decided_by, row.decided_on) == (REASON, "1140", TODAY)
    assert (row.plan_on, row.decision_stale) == (TODAY + timedelta(days=2), False)
    (past,) = bus.ask(CaseFile(case_ref="RSO-1")).warnings
    assert [(event.what, event.reason) for event in past.events][1:] == [("decided", REASON)]


def test_a_decision_is_stale_once_the_warning_has_climbed(
    bus: CommandBus, warning: WarningRow, clock: FixedClock
) -> None:
    bus.do(decision(warning))
    clock.on(5)
    bus.do(RaiseWarnings())
    assert only(bus).decision_stale
    bus.do(decision(only(bus), "Inspector agrees to the plan."))
    assert not only(bus).decision_stale


@pytest.mark.parametrize(
    "reason,plan_on,sentence,field",
    (
        ("Seen it.", None, "in a sentence", "reason"),
        (REASON, TODAY - timedelta(days=1), "passed already", "plan_on"),
    ),
)
def test_a_decision_needs_its_reason(
    bus: CommandBus,
    warning: WarningRow,
    reason: str,
    plan_on: date | None,
    sentence: str,
    field: str,
) -> None:
    with pytest.raises(Invalid, match=sentence) as failed:
        bus.do(decision(warning, reason, plan_on))
    assert failed.value.field == field
    assert only(bus).decision is None


def test_the_second_of_two_decisions_is_told(
    bus: CommandBus, open_bus: OpenBus, warning: WarningRow
) -> None:
    bus.do(decision(warning))
    with pytest.raises(Stale):
        open_bus().do(decision(warning, "Somebody else's decision."))
    assert only(bus).decision == REASON


def test_a_sweep_meanwhile_makes_the_decision_stale(
    bus: CommandBus, warning: WarningRow, clock: FixedClock
) -> None:
    clock.on(5)
    bus.do(RaiseWarnings())
    with pytest.raises(Stale):
        bus.do(decision(warning))


def test_a_cleared_warning_is_not_decided(bus: CommandBus, warning: WarningRow) -> None:
    an_officer(bus, "2417")
    bus.do(RecordVisit("RSO-1", Outcome.SEEN_FULL, TODAY, ("2417",)))
    with pytest.raises(Invalid, match="cleared already"):
        bus.do(DecideWarning(warning.warning_id, warning.version + 1, REASON))


@pytest.mark.parametrize("role", (Role.NPT_OFFICER, Role.ARMS_OFFICER, Role.AUDITOR))
def test_only_the_line_decides(
    bus: CommandBus, open_bus: OpenBus, warning: WarningRow, role: Role
) -> None:
    other = open_bus(an_officer(bus, "2417", role))
    with pytest.raises(Refused):
        other.do(decision(warning))
    with bus.register.work() as work:
        assert work.reader.value(
            "select count(*) from audit_event where actor = '2417' and kind = 'REFUSED'"
        )
