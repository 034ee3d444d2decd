"""The history of tasks: each act with the task as it stood before, and putting that back."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from rsovisit.domain.audit import AuditTag
from rsovisit.domain.task import TaskAct, TaskState
from rsovisit.errors import Invalid, Stale
from rsovisit.queries.task_acts import LastAct, last_act
from rsovisit.services.act import Act
from rsovisit.services.bus import Changes, Done, Topic
from rsovisit.services.commands.task import UndoTask
from rsovisit.services.schedule import recompute
from rsovisit.store.reader import plain
from rsovisit.store.records import CaseEventRecord, CaseRecord, TaskEventRecord, TaskRecord

_COLUMNS = (
    "state",
    "assessor_id",
    "npt_officer_id",
    "asked",
    "answer_due_on",
    "held_until_on",
    "hold_reason",
    "locked_by",
    "locked_at",
    "done_on",
    "result",
)


def before(task: TaskRecord, **more: Any) -> dict[str, Any]:
    """The task as it stands, to be kept with what is now done to it.

    `more` says what else the act changes: `last_arms_on` (the case's, as it was), `enquiry` (the
    task it raises), `batch` (one mark for all tasks moved by one command).
    """
    columns = {column: plain(getattr(task, column)) for column in _COLUMNS}
    return {"version": task.version, "columns": columns} | more


def remember(
    act: Act, task: TaskRecord, what: TaskAct, stood: dict[str, Any] | None, reason: str
) -> TaskEventRecord:
    """Save the task and put the act in its history. `stood` None: it is not to be undone."""
    act.work.add(task)
    assert task.id is not None
    return act.work.add(
        TaskEventRecord(
            task_id=task.id,
            happened_on=act.asking.today,
            happened_at=act.asking.now,
            what=what.value,
            by=act.actor.collar,
            reason=reason or None,
            before=None if stood is None else json.dumps(stood),
        )
    )


def undo_task(act: Act, cmd: UndoTask) -> Done:
    """Take back one's own latest act of today. Raises Invalid, Stale; answers with words for it.

    The undoing is an act of its own in history and audit; what was undone stays there, marked.
    """
    last = last_act(act.work.reader, act.asking)
    if last is None:
        raise Invalid("There is nothing of yours to undo today.")
    if last.changed:
        raise Stale(f"{last.changed[0]}, has been changed since: it can no longer be undone.")
    topics = {Topic.TASKS}
    for event_id in last.event_ids:
        topics |= _undo(act, act.work.fetch(TaskEventRecord, event_id), last)
    return Done(Changes(frozenset(topics)), f"Undid: {last.words}")


def _undo(act: Act, event: TaskEventRecord, last: LastAct) -> set[Topic]:
    task: TaskRecord = act.work.fetch(TaskRecord, event.task_id)
    assert event.before is not None
    stood = json.loads(event.before)
    for column, value in stood["columns"].items():
        setattr(task, column, _restored(column, value))
    event.undone = True
    act.work.add(event)
    remember(act, task, TaskAct.UNDONE, None, last.what.words)
    act.note(
        AuditTag.TASK_UNDO,
        f"task:{task.id}",
        task.case_id,
        undone=last.what.value,
        event=event.id,
    )
    if "enquiry" in stood:
        _withdraw(act, act.work.fetch(TaskRecord, stood["enquiry"]))
    if "last_arms_on" in stood:
        _unassess(act, act.work.fetch(CaseRecord, task.case_id), stood["last_arms_on"])
        return {Topic.CASES, Topic.VISITS}
    return set()


def _restored(column: str, value: Any) -> Any:
    if column == "state":
        return TaskState(value)
    if value is None:
        return None
    if column.endswith("_on"):
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if column.endswith("_at") else value


def _withdraw(act: Act, enquiry: TaskRecord) -> None:
    """Close an enquiry whose sending is undone. It stays in the register, as all that was."""
    if enquiry.state is not TaskState.WITH_NPT or enquiry.version != 1:
        raise Stale("The enquiry has been answered or changed since: it can no longer be undone.")
    enquiry.state = TaskState.DONE
    enquiry.done_on = act.asking.today
    enquiry.result = "Withdrawn: its sending was undone."
    remember(act, enquiry, TaskAct.WITHDRAWN, None, "")
    act.note(AuditTag.TASK_UNDO, f"task:{enquiry.id}", enquiry.case_id, withdrawn=True)


def _unassess(act: Act, case: CaseRecord, last_arms_on: str | None) -> None:
    assert case.id is not None
    if case.last_arms_on != act.asking.today:
        raise Stale(
            f"The last assessment of {case.case_ref} has been changed since: "
            "it can no longer be undone."
        )
    case.last_arms_on = date.fromisoformat(last_arms_on) if last_arms_on else None
    recompute(act.work, case, act.policy)
    act.work.add(
        CaseEventRecord(
            case_id=case.id,
            happened_on=act.asking.today,
            what="arms assessment",
            text="Today's ARMS assessment was taken back.",
            by=act.actor.collar,
        )
    )
