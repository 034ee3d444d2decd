"""When an ARMS assessment falls due."""

from __future__ import annotations

from datetime import date, timedelta

from rsovisit.domain.due import add_months
from rsovisit.domain.policy import Policy
from rsovisit.domain.risk import RiskLevel


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


def assessment_owed(due: date, policy: Policy, today: date) -> bool:
    """Whether the assessment should stand in the queue: it is due within the policy's days."""
    return due - today <= timedelta(days=policy.arms_due_soon_days)
