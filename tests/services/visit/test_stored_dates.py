"""Whatever is done through the bus, the stored dates equal the rule and warnings the sweep's."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rsovisit.domain.arms import stored_assessment
from rsovisit.domain.due import stored_due
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.visit import Disclosure, Outcome
from rsovisit.errors import Invalid
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.visit import RecordVisit, ReportChange
from rsovisit.services.commands.warning import RaiseWarnings
from rsovisit.services.schedule import facts_of, requirements_of
from rsovisit.store.key import key_file
from rsovisit.store.records import CaseRecord
from tests.support.builders import TODAY
from tests.support.buses import FixedClock, Opened
from tests.support.cases import an_officer, register_case

# SQLite alone: the rule and its bookkeeping are the same code on both databases.

days_back = st.integers(0, 500)
steps = st.one_of(
    st.tuples(
        st.just("visit"),
        st.sampled_from(Outcome),
        days_back,
        st.lists(st.sampled_from(Disclosure), max_size=2),
    ),
    st.tuples(st.just("change"), st.sampled_from(Disclosure), days_back),
    st.tuples(st.just("wait"), st.integers(1, 90)),
    st.tuples(st.just("sweep")),
)


@pytest.fixture
def fresh(sqlite_template: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Any]:
    """Opens the keeper's bus over another fresh file each time it is called."""
    opened: list[Opened] = []

    def open_fresh() -> CommandBus:
        while opened:
            opened.pop().close()
        file = tmp_path / "register.rso"
        for old in tmp_path.glob("register.rso*"):
            old.unlink()
        shutil.copy2(sqlite_template, file)
        shutil.copy2(key_file(sqlite_template), key_file(file))
        clock.day = TODAY
        opened.append(Opened(str(file), clock))
        return opened[0]()

    yield open_fresh
    while opened:
        opened.pop().close()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    level=st.sampled_from(RiskLevel),
    last=st.one_of(st.none(), st.dates(date(2024, 1, 1), TODAY)),
    taken=st.lists(steps, max_size=8),
)
def test_stored_dates_equal_the_rule_after_any_steps(
    fresh: Any, clock: FixedClock, level: RiskLevel, last: date | None, taken: list[Any]
) -> None:
    bus: CommandBus = fresh()
    an_officer(bus, "2417")
    case_id = register_case(bus, case_ref="RSO-1", risk_level=level, last_visit_stated_on=last)
    for step in taken:
        take(bus, clock, case_id, step)
        assert_as_ruled(bus, case_id)
    bus.do(RaiseWarnings())
    again = bus.do(RaiseWarnings()).value
    assert (again.raised, again.cleared, again.escalated, again.tasks_raised) == (0, 0, 0, 0)


def take(bus: CommandBus, clock: FixedClock, case_id: int, step: Any) -> None:
    match step:
        case ("visit", outcome, back, disclosures):
            on = clock.day - timedelta(days=back)
            visit = RecordVisit(
                "RSO-1", outcome, on, ("2417",), late_reason="x", disclosures=tuple(disclosures)
            )
            # The same day drawn twice is one visit recorded already.
            with suppress(Invalid):
                bus.do(visit)
        case ("change", kind, back):
            bus.do(ReportChange(case_id, kind, clock.day - timedelta(days=back), "A tip."))
        case ("wait", days):
            clock.on(days)
        case _:
            bus.do(RaiseWarnings())


def assert_as_ruled(bus: CommandBus, case_id: int) -> None:
    with bus.register.work() as work:
        case = work.fetch(CaseRecord, case_id)
        facts = facts_of(case, requirements_of(work, case_id))
        last = work.reader.value(
            "select max(visited_on) from visit where case_id = :id and completed", id=case_id
        )
        known = [day for day in (last, str(case.last_visit_stated_on or "")) if day]
        assert str(case.last_visit_on or "") == max(known, default="")
        assert case.due_on == stored_due(facts, bus.policy())
        assert case.arms_due_on == stored_assessment(facts, case.last_arms_on, bus.policy())
