"""Invents the warnings a year of sweeps would have left, up to yesterday's."""

from __future__ import annotations

from datetime import date, timedelta

from rsovisit.demo.cases import Invented
from rsovisit.demo.places import PLANS
from rsovisit.demo.plan import Plan, Team, iso
from rsovisit.domain.due import add_months
from rsovisit.domain.warning import Level, WarningKind, level_for, visit_warning

_WEEKS = 30
"""How far back the history of cleared warnings goes."""


def plan_warnings(plan: Plan, team: Team, case: Invented) -> None:
    """Plan a case's open warning as of yesterday and those its late visits cleared."""
    yesterday = plan.today - timedelta(days=1)
    if case.visited:
        owed = visit_warning(case.case_id, case.due_on, case.level, plan.policy, yesterday)
        if owed is not None:
            if owed.kind is WarningKind.VISIT_OVERDUE:
                _overdue(plan, team, case, owed.due_on, yesterday, None)
            else:
                _soon(plan, case, owed.due_on)
    since = plan.today - timedelta(weeks=_WEEKS)
    for before, after in zip(case.days, case.days[1:], strict=False):
        due = add_months(before, case.interval)
        if after > since and due < after:
            _overdue(plan, team, case, due, after, after)


def _soon(plan: Plan, case: Invented, due: date) -> None:
    raised = due - timedelta(days=plan.policy.due_soon_days[case.level])
    key = _warning(plan, case, WarningKind.VISIT_DUE_SOON, due, Level.OFFICER, raised, raised)
    _event(plan, key, raised, "raised", Level.OFFICER)


def _overdue(
    plan: Plan, team: Team, case: Invented, due: date, until: date, cleared: date | None
) -> None:
    """A warning as it stood at the end of `until`, with its climb; cleared by a visit or open."""
    raised = due + timedelta(days=1)
    climbs = [(raised, Level.OFFICER)]
    steps = plan.policy.escalation
    for days in (steps.supervisor, steps.inspector, steps.command):
        day = due + timedelta(days=days)
        if day <= until:
            climbs.append((day, level_for(days, plan.policy)))
    since, level = climbs[-1]
    key = _warning(plan, case, WarningKind.VISIT_OVERDUE, due, level, raised, since, cleared)
    for day, reached in climbs:
        _event(plan, key, day, "raised" if day == raised else "escalated", reached)
    if cleared is not None:
        _event(plan, key, cleared, "cleared", level, "The visit is no longer due by this date.")
    elif level.rank > 1 and plan.rng.random() < 0.62:
        _decide(plan, team, case, key, since, level)


def _decide(plan: Plan, team: Team, case: Invented, key: int, since: date, level: Level) -> None:
    day = min(since + timedelta(days=plan.rng.randint(0, 6)), plan.today - timedelta(days=1))
    by = team.inspector if level.rank > 2 else team.sergeants[case.area]
    words = plan.rng.choice(PLANS)
    planned = plan.today + timedelta(days=plan.rng.randint(-3, 9))
    plan.rows["warning"][key - 1].update(
        decision=words,
        decided_on=iso(day),
        decided_by=by.collar,
        decided_level=level.value,
        plan_on=iso(max(planned, day)),
    )
    _event(plan, key, day, "decided", level, words, by.collar)


def _warning(
    plan: Plan,
    case: Invented,
    kind: WarningKind,
    due: date,
    level: Level,
    raised: date,
    since: date,
    cleared: date | None = None,
) -> int:
    return plan.add(
        "warning",
        case_id=case.case_id,
        kind=kind.value,
        due_on=iso(due),
        level=level.value,
        raised_on=iso(raised),
        level_since_on=iso(since),
        cleared_on=iso(cleared),
        cleared_why="The visit is no longer due by this date." if cleared else None,
        decision=None,
        decided_on=None,
        decided_by=None,
        decided_level=None,
        plan_on=None,
        version=1,
    )


def _event(
    plan: Plan,
    warning_id: int,
    day: date,
    what: str,
    level: Level,
    reason: str | None = None,
    by: str = "system",
) -> None:
    plan.add(
        "warning_event",
        warning_id=warning_id,
        happened_on=iso(day),
        what=what,
        level=level.value,
        by=by,
        reason=reason,
    )
