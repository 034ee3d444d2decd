"""ARMS work that dates ask for: assessments falling due, and held tasks whose day has come."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from rsovisit.domain.audit import AuditTag
from rsovisit.domain.task import TaskAct, TaskKind, TaskState
from rsovisit.domain.why import day_words
from rsovisit.services.act import Act
from rsovisit.services.raising import Cause, raise_tasks
from rsovisit.store.reader import as_date


def raise_owed_assessments(act: Act) -> int:
    """Raise the assessments that are owed and withdraw those no longer owed; how many raised."""
    _withdraw(act)
    reopened = _reopen(act)
    ahead = timedelta(days=act.policy.arms_due_soon_days)
    found = act.work.reader.rows(
        _OWED, until=act.asking.today + ahead, kind=TaskKind.ARMS_ASSESSMENT.value
    )
    causes = []
    for case_id, due, last in found:
        due_on, last_on = as_date(due), as_date(last)
        assert due_on is not None
        causes.append(_cause(case_id, due_on, last_on, min(due_on - ahead, act.asking.today)))
    return reopened + raise_tasks(act, causes)


def _cause(case_id: int, due_on: date, last_on: date | None, opened_on: date) -> Cause:
    said = f"Last done {day_words(last_on)}" if last_on else "Never assessed"
    return Cause(
        f"arms:{case_id}:{due_on}",
        TaskKind.ARMS_ASSESSMENT,
        case_id,
        f"Assessment due {day_words(due_on)}. {said}",
        opened_on,
    )


def _withdraw(act: Act) -> None:
    """Close assessments whose date is no longer the case's, each with the true reason."""
    # Named, not told by what they are not: an index finds them among years of finished ones.
    outstanding = [state.value for state in TaskState if state is not TaskState.DONE]
    rows = act.work.reader.rows(
        _NOT_OWED, kind=TaskKind.ARMS_ASSESSMENT.value, outstanding=outstanding
    )
    closed = [(row[0], row[1], _why_withdrawn(row[2], row[3], row[4])) for row in rows]
    act.work.many(
        _CLOSE,
        [
            {"id": task_id, "today": act.asking.today, "done": TaskState.DONE.value, "why": why}
            for task_id, _, why in closed
        ],
    )
    _remember(act, TaskAct.WITHDRAWN, AuditTag.TASK_ACCEPT, closed)


def _why_withdrawn(opened: Any, last_arms: Any, due: Any) -> str:
    opened_on, last_on, due_on = as_date(opened), as_date(last_arms), as_date(due)
    assert opened_on is not None
    if last_on is not None and last_on >= opened_on:
        return f"An assessment of {day_words(last_on)} is recorded."
    if due_on is None:
        return "No assessment is owed while the case is paused or over."
    return f"The assessment is now due on {day_words(due_on)}."


def _reopen(act: Act) -> int:
    """Open assessments again that were withdrawn and are owed after all; how many.

    A pause that ends, or a level put right, gives a case its old date back: the task of that date
    is there already, closed.
    """
    ahead = timedelta(days=act.policy.arms_due_soon_days)
    rows = act.work.reader.rows(
        _WITHDRAWN,
        until=act.asking.today + ahead,
        kind=TaskKind.ARMS_ASSESSMENT.value,
        done=TaskState.DONE.value,
        withdrawn=TaskAct.WITHDRAWN.value,
    )
    act.work.many(_REOPEN, [{"id": row[0], "open": TaskState.OPEN.value} for row in rows])
    owed = [(row[0], row[1], "The assessment is owed after all.") for row in rows]
    _remember(act, TaskAct.RESUMED, AuditTag.TASK_RESUME, owed)
    return len(owed)


def wake_held(act: Act) -> int:
    """Open held tasks again whose day has come; how many."""
    held = {"held": TaskState.HELD.value, "today": act.asking.today}
    woken = [
        (task_id, case_id, f"Held until {day_words(day)}.")
        for task_id, case_id, until in act.work.reader.rows(_HELD, **held)
        if (day := as_date(until)) is not None
    ]
    act.work.run(_WAKE, open=TaskState.OPEN.value, **held)
    _remember(act, TaskAct.RESUMED, AuditTag.TASK_RESUME, woken)
    return len(woken)


def _remember(act: Act, what: TaskAct, tag: AuditTag, changed: list[tuple[int, int, str]]) -> None:
    """Put the same act into the history and the audit of each (task id, case id, reason)."""
    act.work.many(
        _EVENT,
        [
            {
                "task_id": task_id,
                "on": act.asking.today,
                "at": act.asking.now,
                "what": what.value,
                "by": act.actor.collar,
                "reason": reason,
                "undone": False,
            }
            for task_id, _, reason in changed
        ],
    )
    for task_id, case_id, _ in changed:
        act.note(tag, f"task:{task_id}", case_id, by_date=True)


_OWED = """
    select c.id, c.arms_due_on, c.last_arms_on from case_file c
     where c.arms_due_on <= :until
       and not exists (
           select 1 from task t
            where t.case_id = c.id and t.kind = :kind
              and t.cause = 'arms:' || c.id || ':' || c.arms_due_on)
     order by c.arms_due_on, c.id
"""
_NOT_OWED = """
    select t.id, t.case_id, t.opened_on, c.last_arms_on, c.arms_due_on
      from task t
      join case_file c on c.id = t.case_id
     where t.kind = :kind and t.state in (:outstanding)
       and (c.arms_due_on is null or t.cause <> 'arms:' || c.id || ':' || c.arms_due_on)
     order by t.id
"""
_CLOSE = """
    update task set state = :done, done_on = :today, result = :why, locked_by = null,
                    locked_at = null, version = version + 1
     where id = :id
"""
_WITHDRAWN = """
    select t.id, t.case_id
      from case_file c
      join task t on t.cause = 'arms:' || c.id || ':' || c.arms_due_on
     where c.arms_due_on <= :until and t.kind = :kind and t.state = :done
       and (select e.what from task_event e where e.task_id = t.id order by e.id desc limit 1)
           = :withdrawn
     order by t.id
"""
_REOPEN = """
    update task set state = :open, done_on = null, result = null, version = version + 1
     where id = :id
"""
_HELD = """
    select id, case_id, held_until_on from task
     where state = :held and held_until_on <= :today
     order by id
"""
_WAKE = """
    update task set state = :open, held_until_on = null, hold_reason = null,
                    version = version + 1
     where state = :held and held_until_on <= :today
"""
_EVENT = """
    insert into task_event (task_id, happened_on, happened_at, what, by, reason, undone)
    values (:task_id, :on, :at, :what, :by, :reason, :undone)
"""
