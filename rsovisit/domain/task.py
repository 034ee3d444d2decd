"""ARMS work: kinds, lanes, targets, and the order of the queue with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from rsovisit.domain.policy import Policy
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.why import counted, day_words
from rsovisit.domain.working_days import working_days_between


class TaskKind(StrEnum):
    """What the work is."""

    RETURN_CHECK = "return_check"
    SIGNIFICANT_CHANGE = "significant_change"
    NPT_ENQUIRY = "npt_enquiry"
    ARMS_ASSESSMENT = "arms_assessment"
    REFERRAL = "referral"

    @property
    def words(self) -> str:
        """The kind as a heading."""
        return _WORDS[self]


class Lane(StrEnum):
    """How urgent the work is by its nature, most urgent first."""

    SAFEGUARDING = "safeguarding"
    CHANGE = "change"
    ROUTINE = "routine"
    ADMINISTRATIVE = "administrative"

    @property
    def rank(self) -> int:
        """0 for the lane that comes first."""
        return list(Lane).index(self)


class TaskState(StrEnum):
    """Where a task stands. All but DONE count as outstanding."""

    OPEN = "open"
    WITH_NPT = "with_npt"
    HELD = "held"
    DONE = "done"


class TaskAct(StrEnum):
    """What somebody did to a task, as its history keeps it."""

    ACCEPTED = "accepted"
    TO_NPT = "to_npt"
    ANSWERED = "answered"
    HELD = "held"
    RESUMED = "resumed"
    REALLOCATED = "reallocated"
    RAISED = "raised"
    UNDONE = "undone"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> str:
        """The act alone: 'Sent to the NPT'."""
        said = " ".join(_ACTS[self].format("").split())
        return said[0].upper() + said[1:]

    def of(self, task: str) -> str:
        """The act done to a task, in the middle of a sentence: 'sent RSO-0042 to the NPT'."""
        return _ACTS[self].format(task)


_ACTS = {
    TaskAct.ACCEPTED: "accepted {}",
    TaskAct.TO_NPT: "sent {} to the NPT",
    TaskAct.ANSWERED: "answered {}",
    TaskAct.HELD: "held {}",
    TaskAct.RESUMED: "took up {} again",
    TaskAct.REALLOCATED: "reallocated {}",
    TaskAct.RAISED: "raised {}",
    TaskAct.UNDONE: "undid {}",
    TaskAct.WITHDRAWN: "withdrew {}",
}
_WORDS = {
    TaskKind.RETURN_CHECK: "Return to check",
    TaskKind.SIGNIFICANT_CHANGE: "Significant change",
    TaskKind.NPT_ENQUIRY: "Enquiry with the NPT",
    TaskKind.ARMS_ASSESSMENT: "ARMS assessment",
    TaskKind.REFERRAL: "Referral unconfirmed",
}
_ROUTINE_REASONS = {
    TaskKind.RETURN_CHECK: "a visit return is to be checked",
    TaskKind.NPT_ENQUIRY: "an enquiry is with the NPT",
    TaskKind.ARMS_ASSESSMENT: "an ARMS assessment falls due",
}


def lane_of(kind: TaskKind, red_flag: bool) -> Lane:
    """The lane a task belongs in. Rules only ever raise a lane (a red flag does)."""
    if kind is TaskKind.REFERRAL or red_flag:
        return Lane.SAFEGUARDING
    if kind is TaskKind.SIGNIFICANT_CHANGE:
        return Lane.CHANGE
    return Lane.ROUTINE


def target_days(kind: TaskKind, level: RiskLevel, red_flag: bool, policy: Policy) -> int:
    """Working days within which the task should be done, at least 1."""
    targets = policy.task_targets
    match kind:
        case TaskKind.RETURN_CHECK:
            return targets.return_check_red_flag if red_flag else targets.return_check[level]
        case TaskKind.SIGNIFICANT_CHANGE:
            return targets.significant_change[level]
        case TaskKind.NPT_ENQUIRY:
            return targets.npt_enquiry[level]
        case TaskKind.ARMS_ASSESSMENT:
            return targets.arms_assessment[level]
        case TaskKind.REFERRAL:
            return targets.referral


def lock_expires_at(locked_at: datetime, policy: Policy) -> datetime:
    """The instant from which an assessor's lock on a task no longer binds anybody."""
    return locked_at + timedelta(hours=policy.lock_hours)


def workable(state: TaskState, back_on: date | None, today: date) -> bool:
    """Whether an assessor can take the task up today.

    `back_on`: the date a held task is held until, or an answer is due on. A held task is back on
    that day, an enquiry the day after it; without a date either is back at once, so that nothing
    can be put aside for good.
    """
    match state:
        case TaskState.OPEN:
            return True
        case TaskState.DONE:
            return False
        case TaskState.HELD:
            return back_on is None or back_on <= today
        case TaskState.WITH_NPT:
            return back_on is None or back_on < today


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
    times = f", {task.lateness:.1f} times its target" if task.waiting > task.target else ""
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
