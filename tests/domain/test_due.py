"""When a visit is due: each row of the domain's date rules as a case."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rsovisit.domain.case import ENDED, PAUSED, VISITED, Status
from rsovisit.domain.due import (
    Bucket,
    Requirement,
    RequirementKind,
    add_months,
    bucket_of,
    change_requirement,
    days_overdue,
    due_on,
    is_overdue,
    notification_ending,
    regrade_requirement,
    resume_requirement,
    stored_due,
    transfer_in_requirement,
)
from rsovisit.domain.risk import RiskLevel
from tests.domain.strategies import changed, moved, regraded, visited
from tests.support.builders import TODAY, a_policy, facts

POLICY = a_policy()
VERY_HIGH, HIGH, MEDIUM, LOW = RiskLevel


@pytest.mark.parametrize(
    "start,months,end",
    (
        (date(2026, 1, 15), 1, date(2026, 2, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 31), 3, date(2026, 4, 30)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 2, 28), 1, date(2026, 3, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 11, 30), 13, date(2027, 12, 30)),
        (date(2026, 6, 10), 0, date(2026, 6, 10)),
    ),
)
def test_months_are_calendar_months_clamped_to_the_end(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


@pytest.mark.parametrize(
    "level,due",
    (
        (VERY_HIGH, date(2026, 10, 1)),
        (HIGH, date(2026, 12, 1)),
        (MEDIUM, date(2027, 3, 1)),
        (LOW, date(2027, 9, 1)),
    ),
)
def test_the_policy_gives_each_level_its_interval(level: RiskLevel, due: date) -> None:
    assert due_on(facts(risk_level=level), POLICY, TODAY) == due


def test_a_case_may_have_its_own_interval_longer_or_shorter() -> None:
    assert due_on(facts(interval_months=2), POLICY, TODAY) == date(2026, 11, 1)
    assert due_on(facts(interval_months=9), POLICY, TODAY) == date(2027, 6, 1)


def test_a_never_visited_case_is_due_days_after_registration_at_every_level() -> None:
    for level in RiskLevel:
        case = facts(risk_level=level, last_visit_on=None, registered_on=date(2026, 11, 20))
        assert due_on(case, POLICY, TODAY) == date(2026, 12, 4)


def test_the_next_date_runs_from_the_visit_itself_whether_early_or_late() -> None:
    early = visited(facts(), date(2026, 12, 25))
    late = visited(facts(), date(2027, 5, 10))
    assert stored_due(early, POLICY) == date(2027, 6, 25)
    assert stored_due(late, POLICY) == date(2027, 11, 10)


def test_a_clamped_date_is_never_the_start_of_the_next() -> None:
    case = facts(risk_level=VERY_HIGH, last_visit_on=date(2026, 1, 31))
    assert stored_due(case, POLICY) == date(2026, 2, 28)
    # Seen on the clamped day, the 28th is the real day; seen on the 31st again, it is that.
    assert stored_due(visited(case, date(2026, 2, 28)), POLICY) == date(2026, 3, 28)
    assert stored_due(visited(case, date(2026, 3, 31)), POLICY) == date(2026, 4, 30)


# ---- status


@pytest.mark.parametrize("status", sorted(PAUSED))
def test_a_paused_case_has_no_date_and_is_in_the_paused_bucket(status: Status) -> None:
    case = facts(status=status, last_visit_on=date(2020, 1, 1))
    assert due_on(case, POLICY, TODAY) is None
    assert bucket_of(case, POLICY, TODAY) is Bucket.PAUSED


@pytest.mark.parametrize("status", sorted(ENDED))
def test_an_ended_case_has_no_date_and_no_bucket(status: Status) -> None:
    case = facts(status=status, last_visit_on=date(2020, 1, 1))
    assert due_on(case, POLICY, TODAY) is None
    assert bucket_of(case, POLICY, TODAY) is None


def test_missing_never_pauses() -> None:
    case = facts(status=Status.MISSING, last_visit_on=date(2026, 5, 1))
    assert due_on(case, POLICY, TODAY) == date(2026, 11, 1)
    assert bucket_of(case, POLICY, TODAY) is Bucket.OVERDUE


def test_every_status_is_of_exactly_one_sort() -> None:
    assert sorted([*PAUSED, *ENDED, *VISITED]) == sorted(Status)


# ---- buckets


@pytest.mark.parametrize(
    "level,ahead,bucket",
    (
        (MEDIUM, -1, Bucket.OVERDUE),
        (MEDIUM, 0, Bucket.DUE_SOON),
        (MEDIUM, 14, Bucket.DUE_SOON),
        (MEDIUM, 15, Bucket.LATER),
        (HIGH, 14, Bucket.DUE_SOON),
        (HIGH, 15, Bucket.LATER),
        (LOW, 14, Bucket.DUE_SOON),
        (LOW, 15, Bucket.LATER),
        (VERY_HIGH, -1, Bucket.OVERDUE),
        (VERY_HIGH, 0, Bucket.DUE_SOON),
        (VERY_HIGH, 7, Bucket.DUE_SOON),
        (VERY_HIGH, 8, Bucket.LATER),
    ),
)
def test_bucket_edges(level: RiskLevel, ahead: int, bucket: Bucket) -> None:
    case = facts(risk_level=level)
    due = stored_due(case, POLICY)
    assert due is not None
    assert bucket_of(case, POLICY, due - timedelta(days=ahead)) is bucket


@pytest.mark.parametrize("since,late", ((-3, 0), (0, 0), (1, 1), (57, 57)))
def test_overdue_begins_the_day_after(since: int, late: int) -> None:
    due = TODAY - timedelta(days=since)
    assert days_overdue(due, TODAY) == late
    assert is_overdue(due, TODAY) is (late > 0)


def test_without_a_date_nothing_is_overdue() -> None:
    assert days_overdue(None, TODAY) == 0
    assert is_overdue(None, TODAY) is False


# ---- notification


def test_visits_stop_the_day_after_notification_ends() -> None:
    case = facts(last_visit_on=date(2026, 5, 1), notification_ends_on=TODAY)
    assert bucket_of(case, POLICY, TODAY) is Bucket.OVERDUE
    assert due_on(case, POLICY, TODAY + timedelta(days=1)) is None
    assert bucket_of(case, POLICY, TODAY + timedelta(days=1)) is None


@pytest.mark.parametrize(
    "ends,ending",
    (
        (date(2026, 11, 22), False),
        (date(2026, 11, 23), True),
        (date(2027, 5, 23), True),
        (date(2027, 5, 24), False),
        (None, False),
    ),
)
def test_the_end_of_notification_is_seen_six_months_ahead(ends: date | None, ending: bool) -> None:
    assert notification_ending(facts(notification_ends_on=ends), POLICY, TODAY) is ending


# ---- re-grading


def test_a_raise_brings_the_date_forward_where_the_shorter_cycle_is_yet_to_come() -> None:
    raised = regraded(facts(), HIGH, TODAY, POLICY)
    assert raised.requirements == []
    assert stored_due(raised, POLICY) == date(2026, 12, 1)


def test_a_raise_past_the_shorter_cycle_gives_three_days() -> None:
    raised = regraded(facts(), VERY_HIGH, TODAY, POLICY)
    assert stored_due(raised, POLICY) == date(2026, 11, 26)


def test_a_raise_on_the_day_the_shorter_cycle_ends_leaves_that_day() -> None:
    raised = regraded(facts(), HIGH, date(2026, 12, 1), POLICY)
    assert raised.requirements == []
    assert stored_due(raised, POLICY) == date(2026, 12, 1)
    raised = regraded(facts(), HIGH, date(2026, 12, 2), POLICY)
    assert stored_due(raised, POLICY) == date(2026, 12, 5)


def test_a_raise_never_moves_the_old_date_back() -> None:
    tomorrow = facts(last_visit_on=date(2026, 5, 24))
    assert stored_due(regraded(tomorrow, HIGH, TODAY, POLICY), POLICY) == date(2026, 11, 24)


def test_a_raise_does_not_excuse_a_visit_already_overdue() -> None:
    late = facts(last_visit_on=date(2026, 3, 1))
    assert stored_due(regraded(late, VERY_HIGH, TODAY, POLICY), POLICY) == date(2026, 9, 1)


def test_a_larger_raise_is_never_later_than_a_smaller_one() -> None:
    low = facts(risk_level=LOW, last_visit_on=date(2026, 5, 24))
    assert stored_due(regraded(low, MEDIUM, TODAY, POLICY), POLICY) == date(2026, 11, 24)
    assert stored_due(regraded(low, HIGH, TODAY, POLICY), POLICY) == date(2026, 11, 24)


def test_lowering_recomputes_from_the_last_visit_and_ends_what_a_raise_asked() -> None:
    raised = regraded(facts(), VERY_HIGH, TODAY, POLICY)
    lowered = regraded(raised, LOW, TODAY + timedelta(days=1), POLICY)
    assert stored_due(lowered, POLICY) == date(2027, 9, 1)


def test_a_second_raise_gives_its_own_three_days() -> None:
    raised = regraded(facts(), VERY_HIGH, date(2026, 10, 20), POLICY)
    lowered = regraded(raised, MEDIUM, date(2026, 10, 21), POLICY)
    again = regraded(lowered, VERY_HIGH, TODAY, POLICY)
    assert stored_due(again, POLICY) == date(2026, 11, 26)


def test_a_visit_meets_what_a_raise_asked() -> None:
    raised = regraded(facts(), VERY_HIGH, TODAY, POLICY)
    assert stored_due(visited(raised, TODAY), POLICY) == date(2026, 12, 23)


def test_a_back_dated_visit_ends_what_a_raise_asked() -> None:
    raised = regraded(facts(), VERY_HIGH, TODAY, POLICY)
    # Made the day before the raise and entered after it: the month runs from it.
    assert stored_due(visited(raised, date(2026, 11, 22)), POLICY) == date(2026, 12, 22)


@pytest.mark.parametrize(
    "changes,level",
    (
        ({}, MEDIUM),
        ({}, LOW),
        ({"last_visit_on": None}, VERY_HIGH),
        ({"status": Status.CUSTODY}, VERY_HIGH),
        ({"status": Status.CLOSED}, VERY_HIGH),
    ),
)
def test_no_requirement_comes_of(changes: dict[str, object], level: RiskLevel) -> None:
    assert regrade_requirement(facts(**changes), level, TODAY, POLICY) is None


def test_a_raise_leaves_an_own_interval_alone() -> None:
    case = facts(interval_months=6)
    assert stored_due(regraded(case, VERY_HIGH, TODAY, POLICY), POLICY) == date(2027, 3, 1)


# ---- visits that start again


@pytest.mark.parametrize("status", (Status.CUSTODY, Status.HOSPITAL, Status.ABROAD))
@pytest.mark.parametrize("level,days", ((VERY_HIGH, 2), (HIGH, 7), (MEDIUM, 7), (LOW, 7)))
@pytest.mark.parametrize(
    "last", (date(2015, 1, 1), date(2026, 5, 25), date(2026, 11, 1), None), ids=str
)
def test_a_visit_is_due_days_after_release(
    status: Status, level: RiskLevel, days: int, last: date | None
) -> None:
    inside = facts(risk_level=level, status=status, last_visit_on=last)
    released = moved(inside, Status.ACTIVE, TODAY, POLICY)
    assert stored_due(released, POLICY) == TODAY + timedelta(days=days)


def test_someone_who_absconds_from_custody_is_owed_a_visit_as_if_released() -> None:
    gone = moved(facts(status=Status.CUSTODY), Status.MISSING, TODAY, POLICY)
    assert stored_due(gone, POLICY) == date(2026, 11, 30)


def test_reactive_management_ends_with_a_visit_in_fourteen_days() -> None:
    reactive = facts(status=Status.REACTIVE, risk_level=LOW, last_visit_on=date(2023, 1, 1))
    assert stored_due(moved(reactive, Status.ACTIVE, TODAY, POLICY), POLICY) == date(2026, 12, 7)


def test_a_case_back_from_another_force_is_due_in_seven_days() -> None:
    away = facts(status=Status.TRANSFERRED, last_visit_on=date(2022, 1, 1))
    back = moved(away, Status.ACTIVE, TODAY, POLICY)
    assert stored_due(back, POLICY) == date(2026, 11, 30)
    assert back.requirements == [transfer_in_requirement(TODAY, POLICY)]


def test_a_new_case_transferred_in_is_due_sooner_than_a_new_registration() -> None:
    owed = transfer_in_requirement(TODAY, POLICY)
    case = facts(registered_on=TODAY, last_visit_on=None, requirements=[owed])
    assert stored_due(case, POLICY) == date(2026, 11, 30)


@pytest.mark.parametrize(
    "before,after",
    (
        (Status.ACTIVE, Status.MISSING),
        (Status.ACTIVE, Status.CUSTODY),
        (Status.CUSTODY, Status.HOSPITAL),
        (Status.CUSTODY, Status.DECEASED),
        (Status.CLOSED, Status.ACTIVE),
        (Status.DECEASED, Status.ACTIVE),
        (Status.TRANSFERRED, Status.CUSTODY),
    ),
)
def test_no_visit_starts_again(before: Status, after: Status) -> None:
    assert resume_requirement(before, after, MEDIUM, TODAY, POLICY) is None


def test_a_second_release_replaces_the_first() -> None:
    case = moved(facts(status=Status.CUSTODY), Status.ACTIVE, date(2026, 9, 10), POLICY)
    case = moved(case, Status.CUSTODY, date(2026, 9, 12), POLICY)
    assert stored_due(case, POLICY) is None
    case = moved(case, Status.ACTIVE, TODAY, POLICY)
    assert stored_due(case, POLICY) == date(2026, 11, 30)


def test_a_visit_on_the_day_of_release_starts_the_cycle_anew() -> None:
    case = moved(facts(status=Status.CUSTODY), Status.ACTIVE, TODAY, POLICY)
    assert stored_due(visited(case, TODAY), POLICY) == date(2027, 5, 23)


def test_a_visit_back_dated_before_release_does_not_answer_it() -> None:
    case = moved(facts(status=Status.CUSTODY), Status.ACTIVE, TODAY, POLICY)
    assert stored_due(visited(case, date(2026, 11, 22)), POLICY) == date(2026, 11, 30)


def test_a_raise_after_release_brings_that_date_forward() -> None:
    case = facts(status=Status.CUSTODY, last_visit_on=date(2026, 2, 1))
    case = moved(case, Status.ACTIVE, TODAY, POLICY)
    raised = regraded(case, VERY_HIGH, date(2026, 11, 24), POLICY)
    assert stored_due(raised, POLICY) == date(2026, 11, 27)


# ---- significant changes


@pytest.mark.parametrize("level,days", ((VERY_HIGH, 2), (HIGH, 3), (MEDIUM, 7), (LOW, 7)))
def test_a_significant_change_has_its_own_clock(level: RiskLevel, days: int) -> None:
    case = facts(risk_level=level, last_visit_on=date(2026, 11, 20))
    assert stored_due(changed(case, TODAY, POLICY), POLICY) == TODAY + timedelta(days=days)


def test_a_significant_change_never_moves_a_date_back() -> None:
    case = facts(last_visit_on=date(2026, 5, 25))
    assert stored_due(changed(case, TODAY, POLICY), POLICY) == date(2026, 11, 25)


def test_the_earliest_of_several_changes_counts() -> None:
    case = changed(changed(facts(), date(2026, 11, 20), POLICY), TODAY, POLICY)
    assert stored_due(case, POLICY) == date(2026, 11, 27)


def test_a_visit_after_the_report_answers_it() -> None:
    case = changed(facts(), TODAY, POLICY)
    assert stored_due(visited(case, TODAY), POLICY) == date(2027, 5, 23)


def test_a_visit_before_the_report_does_not_answer_it() -> None:
    case = changed(facts(), TODAY, POLICY)
    assert stored_due(visited(case, date(2026, 11, 22)), POLICY) == date(2026, 11, 30)


def test_the_visit_that_brought_a_change_to_light_does_not_answer_it() -> None:
    case = changed(visited(facts(), TODAY), TODAY, POLICY)
    assert stored_due(case, POLICY) == date(2026, 11, 30)
    assert stored_due(visited(case, date(2026, 11, 24)), POLICY) == date(2027, 5, 24)


def test_a_change_that_ran_out_during_a_pause_is_answered_by_the_release_visit() -> None:
    case = changed(facts(), date(2026, 9, 10), POLICY)
    case = moved(case, Status.CUSTODY, date(2026, 9, 12), POLICY)
    case = moved(case, Status.ACTIVE, TODAY, POLICY)
    assert stored_due(case, POLICY) == date(2026, 11, 30)


def test_a_change_reported_during_a_pause_keeps_its_date_if_that_is_yet_to_come() -> None:
    case = changed(facts(status=Status.HOSPITAL), date(2026, 11, 20), POLICY)
    case = moved(case, Status.ACTIVE, TODAY, POLICY)
    assert stored_due(case, POLICY) == date(2026, 11, 27)


def test_a_change_that_ends_reactive_management_is_seen_in_its_own_days() -> None:
    case = changed(facts(status=Status.REACTIVE, risk_level=LOW), TODAY, POLICY)
    case = moved(case, Status.ACTIVE, TODAY, POLICY)
    assert stored_due(case, POLICY) == date(2026, 11, 30)


def test_requirements_are_plain_values() -> None:
    assert change_requirement(HIGH, TODAY, POLICY) == Requirement(
        RequirementKind.CHANGE, TODAY, date(2026, 11, 26)
    )
