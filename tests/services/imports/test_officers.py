"""Officers out of files: names, roles, areas and training."""

from __future__ import annotations

from pathlib import Path

import pytest

from rsovisit.domain.access import Role
from rsovisit.services.bus import CommandBus
from tests.support.buses import KEEPER, Opened
from tests.support.cases import an_officer
from tests.support.importing import counts, everything, officers, rows, take, value

HELD = "select kind, cast(expires_on as varchar(10)) from training order by kind"


def test_training_given_by_a_file_replaces_what_was_held(bus: CommandBus, tmp_path: Path) -> None:
    take(bus, officers(tmp_path, {"training": "home_visit:2027-03-31;arms:2027-06-30"}))
    assert rows(bus, HELD) == [("arms", "2027-06-30"), ("home_visit", "2027-03-31")]
    file = officers(tmp_path, {"training": "home_visit:31/03/2028"})
    assert take(bus, file).updated == 1
    assert rows(bus, HELD) == [("home_visit", "2028-03-31")]
    before = everything(bus)
    # An empty cell takes no training away.
    assert take(bus, officers(tmp_path, {"training": ""})).unchanged == 1
    assert take(bus, file).unchanged == 1
    assert everything(bus) == before


def test_a_changed_role_is_audited(bus: CommandBus, tmp_path: Path) -> None:
    take(bus, officers(tmp_path, {"area": "Peterlee"}))
    take(bus, officers(tmp_path, {"role": "supervisor"}))
    assert rows(bus, "select role, area, version from staff where collar = '2000'") == [
        ("supervisor", "Peterlee", 2)
    ]
    detail = value(
        bus, "select detail from audit_event where tag = 'officer:import' order by id desc"
    )
    assert detail == '{"from": "npt_officer", "to": "supervisor"}'


def test_the_keeper_and_the_asker_keep_their_roles(
    bus: CommandBus, open_bus: Opened, tmp_path: Path
) -> None:
    supervisor = open_bus(an_officer(bus, "2900", Role.SUPERVISOR, area=None, trained_to=None))
    answer = take(
        supervisor,
        officers(
            tmp_path,
            {"collar": KEEPER, "name": "The Keeper"},
            {"collar": "2900", "name": "Officer 2900", "role": "administrator"},
        ),
    )
    assert counts(answer) == (2, 0, 1, 1)
    assert len(answer.notes) == 2
    assert answer.notes[0].startswith("keeper keeps the role they have")
    found = "select name, role from staff order by collar"
    assert rows(bus, found) == [("Officer 2900", "supervisor"), ("The Keeper", "keeper")]


@pytest.mark.parametrize("role", ("keeper", "system", "chief"))
def test_a_role_no_file_may_give_is_refused(bus: CommandBus, tmp_path: Path, role: str) -> None:
    answer = take(bus, officers(tmp_path, {"role": role}))
    assert [refused.field for refused in answer.refused] == ["role"]
    assert value(bus, "select count(*) from staff") == 1
