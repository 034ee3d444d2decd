"""Invents cases: who, where, at what level, last seen when and due when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from rsovisit.demo.dates import days_late, last_visit_for, likely_day, visit_days
from rsovisit.demo.places import AREA_STRAIN, AREA_WEIGHT, AREAS, FAMILY_NAMES
from rsovisit.demo.plan import Officer, Plan, Team, iso
from rsovisit.domain.arms import assessment_due_on
from rsovisit.domain.case import VISITED, ManagedBy, Status
from rsovisit.domain.due import VisitFacts, add_months, stored_due
from rsovisit.domain.risk import RiskLevel
from rsovisit.queries.visits import fold

_LEVELS = {RiskLevel.LOW: 55, RiskLevel.MEDIUM: 41, RiskLevel.HIGH: 3, RiskLevel.VERY_HIGH: 1}
_STATUSES = {
    Status.ACTIVE: 893,
    Status.REACTIVE: 42,
    Status.CUSTODY: 24,
    Status.HOSPITAL: 9,
    Status.ABROAD: 8,
    Status.MISSING: 4,
    Status.TRANSFERRED: 8,
    Status.DECEASED: 7,
    Status.CLOSED: 5,
}
_OVERDUE_SHARE = 0.027
"""Of the cases an average team visits; some 45 of 1,400 once the strain of teams is in."""


@dataclass(slots=True)
class Invented:
    """A planned case and what its visits and work are invented from."""

    case_id: int
    level: RiskLevel
    status: Status
    area: str
    officer: Officer | None
    crew: list[Officer]
    interval: int
    own_interval: int | None
    registered_on: date
    days: list[date]
    due_on: date | None = None
    arms_due_on: date | None = None
    last_arms_on: date | None = None

    @property
    def last_visit_on(self) -> date | None:
        """The last completed visit."""
        return self.days[-1] if self.days else None

    @property
    def visited(self) -> bool:
        """Whether visits are owed."""
        return self.status in VISITED


def invent_case(plan: Plan, team: Team, number: int, years: int) -> Invented:
    """One case with the days of its completed visits; its rows are planned by `plan_case`."""
    rng = plan.rng
    area = rng.choices(AREAS, [AREA_WEIGHT.get(a, 1.0) for a in AREAS])[0]
    level = rng.choices(list(_LEVELS), list(_LEVELS.values()))[0]
    status = rng.choices(list(_STATUSES), list(_STATUSES.values()))[0]
    if status is Status.REACTIVE:
        level = RiskLevel.LOW
    own = _own_interval(plan, level)
    interval = own or plan.policy.interval_months(level)
    registered = plan.today - timedelta(days=int(rng.triangular(2, 6500, 900)))
    last = _last_visit(plan, level, status, interval, area, registered)
    first = max(registered + timedelta(days=5), add_months(plan.today, -12 * years))
    strain = AREA_STRAIN.get(area, 1.0)
    days = visit_days(rng, last, first, interval, strain)
    crew = team.officers[area]
    return Invented(
        number, level, status, area, _manager(plan, crew), crew, interval, own, registered, days
    )


def _own_interval(plan: Plan, level: RiskLevel) -> int | None:
    if plan.rng.random() > 0.04:
        return None
    return {RiskLevel.LOW: 6, RiskLevel.MEDIUM: 4, RiskLevel.HIGH: 2}.get(level)


def _manager(plan: Plan, crew: list[Officer]) -> Officer | None:
    lot = plan.rng.random()
    if lot < 0.012:
        return None
    leavers = [officer for officer in crew if officer.left]
    if leavers and lot < 0.03:
        return leavers[0]
    return plan.rng.choice([officer for officer in crew if not officer.left])


def _last_visit(
    plan: Plan, level: RiskLevel, status: Status, interval: int, area: str, registered: date
) -> date | None:
    """The last completed visit, chosen so that the due dates look like a real unit's."""
    rng, today = plan.rng, plan.today
    if (today - registered).days <= plan.policy.first_visit_days + 10:
        return None
    if status is Status.MISSING:
        due = today - timedelta(days=rng.randint(6, 50))
    elif status in VISITED and level.rank < 4 and _is_late(plan, area):
        due = today - timedelta(days=days_late(plan.next_place()))
    else:
        span = (add_months(today, interval) - today).days
        due = today + timedelta(days=int(rng.uniform(0, span * 0.97)))
    yesterday = today - timedelta(days=1)
    last = min(last_visit_for(due, interval), yesterday)
    # What is late stays late, and what is not stays in time.
    near = (last - timedelta(days=2), last) if due < today else (last, last + timedelta(days=2))
    last = likely_day(rng, near[0], min(near[1], yesterday))
    earliest = registered + timedelta(days=plan.policy.first_visit_days)
    return last if last >= earliest else max(earliest, last)


