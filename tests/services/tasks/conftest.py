"""A unit with two assessors, a supervisor and neighbourhood officers, on either database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from rsovisit.domain.access import Role
from rsovisit.domain.task import TaskKind
from rsovisit.queries.tasks import TaskDetail, TaskFile, TaskRow
from rsovisit.services.bus import CommandBus
from rsovisit.store.records import TaskEventRecord, TaskRecord
from tests.support.cases import an_officer, open_task, register_case


@dataclass(frozen=True)
class Unit:
    """Everybody's bus over one register. `ann` and `bob` assess, `pat` visits in Peterlee."""

    keeper: CommandBus
    ann: CommandBus
    bob: CommandBus
    sergeant: CommandBus
    pat: CommandBus

    def task(self, kind: TaskKind = TaskKind.RETURN_CHECK, **columns: Any) -> int:
        """A task of Ann's on a case of its own; `case` says something of the case."""
        case_id = columns.pop("case_id", None)
        if case_id is None:
            case_id = register_case(self.keeper, **columns.pop("case", {}))
        return open_task(self.keeper, case_id, kind, **{"assessor": "0911", **columns})

    def row(self, task_id: int) -> TaskRow:
        """The task as Ann sees it now."""
        return self.file(task_id).row

    def file(self, task_id: int) -> TaskFile:
        """The task opened by Ann."""
        return self.ann.ask(TaskDetail(task_id))

    def stored(self, task_id: int) -> dict[str, Any]:
        """Every column of the stored task."""
        with self.keeper.register.work() as work:
            return work.fetch(TaskRecord, task_id).model_dump()

    def events(self, task_id: int) -> list[str]:
        """What was done to the task, oldest first; what was undone in brackets."""
        with self.keeper.register.work() as work:
            rows = work.reader.rows(
                "select id, what, undone from task_event where task_id = :id order by id",
                id=task_id,
            )
            assert all(work.fetch(TaskEventRecord, row[0]).by for row in rows)
        return [f"({what})" if undone else what for _, what, undone in rows]

    def audited(self, task_id: int) -> list[str]:
        """Tags of what was audited of the task, oldest first, consultations left out."""
        with self.keeper.register.work() as work:
            rows = work.reader.rows(
                "select tag from audit_event where subject = :s and kind <> 'CONSULT' order by id",
                s=f"task:{task_id}",
            )
        return [row[0] for row in rows]


@pytest.fixture
def unit(bus: CommandBus, open_bus: Callable[..., CommandBus]) -> Unit:
    """Two assessors, a supervisor and a neighbourhood officer, each at a program of their own."""
    ann = an_officer(bus, "0911", Role.ARMS_OFFICER, area=None)
    bob = an_officer(bus, "0933", Role.ARMS_OFFICER, area=None)
    sergeant = an_officer(bus, "0700", Role.SUPERVISOR, area=None)
    pat = an_officer(bus, "2299")
    return Unit(bus, open_bus(ann), open_bus(bob), open_bus(sergeant), open_bus(pat))
