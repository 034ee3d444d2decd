"""The tiles of the Overview screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from rsovisit.domain.access import Permission
from rsovisit.domain.due import Bucket
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import TaskKind, TaskState, target_days
from rsovisit.domain.working_days import working_days_between
from rsovisit.queries.buckets import LIVE, TO_COME, bucket_clause, bucket_params
from rsovisit.queries.metrics_visits import poorly_crewed
from rsovisit.queries.on_time import PERIOD_DAYS, OnTime, fell_due, on_time
from rsovisit.queries.query import Asking
from rsovisit.queries.scope import scope_clause
from rsovisit.store.reader import Reader, as_date

BEFORE_DAYS = 30
"""How long ago the on-time rate is compared with: the month before."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Outstanding tasks of one kind: how many, past their target, and the oldest in days."""

    open: int
    over_target: int
    oldest_days: int


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """What the tiles say. Rates are 0 to 1, None where nothing fell due; days calendar days.

    `untrained` counts visits of the last 90 days without a trained or a second officer.
    """

    on_time: OnTime
    on_time_before: OnTime
    overdue: int
    overdue_oldest_days: int
    returns: WaitingRow
    arms_overdue: int
    cases: int
    changes: WaitingRow
    referrals: WaitingRow
    untrained: int
    visits: int


@dataclass(frozen=True)
class OverviewTiles:
    """Where we stand, in seven figures."""

    permission: ClassVar = Permission.OVERSIGHT_READ

    def run(self, reader: Reader, asking: Asking) -> OverviewRow:
        """The figures; each count is the length of the list its tile opens."""
        scope, params = scope_clause(asking.actor)
        params |= bucket_params(asking.policy, asking.today)
        before = asking.today - timedelta(days=BEFORE_DAYS)
        due = fell_due(reader, asking, before - timedelta(days=PERIOD_DAYS))
        overdue, oldest = reader.one(_OVERDUE + scope, **params) or (0, None)
        arms, cases = reader.one(_CASES + scope, **params) or (0, 0)
        oldest_on = as_date(oldest)
        waiting = {kind: _waiting(reader, asking, kind) for kind in _SHOWN}
        untrained, visits = poorly_crewed(reader, asking)
        return OverviewRow(
            on_time=on_time(due, asking.today),
            on_time_before=on_time(due, before),
            overdue=overdue,
            overdue_oldest_days=(asking.today - oldest_on).days if oldest_on else 0,
            returns=waiting[TaskKind.RETURN_CHECK],
            arms_overdue=int(arms or 0),
            cases=int(cases or 0),
            changes=waiting[TaskKind.SIGNIFICANT_CHANGE],
            referrals=waiting[TaskKind.REFERRAL],
            untrained=untrained,
            visits=visits,
        )


def _waiting(reader: Reader, asking: Asking, kind: TaskKind) -> WaitingRow:
    opened = list(_outstanding(reader, asking, kind))
    over = sum(
        count
        for level, red_flag, on, count in opened
        if working_days_between(on, asking.today)
        > target_days(kind, level, red_flag, asking.policy)
    )
    oldest = min((on for _, _, on, _ in opened), default=asking.today)
    return WaitingRow(sum(count for *_, count in opened), over, (asking.today - oldest).days)


def _outstanding(
    reader: Reader, asking: Asking, kind: TaskKind
) -> Iterator[tuple[RiskLevel, bool, date, int]]:
    scope, params = scope_clause(asking.actor)
    for level, red_flag, opened, count in reader.rows(
        _OUTSTANDING + scope + _GROUPS, kind=kind.value, done=TaskState.DONE.value, **params
    ):
        opened_on = as_date(opened)
        assert opened_on is not None
        yield RiskLevel(level), bool(red_flag), opened_on, count


_SHOWN = (TaskKind.RETURN_CHECK, TaskKind.SIGNIFICANT_CHANGE, TaskKind.REFERRAL)
_OVERDUE = (
    "select count(*), min(c.due_on) from case_file c where "
    + bucket_clause(Bucket.OVERDUE)
    + " and "
)
_CASES = f"""
    select sum(case when c.arms_due_on < :today and {TO_COME} then 1 else 0 end), count(*)
      from case_file c
     where {LIVE} and
"""
_OUTSTANDING = """
    select c.risk_level, t.red_flag, t.opened_on, count(*)
      from task t
      join case_file c on c.id = t.case_id
     where t.kind = :kind and t.state <> :done and
"""
_GROUPS = " group by c.risk_level, t.red_flag, t.opened_on"
