"""Every metric of domain.md section 9, in total and by area, and the parts of the Overview."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from rsovisit.domain.access import Permission
from rsovisit.domain.due import Bucket, days_overdue
from rsovisit.domain.lateness import AgeBand, band_of
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import TaskState
from rsovisit.domain.warning import Level, WarningKind
from rsovisit.queries import metrics_visits, metrics_work
from rsovisit.queries.buckets import bucket_clause, bucket_params
from rsovisit.queries.metrics import Metric, case_areas, unknown
from rsovisit.queries.needs import needs_of
from rsovisit.queries.overview import OverviewRow, OverviewTiles
from rsovisit.queries.query import Asking, Page
from rsovisit.queries.scope import scope_clause
from rsovisit.queries.visits import full_name
from rsovisit.store.reader import Reader, as_date

__all__ = [
    "AreaOverdueRow",
    "OverdueByArea",
    "OverdueHistory",
    "OverdueList",
    "OverdueRow",
    "Oversight",
    "OverviewRow",
    "OverviewTiles",
    "QueueHistory",
    "WeekRow",
]

WEEKS = 26
"""How many weeks the series on the overview look back."""


@dataclass(frozen=True)
class Oversight:
    """Every metric of domain.md section 9 by its name, in that section's order."""

    permission: ClassVar = Permission.OVERSIGHT_READ

    def run(self, reader: Reader, asking: Asking) -> Mapping[str, Metric]:
        """The metrics. One whose records are not kept yet has no value and says so."""
        areas = case_areas(reader)
        visits = metrics_visits.overdue(reader, asking, areas)
        gaps = metrics_visits.gaps(reader, asking, areas)
        attempts = metrics_visits.attempts(reader, asking, areas)
        work = metrics_work.work(reader, asking, areas)
        standing = metrics_visits.standing(reader, asking, areas)
        return {
            **visits,
            "on_time_rate": metrics_visits.on_time_rate(reader, asking, areas),
            **gaps,
            **attempts,
            "review_lag": work["review_lag"],
            "change_response": metrics_work.change_response(reader, asking, areas),
            "queue_per_assessor": work["queue_per_assessor"],
            "arms_overdue": metrics_work.assessments(reader, asking, areas),
            "qa_coverage": unknown(areas, "No quality-assurance samples are recorded yet."),
            "referrals_open": work["referrals_open"],
            "children_seen": unknown(
                areas, "Whether a child was seen is not recorded until the full visit return is."
            ),
            "caseload": metrics_work.caseload(reader, asking, areas),
            "reactive_share": standing["reactive_share"],
            "sfo_reviews": unknown(areas, "No serious further offence reviews are recorded yet."),
            "notification_ended_unclosed": standing["notification_ended_unclosed"],
            "unallocated": standing["unallocated"],
            "officer_left": standing["officer_left"],
        }


@dataclass(frozen=True, slots=True)
class AreaOverdueRow:
    """An area's overdue visits by how long; `bands` sums to `total`."""

    area: str
    total: int
    bands: Mapping[AgeBand, int]


@dataclass(frozen=True)
class OverdueByArea:
    """Overdue visits of every area by age, the area with most first; none is left out."""

    permission: ClassVar = Permission.OVERSIGHT_READ

    def run(self, reader: Reader, asking: Asking) -> tuple[AreaOverdueRow, ...]:
        """One row an area."""
        scope, params = scope_clause(asking.actor)
        params |= bucket_params(asking.policy, asking.today)
        counts: defaultdict[str, Counter[AgeBand]] = defaultdict(Counter)
        for area, due, count in reader.rows(_BY_AREA + scope + _BY_AREA_GROUPS, **params):
            band = band_of(days_overdue(as_date(due), asking.today))
            assert band is not None
            counts[area][band] += count
        rows = [
            AreaOverdueRow(area, sum(counts[area].values()), {b: counts[area][b] for b in AgeBand})
            for area in case_areas(reader)
        ]
        return tuple(sorted(rows, key=lambda row: (-row.total, row.area)))


@dataclass(frozen=True, slots=True)
class OverdueRow:
    """An overdue visit and what has been decided about it; no `warning_id` until it is swept."""

    case_id: int
    version: int
    case_ref: str
    name: str
    risk_level: RiskLevel
    area: str
    officer: str | None
    officer_name: str | None
    due_on: date
    days_overdue: int
    warning_id: int | None
    warning_version: int | None
    level: Level | None
    level_since_on: date | None
    decision: str | None
    decided_on: date | None
    decided_by: str | None
    decision_stale: bool
    plan_on: date | None
    needs: str


@dataclass(frozen=True)
class OverdueList:
    """A page of the overdue visits, longest first, with warning, decision and plan."""

    permission: ClassVar = Permission.OVERSIGHT_READ

    area: str | None = None
    band: AgeBand | None = None
    offset: int = 0
    limit: int = 100

    def run(self, reader: Reader, asking: Asking) -> Page[OverdueRow]:
        """The page, with the length of the whole list."""
        where, params = self._where(asking)
        total = reader.value("select count(*) from case_file c" + where, **params)
        found = reader.rows(
            _OVERDUE + where + _LONGEST_FIRST,
            kind=WarningKind.VISIT_OVERDUE.value,
            limit=self.limit,
            offset=self.offset,
            **params,
        )
        needs = needs_of(reader, [row[0] for row in found], asking)
        rows = tuple(_overdue_row(row, needs.get(row[0], ""), asking.today) for row in found)
        return Page(rows, int(total), self.offset)

    def _where(self, asking: Asking) -> tuple[str, dict[str, Any]]:
        scope, params = scope_clause(asking.actor)
        params |= bucket_params(asking.policy, asking.today)
        clauses = [bucket_clause(Bucket.OVERDUE), scope]
        if self.area is not None:
            clauses.append("c.area = :area")
            params["area"] = self.area
        if self.band is not None:
            first, last = self.band.days
            clauses.append("c.due_on <= :due_last")
            params["due_last"] = asking.today - timedelta(days=first)
            if last is not None:
                clauses.append("c.due_on >= :due_first")
                params["due_first"] = asking.today - timedelta(days=last)
        return " where " + " and ".join(clauses), params


