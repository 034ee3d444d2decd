"""Changing the schema: all or nothing, one program at a time, a copy first."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rsovisit.errors import RsoVisitError
from rsovisit.store import migrate as migrating
from rsovisit.store import schema
from rsovisit.store.connect import Address
from rsovisit.store.migrate import SCRIPTS, differences_of, migrate
from rsovisit.store.reader import Reader
from rsovisit.store.register import Register
from tests.support.registers import add_case

ROOT = Path(__file__).resolve().parents[2]

SECOND = '''
"""A second revision, for tests."""
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

def upgrade() -> None:
    op.create_table("extra", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("staff", sa.Column("nickname", sa.String(), nullable=True))
    op.execute("update staff set nickname = 'known as ' || collar")
    {last}

def downgrade() -> None:
    op.drop_column("staff", "nickname")
    op.drop_table("extra")
'''


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """The program's migrations and one more."""
    return with_second(tmp_path / "scripts", "pass")


def with_second(folder: Path, last: str) -> Path:
    shutil.copytree(SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "0002_second.py").write_text(SECOND.format(last=last))
    return folder


def described(register: Register) -> list[object]:
    """Every column of every table, and every trigger and index, as the database tells it."""
    reader = register.reader()
    try:
        if reader.dialect == "sqlite":
            return list(
                reader.rows("select type, name, sql from sqlite_master order by type, name")
            )
        return [
            *reader.rows(
                "select table_name, column_name, data_type from information_schema.columns"
                " where table_schema = 'public' order by table_name, column_name"
            ),
            *reader.rows("select indexname from pg_indexes order by indexname"),
            *reader.rows("select tgname from pg_trigger where not tgisinternal order by tgname"),
            reader.value("select version_num from alembic_version"),
        ]
    finally:
        reader.close()


def at(address: Address) -> str | None:
    from rsovisit.store.connect import connect

    reader = Reader(connect(address, reading=True), address.kind)
    try:
        return schema.revision(reader)
    finally:
        reader.close()


def test_up_down_up_with_data(register: Register, scripts: Path) -> None:
    with register.work() as work:
        add_case(work)
        work.commit()
    before = described(register)
    migrate(register.address, scripts=scripts)
    assert at(register.address) == "0002"
    reader = register.reader()
    assert reader.value("select nickname from staff") == "known as 0001"
    reader.close()
    migrate(register.address, "-1", scripts=scripts)
    assert described(register) == before
    assert differences_of(register.address) == []
    migrate(register.address, scripts=scripts)
    reader = register.reader()
    assert reader.value("select count(*) from case_file") == 1
    assert reader.value("select count(*) from extra") == 0
    reader.close()


def test_all_the_way_down_and_up(register: Register) -> None:
    with register.work() as work:
        add_case(work)
        work.commit()
    before = described(register)
    migrate(register.address, "base")
    reader = register.reader()
    left = (
        "select name from sqlite_master where type in ('table', 'trigger')"
        if reader.dialect == "sqlite"
        else "select tablename from pg_tables where schemaname = 'public'"
    )
    assert reader.rows(left) == [("alembic_version",)]
    reader.close()
    migrate(register.address)
    assert described(register) == before
    assert differences_of(register.address) == []


def test_a_failed_migration_changes_nothing(register: Register, tmp_path: Path) -> None:
    before = described(register)
    failing = with_second(tmp_path / "failing", "op.execute('select nonsense from nowhere')")
    with pytest.raises(Exception, match=r"(?i)no such table|42P01"):
        migrate(register.address, scripts=failing)
    assert described(register) == before
    raising = with_second(tmp_path / "raising", "raise ZeroDivisionError")
    with pytest.raises(ZeroDivisionError):
        migrate(register.address, scripts=raising)
    assert described(register) == before
    with register.work() as work:
        add_case(work)
        work.commit()


def test_a_migration_that_breaks_a_link_changes_nothing(
    sqlite_register: Register, tmp_path: Path
) -> None:
    with sqlite_register.work() as work:
        add_case(work)
        work.commit()
    before = described(sqlite_register)
    breaking = with_second(tmp_path / "breaking", "op.execute('delete from case_file')")
    with pytest.raises(RsoVisitError, match="left as it was"):
        migrate(sqlite_register.address, scripts=breaking)
    assert described(sqlite_register) == before


def test_an_older_register_is_copied_and_brought_up_to_date(
    register: Register, scripts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with register.work() as work:
        add_case(work)
        work.commit()
    register.close()
    where = register.address.text
    monkeypatch.setattr(schema, "REVISIONS", ("0001", "0002"))
    monkeypatch.setattr(schema, "HEAD", "0002")
    monkeypatch.setattr(migrating.migrate, "__defaults__", ("head", scripts))
    opened = Register.open(where)
    reader = opened.reader()
    assert schema.check(reader) == "current"
    assert reader.value("select count(*) from case_file") == 1
    reader.close()
    opened.close()
    if register.address.kind == "sqlite":
        copies = list((register.address.file.parent / "backups").iterdir())
        assert [copy.name.split("-2")[0] for copy in copies] == ["register-before-update"]
        Register.open(where).close()
        assert list((register.address.file.parent / "backups").iterdir()) == copies


SCRIPT = """
import sys
from pathlib import Path
from rsovisit.store.connect import Address
from rsovisit.store.migrate import migrate
print("ready", flush=True)
sys.stdin.readline()
migrate(Address.parse(sys.argv[1]), scripts=Path(sys.argv[2]))
"""


@pytest.mark.slow
def test_two_programs_migrate_together(register: Register, scripts: Path) -> None:
    register.close()
    both = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT, register.address.text, str(scripts)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for program in both:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in both:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    said = [program.communicate(timeout=60)[1] for program in both]
    assert [program.returncode for program in both] == [0, 0], said
    assert at(register.address) == "0002"
