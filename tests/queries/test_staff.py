"""People, their load and training, and areas."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rsovisit.domain.access import Role
from rsovisit.domain.case import Status
from rsovisit.errors import Invalid
from rsovisit.queries.staff import Areas, People, Person, StaffList
from rsovisit.services.bus import CommandBus
from tests.support.builders import TODAY
from tests.support.cases import an_officer, register_case


@pytest.fixture
def unit(bus: CommandBus) -> CommandBus:
    """Officers of every sort beside the keeper."""
    an_officer(bus, "2417")
    an_officer(bus, "8102", trained_to=TODAY - timedelta(days=1))
    an_officer(bus, "3120", area="Darlington")
    an_officer(bus, "7000", left_on=TODAY)
    an_officer(bus, "7001", left_on=TODAY + timedelta(days=1), trained_to=None)
    an_officer(bus, "6000", known=False, trained_to=None)
    an_officer(bus, "1140", Role.SUPERVISOR, area=None)
    an_officer(bus, "0911", Role.ARMS_OFFICER, area=None, trained_to=None)
    return bus


def collars(bus: CommandBus, query: StaffList) -> list[str]:
    return [row.collar for row in bus.ask(query)]


def test_the_list_and_its_filters(unit: CommandBus) -> None:
    assert collars(unit, StaffList()) == [
        "0911", "1140", "2417", "3120", "6000", "7000", "7001", "8102", "keeper",
    ]  # fmt: skip
    assert collars(unit, StaffList(role=Role.SUPERVISOR)) == ["1140"]
    assert collars(unit, StaffList(area="Darlington")) == ["3120"]
    assert collars(unit, StaffList(visiting=True)) == ["1140", "2417", "3120", "7001", "8102"]


def test_a_person_with_load_and_training(unit: CommandBus) -> None:
    for days in (40, 31, 3, -10, -28, -29):
        register_case(unit, officer="2417", registered_on=TODAY - timedelta(days=14 + days))
    register_case(unit, officer="2417", status=Status.CUSTODY)
    register_case(unit, officer="2417", status=Status.CLOSED)
    register_case(unit, officer="2417", notification_ends_on=TODAY - timedelta(days=1))
    person = unit.ask(Person(" 2417 "))
    assert (person.cases, person.due_in_28_days, person.overdue) == (7, 2, 3)
    assert (person.training, person.trained) == ("trained to 31 Mar 2027", True)
    assert (person.trained_to, person.arms_trained) == (date(2027, 3, 31), False)
    lapsed = unit.ask(Person("8102"))
    assert (lapsed.training, lapsed.trained) == ("training lapsed 22 Nov 2026", False)
    assert unit.ask(Person("0911")).training == "never trained"
    assert person in unit.ask(StaffList())


def test_nobody_has_that_number(unit: CommandBus) -> None:
    with pytest.raises(Invalid, match="No officer has the collar number 9999"):
        unit.ask(Person("9999"))


def test_who_may_be_asking(unit: CommandBus) -> None:
    people = unit.ask(People())
    assert [(actor.role.value, actor.collar) for actor in people] == [
        ("npt_officer", "2417"),
        ("npt_officer", "3120"),
        ("npt_officer", "7001"),
        ("npt_officer", "8102"),
        ("arms_officer", "0911"),
        ("supervisor", "1140"),
        ("keeper", "keeper"),
    ]
    assert people[0].staff_id == unit.ask(Person("2417")).staff_id


def test_areas_of_cases_and_of_staff(unit: CommandBus) -> None:
    register_case(unit, area="Stanley")
    assert unit.ask(Areas()) == ("Darlington", "Peterlee", "Stanley")
