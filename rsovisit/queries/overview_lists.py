"""The lists behind the Overview's tiles that stand on no other screen, and how long each is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from rsovisit.domain.access import Permission
from rsovisit.domain.lateness import AgeBand
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import TaskKind, TaskState
from rsovisit.domain.visit import Outcome
from rsovisit.queries.buckets import TO_COME
from rsovisit.queries.on_time import PERIOD_DAYS
from rsovisit.queries.oversight import OverdueList
from rsovisit.queries.overview import OverviewRow, OverviewTiles
from rsovisit.queries.query import Asking, Page
from rsovisit.queries.scope import scope_clause
from rsovisit.queries.visits import full_name
from rsovisit.store.reader import Reader, as_date


class OverviewPart(StrEnum):
    """The lists of the Overview."""

    OVERDUE = "overdue"
    ARMS = "arms"
    CREWS = "crews"

    @property
    def words(self) -> str:
        """The list's name."""
        return _WORDS[self]


_WORDS = {
    OverviewPart.OVERDUE: "Overdue",
    OverviewPart.ARMS: "ARMS out of date",
    OverviewPart.CREWS: "Untrained or lone crew",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the tiles say, and the instant it was so."""

    as_of: datetime
    tiles: OverviewRow


@dataclass(frozen=True)
class OverviewStanding:
    """The tiles with the instant they were counted."""

    permission: ClassVar = Permission.OVERSIGHT_READ

    def run(self, reader: Reader, asking: Asking) -> Standing:
        """The figures."""
        return Standing(asking.now, OverviewTiles().run(reader, asking))


@dataclass(frozen=True, slots=True)
class ArmsLateRow:
    """A case whose ARMS assessment is past its date. `days_late`: calendar days.

    `assessor`, by collar, and `state` are those of its open assessment task; None without one.
    """

    case_id: int
    version: int
    case_ref: str
    name: str
    risk_level: RiskLevel
    area: str
    officer: str | None
    officer_name: str | None
    arms_due_on: date
    days_late: int
    last_arms_on: date | None
    assessor: str | None
    assessor_name: str | None
    state: TaskState | None


@dataclass(frozen=True)
class ArmsOutOfDate:
    """A page of the cases whose assessment is out of date, longest first."""

    permission: ClassVar = Permission.OVERSIGHT_READ

    area: str | None = None
    offset: int = 0
    limit: int = 100

    def run(self, reader: Reader, asking: Asking) -> Page[ArmsLateRow]:
        """The page, with the length of the whole list."""
        where, params = _within(asking, self.area, _ARMS_LATE)
        params["today"] = asking.today
        total = reader.value("select count(*) from case_file c" + where, **params)
        found = reader.rows(
            _ARMS + where + _ARMS_ORDER,
            kind=TaskKind.ARMS_ASSESSMENT.value,
            done=TaskState.DONE.value,
            limit=self.limit,
            offset=self.offset,
            **params,
        )
        return Page(tuple(_arms_row(row, asking.today) for row in found), int(total), self.offset)


@dataclass(frozen=True, slots=True)
class WeakCrewRow:
    """A visit made without a trained officer, or by one officer alone.

    `crew` by collar as recorded. `officer` is who has the case now. `trained` is None where it
    is not known.
    """

    visit_id: int
    case_id: int
    version: int
    case_ref: str
    name: str
    risk_level: RiskLevel
    area: str
    officer: str | None
    officer_name: str | None
    visited_on: date
    outcome: Outcome
    crew: tuple[str, ...]
    trained: bool | None

    @property
    def single(self) -> bool:
        """Whether one officer went alone."""
        return len(self.crew) == 1


@dataclass(frozen=True)
class WeakCrews:
    """A page of such visits of the last 90 days, the latest first."""

    permission: ClassVar = Permission.OVERSIGHT_READ

    area: str | None = None
    offset: int = 0
    limit: int = 100

    def run(self, reader: Reader, asking: Asking) -> Page[WeakCrewRow]:
        """The page, with the length of the whole list."""
        where, params = _within(asking, self.area, _WEAK)
        params["since"] = asking.today - timedelta(days=PERIOD_DAYS)
        params["nowhere"] = [Outcome.REMOTE.value, Outcome.CANNOT_VISIT.value]
        total = reader.value(_WEAK_COUNT + where, **params)
        found = reader.rows(
            _CREWS + where + _CREWS_ORDER, limit=self.limit, offset=self.offset, **params
        )
        return Page(tuple(map(_crew_row, found)), int(total), self.offset)


@dataclass(frozen=True)
class CountOverview:
    """The length of each list of the Overview, narrowed to an area; `band` is of the overdue."""

    permission: ClassVar = Permission.OVERSIGHT_READ

    area: str | None = None
    band: AgeBand | None = None

    def run(self, reader: Reader, asking: Asking) -> dict[OverviewPart, int]:
        """One count for each list."""
        overdue = OverdueList(self.area, self.band, limit=1)
        return {
            OverviewPart.OVERDUE: overdue.run(reader, asking).total,
            OverviewPart.ARMS: ArmsOutOfDate(self.area, limit=1).run(reader, asking).total,
            OverviewPart.CREWS: WeakCrews(self.area, limit=1).run(reader, asking).total,
        }


def _within(asking: Asking, area: str | None, condition: str) -> tuple[str, dict[str, Any]]:
    scope, params = scope_clause(asking.actor)
    clauses = [condition, scope]
    if area is not None:
        clauses.append("c.area = :area")
        params["area"] = area
    return " where " + " and ".join(clauses), params


def _arms_row(row: tuple[Any, ...], today: date) -> ArmsLateRow:
    due = as_date(row[9])
    assert due is not None
    return ArmsLateRow(
        case_id=row[0],
        version=row[1],
        case_ref=row[2],
        name=full_name(row[3], row[4]),
        risk_level=RiskLevel(row[5]),
        area=row[6],
        officer=row[7],
        officer_name=row[8],
        arms_due_on=due,
        days_late=(today - due).days,
        last_arms_on=as_date(row[10]),
        assessor=row[11],
        assessor_name=row[12],
        state=TaskState(row[13]) if row[13] else None,
    )


def _crew_row(row: tuple[Any, ...]) -> WeakCrewRow:
    visited = as_date(row[10])
    assert visited is not None
    return WeakCrewRow(
        visit_id=row[0],
        case_id=row[1],
        version=row[2],
        case_ref=row[3],
        name=full_name(row[4], row[5]),
        risk_level=RiskLevel(row[6]),
        area=row[7],
        officer=row[8],
        officer_name=row[9],
        visited_on=visited,
        outcome=Outcome(row[11]),
        crew=tuple(collar for collar in row[12].split(";") if collar),
        trained=None if row[13] is None else bool(row[13]),
    )


_ARMS_LATE = "c.arms_due_on < :today and " + TO_COME
_ARMS = """
    select c.id, c.version, c.case_ref, i.given_names, i.family_name, c.risk_level, c.area,
           s.collar, s.name, c.arms_due_on, c.last_arms_on, a.collar, a.name, t.state
      from case_file c
      join identity i on i.case_id = c.id
      left join staff s on s.id = c.officer_id
      left join task t on t.id = (select min(o.id) from task o
                                   where o.case_id = c.id and o.kind = :kind and o.state <> :done)
      left join staff a on a.id = t.assessor_id
"""
_ARMS_ORDER = " order by c.arms_due_on, c.risk_rank desc, c.id limit :limit offset :offset"
# The same visits as the metric of that name counts (queries.metrics_visits); a test holds them.
_WEAK = """
    v.visited_on > :since and v.outcome not in (:nowhere)
    and ((v.crew_trained is not null and not v.crew_trained)
         or (v.crew <> '' and v.crew not like '%;%'))
"""
_WEAK_COUNT = "select count(*) from visit v join case_file c on c.id = v.case_id"
_CREWS = """
    select v.id, c.id, c.version, c.case_ref, i.given_names, i.family_name, c.risk_level, c.area,
           s.collar, s.name, v.visited_on, v.outcome, v.crew, v.crew_trained
      from visit v
      join case_file c on c.id = v.case_id
      join identity i on i.case_id = c.id
      left join staff s on s.id = c.officer_id
"""
_CREWS_ORDER = " order by v.visited_on desc, v.id desc limit :limit offset :offset"
