"""What holds of due dates whatever has happened to a case."""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from rsovisit.domain.case import ENDED, PAUSED, VISITED, Status
from rsovisit.domain.due import (
    RESUMING,
    Bucket,
    VisitFacts,
    add_months,
    bucket_of,
    change_requirement,
    cycle_due,
    days_overdue,
    due_on,
    interval_of,
    is_overdue,
    open_requirements,
    resume_requirement,
    stored_due,
    visits_ended,
)
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.visit import Outcome
from tests.domain.strategies import (
    POLICY,
    changed,
    days,
    histories,
    levels,
    plain_facts,
    regraded,
    visited,
)


def due(facts: VisitFacts) -> date:
    """The date of a case that is owed visits."""
    found = stored_due(facts, POLICY)
    assert found is not None
    return found


@given(plain_facts(VISITED), days)
def test_no_gap_between_visits_exceeds_the_interval(facts: VisitFacts, on: date) -> None:
    limit = add_months(on, interval_of(facts, POLICY))
    assert due(visited(facts, on)) == limit
    # Nothing that is reported or raised afterwards can stretch it.
    later = on + timedelta(days=40)
    assert due(changed(visited(facts, on), later, POLICY)) <= limit
    assert due(regraded(visited(facts, on), RiskLevel.VERY_HIGH, later, POLICY)) <= limit


@given(histories())
def test_only_a_pause_lets_a_date_pass_the_cycle_it_began_on(
    history: tuple[VisitFacts, date],
) -> None:
    facts, _ = history
    resumed = any(r.kind in RESUMING for r in open_requirements(facts))
    lowest = cycle_due(replace(facts, risk_level=RiskLevel.LOW), POLICY)
    assert resumed or due(facts) <= lowest


@given(days, st.integers(0, 60))
def test_months_are_never_more_or_chained(start: date, months: int) -> None:
    end = add_months(start, months)
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == min(start.day, calendar.monthrange(end.year, end.month)[1])


@given(days, st.integers(1, 12))
def test_a_clamp_chained_twice_is_never_later_than_the_real_date(start: date, months: int) -> None:
    chained = add_months(add_months(start, months), months)
    assert chained <= add_months(start, 2 * months)


@given(plain_facts(VISITED))
def test_a_higher_level_is_never_due_later(facts: VisitFacts) -> None:
    for higher, lower in pairwise(RiskLevel):
        at = {level: due(replace(facts, risk_level=level)) for level in (higher, lower)}
        assert at[higher] <= at[lower]


@given(histories())
def test_a_higher_level_is_never_due_later_whatever_happened(
    history: tuple[VisitFacts, date],
) -> None:
    facts, _ = history
    for higher, lower in pairwise(RiskLevel):
        at = {level: due(replace(facts, risk_level=level)) for level in (higher, lower)}
        assert at[higher] <= at[lower]


@given(histories())
def test_raising_a_level_never_makes_a_visit_due_later(history: tuple[VisitFacts, date]) -> None:
    facts, on = history
    raises = [level for level in RiskLevel if level.rank >= facts.risk_level.rank]
    dates = [due(regraded(facts, level, on, POLICY)) for level in raises]
    assert dates == sorted(dates)
    assert dates[-1] == due(facts)


@given(histories())
def test_a_raise_asks_for_no_date_that_has_passed_unless_it_had(
    history: tuple[VisitFacts, date],
) -> None:
    facts, on = history
    for level in RiskLevel:
        raised = regraded(facts, level, on, POLICY)
        if level.rank > facts.risk_level.rank and is_overdue(due(raised), on):
            assert is_overdue(due(facts), on)


@given(histories())
def test_lowering_a_level_never_makes_a_visit_due_sooner(history: tuple[VisitFacts, date]) -> None:
    facts, on = history
    for level in RiskLevel:
        if level.rank < facts.risk_level.rank:
            assert due(regraded(facts, level, on, POLICY)) >= due(facts)


@given(levels, levels, days, st.sampled_from(sorted(PAUSED | {Status.TRANSFERRED})))
def test_what_a_higher_level_is_owed_is_never_owed_later(
    one: RiskLevel, other: RiskLevel, on: date, before: Status
) -> None:
    assume(one.rank > other.rank)
    changes = [change_requirement(level, on, POLICY).due_on for level in (one, other)]
    resumed = [
        resume_requirement(before, Status.ACTIVE, level, on, POLICY) for level in (one, other)
    ]
    assert changes == sorted(changes)
    assert resumed[0] is not None
    assert resumed[1] is not None
    assert on <= resumed[0].due_on <= resumed[1].due_on


@given(histories())
def test_a_change_never_makes_a_visit_due_later(history: tuple[VisitFacts, date]) -> None:
    facts, on = history
    assert due(changed(facts, on, POLICY)) <= due(facts)


@given(histories(), st.integers(0, 800))
def test_a_later_last_visit_never_makes_the_next_due_sooner(
    history: tuple[VisitFacts, date], more: int
) -> None:
    facts, _ = history
    assume(facts.last_visit_on is not None)
    assert facts.last_visit_on is not None
    later = visited(facts, facts.last_visit_on + timedelta(days=more))
    assert due(later) >= due(facts)


@given(histories())
def test_a_visit_today_is_answered_by_a_date_ahead(history: tuple[VisitFacts, date]) -> None:
    facts, on = history
    assert due(visited(facts, on)) > on


def test_only_a_completed_visit_feeds_the_date() -> None:
    # The facts hold no attempts at all: what does not complete has no way in.
    assert [outcome for outcome in Outcome if outcome.completes] == [Outcome.SEEN_FULL]
    assert not any(outcome.completes for outcome in Outcome if outcome.failed_attempt)
    assert {name for name in VisitFacts.__slots__ if "visit" in name} == {"last_visit_on"}


@given(plain_facts(), days)
def test_the_buckets_together_are_all_live_cases(facts: VisitFacts, today: date) -> None:
    bucket = bucket_of(facts, POLICY, today)
    over = facts.status in VISITED and visits_ended(facts, today)
    assert (bucket is None) is (facts.status in ENDED or over)
    assert (bucket is Bucket.PAUSED) is (facts.status in PAUSED)


@given(histories(), st.integers(-40, 40))
def test_overdue_its_days_and_its_bucket_agree(
    history: tuple[VisitFacts, date], around: int
) -> None:
    facts, _ = history
    today = due(facts) + timedelta(days=around)
    when = due_on(facts, POLICY, today)
    late = bucket_of(facts, POLICY, today) is Bucket.OVERDUE
    assert is_overdue(when, today) is late
    assert (days_overdue(when, today) > 0) is late
    assert days_overdue(when, today) == max(0, around)


@given(histories(), st.integers(-40, 40))
def test_a_bucket_only_ever_gets_more_urgent_as_days_pass(
    history: tuple[VisitFacts, date], around: int
) -> None:
    facts, _ = history
    order = list(Bucket)
    today = due(facts) + timedelta(days=around)
    now, tomorrow = (bucket_of(facts, POLICY, today + timedelta(days=n)) for n in (0, 1))
    assert now is not None
    assert tomorrow is not None
    assert order.index(tomorrow) <= order.index(now)


@given(histories(), days)
def test_the_stored_date_does_not_depend_on_today(
    history: tuple[VisitFacts, date], today: date
) -> None:
    facts, _ = history
    assert due_on(facts, POLICY, today) == stored_due(facts, POLICY)
