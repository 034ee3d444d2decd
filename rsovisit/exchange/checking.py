"""Raw rows into checked columns: every cell, every rule between cells, every repeated key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rsovisit.domain.case import ManagedBy
from rsovisit.domain.risk import RiskLevel
from rsovisit.exchange.cells import day_words, shown
from rsovisit.exchange.columns import ColumnReader, Value
from rsovisit.exchange.layouts import LAYOUTS, FileKind, Header
from rsovisit.exchange.lines import Refusal, RefusedRow
from rsovisit.exchange.sheets import RawRows

NPT_LEVELS = frozenset({RiskLevel.MEDIUM, RiskLevel.LOW})
"""Levels that neighbourhood teams manage unless the file says otherwise."""

_VALUE_SHOWN = 200
_ROWS_NAMED = 10
_KEYS = {
    FileKind.CASES: ("case_ref",),
    FileKind.VISITS: ("case_ref", "visited_on", "visited_at"),
    FileKind.OFFICERS: ("collar",),
}

Columns = dict[str, list[Value]]
Faults = dict[int, list[tuple[str, str]]]
"""Field and sentence, by the row's place in the batch."""


@dataclass(frozen=True, slots=True)
class CheckedRows:
    """The good rows of a batch, column by column in the layout's order, and the refused."""

    numbers: list[int]
    columns: list[list[Value]]
    refusals: list[Refusal] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)


