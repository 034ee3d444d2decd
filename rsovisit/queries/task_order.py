"""Tasks as rows, and the order of an assessor's queue: one definition for list, Next and totals."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from rsovisit.domain.access import Actor, Role
from rsovisit.domain.queue import Placed, TaskFacts, order_queue
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import Lane, TaskAct, TaskKind, TaskState, lane_of, lock_expires_at
from rsovisit.domain.why import day_words
from rsovisit.queries.query import Asking
from rsovisit.queries.scope import scope_clause
from rsovisit.queries.visits import full_name
from rsovisit.store.reader import Reader, as_date, as_instant

UNASSIGNED = ""
"""In place of an assessor's collar: the tasks that nobody has been given."""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task on the ARMS queue. Officers by collar; `waiting_days` and `target_days` working days.

    `position` is its place in the whole queue, 0 once done. `aside`: nobody can work it today.
    `answered`: the NPT's answer is in and not yet decided on. `locked_by`: who holds it now, and
    `locked_at` since when (UTC); both None once the lock has run out.
    """

    position: int
    task_id: int
    version: int
    kind: TaskKind
    lane: Lane
    case_id: int
    case_ref: str
    name: str
    risk_level: RiskLevel
    assessor: str | None
    state: TaskState
    red_flag: bool
    reason: str
    opened_on: date
    waiting_days: int
    target_days: int
    must_look: bool
    reserved: bool
    why: tuple[str, ...]
    aside: bool
    answered: bool
    locked_by: str | None
    locked_at: datetime | None
    held_until_on: date | None
    hold_reason: str | None
    npt_officer: str | None
    asked: str | None
    answer_due_on: date | None
    visit_id: int | None


def own_queue(actor: Actor) -> str | None:
    """Whose queue a person works: an assessor their own, anyone else everybody's (None)."""
    return actor.collar if actor.role is Role.ARMS_OFFICER else None


def queue_order(
    reader: Reader, asking: Asking, assessor: str | None, *, with_unassigned: bool = True
) -> tuple[TaskRow, ...]:
    """Every outstanding task of an assessor in its order; None: of everybody, in one order.

    With an assessor's own tasks stand those that nobody has been given, unless
    `with_unassigned` is false; `UNASSIGNED` for the assessor gives those alone.
    """
    scope, params = scope_clause(asking.actor)
    whose, whose_params = assessor_clause(assessor, with_unassigned=with_unassigned)
    rows = reader.rows(
        _SELECT + " where t.state <> :done and " + scope + whose,
        done=TaskState.DONE.value,
        **params,
        **whose_params,
    )
    found = {row[0]: _Found(*row) for row in rows}
    facts = {task_id: _facts(task) for task_id, task in found.items()}
    done = _done_since_routine(reader, asking, assessor)
    placed = order_queue(facts.values(), asking.policy, asking.today, done)
    return tuple(_row(found[at.task_id], facts[at.task_id], at, asking) for at in placed)


def one_task(reader: Reader, asking: Asking, task_id: int) -> TaskRow | None:
    """A task in its place in its assessor's queue, or in none once it is done; None: not found."""
    scope, params = scope_clause(asking.actor)
    row = reader.one(_SELECT + " where t.id = :id and " + scope, id=task_id, **params)
    if row is None:
        return None
    found = _Found(*row)
    if found.state != TaskState.DONE:
        queue = queue_order(reader, asking, found.assessor or UNASSIGNED)
        return next((task for task in queue if task.task_id == task_id), None)
    facts = _facts(found)
    done_on = as_date(found.done_on)
    at = order_queue([facts], asking.policy, done_on or asking.today)[0]
    why = (f"Done on {day_words(done_on)}.",) if done_on else ("Done.",)
    return _row(found, facts, replace(at, position=0, must_look=False, why=why), asking)


def assessor_clause(
    assessor: str | None, *, with_unassigned: bool = True
) -> tuple[str, dict[str, Any]]:
    """A further condition on the alias `t` of `task`: whose tasks; empty for everybody's."""
    if assessor is None:
        return "", {}
    if assessor == UNASSIGNED:
        return " and t.assessor_id is null", {}
    own = "t.assessor_id = (select id from staff where collar = :assessor)"
    shared = " or t.assessor_id is null" if with_unassigned else ""
    return f" and ({own}{shared})", {"assessor": assessor}