def _overdue_row(row: tuple[Any, ...], needs: str, today: date) -> OverdueRow:
    due = as_date(row[9])
    assert due is not None
    return OverdueRow(
        case_id=row[0],
        version=row[1],
        case_ref=row[2],
        name=full_name(row[3], row[4]),
        risk_level=RiskLevel(row[5]),
        area=row[6],
        officer=row[7],
        officer_name=row[8],
        due_on=due,
        days_overdue=days_overdue(due, today),
        warning_id=row[10],
        warning_version=row[11],
        level=Level(row[12]) if row[12] else None,
        level_since_on=as_date(row[13]),
        decision=row[14],
        decided_on=as_date(row[15]),
        decided_by=row[16],
        decision_stale=row[14] is not None and row[18] != row[12],
        plan_on=as_date(row[17]),
        needs=needs,
    )


@dataclass(frozen=True, slots=True)
class WeekRow:
    """How many stood open at the end of a day, and how many came and went in its 7 days."""

    ends_on: date
    open: int
    came: int
    went: int


@dataclass(frozen=True)
class OverdueHistory:
    """Open overdue warnings week by week, oldest first, the last week ending today."""

    permission: ClassVar = Permission.OVERSIGHT_READ

    weeks: int = WEEKS

    def run(self, reader: Reader, asking: Asking) -> tuple[WeekRow, ...]:
        """One row a week."""
        scope, params = scope_clause(asking.actor)
        kind = WarningKind.VISIT_OVERDUE.value
        came = reader.rows(_RAISED + scope + " group by w.raised_on", kind=kind, **params)
        went = reader.rows(_CLEARED + scope + " group by w.cleared_on", kind=kind, **params)
        return week_rows(came, went, asking.today, self.weeks)


@dataclass(frozen=True)
class QueueHistory:
    """Outstanding ARMS tasks week by week, oldest first, the last week ending today."""

    permission: ClassVar = Permission.OVERSIGHT_READ

    weeks: int = WEEKS

    def run(self, reader: Reader, asking: Asking) -> tuple[WeekRow, ...]:
        """One row a week."""
        scope, params = scope_clause(asking.actor)
        came = reader.rows(_OPENED + scope + " group by t.opened_on", **params)
        went = reader.rows(
            _DONE + scope + " group by t.done_on", done=TaskState.DONE.value, **params
        )
        return week_rows(came, went, asking.today, self.weeks)


def week_rows(
    came: Iterable[tuple[Any, ...]], went: Iterable[tuple[Any, ...]], today: date, weeks: int
) -> tuple[WeekRow, ...]:
    """The series, from counts of what came and what went on each day."""
    arrivals, departures = _by_day(came), _by_day(went)
    rows = []
    for back in reversed(range(weeks)):
        end = today - timedelta(weeks=back)
        start = end - timedelta(weeks=1)
        rows.append(
            WeekRow(
                ends_on=end,
                open=_within(arrivals, date.min, end) - _within(departures, date.min, end),
                came=_within(arrivals, start, end),
                went=_within(departures, start, end),
            )
        )
    return tuple(rows)


def _by_day(counts: Iterable[tuple[Any, ...]]) -> list[tuple[date, int]]:
    days = ((as_date(day), count) for day, count in counts)
    return [(day, count) for day, count in days if day is not None]


def _within(days: list[tuple[date, int]], after: date, until: date) -> int:
    return sum(count for day, count in days if after < day <= until)


_BY_AREA = (
    "select c.area, c.due_on, count(*) from case_file c where "
    + bucket_clause(Bucket.OVERDUE)
    + " and "
)
_BY_AREA_GROUPS = " group by c.area, c.due_on"
_OVERDUE = """
    select c.id, c.version, c.case_ref, i.given_names, i.family_name, c.risk_level, c.area,
           s.collar, s.name, c.due_on, w.id, w.version, w.level, w.level_since_on, w.decision,
           w.decided_on, w.decided_by, w.plan_on, w.decided_level
      from case_file c
      join identity i on i.case_id = c.id
      left join staff s on s.id = c.officer_id
      left join warning w on w.case_id = c.id and w.kind = :kind and w.due_on = c.due_on
                         and w.cleared_on is null
"""
_LONGEST_FIRST = " order by c.due_on, c.risk_rank desc, c.id limit :limit offset :offset"
_RAISED = """
    select w.raised_on, count(*) from warning w join case_file c on c.id = w.case_id
     where w.kind = :kind and
"""
_CLEARED = """
    select w.cleared_on, count(*) from warning w join case_file c on c.id = w.case_id
     where w.kind = :kind and w.cleared_on is not null and
"""
_OPENED = """
    select t.opened_on, count(*) from task t join case_file c on c.id = t.case_id where
"""
_DONE = """
    select t.done_on, count(*) from task t join case_file c on c.id = t.case_id
     where t.state = :done and t.done_on is not null and
"""
