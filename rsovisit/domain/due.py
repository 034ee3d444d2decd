"""When the next visit is due, whether it is overdue, and what brings its date forward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from rsovisit.domain.case import PAUSED, VISITED, Status
from rsovisit.domain.policy import Policy
from rsovisit.domain.risk import RiskLevel


class Bucket(StrEnum):
    """Where a live case stands today. Every live case is in exactly one."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    LATER = "later"
    PAUSED = "paused"


class RequirementKind(StrEnum):
    """Why a visit may be owed by a date of its own, beside the regular cycle."""

    REGRADE = "regrade"
    RELEASE = "release"
    REACTIVE_EXIT = "reactive_exit"
    TRANSFER_IN = "transfer_in"
    CHANGE = "change"


RESUMING = frozenset(
    {RequirementKind.RELEASE, RequirementKind.REACTIVE_EXIT, RequirementKind.TRANSFER_IN}
)
"""Kinds that start visits again after a time in which none was owed here."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A visit owed by `due_on` because of something that happened on `from_on`.

    Met by the first completed visit on or after `from_on`.
    """

    kind: RequirementKind
    from_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """All that decides a case's due date. `requirements` may hold met ones: they are ignored."""

    risk_level: RiskLevel
    status: Status
    registered_on: date
    last_visit_on: date | None = None
    interval_months: int | None = None
    notification_ends_on: date | None = None
    requirements: Sequence[Requirement] = ()


def add_months(day: date, months: int) -> date:
    """The same day `months` later, clamped to the month's end (31 Jan + 1 = 28 or 29 Feb)."""
    # Loaded late: lists read stored dates, so opening the window need not pay for it.
    from dateutil.relativedelta import relativedelta

    moved: date = day + relativedelta(months=months)
    return moved


def interval_of(facts: VisitFacts, policy: Policy) -> int:
    """Months between visits: the case's own, else the policy's for its level."""
    return facts.interval_months or policy.interval_months(facts.risk_level)


def cycle_due(facts: VisitFacts, policy: Policy) -> date:
    """The regular date: last completed visit + interval, or the first visit's date.

    Always from the real visit date, early or late, so no gap exceeds the interval.
    Source: domain.md section 12, 'Next due after a visit'.
    """
    if facts.last_visit_on is None:
        return facts.registered_on + timedelta(days=policy.first_visit_days)
    return add_months(facts.last_visit_on, interval_of(facts, policy))


def open_requirements(facts: VisitFacts) -> list[Requirement]:
    """Requirements no completed visit has met yet, earliest due first."""
    last = facts.last_visit_on
    owed = [r for r in facts.requirements if last is None or last < r.from_on]
    return sorted(owed, key=lambda r: (r.due_on, r.from_on))


def deciding_requirement(facts: VisitFacts, policy: Policy) -> Requirement | None:
    """The requirement that sets the due date; None where the regular cycle does.

    Where visits start again, their first date replaces the cycle's, which did not run, and
    all that fell due before. A re-grading replaces a shorter cycle's date that had passed;
    once the cycle gives a later date (level lowered, back-dated visit) it no longer counts.
    A significant change only ever brings the date forward.
    """
    cycle = cycle_due(facts, policy)
    owed = _in_force(facts, cycle)
    if not owed:
        return None
    replaces_cycle = any(r.kind is not RequirementKind.CHANGE for r in owed)
    return owed[0] if replaces_cycle or owed[0].due_on < cycle else None


def _in_force(facts: VisitFacts, cycle: date) -> list[Requirement]:
    owed = open_requirements(facts)
    resumed = max((r.from_on for r in owed if r.kind in RESUMING), default=date.min)
    # Each re-grading took the one before it into account, so only the latest speaks.
    regraded = max((r.from_on for r in owed if r.kind is RequirementKind.REGRADE), default=None)
    return [
        r
        for r in owed
        if r.due_on >= resumed
        and (r.kind is not RequirementKind.REGRADE or (r.from_on == regraded and cycle < r.due_on))
    ]


def visits_ended(facts: VisitFacts, today: date) -> bool:
    """Whether notification ended before today, so that visits stop (domain.md section 12)."""
    return facts.notification_ends_on is not None and facts.notification_ends_on < today


def notification_ending(facts: VisitFacts, policy: Policy, today: date) -> bool:
    """Whether notification ends, today included, within the policy's months of warning."""
    ends = facts.notification_ends_on
    months = policy.notification_end_warning_months
    return ends is not None and today <= ends <= add_months(today, months)


def stored_due(facts: VisitFacts, policy: Policy) -> date | None:
    """The due date as the register keeps it: it does not depend on today.

    None while visits are paused or the case is no longer live.
    """
    if facts.status not in VISITED:
        return None
    deciding = deciding_requirement(facts, policy)
    return deciding.due_on if deciding else cycle_due(facts, policy)