class Checker:
    """Checks one file, batch after batch; remembers its keys and what it met."""

    def __init__(
        self,
        header: Header,
        today: date,
        longest_without_reason: Mapping[RiskLevel, int] | None = None,
    ) -> None:
        self._header = header
        self._width = len(header.cells)
        self._longest = longest_without_reason
        layout = LAYOUTS[header.kind]
        self._readers: list[tuple[str, ColumnReader, int | None]] = [
            (column.name, column.reader(today), place)
            for column, place in zip(layout, header.places, strict=True)
        ]
        self._first_rows: dict[tuple[str, ...], int] = {}
        self._blanked: dict[str, list[int]] = {}

    def check(self, raw: RawRows) -> CheckedRows:
        """Check a batch. Rows come in the order of the sheet."""
        faults: Faults = {}
        columns = self._read_columns(raw, faults)
        if self._header.kind is FileKind.CASES:
            self._fill_team(columns)
            self._check_case_rules(columns, faults)
        self._check_keys(raw.numbers, columns, faults)
        if not faults:
            return CheckedRows(raw.numbers, list(columns.values()))
        return self._sorted_out(raw, columns, faults)

    def notes(self) -> list[str]:
        """What an officer should know of the file beyond its refusals, as sentences."""
        notes = []
        if self._header.unknown:
            names = ", ".join(f"‘{name}’" for name in self._header.unknown)
            notes.append(f"Not read, because no column has this heading: {names}.")
        for name, rows in self._blanked.items():
            named = ", ".join(str(row) for row in rows[:_ROWS_NAMED])
            more = " and more" if len(rows) > _ROWS_NAMED else ""
            notes.append(
                f"The sheet shows a formula's error in {name} (row {named}{more}): read as empty."
            )
        return notes

    def _read_columns(self, raw: RawRows, faults: Faults) -> Columns:
        across = self._across(raw, faults)
        columns: Columns = {}
        for name, reader, place in self._readers:
            if place is None:
                columns[name] = [reader.absent()] * len(raw.rows)
                continue
            checked = reader.read(across[place])
            columns[name] = checked.values
            for fault in checked.faults:
                faults.setdefault(fault.index, []).append((name, fault.reason))
            if checked.blanked:
                rows = self._blanked.setdefault(name, [])
                rows.extend(raw.numbers[index] for index in checked.blanked)
        return columns

    def _across(self, raw: RawRows, faults: Faults) -> Sequence[Sequence[str]]:
        """The cells column by column; short rows end in empty cells, long ones are at fault."""
        width = self._width
        rows = raw.rows
        if not rows:
            return [()] * width
        if any(len(row) != width for row in rows):
            rows = [row if len(row) == width else self._fitted(row) for row in rows]
            for index, row in enumerate(raw.rows):
                if any(row[width:]):
                    reason = (
                        f"The row has {len(row)} cells under {width} headings: text that holds "
                        "the separator must stand in quotation marks."
                    )
                    faults.setdefault(index, []).append(("row", reason))
        return list(zip(*rows, strict=True))

    def _fitted(self, row: list[str]) -> list[str]:
        return row[: self._width] + [""] * (self._width - len(row))

    @staticmethod
    def _fill_team(columns: Columns) -> None:
        teams = columns["managed_by"]
        if None in teams:
            columns["managed_by"] = [
                team or (ManagedBy.NPT.value if level in NPT_LEVELS else ManagedBy.PPU.value)
                for team, level in zip(teams, columns["risk_level"], strict=True)
            ]

    def _check_case_rules(self, columns: Columns, faults: Faults) -> None:
        births = zip(columns["date_of_birth"], columns["registered_on"], strict=True)
        for index, (born, registered) in enumerate(births):
            if born and registered and str(born) >= str(registered):
                reason = (
                    f"The date of birth, {_iso_words(born)}, is not before the "
                    f"registration date, {_iso_words(registered)}."
                )
                faults.setdefault(index, []).append(("date_of_birth", reason))
        if self._longest is not None and any(columns["visit_interval_months"]):
            self._check_intervals(columns, faults, self._longest)

    @staticmethod
    def _check_intervals(
        columns: Columns, faults: Faults, longest: Mapping[RiskLevel, int]
    ) -> None:
        rows = zip(
            columns["visit_interval_months"],
            columns["risk_level"],
            columns["interval_reason"],
            strict=True,
        )
        for index, (months, level, reason) in enumerate(rows):
            if not isinstance(months, int) or not isinstance(level, str) or reason:
                continue
            usual = longest.get(RiskLevel(level))
            if usual is not None and months > usual:
                sentence = (
                    f"{months} months is longer than the {usual} of a {RiskLevel(level).words} "
                    "case: give the interval reason."
                )
                faults.setdefault(index, []).append(("interval_reason", sentence))

    def _check_keys(self, numbers: list[int], columns: Columns, faults: Faults) -> None:
        """Refuse a key seen before in the file, in any case of letters."""
        names = _KEYS[self._header.kind]
        first_rows = self._first_rows
        keys = zip(*(columns[name] for name in names), strict=True)
        for index, (number, key) in enumerate(zip(numbers, keys, strict=True)):
            if None in key:
                continue
            folded = tuple(map(str.casefold, key))
            first = first_rows.setdefault(folded, number)
            if first != number:
                reason = f"{_key_words(key)} is already in row {first}: it can stand there once."
                faults.setdefault(index, []).append((names[0], reason))

    def _sorted_out(self, raw: RawRows, columns: Columns, faults: Faults) -> CheckedRows:
        good = [index for index in range(len(raw.numbers)) if index not in faults]
        refusals: list[Refusal] = []
        refused: list[RefusedRow] = []
        for index in sorted(faults):
            cells = raw.rows[index]
            row = raw.numbers[index]
            refused.append(RefusedRow(row, tuple(cells)))
            refusals.extend(
                Refusal(row, name, self._cell(cells, name), reason)
                for name, reason in faults[index]
            )
        return CheckedRows(
            [raw.numbers[index] for index in good],
            [[values[index] for index in good] for values in columns.values()],
            refusals,
            refused,
        )

    def _cell(self, cells: Sequence[str], name: str) -> str:
        for column, _reader, place in self._readers:
            if column == name and place is not None and place < len(cells):
                return str(cells[place])[:_VALUE_SHOWN]
        return ""


def _iso_words(day: Value) -> str:
    return day_words(date.fromisoformat(str(day)))


def _key_words(key: Sequence[Value]) -> str:
    if len(key) == 1:
        return shown(str(key[0]))
    ref, day, at = key
    return f"{shown(str(ref))} on {_iso_words(day)}" + (f" at {at}" if at else " with no time")
