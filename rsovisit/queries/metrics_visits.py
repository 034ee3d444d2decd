"""Metrics of visits: how late, how often on time, how they were crewed, how long the gaps are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from rsovisit.domain.due import Bucket
from rsovisit.domain.lateness import AgeBand, band_of, median, share
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import TaskState
from rsovisit.domain.visit import FAILED_ATTEMPTS, Outcome
from rsovisit.queries.buckets import ENDED_UNCLOSED, LIVE, TO_COME, bucket_clause, bucket_params
from rsovisit.queries.metrics import Metric, Value, metric
from rsovisit.queries.on_time import PERIOD_DAYS, FellDue, fell_due, on_time
from rsovisit.queries.query import Asking
from rsovisit.queries.scope import scope_clause
from rsovisit.store.reader import Reader, as_date

DAYS_IN_MONTH = 30.4
"""Mean length of a month, for setting a gap in days against an interval in months."""


def overdue(reader: Reader, asking: Asking, areas: Sequence[str]) -> dict[str, Metric]:
    """Overdue visits: how many, by level and officer too, and how many days."""
    scope, params = scope_clause(asking.actor)
    params |= bucket_params(asking.policy, asking.today)
    found = reader.rows(_OVERDUE + scope, **params)
    days = [(row[0], (asking.today - _day(row[3])).days) for row in found]
    levels = Counter(row[1] for row in found)
    officers = Counter(row[2] or "nobody" for row in found)
    count = metric(areas, days, len)
    by_level = {level.value: levels[level.value] for level in RiskLevel}
    by_officer = dict(sorted(officers.items(), key=lambda entry: (-entry[1], entry[0])))
    return {
        "overdue_visits": Metric(
            count.total, count.by_area, by={"level": by_level, "officer": by_officer}
        ),
        "days_overdue": metric(areas, days, _days_summary),
    }


def _days_summary(days: list[int]) -> Value:
    bands = Counter(band_of(late) for late in days)
    return {
        "worst": max(days, default=None),
        "median": median(days),
        "bands": {band.value: bands[band] for band in AgeBand},
    }


def on_time_rate(reader: Reader, asking: Asking, areas: Sequence[str]) -> Metric:
    """Visits made by their date, of those that fell due in the period."""
    since = asking.today - timedelta(days=PERIOD_DAYS)
    facts = [(fact.area, fact) for fact in fell_due(reader, asking, since)]

    def rate(within: list[FellDue]) -> Value:
        return asdict(on_time(within, asking.today))

    note = f"Visits that fell due in the last {PERIOD_DAYS} days and were made by then."
    return metric(areas, facts, rate, note)


def gaps(reader: Reader, asking: Asking, areas: Sequence[str]) -> dict[str, Metric]:
    """Cases never visited, and the longest time without a visit against the interval."""
    scope, params = scope_clause(asking.actor)
    found = reader.rows(_GAPS + scope + _GAP_GROUPS, today=asking.today, **params)
    never = [(row[0], int(row[3])) for row in found]
    longest = [(row[0], _gap(row, asking)) for row in found]
    return {
        "never_visited": metric(areas, never, sum),
        "longest_gap": metric(
            areas, longest, _longest, "Since the last completed visit, or since registration."
        ),
    }


def _gap(row: tuple[Any, ...], asking: Asking) -> tuple[float, int, int]:
    """Times the interval, days, interval in months."""
    months = row[2] or asking.policy.interval_months(RiskLevel(row[1]))
    days = (asking.today - _day(row[4])).days
    return (round(days / (months * DAYS_IN_MONTH), 2), days, months)


def _longest(gaps_found: list[tuple[float, int, int]]) -> Value:
    if not gaps_found:
        return None
    times, days, months = max(gaps_found)
    return {"days": days, "interval_months": months, "times_interval": times}


def attempts(reader: Reader, asking: Asking, areas: Sequence[str]) -> dict[str, Metric]:
    """How many attempts fail, and how many visits were made untrained or by one officer."""
    undecided = dict(_undecided(reader, asking))
    made = _made(reader, asking)
    failures = {area: (row[1], row[0], undecided.pop(area, 0)) for area, row in made.items()}
    failures |= {area: (0, 0, cases) for area, cases in undecided.items()}
    period = f"Over the last {PERIOD_DAYS} days."
    return {
        "failed_attempt_rate": metric(areas, failures.items(), _failed_summary, period),
        "untrained_or_single_crewed": metric(areas, made.items(), _crew_summary, period),
    }


def poorly_crewed(reader: Reader, asking: Asking) -> tuple[int, int]:
    """Visits of the period made untrained or by one officer, and all visits of the period."""
    made = _made(reader, asking).values()
    return sum(row[4] for row in made), sum(row[0] for row in made)


def _made(reader: Reader, asking: Asking) -> dict[str, tuple[int, ...]]:
    """By area: attempts, failed, untrained, single-crewed, untrained or single-crewed."""
    scope, params = scope_clause(asking.actor)
    found = reader.rows(
        _ATTEMPTS + scope + " group by c.area",
        since=asking.today - timedelta(days=PERIOD_DAYS),
        failed=[outcome.value for outcome in FAILED_ATTEMPTS],
        nowhere=[Outcome.REMOTE.value, Outcome.CANNOT_VISIT.value],
        **params,
    )
    return {row[0]: tuple(int(count) for count in row[1:]) for row in found}


def _undecided(reader: Reader, asking: Asking) -> Iterator[tuple[str, int]]:
    """Cases with as many failed attempts as ask for a decision, and none made, by area."""
    scope, params = scope_clause(asking.actor)
    found = reader.rows(
        _UNDECIDED + scope + _UNDECIDED_GROUPS,
        today=asking.today,
        never=date.min,
        failed=[outcome.value for outcome in FAILED_ATTEMPTS],
        done=TaskState.DONE.value,
        enough=asking.policy.attempts_before_decision,
        **params,
    )
    for area, cases in found:
        yield area, int(cases)


def _failed_summary(facts: list[tuple[int, int, int]]) -> Value:
    failed, made, undecided = _sums(facts, 3)
    return {
        "rate": share(failed, made),
        "failed": failed,
        "attempts": made,
        "cases_undecided": undecided,
    }


def _crew_summary(facts: list[tuple[int, ...]]) -> Value:
    made, _, untrained, single, either = _sums(facts, 5)
    return {
        "count": either,
        "rate": share(either, made),
        "untrained": untrained,
        "single_crewed": single,
        "visits": made,
    }


def standing(reader: Reader, asking: Asking, areas: Sequence[str]) -> dict[str, Metric]:
    """Reactive cases, cases without an officer, and cases whose notification ended unclosed."""
    scope, params = scope_clause(asking.actor)
    found = reader.rows(
        _STANDING + scope + " group by c.area",
        today=asking.today,
        since=asking.today - timedelta(days=PERIOD_DAYS),
        **params,
    )
    reactive = [(row[0], (int(row[1]), int(row[2]), int(row[3]))) for row in found]
    return {
        "reactive_share": metric(
            areas, reactive, _reactive_summary, f"Exits over the last {PERIOD_DAYS} days."
        ),
        "notification_ended_unclosed": metric(areas, [(r[0], int(r[4])) for r in found], sum),
        "unallocated": metric(areas, [(row[0], int(row[5])) for row in found], sum),
        "officer_left": metric(areas, [(row[0], int(row[6])) for row in found], sum),
    }


def _reactive_summary(facts: list[tuple[int, int, int]]) -> Value:
    live, reactive, exits = _sums(facts, 3)
    return {
        "share": share(reactive, live),
        "reactive": reactive,
        "live": live,
        "exits": exits,
    }


def _sums(facts: Sequence[tuple[int, ...]], columns: int) -> tuple[int, ...]:
    return tuple(sum(column) for column in zip(*facts, strict=True)) if facts else (0,) * columns


def _day(value: Any) -> date:
    day = as_date(value)
    assert day is not None
    return day


_OVERDUE = (
    """
    select c.area, c.risk_level, s.collar, c.due_on
      from case_file c
      left join staff s on s.id = c.officer_id
     where
    """
    + bucket_clause(Bucket.OVERDUE)
    + " and "
)
_GAPS = f"""
    select c.area, c.risk_level, c.visit_interval_months,
           sum(case when c.last_visit_on is null then 1 else 0 end),
           min(coalesce(c.last_visit_on, c.registered_on))
      from case_file c
     where c.due_on is not null and {TO_COME} and
