"""When an ARMS assessment falls due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from rsovisit.domain.case import VISITED
from rsovisit.domain.due import Requirement, RequirementKind, VisitFacts, add_months
from rsovisit.domain.policy import Policy
from rsovisit.domain.risk import RiskLevel

_STARTING_AGAIN = frozenset({RequirementKind.RELEASE, RequirementKind.TRANSFER_IN})


def assessment_due_on(
    level: RiskLevel,
    registered_on: date,
    last_arms_on: date | None,
    policy: Policy,
    resumed_on: date | None = None,
) -> date:
    """The last date, inclusive, on which the next assessment is in time.

    Initial: days after registration; then months after the last one, by level. `resumed_on`:
    when visits last started again (release, transfer in): an assessment of that day or later
    is due within the initial days. Source: domain.md sections 4 and 12 (DECISION).
    """
    initial = timedelta(days=policy.arms_initial_days)
    if resumed_on is not None and (last_arms_on is None or last_arms_on < resumed_on):
        return resumed_on + initial
    if last_arms_on is None:
        return registered_on + initial
    return add_months(last_arms_on, policy.arms_interval_months[level])


def stored_assessment(facts: VisitFacts, last_arms_on: date | None, policy: Policy) -> date | None:
    """The date as the register keeps it: None while the case is paused or over."""
    if facts.status not in VISITED:
        return None
    resumed = resumed_on(facts.requirements)
    return assessment_due_on(facts.risk_level, facts.registered_on, last_arms_on, policy, resumed)


def resumed_on(requirements: Iterable[Requirement]) -> date | None:
    """When visits last started again after custody, hospital, abroad or another force's care."""
    return max((r.from_on for r in requirements if r.kind in _STARTING_AGAIN), default=None)


def assessment_owed(due: date, policy: Policy, today: date) -> bool:
    """Whether the assessment should stand in the queue: it is due within the policy's days."""
    return due - today <= timedelta(days=policy.arms_due_soon_days)
