"""Rows of a file: defaults, every reason for refusal, rules between cells and rows."""

from __future__ import annotations

from datetime import date

import pytest

from rsovisit.domain.access import Role
from rsovisit.domain.case import ManagedBy, Status
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.visit import Outcome
from rsovisit.exchange.layouts import FileKind
from rsovisit.exchange.lines import CaseLine, OfficerLine, VisitLine
from tests.exchange.making import csv_text, read, refusals

CASES, VISITS, OFFICERS = FileKind


def case(**change: str) -> CaseLine:
    (line,) = read(csv_text(CASES, change)).lines
    assert isinstance(line, CaseLine)
    return line


def visit(**change: str) -> VisitLine:
    (line,) = read(csv_text(VISITS, change)).lines
    assert isinstance(line, VisitLine)
    return line


def test_a_case_with_only_what_is_needed() -> None:
    line = case()
    assert line == CaseLine(
        row=2,
        case_ref="1",
        family_name="Invented",
        given_names=None,
        date_of_birth=None,
        risk_level=RiskLevel.LOW,
        status=Status.ACTIVE,
        managed_by=ManagedBy.NPT,
        area="Peterlee",
        officer=None,
        registered_on="2024-01-31",
        last_visit_on=None,
        visit_interval_months=None,
        interval_reason=None,
        last_arms_on=None,
        next_notification_on=None,
        notification_ends_on=None,
        national_ref=None,
        address=None,
        notes=None,
    )
    assert line.as_dates()["registered_on"] == date(2024, 1, 31)
    assert line.as_dates()["date_of_birth"] is None


@pytest.mark.parametrize(
    "level, team",
    (
        ("low", "npt"),
        ("Medium", "npt"),
        ("HIGH", "ppu"),
        ("very high", "ppu"),
        ("Very-High", "ppu"),
    ),
)
def test_team_follows_the_level(level: str, team: str) -> None:
    assert case(risk_level=level).managed_by == team


def test_team_given_is_kept() -> None:
    assert case(risk_level="high", managed_by="NPT").managed_by is ManagedBy.NPT


def test_columns_that_are_absent_have_their_defaults() -> None:
    found = read("case_ref,family_name,risk_level,area,registered_on\n1,A,high,B,1/2/2024\n")
    line = found.lines[0]
    assert isinstance(line, CaseLine)
    assert (line.status, line.managed_by, line.notes) == (Status.ACTIVE, ManagedBy.PPU, None)
    assert "notes" not in found.columns


def test_a_visit() -> None:
    line = visit(
        outcome="Seen Full", visited_at="9.05", officers="0911; 0912 ,2000", announced="YES"
    )
    assert line.outcome is Outcome.SEEN_FULL
    assert line.visited_at == "09:05"
    assert line.officers == ("0911", "0912", "2000")
    assert line.announced is True
    assert visit().officers == ()
    assert visit().announced is False
    assert visit().visited_at == ""


def test_an_officer() -> None:
    row = {"role": "NPT officer", "training": "arms:30/06/2027; Home visit:2027-03-31"}
    (line,) = read(csv_text(OFFICERS, row)).lines
    assert isinstance(line, OfficerLine)
    assert line.role is Role.NPT_OFFICER
    assert [str(held) for held in line.training] == ["arms:2027-06-30", "home_visit:2027-03-31"]


@pytest.mark.parametrize(
    "field, value, part",
    (
        ("case_ref", "", "The case reference is missing"),
        ("case_ref", "two\nlines", "more than one line"),
        ("case_ref", "x" * 41, "41 characters long: the most kept is 40"),
        ("case_ref", "#REF!\u200b", "hidden character"),
        ("family_name", "", "The family name is missing"),
        ("family_name", "   ", "The family name is missing"),
        ("family_name", "bell\x07", "U+0007"),
        ("date_of_birth", "24/11/2026", "cannot be after today, 23 November 2026"),
        ("date_of_birth", "31/01/2024", "is not before the registration date, 31 January 2024"),
        ("risk_level", "", "The risk level is missing"),
        ("risk_level", "Purple", "‘Purple’ is not a risk level: write very_high, high, medium"),
        ("status", "asleep", "is not a status"),
        ("managed_by", "army", "write npt or ppu."),
        ("area", "", "The area is missing"),
        ("officer", "2000;2001", "holds a list separator"),
        ("registered_on", "", "The registration date is missing"),
        ("registered_on", "24/11/2026", "the registration date cannot be after today"),
        ("last_visit_on", "01/01/2031", "the last visit date cannot be after today"),
        ("last_arms_on", "24/11/2026", "the last ARMS date cannot be after today"),
        ("visit_interval_months", "-6", "-6 months is out of range: write 1 to 24."),
        ("visit_interval_months", "six", "is not a whole number of months"),
        ("visit_interval_months", "#DIV/0!", "a formula in it failed"),
        ("interval_reason", "x" * 501, "501 characters"),
        ("next_notification_on", "31/12/9999", "too far off"),
        ("notification_ends_on", "1/1/99", "all four figures"),
        ("notes", "x" * 10_001, "10,001 characters"),
        ("notes", "\x1b[31m", "U+001B"),
    ),
)
def test_a_case_that_is_refused(field: str, value: str, part: str) -> None:
    ((where, reason),) = refusals(CASES, **{field: value})
    assert where == field
    assert part in reason
    assert reason.endswith(".")


