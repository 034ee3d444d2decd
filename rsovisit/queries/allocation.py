"""Cases about to be given to somebody: whose they are now, and the version they stand at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from rsovisit.domain.access import Permission
from rsovisit.queries.query import Asking
from rsovisit.queries.scope import scope_clause
from rsovisit.queries.visits import full_name
from rsovisit.store.reader import Reader


@dataclass(frozen=True, slots=True)
class AllocationRow:
    """A case and who has it. `officer`: a collar number, None where nobody has it."""

    case_id: int
    version: int
    case_ref: str
    name: str
    area: str
    officer: str | None


@dataclass(frozen=True)
class CasesToAllocate:
    """Cases by id as they are now; those out of the asker's scope are left out."""

    permission: ClassVar = Permission.CASE_LIST

    case_ids: tuple[int, ...]

    def run(self, reader: Reader, asking: Asking) -> tuple[AllocationRow, ...]:
        """In the order of their references."""
        scope, params = scope_clause(asking.actor)
        found = reader.rows(_CASES + scope + _ORDER, case_ids=list(self.case_ids), **params)
        return tuple(_row(row) for row in found)


def _row(row: tuple[Any, ...]) -> AllocationRow:
    case_id, version, case_ref, given, family, area, officer = row
    return AllocationRow(case_id, version, case_ref, full_name(given, family), area, officer)


_CASES = """
    select c.id, c.version, c.case_ref, i.given_names, i.family_name, c.area, s.collar
      from case_file c
      join identity i on i.case_id = c.id
      left join staff s on s.id = c.officer_id
     where c.id in (:case_ids) and
"""
_ORDER = " order by c.case_ref"
