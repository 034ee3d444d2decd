"""The invented register, made once for those who look at it and afresh for those who make it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rsovisit.domain.access import Role
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.demo import InventRegister
from tests.support.buses import (
    bus,
    clock,
    make_register,
    open_bus,
    postgres_template,
    sqlite_template,
    where,
)
from tests.support.desk import as_someone

__all__ = ["bus", "clock", "open_bus", "postgres_template", "sqlite_template", "where"]

Invent = Callable[..., CommandBus]


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandBus]:
    """The keeper's bus on the register that `make demo` makes, on 23 Nov 2026; only looked at."""
    file = tmp_path_factory.mktemp("unit") / "demo.rso"
    make_register(str(file))
    made = as_someone(file, Role.KEEPER)
    made.do(InventRegister())
    yield made
    made.close()


@pytest.fixture
def invented(tmp_path: Path, sqlite_template: Path) -> Iterator[Invent]:
    """Makes small invented registers side by side: `invented(seed=2)`."""
    import shutil

    from rsovisit.store.key import key_file

    made: list[CommandBus] = []

    def make(**asked: int) -> CommandBus:
        file = tmp_path / f"{len(made)}.rso"
        shutil.copy2(sqlite_template, file)
        shutil.copy2(key_file(sqlite_template), key_file(file))
        one = as_someone(file, Role.KEEPER)
        made.append(one)
        one.do(InventRegister(**{"cases": 150, **asked}))
        return one

    yield make
    for one in made:
        one.close()
