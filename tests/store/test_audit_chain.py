"""The audit log only grows, each row follows from the one before, and no other tool can write."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from rsovisit.store.audit_chain import broken_rows, chain_hash, head, last_hash
from rsovisit.store.connect import open_keyed
from rsovisit.store.key import read_key
from rsovisit.store.register import Register
from rsovisit.store.work import UnitOfWork

INSERT = """
    insert into audit_event
        (happened_at, kind, tag, actor, role, subject, case_id, detail, hash)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def events(count: int, start: int = 0) -> list[tuple[Any, ...]]:
    return [
        (
            f"2026-11-23T08:00:{n % 60:02d}.000+00:00",
            "ALTER",
            "visit:record",
            "2417",
            "npt_officer",
            f"visit:{n}",
            n if n % 3 else None,
            f'{{"n": {n}, "said": "é"}}',
        )
        for n in range(start, start + count)
    ]


def write(work: UnitOfWork, fields: Sequence[tuple[Any, ...]]) -> None:
    previous = last_hash(work.reader) if work.dialect == "sqlite" else None
    rows = []
    for row in fields:
        if work.dialect == "sqlite":
            previous = chain_hash(previous, row)
        rows.append((*row, previous))
    work.many(INSERT, rows)


def commit_events(register: Register, count: int, start: int = 0) -> None:
    with register.work() as work:
        write(work, events(count, start))
        work.commit()


def faults(register: Register) -> list[str]:
    reader = register.reader()
    try:
        return list(broken_rows(reader))
    finally:
        reader.close()


def test_the_log_grows_and_is_whole(register: Register) -> None:
    commit_events(register, 3)
    commit_events(register, 4, start=3)
    reader = register.reader()
    assert head(reader).rows == 7
    assert (head(reader).hash is None) == (register.address.kind == "postgresql")
    reader.close()
    if register.address.kind == "sqlite":
        assert faults(register) == []


def test_an_undone_unit_leaves_no_gap(sqlite_register: Register) -> None:
    commit_events(sqlite_register, 2)
    with sqlite_register.work() as work:
        write(work, events(5, 2))
    commit_events(sqlite_register, 2, start=2)
    assert faults(sqlite_register) == []


@pytest.mark.parametrize(
    "sql",
    (
        "update audit_event set actor = 'other' where id = 2",
        "delete from audit_event where id = 3",
        "delete from audit_event",
    ),
)
def test_rows_are_never_changed_or_deleted(register: Register, sql: str) -> None:
    commit_events(register, 3)
    with register.work() as work, pytest.raises(Exception, match=r"never|P0001"):
        work.run(sql)
    reader = register.reader()
    assert reader.value("select count(*) from audit_event where actor = '2417'") == 3
    reader.close()


def test_the_server_refuses_to_empty_the_log(postgres_address: str) -> None:
    from tests.support.registers import make_register

    register = make_register(postgres_address)
    commit_events(register, 3)
    with register.work() as work, pytest.raises(Exception, match="P0001"):
        work.run("truncate audit_event")
    register.close()


def test_replacing_a_row_is_refused(sqlite_register: Register) -> None:
    commit_events(sqlite_register, 3)
    with sqlite_register.work() as work, pytest.raises(dbapi2.IntegrityError, match="never"):
        work.many(
            INSERT.replace(
                "insert into audit_event\n        (", "insert or replace into audit_event (id, "
            ).replace("values (", "values (2, "),
            [(*events(1)[0], "0" * 64)],
        )


@pytest.mark.parametrize("wrong", (None, "", "0" * 64))
def test_a_row_that_does_not_follow_is_refused(
    sqlite_register: Register, wrong: str | None
) -> None:
    commit_events(sqlite_register, 2)
    with sqlite_register.work() as work, pytest.raises(dbapi2.IntegrityError, match="must follow"):
        work.many(INSERT, [(*events(1, 2)[0], wrong)])
    assert faults(sqlite_register) == []


def test_a_row_out_of_turn_is_refused(sqlite_register: Register) -> None:
    commit_events(sqlite_register, 2)
    row = events(1, 2)[0]
    later = INSERT.replace("(happened_at", "(id, happened_at").replace("values (", "values (9, ")
    with sqlite_register.work() as work, pytest.raises(dbapi2.Error):
        work.many(later, [(*row, chain_hash(None, row))])


def test_different_rows_never_hash_the_same() -> None:
    plain = events(1)[0]
    moved = (*plain[:3], "241", "7npt_officer", *plain[5:])
    assert chain_hash(None, plain) != chain_hash(None, moved)
    assert chain_hash(None, plain) != chain_hash("a" * 64, plain)
    assert chain_hash(None, plain) == chain_hash("", plain)


@pytest.mark.parametrize("table", ("audit_event", "case_file", "staff", "visit", "draft"))
@pytest.mark.parametrize("act", ("insert", "update", "delete"))
def test_another_tool_with_the_key_cannot_write(
    sqlite_register: Register, table: str, act: str
) -> None:
    file = sqlite_register.address.file
    foreign = open_keyed(file, read_key(file))
    sql = {
        "insert": f"insert into {table} default values",
        "update": f"update {table} set id = 1",
        "delete": f"delete from {table} where id = 1",
    }[act]
    if (table, act) in {("audit_event", "update"), ("audit_event", "delete")}:
        commit_events(sqlite_register, 1)
    with pytest.raises(dbapi2.Error, match=r"no such function|never"):
        foreign.execute(sql)
    foreign.close()


def test_every_alteration_behind_the_triggers_is_found(sqlite_register: Register) -> None:
    """Someone with the key takes the triggers away and alters one thing: each is found."""
    commit_events(sqlite_register, 60)
    chance = random.Random(5)
    columns = ("happened_at", "kind", "tag", "actor", "role", "subject", "detail", "hash")
    file = sqlite_register.address.file
    foreign = open_keyed(file, read_key(file))
    for name in ("audit_event_no_update", "audit_event_no_delete", "audit_event_chained"):
        foreign.execute(f"drop trigger {name}")
    foreign.execute("create table kept as select * from audit_event")
    found = 0
    for _ in range(40):
        number, column = chance.randint(1, 60), chance.choice(columns)
        foreign.execute(
            f"update audit_event set {column} = {column} || 'x' where id = ?", (number,)
        )
        found += bool(faults(sqlite_register))
        foreign.execute("delete from audit_event")
        foreign.execute("insert into audit_event select * from kept")
    assert found == 40
    assert faults(sqlite_register) == []
    foreign.execute("update audit_event set case_id = 99 where id = 5")
    foreign.execute("delete from audit_event where id = 20")
    foreign.close()
    said = faults(sqlite_register)
    assert said[0].startswith("Audit row 5 ")
    assert said[1] == "The audit log lacks row 20 to 20."


def test_the_chain_goes_on_over_pages(
    sqlite_register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rsovisit.store import audit_chain

    monkeypatch.setattr(audit_chain, "PAGE", 7)
    commit_events(sqlite_register, 21)
    assert faults(sqlite_register) == []
