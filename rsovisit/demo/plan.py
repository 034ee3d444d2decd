"""Rows of the invented register, table by table, before they are written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from rsovisit.domain.policy import Policy

Row = dict[str, Any]

_GOLDEN = 0.618033988749895
"""Steps of this length, counted round and round, cover an interval evenly however many are made."""


@dataclass
class Plan:
    """All rows to write, by table, with ids counted from 1. Dates are ISO text.

    `lateness` carries the share of an overdue case from one case to the next, and `place` is
    where the last overdue one stood in the order of lateness: so every seed's unit is as late as
    every other's.
    """

    rng: Random
    today: date
    policy: Policy
    rows: dict[str, list[Row]] = field(default_factory=dict)
    lateness: float = 0.5
    place: float = 0.5

    def add(self, table: str, **values: Any) -> int:
        """Plan one row under the next id of its table; the id."""
        rows = self.rows.setdefault(table, [])
        key = len(rows) + 1
        rows.append({"id": key, **values})
        return key

    def next_place(self) -> float:
        """The next place in an order from 0 to 1, far from the last few and none taken twice."""
        self.place = (self.place + _GOLDEN) % 1
        return self.place

    def add_plain(self, table: str, **values: Any) -> None:
        """Plan one row of a table whose key is not a counted id."""
        self.rows.setdefault(table, []).append(values)


@dataclass(frozen=True, slots=True)
class Officer:
    """A planned member of staff."""

    staff_id: int
    collar: str
    area: str | None
    trained: bool
    left: bool = False


@dataclass(frozen=True, slots=True)
class Team:
    """Planned staff by what they do."""

    officers: dict[str, list[Officer]]
    assessors: tuple[Officer, Officer]
    sergeants: dict[str, Officer]
    inspector: Officer


def iso(day: date | None) -> str | None:
    """A date as it is written to either database."""
    return None if day is None else day.isoformat()
