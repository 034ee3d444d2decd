"""Readers of a whole column at once: most cells cost one look-up, odd ones a careful reading.

A file of 70,000 rows has 1.3 million cells, so nothing here calls a function per cell unless
the cell is new or unusual. A reader lives for one file and remembers what it has seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from rsovisit.domain.training import TrainingKind
from rsovisit.exchange.cells import (
    BLANK,
    BadCell,
    SheetError,
    day_words,
    folded,
    read_day,
    read_text,
    read_time,
    read_whole,
    refuse_sheet_error,
    shown,
)
from rsovisit.exchange.guard import unguarded

Value = str | int | bool | None
"""What a checked cell may be, on its way through the child's pipe."""

HORIZON_YEARS = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that was not taken: its place in the batch and a sentence."""

    index: int
    reason: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A column of a batch: its values (None where at fault), faults, and cells read as empty
    because the sheet shows a formula's error in free text."""

    values: list[Value]
    faults: list[Fault] = field(default_factory=list)
    blanked: list[int] = field(default_factory=list)


class ColumnReader(Protocol):
    """Reads the cells of one column, batch after batch."""

    def read(self, cells: Sequence[str]) -> Checked:
        """Values in the cells' order, with faults where a cell cannot be taken."""
        ...

    def absent(self) -> Value:
        """What every row has when the file has no such column."""
        ...


class TextColumn:
    """Free or short text."""

    def __init__(
        self,
        words: str,
        limit: int,
        *,
        needed: bool = False,
        lines: bool = False,
        key: bool = False,
        without: str = "",
    ) -> None:
        self._words = words
        self._limit = limit
        self._needed = needed
        self._lines = lines
        self._key = key
        self._without = without

    def absent(self) -> Value:
        return None

    def read(self, cells: Sequence[str]) -> Checked:
        joined = "".join(cells)
        plain = joined.isascii() and joined.isprintable() and not self._without
        if plain and "'" not in joined and "#" not in joined:
            values: list[Value] = [cell.strip() or None for cell in cells]
            longest = max(map(len, cells), default=0)
            if longest <= self._limit and not (self._needed and None in values):
                return Checked(values)
        return self._carefully(cells)

    def _carefully(self, cells: Sequence[str]) -> Checked:
        checked = Checked([])
        values = checked.values
        for index, cell in enumerate(cells):
            text = cell.strip(BLANK)
            if (
                text
                and text.isascii()
                and text.isprintable()
                and text[0] not in "'#"
                and len(text) <= self._limit
                and not self._without
            ):
                values.append(text)
            elif type(cell) is SheetError and self._lines and not self._needed:
                if cell.typed:
                    values.append(self._odd(index, cell.typed, checked.faults))
                else:
                    values.append(None)
                    checked.blanked.append(index)
            else:
                values.append(self._odd(index, cell, checked.faults))
        return checked

    def _odd(self, index: int, cell: str, faults: list[Fault]) -> str | None:
        try:
            return self._one(cell)
        except BadCell as bad:
            faults.append(Fault(index, str(bad)))
            return None

    def _one(self, cell: str) -> str | None:
        if type(cell) is SheetError:
            refuse_sheet_error(cell)
        text = read_text(cell, self._limit, lines=self._lines, key=self._key)
        if not text:
            if self._needed:
                raise BadCell(f"The {self._words} is missing: every row needs one.")
            return None
        if any(sign in text for sign in self._without):
            raise BadCell(
                f"{shown(text)} cannot be {with_article(self._words)}: it holds a list separator."
            )
        return text


class _Memo(dict[str, Value]):
    """What each distinct text came to; faults are kept apart."""

    def __init__(self, parse: Callable[[str], Value]) -> None:
        super().__init__()
        self._parse = parse
        self.bad: dict[str, str] = {}

    def __missing__(self, cell: str) -> Value:
        try:
            value = self._parse(cell.strip(BLANK))
        except BadCell as bad:
            value = None
            self.bad[cell] = str(bad)
        self[cell] = value
        return value


