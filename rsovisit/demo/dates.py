"""Dates of an invented life: when visits were made, early, on time and late."""

from __future__ import annotations

from datetime import date, timedelta
from math import exp
from random import Random
from statistics import NormalDist

from rsovisit.domain.due import add_months

BAD_MONTH = (2025, 2)
"""A month in which half the unit was away: visits slipped."""

_TRIES = 8


def weight_of_day(day: date) -> float:
    """How likely a visit is made on a day: few at weekends, in August and at Christmas."""
    weight = 0.35 if day.weekday() >= 5 else 1.0
    if day.month == 8:
        weight *= 0.45
    if (day.month, day.day) >= (12, 20):
        weight *= 0.35
    if (day.year, day.month) == BAD_MONTH:
        weight *= 0.3
    return weight


def likely_day(rng: Random, earliest: date, latest: date) -> date:
    """A day within the bounds, both inclusive, by how likely visits are made on it."""
    span = max((latest - earliest).days, 0)
    day = earliest
    for _ in range(_TRIES):
        day = earliest + timedelta(days=rng.randint(0, span))
        if rng.random() < weight_of_day(day):
            break
    return day


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
        if rng.random() < 0.11 * strain:
            gap = length + min(rng.lognormvariate(2.4, 1.0), 240)
        if (day.year, day.month) in (BAD_MONTH, (2025, 3)):
            gap += rng.uniform(5, 30)
        # A quiet week is got round by going sooner rather than by being late.
        earlier = day - timedelta(days=max(7, round(gap)))
        sooner = min(earlier + timedelta(days=round(length * 0.12)), day - timedelta(days=7))
        day = likely_day(rng, earlier - timedelta(days=3), max(earlier, sooner))
    return days[::-1]


def time_of_visit(rng: Random, day: date) -> str:
    """A time of day 'HH:MM', mornings more than evenings."""
    band = rng.choices((9, 13, 17), (5, 3, 2 if day.weekday() < 5 else 1))[0]
    return f"{band + rng.randint(0, 3):02d}:{rng.choice((0, 5, 10, 15, 20, 30, 40, 45, 50)):02d}"


def days_late(place: float) -> int:
    """Days overdue of the case at a place in the order of lateness, 0 (least) to 1.

    A long tail: most under two weeks, a few over three months.
    """
    spread = NormalDist(2.0, 1.25).inv_cdf(min(max(place, 0.01), 0.99))
    return max(1, min(round(exp(spread)), 190))


def last_visit_for(due: date, interval: int) -> date:
    """The visit date from which the interval leads to `due`, or the nearest before it."""
    day = add_months(due, -interval)
    while add_months(day, interval) > due:
        day -= timedelta(days=1)
    return day
