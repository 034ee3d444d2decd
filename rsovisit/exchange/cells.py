"""One cell of a sheet: its text in, a checked value or a sentence why not."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date

from rsovisit.exchange.guard import unguarded

BLANK = (
    " \t\r\n\u2028\u2029\ufeff\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u202f\u205f\u3000"
)
"""What is trimmed from both ends of a cell: every kind of space, line ends, a byte order mark."""

ERROR_WORDS = frozenset(
    {"#VALUE!", "#REF!", "#NAME?", "#DIV/0!", "#N/A", "#NULL!", "#NUM!", "#GETTING_DATA"}
)
"""What a spreadsheet shows in place of the result of a formula that failed."""

EARLIEST_YEAR = 1900
_SHOWN = 60
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MONTH_NUMBERS = {name.lower(): number for number, name in enumerate(_MONTHS, 1)}
_MONTH_NUMBERS |= {name[:3].lower(): number for number, name in enumerate(_MONTHS, 1)}
_MONTH_NUMBERS["sept"] = 9

_ISO = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
)
_FIGURES = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{1,4})")
_WORDS = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[ -]+([A-Za-z]+)\.?,?[ -]+([0-9]{1,4})")
_MONTH_FIRST = re.compile(r"([A-Za-z]+)\.?[ -]+([0-9]{1,2})(?:st|nd|rd|th)?,?[ -]+([0-9]{4})")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_TIME = re.compile(
    r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[T ])?([0-9]{1,2})[:.]([0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?"
)
_SPACES = re.compile(r"[\s_-]+")
_UNSHOWABLE = frozenset(
    "\ufffe\uffff\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""What no file format keeps, and marks that turn the reading direction of what follows."""


class SheetError(str):
    """The text of a cell whose formula failed, '#VALUE!' and the like.

    `typed`: what was typed there, '=not a formula', where the file still tells.
    """

    typed: str = ""


class BadCell(Exception):
    """A cell cannot be taken; the text is a sentence for an officer."""


def shown(text: str) -> str:
    """The text as a sentence may quote it: on one line and not endless."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def day_words(day: date) -> str:
    """'23 November 2026', whatever the machine's locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def refuse_sheet_error(text: str) -> None:
    """Raise BadCell when the cell shows a spreadsheet's error instead of a value."""
    if text in ERROR_WORDS:
        raise BadCell(f"The sheet shows {text} here: a formula in it failed. Write the value.")


def read_day(text: str) -> date:
    """The day a cell names, day before month. Raises BadCell.

    Takes 2026-12-31, 31/12/2026, 31 Dec 2026 and 1 November 2026; the sheet reader has
    already turned Excel's own dates into the first form.
    """
    if found := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
        return _real_day(text, year, month, day)
    if found := _FIGURES.fullmatch(text):
        _four_figures(text, found[4])
        return _real_day(text, int(found[4]), int(found[3]), int(found[1]))
    if found := _WORDS.fullmatch(text):
        number = _MONTH_NUMBERS.get(found[2].lower())
        if number is None:
            raise BadCell(f"{shown(text)} is not a date: there is no month ‘{shown(found[2])}’.")
        _four_figures(text, found[3])
        return _real_day(text, int(found[3]), number, int(found[1]))
    raise BadCell(_no_date(text))


def _no_date(text: str) -> str:
    refuse_sheet_error(text)
    found = _MONTH_FIRST.fullmatch(text)
    if found and found[1].lower() in _MONTH_NUMBERS:
        return (
            f"{shown(text)} has the month first: the day comes first, "
            f"{found[2]} {found[1]} {found[3]}."
        )
    if _NUMBER.fullmatch(text):
        return (
            f"{shown(text)} is a plain number, not a date: format the cell as a date, "
            "or write 31/12/2026."
        )
    return f"{shown(text)} is not a date: write 31/12/2026, 31 Dec 2026 or 2026-12-31."


def _four_figures(text: str, year: str) -> None:
    if len(year) != 4:
        raise BadCell(f"{shown(text)} does not give the year in full: write all four figures.")


def _real_day(text: str, year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        if 1 <= day <= 12 and month <= 31:
            raise BadCell(
                f"{shown(text)} is not a date: the day comes before the month, "
                f"so write {month:02}/{day:02}/{year:04}."
            )
        raise BadCell(f"{shown(text)} is not a date: there is no month {month}.")
    if year < EARLIEST_YEAR:
        raise BadCell(
            f"{shown(text)} is too long ago: no date before {EARLIEST_YEAR} can be right here."
        )
    length = monthrange(year, month)[1]
    if not 1 <= day <= length:
        raise BadCell(
            f"{shown(text)} is not a date: {_MONTHS[month - 1]} {year} has {length} days."
        )
    return date(year, month, day)


def read_time(text: str) -> str:
    """Local 'HH:MM' of a cell such as 18:20, 9:05 or 18.20. Raises BadCell."""
    found = _TIME.fullmatch(text)
    if not found:
        refuse_sheet_error(text)
        raise BadCell(f"{shown(text)} is not a time: write 18:20.")
    hour, minute = int(found[1]), int(found[2])
    if hour > 23 or minute > 59:
        raise BadCell(f"{shown(text)} is not a time: the day runs from 00:00 to 23:59.")
    return f"{hour:02}:{minute:02}"


def read_whole(text: str, low: int, high: int, unit: str) -> int:
    """A whole number from `low` to `high`, both inclusive. Raises BadCell."""
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        refuse_sheet_error(text)
        raise BadCell(f"{shown(text)} is not a whole number of {unit}: write {low} to {high}.")
    number = int(text)
    if not low <= number <= high:
        raise BadCell(f"{number} {unit} is out of range: write {low} to {high}.")
    return number


def folded(text: str) -> str:
    """A coded word as it is compared: any case, spaces, underscores and hyphens alike."""
    return _SPACES.sub("_", text.strip(BLANK)).strip("_").lower()


def read_text(cell: str, limit: int, *, lines: bool, key: bool) -> str:
    """Free text as it will be kept; an export's leading quote is taken off. Raises BadCell.

    `lines` allows line breaks and tabs; `key` refuses what cannot be seen, because two keys
    that look alike must be alike. Empty text comes back empty.
    """
    text = unguarded(cell.strip(BLANK))
    if not text.isprintable():
        text = _plain(text, lines=lines)
        if key and not text.isprintable():
            raise BadCell(f"{shown(text)} holds a hidden character: type it again.")
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if len(text) > limit:
        raise BadCell(f"The text is {len(text):,} characters long: the most kept is {limit:,}.")
    return text


def _plain(text: str, *, lines: bool) -> str:
    """Line ends and odd spaces made plain. Raises BadCell for control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n")
    if not lines and ("\n" in text or "\t" in text):
        raise BadCell(f"{shown(text)} runs over more than one line: put it on one.")
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text
    made = []
    for sign in text:
        category = unicodedata.category(sign)
        if (category == "Cc" and sign not in "\n\t") or category == "Cs" or sign in _UNSHOWABLE:
            raise BadCell(
                f"The text holds a control character (U+{ord(sign):04X}) that cannot be shown: "
                "take it out."
            )
        made.append(" " if category == "Zs" else sign)
    return "".join(made)