@pytest.mark.parametrize(
    "field, value, part",
    (
        ("case_ref", "", "missing"),
        ("visited_on", "", "The visit date is missing"),
        ("visited_on", "24/11/2026", "the visit date cannot be after today"),
        ("visited_at", "25:00", "00:00 to 23:59"),
        ("outcome", "", "The outcome is missing"),
        ("outcome", "had tea", "‘had tea’ is not an outcome"),
        ("officers", "2000;2000", "named twice"),
        ("officers", "x" * 21, "the most kept is 20"),
        ("officers", "20\x0100", "U+0001"),
        ("announced", "perhaps", "neither yes nor no"),
        ("announced", "#N/A", "a formula in it failed"),
        ("summary", "\x01", "U+0001"),
    ),
)
def test_a_visit_that_is_refused(field: str, value: str, part: str) -> None:
    ((where, reason),) = refusals(VISITS, **{field: value})
    assert where == field
    assert part in reason


@pytest.mark.parametrize(
    "field, value, part",
    (
        ("collar", "", "The collar is missing"),
        ("collar", "20,00", "holds a list separator"),
        ("name", "", "The name is missing"),
        ("role", "keeper", "‘keeper’ is not a role"),
        ("role", "system", "‘system’ is not a role"),
        ("training", "juggling:2027-01-01", "write home_visit or arms, a colon"),
        ("training", "arms", "a colon"),
        ("training", "arms:2027-02-29", "February 2027 has 28 days"),
        ("training", "arms:2027-01-01;arms:2028-01-01", "given twice"),
        ("training", "#NAME?", "a formula in it failed"),
    ),
)
def test_an_officer_that_is_refused(field: str, value: str, part: str) -> None:
    ((where, reason),) = refusals(OFFICERS, **{field: value})
    assert where == field
    assert part in reason


def test_a_row_may_have_several_reasons() -> None:
    found = refusals(CASES, risk_level="Purple", registered_on="31/02/2024", area="")
    assert [field for field, _reason in found] == ["risk_level", "area", "registered_on"]


def test_a_visit_before_registration_is_a_transfer_in() -> None:
    assert case(last_visit_on="01/01/2020").last_visit_on == "2020-01-01"


def test_today_itself_is_not_the_future() -> None:
    assert case(last_visit_on="23/11/2026").last_visit_on == "2026-11-23"


def test_a_longer_interval_needs_its_reason() -> None:
    usual = {RiskLevel.LOW: 12, RiskLevel.MEDIUM: 6}
    rows = [
        {"risk_level": "low", "visit_interval_months": "9"},
        {"risk_level": "medium", "visit_interval_months": "9"},
        {"risk_level": "medium", "visit_interval_months": "9", "interval_reason": "agreed"},
        {"risk_level": "high", "visit_interval_months": "9"},
    ]
    found = read(csv_text(CASES, *rows), usual).refusals
    assert [(refusal.row, refusal.field) for refusal in found] == [(3, "interval_reason")]
    assert "9 months is longer than the 6 of a Medium case" in found[0].reason
    assert read(csv_text(CASES, *rows)).refusals == ()


def test_a_repeated_case_names_the_first_row() -> None:
    found = read(csv_text(CASES, {"case_ref": "rso-1"}, {}, {"case_ref": "RSO-1 "})).refusals
    assert [(refusal.row, refusal.field) for refusal in found] == [(4, "case_ref")]
    assert found[0].reason == "RSO-1 is already in row 2: it can stand there once."


def test_a_repeat_of_a_refused_row_is_refused_too() -> None:
    same = {"case_ref": "A"}
    found = read(csv_text(CASES, same | {"risk_level": "?"}, same)).refusals
    assert [refusal.row for refusal in found] == [2, 3]


def test_repeats_are_found_across_batches() -> None:
    rows = [{} for _row in range(4_500)]
    rows[4_400] = {"case_ref": "7"}
    (refusal,) = read(csv_text(CASES, *rows)).refusals
    assert (refusal.row, refusal.reason[:24]) == (4402, "7 is already in row 8: i")


@pytest.mark.parametrize(
    "second, refused",
    (({}, True), ({"visited_at": "10:00"}, False), ({"visited_on": "15/03/2025"}, False)),
)
def test_a_visit_repeats_only_with_its_whole_key(second: dict[str, str], refused: bool) -> None:
    first = {"case_ref": "R1", "visited_at": "9:05"}
    found = read(csv_text(VISITS, first, first | second)).refusals
    assert bool(found) is refused
    if refused:
        assert found[0].reason.startswith("R1 on 14 March 2025 at 09:05 is already in row 2")


def test_a_cell_that_looks_like_a_formula_is_text() -> None:
    for text in ("=1+1", "+44 191", "-none-", "@home"):
        assert case(notes=text).notes == text
        assert case(notes="'" + text).notes == text


def test_the_value_of_a_refusal_is_the_cell_as_it_stood() -> None:
    (refusal,) = read(csv_text(CASES, {"registered_on": " 31/02/2024"})).refusals
    assert refusal.value == " 31/02/2024"
    (refusal,) = read(csv_text(CASES, {"notes": "y" * 20_000})).refusals
    assert len(refusal.value) == 200
