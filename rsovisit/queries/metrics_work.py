"""Metrics of the work that visits lead to: reviews, changes, queues, assessments, caseloads."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rsovisit.domain.lateness import median, ninetieth
from rsovisit.domain.task import TaskKind, TaskState
from rsovisit.domain.training import TrainingKind
from rsovisit.domain.working_days import working_days_between
from rsovisit.queries.buckets import LIVE, TO_COME
from rsovisit.queries.metrics import Metric, Value, metric
from rsovisit.queries.on_time import PERIOD_DAYS
from rsovisit.queries.query import Asking
from rsovisit.queries.scope import scope_clause
from rsovisit.store.reader import Reader, as_date

NOBODY = "nobody"
"""Stands for the officer where work has none."""

REFERRAL_CHASE_DAYS = 1
"""Working days within which a referral should be acknowledged (domain.md section 5)."""


@dataclass(frozen=True, slots=True)
class _Work:
    """A task as the metrics need it. `waited`: calendar days until done, or until today."""

    kind: TaskKind
    state: TaskState
    assessor: str
    opened_on: date
    done_on: date | None
    waited: int

    @property
    def outstanding(self) -> bool:
        return self.state is not TaskState.DONE


def work(reader: Reader, asking: Asking, areas: Sequence[str]) -> dict[str, Metric]:
    """Review lag, the queue of each assessor, and referrals still open."""
    facts = list(_tasks(reader, asking))
    returns = [(a, w) for a, w in facts if w.kind is TaskKind.RETURN_CHECK]
    referrals = [(a, w) for a, w in facts if w.kind is TaskKind.REFERRAL and w.outstanding]

    def queues(tasks: list[_Work]) -> Value:
        return _queues(tasks, asking.today)

    def waiting(tasks: list[_Work]) -> Value:
        return _referrals(tasks, asking.today)

    return {
        "review_lag": metric(
            areas,
            returns,
            _review_lag,
            f"Calendar days; median and 90th centile of returns read in the last "
            f"{PERIOD_DAYS} days, oldest of those unread.",
        ),
        "queue_per_assessor": metric(
            areas, facts, queues, "In and out over the last 7 days; oldest in calendar days."
        ),
        "referrals_open": metric(areas, referrals, waiting),
    }


def _tasks(reader: Reader, asking: Asking) -> Iterator[tuple[str, _Work]]:
    """Outstanding tasks and those done in the period, each with its area."""
    scope, params = scope_clause(asking.actor)
    since = asking.today - timedelta(days=PERIOD_DAYS)
    found = reader.rows(_TASKS + scope, done=TaskState.DONE.value, since=since, **params)
    for area, kind, state, assessor, opened, done in found:
        opened_on, done_on = _day(opened), as_date(done)
        waited = ((done_on or asking.today) - opened_on).days
        yield (
            area,
            _Work(TaskKind(kind), TaskState(state), assessor or NOBODY, opened_on, done_on, waited),
        )


def _review_lag(returns: list[_Work]) -> Value:
    read = [task.waited for task in returns if not task.outstanding]
    unread = [task.waited for task in returns if task.outstanding]
    return {
        "median": median(read),
        "ninetieth": ninetieth(read),
        "reviewed": len(read),
        "unreviewed": len(unread),
        "oldest_unreviewed": max(unread, default=None),
    }


def _queues(tasks: list[_Work], today: date) -> Value:
    week = today - timedelta(days=7)
    held: defaultdict[str, list[_Work]] = defaultdict(list)
    for task in tasks:
        held[task.assessor].append(task)
    queues = {}
    for assessor in sorted(held):
        waits = [task.waited for task in held[assessor] if task.outstanding]
        came = sum(1 for task in held[assessor] if task.opened_on > week)
        went = sum(1 for task in held[assessor] if task.done_on and task.done_on > week)
        if waits or came or went:
            queues[assessor] = {
                "open": len(waits),
                "oldest_days": max(waits, default=None),
                "in_week": came,
                "out_week": went,
            }
    return queues


def _referrals(tasks: list[_Work], today: date) -> Value:
    states = Counter(task.state for task in tasks)
    late = sum(
        1 for task in tasks if working_days_between(task.opened_on, today) > REFERRAL_CHASE_DAYS
    )
    return {
        "open": len(tasks),
        "by_state": {state.value: states[state] for state in TaskState if state in states},
        "over_1_working_day": late,
        "oldest_days": max((task.waited for task in tasks), default=None),
        # One is closed only with its reference and outcome, so every open one lacks them.
        "without_outcome": len(tasks),
    }


def change_response(reader: Reader, asking: Asking, areas: Sequence[str]) -> Metric:
    """Days from a change being reported to the person being seen at home after it."""
    scope, params = scope_clause(asking.actor)
    since = asking.today - timedelta(days=PERIOD_DAYS)
    facts = []
    for area, reported, seen, owed in reader.rows(_CHANGES + scope, **params):
        reported_on, seen_on = _day(reported), as_date(seen)
        if seen_on is not None and reported_on > since:
            facts.append((area, ((seen_on - reported_on).days, True)))
        elif seen_on is None and owed:
            facts.append((area, ((asking.today - reported_on).days, False)))
    note = (
        f"Calendar days; median and worst of changes reported in the last {PERIOD_DAYS} days "
        "and since followed by a completed visit, with all that still wait for one."
    )
    return metric(areas, facts, _change_summary, note)


def _change_summary(facts: list[tuple[int, bool]]) -> Value:
    seen = [days for days, answered in facts if answered]
    waiting = [days for days, answered in facts if not answered]
    return {
        "median": median(seen),
        "worst": max(seen, default=None),
        "seen": len(seen),
        "waiting": len(waiting),
        "longest_waiting": max(waiting, default=None),
    }


def assessments(reader: Reader, asking: Asking, areas: Sequence[str]) -> Metric:
    """ARMS assessments past due, and by how many days."""
    scope, params = scope_clause(asking.actor)
    found = reader.rows(_ARMS + scope, today=asking.today, **params)
    late = [(row[0], (asking.today - _day(row[1])).days) for row in found]
    return metric(areas, late, _late_summary)


def _late_summary(days: list[int]) -> Value:
    return {"count": len(days), "worst_days": max(days, default=None), "median_days": median(days)}


def caseload(reader: Reader, asking: Asking, areas: Sequence[str]) -> Metric:
    """Live cases for each trained officer, and who has more than the policy's ceiling.

    An officer counts in the area they belong to, a case in its own.
    """
    scope, params = scope_clause(asking.actor)
    cases = {
        row[0]: int(row[1])
        for row in reader.rows(_CASES + scope + " group by c.area", today=asking.today, **params)
    }
    holders = reader.rows(_OFFICERS, today=asking.today, home_visit=TrainingKind.HOME_VISIT.value)
    trained = Counter(row[1] for row in holders if row[2])
    ceiling = asking.policy.caseload_ceiling
    over = [(row[1], row[0]) for row in holders if row[3] > ceiling]

    def of(area: str | None) -> Value:
        count = sum(cases.values()) if area is None else cases.get(area, 0)
        officers = sum(trained.values()) if area is None else trained[area]
        return {
            "cases": count,
            "trained_officers": officers,
            "per_officer": round(count / officers, 1) if officers else None,
            "over_ceiling": sorted(collar for home, collar in over if area in (None, home)),
        }

    note = f"The policy's ceiling is {ceiling} cases an officer."
    return Metric(of(None), {area: of(area) for area in areas}, note)


def _day(value: Any) -> date:
    day = as_date(value)
    assert day is not None
    return day


_TASKS = """
    select c.area, t.kind, t.state, s.collar, t.opened_on, t.done_on
      from task t
      join case_file c on c.id = t.case_id
      left join staff s on s.id = t.assessor_id
     where (t.state <> :done or t.done_on > :since) and
"""
_CHANGES = """
    select c.area, ch.reported_on,
           (select min(v.visited_on) from visit v
             where v.case_id = c.id and v.completed
               and (v.visited_on > ch.reported_on
                    or (v.visited_on = ch.reported_on and ch.visit_id is null))),
           case when c.due_on is not null then 1 else 0 end
      from change ch
      join case_file c on c.id = ch.case_id
     where
"""
_ARMS = f"""
    select c.area, c.arms_due_on from case_file c
     where c.arms_due_on < :today and {TO_COME} and
"""
_CASES = f"select c.area, count(*) from case_file c where {LIVE} and "
_OFFICERS = f"""
    select s.collar, s.area,
           (select count(*) from training t
             where t.staff_id = s.id and t.kind = :home_visit and t.expires_on >= :today),
           (select count(*) from case_file c where c.officer_id = s.id and {LIVE})
      from staff s
     where s.known and (s.left_on is null or s.left_on > :today)
"""
