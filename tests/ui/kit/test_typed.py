"""Days and times are read as officers write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rsovisit.errors import Invalid
from ui import labels
from ui.labels import Lean
from ui.typed import read_day, read_time

TODAY = date(2026, 11, 23)
"""A Monday."""


@pytest.mark.parametrize(
    "typed, read",
    (
        ("23/11/2026", date(2026, 11, 23)),
        ("23.11.2026", date(2026, 11, 23)),
        ("23 11 2026", date(2026, 11, 23)),
        ("2026-11-23", date(2026, 11, 23)),
        ("3/4", date(2026, 4, 3)),
        ("23 Nov 2026", date(2026, 11, 23)),
        ("23rd of November, 2026", date(2026, 11, 23)),
        ("23-nov-2026", date(2026, 11, 23)),
        ("23 nov", date(2026, 11, 23)),
        ("24 nov", date(2025, 11, 24)),
        ("29 feb", date(2024, 2, 29)),
        ("today", TODAY),
        (" Yesterday ", date(2026, 11, 22)),
        ("tomorrow", date(2026, 11, 24)),
        ("mon", TODAY),
        ("tues", date(2026, 11, 17)),
        ("last mon", date(2026, 11, 16)),
        ("next mon", date(2026, 11, 30)),
        ("3 days ago", date(2026, 11, 20)),
        ("in 2 days", date(2026, 11, 25)),
        ("Sat 21 Nov 2026", date(2026, 11, 21)),
    ),
)
def test_days_typed_in_any_sensible_british_form(typed: str, read: date) -> None:
    assert read_day(typed, TODAY) == read


def test_a_plan_leans_forward() -> None:
    assert read_day("24 nov", TODAY, Lean.FUTURE) == date(2026, 11, 24)
    assert read_day("1 jan", TODAY, Lean.FUTURE) == date(2027, 1, 1)
    assert read_day("tue", TODAY, Lean.FUTURE) == date(2026, 11, 24)
    assert read_day("29 feb", TODAY, Lean.FUTURE) == date(2028, 2, 29)


@pytest.mark.parametrize(
    "typed, said",
    (
        ("", "Write a day such as"),
        ("soon", "“soon” is not a day."),
        ("23/11/26", "Write the year with four figures, such as 2026."),
        ("11/23/2026", "There is no month 23: write the day, then the month"),
        ("31/2/2026", "February 2026 has 28 days."),
        ("0/2/2026", "February 2026 has 28 days."),
        ("23 nob 2026", "There is no month “nob”."),
        ("Tue 23 Nov 2026", "23 Nov 2026 is a Monday, not a Tuesday."),
        ("1/1/1066", "The year 1066 cannot be right."),
        ("30/2", "February 2026 has 28 days."),
    ),
)
def test_a_day_that_cannot_be_read_gets_a_sentence(typed: str, said: str) -> None:
    with pytest.raises(Invalid) as wrong:
        read_day(typed, TODAY)
    assert str(wrong.value).startswith(said)


@given(on=st.dates(date(1900, 1, 1), date(2200, 12, 31)), form=st.sampled_from("0123"))
def test_what_is_shown_can_be_typed_back(on: date, form: str) -> None:
    shown = {
        "0": labels.day(on),
        "1": on.isoformat(),
        "2": f"{on.day}/{on.month}/{on.year}",
        "3": f"{on:%A} {on.day} {on:%B} {on.year}",
    }[form]
    assert read_day(shown, TODAY) == on


@given(st.text(max_size=20))
def test_anything_typed_is_a_day_or_a_sentence(typed: str) -> None:
    said = ""
    try:
        read_day(typed, TODAY)
    except Invalid as wrong:
        said = str(wrong)
    assert said == "" or said.endswith(".")


@pytest.mark.parametrize(
    "typed, read",
    (
        ("14:20", "14:20"),
        ("1420", "14:20"),
        ("920", "09:20"),
        ("2.20pm", "14:20"),
        ("9am", "09:00"),
        ("12 am", "00:00"),
        ("noon", "12:00"),
        ("midnight", "00:00"),
    ),
)
def test_times_typed_in_any_sensible_form(typed: str, read: str) -> None:
    assert read_time(typed) == read


@pytest.mark.parametrize("typed", ("", "9", "25:00", "14:61", "13pm", "later"))
def test_a_time_that_cannot_be_read_gets_a_sentence(typed: str) -> None:
    with pytest.raises(Invalid, match="Write a time such as"):
        read_time(typed)
