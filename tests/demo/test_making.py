"""The same seed and day make the same register; it is made once, and only to practise on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rsovisit.domain.audit import AuditKind, AuditTag
from rsovisit.errors import Invalid, Refused
from rsovisit.queries.visits import CountVisits
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.demo import MOST_CASES, InventRegister
from rsovisit.services.commands.warning import RaiseWarnings
from rsovisit.store.backup import verify
from rsovisit.store.register import create_register
from tests.demo.conftest import Invent
from tests.support.buses import KEEPER, MADE_AT, FixedClock, Opened
from tests.support.importing import broken_dates, everything, rows, value

_TABLES = "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"


def whole(bus: CommandBus) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, the log included."""
    names = [name for (name,) in rows(bus, _TABLES)]
    return {name: sorted(rows(bus, f"select * from {name}"), key=repr) for name in sorted(names)}


def test_the_same_seed_and_day_make_the_same_register(invented: Invent) -> None:
    one, other = whole(invented(seed=4)), whole(invented(seed=4))
    assert one.keys() == other.keys()
    for table, held in one.items():
        if table != "audit_event":
            assert held == other[table], table
    assert len(one["case_file"]) == 150


def test_another_seed_makes_another(invented: Invent) -> None:
    one, other = everything(invented(seed=1)), everything(invented(seed=2))
    for table in ("staff", "case_file", "identity", "visit", "task"):
        assert one[table] != other[table], table


def test_another_day_makes_another(invented: Invent, tmp_path: Any) -> None:
    where = str(tmp_path / "later.rso")
    create_register(where, name="Later", rehearsal=True, keeper_collar=KEEPER, created_at=MADE_AT)
    opened = Opened(where, FixedClock(date(2028, 2, 29)))
    later = opened()
    later.do(InventRegister(cases=150))
    assert broken_dates(later) == []
    assert everything(later)["visit"] != everything(invented())["visit"]
    opened.close()


@pytest.mark.parametrize("cases", (1, 2, 13))
def test_a_very_small_one_can_be_made(invented: Invent, cases: int) -> None:
    bus = invented(cases=cases)
    assert value(bus, "select count(*) from case_file") == cases
    assert broken_dates(bus) == []
    bus.do(RaiseWarnings())


@pytest.mark.parametrize("cases", (0, -1, MOST_CASES + 1))
def test_a_number_out_of_bounds_is_refused_and_nothing_is_made(bus: CommandBus, cases: int) -> None:
    before = everything(bus)
    with pytest.raises(Invalid, match="can be invented"):
        bus.do(InventRegister(cases=cases))
    assert everything(bus) == before


def test_it_is_made_on_both_databases_and_is_whole(bus: CommandBus) -> None:
    bus.do(InventRegister(cases=120))
    assert bus.ask(CountVisits()).all > 100
    assert broken_dates(bus) == []
    assert verify(bus.register).ok
    # Ids go on where the invented ones end.
    with bus.register.work() as work:
        work.run(
            "insert into staff (collar, name, role, known, version) values (:c, :n, :r, :k, 1)",
            c="7777",
            n="PC New",
            r="npt_officer",
            k=True,
        )
        work.commit()
    assert value(bus, "select count(*) from staff where collar = '7777'") == 1


def test_both_databases_hold_the_same(open_bus: Any, invented: Invent) -> None:
    here, there = invented(), open_bus()
    there.do(InventRegister(cases=150))
    for table in ("staff", "case_file", "identity", "visit", "warning", "task"):
        counted = f"select count(*) from {table}"
        assert value(here, counted) == value(there, counted), table
    refs = "select case_ref, risk_level, status, area from case_file order by case_ref"
    assert rows(here, refs) == rows(there, refs)


def test_a_second_time_is_refused(bus: CommandBus) -> None:
    bus.do(InventRegister(cases=20))
    before = everything(bus)
    with pytest.raises(Invalid, match="already holds cases"):
        bus.do(InventRegister(cases=20, seed=2))
    assert everything(bus) == before


def test_a_real_register_is_never_filled(tmp_path: Any) -> None:
    where = str(tmp_path / "real.rso")
    create_register(where, name="Unit", rehearsal=False, keeper_collar=KEEPER, created_at=MADE_AT)
    opened = Opened(where, FixedClock())
    bus = opened()
    with pytest.raises(Refused, match="rehearsal"):
        bus.do(InventRegister(cases=20))
    assert value(bus, "select count(*) from case_file") == 0
    said = value(
        bus,
        "select detail from audit_event where tag = :tag",
        tag=AuditTag.REGISTER_REFUSE.value,
    )
    assert AuditTag.REGISTER_INVENT.value in said
    opened.close()


def test_stopped_in_the_middle_nothing_is_left(bus: CommandBus) -> None:
    steps: list[str] = []
    command = InventRegister(cases=600)
    with pytest.raises(Invalid, match="Cancelled"):
        bus.submit(
            command,
            progress=lambda words, _share: steps.append(words),
            cancelled=lambda: "Writing the register" in steps,
        ).result()
    assert value(bus, "select count(*) from case_file") == 0
    assert value(bus, "select count(*) from staff") == 1
    bus.do(InventRegister(cases=20))


def test_it_is_logged_as_collected(bus: CommandBus) -> None:
    bus.do(InventRegister(cases=20, seed=3))
    found = rows(bus, "select kind, actor, detail from audit_event where tag = 'register:invent'")
    assert len(found) == 1
    assert found[0][:2] == (AuditKind.COLLECT.value, KEEPER)
    assert '"cases": 20' in found[0][2].replace('":20', '": 20')
