"""Dates of an invented life: when visits were made, early, on time and late."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from rsovisit.domain.due import add_months

BAD_MONTH = (2025, 2)
"""A month in which half the unit was away: visits slipped."""


def weight_of_day(day: date) -> float:
    """How likely a visit is made on a day: few at weekends, in August and at Christmas."""
    weight = 0.35 if day.weekday() >= 5 else 1.0
    if day.month == 8:
        weight *= 0.6
    if (day.month, day.day) >= (12, 20):
        weight *= 0.35
    if (day.year, day.month) == BAD_MONTH:
        weight *= 0.3
    return weight


def likely_day(rng: Random, around: date, earliest: date, latest: date) -> date:
    """A day near `around`, within the bounds, by how likely visits are made on it."""
    best = min(max(around, earliest), latest)
    for _ in range(4):
        day = best + timedelta(days=rng.randint(-4, 3))
        if earliest <= day <= latest and rng.random() < weight_of_day(day):
            return day
    return best


def visit_days(
    rng: Random, last: date | None, first: date, interval: int, strain: float
) -> list[date]:
    """Days of completed visits, oldest first, ending on `last` and none before `first`.

    Most come a little early; some slip by days, a few by months, more so under strain.
    """
    days: list[date] = []
    day = last
    length = 30.44 * interval
    while day is not None and day >= first:
        days.append(day)
        gap = length * rng.uniform(0.82, 0.99)
        if rng.random() < 0.07 * strain:
            gap = length + min(rng.lognormvariate(2.4, 1.0), 240)
        if (day.year, day.month) in (BAD_MONTH, (2025, 3)):
            gap += rng.uniform(5, 30)
        earlier = day - timedelta(days=max(7, round(gap)))
        day = likely_day(rng, earlier, earlier - timedelta(days=5), day - timedelta(days=7))
    return days[::-1]


def time_of_visit(rng: Random, day: date) -> str:
    """A time of day 'HH:MM', mornings more than evenings."""
    band = rng.choices((9, 13, 17), (5, 3, 2 if day.weekday() < 5 else 1))[0]
    return f"{band + rng.randint(0, 3):02d}:{rng.choice((0, 5, 10, 15, 20, 30, 40, 45, 50)):02d}"


def days_late(rng: Random) -> int:
    """Days overdue with a long tail: most under two weeks, a few over three months."""
    return max(1, min(round(rng.lognormvariate(2.0, 1.05)), 190))


def last_visit_for(due: date, interval: int) -> date:
    """The visit date from which the interval leads to `due`, or the nearest before it."""
    day = add_months(due, -interval)
    while add_months(day, interval) > due:
        day -= timedelta(days=1)
    return day
