"""The palette's search: cases by reference, name or address, officers by collar or name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from rsovisit.domain.access import Permission, Role
from rsovisit.queries.query import Asking
from rsovisit.queries.scope import scope_clause
from rsovisit.queries.visits import fold, full_name, like
from rsovisit.store.reader import Reader


class HitKind(StrEnum):
    """What was found."""

    CASE = "case"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: `key` is a case id, or a staff id; `ref` a case reference or collar."""

    kind: HitKind
    key: int
    ref: str
    name: str
    detail: str
    """The case's area, or the officer's role and area."""


@dataclass(frozen=True)
class Find:
    """What the text finds, references that begin with it first; at most `limit` of each kind."""

    permission: ClassVar = Permission.STAFF_READ

    text: str
    limit: int = 8

    def run(self, reader: Reader, asking: Asking) -> tuple[Hit, ...]:
        """Cases, for those who may list them, then officers; nothing for an empty text."""
        if not fold(self.text):
            return ()
        return self._cases(reader, asking) + self._officers(reader)

    def _cases(self, reader: Reader, asking: Asking) -> tuple[Hit, ...]:
        if not asking.actor.may(Permission.CASE_LIST):
            return ()
        scope, params = scope_clause(asking.actor)
        found = reader.rows(
            _CASES + scope + _BEST,
            text=like(self.text),
            start=like(self.text)[1:],
            limit=self.limit,
            **params,
        )
        return tuple(
            Hit(HitKind.CASE, row[0], row[1], full_name(row[2], row[3]), row[4]) for row in found
        )

    def _officers(self, reader: Reader) -> tuple[Hit, ...]:
        found = reader.rows(
            _OFFICERS, text=like(self.text), start=like(self.text)[1:], limit=self.limit
        )
        return tuple(
            Hit(HitKind.OFFICER, row[0], row[1], row[2], _post(Role(row[3]), row[4]))
            for row in found
        )


def _post(role: Role, area: str | None) -> str:
    return f"{role.words}, {area}" if area else role.words


_CASES = """
    select c.id, c.case_ref, i.given_names, i.family_name, c.area
      from identity i
      join case_file c on c.id = i.case_id
     where i.search_key like :text escape '\\' and
"""
_BEST = """
     order by case when lower(c.case_ref) like :start escape '\\' then 0 else 1 end,
              c.case_ref
     limit :limit
"""
_OFFICERS = """
    select s.id, s.collar, s.name, s.role, s.area
      from staff s
     where lower(s.collar) like :text escape '\\' or lower(s.name) like :text escape '\\'
     order by case when lower(s.collar) like :start escape '\\' then 0 else 1 end,
              s.name, s.collar
     limit :limit
"""
