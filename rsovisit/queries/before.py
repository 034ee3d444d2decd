"""'Before you go': what an officer must know at the door of one case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from rsovisit.domain.access import Permission, Role
from rsovisit.domain.audit import AuditTag
from rsovisit.domain.case import ManagedBy, Status
from rsovisit.domain.due import Bucket, VisitFacts, bucket_of, days_overdue, due_on
from rsovisit.domain.policy import Policy
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import TaskKind, TaskState
from rsovisit.domain.training import Certificate, TrainingKind, trained, training_words
from rsovisit.domain.visit import PastVisit, failed_since_completed, repeated_pattern
from rsovisit.domain.warning import Level, WarningKind, plan_missed
from rsovisit.domain.why import counted, day_words, why
from rsovisit.errors import Invalid
from rsovisit.queries.history import (
    CaseTaskRow,
    ChangeRow,
    PastVisitRow,
    PastWarningRow,
    addresses_of,
    changes_of,
    tasks_of,
    visits_of,
    warnings_of,
)
from rsovisit.queries.query import Asking, Consulted
from rsovisit.queries.scope import scope_clause
from rsovisit.queries.timeline import LEVEL_WORDS
from rsovisit.queries.visits import full_name
from rsovisit.queries.why import visit_facts
from rsovisit.store.reader import Reader, as_date

CHANGES_DAYS = 183
"""How far back a disclosed change is still worth knowing at the door: half a year."""

COLLEAGUES = 3
"""How many trained officers of the area are named."""


@dataclass(frozen=True, slots=True)
class CrewRow:
    """Someone who could go. `training`: home-visit training in words."""

    collar: str
    name: str
    training: str
    trained: bool


@dataclass(frozen=True, slots=True)
class BeforeRow:
    """One case at the door. Sentences are ready to be shown; empty or None where nothing applies.

    `attempts`: what did not come off since the last completed visit, newest first.
    `decision_asked`: the decision after failed attempts has been asked for, so no further
    failure asks again. `facts`: what the due-date rules go by.
    """

    case_id: int
    version: int
    case_ref: str
    name: str
    risk_level: RiskLevel
    interval: str
    managed_by: ManagedBy
    status: Status
    area: str
    due_on: date | None
    days_overdue: int
    bucket: Bucket | None
    lateness: str
    warning: str
    why: tuple[str, ...]
    address: str | None
    address_confirmed_on: date | None
    crew_rule: str
    officer: CrewRow | None
    colleagues: tuple[CrewRow, ...]
    pattern: str | None
    enquiries: tuple[CaseTaskRow, ...]
    attempts: tuple[PastVisitRow, ...]
    retry_by_on: date | None
    next_failure: str
    last_visit_on: date | None
    last_visit: PastVisitRow | None
    changes: tuple[ChangeRow, ...]
    next_notification_on: date | None
    arms_due_on: date | None
    decision_asked: bool
    facts: VisitFacts


@dataclass(frozen=True)
class BeforeYouGo:
    """What to know before visiting a case; consulting it is audited."""

    permission: ClassVar = Permission.CASE_READ
    audit_tag: ClassVar = AuditTag.CASE_CONSULT

    case_id: int

    def run(self, reader: Reader, asking: Asking) -> BeforeRow:
        """The case at the door. Raises Invalid where there is none, or not among one's own."""
        scope, params = scope_clause(asking.actor)
        found = reader.one(_CASE + scope, case_id=self.case_id, **params)
        if found is None:
            raise Invalid("There is no such case among yours.")
        facts = dict(visit_facts(reader, [self.case_id], asking))[self.case_id]
        return _row(reader, asking, found, facts)

    def consulted(self) -> Consulted:
        """The case."""
        return Consulted(f"case:{self.case_id}", self.case_id)


