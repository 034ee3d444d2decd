"""What runs when, that a missed run runs once, and that a failed one is followed by the next."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rsovisit import jobs as wiring
from rsovisit.clock import LONDON
from rsovisit.domain.audit import AuditTag
from rsovisit.domain.upkeep import SWEEP_EVERY
from rsovisit.errors import Unavailable
from rsovisit.jobs import HEARTBEAT_SECONDS, Jobs, desktop_jobs, serving_jobs
from rsovisit.queries.upkeep import Upkeep
from rsovisit.services import registry
from rsovisit.services.bus import Changes, CommandBus
from rsovisit.services.commands.register import SaveView
from rsovisit.services.commands.warning import RaiseWarnings
from tests.support.cases import register_case
from tests.support.homes import logged
from tests.support.importing import value

pytestmark = pytest.mark.usefixtures("home")


@dataclass
class MovedClock:
    """A machine's clock that a test sets."""

    at: datetime = datetime(2026, 11, 23, 3, tzinfo=UTC)

    def now(self) -> datetime:
        """The instant it was set to."""
        return self.at

    def today(self) -> Any:
        """Its day."""
        return self.at.date()


@pytest.fixture
def jobs(bus: CommandBus, qapp: QApplication) -> Iterator[Jobs]:
    """The window's jobs, not started; stopped after the test."""
    made = desktop_jobs(bus)
    yield made
    made.stop()


def audited(bus: CommandBus, tag: AuditTag) -> int:
    """How many of an act the log holds, once all that was handed in is done."""
    bus.do(SaveView("jobs", "Anything", {}))
    return int(value(bus, "select count(*) from audit_event where tag = :tag", tag=tag.value))


def sweeps(bus: CommandBus) -> int:
    """How many sweeps there have been."""
    return audited(bus, AuditTag.REGISTER_SWEEP)


def by_name(made: Jobs) -> dict[str, Any]:
    """The scheduler's own jobs."""
    return {job.id: job for job in made._scheduler.get_jobs()}


def test_every_job_runs_once_at_a_time_and_none_is_too_late(jobs: Jobs, qtbot: QtBot) -> None:
    jobs._scheduler.start(paused=True)
    for job in by_name(jobs).values():
        assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, None), job.id


def test_only_an_embedded_register_is_copied_at_night(jobs: Jobs, bus: CommandBus) -> None:
    jobs._scheduler.start(paused=True)
    encrypted = bus.register_info().encrypted
    expected = {"sweep", "midnight", "wake"} | ({"backup"} if encrypted else set())
    assert set(by_name(jobs)) == expected


def test_the_hours_are_londons(jobs: Jobs) -> None:
    jobs._scheduler.start(paused=True)
    found = by_name(jobs)
    # British Summer Time ends at 01:00 UTC on 25 October.
    saturday = datetime(2026, 10, 24, 18, tzinfo=LONDON)
    midnight = found["midnight"].trigger.get_next_fire_time(None, saturday)
    assert midnight.astimezone(UTC) == datetime(2026, 10, 24, 23, 0, 5, tzinfo=UTC)
    next_one = found["midnight"].trigger.get_next_fire_time(midnight, midnight)
    assert next_one.astimezone(UTC) == datetime(2026, 10, 26, 0, 0, 5, tzinfo=UTC)
    assert found["sweep"].trigger.interval == SWEEP_EVERY
    assert found["wake"].trigger.interval == timedelta(seconds=HEARTBEAT_SECONDS)
    if "backup" in found:
        night = found["backup"].trigger.get_next_fire_time(None, saturday)
        assert (night.hour, night.minute) == (2, 0)


def test_it_sweeps_at_the_start_without_being_asked(
    jobs: Jobs, bus: CommandBus, qtbot: QtBot
) -> None:
    assert bus.ask(Upkeep()).last_sweep is None
    jobs.start()
    qtbot.waitUntil(lambda: sweeps(bus) == 1)
    last = bus.ask(Upkeep()).last_sweep
    assert last is not None
    assert last.for_on == bus.today()


def test_the_sweep_is_the_systems_whoever_has_the_window_open(
    jobs: Jobs, bus: CommandBus, qtbot: QtBot
) -> None:
    jobs.start()
    qtbot.waitUntil(lambda: sweeps(bus) == 1)
    who = value(bus, "select actor from audit_event where tag = 'register:sweep'")
    assert who == "system"


def test_many_missed_runs_become_one(jobs: Jobs, bus: CommandBus, qtbot: QtBot) -> None:
    jobs._scheduler.start(paused=True)
    long_ago = datetime.now(LONDON) - 40 * SWEEP_EVERY
    jobs._scheduler.modify_job("sweep", next_run_time=long_ago)
    jobs._scheduler.resume()
    qtbot.waitUntil(lambda: sweeps(bus) == 1)
    assert by_name(jobs)["sweep"].next_run_time > datetime.now(LONDON)
    QApplication.processEvents()
    assert sweeps(bus) == 1


