"""Working days in England: Monday to Friday without bank holidays."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[date]:
    """Bank holidays of England in a year, from the `holidays` package."""
    # Loaded late: only lists that count working days pay for it, never the first paint.
    import holidays

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    """Whether offices work that day."""
    return day.weekday() < 5 and day not in bank_holidays(day.year)


def working_day_on_or_before(day: date) -> date:
    """The last working day not after `day`: when an officer should plan for at the latest."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; 0 when `end` is not after `start`."""
    if end <= start:
        return 0
    weeks, rest = divmod((end - start).days, 7)
    count = weeks * 5
    tail = end - timedelta(days=rest)
    count += sum(1 for n in range(1, rest + 1) if (tail + timedelta(days=n)).weekday() < 5)
    closed = (
        holiday
        for year in range(start.year, end.year + 1)
        for holiday in bank_holidays(year)
        if start < holiday <= end and holiday.weekday() < 5
    )
    return count - sum(1 for _ in closed)


def add_working_days(start: date, days: int) -> date:
    """The working day that is `days` working days after `start`; `start` itself for 0."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day
