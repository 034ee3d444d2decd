"""The three kinds of import file: their columns, their headings, their templates."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rsovisit.domain.access import Role
from rsovisit.domain.case import ManagedBy, Status
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.visit import Outcome
from rsovisit.errors import Invalid
from rsovisit.exchange.cells import BLANK, folded, shown
from rsovisit.exchange.columns import (
    ColumnReader,
    TextColumn,
    choice_column,
    collars_column,
    day_column,
    one_of,
    time_column,
    training_column,
    whole_column,
    yes_no_column,
)

REF_LIMIT = 40
NAME_LIMIT = 120
COLLAR_LIMIT = 20
SENTENCE_LIMIT = 500
TEXT_LIMIT = 10_000
LONGEST_INTERVAL_MONTHS = 24

ROLES = (
    Role.NPT_OFFICER,
    Role.ARMS_OFFICER,
    Role.SUPERVISOR,
    Role.INSPECTOR,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
)
"""Roles a file may give. The keeper and the system are made by the program alone."""


class FileKind(StrEnum):
    """What an import file holds."""

    CASES = "cases"
    VISITS = "visits"
    OFFICERS = "officers"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a kind of file. `reader` makes its reader, given today."""

    name: str
    needed: bool
    reader: Callable[[date], ColumnReader]
    example: str = ""


def _text(
    name: str, limit: int, example: str = "", *, needed: bool = False, lines: bool = False,
    key: bool = False, without: str = "",
) -> Column:  # fmt: skip
    def reader(_today: date) -> ColumnReader:
        words = _in_words(name)
        return TextColumn(words, limit, needed=needed, lines=lines, key=key, without=without)

    return Column(name, needed, reader, example)


def _day(name: str, example: str = "", *, needed: bool = False, future: bool = False) -> Column:
    def reader(today: date) -> ColumnReader:
        return day_column(_in_words(name), today, needed=needed, future=future)

    return Column(name, needed, reader, example)


def _choice(
    name: str, choices: Sequence[StrEnum], example: str, *, needed: bool = False,
    default: StrEnum | None = None,
) -> Column:  # fmt: skip
    def reader(_today: date) -> ColumnReader:
        value = default.value if default else None
        return choice_column(_in_words(name), choices, needed=needed, default=value)

    return Column(name, needed, reader, example)


def _other(name: str, make: Callable[[str], ColumnReader], example: str = "") -> Column:
    return Column(name, False, lambda _today: make(_in_words(name)), example)


def _in_words(name: str) -> str:
    """A column's name as a sentence says it: 'last_visit_on' is 'last visit date'."""
    if name in _WORDS:
        return _WORDS[name]
    words = name.replace("_", " ")
    return words.removesuffix(" on") + " date" if words.endswith(" on") else words


def _interval(words: str) -> ColumnReader:
    return whole_column(words, 1, LONGEST_INTERVAL_MONTHS, "months")


def _crew(words: str) -> ColumnReader:
    return collars_column(words, COLLAR_LIMIT)


_WORDS = {
    "case_ref": "case reference",
    "registered_on": "registration date",
    "last_arms_on": "last ARMS date",
    "visited_on": "visit date",
    "visited_at": "visit time",
    "notification_ends_on": "end of notification",
}

