"""The invented unit looks like a real one: its load, its queues, its people and its year."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

import pytest

from rsovisit.demo.places import AREAS, LOCALITIES
from rsovisit.domain.access import Role
from rsovisit.domain.case import Status
from rsovisit.domain.due import Bucket
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import TaskKind
from rsovisit.queries.visits import CountVisits, VisitFilter, VisitList, VisitRow
from rsovisit.services.bus import CommandBus
from rsovisit.store.backup import verify
from tests.support.buses import TODAY
from tests.support.importing import broken_dates, rows, value

pytestmark = pytest.mark.slow


def overdue(unit: CommandBus) -> list[VisitRow]:
    """Every overdue case."""
    return list(unit.ask(VisitList(VisitFilter(Bucket.OVERDUE), limit=10_000)).rows)


def by_month(unit: CommandBus) -> Counter[tuple[int, int]]:
    """Completed visits by year and month."""
    days = rows(unit, "select visited_on from visit where completed")
    return Counter((int(day[:4]), int(day[5:7])) for (day,) in days)


def test_it_has_1400_cases_of_every_level_and_status(unit: CommandBus) -> None:
    levels = dict(rows(unit, "select risk_level, count(*) from case_file group by risk_level"))
    statuses = dict(rows(unit, "select status, count(*) from case_file group by status"))
    assert sum(levels.values()) == sum(statuses.values()) == 1400
    assert set(levels) == {level.value for level in RiskLevel}
    assert set(statuses) == {status.value for status in Status}
    assert levels["low"] > levels["medium"] > levels["high"] > levels["very_high"]
    assert statuses["active"] > 1100


def test_about_one_in_thirty_is_overdue_with_a_long_tail(unit: CommandBus) -> None:
    counts = unit.ask(CountVisits())
    assert 0.03 <= counts.overdue / counts.all <= 0.045
    assert counts.due_soon > counts.overdue
    late = [row.days_overdue for row in overdue(unit)]
    assert median(late) < 16
    assert max(late) > 60
    assert all(any(low <= days <= high for days in late) for low, high in ((1, 7), (8, 30)))
    assert sum(days > 30 for days in late) < len(late) / 3


def test_some_teams_are_much_further_behind_than_others(unit: CommandBus) -> None:
    late = Counter(row.area for row in overdue(unit))
    assert late.most_common(1)[0][1] >= 4 * min(late[area] for area in AREAS if late[area])


def test_the_two_assessors_hold_313_and_291_tasks(unit: CommandBus) -> None:
    held = rows(
        unit,
        """select s.collar, count(*) from task t join staff s on s.id = t.assessor_id
            where t.state <> 'done' group by s.collar""",
    )
    assert sorted(n for _, n in held) == [291, 313]
    assert value(unit, "select count(*) from task where state <> 'done'") == 604
    kinds = {kind for (kind,) in rows(unit, "select distinct kind from task where state <> 'done'")}
    assert kinds == {kind.value for kind in TaskKind}


def test_the_longest_wait_is_68_days(unit: CommandBus) -> None:
    oldest = date.fromisoformat(value(unit, "select min(opened_on) from task where state<>'done'"))
    assert (TODAY - oldest).days == 68


def test_a_sweep_finds_the_queues_as_they_should_be(invented: Any) -> None:
    from rsovisit.services.commands.warning import RaiseWarnings

    bus = invented(cases=1400)
    before = value(bus, "select count(*) from task where state <> 'done'")
    swept = bus.do(RaiseWarnings()).value
    assert swept.tasks_raised == 0
    assert value(bus, "select count(*) from task where state <> 'done'") == before == 604
    # What a night brings, and no more: the day before it was swept.
    assert 0 < swept.raised < 25
    again = bus.do(RaiseWarnings()).value
    assert (again.raised, again.cleared, again.escalated) == (0, 0, 0)


def test_every_stored_date_is_the_rules(unit: CommandBus) -> None:
    assert broken_dates(unit) == []
    found = verify(unit.register)
    assert found.ok, found.findings


def test_all_four_localities_and_their_beats_have_cases_and_officers(unit: CommandBus) -> None:
    assert len(LOCALITIES) == 4
    cases = dict(rows(unit, "select area, count(*) from case_file group by area"))
    officers = dict(
        rows(
            unit,
            "select area, count(*) from staff where role = 'npt_officer' and left_on is null"
            " group by area",
        )
    )
    assert set(cases) == set(officers) == set(AREAS)
    for beats in LOCALITIES.values():
        assert sum(cases[beat] for beat in beats) > 200
    assert sum(officers.values()) == 30


def test_every_role_is_staffed(unit: CommandBus) -> None:
    roles = Counter(role for (role,) in rows(unit, "select role from staff where left_on is null"))
    assert set(roles) == {role.value for role in Role} - {"system"}
    assert roles["arms_officer"] == 2
    assert roles["supervisor"] >= 4


def test_training_lapses_within_the_month_and_some_has_lapsed(unit: CommandBus) -> None:
    ends = [
        date.fromisoformat(day)
        for (day,) in rows(
            unit,
            "select t.expires_on from training t join staff s on s.id = t.staff_id"
            " where t.kind = 'home_visit' and s.role = 'npt_officer' and s.left_on is null",
        )
    ]
    month = TODAY + timedelta(days=28)
    assert sum(TODAY <= day <= month for day in ends) >= 2
    assert sum(day < TODAY for day in ends) >= 2
    untrained = value(
        unit,
        "select count(*) from staff s where role = 'npt_officer' and left_on is null"
        " and not exists (select 1 from training t where t.staff_id = s.id)",
    )
    assert untrained >= 1


def test_every_beat_has_somebody_who_may_visit(unit: CommandBus) -> None:
    trained = rows(
        unit,
        "select distinct s.area from staff s join training t on t.staff_id = s.id"
        " where s.left_on is null and t.kind = 'home_visit' and t.expires_on >= :today",
        today=TODAY,
    )
    assert {area for (area,) in trained if area} == set(AREAS)


def test_leavers_have_left_cases_behind(unit: CommandBus) -> None:
    left = rows(
        unit,
        "select s.collar, count(c.id) from staff s left join case_file c on c.officer_id = s.id"
        " where s.left_on is not null group by s.collar",
    )
    assert len(left) == 4
    assert any(cases for _, cases in left)
    assert value(unit, "select count(*) from case_file where officer_id is null") > 5


def test_the_bad_month_is_seen(unit: CommandBus) -> None:
    months = by_month(unit)
    assert months[2025, 2] < 0.8 * min(months[2025, 1], months[2025, 3], months[2025, 4])


def test_august_and_weekends_are_quiet(unit: CommandBus) -> None:
    months = by_month(unit)
    august = sum(months[year, 8] for year in range(2020, 2026))
    either_side = sum(months[year, month] for year in range(2020, 2026) for month in (7, 9)) / 2
    assert august < 0.93 * either_side
    days = rows(unit, "select visited_on from visit where completed")
    weekday = Counter(date.fromisoformat(day).weekday() for (day,) in days)
    assert max(weekday[5], weekday[6]) < 0.6 * min(weekday[n] for n in range(5))


def test_there_are_ten_years_of_visits_and_none_is_in_the_future(unit: CommandBus) -> None:
    first, last = rows(unit, "select min(visited_on), max(visited_on) from visit")[0]
    assert date(2016, 11, 1) <= date.fromisoformat(first) <= date(2017, 6, 1)
    assert date.fromisoformat(last) <= TODAY
    attempts, completed = rows(
        unit,
        "select sum(case when completed then 0 else 1 end),"
        " sum(case when completed then 1 else 0 end) from visit",
    )[0]
    assert 0.04 < attempts / completed < 0.2


def test_nobody_is_visited_before_registration_or_twice_a_day(unit: CommandBus) -> None:
    early = value(
        unit,
        "select count(*) from visit v join case_file c on c.id = v.case_id"
        " where v.visited_on < c.registered_on",
    )
    assert early == 0
    visits = rows(unit, "select case_id, visited_on from visit order by case_id, visited_on")
    assert all(one != other for one, other in pairwise(visits))


def test_warnings_stand_as_a_year_of_sweeps_would_have_left_them(unit: CommandBus) -> None:
    states = dict(
        rows(
            unit,
            "select case when cleared_on is null then 'open' else 'cleared' end, count(*)"
            " from warning group by 1",
        )
    )
    assert states["cleared"] > 60
    levels = dict(
        rows(
            unit,
            "select level, count(*) from warning where cleared_on is null"
            " and kind = 'visit_overdue' group by level",
        )
    )
    assert set(levels) == {"officer", "supervisor", "inspector", "command"}
    assert value(unit, "select count(*) from warning where decision is not null") > 5


def test_everyone_in_it_is_plainly_invented(unit: CommandBus) -> None:
    names = rows(unit, "select given_names from identity")
    assert all(re.fullmatch(r"Sample [A-Z]\.", given) for (given,) in names)
    places = rows(unit, "select text from address")
    assert all(" Invented " in place for (place,) in places)
