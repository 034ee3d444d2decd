"""A unit's own files, as they were handed over."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from rsovisit.services.bus import CommandBus
from tests.support.importing import (
    ERRORS,
    OFFICERS,
    REGISTER,
    VISITS,
    broken_dates,
    counts,
    everything,
    rows,
    take,
    value,
)

FAULTY_ROWS = [4, 7, 9, 11, 14, 17, 20, 23, 26, 29, 32, 35]


@pytest.mark.slow
def test_a_unit_moves_in_and_nothing_changes_the_second_time(bus: CommandBus) -> None:
    assert counts(take(bus, OFFICERS)) == (44, 44, 0, 0)
    assert counts(take(bus, REGISTER)) == (1400, 1400, 0, 0)
    stated = dict(rows(bus, "select case_ref, due_on from case_file"))
    assert broken_dates(bus) == []
    answer = take(bus, VISITS)
    assert counts(answer) == (12236, 12236, 0, 0)
    assert answer.written
    assert answer.notes == ()
    assert broken_dates(bus) == []
    # The register's 'Last visit on' agrees with the visits file.
    assert dict(rows(bus, "select case_ref, due_on from case_file")) == stated
    assert value(bus, "select count(*) from visit where completed") == 10926
    assert value(bus, "select count(*) from warning where cleared_on is null") > 0
    assert value(bus, "select count(*) from task") == 0

    before = everything(bus)
    assert counts(take(bus, REGISTER)) == (1400, 0, 0, 1400)
    assert counts(take(bus, VISITS)) == (12236, 0, 0, 12236)
    assert counts(take(bus, OFFICERS)) == (44, 0, 0, 44)
    assert everything(bus) == before


def test_names_accents_and_line_breaks_arrive(bus: CommandBus) -> None:
    take(bus, REGISTER)
    notes = {note for (note,) in rows(bus, "select notes from identity where notes is not null")}
    assert {"=not a formula", "Line one\nline two", "Café job ended"} <= notes
    assert value(bus, "select search_key from identity where family_name = 'Bérch'").count("berch")


def test_the_register_before_the_officers_names_nobody_until_they_come(bus: CommandBus) -> None:
    unknown = take(bus, REGISTER).notes
    assert unknown == (
        "36 collar numbers are not on the staff list: import the officers to name them.",
    )
    before = everything(bus)
    assert take(bus, REGISTER).notes == unknown
    assert everything(bus) == before
    answer = take(bus, OFFICERS)
    assert (answer.added, answer.updated, answer.unchanged) == (44, 0, 0)
    assert value(bus, "select count(*) from staff where not known") == 0
    assert take(bus, REGISTER).notes == ()


def test_a_faulty_sheet_is_refused_row_by_row_and_nothing_is_written(bus: CommandBus) -> None:
    before = everything(bus)
    answer = take(bus, ERRORS)
    assert sorted({refused.row for refused in answer.refused}) == FAULTY_ROWS
    assert all(refused.reason for refused in answer.refused)
    assert counts(answer) == (40, 0, 0, 0)
    assert not answer.written
    assert answer.refused_file is None
    assert everything(bus) == before
    last = rows(bus, "select tag, detail from audit_event order by id desc")[0]
    assert last[0] == "file:import"
    assert '"refused": 12' in last[1]
    assert '"written": false' in last[1]


def test_the_good_rows_of_a_faulty_sheet(bus: CommandBus, tmp_path: Path) -> None:
    sheet = Path(shutil.copy(ERRORS, tmp_path))
    answer = take(bus, sheet, good_rows=True)
    assert counts(answer) == (40, 28, 0, 0)
    assert answer.written
    assert value(bus, "select count(*) from case_file") == 28
    assert answer.refused_file == tmp_path / "unit-register-errors.xlsx.refused.csv"
    with answer.refused_file.open(encoding="utf-8-sig", newline="") as file:
        refused = list(csv.DictReader(file))
    assert len(refused) == 12
    assert "Purple" in refused[0]["reason"]
    assert refused[0]["Case ref"] == "RSO-0003"
    # The file of refused rows comes back in: as faulty as it was, and nothing else.
    again = take(bus, answer.refused_file)
    assert again.read == 12
    assert not again.written


def test_a_dry_run_says_what_would_be_and_writes_nothing(bus: CommandBus) -> None:
    before = everything(bus)
    assert counts(take(bus, REGISTER, dry_run=True)) == (1400, 1400, 0, 0)
    sheet = take(bus, ERRORS, dry_run=True)
    assert counts(sheet) == (40, 28, 0, 0)
    assert sorted({refused.row for refused in sheet.refused}) == FAULTY_ROWS
    assert not sheet.written
    assert everything(bus) == before
