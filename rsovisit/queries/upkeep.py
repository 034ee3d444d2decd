"""The status bar: when the register was last swept and backed up, and under which policy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from rsovisit.domain.access import Permission
from rsovisit.domain.upkeep import next_sweep_at, sweep_late
from rsovisit.queries.query import Asking
from rsovisit.store.reader import Reader, as_date, as_instant


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job's last run: the day it ran for, when it ended, and what came of it."""

    for_on: date
    finished_at: datetime
    result: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class UpkeepRow:
    """How the register is kept. `last_sweep` and `last_backup` are None before the first."""

    last_sweep: JobRow | None
    next_sweep_at: datetime
    sweep_late: bool
    last_backup: JobRow | None
    backup_verified: bool
    policy_version: int
    policy_name: str
    policy_from: date


@dataclass(frozen=True)
class Upkeep:
    """How the register is being kept, as of now."""

    permission: ClassVar = Permission.REGISTER_STATUS

    def run(self, reader: Reader, asking: Asking) -> UpkeepRow:
        """The last run of each job and what is owed next."""
        jobs = {row[0]: _job(row) for row in reader.rows(_JOBS)}
        sweep, backup = jobs.get("sweep"), jobs.get("backup")
        swept_at = sweep.finished_at if sweep else None
        return UpkeepRow(
            last_sweep=sweep,
            next_sweep_at=next_sweep_at(swept_at, asking.now),
            sweep_late=sweep_late(swept_at, asking.now),
            last_backup=backup,
            # A copy that was not read back never counts as one.
            backup_verified=bool(backup and backup.result.get("verified")),
            policy_version=asking.policy.version,
            policy_name=asking.policy.name,
            policy_from=asking.policy.in_force_from,
        )


def _job(row: tuple[Any, ...]) -> JobRow:
    for_on, finished_at = as_date(row[1]), as_instant(row[2])
    assert for_on is not None
    assert finished_at is not None
    return JobRow(for_on, finished_at, json.loads(row[3]))


_JOBS = "select job, for_on, finished_at, result from job_run"
