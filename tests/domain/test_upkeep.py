"""When the register is swept, and when a sweep is late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rsovisit.domain.upkeep import SWEEP_EVERY, SWEEP_LATE_AFTER, next_sweep_at, sweep_late

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def ago(minutes: int) -> datetime:
    """So many minutes before now."""
    return NOW - timedelta(minutes=minutes)


def test_the_register_is_swept_every_quarter_hour() -> None:
    assert timedelta(minutes=15) == SWEEP_EVERY
    assert SWEEP_LATE_AFTER >= 2 * SWEEP_EVERY


@pytest.mark.parametrize(
    "last,due",
    (
        (None, NOW),
        (ago(0), NOW + SWEEP_EVERY),
        (ago(5), NOW + timedelta(minutes=10)),
        (ago(15), NOW),
        (ago(600), NOW),
    ),
)
def test_the_next_sweep_is_never_in_the_past(last: datetime | None, due: datetime) -> None:
    assert next_sweep_at(last, NOW) == due


@pytest.mark.parametrize("last,late", ((None, True), (ago(30), False), (ago(31), True)))
def test_two_sweeps_missed_are_late(last: datetime | None, late: bool) -> None:
    assert sweep_late(last, NOW) is late
