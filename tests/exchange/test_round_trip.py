"""Whatever the register can hold leaves as a file and comes back the same."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rsovisit.domain.case import ManagedBy, Status
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.training import TrainingKind
from rsovisit.domain.visit import Outcome
from rsovisit.exchange.cells import ERROR_WORDS, BadCell, read_text
from rsovisit.exchange.export import MARKING, write_csv, write_xlsx
from rsovisit.exchange.guard import guarded
from rsovisit.exchange.layouts import ROLES
from rsovisit.exchange.lines import (
    CaseLine,
    Line,
    OfficerLine,
    TrainingHeld,
    VisitLine,
    field_names,
)
from tests.exchange.making import TODAY, read

WHEN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SIGNS = "=+-@'\"\t\n\r,; _x000D_#N/A\u00e9\u0301\u00a0\u200b\U0001f9ea1aZ"


def kept_texts(limit: int, *, lines: bool = False, key: bool = False) -> st.SearchStrategy[str]:
    """Texts as the register holds them: whatever came through the reading of one cell."""

    def taken(text: str) -> str:
        try:
            return read_text(text, limit, lines=lines, key=key)
        except BadCell:
            return ""

    odd = st.text(st.sampled_from(SIGNS), max_size=12)
    any_text = st.text(max_size=12)
    return st.one_of(odd, any_text).map(taken).filter(bool)


def days(first: date = date(1990, 1, 1), last: date = TODAY) -> st.SearchStrategy[str]:
    return st.dates(first, last).map(date.isoformat)


def collars() -> st.SearchStrategy[str]:
    collar = kept_texts(20, key=True)
    return collar.filter(lambda text: not set(text) & set(";,") and text not in ERROR_WORDS)


def cases() -> st.SearchStrategy[CaseLine]:
    return st.builds(
        CaseLine,
        row=st.just(0),
        case_ref=kept_texts(40, key=True),
        family_name=kept_texts(120),
        given_names=st.none() | kept_texts(120),
        date_of_birth=st.none() | days(date(1930, 1, 1), date(1989, 12, 31)),
        risk_level=st.sampled_from(RiskLevel),
        status=st.sampled_from(Status),
        managed_by=st.sampled_from(ManagedBy),
        area=kept_texts(120),
        officer=st.none() | collars(),
        registered_on=days(),
        last_visit_on=st.none() | days(),
        visit_interval_months=st.none() | st.integers(1, 24),
        interval_reason=st.none() | kept_texts(500, lines=True),
        last_arms_on=st.none() | days(),
        next_notification_on=st.none() | days(last=date(2126, 12, 31)),
        notification_ends_on=st.none() | days(last=date(2126, 12, 31)),
        national_ref=st.none() | kept_texts(40),
        address=st.none() | kept_texts(500, lines=True),
        notes=st.none() | kept_texts(10_000, lines=True),
    )


def visits() -> st.SearchStrategy[VisitLine]:
    return st.builds(
        VisitLine,
        row=st.just(0),
        case_ref=kept_texts(40, key=True),
        visited_on=days(),
        visited_at=st.just("") | st.times().map(lambda time: f"{time:%H:%M}"),
        outcome=st.sampled_from(Outcome),
        officers=st.lists(collars(), max_size=3, unique=True).map(tuple),
        announced=st.booleans(),
        summary=st.none() | kept_texts(10_000, lines=True),
    )


def officers() -> st.SearchStrategy[OfficerLine]:
    held = st.dictionaries(st.sampled_from(TrainingKind), days(last=date(2040, 1, 1)))
    return st.builds(
        OfficerLine,
        row=st.just(0),
        collar=collars(),
        name=kept_texts(120),
        role=st.sampled_from(ROLES),
        area=st.none() | kept_texts(120),
        training=held.map(lambda found: tuple(TrainingHeld(*pair) for pair in found.items())),
    )


def key(line: Line) -> object:
    if isinstance(line, VisitLine):
        return line.case_ref.casefold(), line.visited_on, line.visited_at
    return (line.collar if isinstance(line, OfficerLine) else line.case_ref).casefold()


def back(lines: Sequence[Line], write: Callable[..., int], *, real_days: bool) -> list[Line]:
    """The lines exported and imported; `real_days` exports days as dates, not as text."""
    names = field_names(type(lines[0]))[1:]
    rows = []
    for line in lines:
        values = {name: getattr(line, name) for name in names}
        if real_days and not isinstance(line, OfficerLine):
            values |= line.as_dates()
        rows.append(tuple(values.values()))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        write(path, names, rows, MARKING, "1140", WHEN)
        found = read(path.read_bytes())
    assert found.refusals == ()
    assert [line.row for line in found.lines] == list(range(3, 3 + len(lines)))
    return [replace(line, row=0) for line in found.lines]


@pytest.mark.parametrize("write", (write_csv, write_xlsx))
@settings(max_examples=40)
@given(
    lines=st.one_of(
        *(
            st.lists(kind, min_size=1, max_size=4, unique_by=key)
            for kind in (cases(), visits(), officers())
        )
    ),
    real_days=st.booleans(),
)
def test_export_and_import_give_the_same(
    write: Callable[..., int], lines: list[Line], real_days: bool
) -> None:
    assert back(lines, write, real_days=real_days) == lines


@given(st.text(st.sampled_from(SIGNS)) | st.text())
def test_reading_twice_is_reading_once(text: str) -> None:
    try:
        once = read_text(text, 1_000, lines=True, key=False)
    except BadCell:
        return
    assert read_text(guarded(once), 1_000, lines=True, key=False) == once