LAYOUTS: dict[FileKind, tuple[Column, ...]] = {
    FileKind.CASES: (
        _text("case_ref", REF_LIMIT, "RSO-0001", needed=True, key=True),
        _text("family_name", NAME_LIMIT, "Example", needed=True),
        _text("given_names", NAME_LIMIT, "Invented"),
        _day("date_of_birth", "31/12/1970"),
        _choice("risk_level", tuple(RiskLevel), "medium", needed=True),
        _choice("status", tuple(Status), "active", default=Status.ACTIVE),
        _choice("managed_by", tuple(ManagedBy), "npt"),
        _text("area", NAME_LIMIT, "Peterlee", needed=True),
        _text("officer", COLLAR_LIMIT, "2000", key=True, without=";,"),
        _day("registered_on", "01/11/2024", needed=True),
        _day("last_visit_on", "14/03/2025"),
        _other("visit_interval_months", _interval, "4"),
        _text("interval_reason", SENTENCE_LIMIT, "agreed in risk management plan", lines=True),
        _day("last_arms_on", "20/01/2025"),
        _day("next_notification_on", "01/11/2027", future=True),
        _day("notification_ends_on", "01/11/2034", future=True),
        _text("national_ref", REF_LIMIT, "N0000001"),
        _text("address", SENTENCE_LIMIT, "1 Invented Row, Peterlee", lines=True),
        _text("notes", TEXT_LIMIT, "Dog at address", lines=True),
    ),
    FileKind.VISITS: (
        _text("case_ref", REF_LIMIT, "RSO-0001", needed=True, key=True),
        _day("visited_on", "14/03/2025", needed=True),
        _other("visited_at", time_column, "18:20"),
        _choice("outcome", tuple(Outcome), "seen-full", needed=True),
        _other("officers", _crew, "2000;2001"),
        _other("announced", yes_no_column, "no"),
        _text("summary", TEXT_LIMIT, "Seen at home, no change reported", lines=True),
    ),
    FileKind.OFFICERS: (
        _text("collar", COLLAR_LIMIT, "2000", needed=True, key=True, without=";,"),
        _text("name", NAME_LIMIT, "Officer 2000", needed=True),
        _choice("role", ROLES, "npt_officer", needed=True),
        _text("area", NAME_LIMIT, "Peterlee"),
        _other("training", training_column, "home_visit:2027-03-31;arms:2027-06-30"),
    ),
}
"""Columns in the order of the template, which is also the order of a line's fields."""


def template(kind: FileKind) -> str:
    """The heading row and one example row, as CSV that imports without a refusal."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(column.name for column in LAYOUTS[kind])
    writer.writerow(column.example for column in LAYOUTS[kind])
    return sheet.getvalue()


@dataclass(frozen=True, slots=True)
class Header:
    """What the heading row says: the kind, and where each known column stands.

    `places` is the cell's index for each column of the layout, None where the file has no
    such column. `unknown` are headings that no column answers to.
    """

    kind: FileKind
    cells: tuple[str, ...]
    places: tuple[int | None, ...]
    unknown: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns the file has, in the layout's order."""
        layout = LAYOUTS[self.kind]
        present = zip(layout, self.places, strict=True)
        return tuple(column.name for column, place in present if place is not None)


def heading(cell: str) -> str:
    """A heading as it is compared: any case, spaces or underscores, a trailing * ignored."""
    return folded(re.sub(r"[*:]+\s*$", "", cell.strip(BLANK)))


def known_headings(cells: Sequence[str]) -> int:
    """How many of the headings belong to the kind they fit best."""
    names = {heading(cell) for cell in cells}
    return max(len(names & {column.name for column in layout}) for layout in LAYOUTS.values())


def recognise(cells: Sequence[str]) -> Header:
    """Tell the kind of a file by its headings. Raises Invalid, naming what is missing."""
    names = [heading(cell) for cell in cells]
    kind = _best_kind(set(names))
    layout = LAYOUTS[kind]
    lacking = [column.name for column in layout if column.needed and column.name not in names]
    if lacking:
        raise Invalid(
            f"This looks like a file of {kind}, but it has no column {_named(lacking)}. "
            f"`rsovisit template {kind}` shows the columns.",
            lacking[0],
        )
    for column in layout:
        if names.count(column.name) > 1:
            raise Invalid(
                f"The heading {column.name} stands over two columns: keep one of them.",
                column.name,
            )
    places = tuple(names.index(column.name) if column.name in names else None for column in layout)
    known = {column.name for column in layout}
    unknown = [cell for cell, name in zip(cells, names, strict=True) if name and name not in known]
    return Header(kind, tuple(cells), places, tuple(dict.fromkeys(map(shown, unknown))))


def _best_kind(names: set[str]) -> FileKind:
    def score(kind: FileKind) -> tuple[bool, int, int]:
        layout = LAYOUTS[kind]
        needed = {column.name for column in layout if column.needed}
        found = names & {column.name for column in layout}
        return needed <= names, len(found), len(needed & names)

    best = max(FileKind, key=score)
    complete, found, _needed = score(best)
    if not complete and found < 2:
        raise Invalid(
            "The first row does not hold the headings of cases, visits or officers. Needed are: "
            + "; ".join(f"for {kind} {_named(_needed_names(kind))}" for kind in FileKind)
            + "."
        )
    return best


def _needed_names(kind: FileKind) -> list[str]:
    return [column.name for column in LAYOUTS[kind] if column.needed]


def _named(names: list[str]) -> str:
    return one_of(names).replace(" or ", " and ")
