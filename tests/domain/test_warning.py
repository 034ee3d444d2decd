"""Which warnings ought to exist, and who must act."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rsovisit.domain.due import Bucket, bucket_of_date
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.warning import Level, Owed, WarningKind, level_for, visit_warning
from tests.domain.strategies import POLICY, days, levels
from tests.support.builders import TODAY


@pytest.mark.parametrize(
    "late,level",
    (
        (1, Level.OFFICER),
        (6, Level.OFFICER),
        (7, Level.SUPERVISOR),
        (13, Level.SUPERVISOR),
        (14, Level.INSPECTOR),
        (29, Level.INSPECTOR),
        (30, Level.COMMAND),
        (400, Level.COMMAND),
    ),
)
def test_each_rank_acts_from_its_day_on(late: int, level: Level) -> None:
    assert level_for(late, POLICY) is level
    owed = visit_warning(1, TODAY - timedelta(days=late), RiskLevel.MEDIUM, POLICY, TODAY)
    assert owed == Owed(
        1, WarningKind.VISIT_OVERDUE, TODAY - timedelta(days=late), level
    )  # fmt: skip


@pytest.mark.parametrize(
    "level,ahead,kind",
    (
        (RiskLevel.MEDIUM, 0, WarningKind.VISIT_DUE_SOON),
        (RiskLevel.MEDIUM, 14, WarningKind.VISIT_DUE_SOON),
        (RiskLevel.MEDIUM, 15, None),
        (RiskLevel.VERY_HIGH, 7, WarningKind.VISIT_DUE_SOON),
        (RiskLevel.VERY_HIGH, 8, None),
    ),
)
def test_due_soon_is_the_officers(level: RiskLevel, ahead: int, kind: WarningKind | None) -> None:
    due = TODAY + timedelta(days=ahead)
    owed = visit_warning(5, due, level, POLICY, TODAY)
    assert owed == (Owed(5, kind, due, Level.OFFICER) if kind else None)


def test_without_a_date_there_is_no_warning() -> None:
    assert visit_warning(1, None, RiskLevel.HIGH, POLICY, TODAY) is None


KINDS = {
    Bucket.OVERDUE: WarningKind.VISIT_OVERDUE,
    Bucket.DUE_SOON: WarningKind.VISIT_DUE_SOON,
}


@given(st.none() | days, levels, days)
def test_a_warning_agrees_with_the_bucket(due: date | None, level: RiskLevel, on: date) -> None:
    owed = visit_warning(1, due, level, POLICY, on)
    bucket = bucket_of_date(due, level, POLICY, on)
    assert (owed.kind if owed else None) == (KINDS.get(bucket) if bucket else None)
    assert owed is None or owed.due_on == due


@given(st.integers(1, 1000))
def test_a_warning_only_climbs(late: int) -> None:
    assert level_for(late, POLICY).rank <= level_for(late + 1, POLICY).rank


def test_ranks_climb_the_line() -> None:
    assert [level.rank for level in Level] == [1, 2, 3, 4]
    assert list(Level) == [Level.OFFICER, Level.SUPERVISOR, Level.INSPECTOR, Level.COMMAND]
