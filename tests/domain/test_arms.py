"""When an ARMS assessment is due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rsovisit.domain.arms import assessment_due_on, assessment_owed, resumed_on
from rsovisit.domain.due import Requirement, RequirementKind
from rsovisit.domain.risk import RiskLevel
from tests.domain.strategies import POLICY, days
from tests.support.builders import TODAY

REGISTERED = date(2026, 1, 31)


@pytest.mark.parametrize(
    "level,last,resumed,due",
    (
        (RiskLevel.MEDIUM, None, None, date(2026, 2, 15)),
        (RiskLevel.VERY_HIGH, None, None, date(2026, 2, 15)),
        (RiskLevel.VERY_HIGH, date(2026, 8, 31), None, date(2027, 2, 28)),
        (RiskLevel.HIGH, date(2026, 8, 31), None, date(2027, 2, 28)),
        (RiskLevel.MEDIUM, date(2026, 8, 31), None, date(2027, 8, 31)),
        (RiskLevel.LOW, date(2028, 2, 29), None, date(2029, 2, 28)),
        (RiskLevel.LOW, date(2026, 8, 31), date(2026, 11, 1), date(2026, 11, 16)),
        (RiskLevel.LOW, None, date(2026, 11, 1), date(2026, 11, 16)),
        (RiskLevel.LOW, date(2026, 11, 1), date(2026, 11, 1), date(2027, 11, 1)),
    ),
)
def test_initial_routine_and_after_release(
    level: RiskLevel, last: date | None, resumed: date | None, due: date
) -> None:
    assert assessment_due_on(level, REGISTERED, last, POLICY, resumed) == due


@pytest.mark.parametrize("ahead,owed", ((-100, True), (0, True), (28, True), (29, False)))
def test_it_joins_the_queue_four_weeks_ahead(ahead: int, owed: bool) -> None:
    assert assessment_owed(TODAY + timedelta(days=ahead), POLICY, TODAY) is owed


@given(days, st.none() | days, st.none() | days)
def test_a_higher_level_is_never_assessed_later(
    registered: date, last: date | None, resumed: date | None
) -> None:
    dates = [assessment_due_on(level, registered, last, POLICY, resumed) for level in RiskLevel]
    assert dates == sorted(dates)


def test_visits_started_again_on_the_latest_release_or_transfer_in() -> None:
    kinds = [RequirementKind.RELEASE, RequirementKind.TRANSFER_IN, RequirementKind.CHANGE]
    owed = [
        Requirement(kind, date(2026, month, 1), date(2026, month, 8))
        for month, kind in enumerate(kinds, start=3)
    ]
    assert resumed_on(owed) == date(2026, 4, 1)
    assert resumed_on(owed[2:]) is None
