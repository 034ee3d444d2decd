"""Open warnings: what is late or soon due, who must act on it now, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from rsovisit.domain.access import Actor, Permission, Role
from rsovisit.domain.due import days_overdue
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.warning import Level, WarningKind
from rsovisit.queries.query import Asking, Page
from rsovisit.queries.scope import scope_clause
from rsovisit.queries.visits import full_name
from rsovisit.store.reader import Reader, as_date

ACTS_ON: Mapping[Role, tuple[Level, ...]] = {
    Role.NPT_OFFICER: (Level.OFFICER,),
    Role.SUPERVISOR: (Level.SUPERVISOR,),
    Role.INSPECTOR: (Level.INSPECTOR, Level.COMMAND),
    Role.KEEPER: tuple(Level),
}
"""The levels each role answers for; other roles see warnings but none waits for them."""


@dataclass(frozen=True, slots=True)
class WarningFilter:
    """Which open warnings. None means any; an empty `levels` means none at all.

    `undecided`: True for those without a decision that holds, False for the rest: made at their
    present level, with no planned day that passed (`domain.warning.plan_missed`).
    """

    levels: tuple[Level, ...] | None = None
    kind: WarningKind | None = None
    area: str | None = None
    undecided: bool | None = None


@dataclass(frozen=True, slots=True)
class WarningRow:
    """An open warning. `owner` is the collar of the officer who has the case.

    `decision_stale`: it was decided before the warning climbed to its present level.
    """

    warning_id: int
    version: int
    case_id: int
    case_ref: str
    name: str
    kind: WarningKind
    due_on: date
    days_overdue: int
    level: Level
    raised_on: date
    level_since_on: date
    owner: str | None
    owner_name: str | None
    area: str
    risk_level: RiskLevel
    decision: str | None
    decided_on: date | None
    decided_by: str | None
    plan_on: date | None
    decision_stale: bool


@dataclass(frozen=True)
class WarningList:
    """A page of the open warnings, worst first: longest overdue, then the higher risk."""

    permission: ClassVar = Permission.WARNING_READ

    level: Level | None = None
    kind: WarningKind | None = None
    area: str | None = None
    undecided: bool | None = None
    offset: int = 0
    limit: int = 100

    def run(self, reader: Reader, asking: Asking) -> Page[WarningRow]:
        """The page, with the length of the whole list."""
        levels = None if self.level is None else (self.level,)
        chosen = WarningFilter(levels, self.kind, self.area, self.undecided)
        return warning_page(reader, asking, chosen, self.offset, self.limit)


@dataclass(frozen=True)
class MineToDecide:
    """The open warnings that wait for the asker: what the bell counts.

    Those at a level the asker's role answers for; for whoever may decide, only those without a
    decision that holds at that level, since a decided one waits for the visit it planned.
    """

    permission: ClassVar = Permission.WARNING_READ

    offset: int = 0
    limit: int = 100

    def run(self, reader: Reader, asking: Asking) -> Page[WarningRow]:
        """The page, with the length of the whole list."""
        return warning_page(reader, asking, waiting_for(asking.actor), self.offset, self.limit)


@dataclass(frozen=True, slots=True)
class WarningCounts:
    """How many warnings are open, by level and kind; `mine` is the length of MineToDecide."""

    by: Mapping[tuple[Level, WarningKind], int]
    mine: int

    @property
    def total(self) -> int:
        """Every open warning the asker may see."""
        return sum(self.by.values())

    def of(self, level: Level | None = None, kind: WarningKind | None = None) -> int:
        """The length of the list with that level and kind; None means any."""
        return sum(
            count
            for (at, about), count in self.by.items()
            if level in (None, at) and kind in (None, about)
        )


@dataclass(frozen=True)
class CountWarnings:
    """The length of every list of warnings, and of the asker's own."""

    permission: ClassVar = Permission.WARNING_READ

    area: str | None = None

    def run(self, reader: Reader, asking: Asking) -> WarningCounts:
        """Two passes over the open warnings."""
        where, params = _where(WarningFilter(area=self.area), asking)
        found = reader.rows(_COUNTS + where + " group by w.level, w.kind", **params)
        by = {(Level(level), WarningKind(kind)): count for level, kind, count in found}
        return WarningCounts(by, _count(reader, asking, waiting_for(asking.actor)))


