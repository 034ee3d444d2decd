"""The migrations lead to exactly what the records say, on both databases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from rsovisit.errors import Invalid, Unavailable
from rsovisit.store import schema
from rsovisit.store.audit_chain import expected_triggers
from rsovisit.store.connect import Address
from rsovisit.store.engine import make_engine
from rsovisit.store.migrate import SCRIPTS, differences, differences_of, migrating, to_revision
from rsovisit.store.records import metadata
from rsovisit.store.register import Register, create_register
from tests.support.registers import MADE_AT


@pytest.fixture
def engine(register: Register) -> Iterator[Engine]:
    made = make_engine(register.address)
    yield made
    made.dispose()


def test_the_head_is_what_the_records_say(register: Register) -> None:
    assert differences_of(register.address) == []


def test_a_difference_is_said_clearly(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("alter table staff add column nickname varchar")
        connection.exec_driver_sql("drop index ix_case_file_status")
        said = differences(connection)
    assert sorted(said) == [
        "add index case_file.ix_case_file_status",
        "remove column staff staff.nickname",
    ]


def test_names_and_rules_are_what_the_records_say(engine: Engine) -> None:
    """Alembic does not compare key names, nor what an index leaves out; this does."""
    migrated = _described(engine)
    with migrating(engine) as connection:
        to_revision(connection, "base")
    metadata.create_all(engine)
    made = _described(engine)
    del migrated["alembic_version"], made["alembic_version"]
    assert sorted(migrated) == sorted(made)
    for table, described in made.items():
        assert migrated[table] == described, table


def _described(engine: Engine) -> dict[str, Mapping[str, Any]]:
    seen = inspect(engine)
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in seen.get_columns(table)
            },
            "key": seen.get_pk_constraint(table),
            "links": sorted(seen.get_foreign_keys(table), key=lambda link: str(link["name"])),
            "unique": sorted(seen.get_unique_constraints(table), key=lambda one: str(one["name"])),
            "indexes": sorted(
                (
                    {**index, "dialect_options": _texts(index.get("dialect_options", {}))}
                    for index in seen.get_indexes(table)
                ),
                key=lambda index: str(index["name"]),
            ),
        }
        for table in seen.get_table_names()
    }


def _texts(options: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in options.items()}


def test_triggers_are_the_expected_ones(sqlite_register: Register) -> None:
    reader = sqlite_register.reader()
    found = reader.rows("select name, sql from sqlite_master where type = 'trigger'")
    reader.close()
    there = {name: " ".join(text.split()).lower() for name, text in found}
    expected = expected_triggers(tuple(metadata.tables))
    assert there == {name: text.lower() for name, text in expected.items()}


def test_every_revision_is_listed_in_order() -> None:
    scripts = ScriptDirectory(str(SCRIPTS))
    in_files = [script.revision for script in scripts.walk_revisions()]
    assert tuple(reversed(in_files)) == schema.REVISIONS


def test_a_newer_register_is_refused(register: Register) -> None:
    with register.work() as work:
        work.run("update alembic_version set version_num = '9999'")
        work.commit()
    where = register.address.text
    register.close()
    with pytest.raises(Unavailable, match="newer version of the program"):
        Register.open(where)


def test_an_empty_database_is_refused(postgres_address: str) -> None:
    with pytest.raises(Unavailable, match="no register here"):
        Register.open(postgres_address)


def test_a_register_is_made_once(where: str) -> None:
    def make(name: str) -> Address:
        return create_register(
            where, name=name, rehearsal=False, keeper_collar="0001", created_at=MADE_AT
        )

    make("First")
    with pytest.raises(Invalid, match="was not touched"):
        make("Second")
    opened = Register.open(where)
    assert opened.info.name == "First"
    assert not opened.info.rehearsal
    opened.close()
