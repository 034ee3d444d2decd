"""Which visits were on time: every visit that fell due in a period, and whether it met its date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from rsovisit.domain.due import Bucket, add_months
from rsovisit.domain.lateness import share
from rsovisit.domain.risk import RiskLevel
from rsovisit.queries.buckets import bucket_clause, bucket_params
from rsovisit.queries.query import Asking
from rsovisit.queries.scope import scope_clause
from rsovisit.store.reader import Reader, as_date

PERIOD_DAYS = 90
"""Length of the period that the on-time rate speaks of."""


@dataclass(frozen=True, slots=True)
class FellDue:
    """`count` visits of an area that fell due on one day and were, or were not, made in time."""

    area: str
    due_on: date
    met: bool
    count: int


@dataclass(frozen=True, slots=True)
class OnTime:
    """Visits that fell due in a period and how many were made by then; `rate` 0 to 1."""

    rate: float | None
    met: int
    due: int


def fell_due(reader: Reader, asking: Asking, since: date) -> list[FellDue]:
    """Every visit that fell due from `since` up to yesterday, made or not.

    The date a visit answered is the one kept with it; where an import did not know it, the visit
    before it and the case's present interval give it by the rule.
    """
    # A visit is made at most its whole interval before its date.
    months = max(asking.policy.visit_interval_months.values()) + 1
    params = {"since": since, "today": asking.today, "from_on": add_months(since, -months)}
    return [
        *_dated(reader, asking, params),
        *_undated(reader, asking, params),
        *_still_owed(reader, asking, since),
    ]


def on_time(facts: Iterable[FellDue], until: date, days: int = PERIOD_DAYS) -> OnTime:
    """The rate over visits that fell due in the `days` before `until`, which is not included."""
    first = until - timedelta(days=days)
    within = [fact for fact in facts if first <= fact.due_on < until]
    met = sum(fact.count for fact in within if fact.met)
    due = sum(fact.count for fact in within)
    return OnTime(share(met, due), met, due)


def _dated(reader: Reader, asking: Asking, params: dict[str, Any]) -> Iterator[FellDue]:
    scope, scope_params = scope_clause(asking.actor)
    for area, due, late, count in reader.rows(_DATED + scope + _BY_DAY, **params, **scope_params):
        due_on = as_date(due)
        assert due_on is not None
        yield FellDue(area, due_on, not late, count)


def _undated(reader: Reader, asking: Asking, params: dict[str, Any]) -> Iterator[FellDue]:
    scope, scope_params = scope_clause(asking.actor)
    policy, after = asking.policy, lru_cache(maxsize=None)(add_months)
    for area, level, own, registered, visited, before in reader.rows(
        _UNDATED + scope, **params, **scope_params
    ):
        last, visited_on = as_date(before), as_date(visited)
        assert visited_on is not None
        if last is not None:
            due_on = after(last, own or policy.interval_months(RiskLevel(level)))
        else:
            registered_on = as_date(registered)
            assert registered_on is not None
            due_on = registered_on + timedelta(days=policy.first_visit_days)
        if params["since"] <= due_on < asking.today:
            yield FellDue(area, due_on, visited_on <= due_on, 1)


def _still_owed(reader: Reader, asking: Asking, since: date) -> Iterator[FellDue]:
    scope, params = scope_clause(asking.actor)
    params |= bucket_params(asking.policy, asking.today)
    owed = " and " + bucket_clause(Bucket.OVERDUE) + " group by c.area, c.due_on"
    for area, due, count in reader.rows(_OWED + scope + owed, since=since, **params):
        due_on = as_date(due)
        assert due_on is not None
        yield FellDue(area, due_on, False, count)


# A year of visits is read faster in the order it lies in than through an index on the day, which
# would fetch each from somewhere else: `coalesce` keeps the index out.
_DATED = """
    select c.area, v.due_on_before,
           case when v.visited_on <= v.due_on_before then 0 else 1 end, count(*)
      from visit v
      join case_file c on c.id = v.case_id
     where v.completed and v.due_on_before >= :since and v.due_on_before < :today and
"""
_BY_DAY = """
     group by c.area, v.due_on_before,
              case when v.visited_on <= v.due_on_before then 0 else 1 end
"""
_UNDATED = """
    select c.area, c.risk_level, c.visit_interval_months, c.registered_on, v.visited_on,
           (select max(p.visited_on) from visit p
             where p.case_id = v.case_id and p.completed and p.visited_on < v.visited_on)
      from visit v
      join case_file c on c.id = v.case_id
     where v.completed and v.due_on_before is null
       and coalesce(v.visited_on, :from_on) >= :from_on and
"""
_OWED = """
    select c.area, c.due_on, count(*) from case_file c
     where c.due_on >= :since and
"""
