"""`verify` finds nothing in a sound register and everything in a doctored one."""

from __future__ import annotations

from datetime import date

import pytest

from rsovisit.store.connect import open_keyed
from rsovisit.store.key import read_key
from rsovisit.store.register import Register
from rsovisit.store.verify import Verified, verify
from tests.store.test_audit_chain import commit_events
from tests.support.builders import a_policy
from tests.support.registers import add_case


def check(register: Register) -> Verified:
    return verify(register, a_policy())


@pytest.fixture
def sound(register: Register) -> Register:
    with register.work() as work:
        case_id = add_case(work, "A-1")
        add_case(work, "A-2", status="custody", due_on=None, arms_due_on=None)
        work.run(
            "insert into visit_requirement (case_id, kind, from_on, due_on)"
            " values (:id, 'change', :first, :last)",
            id=case_id,
            first=date(2026, 11, 20),
            last=date(2026, 11, 27),
        )
        work.run(
            "update case_file set due_on = :day where id = :id", id=case_id, day=date(2026, 11, 27)
        )
        work.commit()
    commit_events(register, 5)
    return register


def alter(register: Register, sql: str) -> None:
    with register.work() as work:
        work.run(sql)
        work.commit()


def test_a_sound_register(sound: Register) -> None:
    assert check(sound) == Verified(True, ())


def test_the_policy_is_todays_unless_said(sound: Register) -> None:
    assert verify(sound).ok


def test_an_empty_register(register: Register) -> None:
    assert check(register) == Verified(True, ())


@pytest.mark.parametrize(
    "sql,said",
    (
        (
            "update case_file set due_on = '2027-03-02' where id = 1",
            "Case 1 keeps another due date",
        ),
        (
            "update case_file set last_visit_on = '2026-09-02', due_on = '2026-11-27' where id = 1",
            "Case 1 keeps another last visit",
        ),
        ("update visit_requirement set due_on = '2026-11-30'", "Case 1 keeps another due date"),
        (
            "update case_file set arms_due_on = '2027-03-02' where id = 1",
            "Case 1 keeps another assessment date",
        ),
        (
            "update case_file set arms_due_on = '2027-03-02' where id = 2",
            "Case 2 keeps another assessment date",
        ),
        ("delete from identity where case_id = 2", "Case 2 has no identity."),
        ("update register set keeper_collar = '9'", "keeper is not on its staff list"),
        ("delete from register", "does not say once"),
        ("create table extra (id integer)", "The schema is not the program's: remove table extra"),
        ("drop index ix_case_file_due", "add index case_file.ix_case_file_due"),
    ),
)
def test_what_is_wrong_is_found(sound: Register, sql: str, said: str) -> None:
    alter(sound, sql)
    found = check(sound)
    assert not found.ok
    assert any(said in finding for finding in found.findings), found.findings


@pytest.mark.parametrize(
    "sql,said",
    (
        ("update audit_event set actor = 'x' where id = 3", "Audit row 3 does not follow"),
        ("delete from audit_event where id = 2", "lacks row 2 to 2"),
        ("delete from case_file where id = 1", "points at a row of case_file"),
        ("drop trigger staff_guard_insert", "trigger staff_guard_insert is missing"),
    ),
)
def test_what_another_tool_did_is_found(sqlite_register: Register, sql: str, said: str) -> None:
    with sqlite_register.work() as work:
        add_case(work, "A-1")
        work.commit()
    commit_events(sqlite_register, 5)
    file = sqlite_register.address.file
    foreign = open_keyed(file, read_key(file))
    kept = foreign.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
    for name, _ in kept:
        foreign.execute(f"drop trigger {name}")
    doing_without = sql.startswith("drop trigger")
    if not doing_without:
        foreign.execute(sql)
    for name, text in kept:
        if not doing_without or name not in sql:
            foreign.execute(text)
    foreign.close()
    found = check(sqlite_register)
    assert any(said in finding for finding in found.findings), found.findings


def test_many_findings_are_counted(register: Register) -> None:
    with register.work() as work:
        for n in range(30):
            add_case(work, f"A-{n}", due_on=None)
        work.commit()
    found = check(register)
    assert len(found.findings) == 21
    assert found.findings[-1] == "And 10 more of that kind."
    assert "Invented" not in " ".join(found.findings)
