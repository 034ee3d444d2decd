"""Tasks that nobody can work today: where they stand, when they come back, what is said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rsovisit.domain.queue import TaskFacts, order_queue
from rsovisit.domain.task import TaskAct, TaskKind, TaskState, lock_expires_at, workable
from tests.support.builders import TODAY, a_policy, a_task

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    "state,back_on,can",
    (
        (TaskState.OPEN, None, True),
        (TaskState.OPEN, TOMORROW, True),
        (TaskState.HELD, TOMORROW, False),
        (TaskState.HELD, TODAY, True),
        (TaskState.HELD, None, True),
        (TaskState.WITH_NPT, TOMORROW, False),
        (TaskState.WITH_NPT, TODAY, False),
        (TaskState.WITH_NPT, YESTERDAY, True),
        (TaskState.WITH_NPT, None, True),
        (TaskState.DONE, None, False),
    ),
)
def test_when_a_task_can_be_worked(state: TaskState, back_on: date | None, can: bool) -> None:
    assert workable(state, back_on, TODAY) is can


def test_what_is_put_aside_stands_last_the_first_to_return_first() -> None:
    tasks = [
        a_task(1, state=TaskState.HELD, back_on=date(2026, 12, 9), red_flag=True),
        a_task(2, state=TaskState.WITH_NPT, back_on=date(2026, 12, 4)),
        a_task(3),
        a_task(4, state=TaskState.HELD, back_on=YESTERDAY, kind=TaskKind.REFERRAL),
    ]
    placed = order_queue(tasks, a_policy(), TODAY)
    assert [(place.task_id, place.aside) for place in placed] == [
        (4, False),
        (3, False),
        (2, True),
        (1, True),
    ]


@pytest.mark.parametrize(
    "state,back_on,said,first",
    (
        (TaskState.HELD, TOMORROW, "The court", "Held until 24 Nov 2026: The court."),
        (TaskState.HELD, TODAY, "The court.", "Back from hold since 23 Nov 2026: The court."),
        (TaskState.WITH_NPT, TODAY, "Who is he?", "With the NPT until 23 Nov 2026: Who is he?"),
        (TaskState.WITH_NPT, YESTERDAY, "", "The NPT's answer was due on 22 Nov 2026."),
    ),
)
def test_where_a_task_is_and_until_when(
    state: TaskState, back_on: date, said: str, first: str
) -> None:
    (place,) = order_queue([a_task(state=state, back_on=back_on, said=said)], a_policy(), TODAY)
    assert place.why[0] == first
    assert len(place.why) > 1, "the lane and the waiting are said as well"


def test_waiting_counts_on_while_a_task_is_put_aside() -> None:
    old = a_task(opened_on=date(2026, 9, 1), state=TaskState.HELD, back_on=TOMORROW)
    (held,) = order_queue([old], a_policy(), TODAY)
    (worked,) = order_queue([a_task(opened_on=date(2026, 9, 1))], a_policy(), TODAY)
    assert held.waiting_days == worked.waiting_days
    assert held.must_look, "what is held is looked at all the same"


drawn = st.builds(
    TaskFacts,
    task_id=st.integers(1, 10_000),
    kind=st.sampled_from(TaskKind),
    risk_level=st.just(a_task().risk_level),
    red_flag=st.booleans(),
    opened_on=st.dates(date(2026, 6, 1), TODAY),
    state=st.sampled_from((TaskState.OPEN, TaskState.HELD, TaskState.WITH_NPT)),
    back_on=st.dates(TODAY - timedelta(days=5), TODAY + timedelta(days=5)),
)


@given(st.lists(drawn, max_size=25, unique_by=lambda task: task.task_id))
def test_putting_tasks_aside_loses_none_and_moves_no_other(tasks: list[TaskFacts]) -> None:
    policy = a_policy()
    placed = order_queue(tasks, policy, TODAY)
    assert sorted(place.task_id for place in placed) == sorted(task.task_id for task in tasks)
    free = [task for task in tasks if workable(task.state, task.back_on, TODAY)]
    alone = order_queue(free, policy, TODAY)
    assert placed[: len(free)] == alone
    assert all(place.aside for place in placed[len(free) :])


def test_a_lock_runs_out_after_the_policys_hours() -> None:
    at = datetime(2026, 11, 23, 22, tzinfo=UTC)
    assert lock_expires_at(at, a_policy(lock_hours=4)) == datetime(2026, 11, 24, 2, tzinfo=UTC)


def test_every_act_can_be_said() -> None:
    for act in TaskAct:
        assert "RSO-0042" in act.of("RSO-0042")
        assert act.words[0].isupper()
    assert TaskAct.TO_NPT.words == "Sent to the NPT"
    assert TaskAct.TO_NPT.of("RSO-0042") == "sent RSO-0042 to the NPT"