def _is_late(plan: Plan, area: str) -> bool:
    """Whether the next case is overdue: every so many by its team's strain, whatever the seed."""
    plan.lateness += _OVERDUE_SHARE * AREA_STRAIN.get(area, 1.0)
    late = plan.lateness >= 1
    plan.lateness -= late
    return late


def settle(plan: Plan, case: Invented) -> None:
    """Work out the case's dates by the rules."""
    facts = VisitFacts(
        case.level, case.status, case.registered_on, case.last_visit_on, case.own_interval
    )
    case.due_on = stored_due(facts, plan.policy)
    if case.visited:
        case.arms_due_on = assessment_due_on(
            case.level, case.registered_on, case.last_arms_on, plan.policy
        )


def plan_case(plan: Plan, case: Invented) -> None:
    """Plan the rows that say who and where: case, identity, address."""
    rng = plan.rng
    case_ref = f"RSO-{case.case_id:04d}"
    family = rng.choice(FAMILY_NAMES)
    given = f"Sample {chr(65 + rng.randrange(26))}."
    number = f"N{rng.randrange(10**7):07d}"
    address = f"{rng.randint(1, 98)} Invented {rng.choice(_STREETS)}, {case.area}"
    due_again = plan.today + timedelta(days=rng.randint(3, 360))
    ends = None if rng.random() < 0.3 else add_months(plan.today, rng.randint(8, 110))
    plan.add(
        "case_file",
        case_ref=case_ref,
        risk_level=case.level.value,
        risk_rank=case.level.rank,
        status=case.status.value,
        managed_by=(ManagedBy.PPU if case.level.rank > 2 else ManagedBy.NPT).value,
        area=case.area,
        officer_id=case.officer.staff_id if case.officer else None,
        registered_on=iso(case.registered_on),
        last_visit_stated_on=None,
        last_visit_on=iso(case.last_visit_on),
        visit_interval_months=case.own_interval,
        interval_reason="Agreed in the risk management plan" if case.own_interval else None,
        last_arms_on=iso(case.last_arms_on),
        next_notification_on=iso(due_again),
        notification_ends_on=iso(ends),
        due_on=iso(case.due_on),
        arms_due_on=iso(case.arms_due_on),
        version=1,
    )
    plan.add_plain(
        "identity",
        case_id=case.case_id,
        family_name=family,
        given_names=given,
        date_of_birth=iso(date(rng.randint(1940, 2004), rng.randint(1, 12), rng.randint(1, 28))),
        national_ref=number,
        notes="Dog at the address" if rng.random() < 0.08 else None,
        search_key=fold(f"{case_ref} {given} {family} {address} {number}"),
        version=1,
    )
    plan.add(
        "address",
        case_id=case.case_id,
        text=address,
        since_on=iso(case.registered_on),
        confirmed_on=iso(case.last_visit_on),
        ended_on=None,
    )


_STREETS = ("Row", "Street", "Close", "Terrace", "Court", "Avenue", "Gardens", "Bank")
