"""Bands of lateness, and figures drawn from many numbers."""

from __future__ import annotations

from statistics import median as standard_median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rsovisit.domain.lateness import AgeBand, band_of, median, ninetieth, share

numbers = st.lists(st.integers(0, 500), min_size=1)


@pytest.mark.parametrize(
    "days,band",
    (
        (-1, None),
        (0, None),
        (1, AgeBand.WEEK),
        (7, AgeBand.WEEK),
        (8, AgeBand.MONTH),
        (30, AgeBand.MONTH),
        (31, AgeBand.QUARTER),
        (90, AgeBand.QUARTER),
        (91, AgeBand.LONGER),
        (5_000, AgeBand.LONGER),
    ),
)
def test_bands(days: int, band: AgeBand | None) -> None:
    assert band_of(days) is band


def test_bands_in_words() -> None:
    assert [band.words for band in AgeBand] == [
        "1–7 days",
        "8–30 days",
        "31–90 days",
        "over 90 days",
    ]


@given(numbers)
def test_the_median_is_the_middle(values: list[int]) -> None:
    assert median(values) == standard_median(values)


@given(numbers)
def test_nine_in_ten_do_not_exceed_the_ninetieth(values: list[int]) -> None:
    bound = ninetieth(values)
    assert bound in values
    within = [sum(value <= each for value in values) * 10 >= len(values) * 9 for each in values]
    assert bound == min(value for value, enough in zip(values, within, strict=True) if enough)


def test_of_nothing_there_is_nothing() -> None:
    assert (median([]), ninetieth([]), share(0, 0)) == (None, None, None)
    assert share(1, 3) == 0.3333
