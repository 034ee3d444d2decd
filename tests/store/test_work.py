"""A unit of work is all or nothing, one at a time, and says what went wrong."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import date

import pytest

from rsovisit.domain.access import Role
from rsovisit.errors import Invalid, RsoVisitError, Stale, Unavailable
from rsovisit.store import connect as connecting
from rsovisit.store.failures import Conflict, StoreFault
from rsovisit.store.records import CaseRecord, StaffRecord
from rsovisit.store.register import Register
from rsovisit.store.work import UnitOfWork
from tests.support.registers import add_case


def count(register: Register, table: str = "case_file") -> int:
    reader = register.reader()
    try:
        found: int = reader.value(f"select count(*) from {table}")
        return found
    finally:
        reader.close()


def test_without_commit_nothing_lasts(register: Register) -> None:
    with register.work() as work:
        add_case(work)
    assert count(register) == 0
    with suppress(ZeroDivisionError), register.work() as work:
        add_case(work)
        raise ZeroDivisionError
    assert count(register) == 0


def test_commit_lasts_and_ids_stay_readable(register: Register) -> None:
    with register.work() as work:
        staff = work.add(StaffRecord(collar="2417", name="A. Sample", role=Role.NPT_OFFICER))
        work.commit()
    assert staff.id is not None
    assert staff.role is Role.NPT_OFFICER
    assert count(register, "staff") == 2


def test_words_are_stored_as_the_outside_knows_them(register: Register) -> None:
    with register.work() as work:
        add_case(work)
        row = work.reader.one("select risk_level, status, managed_by from case_file")
    assert row == ("medium", "active", "npt")


def test_fetch(register: Register) -> None:
    with register.work() as work:
        case_id = add_case(work)
        work.commit()
    with register.work() as work:
        case = work.fetch(CaseRecord, case_id, seen=1)
        case.area = "Seaham"
        work.commit()
        assert case.version == 2
    with register.work() as work:
        with pytest.raises(Stale, match="This case was changed by someone else"):
            work.fetch(CaseRecord, case_id, seen=1)
        with pytest.raises(Invalid, match="no such case"):
            work.fetch(CaseRecord, 999)


def test_the_second_of_two_edits_is_stale(register: Register) -> None:
    """As on a server, where two may hold the same version; on SQLite writers queue."""
    with register.work() as work:
        case_id = add_case(work)
        work.commit()
    with register.work() as work:
        case = work.fetch(CaseRecord, case_id)
        case.area = "Seaham"
        work.session.connection().exec_driver_sql("update case_file set version = 7")
        with pytest.raises(Stale, match="changed by someone else in the meantime"):
            work.commit()


def test_a_taken_key_is_a_conflict(register: Register) -> None:
    with register.work() as work:
        add_case(work, "A-1")
        with pytest.raises(Conflict) as caught:
            add_case(work, "A-1")
    assert (caught.value.table, caught.value.columns) == ("case_file", ("case_ref",))
    assert "A-1" not in str(caught.value)
    assert isinstance(caught.value, Invalid)


def test_a_taken_key_in_bulk_is_a_conflict_and_nothing_can_be_committed(register: Register) -> None:
    rows = [{"collar": collar, "name": "X", "role": "npt_officer"} for collar in ("1", "2", "1")]
    with register.work() as work:
        with pytest.raises(Conflict) as caught:
            work.many(
                "insert into staff (collar, name, role, known, version)"
                " values (:collar, :name, :role, true, 1)",
                rows,
            )
        with pytest.raises(StoreFault):
            work.commit()
    assert caught.value.columns == ("collar",)
    assert count(register, "staff") == 1


def test_a_partial_unique_index_is_a_conflict(register: Register) -> None:
    with register.work() as work:
        case_id = add_case(work)
        sql = (
            "insert into warning (case_id, kind, due_on, level, raised_on, level_since_on, version)"
            " values (:case_id, 'visit_overdue', :day, 'officer', :day, :day, 1)"
        )
        work.run(sql, case_id=case_id, day=date(2026, 11, 1))
        with pytest.raises(Conflict) as caught:
            work.run(sql, case_id=case_id, day=date(2026, 11, 1))
    assert caught.value.columns == ("case_id", "kind", "due_on")


@pytest.mark.parametrize("name,note", (("77, 'Secretname'", "null"), (":id, null", "'Secretname'")))
def test_our_own_faults_show_no_values(register: Register, name: str, note: str) -> None:
    """A link to no case, and a name left out: neither is for an officer to mend."""
    with register.work() as work:
        case_id = add_case(work)
        work.run("delete from identity")
        with pytest.raises(Exception, match=r"(?i)foreign|not.?null") as caught:
            work.run(
                "insert into identity (case_id, family_name, notes, search_key, version)"
                f" values ({name}, {note}, 'secretname', 1)",
                id=case_id,
            )
    assert not isinstance(caught.value, RsoVisitError)
    assert "secretname" not in str(caught.value).lower()


def test_many_takes_mappings_and_sequences(register: Register) -> None:
    with register.work() as work:
        case_id = add_case(work)
        work.many(
            "insert into address (case_id, text, since_on) values (:case_id, :text, :since_on)",
            [{"case_id": case_id, "text": "1 Sample St", "since_on": date(2020, 1, 1)}],
        )
        work.many(
            "insert into address (case_id, text, since_on, ended_on) values (?, ?, ?, ?)",
            [
                (case_id, "2 Sample St", date(2019, 1, 1), None),
                (case_id, "3 Sample St", date(2018, 1, 1), date(2018, 12, 31)),
            ],
        )
        work.many("insert into address (case_id, text, since_on) values (?, ?, ?)", [])
        work.commit()
    assert count(register, "address") == 3


def test_run_counts_rows_and_records_follow(register: Register) -> None:
    with register.work() as work:
        case_id = add_case(work)
        case = work.fetch(CaseRecord, case_id)
        case.area = "Seaham"
        sql = "update case_file set area = 'Crook' where area = :area"
        assert work.run(sql, area="Seaham") == 1
        assert work.run(sql, area="Seaham") == 0
        assert case.area == "Crook"
        work.commit()


def test_after_an_error_on_the_server_a_commit_is_refused(register: Register) -> None:
    with register.work() as work:
        add_case(work)
        with pytest.raises(Exception, match=r".+"):
            work.reader.rows("select nonsense from nowhere")
        if register.address.kind == "postgresql":
            with pytest.raises(StoreFault):
                work.commit()
            assert count(register) == 0


def test_writers_wait_their_turn(register: Register) -> None:
    """Eight threads add one to the same number; none is refused, none is lost."""
    with register.work() as work:
        work.run("update register set epoch = 0")
        work.commit()
    failures: list[Exception] = []

    def add_ten() -> None:
        try:
            for _ in range(10):
                with register.work() as work:
                    work.run("update register set epoch = epoch + 1")
                    work.commit()
        except Exception as error:  # noqa: BLE001 - a thread must hand its failure on
            failures.append(error)

    threads = [threading.Thread(target=add_ten) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    reader = register.reader()
    assert reader.value("select epoch from register") == 50
    reader.close()


def test_a_locked_register_says_so(
    sqlite_register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = connecting.connect(sqlite_register.address)
    other.execute("begin immediate")
    impatient = make_impatient(sqlite_register, monkeypatch)
    with pytest.raises(Unavailable, match="kept the register locked"), impatient.work():
        pass
    reader = impatient.reader()
    assert reader.value("select count(*) from staff") == 1
    reader.close()
    other.execute("rollback")
    other.close()
    with impatient.work() as work:
        add_case(work)
        work.commit()
    impatient.close()


def make_impatient(register: Register, monkeypatch: pytest.MonkeyPatch) -> Register:
    """The same register, opened by a program that waits a tenth of a second for locks."""
    from rsovisit.store import engine

    made = engine.make_engine
    monkeypatch.setattr(engine, "make_engine", lambda address: made(address, wait=0.1))
    return Register.open(register.address.text)


def test_a_full_disk_says_so_and_room_made_it_goes_on(sqlite_register: Register) -> None:
    with sqlite_register.work() as work:
        add_case(work, "A-1")
        work.commit()
    with sqlite_register.work() as work:
        raw = work.session.connection().connection.driver_connection
        assert raw is not None
        pages = raw.execute("pragma page_count").fetchone()[0]
        raw.execute(f"pragma max_page_count = {pages}")
        with pytest.raises(Unavailable, match="disk is full"):
            add_cases(work, 2_000)
        raw.execute("pragma max_page_count = 1073741823")
    assert count(sqlite_register) == 1
    with sqlite_register.work() as work:
        add_case(work, "A-2")
        work.commit()
    assert count(sqlite_register) == 2


def add_cases(work: UnitOfWork, last: int) -> None:
    for n in range(2, last):
        add_case(work, f"A-{n}")


def test_a_closed_register_is_unavailable(register: Register) -> None:
    register.close()
    register.close()
    with pytest.raises(Unavailable, match="closed"):
        register.reader()
    with pytest.raises(Unavailable, match="closed"):
        register.work()


def test_a_lost_server_is_unavailable(postgres_address: str) -> None:
    import psycopg

    from tests.support.registers import make_register

    register = make_register(postgres_address)
    try:
        reader = register.reader()
        with register.work() as work:
            add_case(work)
            with psycopg.connect(postgres_address, autocommit=True) as killer:
                killer.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where datname = current_database() and pid <> pg_backend_pid()"
                )
            with pytest.raises(Unavailable, match="link to the register"):
                work.commit()
        with pytest.raises(Unavailable, match="link to the register"):
            reader.rows("select 1")
        reader.close()
        with register.work() as work:
            add_case(work)
            work.commit()
        assert count(register) == 1
    finally:
        register.close()
