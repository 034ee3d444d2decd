"""What helps an assessor decide: how alike two returns are, and the step policy suggests next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from rsovisit.domain.arms import assessment_due_on
from rsovisit.domain.policy import Policy
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import TaskKind, TaskState, target_days, workable
from rsovisit.domain.visit import Outcome
from rsovisit.domain.why import counted, day_words
from rsovisit.domain.working_days import add_working_days

MOST_WORDS = 1_000
"""How much of a summary is compared; the time needed grows with its square."""


def same_percent(earlier: str, later: str) -> int | None:
    """How much of two summaries is the same words in the same order, 0 to 100, rounded down.

    None where either is empty: there is nothing to compare. Case and spacing do not count.
    """
    # Loaded late: only an open task pays for it.
    from difflib import SequenceMatcher

    first, second = (text.casefold().split()[:MOST_WORDS] for text in (earlier, later))
    if not first or not second:
        return None
    return int(SequenceMatcher(None, first, second, autojunk=False).ratio() * 100)


def repeats(percent: int | None, policy: Policy) -> bool:
    """Whether a return says so much the same as the last one that the assessor is told."""
    return percent is not None and percent >= policy.same_text_percent


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What decides the suggested next step of a task.

    `back_on`: until when it is held or an answer is awaited. `answered`: the NPT's answer is in
    and unread. `outcome` is that of the visit it arose from; `from_on` the day of the change.
    """

    kind: TaskKind
    state: TaskState
    risk_level: RiskLevel
    red_flag: bool
    from_on: date
    back_on: date | None = None
    answered: bool = False
    repeats_last: bool = False
    outcome: Outcome | None = None
    arms_due_on: date | None = None


def next_step(facts: StepFacts, policy: Policy, today: date) -> str:
    """The next step policy suggests, in a sentence or two. Advice: the assessor decides."""
    if facts.state is TaskState.DONE:
        return "Nothing more: this is done."
    if facts.state in (TaskState.HELD, TaskState.WITH_NPT):
        return _put_aside(facts, today)
    if facts.answered:
        return "Read the answer: accept it with what it means for the risk, or ask again."
    answer = add_working_days(today, ask_days(facts.risk_level, policy))
    match facts.kind:
        case TaskKind.REFERRAL:
            days = counted(policy.task_targets.referral, "working day")
            return (
                "Ask children's social care for their reference and decision today: they should "
                f"answer within {days}. Asked to submit is not sent."
            )
        case TaskKind.RETURN_CHECK:
            return _return_step(facts, answer)
        case TaskKind.SIGNIFICANT_CHANGE:
            seen_by = facts.from_on + timedelta(days=policy.change_visit_days[facts.risk_level])
            return (
                f"See the person by {day_words(seen_by)}: ask the NPT what the change means at "
                "the door, and consider a new ARMS assessment."
            )
        case TaskKind.NPT_ENQUIRY:
            return f"Ask again, answer due by {day_words(answer)}, or close it with what is known."
        case TaskKind.ARMS_ASSESSMENT:
            return _assessment_step(facts, policy, today)


def ask_days(level: RiskLevel, policy: Policy) -> int:
    """Working days the NPT are given for an answer unless the assessor says otherwise."""
    return target_days(TaskKind.NPT_ENQUIRY, level, False, policy)


def _put_aside(facts: StepFacts, today: date) -> str:
    back = workable(facts.state, facts.back_on, today)
    if facts.state is TaskState.HELD:
        if back or facts.back_on is None:
            return "The hold is over: take it up again."
        on = day_words(facts.back_on)
        return f"It comes back by itself on {on}; take it up sooner if need be."
    if back or facts.back_on is None:
        return "The answer is late: ask the officer's sergeant, or send it to another officer."
    return f"Wait for the answer, due on {day_words(facts.back_on)}."


def _return_step(facts: StepFacts, answer: date) -> str:
    due = f"answer due by {day_words(answer)}"
    if facts.red_flag:
        return (
            "Read it now: refer where a child may be at risk, and ask the NPT who was seen and "
            f"spoken to, {due}."
        )
    if facts.repeats_last:
        return f"It repeats the last return: ask the NPT what was seen this time, {due}."
    if facts.outcome is not None and not facts.outcome.completes:
        return f"The visit did not complete: accept what was learnt, or ask the NPT, {due}."
    return f"Accept it if every topic is answered; if not, ask the NPT, {due}."


def _assessment_step(facts: StepFacts, policy: Policy, today: date) -> str:
    following = assessment_due_on(facts.risk_level, today, today, policy)
    said, due = "Assess", facts.arms_due_on
    if due is not None and due < today:
        days = counted((today - due).days, "day")
        said = f"Assess now: it was due on {day_words(due)}, {days} ago"
    elif due is not None:
        said = f"Assess by {day_words(due)}"
    return f"{said}. Done today, the next falls due on {day_words(following)}."
