"""Somebody sits at the visits list of a small invented register."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rsovisit.domain.access import Role
from rsovisit.services.bus import CommandBus
from tests.support.desk import Desk, as_someone, invented_file, open_desk, register_file
from tests.support.registers import made_file, sqlite_register

__all__ = ["invented_file", "made_file", "open_desk", "register_file", "sqlite_register"]

Sit = Callable[..., Desk]


@pytest.fixture
def sit(open_desk: Sit) -> Sit:
    """`open_desk` on the visits list: `sit(role, place, size=…)`."""

    def at_visits(
        role: Role = Role.SUPERVISOR, place: object = None, size: tuple[int, int] = (1440, 900)
    ) -> Desk:
        return open_desk(role, "visits", place, size=size)

    return at_visits


@pytest.fixture
def desk(sit: Sit) -> Desk:
    """A supervisor at the visits list."""
    return sit()


@pytest.fixture
def elsewhere(register_file: Path, qtbot: QtBot) -> Iterator[CommandBus]:
    """The keeper's bus on the same register, in another program."""
    bus = as_someone(register_file, Role.KEEPER)
    yield bus
    bus.close()