def waiting_for(actor: Actor) -> WarningFilter:
    """The warnings that wait for this person."""
    decides = actor.may(Permission.WARNING_DECIDE)
    return WarningFilter(ACTS_ON.get(actor.role, ()), undecided=True if decides else None)


def warning_page(
    reader: Reader, asking: Asking, chosen: WarningFilter, offset: int, limit: int
) -> Page[WarningRow]:
    """A page of the open warnings that a filter leaves, worst first."""
    where, params = _where(chosen, asking)
    found = reader.rows(
        _SELECT + where + _ORDER + _LIMITS + _ORDER, limit=limit, offset=offset, **params
    )
    rows = tuple(_row(row, asking) for row in found)
    return Page(rows, _count(reader, asking, chosen), offset)


def _count(reader: Reader, asking: Asking, chosen: WarningFilter) -> int:
    where, params = _where(chosen, asking)
    return int(reader.value(_COUNT + where, **params) or 0)


def _where(chosen: WarningFilter, asking: Asking) -> tuple[str, dict[str, Any]]:
    scope, params = scope_clause(asking.actor)
    clauses = ["w.cleared_on is null", scope]
    if chosen.levels is not None:
        clauses.append("w.level in (:levels)")
        params["levels"] = [level.value for level in chosen.levels]
    if chosen.kind is not None:
        clauses.append("w.kind = :kind")
        params["kind"] = chosen.kind.value
    if chosen.area is not None:
        clauses.append("c.area = :area")
        params["area"] = chosen.area
    if chosen.undecided is not None:
        params["today"] = asking.today
        clauses.append(UNDECIDED if chosen.undecided else "not " + UNDECIDED)
    return " where " + " and ".join(clauses), params


def _row(row: tuple[Any, ...], asking: Asking) -> WarningRow:
    due, raised, since = as_date(row[7]), as_date(row[9]), as_date(row[10])
    assert due is not None
    assert raised is not None
    assert since is not None
    return WarningRow(
        warning_id=row[0],
        version=row[1],
        case_id=row[2],
        case_ref=row[3],
        name=full_name(row[4], row[5]),
        kind=WarningKind(row[6]),
        due_on=due,
        days_overdue=days_overdue(due, asking.today),
        level=Level(row[8]),
        raised_on=raised,
        level_since_on=since,
        owner=row[11],
        owner_name=row[12],
        area=row[13],
        risk_level=RiskLevel(row[14]),
        decision=row[15],
        decided_on=as_date(row[16]),
        decided_by=row[17],
        plan_on=as_date(row[18]),
        decision_stale=row[15] is not None and row[19] != row[8],
    )


UNDECIDED = """(w.decision is null or coalesce(w.decided_level, '') <> w.level
                or coalesce(w.plan_on, :today) < :today)"""
"""No decision at the present level, or one whose planned day passed without the visit.

A level only climbs, so another level means a lower one.
"""

_FROM = " from warning w join case_file c on c.id = w.case_id"
_COUNT = "select count(*)" + _FROM
_COUNTS = "select w.level, w.kind, count(*)" + _FROM
_SELECT = (
    """
    select w.id, w.version, c.id, c.case_ref, i.given_names, i.family_name, w.kind, w.due_on,
           w.level, w.raised_on, w.level_since_on, s.collar, s.name, c.area, c.risk_level,
           w.decision, w.decided_on, w.decided_by, w.plan_on, w.decided_level
      from (select w.id
    """
    + _FROM
)
_ORDER = " order by w.due_on, c.risk_rank desc, w.id"
_LIMITS = """
     limit :limit offset :offset) page
      join warning w on w.id = page.id
      join case_file c on c.id = w.case_id
      join identity i on i.case_id = c.id
      left join staff s on s.id = c.officer_id
"""
