"""The end of the log: rows taken away there leave a whole chain, and are missed all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.warning import RaiseWarnings
from rsovisit.store.audit_chain import CHAIN_TRIGGERS, broken_rows, register_functions
from rsovisit.store.connect import open_keyed
from rsovisit.store.key import read_key

GUARD = "audit_event_no_delete"


def shorten(file: Path, left: int) -> None:
    """Takes the last rows away as somebody with the key could, and puts the trigger back."""
    connection = open_keyed(file, read_key(file))
    register_functions(connection)
    connection.execute(f"drop trigger {GUARD}")
    connection.execute("delete from audit_event where id > ?", (left,))
    connection.execute(CHAIN_TRIGGERS[GUARD])
    connection.close()


def found(bus: CommandBus) -> list[str]:
    reader = bus.register.reader()
    try:
        return list(broken_rows(reader))
    finally:
        reader.close()


@pytest.mark.parametrize("left", (0, 1, 2))
def test_a_shortened_log_is_found(bus: CommandBus, left: int) -> None:
    if bus.register.address.kind != "sqlite":
        pytest.skip("a log on a server has no chain")
    for _ in range(3):
        bus.do(RaiseWarnings())
    assert found(bus) == []
    shorten(bus.register.address.file, left)
    assert found(bus) == [f"The audit log ends with row {left}, but 3 were written."]
    # What is written afterwards does not hide it.
    bus.do(RaiseWarnings())
    assert found(bus) == [f"The audit log ends with row {left + 1}, but 4 were written."]