def due_on(facts: VisitFacts, policy: Policy, today: date) -> date | None:
    """The last date, inclusive, on which the next visit is on time; None when none is to come."""
    return None if visits_ended(facts, today) else stored_due(facts, policy)


def is_overdue(due: date | None, today: date) -> bool:
    """The one definition of overdue: the due date has passed. No grace."""
    return due is not None and due < today


def days_overdue(due: date | None, today: date) -> int:
    """Whole days since the due date; 0 when not overdue."""
    return (today - due).days if due is not None and due < today else 0


def bucket_of(facts: VisitFacts, policy: Policy, today: date) -> Bucket | None:
    """The case's bucket today; None when it is not live or its notification has ended."""
    if facts.status in PAUSED:
        return Bucket.PAUSED
    return bucket_of_date(due_on(facts, policy, today), facts.risk_level, policy, today)


def bucket_of_date(
    due: date | None, level: RiskLevel, policy: Policy, today: date
) -> Bucket | None:
    """The bucket of a visit due on `due`; None when there is none to come."""
    if due is None:
        return None
    if is_overdue(due, today):
        return Bucket.OVERDUE
    if (due - today).days <= policy.due_soon_days[level]:
        return Bucket.DUE_SOON
    return Bucket.LATER


def regrade_requirement(
    before: VisitFacts, new_level: RiskLevel, on: date, policy: Policy
) -> Requirement | None:
    """What raising a level to `new_level` on a day asks for beyond the shorter cycle.

    Where the shorter cycle has already passed, a visit is due within the policy's days,
    never later than the old date or than a smaller raise would have asked. None when the
    level is not raised, visits are not owed, or the shorter cycle's date is yet to come.
    Source: domain.md section 12, 'Level raised'.
    """
    old_due = stored_due(before, policy)
    if old_due is None or before.last_visit_on is None:
        return None
    ranks = range(before.risk_level.rank + 1, new_level.rank + 1)
    passed = {
        level: cycle_due(replace(before, risk_level=level), policy)
        for level in RiskLevel
        if level.rank in ranks
    }
    if new_level not in passed or passed[new_level] >= on:
        return None
    still_ahead = (cycle for cycle in passed.values() if cycle >= on)
    due = min(old_due, on + timedelta(days=policy.regrade_days), *still_ahead)
    return Requirement(RequirementKind.REGRADE, on, due)


def resume_requirement(
    before: Status, after: Status, level: RiskLevel, on: date, policy: Policy
) -> Requirement | None:
    """The visit owed when visits start again on a day; None when they did not.

    They do when a pause ends or a case comes back from another force. A case closed or
    marked deceased by mistake keeps its old dates. Source: domain.md sections 8 and 12.
    """
    if after not in VISITED:
        return None
    if before is Status.TRANSFERRED:
        return transfer_in_requirement(on, policy)
    if before not in PAUSED:
        return None
    if before is Status.REACTIVE:
        kind, days = RequirementKind.REACTIVE_EXIT, policy.reactive_exit_days
    else:
        kind, days = RequirementKind.RELEASE, policy.resume_days[level]
    return Requirement(kind, on, on + timedelta(days=days))


def transfer_in_requirement(on: date, policy: Policy) -> Requirement:
    """The visit owed after a case was accepted from another force on a day."""
    return Requirement(
        RequirementKind.TRANSFER_IN, on, on + timedelta(days=policy.transfer_in_days)
    )


def change_requirement(
    level: RiskLevel, on: date, policy: Policy, last_visit_on: date | None = None
) -> Requirement:
    """The visit owed after a significant change reported on a day (domain.md section 5).

    `last_visit_on` is the last completed visit when the report came: one of that same day,
    such as the visit that brought the change to light, does not answer it.
    """
    from_on = on + timedelta(days=1) if last_visit_on == on else on
    due = on + timedelta(days=policy.change_visit_days[level])
    return Requirement(RequirementKind.CHANGE, from_on, due)


def reactive_exit(status: Status, level: RiskLevel, on: date, policy: Policy) -> Requirement | None:
    """The visit owed when a significant change ends reactive management; None where it is not how
    the case stands. Source: domain.md section 8."""
    if status is not Status.REACTIVE:
        return None
    return resume_requirement(status, Status.ACTIVE, level, on, policy)


def after_change(facts: VisitFacts, on: date, policy: Policy) -> VisitFacts:
    """The facts once a significant change was reported on a day: its visit is owed, and reactive
    management, if that is how the case stood, has ended (domain.md sections 5 and 8)."""
    change = change_requirement(facts.risk_level, on, policy, facts.last_visit_on)
    facts = replace(facts, requirements=(*facts.requirements, change))
    ended = reactive_exit(facts.status, facts.risk_level, on, policy)
    if ended is None:
        return facts
    return replace(facts, status=Status.ACTIVE, requirements=(*facts.requirements, ended))
