"""What assessors have asked of the neighbourhood teams and nobody has answered yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from rsovisit.domain.access import Actor, Permission, Role
from rsovisit.domain.due import days_overdue
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import TaskKind, TaskState
from rsovisit.queries.query import Asking, Page
from rsovisit.queries.scope import scope_clause
from rsovisit.queries.visits import full_name
from rsovisit.store.reader import Reader, as_date


class EnquiryPart(StrEnum):
    """Parts of the list; an enquiry may be in several. ALL is every one in the asker's scope."""

    MINE = "mine"
    LATE = "late"
    ALL = "all"


def parts_for(actor: Actor) -> tuple[EnquiryPart, ...]:
    """The parts a person is offered: only neighbourhood officers are asked anything."""
    asked = actor.role in (Role.NPT_OFFICER, Role.KEEPER)
    return tuple(part for part in EnquiryPart if asked or part is not EnquiryPart.MINE)


@dataclass(frozen=True, slots=True)
class EnquiryRow:
    """A question that waits for its answer. Officers by collar number, with their names.

    `days_late`: calendar days since the answer was due; 0 when it is not late. `reason`: why the
    task arose that the question is about.
    """

    task_id: int
    case_id: int
    case_ref: str
    name: str
    area: str
    risk_level: RiskLevel
    kind: TaskKind
    red_flag: bool
    reason: str
    asked: str
    asked_of: str | None
    asked_of_name: str | None
    asked_by: str | None
    asked_by_name: str | None
    answer_due_on: date | None
    days_late: int


@dataclass(frozen=True, slots=True)
class EnquiryCounts:
    """The length of each part of the list; `offered`: those the asker is shown."""

    mine: int
    late: int
    all: int
    offered: tuple[EnquiryPart, ...]

    def of(self, part: EnquiryPart) -> int:
        """The length of one part."""
        lengths = {
            EnquiryPart.MINE: self.mine,
            EnquiryPart.LATE: self.late,
            EnquiryPart.ALL: self.all,
        }
        return lengths[part]

    @property
    def opens(self) -> EnquiryPart:
        """The part the list opens on: the first offered that holds anything, else all of it."""
        return next((part for part in self.offered if self.of(part)), EnquiryPart.ALL)


@dataclass(frozen=True)
class EnquiryList:
    """A page of the unanswered enquiries, the longest due first."""

    permission: ClassVar = Permission.CASE_LIST

    part: EnquiryPart = EnquiryPart.ALL
    offset: int = 0
    limit: int = 100

    def run(self, reader: Reader, asking: Asking) -> Page[EnquiryRow]:
        """The page, with the length of the whole part."""
        where, params = _where(self.part, asking)
        found = reader.rows(
            _SELECT + _FROM + where + _ORDER, limit=self.limit, offset=self.offset, **params
        )
        total = int(reader.value("select count(*)" + _FROM + where, **params) or 0)
        return Page(tuple(_row(row, asking) for row in found), total, self.offset)


@dataclass(frozen=True)
class CountEnquiries:
    """The length of each part of the list."""

    permission: ClassVar = Permission.CASE_LIST

    def run(self, reader: Reader, asking: Asking) -> EnquiryCounts:
        """One count for each part."""

        def count(part: EnquiryPart) -> int:
            where, params = _where(part, asking)
            return int(reader.value("select count(*)" + _FROM + where, **params) or 0)

        mine, late, everything = (count(part) for part in EnquiryPart)
        return EnquiryCounts(mine, late, everything, parts_for(asking.actor))


def _where(part: EnquiryPart, asking: Asking) -> tuple[str, dict[str, Any]]:
    scope, params = scope_clause(asking.actor)
    clauses = ["t.state = :with_npt", scope]
    params["with_npt"] = TaskState.WITH_NPT.value
    if part is EnquiryPart.MINE:
        clauses.append("t.npt_officer_id = :me")
        params["me"] = asking.actor.staff_id if asking.actor.staff_id is not None else -1
    elif part is EnquiryPart.LATE:
        clauses.append("t.answer_due_on < :today")
        params["today"] = asking.today
    return " where " + " and ".join(clauses), params


def _row(row: tuple[Any, ...], asking: Asking) -> EnquiryRow:
    due = as_date(row[15])
    return EnquiryRow(
        task_id=row[0],
        case_id=row[1],
        case_ref=row[2],
        name=full_name(row[3], row[4]),
        area=row[5],
        risk_level=RiskLevel(row[6]),
        kind=TaskKind(row[7]),
        red_flag=bool(row[8]),
        reason=row[9],
        asked=row[10] or row[9],
        asked_of=row[11],
        asked_of_name=row[12],
        asked_by=row[13],
        asked_by_name=row[14],
        answer_due_on=due,
        days_late=days_overdue(due, asking.today),
    )


_SELECT = """
    select t.id, c.id, c.case_ref, i.given_names, i.family_name, c.area, c.risk_level, t.kind,
           t.red_flag, t.reason, t.asked, o.collar, o.name, a.collar, a.name, t.answer_due_on
"""
_FROM = """
      from task t
      join case_file c on c.id = t.case_id
      join identity i on i.case_id = c.id
      left join staff o on o.id = t.npt_officer_id
      left join staff a on a.id = t.assessor_id
"""
_ORDER = """
     order by case when t.answer_due_on is null then 0 else 1 end, t.answer_due_on,
              c.risk_rank desc, t.id
     limit :limit offset :offset
"""