@pytest.mark.parametrize("where", ("sqlite",), indirect=True)
def test_a_night_slept_through_is_made_good(
    jobs: Jobs, bus: CommandBus, qtbot: QtBot, where: str
) -> None:
    jobs._scheduler.start(paused=True)
    jobs._scheduler.modify_job("backup", next_run_time=datetime.now(LONDON) - timedelta(hours=9))
    jobs._scheduler.resume()
    qtbot.waitUntil(lambda: audited(bus, AuditTag.BACKUP_MAKE) == 1, timeout=20_000)
    assert bus.ask(Upkeep()).backup_verified
    assert list((Path(where).parent / "backups").glob("*.rso"))


@pytest.mark.parametrize(
    "passed,swept",
    (
        (timedelta(seconds=30), 0),
        (timedelta(seconds=149), 0),
        (timedelta(seconds=151), 1),
        (timedelta(hours=8), 1),
        # Somebody set the clock back.
        (timedelta(hours=-2), 1),
    ),
)
def test_a_machine_that_slept_is_swept_when_it_wakes(
    bus: CommandBus, passed: timedelta, swept: int
) -> None:
    from apscheduler.schedulers.qt import QtScheduler

    clock = MovedClock()
    made = Jobs(bus, QtScheduler(timezone=LONDON), clock)
    clock.at += passed
    made._notice_sleep()
    assert sweeps(bus) == swept
    clock.at += timedelta(seconds=HEARTBEAT_SECONDS)
    made._notice_sleep()
    assert sweeps(bus) == swept


def test_a_failed_run_is_logged_and_the_next_one_works(
    jobs: Jobs, bus: CommandBus, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise Unavailable("The disk is full, said Sample A. Alder.")

    real = registry.handler
    broken = {RaiseWarnings: full}
    monkeypatch.setattr(registry, "handler", lambda kind: broken.get(kind) or real(kind))
    jobs.sweep()
    assert sweeps(bus) == 0
    assert "a scheduled job failed: Unavailable" in logged(home)
    assert "Alder" not in logged(home)
    monkeypatch.undo()
    jobs.sweep()
    assert sweeps(bus) == 1


def test_a_closing_register_is_no_failure(jobs: Jobs, bus: CommandBus, home: Path) -> None:
    bus.close()
    jobs.sweep()
    assert "RaiseWarnings was not run" in logged(home)


def test_stopped_before_it_began_it_does_not_go_on(bus: CommandBus) -> None:
    made = serving_jobs(bus)
    made.stop()
    # Returns: the scheduler hears that it is to stop as soon as it has begun.
    made.start()
    assert not made._scheduler.running


def test_stopping_twice_does_no_harm(jobs: Jobs, qtbot: QtBot) -> None:
    jobs.start()
    jobs.stop()
    jobs.stop()
    assert not jobs._scheduler.running


def test_serving_runs_until_it_is_stopped(bus: CommandBus) -> None:
    made, running = serving_jobs(bus), threading.Event()
    server = threading.Thread(target=made.start, args=(running.set,), name="server")
    server.start()
    assert running.wait(20)
    assert sweeps(bus) == 1
    made.stop()
    server.join(20)
    assert not server.is_alive()


def test_the_window_is_told_what_a_sweep_changed(jobs: Jobs, bus: CommandBus, qtbot: QtBot) -> None:
    heard: list[Changes] = []
    bus.subscribe(heard.append)
    jobs.start()
    qtbot.waitUntil(lambda: bool(heard))
    assert heard[0].topics


def test_the_jobs_hold_nothing_but_functions_of_this_program(jobs: Jobs) -> None:
    jobs._scheduler.start(paused=True)
    stores = jobs._scheduler._jobstores
    assert {type(store).__name__ for store in stores.values()} == {"MemoryJobStore"}
    assert all(job.func.__self__ is jobs for job in by_name(jobs).values())
    assert wiring.log.name == "rsovisit.jobs"


def test_two_programs_sweeping_at_once_raise_each_warning_once(
    bus: CommandBus, open_bus: Any
) -> None:
    for _ in range(5):
        register_case(bus)
    other = open_bus()
    hands = [b.submit(RaiseWarnings(), system=True) for b in (bus, other) for _ in range(3)]
    raised = sum(hand.result().value.raised for hand in hands)
    assert raised == 5
    assert value(bus, "select count(*) from warning where cleared_on is null") == 5
