"""Every value has words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import get_args

import pytest

from rsovisit.domain.due import Bucket
from tests.support.qt import OFFICER
from ui import labels
from ui.theme import Badge, Shape, Tone

TODAY = date(2026, 11, 23)
"""A Monday."""


@pytest.mark.parametrize(
    "value", [value for kind in get_args(labels.Labelled) for value in kind], ids=repr
)
def test_every_value_has_words_fit_to_show(value: StrEnum) -> None:
    words = labels.label(value)
    assert words[0].isupper()
    assert "_" not in words


def test_numbers_agree_with_their_nouns() -> None:
    assert labels.counted(1, "case") == "1 case"
    assert labels.counted(0, "case") == "0 cases"
    assert labels.counted(1402, "case") == "1,402 cases"
    assert labels.counted(3, "enquiry", "enquiries") == "3 enquiries"


def test_days_and_instants_are_shown_in_london() -> None:
    assert labels.day(date(2026, 3, 1)) == "1 Mar 2026"
    assert labels.day(None) == "—"
    assert labels.short_day(date(2026, 3, 1), TODAY) == "1 Mar"
    assert labels.short_day(date(2025, 3, 1), TODAY) == "1 Mar 2025"
    assert labels.short_day(None, TODAY) == "—"
    summer = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert labels.day_and_time(summer) == "1 Jul 2026 00:30"
    assert labels.day_and_time(None) == "—"


def test_a_person_is_named_by_role_and_area() -> None:
    assert labels.who(OFFICER) == "NPT officer, Peterlee"


@pytest.mark.parametrize(
    "bucket, late, badge",
    (
        (Bucket.OVERDUE, 57, Badge("57 d overdue", Tone.ESCALATED, Shape.TRIANGLE)),
        (Bucket.OVERDUE, 14, Badge("14 d overdue", Tone.ESCALATED, Shape.TRIANGLE)),
        (Bucket.OVERDUE, 13, Badge("13 d overdue", Tone.OVERDUE, Shape.TRIANGLE)),
        (Bucket.DUE_SOON, 0, Badge("due today", Tone.SOON, Shape.DISC)),
        (Bucket.DUE_SOON, -4, Badge("due in 4 d", Tone.SOON, Shape.DISC)),
        (Bucket.LATER, -1200, Badge("due in 1,200 d", Tone.GOOD, Shape.RING)),
        (Bucket.PAUSED, 0, Badge("paused", Tone.NEUTRAL, Shape.PAUSE)),
        (None, 0, Badge("no visits due", Tone.NEUTRAL)),
    ),
)
def test_lateness_is_words_and_shape(bucket: Bucket | None, late: int, badge: Badge) -> None:
    due = TODAY - timedelta(days=late)
    assert labels.lateness(bucket, due, TODAY, escalated_from=14) == badge
