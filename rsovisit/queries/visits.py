"""The visits list: whom must be seen, how late it is, and what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from rsovisit.domain.access import Permission
from rsovisit.domain.case import PAUSED, ManagedBy, Status
from rsovisit.domain.due import Bucket, bucket_of_date, days_overdue
from rsovisit.domain.risk import RiskLevel
from rsovisit.queries.buckets import (
    DATED,
    ENDED_UNCLOSED,
    LIVE,
    PAUSED_STATUS,
    bucket_clause,
    bucket_params,
    count_columns,
)
from rsovisit.queries.needs import needs_of
from rsovisit.queries.query import Asking, Page
from rsovisit.queries.scope import scope_clause
from rsovisit.store.reader import Reader, as_date


class VisitOrder(StrEnum):
    """Columns the list can be ordered by; LATENESS is worst first."""

    LATENESS = "lateness"
    CASE = "case"
    RISK = "risk"
    AREA = "area"
    LAST_VISIT = "last_visit"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class VisitFilter:
    """Which cases. None means any. `text` is matched in reference, names and address."""

    bucket: Bucket | None = None
    area: str | None = None
    officer: str | None = None
    risk: RiskLevel | None = None
    text: str = ""
    unallocated: bool = False


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A case on the visits list. `days_overdue` is 0 when not overdue; `officer` a collar."""

    case_id: int
    version: int
    case_ref: str
    name: str
    risk_level: RiskLevel
    status: Status
    managed_by: ManagedBy
    area: str
    officer: str | None
    officer_name: str | None
    last_visit_on: date | None
    due_on: date | None
    days_overdue: int
    bucket: Bucket | None
    needs: str


@dataclass(frozen=True)
class VisitList:
    """A page of the visits list, worst first unless ordered otherwise."""

    permission: ClassVar = Permission.CASE_LIST

    filter: VisitFilter = VisitFilter()
    order: VisitOrder = VisitOrder.LATENESS
    descending: bool = False
    offset: int = 0
    limit: int = 100

    def run(self, reader: Reader, asking: Asking) -> Page[VisitRow]:
        """The page, with the length of the whole list."""
        bucket = self.filter.bucket
        if bucket or self.filter.text or self.order is not VisitOrder.LATENESS:
            return self._part(reader, asking, bucket_clause(bucket), self.offset, self.limit)
        # Two lists end to end: neither makes the database sort the whole register.
        parts = [DATED, PAUSED_STATUS]
        ahead, behind = reversed(parts) if self.descending else parts
        first = self._part(reader, asking, ahead, self.offset, self.limit)
        start = max(0, self.offset - first.total)
        rest = self._part(reader, asking, behind, start, self.limit - len(first.rows))
        return Page(first.rows + rest.rows, first.total + rest.total, self.offset)

    def _part(
        self, reader: Reader, asking: Asking, within: str, offset: int, limit: int
    ) -> Page[VisitRow]:
        """A page of the cases within one condition; the names are looked up for it alone."""
        where, params = visit_where(self.filter, asking, within)
        order = _ORDERS[self.order][self.descending]
        if self.order is VisitOrder.LATENESS and within != LIVE:
            dated = within not in (PAUSED_STATUS, ENDED_UNCLOSED)
            order = _DATED[self.descending] if dated else _UNDATED
        found: list[tuple[Any, ...]] = []
        if limit > 0:
            chosen = _SEARCHED if self.filter.text else _CHOSEN
            found = reader.rows(
                _PAGE_OF + chosen + where + order + _LIMITS + order,
                limit=limit,
                offset=offset,
                **params,
            )
        if self.filter.text and found:
            total = found[0][-1]
        else:
            joins = _SEARCH if self.filter.text else _FROM
            total = reader.value("select count(*)" + joins + where, **params)
        return Page(_rows(reader, found, asking), int(total or 0), offset)


@dataclass(frozen=True)
class EndedUnclosed:
    """Cases still open though their notification has ended: no visit is to come, so they are in
    no bucket, until somebody closes them or corrects the date. The filter's bucket is ignored."""

    permission: ClassVar = Permission.CASE_LIST

    filter: VisitFilter = VisitFilter()
    limit: int = 100

    def run(self, reader: Reader, asking: Asking) -> Page[VisitRow]:
        """The first of them, highest risk first, with the length of the whole list."""
        return VisitList(self.filter)._part(reader, asking, ENDED_UNCLOSED, 0, self.limit)


@dataclass(frozen=True, slots=True)
class VisitCounts:
    """How many cases each bucket holds; `all` is their sum."""

    overdue: int
    due_soon: int
    later: int
    paused: int

    @property
    def all(self) -> int:
        """Every live case."""
        return self.overdue + self.due_soon + self.later + self.paused

    def of(self, bucket: Bucket | None) -> int:
        """The count of one bucket; None: all."""
        return self.all if bucket is None else int(getattr(self, bucket.value))


def opening_bucket(counts: VisitCounts) -> Bucket | None:
    """The bucket a person begins with: the first that holds anything, worst first."""
    return next((bucket for bucket in Bucket if counts.of(bucket)), None)


@dataclass(frozen=True)
class CountVisits:
    """The length of each bucket's list under the same filter (its bucket is ignored)."""

    permission: ClassVar = Permission.CASE_LIST

    filter: VisitFilter = VisitFilter()

    def run(self, reader: Reader, asking: Asking) -> VisitCounts:
        """Each bucket by its own index; one pass over the names where a text is looked for."""
        if self.filter.text:
            where, params = visit_where(self.filter, asking, LIVE)
            row = reader.one("select " + count_columns() + _SEARCH + where, **params)
            return VisitCounts(*(int(count or 0) for count in row or (0, 0, 0, 0)))
        conditions = [bucket_clause(bucket) for bucket in _COUNTED] + [DATED]
        found = [visit_where(self.filter, asking, within) for within in conditions]
        columns = ", ".join(_COUNT_OF + where + ")" for where, _ in found)
        row = reader.one("select " + columns, **found[0][1])
        assert row is not None
        overdue, due_soon, paused, dated = row
        # Most cases are due later: they are what is left, and need not be looked at one by one.
        return VisitCounts(overdue, due_soon, dated - overdue - due_soon, paused)


