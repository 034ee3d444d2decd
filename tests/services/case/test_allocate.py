"""Cases are given to trained officers; the due date stays where it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from rsovisit.domain.access import Role
from rsovisit.domain.case import Status
from rsovisit.errors import Invalid, Refused, Stale
from rsovisit.queries.case import CaseFactsRow, CaseFile
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.case import AllocateCases
from tests.support.builders import TODAY
from tests.support.cases import an_officer, register_case

OpenBus = Callable[..., CommandBus]


@pytest.fixture
def cases(bus: CommandBus) -> list[int]:
    """Two cases without an officer; 2417 is trained, 8102 lapsed, 7000 has left."""
    an_officer(bus, "2417")
    an_officer(bus, "8102", trained_to=date(2026, 11, 22))
    an_officer(bus, "7000", left_on=TODAY)
    return [register_case(bus, last_visit_stated_on=date(2026, 9, 1)) for _ in range(2)]


def facts(bus: CommandBus, case_id: int) -> CaseFactsRow:
    return bus.ask(CaseFile(case_id=case_id)).facts


def seen(bus: CommandBus, cases: list[int]) -> tuple[tuple[int, int], ...]:
    return tuple((case_id, facts(bus, case_id).version) for case_id in cases)


def test_the_cases_move_and_their_dates_do_not(bus: CommandBus, cases: list[int]) -> None:
    due = facts(bus, cases[0]).due_on
    assert bus.do(AllocateCases(seen(bus, cases), "2417")).value == 2
    for case_id in cases:
        found = bus.ask(CaseFile(case_id=case_id))
        assert (found.facts.officer, found.facts.due_on) == ("2417", due)
        assert "From nobody to 2417." in {entry.words for entry in found.timeline}


@pytest.mark.parametrize(
    "collar,reason,sentence",
    (
        ("8102", "", "training lapsed 22 Nov 2026. Give a reason"),
        ("7000", "All the same.", "has left"),
        ("9999", "", "No officer has the collar number 9999"),
        (None, " ", "Say why nobody"),
    ),
)
def test_who_may_not_have_a_case(
    bus: CommandBus, cases: list[int], collar: str | None, reason: str, sentence: str
) -> None:
    with pytest.raises(Invalid, match=sentence):
        bus.do(AllocateCases(seen(bus, cases), collar, reason))
    assert facts(bus, cases[0]).officer is None


def test_a_supervisor_may_override_with_a_reason(
    bus: CommandBus, open_bus: OpenBus, cases: list[int]
) -> None:
    sergeant = open_bus(an_officer(bus, "1140", Role.SUPERVISOR))
    sergeant.do(AllocateCases(seen(bus, cases), "8102", "Course booked for Friday."))
    assert facts(bus, cases[0]).officer == "8102"
    with bus.register.work() as work:
        detail = work.reader.value("select detail from audit_event where tag = 'case:allocate'")
    assert '"reasoned": true' in detail
    assert "Course" not in detail


def test_an_assessor_may_not_override(bus: CommandBus, open_bus: OpenBus, cases: list[int]) -> None:
    assessor = open_bus(an_officer(bus, "0911", Role.ARMS_OFFICER))
    with pytest.raises(Invalid, match="Only a supervisor"):
        assessor.do(AllocateCases(seen(bus, cases), "8102", "Course booked for Friday."))
    assessor.do(AllocateCases(seen(bus, cases), "2417"))
    assert facts(bus, cases[0]).officer == "2417"


def test_all_or_none_move(bus: CommandBus, cases: list[int]) -> None:
    versions = seen(bus, cases)
    bus.do(AllocateCases(versions[1:], "2417"))
    with pytest.raises(Stale):
        bus.do(AllocateCases(versions, "2417"))
    assert facts(bus, cases[0]).officer is None


def test_a_case_that_is_over_and_no_case_at_all(bus: CommandBus, cases: list[int]) -> None:
    over = register_case(bus, status=Status.CLOSED)
    with pytest.raises(Invalid, match="is closed"):
        bus.do(AllocateCases(seen(bus, [over]), "2417"))
    with pytest.raises(Invalid, match="at least one case"):
        bus.do(AllocateCases((), "2417"))


def test_a_neighbourhood_officer_is_refused(
    bus: CommandBus, open_bus: OpenBus, cases: list[int]
) -> None:
    officer = open_bus(an_officer(bus, "2299"))
    with pytest.raises(Refused):
        officer.do(AllocateCases(seen(bus, cases), "2417"))