def _row(reader: Reader, asking: Asking, row: tuple[Any, ...], facts: VisitFacts) -> BeforeRow:
    case_id, policy, today = row[0], asking.policy, asking.today
    due = due_on(facts, policy, today)
    visits, tasks = visits_of(reader, case_id), tasks_of(reader, case_id)
    attempts = since_completed(visits, facts.last_visit_on)
    failed = [attempt for attempt in attempts if attempt.failed]
    address = next((a for a in addresses_of(reader, case_id) if a.ended_on is None), None)
    return BeforeRow(
        case_id=case_id,
        version=row[1],
        case_ref=row[2],
        name=full_name(row[3], row[4]),
        risk_level=facts.risk_level,
        interval=interval_words(facts, policy),
        managed_by=ManagedBy(row[5]),
        status=facts.status,
        area=row[6],
        due_on=due,
        days_overdue=days_overdue(due, today),
        bucket=bucket_of(facts, policy, today),
        lateness=_lateness(due, today),
        warning=_warning(due, warnings_of(reader, case_id), today),
        why=why(facts, policy, today),
        address=address.text if address else None,
        address_confirmed_on=address.confirmed_on if address else None,
        crew_rule=_crew_rule(policy),
        officer=_officer(reader, row[7], today),
        colleagues=_colleagues(reader, row[6], row[7], today),
        pattern=repeated_pattern([past(visit) for visit in visits]),
        enquiries=tuple(task for task in tasks if _is_enquiry(task)),
        attempts=attempts,
        retry_by_on=_retry_by(failed, facts, policy),
        next_failure=_next_failure(facts, attempts, tasks, case_id, policy),
        last_visit_on=facts.last_visit_on,
        last_visit=_last(visits, facts.last_visit_on),
        changes=tuple(
            change
            for change in changes_of(reader, case_id)
            if (today - change.reported_on).days <= CHANGES_DAYS
        ),
        next_notification_on=as_date(row[8]),
        arms_due_on=as_date(row[9]),
        decision_asked=_decision_asked(case_id, facts, tasks),
        facts=facts,
    )


def past(visit: PastVisitRow) -> PastVisit:
    """The visit as the rules of `domain.visit` take it."""
    return PastVisit(visit.visited_on, visit.visited_at, visit.outcome, visit.announced)


def decision_cause(case_id: int, last_visit_on: date | None) -> str:
    """The cause of the task that asks for a decision after failed attempts: one for each gap."""
    return f"attempts:{case_id}:{last_visit_on or 'never'}"


def since_completed(
    visits: Sequence[PastVisitRow], last_visit_on: date | None
) -> tuple[PastVisitRow, ...]:
    """What was recorded after the last completed visit. `visits` newest first.

    `last_visit_on` may be later than any visit held: an import can state it.
    """
    found: list[PastVisitRow] = []
    for visit in visits:
        if visit.completed or (last_visit_on is not None and visit.visited_on < last_visit_on):
            break
        found.append(visit)
    return tuple(found)


def interval_words(facts: VisitFacts, policy: Policy) -> str:
    """'visit every 6 months', 'visit every month (own interval)', or why there are none."""
    if facts.status is Status.REACTIVE:
        return "desk review each year"
    months = facts.interval_months or policy.interval_months(facts.risk_level)
    every = "visit every month" if months == 1 else f"visit every {months} months"
    return f"{every} (own interval)" if facts.interval_months else every


def _lateness(due: date | None, today: date) -> str:
    late = days_overdue(due, today)
    return f"{counted(late, 'day')} overdue." if late else ""


def _warning(due: date | None, warnings: Sequence[PastWarningRow], today: date) -> str:
    """When an overdue visit was due, who was told when, and what was decided."""
    if due is None or due >= today:
        return ""
    said = f"Due {day_words(due)}."
    stands = next(
        (
            w
            for w in warnings
            if w.cleared_on is None and w.kind is WarningKind.VISIT_OVERDUE and w.due_on == due
        ),
        None,
    )
    if stands is None:
        return f"{said} No warning stands yet: the next sweep raises it."
    return f"{said} {_climb(stands)}; {_decision(stands, today)}"


def _climb(warning: PastWarningRow) -> str:
    steps = [
        f"{LEVEL_WORDS[event.level]} on {day_words(event.happened_on)}"
        for event in warning.events
        if event.what in ("raised", "escalated") and event.level is not Level.OFFICER
    ]
    if not steps:
        return f"With the officer since {day_words(warning.raised_on)}"
    return "Escalated to " + ", ".join(steps)


def _decision(warning: PastWarningRow, today: date) -> str:
    if warning.decision is None or warning.decided_on is None:
        return "no decision recorded."
    said = f"decided by {warning.decided_by} on {day_words(warning.decided_on)}"
    if warning.decision_stale:
        said += f", before it reached {LEVEL_WORDS[warning.level]}"
    said += f": {warning.decision.rstrip('.')}."
    if plan_missed(warning.plan_on, today):
        return f"{said} Planned for {day_words(warning.plan_on)}, and not made."
    if warning.plan_on is not None:
        return f"{said} Planned for {day_words(warning.plan_on)}."
    return f"{said} No date planned."


