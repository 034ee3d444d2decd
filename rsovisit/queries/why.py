"""'Why this date?': the facts behind due dates, and their sentences, for many cases at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rsovisit.domain.access import Permission
from rsovisit.domain.case import Status
from rsovisit.domain.due import Requirement, RequirementKind, VisitFacts
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.why import why
from rsovisit.queries.query import Asking
from rsovisit.queries.scope import scope_clause
from rsovisit.store.reader import Reader, as_date

_AT_ONCE = 10_000
"""Cases asked for in one pair of statements, so that memory stays bounded."""


@dataclass(frozen=True)
class WhyDates:
    """The sentences that explain each case's date, by case id; cases out of scope are left out."""

    permission: ClassVar = Permission.CASE_LIST

    case_ids: tuple[int, ...]

    def run(self, reader: Reader, asking: Asking) -> dict[int, tuple[str, ...]]:
        """Two statements for every ten thousand cases."""
        said: dict[int, tuple[str, ...]] = {}
        for start in range(0, len(self.case_ids), _AT_ONCE):
            ids = self.case_ids[start : start + _AT_ONCE]
            for case_id, facts in visit_facts(reader, ids, asking):
                said[case_id] = why(facts, asking.policy, asking.today)
        return said


def visit_facts(
    reader: Reader, case_ids: Sequence[int], asking: Asking
) -> Iterator[tuple[int, VisitFacts]]:
    """Each case's facts with its requirements, as far as the asker may see the case."""
    scope, params = scope_clause(asking.actor)
    found = reader.rows(_FACTS + scope, case_ids=list(case_ids), **params)
    owed = requirements_of(reader, [row[0] for row in found])
    for case_id, level, status, registered, last, months, ends in found:
        registered_on = as_date(registered)
        assert registered_on is not None
        yield (
            case_id,
            VisitFacts(
                risk_level=RiskLevel(level),
                status=Status(status),
                registered_on=registered_on,
                last_visit_on=as_date(last),
                interval_months=months,
                notification_ends_on=as_date(ends),
                requirements=owed.get(case_id, ()),
            ),
        )


def requirements_of(reader: Reader, case_ids: Sequence[int]) -> dict[int, tuple[Requirement, ...]]:
    """Every visit ever required of each case by a date of its own; met ones included."""
    owed: defaultdict[int, list[Requirement]] = defaultdict(list)
    for case_id, kind, from_on, due_on in reader.rows(_REQUIREMENTS, case_ids=list(case_ids)):
        owed[case_id].append(_requirement(kind, from_on, due_on))
    return {case_id: tuple(found) for case_id, found in owed.items()}


def _requirement(kind: str, from_on: Any, due_on: Any) -> Requirement:
    start, due = as_date(from_on), as_date(due_on)
    assert start is not None
    assert due is not None
    return Requirement(RequirementKind(kind), start, due)


_FACTS = """
    select c.id, c.risk_level, c.status, c.registered_on, c.last_visit_on,
           c.visit_interval_months, c.notification_ends_on
      from case_file c
     where c.id in (:case_ids) and
"""
_REQUIREMENTS = """
    select case_id, kind, from_on, due_on from visit_requirement
     where case_id in (:case_ids)
     order by case_id, from_on, id
"""
