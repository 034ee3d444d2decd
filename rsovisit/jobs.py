"""APScheduler wiring: what runs when. No rule lives here, and nothing owed is kept here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from rsovisit.clock import LONDON, Clock, SystemClock
from rsovisit.domain.upkeep import SWEEP_EVERY_MINUTES
from rsovisit.log import start_log
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.command import Command
from rsovisit.services.commands.register import MakeBackup
from rsovisit.services.commands.warning import RaiseWarnings

if TYPE_CHECKING:
    from apscheduler.schedulers.base import BaseScheduler

log = logging.getLogger("rsovisit.jobs")

HEARTBEAT_SECONDS = 30
_ASLEEP = timedelta(seconds=HEARTBEAT_SECONDS + 120)
"""Longer than this between two beats, and the machine slept or its clock was set."""


class Jobs:
    """The jobs of one open register on one scheduler.

    A run that was missed loses nothing: every sweep computes what is owed from the data.
    The job store is in memory: APScheduler's SQL store would unpickle whatever it holds.
    """

    def __init__(
        self, bus: CommandBus, scheduler: BaseScheduler, clock: Clock | None = None
    ) -> None:
        self._bus = bus
        self._scheduler = scheduler
        self._clock = clock or SystemClock()
        self._beat = self._clock.now()
        self._stopping = False

    def add(self) -> None:
        """Add every job; the first sweep runs at once when the scheduler starts."""
        self._every("sweep", self.sweep, "interval", minutes=SWEEP_EVERY_MINUTES)
        self._every("midnight", self.sweep, "cron", hour=0, minute=0, second=5)
        self._every("wake", self._notice_sleep, "interval", seconds=HEARTBEAT_SECONDS)
        if self._bus.register_info().encrypted:
            self._every("backup", self.backup, "cron", hour=2, minute=0)

    def sweep(self) -> None:
        """Hand the bus a sweep; a failure is logged and the next run tries again."""
        self._submit(RaiseWarnings())

    def backup(self) -> None:
        """Hand the bus a backup."""
        self._submit(MakeBackup())

    def start(self, on_started: Callable[[], None] | None = None) -> None:
        """Sweep now and run the jobs. Blocks where the scheduler does.

        `on_started` is called once they run: from then on `stop` is sure to be heard.
        """
        from apscheduler.events import EVENT_SCHEDULER_STARTED

        def started(_event: object) -> None:
            if on_started is not None:
                on_started()
            if self._stopping:
                self.stop()

        start_log()
        self._scheduler.add_listener(started, EVENT_SCHEDULER_STARTED)
        self.sweep()
        self._scheduler.start()

    def stop(self) -> None:
        """Stop the jobs, now or as soon as they have begun; the bus finishes what it was handed."""
        self._stopping = True
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def _every(self, name: str, action: Callable[[], None], trigger: str, **when: Any) -> None:
        self._scheduler.add_job(
            action,
            trigger,
            id=name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            **when,
        )

    def _notice_sleep(self) -> None:
        """Sweep when the clock jumped: the machine slept, or its clock was set."""
        now = self._clock.now()
        jumped = abs(now - self._beat) > _ASLEEP
        self._beat = now
        if jumped:
            self.sweep()

    def _submit(self, command: Command) -> None:
        try:
            self._bus.submit(command, system=True).add_done_callback(_log_failure)
        except RuntimeError:
            log.info("the register is closing: %s was not run", type(command).__name__)


def _log_failure(future: Any) -> None:
    error = future.exception()
    if error is not None:
        log.error("a scheduled job failed: %s", type(error).__name__)


def desktop_jobs(bus: CommandBus) -> Jobs:
    """Jobs that run beside the window, on Qt's own event loop."""
    from apscheduler.schedulers.qt import QtScheduler

    return _jobs(bus, QtScheduler)


def serving_jobs(bus: CommandBus) -> Jobs:
    """Jobs for `rsovisit serve`; starting them blocks until they are stopped."""
    from apscheduler.schedulers.blocking import BlockingScheduler

    return _jobs(bus, BlockingScheduler)


def _jobs(bus: CommandBus, kind: Callable[..., BaseScheduler]) -> Jobs:
    start_log()
    # Jobs only hand a command to the bus, so they run on the scheduler's own thread
    # ('debug' is APScheduler's name for that) and leave no pool behind.
    scheduler = kind(timezone=LONDON, executors={"default": {"type": "debug"}})
    jobs = Jobs(bus, scheduler)
    jobs.add()
    return jobs
