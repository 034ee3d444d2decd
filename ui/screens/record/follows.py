"""What recording a visit will do, in words, before it is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rsovisit.domain.due import due_on, is_overdue
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
        tone, lead = _unmoved(before, typed)
    return Follows(tone, lead, " ".join(_raised(before, typed, policy)))


def _completed(before: BeforeRow, typed: Typed, policy: Policy, today: date) -> tuple[Tone, str]:
    last = before.last_visit_on
    if last is not None and typed.visited_on < last:
        stays = f": {day(before.due_on)} stays" if before.due_on else ""
        return Tone.INFO, f"Completes an earlier visit. {day(last)} decides the date{stays}."
    facts = replace(before.facts, last_visit_on=typed.visited_on)
    due = due_on(facts, policy, today)
    if due is None:
        ended = before.facts.notification_ends_on
        why = label(before.status) if before.bucket or ended is None else "notification has ended"
        return Tone.GOOD, f"Completes the visit. No date follows: {why.lower()}."
    if is_overdue(due, today):
        return Tone.OVERDUE, f"Completes that visit: the next was due {day(due)} and is overdue."
    cleared = "" if before.due_on is None or before.due_on >= today else " Nothing is overdue then."
    return Tone.GOOD, f"Completes the visit: next due {day(due)}.{cleared}"


def _unmoved(before: BeforeRow, typed: Typed) -> tuple[Tone, str]:
    failed = typed.outcome.failed_attempt
    if before.due_on is None:
        return Tone.INFO, "Does not complete a visit."
    tone = Tone.OVERDUE if failed else Tone.INFO
    return tone, f"Does not move the due date, {day(before.due_on)}."


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
    if Disclosure.CHILD_CONTACT in typed.disclosures:
        yield "Opens a safeguarding referral until a reference and outcome are held."
    shortfall = crew_shortfall(typed.crew, policy.crew_size) if typed.crew else None
    if shortfall:
        yield "The crew falls short of policy: counted on the overview."


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
