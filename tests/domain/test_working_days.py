"""Working days in England, against counting them one by one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rsovisit.domain.working_days import (
    add_working_days,
    bank_holidays,
    is_working_day,
    working_day_on_or_before,
    working_days_between,
)
from tests.domain.strategies import days

# As published by the government for England and Wales, substitute days among them.
PUBLISHED = {
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
}


@pytest.mark.parametrize("year", PUBLISHED)
def test_closed_weekdays_are_the_published_bank_holidays(year: int) -> None:
    closed = {f"{day:%m-%d}" for day in bank_holidays(year) if day.weekday() < 5}
    assert closed == set(PUBLISHED[year].split())


@pytest.mark.parametrize(
    "day,working",
    (
        (date(2026, 11, 23), True),
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), False),
        (date(2026, 12, 25), False),
        (date(2026, 12, 28), False),  # Boxing Day is a Saturday: the Monday stands for it
        (date(2026, 12, 29), True),
        (date(2026, 11, 30), True),  # St Andrew's Day is Scotland's
        (date(2026, 3, 17), True),  # St Patrick's Day is Northern Ireland's
        (date(2027, 12, 27), False),
        (date(2027, 12, 28), False),
    ),
)
def test_working_days(day: date, working: bool) -> None:
    assert is_working_day(day) is working


def counted_slowly(start: date, end: date) -> int:
    """Day by day, as a person with a calendar would."""
    count = 0
    while start < end:
        start += timedelta(days=1)
        count += start.weekday() < 5 and start not in bank_holidays(start.year)
    return count


@given(days, st.integers(-30, 900))
def test_counting_agrees_with_a_calendar(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    assert working_days_between(start, end) == counted_slowly(start, end)


@given(days, st.integers(0, 400), st.integers(0, 400))
def test_counts_add_up(start: date, one: int, other: int) -> None:
    middle = start + timedelta(days=one)
    end = middle + timedelta(days=other)
    assert working_days_between(start, end) == (
        working_days_between(start, middle) + working_days_between(middle, end)
    )


@given(days, st.integers(1, 60))
def test_adding_and_counting_agree(start: date, number: int) -> None:
    end = add_working_days(start, number)
    assert is_working_day(end)
    assert working_days_between(start, end) == number


def test_adding_nothing_stays() -> None:
    assert add_working_days(date(2026, 11, 22), 0) == date(2026, 11, 22)


@given(days)
def test_the_working_day_before_is_the_nearest(day: date) -> None:
    before = working_day_on_or_before(day)
    assert before <= day
    assert is_working_day(before)
    assert working_days_between(before, day) == 0