class _Found(NamedTuple):
    """One row of `_SELECT`, as the driver gives it."""

    task_id: int
    version: int
    kind: str
    case_id: int
    case_ref: str
    given_names: str | None
    family_name: str
    risk_level: str
    assessor: str | None
    state: str
    red_flag: Any
    reason: str
    opened_on: Any
    held_until_on: Any
    hold_reason: str | None
    npt_officer: str | None
    asked: str | None
    answer_due_on: Any
    locked_by: str | None
    locked_at: Any
    visit_id: int | None
    done_on: Any


def _facts(found: _Found) -> TaskFacts:
    state = TaskState(found.state)
    back_on, said = None, None
    if state is TaskState.HELD:
        back_on, said = as_date(found.held_until_on), found.hold_reason
    elif state is TaskState.WITH_NPT:
        back_on, said = as_date(found.answer_due_on), found.asked
    opened_on = as_date(found.opened_on)
    assert opened_on is not None
    return TaskFacts(
        task_id=found.task_id,
        kind=TaskKind(found.kind),
        risk_level=RiskLevel(found.risk_level),
        red_flag=bool(found.red_flag),
        opened_on=opened_on,
        state=state,
        back_on=back_on,
        said=said or "",
    )


def _row(found: _Found, facts: TaskFacts, at: Placed, asking: Asking) -> TaskRow:
    answered = facts.state is TaskState.OPEN and found.npt_officer is not None
    held = _holds(found, asking)
    return TaskRow(
        position=at.position,
        task_id=found.task_id,
        version=found.version,
        kind=facts.kind,
        lane=at.lane,
        case_id=found.case_id,
        case_ref=found.case_ref,
        name=full_name(found.given_names, found.family_name),
        risk_level=facts.risk_level,
        assessor=found.assessor,
        state=facts.state,
        red_flag=facts.red_flag,
        reason=found.reason,
        opened_on=facts.opened_on,
        waiting_days=at.waiting_days,
        target_days=at.target_days,
        must_look=at.must_look,
        reserved=at.reserved,
        why=("The NPT has answered: read it.", *at.why) if answered else at.why,
        aside=at.aside,
        answered=answered,
        locked_by=found.locked_by if held else None,
        locked_at=as_instant(found.locked_at) if held else None,
        held_until_on=as_date(found.held_until_on),
        hold_reason=found.hold_reason,
        npt_officer=found.npt_officer,
        asked=found.asked,
        answer_due_on=as_date(found.answer_due_on),
        visit_id=found.visit_id,
    )


def _holds(found: _Found, asking: Asking) -> bool:
    locked_at = as_instant(found.locked_at)
    return locked_at is not None and asking.now < lock_expires_at(locked_at, asking.policy)


def _done_since_routine(reader: Reader, asking: Asking, assessor: str | None) -> int:
    """How many tasks were finished since the last one of the routine lane or below.

    Read from what was decided, newest first. More than the policy's `routine_every` make no
    difference, so only a few are read; a task sent out before it was closed counts once.
    """
    whose, params = assessor_clause(assessor)
    decided = reader.rows(
        _FINISHED + whose + " order by e.id desc limit :most",
        accepted=TaskAct.ACCEPTED.value,
        to_npt=TaskAct.TO_NPT.value,
        done=TaskState.DONE.value,
        most=2 * asking.policy.routine_every,
        **params,
    )
    finished: set[int] = set()
    for task_id, kind, red_flag in decided:
        if lane_of(TaskKind(kind), bool(red_flag)).rank >= Lane.ROUTINE.rank:
            break
        finished.add(task_id)
    return len(finished)


_SELECT = """
    select t.id, t.version, t.kind, t.case_id, c.case_ref, i.given_names, i.family_name,
           c.risk_level, a.collar, t.state, t.red_flag, t.reason, t.opened_on, t.held_until_on,
           t.hold_reason, n.collar, t.asked, t.answer_due_on, t.locked_by, t.locked_at,
           t.visit_id, t.done_on
      from task t
      join case_file c on c.id = t.case_id
      join identity i on i.case_id = c.id
      left join staff a on a.id = t.assessor_id
      left join staff n on n.id = t.npt_officer_id
"""
_FINISHED = """
    select t.id, t.kind, t.red_flag
      from task_event e
      join task t on t.id = e.task_id
     where e.what in (:accepted, :to_npt) and e.undone = false and t.state = :done
"""
