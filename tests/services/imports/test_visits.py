"""Visits out of files: history that moves the dates and raises no work."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

from rsovisit.domain.visit import Outcome
from rsovisit.services.bus import CommandBus
from rsovisit.store.reader import as_date
from tests.support.cases import past_visit, register_case
from tests.support.importing import (
    a_file,
    broken_dates,
    counts,
    everything,
    rows,
    take,
    value,
    visits,
)


def test_a_completed_visit_moves_the_date_and_clears_the_warning(
    bus: CommandBus, tmp_path: Path
) -> None:
    register_case(bus, case_ref="RSO-1", address="1 Invented Row")
    take(bus, visits(tmp_path, {"visited_on": "14/03/2026"}))
    assert as_date(value(bus, "select due_on from case_file")) == date(2026, 9, 14)
    assert as_date(value(bus, "select confirmed_on from address")) == date(2026, 3, 14)
    assert value(bus, "select level from warning where cleared_on is null") == "command"
    take(bus, visits(tmp_path, {"visited_on": "20/11/2026"}))
    assert value(bus, "select count(*) from warning where cleared_on is null") == 0
    assert broken_dates(bus) == []
    assert value(bus, "select count(*) from task") == 0


def test_an_attempt_moves_nothing(bus: CommandBus, tmp_path: Path) -> None:
    register_case(bus, case_ref="RSO-1", last_visit_stated_on=date(2026, 9, 1))
    before = rows(bus, "select * from case_file")
    take(bus, visits(tmp_path, {"visited_on": "20/11/2026", "outcome": "no-reply"}))
    assert rows(bus, "select * from case_file") == before


def test_a_visit_arrives_whole(bus: CommandBus, tmp_path: Path) -> None:
    register_case(bus, case_ref="RSO-1")
    whole = {
        "visited_at": "9.05",
        "officers": "2038, 2037",
        "announced": "Yes",
        "summary": "Café\nclosed",
    }
    answer = take(bus, visits(tmp_path, whole))
    assert answer.notes == (
        "2 collar numbers are not on the staff list: import the officers to name them.",
    )
    found = rows(
        bus,
        "select visited_at, outcome, completed, announced, crew, crew_trained, due_on_before,"
        " recorded_by, late_reason from visit",
    )[0]
    assert found == ("09:05", "seen-full", True, True, "2038;2037", None, None, "keeper", None)
    went = "select s.collar from visit_officer o join staff s on s.id = o.staff_id order by 1"
    assert [collar for (collar,) in rows(bus, went)] == ["2037", "2038"]
    assert value(bus, "select summary from visit_text") == "Café\nclosed"


def test_a_visit_to_an_unknown_case_is_refused_by_name(bus: CommandBus, tmp_path: Path) -> None:
    register_case(bus, case_ref="RSO-1")
    before = everything(bus)
    file = visits(tmp_path, {}, {"case_ref": "RSO-9", "officers": "2038;2039", "announced": "yes"})
    answer = take(bus, file)
    assert [(r.row, r.field, r.value) for r in answer.refused] == [(3, "case_ref", "RSO-9")]
    assert answer.refused[0].reason == (
        "There is no case RSO-9 in the register: import the cases first."
    )
    assert everything(bus) == before
    good = take(bus, file, good_rows=True)
    assert counts(good) == (2, 1, 0, 0)
    assert good.refused_file is not None
    with good.refused_file.open(encoding="utf-8-sig", newline="") as sheet:
        (refused,) = csv.DictReader(sheet)
    assert (refused["case_ref"], refused["officers"], refused["announced"]) == (
        "RSO-9",
        "2038;2039",
        "yes",
    )


def test_nothing_is_written_where_no_row_is_good(bus: CommandBus, tmp_path: Path) -> None:
    answer = take(bus, visits(tmp_path, {}), good_rows=True)
    assert not answer.written
    assert answer.refused_file is not None


def test_a_visit_told_otherwise_is_corrected_and_remembered(
    bus: CommandBus, tmp_path: Path
) -> None:
    case_id = register_case(bus, case_ref="RSO-1")
    past_visit(
        bus, case_id, date(2026, 3, 14), at="18:20", crew="2000;2001", crew_trained=True,
        summary="Before",
    )  # fmt: skip
    told = {"visited_at": "18:20", "outcome": "no-reply", "officers": "2001", "summary": "After"}
    assert take(bus, visits(tmp_path, told)).updated == 1
    found = rows(bus, "select outcome, completed, crew, crew_trained, version from visit")
    assert found == [("no-reply", False, "2001", None, 2)]
    assert value(bus, "select summary from visit_text") == "After"
    assert value(bus, "select count(*) from visit_officer") == 1
    assert value(bus, "select text from case_event") == (
        "Visit of 14 Mar 2026 at 18:20 corrected by import: outcome was Seen at home, is No reply; "
        "officers were 2000;2001, are 2001; another summary."
    )
    assert value(bus, "select last_visit_on from case_file") is None
    assert broken_dates(bus) == []


def test_a_sheet_that_says_less_takes_nothing_away(bus: CommandBus, tmp_path: Path) -> None:
    register_case(bus, case_ref="RSO-1")
    take(bus, visits(tmp_path, {"officers": "2000", "announced": "yes", "summary": "Words"}))
    before = everything(bus)
    assert take(bus, visits(tmp_path, {})).unchanged == 1
    assert everything(bus) == before
    # Where the column stands, an empty cell means what the template says: no.
    assert take(bus, visits(tmp_path, {"announced": ""})).updated == 1
    assert value(bus, "select text from case_event") == (
        "Visit of 14 Mar 2026 corrected by import: not announced."
    )


def test_two_visits_of_one_day_are_told_apart_by_their_time(
    bus: CommandBus, tmp_path: Path
) -> None:
    register_case(bus, case_ref="RSO-1")
    times = [{"visited_at": at, "outcome": Outcome.OUT.value} for at in ("09:00", "18:20", "")]
    assert take(bus, visits(tmp_path, *times)).added == 3
    assert take(bus, visits(tmp_path, *times)).unchanged == 3


def test_one_audit_row_per_case_with_its_counts(bus: CommandBus, tmp_path: Path) -> None:
    one = register_case(bus, case_ref="RSO-1")
    two = register_case(bus, case_ref="RSO-2")
    file = visits(tmp_path, {}, {"visited_at": "09:00"}, {"case_ref": "rso-2"})
    take(bus, file)
    take(bus, file)
    found = rows(
        bus, "select case_id, kind, detail from audit_event where tag = 'visit:import' order by id"
    )
    assert [(row[0], row[1], json.loads(row[2])["added"]) for row in found] == [
        (one, "COLLECT", 2),
        (two, "COLLECT", 1),
    ]


def test_many_visits_in_any_order(bus: CommandBus, tmp_path: Path) -> None:
    refs = [f"RSO-{n}" for n in range(7)]
    for ref in refs:
        register_case(bus, case_ref=ref)
    days = [date(2020 + n % 6, 1 + n % 12, 1 + n % 28).isoformat() for n in range(900)]
    sheet = [
        {"case_ref": refs[n % 7], "visited_on": day, "visited_at": f"{n % 24:02}:{n % 60:02}",
         "outcome": "seen-full"}
        for n, day in enumerate(days)
    ]  # fmt: skip
    unique = list({tuple(row.values()): row for row in sheet}.values())
    added = take(bus, a_file(tmp_path, *unique)).added
    assert added == len(unique)
    again = take(bus, a_file(tmp_path, *reversed(unique)))
    assert counts(again) == (added, 0, 0, added)
    assert broken_dates(bus) == []
