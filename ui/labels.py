"""Every word the window uses for a value, a number, a date or lateness; and reading dates back."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta
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
from rsovisit.errors import Invalid
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


_MONTHS = [name.lower() for name in calendar.month_name]
_DAYS = [name.lower() for name in calendar.day_name]
_ISO = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d+))?")
_WORDED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-\s.]*(?:of\s+)?([a-z]+)\.?[-\s,.]*(\d+)?")
_AGO = re.compile(r"(\d{1,4}) days? ago")
_AHEAD = re.compile(r"in (\d{1,4}) days?")
_HOW = "Write a day such as 23/11/2026, 23 Nov or yesterday."


def read_day(text: str, today: date, lean: Lean = Lean.PAST) -> date:
    """A typed British date: '23/11/2026', '23 nov', '2026-11-23', 'yesterday', 'mon'.

    Day before month always. Without a year, the nearest such day the way `lean` says,
    today included. Raises Invalid with a sentence for everything else, two-digit years
    among it.
    """
    words = " ".join(text.lower().replace(",", " ").split())
    if not words:
        raise Invalid(_HOW)
    relative = _relative(words, today, lean)
    if relative is not None:
        return relative
    named, _, rest = words.partition(" ")
    weekday = _from_start(named, _DAYS)
    on = _absolute(rest if weekday is not None and rest else words, today, lean)
    if weekday is not None and on.weekday() != weekday:
        raise Invalid(f"{day_words(on)} is a {on:%A}, not a {_DAYS[weekday].capitalize()}.")
    return on


def _relative(words: str, today: date, lean: Lean) -> date | None:
    steps = {"today": 0, "now": 0, "yesterday": -1, "tomorrow": 1}
    if words in steps:
        return today + timedelta(days=steps[words])
    if found := _AGO.fullmatch(words):
        return today - timedelta(days=int(found[1]))
    if found := _AHEAD.fullmatch(words):
        return today + timedelta(days=int(found[1]))
    first, _, rest = words.partition(" ")
    weekday = _from_start(rest if first in ("last", "next") else words, _DAYS)
    if weekday is None:
        return None
    back = (today.weekday() - weekday) % 7
    if first == "last" or (first != "next" and lean is Lean.PAST):
        return today - timedelta(days=back or (7 if first == "last" else 0))
    return today + timedelta(days=(-back) % 7 or (7 if first == "next" else 0))


def _from_start(word: str, names: list[str]) -> int | None:
    """Where a name stands that begins with at least three letters of `word`."""
    if len(word) < 3:
        return None
    return next((at for at, name in enumerate(names) if name and name.startswith(word)), None)


def _absolute(words: str, today: date, lean: Lean) -> date:
    if found := _ISO.fullmatch(words):
        return _date(int(found[3]), int(found[2]), int(found[1]))
    if found := _NUMBERS.fullmatch(words):
        return _dated(int(found[1]), int(found[2]), found[3], today, lean)
    if found := _WORDED.fullmatch(words):
        month = _from_start(found[2], _MONTHS)
        if month is None:
            raise Invalid(f"There is no month “{found[2]}”. {_HOW}")
        return _dated(int(found[1]), month, found[3], today, lean)
    raise Invalid(f"“{words}” is not a day. {_HOW}")


def _dated(number: int, month: int, year: str | None, today: date, lean: Lean) -> date:
    if year is None:
        return _nearest(number, month, today, lean)
    if len(year) != 4:
        raise Invalid(f"Write the year with four figures, such as {today.year}.")
    return _date(number, month, int(year))


def _nearest(number: int, month: int, today: date, lean: Lean) -> date:
    step = -1 if lean is Lean.PAST else 1
    # Nine years, because 29 February can be eight away.
    for year in range(today.year, today.year + 9 * step, step):
        try:
            on = date(year, month, number)
        except ValueError:
            continue
        if on == today or (on < today) == (lean is Lean.PAST):
            return on
    return _date(number, month, today.year)


def _date(number: int, month: int, year: int) -> date:
    if not 1 <= month <= 12:
        raise Invalid(f"There is no month {month}: write the day, then the month, then the year.")
    if not 1900 <= year <= 2200:
        raise Invalid(f"The year {year} cannot be right.")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= number <= last:
        raise Invalid(f"{calendar.month_name[month]} {year} has {last} days.")
    return date(year, month, number)


_TIME = re.compile(r"(\d{1,2})(?:[:.h ]?(\d{2}))?\s*(am|pm)?")


def read_time(text: str) -> str:
    """A typed time as 'HH:MM': '14:20', '1420', '2.20pm', '9am'. Raises Invalid."""
    words = text.strip().lower().replace("noon", "12pm").replace("midnight", "0:00")
    found = _TIME.fullmatch(words)
    how = "Write a time such as 14:20, 1420 or 2.20pm."
    if not found or (found[2] is None and found[3] is None):
        raise Invalid(how)
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half and not 1 <= hour <= 12:
        raise Invalid(f"There is no {hour}{half}. {how}")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        raise Invalid(f"There is no {hour:02}:{minute:02}. {how}")
    return f"{hour:02}:{minute:02}"
