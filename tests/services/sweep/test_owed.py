"""ARMS work that dates ask for: raised, withdrawn and opened again by the sweep."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rsovisit.domain.access import Role
from rsovisit.domain.task import TaskKind, TaskState
from rsovisit.queries.history import CaseTaskRow, tasks_of
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.warning import RaiseWarnings
from rsovisit.services.schedule import recompute
from rsovisit.store.records import CaseRecord
from tests.support.builders import TODAY
from tests.support.buses import FixedClock
from tests.support.cases import an_officer, open_task, register_case

DUE_SOON = {"last_visit_stated_on": TODAY, "last_arms_on": date(2025, 12, 1)}
"""Medium risk: assessed a year ago, so owed on 1 Dec 2026."""


def sweep(bus: CommandBus) -> int:
    raised: int = bus.do(RaiseWarnings()).value.tasks_raised
    return raised


def tasks(bus: CommandBus, case_id: int) -> tuple[CaseTaskRow, ...]:
    with bus.register.work() as work:
        return tasks_of(work.reader, case_id)


def change(bus: CommandBus, case_id: int, **columns: object) -> None:
    with bus.register.work() as work:
        case = work.fetch(CaseRecord, case_id)
        for column, value in columns.items():
            setattr(case, column, value)
        recompute(work, case, bus.policy())
        work.commit()


def history(bus: CommandBus, task_id: int) -> list[str]:
    with bus.register.work() as work:
        found = work.reader.rows(
            "select what from task_event where task_id = :id order by id", id=task_id
        )
    return [row[0] for row in found]


def test_an_assessment_is_raised_when_it_falls_due_soon(bus: CommandBus, clock: FixedClock) -> None:
    case_id = register_case(bus, **DUE_SOON)
    clock.day = date(2026, 11, 2)
    assert sweep(bus) == 0
    clock.day = date(2026, 11, 3)
    assert sweep(bus) == 1
    assert sweep(bus) == 0
    (task,) = tasks(bus, case_id)
    assert (task.kind, task.opened_on) == (TaskKind.ARMS_ASSESSMENT, date(2026, 11, 3))
    assert task.reason == "Assessment due 1 Dec 2026. Last done 1 Dec 2025"


def test_work_is_dealt_to_whoever_has_least_and_stays_with_them(bus: CommandBus) -> None:
    an_officer(bus, "0911", Role.ARMS_OFFICER)
    an_officer(bus, "0912", Role.ARMS_OFFICER)
    an_officer(bus, "0913", Role.ARMS_OFFICER, left_on=TODAY)
    busy = register_case(bus, last_visit_stated_on=TODAY)
    for _ in range(3):
        open_task(bus, busy, assessor="0911")
    known = register_case(bus, **DUE_SOON)
    open_task(bus, known, assessor="0911", opened_on=date(2026, 1, 5), done_on=date(2026, 1, 6))
    cases = [register_case(bus, **DUE_SOON) for _ in range(4)]
    assert sweep(bus) == 5
    assert tasks(bus, known)[0].assessor == "0911"
    dealt = [tasks(bus, case_id)[0].assessor for case_id in cases]
    assert sorted(filter(None, dealt)) == ["0912"] * 4


def test_work_without_any_assessor_is_raised_all_the_same(bus: CommandBus) -> None:
    case_id = register_case(bus, **DUE_SOON)
    assert sweep(bus) == 1
    assert tasks(bus, case_id)[0].assessor is None


def test_an_assessment_recorded_elsewhere_closes_the_task(bus: CommandBus) -> None:
    case_id = register_case(bus, **DUE_SOON)
    sweep(bus)
    change(bus, case_id, last_arms_on=TODAY)
    assert sweep(bus) == 0
    (task,) = tasks(bus, case_id)
    assert (task.state, task.done_on) == (TaskState.DONE, TODAY)
    assert task.result == "An assessment of 23 Nov 2026 is recorded."
    assert history(bus, task.task_id) == ["withdrawn"]


def test_a_pause_withdraws_the_task_and_its_end_brings_it_back(bus: CommandBus) -> None:
    case_id = register_case(bus, **DUE_SOON)
    sweep(bus)
    change(bus, case_id, status="custody")
    assert sweep(bus) == 0
    (task,) = tasks(bus, case_id)
    assert task.result == "No assessment is owed while the case is paused or over."
    change(bus, case_id, status="active")
    assert sweep(bus) == 1
    (task,) = tasks(bus, case_id)
    assert (task.state, task.done_on, task.result) == (TaskState.OPEN, None, None)
    assert history(bus, task.task_id) == ["withdrawn", "resumed"]
    assert sweep(bus) == 0


def test_a_new_level_moves_the_task_to_the_new_date(bus: CommandBus) -> None:
    case_id = register_case(bus, last_visit_stated_on=TODAY, last_arms_on=date(2025, 11, 30))
    sweep(bus)
    change(bus, case_id, risk_level="high", risk_rank=3)
    assert sweep(bus) == 1
    found = {task.state: task for task in tasks(bus, case_id)}
    assert found[TaskState.DONE].result == "The assessment is now due on 30 May 2026."
    assert found[TaskState.OPEN].opened_on == date(2026, 5, 2)


def test_a_held_task_comes_back_on_its_day(bus: CommandBus, clock: FixedClock) -> None:
    case_id = register_case(bus, last_visit_stated_on=TODAY)
    until = TODAY + timedelta(days=1)
    task_id = open_task(
        bus, case_id, state=TaskState.HELD, held_until_on=until, hold_reason="The court sits."
    )
    sweep(bus)
    assert tasks(bus, case_id)[0].state is TaskState.HELD
    clock.day = until
    sweep(bus)
    (task,) = tasks(bus, case_id)
    assert (task.state, task.held_until_on, task.hold_reason) == (TaskState.OPEN, None, None)
    assert history(bus, task_id) == ["resumed"]


@pytest.mark.parametrize("count", (0, 1, 60))
def test_every_task_raised_is_audited_by_its_number(bus: CommandBus, count: int) -> None:
    for _ in range(count):
        register_case(bus, **DUE_SOON)
    assert sweep(bus) == count
    with bus.register.work() as work:
        found = work.reader.rows(
            "select a.subject, a.case_id from audit_event a where a.tag = 'task:raise'"
        )
        stored = work.reader.rows("select 'task:' || id, case_id from task")
    assert sorted(found) == sorted(stored)
