"""The sweep raises, escalates and clears what the rules ask for, once."""

from __future__ import annotations

from datetime import timedelta

from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.warning import RaiseWarnings
from tests.support.builders import TODAY
from tests.support.cases import register_case


def test_sweeping_twice_equals_once(bus: CommandBus) -> None:
    register_case(bus, last_visit_stated_on=TODAY - timedelta(days=200))
    first = bus.do(RaiseWarnings()).value
    again = bus.do(RaiseWarnings()).value
    assert (first.raised, first.open) == (1, 1)
    assert (again.raised, again.cleared, again.escalated, again.open) == (0, 0, 0, 1)
    assert again.tasks_raised == 0
