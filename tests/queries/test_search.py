"""The palette finds cases by reference, name and address, and officers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rsovisit.domain.access import Role
from rsovisit.queries.search import Find, HitKind
from rsovisit.services.bus import CommandBus
from tests.support.cases import an_officer, register_case

OpenBus = Callable[..., CommandBus]


@pytest.fixture
def unit(bus: CommandBus) -> CommandBus:
    """Three cases and two officers."""
    register_case(bus, case_ref="RSO-0100", family_name="Zárate", address="12 Invented Row")
    register_case(bus, case_ref="RSO-1000", family_name="Sample", area="Darlington")
    register_case(bus, case_ref="RSO-2001", family_name="Percent 100%", given_names=None)
    an_officer(bus, "0100")
    an_officer(bus, "1001", Role.SUPERVISOR, area=None)
    return bus


def found(bus: CommandBus, text: str, limit: int = 8) -> list[str]:
    return [hit.ref for hit in bus.ask(Find(text, limit))]


@pytest.mark.parametrize(
    "text,refs",
    (
        ("zarate", ["RSO-0100"]),
        ("  INVENTED   row", ["RSO-0100"]),
        ("rso-1", ["RSO-1000"]),
        ("100%", ["RSO-2001"]),
        ("_", []),
        ("\\", []),
        (" ", []),
        ("officer 01", ["0100"]),
        ("nobody of that name", []),
    ),
)
def test_what_is_found(unit: CommandBus, text: str, refs: list[str]) -> None:
    assert found(unit, text) == refs


def test_what_begins_with_the_text_comes_first(unit: CommandBus) -> None:
    register_case(unit, case_ref="100-A")
    assert found(unit, "100") == ["100-A", "RSO-0100", "RSO-1000", "RSO-2001", "1001", "0100"]
    assert found(unit, "100", limit=1) == ["100-A", "1001"]


def test_a_hit_says_what_it_is(unit: CommandBus) -> None:
    case, officer = unit.ask(Find("0100"))
    assert (case.kind, case.name, case.detail) == (HitKind.CASE, "A. Zárate", "Peterlee")
    assert (officer.kind, officer.name) == (HitKind.OFFICER, "Officer 0100")
    assert officer.detail == "NPT officer, Peterlee"
    assert unit.ask(Find("1001"))[0].detail == "Supervisor"


def test_cases_are_found_within_scope_only(unit: CommandBus, open_bus: OpenBus) -> None:
    officer = open_bus(an_officer(unit, "5000"))
    assert found(officer, "rso") == ["RSO-0100", "RSO-2001"]
    administrator = open_bus(an_officer(unit, "5001", Role.ADMINISTRATOR))
    assert found(administrator, "0100") == ["0100"]
