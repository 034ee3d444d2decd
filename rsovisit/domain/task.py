"""ARMS work: kinds, lanes, states and targets; `domain.queue` puts it in order."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from rsovisit.domain.policy import Policy
from rsovisit.domain.risk import RiskLevel


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
