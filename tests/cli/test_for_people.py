"""What the keeping commands say to a person: sentences, places, and what to mind."""

from __future__ import annotations

from pathlib import Path

import pytest

from rsovisit.cli.show import shown_place
from rsovisit.store.connect import Address, connect
from tests.cli.conftest import DAY, Run


def test_a_new_register_says_where_it_is_and_to_mind_the_key(run: Run, tmp_path: Path) -> None:
    where = tmp_path / "unit.rso"
    said = run("init", "--register", where)
    assert said.code == 0
    assert f"Register made: {where}" in said.out
    assert "keep the two apart" in said.out
    rehearsal = run("init", "--rehearsal", "--register", tmp_path / "practice.rso", "--json")
    assert rehearsal.json["rehearsal"] is True


def test_a_copy_and_its_return_are_told(run: Run, demo: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.rso"
    made = run("backup", copy, "--register", demo)
    assert made.code == 0
    assert f"Copied to {copy}" in made.out
    assert "opened and checked" in made.out
    back = run("restore", copy, "--force", "--register", demo)
    assert back.code == 0, back.err
    assert f"Restored from {copy}." in back.out
    assert "is kept in" in back.out


def test_what_is_wrong_with_a_register_is_said_and_is_exit_1(run: Run, demo: Path) -> None:
    connection = connect(Address.parse(str(demo)))
    connection.execute("update case_file set due_on = '2030-01-01' where id = 1")
    connection.close()
    said = run("verify", "--register", demo)
    assert said.code == 1
    assert said.out.strip()
    assert "not whole" in said.err
    assert run("verify", "--register", demo, "--json").json["ok"] is False


def test_a_real_register_is_served_on_no_other_day(run: Run, tmp_path: Path) -> None:
    where = tmp_path / "real.rso"
    assert run("init", "--register", where).code == 0
    said = run("serve", "--register", where, "--today", DAY)
    assert said.code == 1
    assert "served on no day but today" in said.err


def test_a_sweep_by_itself_is_told(run: Run, demo: Path) -> None:
    said = run("serve", "--once", "--register", demo, "--today", DAY)
    assert said.code == 0
    assert "Sweep for 23 Nov 2026" in said.out


@pytest.mark.parametrize("kind", ("cases", "visits", "officers"))
def test_an_import_file_can_be_asked_for_as_json(run: Run, kind: str) -> None:
    found = run("template", kind, "--json").json
    assert found["kind"] == kind
    assert run("template", kind).out.splitlines()[0].split(",") == list(found["example"])


@pytest.mark.parametrize(
    "where,shown",
    (
        ("/srv/unit.rso", "/srv/unit.rso"),
        ("postgresql://2417:hush@db.example/unit", "postgresql://2417:***@db.example/unit"),
        ("postgresql://2417@db.example/unit", "postgresql://2417@db.example/unit"),
        (
            "postgresql://db.example/unit?user=2417&password=hush",
            "postgresql://db.example/unit?user=2417&password=***",
        ),
    ),
)
def test_a_password_is_never_shown(where: str, shown: str) -> None:
    assert shown_place(where) == shown
