"""Which warnings ought to exist today, and who must act on each."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple, TypeGuard

from rsovisit.domain.due import Bucket, bucket_of_date, days_overdue
from rsovisit.domain.policy import Policy
from rsovisit.domain.risk import RiskLevel


class WarningKind(StrEnum):
    """What a warning is about."""

    VISIT_DUE_SOON = "visit_due_soon"
    VISIT_OVERDUE = "visit_overdue"


class Level(StrEnum):
    """Who must act now, lowest first."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    INSPECTOR = "inspector"
    COMMAND = "command"

    @property
    def rank(self) -> int:
        """1 for the officer up to 4 for command."""
        return list(Level).index(self) + 1


class Owed(NamedTuple):
    """A warning that ought to be open today."""

    case_id: int
    kind: WarningKind
    due_on: date
    level: Level


def level_for(days_late: int, policy: Policy) -> Level:
    """Who must act on a visit that many days overdue. Thresholds are inclusive."""
    steps = policy.escalation
    if days_late >= steps.command:
        return Level.COMMAND
    if days_late >= steps.inspector:
        return Level.INSPECTOR
    if days_late >= steps.supervisor:
        return Level.SUPERVISOR
    return Level.OFFICER


def plan_missed(plan_on: date | None, today: date) -> TypeGuard[date]:
    """Whether the visit that a decision planned was not made on its day.

    Asked of a warning that is still open: the visit would have cleared it. The decision then
    holds no longer, as one made before the warning climbed does not.
    """
    return plan_on is not None and plan_on < today


def visit_warning(
    case_id: int, due: date | None, risk: RiskLevel, policy: Policy, today: date
) -> Owed | None:
    """The visit warning a case ought to have today; None when it ought to have none."""
    bucket = bucket_of_date(due, risk, policy, today)
    if due is None or bucket not in (Bucket.OVERDUE, Bucket.DUE_SOON):
        return None
    if bucket is Bucket.DUE_SOON:
        return Owed(case_id, WarningKind.VISIT_DUE_SOON, due, Level.OFFICER)
    return Owed(
        case_id, WarningKind.VISIT_OVERDUE, due, level_for(days_overdue(due, today), policy)
    )
