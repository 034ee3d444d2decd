"""When the register's regular jobs should run, and when one is late."""

from __future__ import annotations

from datetime import datetime, timedelta

SWEEP_EVERY_MINUTES = 15
SWEEP_EVERY = timedelta(minutes=SWEEP_EVERY_MINUTES)
"""How often the register is swept while any program has it open."""

SWEEP_LATE_AFTER = timedelta(minutes=30)
"""Two sweeps have been missed: whoever is looking must be told."""


def next_sweep_at(last: datetime | None, now: datetime) -> datetime:
    """When the next sweep is due; at once where none is known, never before now."""
    return now if last is None else max(last + SWEEP_EVERY, now)


def sweep_late(last: datetime | None, now: datetime) -> bool:
    """Whether the last sweep is too long ago, or there was none."""
    return last is None or now - last > SWEEP_LATE_AFTER
