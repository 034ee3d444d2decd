"""Single cells: what they mean, and the sentence when they mean nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rsovisit.exchange.cells import BadCell, day_words, read_day, read_text, read_time, read_whole


@pytest.mark.parametrize(
    "text",
    (
        "2026-12-05",
        "2026-12-05 00:00:00",
        "2026-12-05T13:30",
        "05/12/2026",
        "5/12/2026",
        "05-12-2026",
        "5.12.2026",
        "5 Dec 2026",
        "05 December 2026",
        "5th december 2026",
        "5-Dec-2026",
        "5 DEC. 2026",
    ),
)
def test_day_comes_before_the_month(text: str) -> None:
    assert read_day(text) == date(2026, 12, 5)


def test_september_may_be_shortened_either_way() -> None:
    assert read_day("1 Sep 2026") == read_day("1 Sept 2026") == date(2026, 9, 1)


@pytest.mark.parametrize(
    "text, part",
    (
        ("31/02/2024", "February 2024 has 29 days."),
        ("29/02/2023", "February 2023 has 28 days."),
        ("00/01/2024", "January 2024 has 31 days."),
        ("31/04/2024", "April 2024 has 30 days."),
        ("2024-13-01", "so write 13/01/2024."),
        ("2024-02-30", "February 2024 has 29 days."),
        ("12/31/2020", "the day comes before the month, so write 31/12/2020."),
        ("31/31/2020", "there is no month 31."),
        ("01/02/63", "write all four figures."),
        ("1 Nov 26", "write all four figures."),
        ("1 Movember 2026", "there is no month ‘Movember’."),
        ("November 1, 2026", "the day comes first, 1 November 2026."),
        ("Dec 31 2026", "the day comes first, 31 Dec 2026."),
        ("46000", "plain number, not a date"),
        ("14/10/1066", "no date before 1900"),
        ("1899-12-31", "no date before 1900"),
        ("#VALUE!", "a formula in it failed"),
        ("soon", "write 31/12/2026, 31 Dec 2026 or 2026-12-31."),
        ("2026/12/31", "write 31/12/2026"),
        ("2026-W01-1", "is not a date"),
        ("\u0660\u0661/\u0660\u0661/2024", "is not a date"),
        ("01/02-2024", "is not a date"),
        ("x" * 500, "…"),
    ),
)
def test_what_is_no_date_gets_a_sentence(text: str, part: str) -> None:
    with pytest.raises(BadCell) as refused:
        read_day(text)
    assert part in str(refused.value)
    assert str(refused.value).endswith(".")
    assert len(str(refused.value)) < 200


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_form_of_a_day_reads_back(day: date) -> None:
    assert read_day(day.isoformat()) == day
    assert read_day(f"{day.day}/{day.month}/{day.year}") == day
    assert read_day(f"{day:%d/%m/%Y}") == day
    assert read_day(day_words(day)) == day
    assert read_day(f"{day.day} {day_words(day).split()[1][:3]} {day.year}") == day


@pytest.mark.parametrize(
    "text, time",
    (
        ("18:20", "18:20"),
        ("9:05", "09:05"),
        ("18.20", "18:20"),
        ("00:00", "00:00"),
        ("18:20:59", "18:20"),
        ("2026-01-05T18:20:00", "18:20"),
    ),
)
def test_times(text: str, time: str) -> None:
    assert read_time(text) == time


@pytest.mark.parametrize(
    "text", ("24:00", "12:60", "18.2", "6pm", "0.763", "#REF!", "1820", "-1:30")
)
def test_what_is_no_time_gets_a_sentence(text: str) -> None:
    with pytest.raises(BadCell, match=r"\.$"):
        read_time(text)


@pytest.mark.parametrize("text", ("six", "-6", "0", "25", "6.5", "1e1", "#N/A", "9" * 30, "²"))
def test_what_is_no_interval_gets_a_sentence(text: str) -> None:
    with pytest.raises(BadCell, match=r"\.$"):
        read_whole(text, 1, 24, "months")


def test_text_is_trimmed_and_unquoted() -> None:
    assert read_text("  \u00a0Rowan\u2003 ", 40, lines=False, key=True) == "Rowan"
    assert read_text("'=SUM(A1)", 40, lines=True, key=False) == "=SUM(A1)"
    assert read_text("'tis quiet", 40, lines=True, key=False) == "'tis quiet"
    assert read_text("one\r\ntwo\rthree\u2028four", 40, lines=True, key=False) == (
        "one\ntwo\nthree\nfour"
    )
    assert read_text("Be\u0301rch", 40, lines=False, key=False) == "Bérch"
    assert read_text("New\u00a0Row", 40, lines=False, key=False) == "New Row"


@pytest.mark.parametrize(
    "text, part",
    (
        ("bell\x07", "U+0007"),
        ("nul\x00", "U+0000"),
        ("turned \u202e round", "U+202E"),
        ("half \ud800", "U+D800"),
        ("no\uffffcharacter", "U+FFFF"),
        ("two\nlines", "more than one line"),
        ("a\ttab", "more than one line"),
        ("x" * 41, "41 characters"),
        ("zero\u200bwidth", "hidden character"),
    ),
)
def test_text_that_is_refused(text: str, part: str) -> None:
    with pytest.raises(BadCell) as refused:
        read_text(text, 40, lines=False, key=True)
    assert part in str(refused.value)
