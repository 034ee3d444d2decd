"""The queue as it is asked for: chips, totals, positions, shared work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rsovisit.domain.access import Role
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import Lane, TaskKind, TaskState
from rsovisit.errors import Invalid
from rsovisit.queries.tasks import (
    UNASSIGNED,
    AssessorTotals,
    QueueChip,
    QueueView,
    TaskQueue,
    own_queue,
)
from rsovisit.services.commands.task import AcceptTask, TakeNext, UndoTask
from tests.services.tasks.conftest import Unit
from tests.support.builders import TODAY, a_policy
from tests.support.cases import an_officer, open_task, register_case

a_piece_of_work = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(TaskKind),
        "level": st.sampled_from(RiskLevel),
        "red_flag": st.booleans(),
        "days": st.integers(0, 120),
        "assessor": st.sampled_from(("0911", "0933", None)),
        "state": st.sampled_from(
            (TaskState.OPEN, TaskState.OPEN, TaskState.HELD, TaskState.WITH_NPT, TaskState.DONE)
        ),
        "back": st.integers(-5, 20),
    }
)


def put_in(unit: Unit, work: Sequence[dict[str, Any]], cases: dict[RiskLevel, int]) -> None:
    """Empty the queue and fill it with the work drawn."""
    with unit.keeper.register.work() as unit_of_work:
        unit_of_work.run("delete from task_event")
        unit_of_work.run("delete from task")
        unit_of_work.commit()
    for piece in work:
        state, back = piece["state"], TODAY + timedelta(days=piece["back"])
        open_task(
            unit.keeper,
            cases[piece["level"]],
            piece["kind"],
            opened_on=TODAY - timedelta(days=piece["days"]),
            assessor=piece["assessor"],
            red_flag=piece["red_flag"],
            state=state,
            done_on=TODAY if state is TaskState.DONE else None,
            held_until_on=back if state is TaskState.HELD else None,
            answer_due_on=back if state is TaskState.WITH_NPT else None,
        )


def check(view: QueueView, work: Sequence[dict[str, Any]], whose: tuple[str | None, ...]) -> None:
    outstanding = [p for p in work if p["state"] is not TaskState.DONE and p["assessor"] in whose]
    assert view.outstanding == len(view.rows) == len(outstanding)
    assert view.oldest_days == max((p["days"] for p in outstanding), default=0)
    assert [row.position for row in view.rows] == list(range(1, len(view.rows) + 1))
    aside = [row.aside for row in view.rows]
    assert aside == sorted(aside), "what can be worked stands before what cannot"
    assert all(row.why for row in view.rows)
    every = a_policy().routine_every
    workable = [row for row in view.rows if not row.aside]
    routine = [r for r in workable if r.lane in (Lane.ROUTINE, Lane.ADMINISTRATIVE)]
    for nth, row in enumerate(sorted(routine, key=lambda r: r.opened_on), start=1):
        assert row.position <= every * nth, "routine work waits for a bounded time"


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(work=st.lists(a_piece_of_work, max_size=14))
def test_nothing_is_lost_from_any_total(
    unit: Unit, case_of: dict[RiskLevel, int], work: list[dict[str, Any]]
) -> None:
    put_in(unit, work, case_of)
    for collar, whose in (
        (None, ("0911", "0933", None)),
        ("0911", ("0911", None)),
        (UNASSIGNED, (None,)),
    ):
        view = unit.ann.ask(TaskQueue(collar))
        check(view, work, whose)
        for chip in QueueChip:
            part = unit.ann.ask(TaskQueue(collar, chip))
            assert len(part.rows) == view.counts[chip]
            assert part.rows == tuple(row for row in view.rows if chip.holds(row))
            assert (part.outstanding, part.counts) == (view.outstanding, view.counts)
        assert view.counts[QueueChip.ALL] == view.outstanding
        assert view.counts[QueueChip.MUST_LOOK] == view.must_look
    for total in unit.ann.ask(AssessorTotals()):
        alone = unit.ann.ask(TaskQueue(total.collar, with_unassigned=False))
        assert (alone.outstanding, alone.oldest_days) == (total.outstanding, total.oldest_days)
        assert (alone.in_a_week, alone.out_a_week) == (total.in_a_week, total.out_a_week)


@pytest.fixture
def case_of(unit: Unit) -> dict[RiskLevel, int]:
    """A case of each level."""
    return {level: register_case(unit.keeper, risk_level=level) for level in RiskLevel}


def test_a_queue_worked_from_the_top_reaches_the_routine_work(unit: Unit) -> None:
    old = unit.task(opened_on=date(2026, 9, 1))
    every = a_policy().routine_every
    for _ in range(every + 2):
        unit.task(TaskKind.SIGNIFICANT_CHANGE)
    taken = []
    for _ in range(every):
        task = unit.ann.do(TakeNext()).value
        taken.append(task)
        unit.ann.do(AcceptTask(task, unit.row(task).version, "Seen, no rise in risk."))
        unit.task(TaskKind.SIGNIFICANT_CHANGE)
    assert taken[every - 1] == old, taken


def test_what_was_undone_is_not_counted_as_done(unit: Unit) -> None:
    tasks = [unit.task() for _ in range(4)]
    unit.ann.do(AcceptTask(tasks[0], 1, ""))
    unit.ann.do(AcceptTask(tasks[1], 1, ""))
    unit.ann.do(UndoTask())
    view = unit.ann.ask(TaskQueue("0911"))
    assert (view.outstanding, view.in_a_week, view.out_a_week) == (3, 4 / 8, 1 / 8)


def test_in_and_out_a_week_look_back_eight_weeks(unit: Unit) -> None:
    inside, outside = TODAY - timedelta(days=55), TODAY - timedelta(days=56)
    unit.task(opened_on=inside)
    unit.task(opened_on=outside)
    unit.task(opened_on=outside, done_on=inside)
    unit.task(opened_on=date(2026, 1, 5), done_on=outside)
    view = unit.ann.ask(TaskQueue("0911"))
    assert (view.in_a_week, view.out_a_week) == (1 / 8, 1 / 8)


def test_totals_by_assessor(unit: Unit) -> None:
    an_officer(unit.keeper, "0944", Role.ARMS_OFFICER, area=None, left_on=date(2026, 5, 1))
    an_officer(unit.keeper, "0955", Role.ARMS_OFFICER, area=None, left_on=date(2026, 5, 1))
    unit.task(opened_on=TODAY - timedelta(days=68))
    unit.task()
    unit.task(assessor="0955", opened_on=TODAY - timedelta(days=7))
    unit.task(assessor=None)
    rows = unit.sergeant.ask(AssessorTotals())
    assert [(row.collar, row.outstanding, row.oldest_days, row.left) for row in rows] == [
        ("0911", 2, 68, False),
        ("0955", 1, 7, True),
        ("0933", 0, 0, False),
        (UNASSIGNED, 1, 0, False),
    ]
    assert not any(row.over_ceiling for row in rows)


def test_an_unknown_assessor_has_no_queue(unit: Unit) -> None:
    with pytest.raises(Invalid, match="No officer has the collar number 4040"):
        unit.ann.ask(TaskQueue("4040"))


def test_whose_queue_is_ones_own(unit: Unit) -> None:
    assert own_queue(unit.ann.actor) == "0911"
    assert own_queue(unit.sergeant.actor) is None


def test_every_chip_has_its_words() -> None:
    assert len({chip.words for chip in QueueChip}) == len(QueueChip)
