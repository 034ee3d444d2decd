"""Bands of lateness that every overview counts in, and the figures drawn from many numbers."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class AgeBand(StrEnum):
    """How long a visit has been overdue (domain.md section 9, 'Days overdue')."""

    WEEK = "1-7"
    MONTH = "8-30"
    QUARTER = "31-90"
    LONGER = "over_90"

    @property
    def days(self) -> tuple[int, int | None]:
        """First and last day overdue in the band, both inclusive; None: no last one."""
        return _DAYS[self]

    @property
    def words(self) -> str:
        """The band as a legend says it."""
        first, last = self.days
        return f"over {first - 1} days" if last is None else f"{first}–{last} days"


_DAYS: dict[AgeBand, tuple[int, int | None]] = {
    AgeBand.WEEK: (1, 7),
    AgeBand.MONTH: (8, 30),
    AgeBand.QUARTER: (31, 90),
    AgeBand.LONGER: (91, None),
}


def band_of(days_overdue: int) -> AgeBand | None:
    """The band of a number of days overdue; None when it is not overdue."""
    if days_overdue < 1:
        return None
    return next(band for band, (_, last) in _DAYS.items() if last is None or days_overdue <= last)


def median(values: Iterable[int]) -> float | None:
    """The middle value, halfway between the middle two of an even number; None of none."""
    ordered = sorted(values)
    if not ordered:
        return None
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return float(ordered[middle])
    return (ordered[middle - 1] + ordered[middle]) / 2


def ninetieth(values: Iterable[int]) -> int | None:
    """The smallest value that at least nine in ten do not exceed; None of none."""
    ordered = sorted(values)
    return ordered[-(-len(ordered) * 9 // 10) - 1] if ordered else None


def share(part: int, whole: int) -> float | None:
    """`part` of `whole` from 0 to 1, to four places; None of nothing."""
    return round(part / whole, 4) if whole else None