_NUMBERS = {1: "One officer", 2: "Two officers", 3: "Three officers"}


def _crew_rule(policy: Policy) -> str:
    number = _NUMBERS.get(policy.crew_size, f"{policy.crew_size} officers")
    return f"{number}, at least one trained" if policy.crew_size > 1 else f"{number}, trained"


def _officer(reader: Reader, officer_id: int | None, today: date) -> CrewRow | None:
    if officer_id is None:
        return None
    found = reader.rows(_OFFICER, officer_id=officer_id, home_visit=TrainingKind.HOME_VISIT.value)
    expires = [as_date(row[2]) for row in found]
    held = [Certificate(TrainingKind.HOME_VISIT, day) for day in expires if day is not None]
    return _crew_row(found[0][0], found[0][1], held, today)


def _colleagues(
    reader: Reader, area: str, officer_id: int | None, today: date
) -> tuple[CrewRow, ...]:
    found = reader.rows(
        _COLLEAGUES,
        area=area,
        officer_id=officer_id if officer_id is not None else -1,
        role=Role.NPT_OFFICER.value,
        home_visit=TrainingKind.HOME_VISIT.value,
        today=today,
        limit=COLLEAGUES,
    )
    rows = []
    for collar, name, expires_on in found:
        day = as_date(expires_on)
        assert day is not None
        rows.append(_crew_row(collar, name, [Certificate(TrainingKind.HOME_VISIT, day)], today))
    return tuple(rows)


def _crew_row(collar: str, name: str, held: Sequence[Certificate], today: date) -> CrewRow:
    kind = TrainingKind.HOME_VISIT
    return CrewRow(collar, name, training_words(held, kind, today), trained(held, kind, today))


def _is_enquiry(task: CaseTaskRow) -> bool:
    """What the neighbourhood team has been asked, or a change that the visit should look into."""
    asked = task.state is TaskState.WITH_NPT or task.kind is TaskKind.NPT_ENQUIRY
    return task.outstanding and (asked or task.kind is TaskKind.SIGNIFICANT_CHANGE)


def _retry_by(failed: Sequence[PastVisitRow], facts: VisitFacts, policy: Policy) -> date | None:
    if not failed:
        return None
    return failed[0].visited_on + timedelta(days=policy.retry_days[facts.risk_level])


def _next_failure(
    facts: VisitFacts,
    attempts: Sequence[PastVisitRow],
    tasks: Sequence[CaseTaskRow],
    case_id: int,
    policy: Policy,
) -> str:
    failed = failed_since_completed([past(attempt) for attempt in attempts])
    days = counted(policy.retry_days[facts.risk_level], "day")
    if _decision_asked(case_id, facts, tasks):
        return f"{counted(failed, 'failed attempt')}: a decision has been asked for."
    if failed + 1 >= policy.attempts_before_decision:
        return "Another failed attempt raises a significant change for the ARMS officer."
    return f"After a failed attempt, try again at another time of day within {days}."


def _decision_asked(case_id: int, facts: VisitFacts, tasks: Sequence[CaseTaskRow]) -> bool:
    cause = decision_cause(case_id, facts.last_visit_on)
    return any(task.cause == cause for task in tasks)


def _last(visits: Sequence[PastVisitRow], last_visit_on: date | None) -> PastVisitRow | None:
    """The last completed visit, where the register holds it and not only its date."""
    newest = next((visit for visit in visits if visit.completed), None)
    return newest if newest is not None and newest.visited_on == last_visit_on else None


_CASE = """
    select c.id, c.version, c.case_ref, i.given_names, i.family_name, c.managed_by, c.area,
           c.officer_id, c.next_notification_on, c.arms_due_on
      from case_file c
      join identity i on i.case_id = c.id
     where c.id = :case_id and
"""
_OFFICER = """
    select s.collar, s.name, t.expires_on
      from staff s
      left join training t on t.staff_id = s.id and t.kind = :home_visit
     where s.id = :officer_id
"""
_COLLEAGUES = """
    select s.collar, s.name, t.expires_on
      from staff s
      join training t on t.staff_id = s.id and t.kind = :home_visit and t.expires_on >= :today
     where s.role = :role and s.area = :area and s.id <> :officer_id and s.known
       and (s.left_on is null or s.left_on > :today)
     order by s.name, s.collar limit :limit
"""
