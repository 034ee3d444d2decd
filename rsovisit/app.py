"""The composition root: makes registers, opens one for a person and hands out the bus."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from rsovisit import paths
from rsovisit.clock import RehearsalClock, SystemClock
from rsovisit.domain.access import Actor, Role
from rsovisit.errors import Invalid, Refused, RsoVisitError, Unavailable
from rsovisit.queries.visits import CountVisits
from rsovisit.services.bus import CommandBus, Progress
from rsovisit.store.connect import Address
from rsovisit.store.reader import Reader
from rsovisit.store.register import Register, create_register

if TYPE_CHECKING:
    from rsovisit.services.commands.demo import InventRegister

KEEPER = "keeper"
"""The collar number of a new register's keeper, where nobody says another."""


def is_there(where: str) -> bool:
    """Whether anything is at a place: any file, or a register on a server."""
    address = Address.parse(where)
    if address.kind == "sqlite":
        return address.file.exists() or address.file.is_symlink()
    try:
        Register.open(where).close()
    except Unavailable:
        return False
    return True


def can_make(where: str) -> bool:
    """Whether a new register file could begin there: it names a file, and none is there yet."""
    try:
        return Address.parse(where).kind == "sqlite" and not is_there(where)
    except Invalid:
        return False


def make_register(where: str, *, rehearsal: bool, collar: str | None = None) -> None:
    """An empty register with its keeper. Raises Invalid where something is there already."""
    create_register(
        where,
        name="Rehearsal register" if rehearsal else "Register",
        rehearsal=rehearsal,
        keeper_collar=collar or KEEPER,
        created_at=SystemClock().now(),
    )


def invent(
    where: str,
    invented: InventRegister,
    today: date | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Fill a rehearsal register with invented cases; one that holds cases stays as it is.

    So a first time that was broken off is made good by the next. Raises Refused for a real
    register, Invalid once cancelled.
    """
    bus = open_bus(where, today=today)
    try:
        if not bus.register_info().rehearsal:
            raise Refused("This register is real: the demo needs one of its own (--register).")
        if not bus.ask(CountVisits()).all:
            bus.submit(invented, progress=progress, cancelled=cancelled).result()
    finally:
        bus.close()


def open_bus(where: str, collar: str | None = None, today: date | None = None) -> CommandBus:
    """A bus on the register at `where`, for the person of that collar number.

    Without a collar it is the register's keeper.
    `today`: the day it is taken to be. Raises Unavailable, Refused.
    """
    register = Register.open(where)
    try:
        with register.borrowed() as reader:
            actor = actor_of(reader, collar or register.info.keeper_collar)
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
    """The program `rsovisit-desktop`: the window, or what to begin with where none can open."""
    # Python looks for garbage at every 700 new objects; the window is 50,000, none of them garbage.
    gc.set_threshold(100_000)
    if sys.argv[1:]:
        from rsovisit.cli import main

        return main(["desktop", "--ask", *sys.argv[1:]])
    # Started from an icon there is nothing to read, and reading it takes time.
    from rsovisit.cli.ending import ended
    from ui.start import begin

    return ended(partial(begin, paths.default_register()))
