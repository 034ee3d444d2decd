"""Due dates for many cases at once: the same rules as for one, each asked once for like facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

from rsovisit.domain.arms import assessment_due_on, resumed_on
from rsovisit.domain.case import VISITED, Status
from rsovisit.domain.due import Requirement, RequirementKind, VisitFacts, stored_due
from rsovisit.domain.policy import Policy
from rsovisit.domain.risk import RiskLevel
from rsovisit.services.imports_intake import Site, chunks, iso
from rsovisit.store.reader import Reader

IsoDay = str


class Dates:
    """Works out `due_on` and `arms_due_on` as ISO text, remembering what it has worked out."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._due = cache(self._due_by_rule)
        self._arms = cache(self._arms_by_rule)

    def due(
        self,
        level: str,
        status: str,
        registered: IsoDay,
        last: IsoDay | None,
        months: int | None,
        requirements: tuple[Requirement, ...] = (),
    ) -> IsoDay | None:
        """What `domain.due.stored_due` says."""
        # Once visited, the day of registration decides nothing: without it more facts are alike.
        since = registered if last is None else last
        return self._due(level, status, since, last, months, requirements)

    def arms_due(
        self,
        level: str,
        status: str,
        registered: IsoDay,
        last_arms: IsoDay | None,
        requirements: tuple[Requirement, ...] = (),
    ) -> IsoDay | None:
        """What `domain.arms.assessment_due_on` says; None while the case is paused or over."""
        since = registered if last_arms is None else last_arms
        resumed = resumed_on(requirements) if requirements else None
        return self._arms(level, status, since, last_arms, resumed)

    def _due_by_rule(
        self,
        level: str,
        status: str,
        registered: IsoDay,
        last: IsoDay | None,
        months: int | None,
        requirements: tuple[Requirement, ...],
    ) -> IsoDay | None:
        facts = facts_of(level, status, registered, last, months, requirements)
        return iso(stored_due(facts, self._policy))

    def _arms_by_rule(
        self,
        level: str,
        status: str,
        registered: IsoDay,
        last_arms: IsoDay | None,
        resumed: date | None,
    ) -> IsoDay | None:
        if Status(status) not in VISITED:
            return None
        began = date.fromisoformat(registered)
        due = assessment_due_on(RiskLevel(level), began, _day(last_arms), self._policy, resumed)
        return iso(due)


def facts_of(
    level: str,
    status: str,
    registered: IsoDay,
    last: IsoDay | None,
    months: int | None,
    requirements: tuple[Requirement, ...] = (),
) -> VisitFacts:
    """The facts of the due-date rule, from the texts of a file or a row."""
    return VisitFacts(
        risk_level=RiskLevel(level),
        status=Status(status),
        registered_on=date.fromisoformat(registered),
        last_visit_on=_day(last),
        interval_months=months,
        requirements=requirements,
    )


def _day(text: IsoDay | None) -> date | None:
    return date.fromisoformat(text) if text else None


def requirements_of(reader: Reader, case_ids: Sequence[int]) -> dict[int, tuple[Requirement, ...]]:
    """Every visit ever required of these cases by a date of its own."""
    found: dict[int, tuple[Requirement, ...]] = {}
    for case_id, kind, from_on, due_on in reader.rows(_REQUIREMENTS, ids=case_ids):
        since, due = _day(iso(from_on)), _day(iso(due_on))
        assert since is not None
        assert due is not None
        found[case_id] = (
            *found.get(case_id, ()),
            Requirement(RequirementKind(kind), since, due),
        )
    return found


def last_visits(reader: Reader, case_ids: Sequence[int]) -> dict[int, IsoDay | None]:
    """The latest completed visit of each of these cases that has one."""
    return {case_id: iso(day) for case_id, day in reader.rows(_LAST_VISITS, ids=case_ids)}


def recompute(site: Site, dates: Dates, case_ids: Iterable[int]) -> None:
    """Make last visit and due date of these cases what their visits now say."""
    work = site.act.work
    read = _CASES_LOCKED if site.locking else _CASES
    for ids in chunks(sorted(case_ids)):
        visits = last_visits(site.reader, ids)
        owed = requirements_of(site.reader, ids)
        moved: list[tuple[Any, ...]] = []
        for row in site.reader.rows(read, ids=ids):
            case_id, level, status, registered, stated, months, before, due_before = row
            last = latest(visits.get(case_id), iso(stated))
            due = dates.due(
                level, status, str(iso(registered)), last, months, owed.get(case_id, ())
            )
            if (last, due) != (iso(before), iso(due_before)):
                moved.append((last, due, case_id))
        work.many(_MOVE, moved)
        confirm_addresses(site, visits)


def latest(*days: IsoDay | None) -> IsoDay | None:
    """The latest of the days that are known; ISO text sorts as days do."""
    return max((day for day in days if day is not None), default=None)


def confirm_addresses(site: Site, visits: dict[int, IsoDay | None]) -> None:
    """A completed visit confirms the notified address, if the person lived there by then."""
    rows = [{"case_id": case_id, "last": last} for case_id, last in visits.items() if last]
    site.act.work.many(_CONFIRM, rows)


_REQUIREMENTS = """
    select case_id, kind, from_on, due_on from visit_requirement where case_id in (:ids) order by id
"""
_LAST_VISITS = """
    select case_id, max(visited_on) from visit
     where completed and case_id in (:ids) group by case_id
"""
_CASES = """
    select id, risk_level, status, registered_on, last_visit_stated_on, visit_interval_months,
           last_visit_on, due_on
      from case_file where id in (:ids)
"""
_CASES_LOCKED = _CASES + " for update"
_MOVE = """
    update case_file set last_visit_on = ?, due_on = ?, version = version + 1 where id = ?
"""
_CONFIRM = """
    update address set confirmed_on = :last
     where case_id = :case_id and ended_on is null and since_on <= :last
       and (confirmed_on is null or confirmed_on < :last)
"""
