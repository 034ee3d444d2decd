"""Buses over a fresh register on either database, with a clock that a test can move."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from rsovisit.domain.access import Actor, Role
from rsovisit.services.bus import CommandBus
from rsovisit.store.key import key_file
from rsovisit.store.register import Register, create_register
from tests.support.builders import TODAY
from tests.support.postgres import PostgresServer

KEEPER = "keeper"
MADE_AT = datetime(2026, 11, 1, 9, tzinfo=UTC)


class FixedClock:
    """Stands at seven minutes past two on a day until told otherwise."""

    def __init__(self, day: date = TODAY) -> None:
        self.day = day

    def today(self) -> date:
        return self.day

    def now(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 14, 7, tzinfo=UTC)

    def on(self, days: int) -> None:
        """Let days pass."""
        self.day += timedelta(days=days)


class Opened:
    """Opens buses over one register and closes them after the test."""

    def __init__(self, where: str, clock: FixedClock) -> None:
        self.where = where
        self.clock = clock
        self._buses: list[CommandBus] = []

    def __call__(self, actor: Actor | None = None) -> CommandBus:
        """A bus of its own, as another program would have it; the keeper's unless said."""
        register = Register.open(self.where)
        if actor is None:
            with register.work() as work:
                keeper = work.reader.value("select id from staff where collar = :c", c=KEEPER)
            actor = Actor(KEEPER, "Register keeper", Role.KEEPER, None, keeper)
        bus = CommandBus(register, actor, self.clock)
        self._buses.append(bus)
        return bus

    def close(self) -> None:
        for bus in self._buses:
            bus.close()


def make_register(where: str) -> str:
    """An empty rehearsal register."""
    create_register(where, name="Test", rehearsal=True, keeper_collar=KEEPER, created_at=MADE_AT)
    return where


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy: migrating each test's own would cost most of its time."""
    file = tmp_path_factory.mktemp("template") / "register.rso"
    make_register(str(file))
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """The name of a migrated database to copy."""
    return make_register(postgres_server.fresh_database()).rpartition("/")[2]


@pytest.fixture(params=("sqlite", "postgresql"))
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh register, on each database in turn."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        file = tmp_path / "register.rso"
        shutil.copy2(template, file)
        shutil.copy2(key_file(template), key_file(file))
        yield str(file)
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    address = server.fresh_database(request.getfixturevalue("postgres_template"))
    yield address
    server.drop_database(address)


@pytest.fixture
def clock() -> FixedClock:
    """Monday 23 November 2026 until the test moves it."""
    return FixedClock()


@pytest.fixture
def open_bus(where: str, clock: FixedClock) -> Iterator[Callable[..., CommandBus]]:
    """Opens further buses over the same register: `open_bus(actor)`."""
    opened = Opened(where, clock)
    yield opened
    opened.close()


@pytest.fixture
def bus(open_bus: Callable[..., CommandBus]) -> CommandBus:
    """The keeper's bus over a fresh register."""
    return open_bus()
