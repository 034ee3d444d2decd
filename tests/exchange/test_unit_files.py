"""The unit's own files, read as an officer would read them: through the child."""

from __future__ import annotations

import pytest

from rsovisit.domain.case import Status
from rsovisit.domain.risk import RiskLevel
from rsovisit.exchange.layouts import FileKind
from rsovisit.exchange.lines import CaseLine, OfficerLine, VisitLine
from rsovisit.exchange.reading import read_file, stream_file
from tests.exchange.making import TODAY, UNIT


def test_register_is_read_whole() -> None:
    read = read_file(UNIT / "unit-register.xlsx", TODAY)

    assert (read.kind, read.read, read.refusals) == (FileKind.CASES, 1400, ())
    first, second, third = read.lines[:3]
    assert isinstance(first, CaseLine)
    assert isinstance(second, CaseLine)
    assert isinstance(third, CaseLine)
    # A real date, day-first text, and a date in words.
    assert (first.row, first.registered_on) == (2, "2017-08-11")
    assert second.registered_on == "2025-06-12"
    assert third.registered_on == "2024-04-17"
    assert third.notes == "=not a formula"
    assert {line.notes for line in read.lines if isinstance(line, CaseLine)} == {
        None,
        "=not a formula",
        "Line one\nline two",
        "Dog at address",
        "Café job ended",
        'Prefers, by his account, "mornings"',
    }


def test_visits_are_read_from_windows_1252() -> None:
    read = read_file(UNIT / "unit-visits.csv", TODAY)

    assert (read.kind, read.read, read.refusals, read.notes) == (FileKind.VISITS, 12_236, (), ())
    first = read.lines[0]
    assert isinstance(first, VisitLine)
    assert (first.visited_on, first.visited_at, first.officers) == (
        "2017-08-20",
        "18:20",
        ("2038", "2037"),
    )
    assert any(
        isinstance(line, VisitLine) and line.summary == "Café job ended" for line in read.lines
    )


def test_officers_are_read() -> None:
    read = read_file(UNIT / "unit-officers.csv", TODAY)

    assert (read.kind, read.read, read.refusals) == (FileKind.OFFICERS, 44, ())
    collars = [line.collar for line in read.lines if isinstance(line, OfficerLine)]
    assert "0032" in collars
    first = read.lines[0]
    assert isinstance(first, OfficerLine)
    assert [str(held) for held in first.training] == ["home_visit:2027-06-30"]


def test_faulty_sheet_is_refused_row_by_row() -> None:
    read = read_file(UNIT / "unit-register-errors.xlsx", TODAY)

    assert read.read == 40
    assert [refusal.row for refusal in read.refusals] == [
        4, 7, 9, 11, 14, 17, 20, 23, 26, 29, 32, 35,
    ]  # fmt: skip
    assert [row.row for row in read.refused_rows] == [refusal.row for refusal in read.refusals]
    reasons = {refusal.row: refusal.reason for refusal in read.refusals}
    assert reasons[7] == "31/02/2024 is not a date: February 2024 has 29 days."
    assert "day comes before the month" in reasons[29]
    # What was typed into cells that the sheet shows as '#VALUE!' is text, and kept.
    assert read.notes == ()
    kept = [line.notes for line in read.lines if isinstance(line, CaseLine)]
    assert kept.count("=not a formula") == 1


def test_intervals_of_the_unit_all_have_their_reason() -> None:
    usual = {
        RiskLevel.VERY_HIGH: 1,
        RiskLevel.HIGH: 3,
        RiskLevel.MEDIUM: 6,
        RiskLevel.LOW: 12,
    }
    read = read_file(UNIT / "unit-register.xlsx", TODAY, longest_without_reason=usual)
    assert read.refusals == ()


def test_stream_gives_columns_and_progress() -> None:
    seen: list[tuple[int, float]] = []
    with stream_file(
        UNIT / "unit-visits.csv", TODAY, on_progress=lambda *done: seen.append(done)
    ) as stream:
        assert stream.kind is FileKind.VISITS
        assert stream.header[0] == "Case ref"
        assert stream.columns[:2] == ("case_ref", "visited_on")
        batches = list(stream)

    assert [batch.read_so_far for batch in batches] == [read for read, _share in seen[:-1]]
    assert seen[-1] == (12_236, 1.0)
    assert seen == sorted(seen)
    assert batches[0].column("visited_on")[0] == "2017-08-20"
    assert batches[0].lines[0].row == batches[0].numbers[0] == 2


@pytest.mark.parametrize("status", (Status.ACTIVE, Status.ABROAD))
def test_statuses_are_the_domains_own(status: Status) -> None:
    read = read_file(UNIT / "unit-register.xlsx", TODAY)
    assert any(isinstance(line, CaseLine) and line.status is status for line in read.lines)
