"""Certificates and crews."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rsovisit.domain.training import (
    Certificate,
    TrainingKind,
    crew_shortfall,
    trained,
    training_words,
)
from tests.support.builders import TODAY

VISIT, ARMS = TrainingKind
TO_TODAY = Certificate(VISIT, TODAY)
LAPSED = Certificate(VISIT, date(2026, 3, 31))


@pytest.mark.parametrize(
    "certificates,on,words",
    (
        ((), TODAY, "never trained"),
        ((Certificate(ARMS, date(2030, 1, 1)),), TODAY, "never trained"),
        ((TO_TODAY,), TODAY, "trained to 23 Nov 2026"),
        ((TO_TODAY,), TODAY + timedelta(days=1), "training lapsed 23 Nov 2026"),
        ((TO_TODAY, LAPSED), TODAY, "trained to 23 Nov 2026"),
        ((LAPSED,), TODAY, "training lapsed 31 Mar 2026"),
    ),
)
def test_training_holds_to_its_last_day(
    certificates: tuple[Certificate, ...], on: date, words: str
) -> None:
    assert training_words(certificates, VISIT, on) == words
    assert trained(certificates, VISIT, on) is words.startswith("trained")


def test_each_kind_is_its_own() -> None:
    assert trained((TO_TODAY,), VISIT, TODAY)
    assert not trained((TO_TODAY,), ARMS, TODAY)


@pytest.mark.parametrize(
    "flags,size,sentence",
    (
        ((True, False), 2, None),
        ((True, True, False), 2, None),
        ((False, False), 2, "No visitor holds in-date home-visit training."),
        (
            (False,),
            2,
            "Single-crewed, without in-date home-visit training: policy asks for 2 visitors.",
        ),
        ((True,), 2, "Single-crewed: policy asks for 2 visitors."),
        ((True, False), 3, "Only 2 visitors: policy asks for 3 visitors."),
        ((True,), 1, None),
        ((), 2, "No visitor is named."),
    ),
)
def test_a_crew_is_big_enough_and_one_of_it_trained(
    flags: tuple[bool, ...], size: int, sentence: str | None
) -> None:
    assert crew_shortfall(flags, size) == sentence
