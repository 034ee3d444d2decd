"""What recording a visit will do, in words, before it is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rsovisit.domain.case import Status
from rsovisit.domain.due import after_change, due_on, is_overdue
from rsovisit.domain.policy import Policy
from rsovisit.domain.task import TaskKind, target_days
from rsovisit.domain.training import crew_shortfall
from rsovisit.domain.visit import Disclosure, Outcome, PastVisit, failed_since_completed
from rsovisit.queries.before import BeforeRow, past
from ui.labels import counted, day, label
from ui.theme import Tone

_ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth")
_SEEN = (Outcome.SEEN_FULL, Outcome.SEEN_PARTIAL, Outcome.SEEN_ELSEWHERE)
_UNABLE = {
    Outcome.ACCESS_REFUSED: "Counts towards a warrant",
    Outcome.NOT_RESIDENT: "Whereabouts are to be established",
    Outcome.CANNOT_VISIT: "The status is to be confirmed",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """As much of a visit as what follows from it depends on. `crew`: trained or not, each."""

    outcome: Outcome
    visited_on: date
    visited_at: str = ""
    crew: Sequence[bool] = ()
    disclosures: Sequence[Disclosure] = ()


@dataclass(frozen=True, slots=True)
class Follows:
    """A tone, what happens to the date, and what is raised."""

    tone: Tone
    lead: str
    text: str


def follows(before: BeforeRow, typed: Typed, policy: Policy, today: date) -> Follows:
    """What recording it will do to the due date, and what it will raise."""
    if typed.outcome.completes:
        tone, lead = _completed(before, typed, policy, today)
    else:
        tone, lead = _unmoved(before, typed, policy, today)
    clears = ["Clears the overdue warning."] if tone is Tone.GOOD and before.days_overdue else []
    return Follows(tone, lead, " ".join([*clears, *_raised(before, typed, policy)]))


def _completed(before: BeforeRow, typed: Typed, policy: Policy, today: date) -> tuple[Tone, str]:
    last, due = before.last_visit_on, _due_after(before, typed, policy, today)
    if last is not None and typed.visited_on < last:
        return Tone.INFO, f"Completes an earlier visit. {_stands(before, due)}"
    if due is None:
        ended = before.facts.notification_ends_on
        why = label(before.status) if before.bucket or ended is None else "notification has ended"
        return Tone.GOOD, f"Completes the visit. No date follows: {why.lower()}."
    if is_overdue(due, today):
        return Tone.OVERDUE, f"Completes that visit: the next was due {day(due)} and is overdue."
    unchanged = _due_after(before, replace(typed, disclosures=()), policy, today)
    forward = ", brought forward by the change" if due != unchanged else ""
    return Tone.GOOD, f"Completes the visit: next due {day(due)}{forward}."


def _unmoved(before: BeforeRow, typed: Typed, policy: Policy, today: date) -> tuple[Tone, str]:
    due = _due_after(before, typed, policy, today)
    tone = Tone.OVERDUE if typed.outcome.failed_attempt and due is not None else Tone.INFO
    return tone, f"Does not complete a visit. {_stands(before, due)}".strip()


def _stands(before: BeforeRow, due: date | None) -> str:
    if due is None:
        return ""
    if due != before.due_on:
        return f"The change brings the date forward: due {day(due)}."
    return f"The due date, {day(due)}, does not move."


def _due_after(before: BeforeRow, typed: Typed, policy: Policy, today: date) -> date | None:
    """The due date once it is recorded, with the visit that a disclosed change asks for."""
    facts, last = before.facts, before.last_visit_on
    if typed.outcome.completes and (last is None or last < typed.visited_on):
        last = typed.visited_on
    facts = replace(facts, last_visit_on=last)
    if typed.disclosures:
        facts = after_change(facts, typed.visited_on, policy)
    return due_on(facts, policy, today)


def _raised(before: BeforeRow, typed: Typed, policy: Policy) -> Iterator[str]:
    red = any(disclosure.red_flag for disclosure in typed.disclosures)
    level = before.risk_level
    if typed.outcome in _SEEN:
        days = target_days(TaskKind.RETURN_CHECK, level, red, policy)
        yield f"The return is to be checked within {counted(days, 'working day')}."
    yield from _attempt(before, typed, policy)
    if typed.disclosures:
        days = target_days(TaskKind.SIGNIFICANT_CHANGE, level, red, policy)
        what = counted(len(typed.disclosures), "significant change")
        yield f"Raises {what} for the ARMS officer, {counted(days, 'working day')}."
    if before.status is Status.REACTIVE and _asks_for_a_look(before, typed, policy):
        yield "Ends reactive management: visits start again."
    if Disclosure.CHILD_CONTACT in typed.disclosures:
        yield "Opens a safeguarding referral until a reference and outcome are held."
    shortfall = crew_shortfall(typed.crew, policy.crew_size) if typed.crew else None
    if shortfall:
        yield "The crew falls short of policy: counted on the overview."


def _asks_for_a_look(before: BeforeRow, typed: Typed, policy: Policy) -> bool:
    """Whether a significant change is raised that is not only a matter of the status."""
    if typed.disclosures or typed.outcome in (Outcome.ACCESS_REFUSED, Outcome.NOT_RESIDENT):
        return True
    return typed.outcome.failed_attempt and _count(before, typed) >= policy.attempts_before_decision


def _attempt(before: BeforeRow, typed: Typed, policy: Policy) -> Iterator[str]:
    said = _UNABLE.get(typed.outcome)
    if said is not None:
        yield f"{said}: raises a significant change for the ARMS officer."
    if not typed.outcome.failed_attempt:
        return
    count = _count(before, typed)
    if not count:
        yield "Kept in the history: a visit completed later stands after it."
        return
    ordinal = _ORDINALS[count - 1] if count <= len(_ORDINALS) else f"{count}th"
    retry = typed.visited_on + timedelta(days=policy.retry_days[before.risk_level])
    if said is not None or before.decision_asked:
        asked = ": a decision has been asked for" if before.decision_asked else ""
        yield f"{ordinal} failed attempt since the last visit{asked}."
    elif count >= policy.attempts_before_decision:
        yield f"{ordinal} failed attempt: raises a significant change for the ARMS officer."
    else:
        yield f"{ordinal} failed attempt: try again at another time of day by {day(retry)}."


def _count(before: BeforeRow, typed: Typed) -> int:
    """Failed attempts since the last completed visit with this one; 0 when this one is older."""
    last = before.last_visit_on
    if last is not None and typed.visited_on < last:
        return 0
    this = PastVisit(typed.visited_on, typed.visited_at, typed.outcome)
    earlier = [past(attempt) for attempt in before.attempts]
    return failed_since_completed([this, *earlier])
