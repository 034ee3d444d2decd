"""The status bar's answers."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from rsovisit.queries.upkeep import Upkeep
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.warning import RaiseWarnings
from tests.support.builders import TODAY
from tests.support.buses import FixedClock

NOW = datetime(2026, 11, 23, 14, 7, tzinfo=UTC)


def note(bus: CommandBus, job: str, at: datetime, result: dict[str, object]) -> None:
    with bus.register.work() as work:
        work.run(
            "insert into job_run (job, for_on, finished_at, result) values (:job, :on, :at, :r)",
            job=job,
            on=at.date(),
            at=at,
            r=json.dumps(result),
        )
        work.commit()


def test_nothing_has_run_yet(bus: CommandBus) -> None:
    row = bus.ask(Upkeep())
    assert (row.last_sweep, row.last_backup) == (None, None)
    assert (row.sweep_late, row.backup_verified, row.next_sweep_at) == (True, False, NOW)
    assert (row.policy_version, row.policy_from) == (3, bus.policy().in_force_from)


def test_after_a_sweep(bus: CommandBus, clock: FixedClock) -> None:
    bus.do(RaiseWarnings())
    row = bus.ask(Upkeep())
    assert row.last_sweep is not None
    assert (row.last_sweep.for_on, row.last_sweep.finished_at) == (TODAY, NOW)
    assert row.last_sweep.result["raised"] == 0
    assert (row.sweep_late, row.next_sweep_at) == (False, NOW + timedelta(minutes=15))
    clock.on(1)
    later = bus.ask(Upkeep())
    assert (later.sweep_late, later.next_sweep_at) == (True, NOW + timedelta(days=1))


def test_a_backup_counts_only_once_read_back(bus: CommandBus) -> None:
    note(bus, "backup", NOW - timedelta(hours=12), {"bytes": 10, "verified": True})
    row = bus.ask(Upkeep())
    assert row.last_backup is not None
    assert (row.last_backup.finished_at, row.backup_verified) == (NOW - timedelta(hours=12), True)
    with bus.register.work() as work:
        work.run("update job_run set result = :r", r=json.dumps({"verified": False}))
        work.commit()
    assert not bus.ask(Upkeep()).backup_verified