class MemoColumn:
    """A column whose cells repeat: each distinct text is read once."""

    def __init__(
        self,
        words: str,
        parse: Callable[[str], Value],
        *,
        needed: bool = False,
        default: Value = None,
    ) -> None:
        self._words = words
        self._needed = needed
        self._default = default
        self._parse = parse
        self._memo = _Memo(self._one)

    def absent(self) -> Value:
        return self._default

    def read(self, cells: Sequence[str]) -> Checked:
        memo = self._memo
        checked = Checked(list(map(memo.__getitem__, cells)))
        if memo.bad:
            bad = memo.bad
            checked.faults.extend(
                Fault(index, bad[cell]) for index, cell in enumerate(cells) if cell in bad
            )
        return checked

    def _one(self, text: str) -> Value:
        if text:
            return self._parse(text)
        if self._needed:
            raise BadCell(f"The {self._words} is missing: every row needs one.")
        return self._default


def choice_column(
    words: str, choices: Sequence[StrEnum], *, needed: bool = False, default: Value = None
) -> MemoColumn:
    """One of a set of coded words, written in any case and with any of space, _ or -."""
    known = {folded(choice.value): choice.value for choice in choices}
    allowed = one_of([choice.value for choice in choices])

    def parse(text: str) -> Value:
        value = known.get(folded(text))
        if value is None:
            refuse_sheet_error(text)
            raise BadCell(f"‘{shown(text)}’ is not {with_article(words)}: write {allowed}.")
        return value

    return MemoColumn(words, parse, needed=needed, default=default)


def day_column(
    words: str, today: date, *, needed: bool = False, future: bool = False
) -> MemoColumn:
    """A day, as ISO text. `future` allows days after `today`, up to 100 years."""
    latest = today.year + HORIZON_YEARS

    def parse(text: str) -> Value:
        day = read_day(text)
        if day > today and not future:
            raise BadCell(
                f"{day_words(day)} is in the future: the {words} cannot be after today, "
                f"{day_words(today)}."
            )
        if day.year > latest:
            raise BadCell(
                f"{day_words(day)} is too far off to be right: leave the cell empty if there "
                "is no end."
            )
        return day.isoformat()

    return MemoColumn(words, parse, needed=needed)


def whole_column(words: str, low: int, high: int, unit: str) -> MemoColumn:
    """A whole number from `low` to `high`."""
    return MemoColumn(words, lambda text: read_whole(text, low, high, unit))


def time_column(words: str) -> MemoColumn:
    """A local time of day as 'HH:MM'; empty text when no time was given."""
    return MemoColumn(words, read_time, default="")


def yes_no_column(words: str) -> MemoColumn:
    """Yes or no; no when empty."""
    answers = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}

    def parse(text: str) -> Value:
        answer = answers.get(text.lower())
        if answer is None:
            refuse_sheet_error(text)
            raise BadCell(f"‘{shown(text)}’ is neither yes nor no.")
        return answer

    return MemoColumn(words, parse, default=False)


def collars_column(words: str, limit: int) -> MemoColumn:
    """Collar numbers with ';' or ',' between, as one text with ';' between."""

    def parse(text: str) -> Value:
        refuse_sheet_error(text)
        collars: list[str] = []
        for part in unguarded(text).replace(",", ";").split(";"):
            collar = read_text(part, limit, lines=False, key=True)
            if collar in collars:
                raise BadCell(f"{shown(collar)} is named twice: name each officer once.")
            if collar:
                collars.append(collar)
        return ";".join(collars)

    return MemoColumn(words, parse, default="")


def training_column(words: str) -> MemoColumn:
    """Certificates as 'kind:day' with ';' between, as one text in that form, days in ISO."""
    known = {folded(kind.value): kind.value for kind in TrainingKind}

    def parse(text: str) -> Value:
        refuse_sheet_error(text)
        held: dict[str, str] = {}
        for part in filter(None, (part.strip(BLANK) for part in text.split(";"))):
            name, colon, day = part.partition(":")
            kind = known.get(folded(name))
            if kind is None or not colon:
                raise BadCell(
                    f"‘{shown(part)}’ is not a training: write {one_of(list(known.values()))}, "
                    "a colon and the last valid day, as in home_visit:2027-03-31."
                )
            if kind in held:
                raise BadCell(f"{kind} is given twice: give the last valid day once.")
            held[kind] = read_day(day.strip(BLANK)).isoformat()
        return ";".join(f"{kind}:{day}" for kind, day in held.items())

    return MemoColumn(words, parse, default="")


def with_article(words: str) -> str:
    """'a role', 'an outcome'."""
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def one_of(words: Sequence[str]) -> str:
    """'a, b or c'."""
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
