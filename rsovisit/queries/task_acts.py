"""What a person last did on the queue, and whether it can still be undone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, ClassVar

from rsovisit.domain.access import Permission
from rsovisit.domain.task import TaskAct, TaskKind
from rsovisit.domain.why import counted
from rsovisit.queries.query import Asking
from rsovisit.store.reader import Reader


@dataclass(frozen=True, slots=True)
class LastAct:
    """One person's latest act of the day: an event on one task or, reallocated, on several.

    `about` names the tasks; `changed` those of them that somebody has touched since.
    """

    what: TaskAct
    event_ids: tuple[int, ...]
    about: str
    changed: tuple[str, ...]

    @property
    def words(self) -> str:
        """The act in words: 'accepted Return to check, RSO-0042'."""
        return self.what.of(self.about)


def last_act(reader: Reader, asking: Asking) -> LastAct | None:
    """The asker's own latest act of today that has not been undone; None: there is none."""
    params = {"me": asking.actor.collar, "today": asking.today}
    latest = reader.one(_ACTS + " order by e.id desc limit 1", **params)
    if latest is None:
        return None
    rows, batch = [latest], _batch(latest)
    if batch is not None:
        also = reader.rows(_ACTS + " and e.what = :what order by e.id", what=latest[1], **params)
        rows = [row for row in also if _batch(row) == batch]
    names = [f"{TaskKind(row[4]).words}, {row[5]}" for row in rows]
    return LastAct(
        TaskAct(latest[1]),
        tuple(row[0] for row in rows),
        names[0] if len(names) == 1 else counted(len(names), "task"),
        tuple(name for name, row in zip(names, rows, strict=True) if _changed(row)),
    )


def _batch(row: tuple[Any, ...]) -> str | None:
    batch: str | None = json.loads(row[2]).get("batch")
    return batch


def _changed(row: tuple[Any, ...]) -> bool:
    """Every act raises the version by one, so another version is another act."""
    return bool(json.loads(row[2])["version"] + 1 != row[3])


@dataclass(frozen=True)
class LastUndoable:
    """What Undo would take back, in words for its button; None when there is nothing."""

    permission: ClassVar = Permission.TASK_READ

    def run(self, reader: Reader, asking: Asking) -> str | None:
        """The words, such as 'accepted Return to check, RSO-0042'."""
        if not asking.actor.may(Permission.TASK_UNDO):
            return None
        act = last_act(reader, asking)
        return act.words if act is not None and not act.changed else None


_ACTS = """
    select e.id, e.what, e.before, t.version, t.kind, c.case_ref
      from task_event e
      join task t on t.id = e.task_id
      join case_file c on c.id = t.case_id
     where e.by = :me and e.happened_on = :today and e.undone = false and e.before is not null
"""
