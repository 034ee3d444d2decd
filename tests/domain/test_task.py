"""The ARMS queue: lanes, targets, the order, its reserved places and its reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rsovisit.domain.queue import Placed, TaskFacts, order_queue
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import (
    Lane,
    TaskAct,
    TaskKind,
    TaskState,
    lane_of,
    lock_expires_at,
    target_days,
    workable,
)
from rsovisit.domain.working_days import working_days_between
from tests.domain.strategies import POLICY, levels, queues
from tests.support.builders import TODAY, a_policy, a_task

EVERY = POLICY.routine_every
finished = st.integers(0, 12)


def routine(task: TaskFacts) -> bool:
    """Whether the reserved places are meant for it."""
    urgent = lane_of(task.kind, task.red_flag).rank < Lane.ROUTINE.rank
    return not urgent and workable(task.state, task.back_on, TODAY)


def place_of(task: TaskFacts, queue: list[TaskFacts], done: int = 0) -> Placed:
    """Where one task stands in its queue."""
    placed = order_queue(queue, POLICY, TODAY, done)
    return next(place for place in placed if place.task_id == task.task_id)


@pytest.mark.parametrize(
    "kind,red_flag,lane",
    (
        (TaskKind.RETURN_CHECK, False, Lane.ROUTINE),
        (TaskKind.RETURN_CHECK, True, Lane.SAFEGUARDING),
        (TaskKind.SIGNIFICANT_CHANGE, False, Lane.CHANGE),
        (TaskKind.SIGNIFICANT_CHANGE, True, Lane.SAFEGUARDING),
        (TaskKind.NPT_ENQUIRY, False, Lane.ROUTINE),
        (TaskKind.NPT_ENQUIRY, True, Lane.SAFEGUARDING),
        (TaskKind.ARMS_ASSESSMENT, False, Lane.ROUTINE),
        (TaskKind.REFERRAL, False, Lane.SAFEGUARDING),
        (TaskKind.REFERRAL, True, Lane.SAFEGUARDING),
    ),
)
def test_lanes(kind: TaskKind, red_flag: bool, lane: Lane) -> None:
    assert lane_of(kind, red_flag) is lane


@pytest.mark.parametrize("kind", TaskKind)
def test_a_red_flag_only_raises_a_lane_and_shortens_a_target(kind: TaskKind) -> None:
    assert lane_of(kind, True).rank <= lane_of(kind, False).rank
    for level in RiskLevel:
        assert target_days(kind, level, True, POLICY) <= target_days(kind, level, False, POLICY)


@pytest.mark.parametrize(
    "kind,level,red_flag,days",
    (
        (TaskKind.RETURN_CHECK, RiskLevel.MEDIUM, False, 5),
        (TaskKind.RETURN_CHECK, RiskLevel.VERY_HIGH, False, 2),
        (TaskKind.RETURN_CHECK, RiskLevel.LOW, True, 1),
        (TaskKind.SIGNIFICANT_CHANGE, RiskLevel.HIGH, False, 2),
        (TaskKind.NPT_ENQUIRY, RiskLevel.HIGH, False, 3),
        (TaskKind.ARMS_ASSESSMENT, RiskLevel.LOW, False, 15),
        (TaskKind.REFERRAL, RiskLevel.LOW, False, 1),
    ),
)
def test_targets(kind: TaskKind, level: RiskLevel, red_flag: bool, days: int) -> None:
    assert target_days(kind, level, red_flag, POLICY) == days


def test_lanes_run_from_safeguarding_to_administrative() -> None:
    assert [lane.rank for lane in Lane] == [0, 1, 2, 3]
    assert [lane.value for lane in Lane] == [
        "safeguarding", "change", "routine", "administrative",
    ]  # fmt: skip


def test_lane_comes_before_waiting_and_waiting_is_measured_by_the_target() -> None:
    flagged = a_task(1, red_flag=True, opened_on=TODAY)
    change = a_task(2, kind=TaskKind.SIGNIFICANT_CHANGE, opened_on=TODAY)
    # Ten working days against fifteen are less than five against five.
    assessment = a_task(3, kind=TaskKind.ARMS_ASSESSMENT, opened_on=date(2026, 11, 9))
    check = a_task(4, opened_on=date(2026, 11, 16))
    placed = order_queue([assessment, check, change, flagged], POLICY, TODAY)
    assert [place.task_id for place in placed] == [1, 2, 4, 3]
    assert [place.waiting_days for place in placed] == [0, 0, 5, 10]
    assert [place.target_days for place in placed] == [1, 5, 5, 15]


def test_equal_lateness_goes_to_the_oldest_then_the_lowest_number() -> None:
    # Saturday and Sunday wait as many working days as Friday.
    tasks = [
        a_task(9, opened_on=date(2026, 11, 15)),
        a_task(8, opened_on=date(2026, 11, 13)),
        a_task(7, opened_on=date(2026, 11, 15)),
    ]
    assert [place.task_id for place in order_queue(tasks, POLICY, TODAY)] == [8, 7, 9]


def test_an_empty_queue() -> None:
    assert order_queue([], POLICY, TODAY) == ()


# ---- reserved places


def a_busy_queue() -> list[TaskFacts]:
    """Twelve flagged returns, then three routine ones, the oldest of which has number 100."""
    flagged = [a_task(n, red_flag=True) for n in range(1, 13)]
    return [*flagged, *(a_task(100 + n, opened_on=date(2026, 11, 18 + n)) for n in range(3))]


def test_every_fifth_place_is_the_oldest_routine_work() -> None:
    placed = order_queue(a_busy_queue(), POLICY, TODAY)
    assert [place.position for place in placed if place.reserved] == [5, 10, 15]
    assert [place.task_id for place in placed if place.reserved] == [100, 101, 102]


def test_the_reserved_place_comes_nearer_as_work_is_done() -> None:
    firsts = [order_queue(a_busy_queue(), POLICY, TODAY, done)[:2] for done in range(7)]
    assert [100 in (first.task_id for first in two) for two in firsts] == (
        [False, False, False, True, True, True, True]
    )
    assert all(two[0].task_id == 100 and two[0].reserved for two in firsts[4:])


@given(queues(), finished)
def test_each_reserved_place_holds_the_oldest_routine_task_left(
    queue: list[TaskFacts], done: int
) -> None:
    by_id = {task.task_id: task for task in queue}
    placed = order_queue(queue, POLICY, TODAY, done)
    for at, place in enumerate(placed):
        left = [by_id[other.task_id].opened_on for other in placed[at:]
                if routine(by_id[other.task_id])]  # fmt: skip
        turn = (place.position + min(done, EVERY - 1)) % EVERY == 0
        assert place.reserved is bool(turn and left)
        if place.reserved:
            assert routine(by_id[place.task_id])
            assert by_id[place.task_id].opened_on == min(left)


@given(queues(), finished)
def test_apart_from_reserved_places_lanes_never_mix(queue: list[TaskFacts], done: int) -> None:
    placed = order_queue(queue, POLICY, TODAY, done)
    placed = tuple(place for place in placed if not (place.reserved or place.aside))
    ranks = [place.lane.rank for place in placed]
    assert ranks == sorted(ranks)
    late = [(p.lane.rank, -p.waiting_days / p.target_days) for p in placed]
    assert late == sorted(late)


@given(queues(least=1), finished, st.data())
def test_nothing_routine_stands_further_than_its_turn(
    queue: list[TaskFacts], done: int, data: st.DataObject
) -> None:
    kept = [task for task in queue if routine(task)]
    assume(kept)
    task = data.draw(st.sampled_from(kept))
    as_old = sum(other.opened_on <= task.opened_on for other in kept)
    assert place_of(task, queue, done).position <= EVERY * as_old


@given(queues(least=1, put_aside=False), st.integers(1, 4))
def test_worked_from_the_top_routine_work_is_reached_however_much_is_urgent(
    queue: list[TaskFacts], inflow: int
) -> None:
    kept = sorted((task for task in queue if routine(task)), key=lambda task: task.opened_on)
    assume(kept)
    waiting, done = list(queue), 0
    for turn in range(EVERY * len(kept)):
        waiting += [a_task(1000 + 10 * turn + n, red_flag=True) for n in range(inflow)]
        first = order_queue(waiting, POLICY, TODAY, done)[0]
        task = next(task for task in waiting if task.task_id == first.task_id)
        waiting.remove(task)
        done = 0 if routine(task) else done + 1
    assert not any(routine(task) for task in waiting)


# ---- put aside


@pytest.mark.parametrize(
    "state,ahead,can",
    (
        (TaskState.OPEN, None, True),
        (TaskState.OPEN, 5, True),
        (TaskState.DONE, None, False),
        (TaskState.HELD, None, True),
        (TaskState.HELD, 1, False),
        (TaskState.HELD, 0, True),
        (TaskState.HELD, -1, True),
        (TaskState.WITH_NPT, None, True),
        (TaskState.WITH_NPT, 1, False),
        (TaskState.WITH_NPT, 0, False),
        (TaskState.WITH_NPT, -1, True),
    ),
)
def test_nothing_is_put_aside_for_good(state: TaskState, ahead: int | None, can: bool) -> None:
    back_on = None if ahead is None else TODAY + timedelta(days=ahead)
    assert workable(state, back_on, TODAY) is can


@given(queues(), finished)
def test_what_nobody_can_work_comes_last_and_the_first_back_comes_first(
    queue: list[TaskFacts], done: int
) -> None:
    by_id = {task.task_id: task for task in queue}
    placed = order_queue(queue, POLICY, TODAY, done)
    for place in placed:
        task = by_id[place.task_id]
        assert place.aside is not workable(task.state, task.back_on, TODAY)
        assert not (place.aside and place.reserved)
    assert [place.aside for place in placed] == sorted(place.aside for place in placed)
    back = [by_id[place.task_id].back_on for place in placed if place.aside]
    assert back == sorted(day for day in back if day is not None)


@pytest.mark.parametrize(
    "state,ahead,said,why",
    (
        (TaskState.HELD, 2, "On leave", "Held until 25 Nov 2026: On leave."),
        (TaskState.HELD, 2, "On leave.", "Held until 25 Nov 2026: On leave."),
        (TaskState.HELD, 0, "On leave", "Back from hold since 23 Nov 2026: On leave."),
        (TaskState.WITH_NPT, 0, "", "With the NPT until 23 Nov 2026."),
        (TaskState.WITH_NPT, -1, "Who was there?", "The NPT's answer was due on 22 Nov 2026: "
         "Who was there?"),
    ),
)  # fmt: skip
def test_where_a_task_is_comes_first(state: TaskState, ahead: int, said: str, why: str) -> None:
    task = a_task(state=state, back_on=TODAY + timedelta(days=ahead), said=said)
    assert order_queue([task], POLICY, TODAY)[0].why[0] == why


@pytest.mark.parametrize("state", (TaskState.OPEN, TaskState.HELD, TaskState.WITH_NPT))
def test_a_task_back_without_a_date_needs_no_such_words(state: TaskState) -> None:
    assert order_queue([a_task(state=state)], POLICY, TODAY)[0].why == (
        order_queue([a_task()], POLICY, TODAY)[0].why
    )


def test_an_open_task_is_not_said_to_be_anywhere() -> None:
    place = order_queue([a_task(back_on=TODAY)], POLICY, TODAY)[0]
    assert place.why == order_queue([a_task()], POLICY, TODAY)[0].why


def test_a_lock_lapses_after_the_policys_hours() -> None:
    taken = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    assert lock_expires_at(taken, POLICY) == datetime(2026, 11, 23, 13, 30, tzinfo=UTC)


# ---- whatever the queue


@given(queues(), finished, st.randoms())
def test_each_task_is_placed_once_and_the_order_of_asking_does_not_matter(
    queue: list[TaskFacts], done: int, chance: Random
) -> None:
    placed = order_queue(queue, POLICY, TODAY, done)
    assert sorted(place.task_id for place in placed) == sorted(task.task_id for task in queue)
    assert [place.position for place in placed] == list(range(1, len(queue) + 1))
    chance.shuffle(queue)
    assert order_queue(queue, POLICY, TODAY, done) == placed


@given(queues(least=1), finished, st.integers(1, 60), st.data())
def test_waiting_longer_never_moves_a_task_down(
    queue: list[TaskFacts], done: int, days: int, data: st.DataObject
) -> None:
    task = data.draw(st.sampled_from(queue))
    older = replace(task, opened_on=task.opened_on - timedelta(days=days))
    others = [other for other in queue if other is not task]
    before = place_of(task, queue, done).position
    assert place_of(older, [*others, older], done).position <= before


@given(queues(least=1), finished, levels, st.data())
def test_a_higher_level_never_moves_a_task_down(
    queue: list[TaskFacts], done: int, level: RiskLevel, data: st.DataObject
) -> None:
    task = data.draw(st.sampled_from(queue))
    assume(level.rank > task.risk_level.rank)
    raised = replace(task, risk_level=level)
    others = [other for other in queue if other is not task]
    before = place_of(task, queue, done).position
    assert place_of(raised, [*others, raised], done).position <= before


@given(queues(least=1), finished, st.data())
def test_a_red_flag_never_moves_a_task_down_unless_its_place_was_kept_for_routine_work(
    queue: list[TaskFacts], done: int, data: st.DataObject
) -> None:
    task = data.draw(st.sampled_from(queue))
    before = place_of(task, queue, done)
    # A place kept for routine work cannot stay with what no longer is.
    assume(not before.reserved)
    raised = replace(task, red_flag=True)
    others = [other for other in queue if other is not task]
    assert place_of(raised, [*others, raised], done).position <= before.position


@given(queues(), finished)
def test_reasons_say_what_is_flagged(queue: list[TaskFacts], done: int) -> None:
    for place in order_queue(queue, POLICY, TODAY, done):
        said = place.why
        if said[0].startswith(("Held ", "Back from hold", "With the NPT", "The NPT's answer")):
            said = said[1:]
        assert all(s[0].isupper() and s.endswith(".") and "  " not in s for s in said)
        assert said[0].startswith(f"{place.lane.value.capitalize()} lane: ")
        assert f"Waiting {place.waiting_days} working day" in said[1]
        assert f"the target is {place.target_days} working day" in said[1]
        assert ("times its target" in said[1]) is (place.waiting_days > place.target_days)
        assert any("somebody must look" in s for s in said) is place.must_look
        assert any("kept for the oldest" in s for s in said) is place.reserved
        assert len(said) == 2 + place.must_look + place.reserved


@given(queues())
def test_must_look_is_past_twice_the_target_and_no_sooner(queue: list[TaskFacts]) -> None:
    by_id = {task.task_id: task for task in queue}
    for place in order_queue(queue, POLICY, TODAY):
        waited = working_days_between(by_id[place.task_id].opened_on, TODAY)
        assert place.waiting_days == waited
        assert place.must_look is (waited > 2 * place.target_days)


# ---- words


@pytest.mark.parametrize(
    "changes,why",
    (
        (
            {"opened_on": date(2026, 9, 28)},
            (
                "Routine lane: a visit return is to be checked.",
                "Waiting 40 working days, 8 times its target; "
                "the target is 5 working days (medium risk).",
                "Past twice its target: somebody must look.",
            ),
        ),
        (
            {"kind": TaskKind.REFERRAL, "opened_on": date(2026, 11, 20), "red_flag": True},
            (
                "Safeguarding lane: a referral stays open until a reference and an outcome "
                "are held.",
                "Waiting 1 working day; the target is 1 working day (medium risk).",
            ),
        ),
        (
            {"red_flag": True, "risk_level": RiskLevel.VERY_HIGH, "opened_on": TODAY},
            (
                "Safeguarding lane: a red flag is read before anything else.",
                "Waiting 0 working days; the target is 1 working day (very high risk).",
            ),
        ),
        (
            {"kind": TaskKind.SIGNIFICANT_CHANGE},
            (
                "Change lane: a significant change comes before routine work.",
                "Waiting 5 working days; the target is 5 working days (medium risk).",
            ),
        ),
        (
            {"kind": TaskKind.ARMS_ASSESSMENT},
            (
                "Routine lane: an ARMS assessment falls due.",
                "Waiting 5 working days; the target is 15 working days (medium risk).",
            ),
        ),
        (
            {"kind": TaskKind.NPT_ENQUIRY},
            (
                "Routine lane: an enquiry is with the NPT.",
                "Waiting 5 working days; the target is 5 working days (medium risk).",
            ),
        ),
    ),
)
def test_each_place_is_explained(changes: dict[str, Any], why: tuple[str, ...]) -> None:
    assert order_queue([a_task(**changes)], POLICY, TODAY)[0].why == why


def test_a_reserved_place_is_explained() -> None:
    place = order_queue(a_busy_queue(), POLICY, TODAY)[4]
    assert place.why[-1] == (
        "One place in every 5 is kept for the oldest routine work: this is it."
    )


def test_another_multiple_of_the_target_is_written_as_a_number() -> None:
    policy = a_policy(must_look_times_target=3)
    place = order_queue([a_task(opened_on=date(2026, 9, 28))], policy, TODAY)[0]
    assert place.why[-1] == "Past 3 times its target: somebody must look."


@pytest.mark.parametrize("act", TaskAct)
def test_every_act_has_words_alone_and_of_a_task(act: TaskAct) -> None:
    assert act.words[0].isupper()
    assert "  " not in act.words
    assert "RSO-0042" in act.of("RSO-0042")


def test_acts_read_as_sentences_do() -> None:
    assert TaskAct.TO_NPT.words == "Sent to the NPT"
    assert TaskAct.TO_NPT.of("RSO-0042") == "sent RSO-0042 to the NPT"


@pytest.mark.parametrize("kind", TaskKind)
def test_every_kind_has_words(kind: TaskKind) -> None:
    assert kind.words[0].isupper()


def test_both_assessors_queues_at_once() -> None:
    kinds, by_level = list(TaskKind), list(RiskLevel)
    queue = [
        TaskFacts(n, kinds[n % 5], by_level[n % 4], n % 11 == 0, TODAY - timedelta(days=n * 7 % 68))
        for n in range(604)
    ]
    placed = order_queue(queue, POLICY, TODAY)
    assert len(placed) == 604
    assert sum(place.reserved for place in placed) == 604 // EVERY
