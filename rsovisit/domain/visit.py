"""What a visit came to: outcomes, disclosures, and what each one moves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from rsovisit.domain.policy import Policy


class Outcome(StrEnum):
    """Visit outcome codes of domain.md section 3."""

    SEEN_FULL = "seen-full"
    SEEN_PARTIAL = "seen-partial"
    SEEN_ELSEWHERE = "seen-elsewhere"
    NO_REPLY = "no-reply"
    OUT = "out"
    ACCESS_REFUSED = "access-refused"
    NOT_RESIDENT = "not-resident"
    CANNOT_VISIT = "cannot-visit"
    REMOTE = "remote"

    @property
    def completes(self) -> bool:
        """Whether the visit counts and moves the next due date. Only seen-full does."""
        return self is Outcome.SEEN_FULL

    @property
    def failed_attempt(self) -> bool:
        """Whether officers went and did not get in: these count towards the two attempts."""
        return self in FAILED_ATTEMPTS

    @property
    def words(self) -> str:
        """The outcome as an officer says it."""
        return _WORDS[self]


FAILED_ATTEMPTS = frozenset(
    {Outcome.NO_REPLY, Outcome.OUT, Outcome.ACCESS_REFUSED, Outcome.NOT_RESIDENT}
)

ELSEWHERE = frozenset({Outcome.SEEN_ELSEWHERE, Outcome.CANNOT_VISIT, Outcome.REMOTE})
"""Outcomes for which nobody need have called at the home."""

_WORDS = {
    Outcome.SEEN_FULL: "Seen at home",
    Outcome.SEEN_PARTIAL: "Seen, doorstep only or topics missing",
    Outcome.SEEN_ELSEWHERE: "Seen elsewhere",
    Outcome.NO_REPLY: "No reply",
    Outcome.OUT: "Out",
    Outcome.ACCESS_REFUSED: "Access refused",
    Outcome.NOT_RESIDENT: "Not living there",
    Outcome.CANNOT_VISIT: "Cannot be visited",
    Outcome.REMOTE: "By telephone or video",
}


class Disclosure(StrEnum):
    """A change that came to light at a visit (domain.md section 5, significant changes)."""

    CHILD_CONTACT = "child-contact"
    NEW_PARTNER = "new-partner"
    MOVE = "move"
    WORK = "work"
    DEVICE = "device"
    HEALTH = "health"
    BREACH = "breach"
    OTHER_CHANGE = "other-change"

    @property
    def red_flag(self) -> bool:
        """Whether the return must be read within one working day."""
        return self in RED_FLAGS

    @property
    def words(self) -> str:
        """The change as a phrase."""
        return _DISCLOSED[self]


RED_FLAGS = frozenset({Disclosure.CHILD_CONTACT, Disclosure.NEW_PARTNER, Disclosure.BREACH})

_DISCLOSED = {
    Disclosure.CHILD_CONTACT: "New contact with a child",
    Disclosure.NEW_PARTNER: "New partner or household member",
    Disclosure.MOVE: "Move, eviction or no fixed abode",
    Disclosure.WORK: "Change of job or volunteering",
    Disclosure.DEVICE: "Undeclared device or online change",
    Disclosure.HEALTH: "Relapse, crisis or loss of support",
    Disclosure.BREACH: "Suspected breach",
    Disclosure.OTHER_CHANGE: "Another significant change",
}


class TimeBand(StrEnum):
    """Parts of the day that visits should vary between."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


def time_band(at: str) -> TimeBand | None:
    """The band of a time 'HH:MM', local; None when no time was recorded."""
    if not at:
        return None
    hour = int(at.partition(":")[0])
    if hour < 12:
        return TimeBand.MORNING
    return TimeBand.AFTERNOON if hour < 17 else TimeBand.EVENING


class PastVisit(NamedTuple):
    """One visit as the pattern rules need it. `at` is 'HH:MM' local or empty."""

    on: date
    at: str
    outcome: Outcome
    announced: bool = False


def repeated_pattern(visits: Sequence[PastVisit]) -> str | None:
    """A sentence when the last three calls at the home shared weekday or weekend and time band.

    `visits` newest first, attempts included. None when they varied or there were fewer
    than three with a time. Source: domain.md section 3, 'Unannounced and varied'.
    """
    last = [visit for visit in visits if visit.at and visit.outcome not in ELSEWHERE][:3]
    if len(last) < 3:
        return None
    bands = {time_band(visit.at) for visit in last}
    weekends = {visit.on.weekday() >= 5 for visit in last}
    if len(bands) > 1 or len(weekends) > 1:
        return None
    band = bands.pop()
    part = "weekend" if weekends.pop() else "weekday"
    return f"The last three visits were all {part} {band}s: choose another time."


def failed_since_completed(visits: Sequence[PastVisit]) -> int:
    """How many failed attempts have followed the last completed visit. `visits` newest first."""
    count = 0
    for visit in visits:
        if visit.outcome.completes:
            break
        count += visit.outcome.failed_attempt
    return count


def late_entry(visited_on: date, recorded_on: date, policy: Policy) -> bool:
    """Whether the record is so late that it needs a reason (more than the policy's days)."""
    return (recorded_on - visited_on).days > policy.late_entry_days
