"""The composition root: opens a register for a person and hands out the bus."""

from __future__ import annotations

from datetime import date

from rsovisit.clock import RehearsalClock, SystemClock
from rsovisit.domain.access import Actor, Role
from rsovisit.errors import Refused, RsoVisitError
from rsovisit.services.bus import CommandBus
from rsovisit.store.reader import Reader
from rsovisit.store.register import Register


def open_bus(where: str, collar: str | None = None, today: date | None = None) -> CommandBus:
    """A bus on the register at `where`, for the person of that collar number.

    Without a collar it is the register's keeper.
    `today`: the day it is taken to be. Raises Unavailable, Refused.
    """
    register = Register.open(where)
    try:
        reader = register.reader()
        actor = actor_of(reader, collar or register.info.keeper_collar)
        reader.close()
    except RsoVisitError:
        register.close()
        raise
    return CommandBus(register, actor, RehearsalClock(today) if today else SystemClock())


def actor_of(reader: Reader, collar: str) -> Actor:
    """The person of that collar number. Raises Refused where nobody has it or they have left."""
    found = reader.one(
        "select collar, name, role, area, id, known, left_on from staff where collar = :collar",
        collar=collar,
    )
    if found is None or not found[5]:
        raise Refused(f"Nobody with the collar number {collar} is on this register's staff list.")
    if found[6] is not None:
        raise Refused(f"{found[1]} ({collar}) has left and may not use this register.")
    return Actor(found[0], found[1], Role(found[2]), found[3], found[4])


def desktop_main() -> int:
    """The program `rsovisit-desktop`: the window on the default register."""
    from rsovisit.cli import main

    return main(["desktop"])
