"""People and areas: who may visit, how much they carry, and how their training stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from rsovisit.domain.access import Actor, Permission, Role
from rsovisit.domain.due import Bucket
from rsovisit.domain.training import Certificate, TrainingKind, trained, training_words
from rsovisit.errors import Invalid
from rsovisit.queries.buckets import LIVE, TO_COME, bucket_clause, bucket_params
from rsovisit.queries.query import Asking
from rsovisit.store.reader import Reader, as_date

Due = tuple[int, int, int]
"""Live cases, those due within 28 days or overdue, and those overdue."""

AHEAD_DAYS = 28
"""How far ahead an officer's coming work is counted, as in the pictures of the list."""


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A person of the unit and their load. `training`: home-visit training in words.

    `cases`: live cases they hold, paused ones too; `due_in_28_days` does not count the overdue.
    `known` is false for a collar number that only a file has mentioned.
    """

    staff_id: int
    collar: str
    name: str
    role: Role
    area: str | None
    known: bool
    left_on: date | None
    training: str
    trained: bool
    trained_to: date | None
    arms_trained: bool
    cases: int
    due_in_28_days: int
    overdue: int


@dataclass(frozen=True)
class StaffList:
    """The staff list by name. `visiting`: only who may go now: NPT officers and anyone trained.

    With `visiting` those who have left or are not on the staff list are out; else they are in.
    """

    permission: ClassVar = Permission.STAFF_READ

    role: Role | None = None
    area: str | None = None
    visiting: bool = False

    def run(self, reader: Reader, asking: Asking) -> tuple[StaffRow, ...]:
        """All of them; a force has hundreds, not thousands."""
        found = [row for row in _people(reader, asking) if self._wanted(row, asking.today)]
        return tuple(sorted(found, key=lambda row: (row.name.casefold(), row.collar)))

    def _wanted(self, row: StaffRow, today: date) -> bool:
        if self.role is not None and row.role is not self.role:
            return False
        if self.area is not None and row.area != self.area:
            return False
        if not self.visiting:
            return True
        here = row.known and (row.left_on is None or row.left_on > today)
        return here and (row.role is Role.NPT_OFFICER or row.trained)


@dataclass(frozen=True)
class Person:
    """One person by collar number. Raises Invalid where there is none."""

    permission: ClassVar = Permission.STAFF_READ

    collar: str

    def run(self, reader: Reader, asking: Asking) -> StaffRow:
        """The person, with their load."""
        found = _people(reader, asking, self.collar.strip())
        if not found:
            raise Invalid(f"No officer has the collar number {self.collar}.", "collar")
        return found[0]


@dataclass(frozen=True)
class People:
    """Everyone who may be asking, for 'Work as': known, not left, by role and name."""

    permission: ClassVar = Permission.STAFF_READ

    def run(self, reader: Reader, asking: Asking) -> tuple[Actor, ...]:
        """Each person as they would ask."""
        people = [
            Actor(row[1], row[2], Role(row[3]), row[4], row[0])
            for row in reader.rows(_PEOPLE, today=asking.today)
        ]
        order = list(Role)
        return tuple(sorted(people, key=lambda p: (order.index(p.role), p.name, p.collar)))


@dataclass(frozen=True)
class Areas:
    """Every area that has cases or staff, by name."""

    permission: ClassVar = Permission.STAFF_READ

    def run(self, reader: Reader, asking: Asking) -> tuple[str, ...]:
        """The names."""
        return tuple(row[0] for row in reader.rows(_AREAS))


def _people(reader: Reader, asking: Asking, collar: str | None = None) -> list[StaffRow]:
    one = "" if collar is None else " where s.collar = :collar"
    params = {} if collar is None else {"collar": collar}
    held: defaultdict[int, list[Certificate]] = defaultdict(list)
    for staff_id, kind, expires in reader.rows(_TRAINING):
        expires_on = as_date(expires)
        assert expires_on is not None
        held[staff_id].append(Certificate(TrainingKind(kind), expires_on))
    load = _load(reader, asking)
    found = reader.rows(_STAFF + one, **params)
    return [_row(row, held[row[0]], load, asking.today) for row in found]


def _load(reader: Reader, asking: Asking) -> Mapping[int, Due]:
    params = bucket_params(asking.policy, asking.today)
    soon = asking.today + timedelta(days=AHEAD_DAYS)
    found = reader.rows(_LOAD, until=soon, **params)
    return {row[0]: (row[1], row[2], row[3]) for row in found}


def _row(
    row: tuple[Any, ...], held: list[Certificate], load: Mapping[int, Due], today: date
) -> StaffRow:
    cases, due, overdue = load.get(row[0], (0, 0, 0))
    visits = TrainingKind.HOME_VISIT
    return StaffRow(
        staff_id=row[0],
        collar=row[1],
        name=row[2],
        role=Role(row[3]),
        area=row[4],
        known=bool(row[5]),
        left_on=as_date(row[6]),
        training=training_words(held, visits, today),
        trained=trained(held, visits, today),
        trained_to=max((c.expires_on for c in held if c.kind is visits), default=None),
        arms_trained=trained(held, TrainingKind.ARMS, today),
        cases=cases,
        due_in_28_days=due,
        overdue=overdue,
    )


_STAFF = "select s.id, s.collar, s.name, s.role, s.area, s.known, s.left_on from staff s"
_PEOPLE = """
    select s.id, s.collar, s.name, s.role, s.area
      from staff s
     where s.known and (s.left_on is null or s.left_on > :today)
"""
_TRAINING = "select staff_id, kind, expires_on from training"
_OVERDUE = bucket_clause(Bucket.OVERDUE)
_LOAD = f"""
    select c.officer_id, count(*),
           sum(case when c.due_on >= :today and c.due_on <= :until and {TO_COME}
                    then 1 else 0 end),
           sum(case when {_OVERDUE} then 1 else 0 end)
      from case_file c
     where c.officer_id is not null and {LIVE}
     group by c.officer_id
"""
_AREAS = """
    select area from case_file union select area from staff where area is not null order by 1
"""
