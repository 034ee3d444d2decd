"""What a visit came to, and what a run of visits shows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rsovisit.domain.visit import (
    Disclosure,
    Outcome,
    PastVisit,
    TimeBand,
    failed_since_completed,
    late_entry,
    repeated_pattern,
    time_band,
)
from tests.domain.strategies import POLICY
from tests.support.builders import TODAY

# Newest first, all weekdays.
WEDNESDAY, TUESDAY, MONDAY = date(2026, 11, 18), date(2026, 9, 15), date(2026, 7, 13)
SATURDAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "outcome,completes,attempt",
    (
        (Outcome.SEEN_FULL, True, False),
        (Outcome.SEEN_PARTIAL, False, False),
        (Outcome.SEEN_ELSEWHERE, False, False),
        (Outcome.NO_REPLY, False, True),
        (Outcome.OUT, False, True),
        (Outcome.ACCESS_REFUSED, False, True),
        (Outcome.NOT_RESIDENT, False, True),
        (Outcome.CANNOT_VISIT, False, False),
        (Outcome.REMOTE, False, False),
    ),
)
def test_what_each_outcome_moves(outcome: Outcome, completes: bool, attempt: bool) -> None:
    assert outcome.completes is completes
    assert outcome.failed_attempt is attempt
    assert outcome.words[0].isupper()


def test_outcome_codes_are_the_outside_words() -> None:
    assert [outcome.value for outcome in Outcome] == [
        "seen-full", "seen-partial", "seen-elsewhere", "no-reply", "out", "access-refused",
        "not-resident", "cannot-visit", "remote",
    ]  # fmt: skip


@pytest.mark.parametrize("disclosure", Disclosure)
def test_red_flags_are_read_within_a_day(disclosure: Disclosure) -> None:
    flags = {Disclosure.CHILD_CONTACT, Disclosure.NEW_PARTNER, Disclosure.BREACH}
    assert disclosure.red_flag is (disclosure in flags)
    assert disclosure.words[0].isupper()


@pytest.mark.parametrize(
    "at,band",
    (
        ("", None),
        ("00:00", TimeBand.MORNING),
        ("9:05", TimeBand.MORNING),
        ("11:59", TimeBand.MORNING),
        ("12:00", TimeBand.AFTERNOON),
        ("16:59", TimeBand.AFTERNOON),
        ("17:00", TimeBand.EVENING),
        ("23:59", TimeBand.EVENING),
    ),
)
def test_bands_of_the_day(at: str, band: TimeBand | None) -> None:
    assert time_band(at) is band


def called(on: date, at: str, outcome: Outcome = Outcome.SEEN_FULL) -> PastVisit:
    """A visit on a day at a time."""
    return PastVisit(on, at, outcome)


MORNINGS = (called(WEDNESDAY, "10:00"), called(TUESDAY, "09:30"), called(MONDAY, "11:45"))


@pytest.mark.parametrize(
    "visits,part",
    (
        (MORNINGS, "weekday mornings"),
        ((called(date(2026, 11, 20), "10:00"), *MORNINGS[1:]), "weekday mornings"),  # a Friday
        ((called(WEDNESDAY, "10:00", Outcome.NO_REPLY), *MORNINGS[1:]), "weekday mornings"),
        ((*MORNINGS, called(date(2026, 3, 2), "19:00")), "weekday mornings"),
        ((called(SATURDAY, ""), *MORNINGS), "weekday mornings"),
        # A telephone call or a meeting at the station varied nothing at the door.
        ((called(SATURDAY, "19:00", Outcome.REMOTE), *MORNINGS), "weekday mornings"),
        ((called(SATURDAY, "19:00", Outcome.SEEN_ELSEWHERE), *MORNINGS), "weekday mornings"),
        (
            tuple(called(SATURDAY - timedelta(days=7 * n), "18:00") for n in range(3)),
            "weekend evenings",
        ),
        ((called(WEDNESDAY, "14:00"), *MORNINGS[1:]), None),
        ((called(SATURDAY, "10:00"), *MORNINGS[1:]), None),
        (MORNINGS[:2], None),
        ((), None),
    ),
)
def test_three_visits_alike_ask_for_another_time(
    visits: tuple[PastVisit, ...], part: str | None
) -> None:
    sentence = f"The last three visits were all {part}: choose another time." if part else None
    assert repeated_pattern(visits) == sentence


@pytest.mark.parametrize(
    "outcomes,count",
    (
        ((), 0),
        ((Outcome.SEEN_FULL, Outcome.NO_REPLY), 0),
        ((Outcome.NO_REPLY, Outcome.SEEN_FULL, Outcome.OUT), 1),
        ((Outcome.OUT, Outcome.REMOTE, Outcome.ACCESS_REFUSED, Outcome.SEEN_FULL), 2),
        ((Outcome.SEEN_PARTIAL, Outcome.NO_REPLY), 1),
        ((Outcome.NOT_RESIDENT, Outcome.NO_REPLY), 2),
    ),
)
def test_failed_attempts_count_from_the_last_completed_visit(
    outcomes: tuple[Outcome, ...], count: int
) -> None:
    assert failed_since_completed([called(WEDNESDAY, "", o) for o in outcomes]) == count


@given(st.lists(st.sampled_from(Outcome)))
def test_a_completed_visit_starts_the_count_anew(outcomes: list[Outcome]) -> None:
    visits = [called(WEDNESDAY, "", outcome) for outcome in outcomes]
    assert failed_since_completed([called(WEDNESDAY, ""), *visits]) == 0
    refused = called(WEDNESDAY, "", Outcome.ACCESS_REFUSED)
    assert failed_since_completed([refused, *visits]) == failed_since_completed(visits) + 1


@pytest.mark.parametrize("days,late", ((0, False), (3, False), (4, True)))
def test_an_entry_more_than_three_days_late_needs_a_reason(days: int, late: bool) -> None:
    assert late_entry(TODAY - timedelta(days=days), TODAY, POLICY) is late
