"""When the next sweep is due and when one is late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rsovisit.domain.upkeep import next_sweep_at, sweep_late

NOW = datetime(2026, 11, 23, 14, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    "minutes,late,wait",
    ((None, True, 0), (0, False, 15), (10, False, 5), (30, False, 0), (31, True, 0)),
)
def test_by_minutes_since_the_last(minutes: int | None, late: bool, wait: int) -> None:
    last = None if minutes is None else NOW - timedelta(minutes=minutes)
    assert sweep_late(last, NOW) is late
    assert next_sweep_at(last, NOW) == NOW + timedelta(minutes=wait)