def visit_where(
    chosen: VisitFilter, asking: Asking, within: str | None = None
) -> tuple[str, dict[str, Any]]:
    """The conditions of a filter and the asker's scope, with their parameters.

    `within`: a condition of `queries.buckets` in place of the filter's own bucket.
    """
    scope, params = scope_clause(asking.actor)
    params |= bucket_params(asking.policy, asking.today)
    clauses = [scope, within or bucket_clause(chosen.bucket)]
    if chosen.area is not None:
        clauses.append("c.area = :area")
        params["area"] = chosen.area
    if chosen.officer is not None:
        clauses.append("c.officer_id = (select id from staff where collar = :officer)")
        params["officer"] = chosen.officer
    if chosen.unallocated:
        clauses.append("c.officer_id is null")
    if chosen.risk is not None:
        clauses.append("c.risk_level = :risk")
        params["risk"] = chosen.risk.value
    if chosen.text:
        clauses.append("c.id = i.case_id and i.search_key like :text escape '\\'")
        params["text"] = like(chosen.text)
    return " where " + " and ".join(clauses), params


def like(text: str) -> str:
    """A pattern that finds the text anywhere, its own wildcards taken literally."""
    folded = fold(text)
    for sign in ("\\", "%", "_"):
        folded = folded.replace(sign, "\\" + sign)
    return f"%{folded}%"


def fold(text: str) -> str:
    """Text as it is searched: lower case, accents taken off, spaces single."""
    from unicodedata import combining, normalize

    plain = "".join(sign for sign in normalize("NFKD", text) if not combining(sign))
    return " ".join(plain.casefold().split())


def full_name(given_names: str | None, family_name: str) -> str:
    """The name as it is shown."""
    return f"{given_names} {family_name}" if given_names else family_name


def _rows(reader: Reader, found: Sequence[tuple[Any, ...]], asking: Asking) -> tuple[VisitRow, ...]:
    needs = needs_of(reader, [row[0] for row in found], asking)
    return tuple(_row(row, needs.get(row[0], ""), asking) for row in found)


def _row(row: tuple[Any, ...], needs: str, asking: Asking) -> VisitRow:
    level, status = RiskLevel(row[5]), Status(row[6])
    due, ends = as_date(row[12]), as_date(row[13])
    if ends is not None and ends < asking.today:
        due = None
    bucket = bucket_of_date(due, level, asking.policy, asking.today)
    if due is None and status in PAUSED:
        bucket = Bucket.PAUSED
    return VisitRow(
        case_id=row[0],
        version=row[1],
        case_ref=row[2],
        name=full_name(row[3], row[4]),
        risk_level=level,
        status=status,
        managed_by=ManagedBy(row[7]),
        area=row[8],
        officer=row[9],
        officer_name=row[10],
        last_visit_on=as_date(row[11]),
        due_on=due,
        days_overdue=days_overdue(due, asking.today),
        bucket=bucket,
        needs=needs,
    )


_COUNTED = (Bucket.OVERDUE, Bucket.DUE_SOON, Bucket.PAUSED)
_FROM = " from case_file c"
_COUNT_OF = "(select count(*)" + _FROM
# The names are searched first: SQLite keeps the order of a cross join.
_SEARCH = " from (identity i cross join case_file c)"
_PAGE_OF = """
    select c.id, c.version, c.case_ref, i.given_names, i.family_name, c.risk_level, c.status,
           c.managed_by, c.area, s.collar, s.name, c.last_visit_on, c.due_on,
           c.notification_ends_on, page.total
      from (
"""
_OFFICER = " left join staff s on s.id = c.officer_id"
_CHOSEN = " select c.id, 0 as total" + _FROM + _OFFICER
_SEARCHED = " select c.id, count(*) over () as total" + _SEARCH + _OFFICER
_LIMITS = """
     limit :limit offset :offset) page
      join case_file c on c.id = page.id
      join identity i on i.case_id = c.id
      left join staff s on s.id = c.officer_id
"""

_TAIL = ", c.due_on nulls last, c.id"
_UNDATED = " order by c.risk_rank desc, c.id"
_DATED = (
    " order by c.due_on, c.risk_rank desc, c.id",
    " order by c.due_on desc, c.risk_rank, c.id desc",
)
_ORDERS: dict[VisitOrder, tuple[str, str]] = {
    VisitOrder.LATENESS: (
        " order by c.due_on nulls last, c.risk_rank desc, c.id",
        " order by c.due_on desc nulls first, c.risk_rank, c.id desc",
    ),
    VisitOrder.CASE: (" order by c.case_ref", " order by c.case_ref desc"),
    VisitOrder.RISK: (
        " order by c.risk_rank desc" + _TAIL,
        " order by c.risk_rank" + _TAIL,
    ),
    VisitOrder.AREA: (" order by c.area" + _TAIL, " order by c.area desc" + _TAIL),
    VisitOrder.LAST_VISIT: (
        " order by c.last_visit_on nulls first, c.id",
        " order by c.last_visit_on desc nulls last, c.id",
    ),
    VisitOrder.OFFICER: (
        " order by s.collar nulls first" + _TAIL,
        " order by s.collar desc nulls last" + _TAIL,
    ),
}
