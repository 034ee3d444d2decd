"""Every word the window uses for a value, a number, a date or lateness."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from rsovisit.clock import LONDON
from rsovisit.domain.access import Actor, Role
from rsovisit.domain.case import ManagedBy, Status
from rsovisit.domain.due import Bucket, days_overdue
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import Lane, TaskKind, TaskState
from rsovisit.domain.visit import Disclosure, Outcome
from rsovisit.domain.warning import Level, WarningKind
from rsovisit.domain.why import day_words
from ui.theme import SHAPES, Badge, Shape, Tone

PROGRAM = "RSO Visits"
MARKING = "OFFICIAL-SENSITIVE"
HANDLING = "handling: police purposes only"
NOTHING = "—"

_BUCKETS = {
    Bucket.OVERDUE: "Overdue",
    Bucket.DUE_SOON: "Due soon",
    Bucket.LATER: "Later",
    Bucket.PAUSED: "Paused",
}
_MANAGERS = {ManagedBy.NPT: "NPT managed", ManagedBy.PPU: "PPU managed"}
_LANES = {
    Lane.SAFEGUARDING: "Safeguarding",
    Lane.CHANGE: "Change",
    Lane.ROUTINE: "Routine",
    Lane.ADMINISTRATIVE: "Administrative",
}
_STATES = {
    TaskState.OPEN: "Open",
    TaskState.WITH_NPT: "With the NPT",
    TaskState.HELD: "Held",
    TaskState.DONE: "Done",
}
_WARNINGS = {
    WarningKind.VISIT_DUE_SOON: "Visit due soon",
    WarningKind.VISIT_OVERDUE: "Visit overdue",
}
_LEVELS = {
    Level.OFFICER: "Officer",
    Level.SUPERVISOR: "Supervisor",
    Level.INSPECTOR: "Inspector",
    Level.COMMAND: "Command",
}

Labelled = (
    Bucket | ManagedBy | Lane | TaskState | WarningKind | Level
    | RiskLevel | Status | Outcome | Disclosure | TaskKind | Role
)  # fmt: skip
"""Every closed set of values that is shown to a person."""


def label(value: Labelled) -> str:
    """The words for one value of a closed set, capitalised as it stands alone."""
    match value:
        case Bucket():
            return _BUCKETS[value]
        case ManagedBy():
            return _MANAGERS[value]
        case Lane():
            return _LANES[value]
        case TaskState():
            return _STATES[value]
        case WarningKind():
            return _WARNINGS[value]
        case Level():
            return _LEVELS[value]
        case _:
            return value.words


def who(actor: Actor) -> str:
    """A person and what they are here: 'NPT officer, Peterlee'."""
    return ", ".join(part for part in (label(actor.role), actor.area) if part)


def counted(number: int, noun: str, plural: str = "") -> str:
    """'1 case', '2 cases', '1,402 cases', '3 enquiries' with its plural given."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def day(on: date | None) -> str:
    """A date as officers write it, '23 Nov 2026'; a dash where there is none."""
    return NOTHING if on is None else day_words(on)


def short_day(on: date | None, today: date) -> str:
    """A date without its year when that is this year: '23 Nov'."""
    if on is None:
        return NOTHING
    return f"{on.day} {on:%b}" if on.year == today.year else day_words(on)


def clock_time(at: datetime) -> str:
    """An aware instant as London's wall clock: '14:07'."""
    return f"{at.astimezone(LONDON):%H:%M}"


def day_and_time(at: datetime | None) -> str:
    """An aware instant as '23 Nov 2026 14:07' in London; a dash where there is none."""
    if at is None:
        return NOTHING
    return f"{day_words(at.astimezone(LONDON).date())} {clock_time(at)}"


def lateness(
    bucket: Bucket | None, due_on: date | None, today: date, *, escalated_from: int
) -> Badge:
    """How late a visit is, in words with tone and shape.

    `escalated_from` is the policy's days overdue from which the inspector must act: from
    there the tone is the strongest. A bucket of None is a case with no visits to come.
    """
    if bucket is Bucket.PAUSED:
        return Badge("paused", Tone.NEUTRAL, Shape.PAUSE)
    if bucket is None or due_on is None:
        return Badge("no visits due", Tone.NEUTRAL)
    late = days_overdue(due_on, today)
    if late:
        tone = Tone.ESCALATED if late >= escalated_from else Tone.OVERDUE
        return Badge(f"{late:,} d overdue", tone, SHAPES[tone])
    tone = Tone.SOON if bucket is Bucket.DUE_SOON else Tone.GOOD
    ahead = (due_on - today).days
    return Badge("due today" if ahead == 0 else f"due in {ahead:,} d", tone, SHAPES[tone])


class Lean(StrEnum):
    """Which way a date without its year, or a bare weekday, is read."""

    PAST = "past"
    FUTURE = "future"