"""
_GAP_GROUPS = " group by c.area, c.risk_level, c.visit_interval_months"
# `coalesce` keeps the index on the day out, as in `queries.on_time`; SQLite keeps the order of a
# cross join, so that the visits are read as they lie.
_ATTEMPTS = """
    select c.area, count(*),
           sum(case when v.outcome in (:failed) then 1 else 0 end),
           sum(case when v.crew_trained is not null and not v.crew_trained then 1 else 0 end),
           sum(case when v.crew <> '' and v.crew not like '%;%' then 1 else 0 end),
           sum(case when (v.crew_trained is not null and not v.crew_trained)
                      or (v.crew <> '' and v.crew not like '%;%') then 1 else 0 end)
      from visit v cross join case_file c
     where c.id = v.case_id and coalesce(v.visited_on, :since) > :since
       and v.outcome not in (:nowhere) and
"""
_UNDECIDED = f"""
    select f.area, count(*) from (
        select c.area, c.id, c.last_visit_on,
               (select count(*) from visit v
                 where v.case_id = c.id and v.visited_on > coalesce(c.last_visit_on, :never)
                   and v.outcome in (:failed)) as failures
          from case_file c
         where c.due_on is not null and {TO_COME} and
"""
_UNDECIDED_GROUPS = """
    ) f
     where f.failures >= :enough
       and not exists (
           select 1 from task t
            where t.case_id = f.id and t.state = :done
              and t.cause = 'attempts:' || f.id || ':'
                            || coalesce(cast(f.last_visit_on as text), 'never'))
     group by f.area
"""
_STANDING = f"""
    select c.area,
           sum(case when {LIVE} then 1 else 0 end),
           sum(case when c.status = 'reactive' then 1 else 0 end),
           sum((select count(*) from visit_requirement r
                 where r.case_id = c.id and r.kind = 'reactive_exit' and r.from_on > :since)),
           sum(case when {ENDED_UNCLOSED} then 1 else 0 end),
           sum(case when {LIVE} and c.officer_id is null then 1 else 0 end),
           sum(case when {LIVE} and s.left_on <= :today then 1 else 0 end)
      from case_file c
      left join staff s on s.id = c.officer_id
     where
"""
