"""Reading with `:name` parameters is the same on both drivers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from rsovisit.domain.risk import RiskLevel
from rsovisit.store.reader import Reader, as_date, as_instant, translated
from rsovisit.store.register import Register
from tests.support.registers import MADE_AT, add_case


@pytest.fixture
def reader(register: Register) -> Iterator[Reader]:
    with register.work() as work:
        for n in (1, 2, 3):
            add_case(
                work, f"A-{n}", due_on=date(2026, 11, n), area="Peterlee" if n < 3 else "O'Dor"
            )
        work.commit()
    made = register.reader()
    yield made
    made.close()


def test_rows_one_and_value(reader: Reader) -> None:
    sql = "select case_ref from case_file where area = :area order by case_ref"
    assert reader.rows(sql, area="Peterlee") == [("A-1",), ("A-2",)]
    assert reader.one(sql, area="Peterlee") == ("A-1",)
    assert reader.value(sql, area="Peterlee") == "A-1"
    assert reader.one(sql, area="none") is None
    assert reader.value(sql, area="none") is None


def test_a_parameter_may_come_twice_or_not_at_all(reader: Reader) -> None:
    sql = "select count(*) from case_file where due_on >= :day and due_on <= :day"
    assert reader.value(sql, day=date(2026, 11, 2), unused=7) == 1
    assert reader.value("select count(*) from case_file") == 3


def test_dates_go_in_and_come_back(reader: Reader) -> None:
    found = reader.value(
        "select due_on from case_file where due_on < :day order by due_on", day=date(2026, 11, 2)
    )
    assert as_date(found) == date(2026, 11, 1)
    assert as_date(None) is None


def test_instants_go_in_and_come_back(reader: Reader) -> None:
    found = reader.value("select created_at from register")
    assert as_instant(found) == MADE_AT
    assert as_instant(None) is None
    later = MADE_AT.astimezone(timezone(timedelta(hours=1)))
    sql = "select count(*) from register where created_at = :at"
    assert reader.value(sql, at=later) == 1


def test_a_naive_instant_is_refused(sqlite_register: Register) -> None:
    reader = sqlite_register.reader()
    with pytest.raises(Exception, match=r"aware|adapt|binding"):
        reader.value("select :at", at=datetime(2026, 11, 23))  # noqa: DTZ001
    reader.close()


def test_a_list_stands_in_an_in(reader: Reader) -> None:
    sql = "select case_ref from case_file where id in (:ids) order by id"
    ids = [row[0] for row in reader.rows("select id from case_file order by id")]
    assert reader.rows(sql, ids=ids[:2]) == [("A-1",), ("A-2",)]
    assert reader.rows(sql, ids=[]) == []
    assert reader.rows(sql, ids=tuple(ids[2:])) == [("A-3",)]
    refs = "select count(*) from case_file where case_ref not in (:refs) and due_on in (:days)"
    assert reader.value(refs, refs={"A-1"}, days=[date(2026, 11, 1), date(2026, 11, 2)]) == 1
    words = "select count(*) from case_file where risk_level in (:levels)"
    assert reader.value(words, levels=[RiskLevel.MEDIUM, RiskLevel.LOW]) == 3
    assert reader.value(words, levels=["very_high"]) == 0
    assert reader.value("select count(*) from case_file where case_ref in (:one)", one="A-1") == 1


def test_enums_go_in_by_value(reader: Reader) -> None:
    sql = "select count(*) from case_file where risk_level = :level"
    assert reader.value(sql, level=RiskLevel.MEDIUM) == 3


def test_percent_signs_colons_and_quotes_in_text_stay(reader: Reader) -> None:
    sql = """
        select count(*) from case_file /* not :this, 100 % */
        where area = 'O''Dor' and area like 'O%' and case_ref <> ':area' -- nor :that?
    """
    assert reader.value(sql) == 1
    assert (
        reader.value("select count(*) from identity where search_key like :key", key="%a-2%") == 1
    )


def test_translation_for_postgresql() -> None:
    sql = (
        "select a, '5 % :x' from t where b = :name and c in (:list) and d not in (:other) and e = ?"
    )
    assert translated(sql, "postgresql", frozenset({"list", "other"})) == (
        "select a, '5 %% :x' from t where b = %(name)s and c = any(%(list)s) "
        "and d <> all(%(other)s) and e = %s"
    )
    assert translated("select x::date", "postgresql") == "select x::date"


def test_a_reader_sees_what_others_commit(reader: Reader, register: Register) -> None:
    sql = "select count(*) from case_file"
    with register.work() as work:
        add_case(work, "B-1")
        assert reader.value(sql) == 3
        assert work.reader.value(sql) == 4
        work.commit()
    assert reader.value(sql) == 4


def test_a_snapshot_holds_still(reader: Reader, register: Register) -> None:
    sql = "select count(*) from case_file"
    with reader.snapshot():
        assert reader.value(sql) == 3
        with register.work() as work:
            add_case(work, "B-1")
            work.commit()
        assert reader.value(sql) == 3
    assert reader.value(sql) == 4


def test_a_reader_cannot_write(reader: Reader) -> None:
    from rsovisit.errors import Unavailable

    with pytest.raises(Unavailable, match="may not be written"):
        reader.rows("delete from identity")


def test_a_reader_may_be_used_from_several_threads_in_turn(reader: Reader) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def count(_: int) -> int:
        found: int = reader.value("select count(*) from case_file")
        return found

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(count, range(40))) == {3}


def test_utc_comes_back(reader: Reader) -> None:
    found = as_instant(reader.value("select created_at from register"))
    assert found is not None
    assert found.utcoffset() == timedelta(0)
    assert found.tzinfo == UTC
