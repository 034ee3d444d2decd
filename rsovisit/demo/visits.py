"""Invents ten years of visits, attempts and returns."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from rsovisit.demo.cases import Invented
from rsovisit.demo.dates import time_of_visit
from rsovisit.demo.places import FAILED, PARTIAL, QUIET
from rsovisit.demo.plan import Officer, Plan, iso
from rsovisit.domain.due import add_months
from rsovisit.domain.visit import Outcome

_FAILING = (Outcome.NO_REPLY, Outcome.OUT, Outcome.ACCESS_REFUSED, Outcome.SEEN_PARTIAL)


def plan_visits(plan: Plan, case: Invented) -> dict[date, int]:
    """Plan a case's visits and attempts; the ids of the completed ones by day."""
    completed: dict[date, int] = {}
    owed = case.registered_on + timedelta(days=plan.policy.first_visit_days)
    for day in case.days:
        if plan.rng.random() < 0.09:
            _attempt(plan, case, day - timedelta(days=plan.rng.randint(2, 9)), owed)
        completed[day] = _visit(plan, case, day, Outcome.SEEN_FULL, owed)
        owed = add_months(day, case.interval)
    if case.visited and case.due_on is not None and case.due_on < plan.today:
        _attempts_since(plan, case, case.due_on)
    return completed


def _attempts_since(plan: Plan, case: Invented, due: date) -> None:
    late = (plan.today - due).days
    tries = plan.rng.choices((0, 1, 2, 3), (5, 4, 3, 1))[0] if late > 3 else 0
    for n in range(tries):
        # Spread over the time since, each on a day of its own.
        day = due + timedelta(days=1 + max(n, (late - 2) * n // 3))
        _attempt(plan, case, day, due)


def _attempt(plan: Plan, case: Invented, day: date, owed: date) -> None:
    if day in case.days or day <= case.registered_on or day > plan.today:
        return
    outcome = plan.rng.choices(_FAILING, (9, 3, 1, 1))[0]
    _visit(plan, case, day, outcome, owed)


def _visit(plan: Plan, case: Invented, day: date, outcome: Outcome, owed: date) -> int:
    rng = plan.rng
    crew = _crew(plan, case)
    visit_id = plan.add(
        "visit",
        case_id=case.case_id,
        visited_on=iso(day),
        visited_at=time_of_visit(rng, day),
        outcome=outcome.value,
        completed=outcome.completes,
        announced=rng.random() < 0.06,
        crew=";".join(officer.collar for officer in crew),
        crew_trained=rng.random() > 0.03,
        due_on_before=iso(owed),
        recorded_at=datetime.combine(day, time(20, 15), UTC).isoformat(timespec="milliseconds"),
        recorded_by=crew[0].collar,
        late_reason=None,
        version=1,
    )
    for officer in crew:
        plan.add_plain("visit_officer", visit_id=visit_id, staff_id=officer.staff_id)
    words = QUIET if outcome.completes else PARTIAL if "seen" in outcome.value else FAILED
    plan.add_plain("visit_text", visit_id=visit_id, summary=rng.choice(words))
    return visit_id


def _crew(plan: Plan, case: Invented) -> list[Officer]:
    lead = case.officer or case.crew[0]
    others = [officer for officer in case.crew if officer is not lead]
    if plan.rng.random() < 0.04 or not others:
        return [lead]
    return [lead, plan.rng.choice(others)]
