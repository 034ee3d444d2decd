"""Reads days and times as officers type them; whatever `ui.labels` shows is read back the same."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from rsovisit.domain.why import day_words
from rsovisit.errors import Invalid
from ui.labels import Lean

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
