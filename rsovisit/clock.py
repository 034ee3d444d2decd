"""The only place that asks what time it is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class Clock(Protocol):
    """What the bus asks for the day and the instant."""

    def today(self) -> date:
        """The day in Europe/London."""
        ...

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock read in Europe/London."""

    def today(self) -> date:
        return datetime.now(LONDON).date()

    def now(self) -> datetime:
        return datetime.now(UTC)


class RehearsalClock:
    """A day taken to be today; instants still come from the machine.

    Only reading commands and rehearsal registers may use it (interface.md, `--today`).
    """

    def __init__(self, day: date) -> None:
        self._day = day

    def today(self) -> date:
        return self._day

    def now(self) -> datetime:
        return datetime.now(UTC)
