"""The order of the ARMS queue: its lanes, its reserved places, and why each task stands there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from rsovisit.domain.policy import Policy
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import Lane, TaskKind, TaskState, lane_of, target_days, workable
from rsovisit.domain.why import counted, day_words
from rsovisit.domain.working_days import working_days_between

_ROUTINE_REASONS = {
    TaskKind.RETURN_CHECK: "a visit return is to be checked",
    TaskKind.NPT_ENQUIRY: "an enquiry is with the NPT",
    TaskKind.ARMS_ASSESSMENT: "an ARMS assessment falls due",
}


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What orders one outstanding task. `back_on`: see `workable`; `said`: why it was put aside."""

    task_id: int
    kind: TaskKind
    risk_level: RiskLevel
    red_flag: bool
    opened_on: date
    state: TaskState = TaskState.OPEN
    back_on: date | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A task's place in the queue. `waiting_days` and `target_days` are working days.

    `aside`: nobody can work it today, so it stands behind all that can be worked.
    """

    position: int
    task_id: int
    lane: Lane
    waiting_days: int
    target_days: int
    must_look: bool
    reserved: bool
    why: tuple[str, ...]
    aside: bool = False


@dataclass(frozen=True, slots=True)
class _Weighed:
    facts: TaskFacts
    lane: Lane
    waiting: int
    target: int
    aside: bool

    @property
    def lateness(self) -> float:
        return self.waiting / self.target

    def key(self) -> tuple[int, float, date, int]:
        return (self.lane.rank, -self.lateness, self.facts.opened_on, self.facts.task_id)

    def back_on(self) -> date:
        return self.facts.back_on or date.min


def order_queue(
    tasks: Iterable[TaskFacts], policy: Policy, today: date, done_since_routine: int = 0
) -> tuple[Placed, ...]:
    """Every task in the order it should be worked, each with sentences that say why.

    By lane; within a lane by working days waiting over the target for that kind and level;
    ties to the oldest, then the lowest id. One place in every `policy.routine_every` is
    reserved for the oldest task of the routine lane or below, so that none waits for ever.

    `done_since_routine`: tasks finished since the last such one. Without it a queue worked
    from the top would have its reserved place recede for ever: it is the count that brings
    that place to the top. A task waiting longer or against a shorter target never stands
    lower for it; one whose lane is raised may lose a reserved place, nothing else.

    Tasks that nobody can work today (held, or with the NPT in time) come last, the first to
    come back first; their waiting still counts.
    """
    tasks = tuple(tasks)
    opened = {task.opened_on for task in tasks}
    waiting = {day: working_days_between(day, today) for day in opened}
    weighed = sorted(
        (_weigh(task, waiting[task.opened_on], policy, today) for task in tasks), key=_Weighed.key
    )
    placed = _with_reserved_places(
        [task for task in weighed if not task.aside], policy.routine_every, done_since_routine
    )
    aside = sorted((task for task in weighed if task.aside), key=_Weighed.back_on)
    placed += [(task, False) for task in aside]
    return tuple(
        _place(position, task, reserved, policy, today)
        for position, (task, reserved) in enumerate(placed, start=1)
    )


def _weigh(facts: TaskFacts, waiting: int, policy: Policy, today: date) -> _Weighed:
    return _Weighed(
        facts,
        lane_of(facts.kind, facts.red_flag),
        waiting,
        target_days(facts.kind, facts.risk_level, facts.red_flag, policy),
        not workable(facts.state, facts.back_on, today),
    )


def _with_reserved_places(
    weighed: list[_Weighed], every: int, done_since_routine: int
) -> list[tuple[_Weighed, bool]]:
    """The order with each `every`-th place given to the oldest routine task not yet placed."""
    # The sort is stable: tasks opened on one day keep their order.
    routine = sorted(
        (task for task in weighed if task.lane.rank >= Lane.ROUTINE.rank),
        key=lambda task: task.facts.opened_on,
    )
    ahead = min(done_since_routine, every - 1)
    taken: set[int] = set()
    oldest, ordinary = iter(routine), iter(weighed)
    result: list[tuple[_Weighed, bool]] = []
    while len(result) < len(weighed):
        task = None
        if (len(result) + 1 + ahead) % every == 0:
            task = next((task for task in oldest if task.facts.task_id not in taken), None)
        reserved = task is not None
        if task is None:
            task = next(task for task in ordinary if task.facts.task_id not in taken)
        taken.add(task.facts.task_id)
        result.append((task, reserved))
    return result


def _place(position: int, task: _Weighed, reserved: bool, policy: Policy, today: date) -> Placed:
    must_look = task.waiting > policy.must_look_times_target * task.target
    return Placed(
        position,
        task.facts.task_id,
        task.lane,
        task.waiting,
        task.target,
        must_look,
        reserved,
        (*_back(task.facts, today), *_reasons(task, reserved, must_look, policy)),
        task.aside,
    )


def _back(facts: TaskFacts, today: date) -> Iterator[str]:
    """Where a task that was put aside is now, and until when."""
    if facts.back_on is None:
        return
    said = f": {facts.said}" if facts.said else ""
    said += "" if said.endswith((".", "?", "!")) else "."
    on = day_words(facts.back_on)
    back = workable(facts.state, facts.back_on, today)
    if facts.state is TaskState.HELD:
        yield f"Back from hold since {on}{said}" if back else f"Held until {on}{said}"
    elif facts.state is TaskState.WITH_NPT:
        where = "The NPT's answer was due on" if back else "With the NPT until"
        yield f"{where} {on}{said}"


def _reasons(task: _Weighed, reserved: bool, must_look: bool, policy: Policy) -> Iterator[str]:
    yield f"{task.lane.value.capitalize()} lane: {_lane_reason(task)}."
    lateness = f"{task.lateness:.1f}".removesuffix(".0")
    times = f", {lateness} times its target" if task.waiting > task.target else ""
    yield (
        f"Waiting {counted(task.waiting, 'working day')}{times}; the target is "
        f"{counted(task.target, 'working day')} ({task.facts.risk_level.words.lower()} risk)."
    )
    if must_look:
        limit = policy.must_look_times_target
        past = "twice" if limit == 2 else f"{limit} times"
        yield f"Past {past} its target: somebody must look."
    if reserved:
        yield (
            f"One place in every {policy.routine_every} is kept for the oldest routine work: "
            "this is it."
        )


def _lane_reason(task: _Weighed) -> str:
    facts = task.facts
    if facts.kind is TaskKind.REFERRAL:
        return "a referral stays open until a reference and an outcome are held"
    if facts.red_flag:
        return "a red flag is read before anything else"
    if task.lane is Lane.CHANGE:
        return "a significant change comes before routine work"
    return _ROUTINE_REASONS[facts.kind]
