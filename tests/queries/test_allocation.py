"""Cases about to be given away, as they are now."""

from __future__ import annotations

from collections.abc import Callable

from rsovisit.queries.allocation import AllocationRow, CasesToAllocate
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.case import AllocateCases
from tests.support.cases import an_officer, register_case


def test_it_gives_the_version_and_whose_they_are(bus: CommandBus) -> None:
    an_officer(bus, "2417")
    mine = register_case(bus, case_ref="RSO-2", officer="2417")
    nobodys = register_case(bus, case_ref="RSO-1")
    register_case(bus, case_ref="RSO-3")
    first, second = bus.ask(CasesToAllocate((mine, nobodys)))
    assert first == AllocationRow(nobodys, first.version, "RSO-1", "A. Sample", "Peterlee", None)
    assert (second.case_ref, second.officer) == ("RSO-2", "2417")
    bus.do(AllocateCases(((nobodys, first.version),), "2417"))
    assert bus.ask(CasesToAllocate((nobodys,)))[0].version > first.version


def test_nothing_is_asked_of_no_cases(bus: CommandBus) -> None:
    assert bus.ask(CasesToAllocate(())) == ()


def test_cases_out_of_scope_are_left_out(
    bus: CommandBus, open_bus: Callable[..., CommandBus]
) -> None:
    officer = an_officer(bus, "2417", area="Seaham")
    elsewhere = register_case(bus, case_ref="RSO-1", area="Peterlee")
    here = register_case(bus, case_ref="RSO-2", area="Seaham")
    found = open_bus(officer).ask(CasesToAllocate((elsewhere, here)))
    assert [row.case_id for row in found] == [here]
