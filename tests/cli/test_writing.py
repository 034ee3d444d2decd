"""Commands that write: import, record, sweep, and the days they may be told."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.cli.conftest import DAY, Run

UNIT = Path(__file__).parents[1] / "data" / "unit"


@pytest.mark.parametrize("kind", ("officers", "cases", "visits"))
def test_a_template_imports_as_it_stands(run: Run, empty: Path, tmp_path: Path, kind: str) -> None:
    if kind == "visits":
        cases = tmp_path / "cases.csv"
        cases.write_text(run("template", "cases").out, encoding="utf-8")
        assert run("import", cases, "--register", empty).code == 0
    file = tmp_path / f"{kind}.csv"
    file.write_text(run("template", kind).out, encoding="utf-8")
    done = run("import", file, "--register", empty, "--today", DAY, "--json")
    assert done.code == 0, done.out + done.err
    assert (done.json["kind"], done.json["read"], done.json["added"]) == (kind, 1, 1)
    assert done.json["written"] is True


def test_the_units_own_files_go_in_and_change_nothing_the_second_time(
    run: Run, empty: Path
) -> None:
    files = {"unit-officers.csv": 44, "unit-register.xlsx": 1400, "unit-visits.csv": 12_236}
    for name, read in files.items():
        done = run("import", UNIT / name, "--register", empty, "--today", DAY, "--json").json
        assert (done["read"], done["added"], done["refused"]) == (read, read, [])
    for name, read in files.items():
        done = run("import", UNIT / name, "--register", empty, "--today", DAY, "--json").json
        assert (done["added"], done["updated"], done["unchanged"]) == (0, 0, read)
    rows = run("visits", "--register", empty, "--today", DAY, "--json").json
    assert len(rows) == 1400
    assert run("sweep", "--register", empty, "--today", DAY, "--json").json["open"] > 0
    assert run("verify", "--register", empty).code == 0


def test_a_faulty_sheet_is_refused_row_by_row_with_nothing_written(run: Run, empty: Path) -> None:
    sheet = UNIT / "unit-register-errors.xlsx"
    refused = run("import", sheet, "--register", empty, "--today", DAY, "--json")
    assert refused.code == 1
    assert sorted({row["row"] for row in refused.json["refused"]}) == [
        4, 7, 9, 11, 14, 17, 20, 23, 26, 29, 32, 35,
    ]  # fmt: skip
    assert refused.json["written"] is False
    assert run("visits", "--register", empty, "--json").json == []


def test_good_rows_go_in_and_the_rest_is_set_aside(run: Run, empty: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "errors.xlsx"
    sheet.write_bytes((UNIT / "unit-register-errors.xlsx").read_bytes())
    done = run("import", sheet, "--good-rows", "--register", empty, "--today", DAY, "--json")
    assert (done.code, done.json["written"], done.json["added"]) == (0, True, 28)
    with Path(f"{sheet}.refused.csv").open(encoding="utf-8-sig", newline="") as aside:
        assert len(list(csv.reader(aside))) == 13


def test_a_dry_run_writes_nothing(run: Run, empty: Path) -> None:
    done = run(
        "import", UNIT / "unit-officers.csv", "--dry-run", "--register", empty, "--json"
    ).json
    assert (done["added"], done["written"]) == (44, False)
    again = run("import", UNIT / "unit-officers.csv", "--register", empty, "--json").json
    assert again["added"] == 44


def test_a_visit_moves_the_date_and_clears_the_warning(run: Run, demo: Path) -> None:
    row = run("visits", "--register", demo, "--today", DAY, "--bucket", "overdue", "--json").json[0]
    words = ["--officers", "2401,2485", "--on", DAY, "--register", demo, "--today", DAY, "--json"]
    failed = run("record", "visit", row["case_ref"], "--outcome", "no-reply", *words).json
    assert (failed["completed"], failed["next_due_on"]) == (False, row["due_on"])
    seen = run(
        "record", "visit", row["case_ref"], "--outcome", "seen-full", "--at", "18:20", *words
    ).json
    assert set(seen) >= {"visit_id", "completed", "next_due_on", "raised"}
    assert seen["completed"] is True
    assert seen["next_due_on"] > DAY
    after = run("visits", "--register", demo, "--today", DAY, "--json").json
    assert (
        next(r for r in after if r["case_ref"] == row["case_ref"])["due_on"] == seen["next_due_on"]
    )
    open_now = run("warnings", "--register", demo, "--today", DAY, "--json").json
    assert row["case_ref"] not in {warning["case_ref"] for warning in open_now}
    swept = run("sweep", "--register", demo, "--today", DAY, "--json").json
    assert (swept["raised"], swept["cleared"], swept["escalated"]) == (0, 0, 0)


@pytest.mark.parametrize(
    "change, words",
    (
        (("--on", "2026-11-24"), "in the future"),
        (("--officers", "77777"), "77777"),
        (("--at", "25:00"), "not a time"),
        (("--on", "2026-11-01"), "say why it is late"),
    ),
)
def test_bad_records_get_a_sentence(
    run: Run, demo: Path, change: tuple[str, str], words: str
) -> None:
    given = {"--on": DAY, "--officers": "2401", "--at": "10:00"} | dict([change])
    arguments = [part for pair in given.items() for part in pair]
    refused = run(
        "record", "visit", "RSO-0001", "--outcome", "no-reply", *arguments,
        "--register", demo, "--today", DAY, "--json",
    )  # fmt: skip
    assert (refused.code, refused.out) == (1, "")
    assert words in refused.err


def test_warnings_climb_as_the_days_pass(run: Run, demo: Path) -> None:
    first = run("sweep", "--register", demo, "--today", DAY, "--json").json
    assert (first["raised"], first["cleared"], first["escalated"]) == (0, 0, 0)
    later = run("sweep", "--register", demo, "--today", "2026-12-23", "--json").json
    assert later["raised"] > 0
    assert later["escalated"] > 0
    again = run("sweep", "--register", demo, "--today", "2026-12-23", "--json").json
    assert (again["raised"], again["cleared"], again["escalated"]) == (0, 0, 0)
    assert again["open"] == later["open"]


def test_no_day_may_be_told_to_a_real_register(run: Run, tmp_path: Path) -> None:
    real = tmp_path / "real.rso"
    assert run("init", "--register", real).code == 0
    refused = run("sweep", "--register", real, "--today", DAY)
    assert refused.code == 1
    assert "real" in refused.err
    assert run("visits", "--register", real, "--today", DAY, "--json").json == []
    assert run("sweep", "--register", real).code == 0


@pytest.mark.parametrize(
    "words",
    (
        (),
        ("visits", "--bucket", "sometime"),
        ("visits", "--today", "31/02/2026"),
        ("record", "visit", "RSO-0001"),
        ("frobnicate",),
        ("template", "people"),
    ),
)
def test_wrong_usage_is_exit_2(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).code == 2


def test_the_sweep_counts_what_came_of_an_import(run: Run, empty: Path) -> None:
    words = ["--register", empty, "--today", DAY, "--json"]
    assert run("import", UNIT / "unit-register.xlsx", *words).code == 0
    owed = [row for row in run("visits", *words).json if row["bucket"] in ("overdue", "due_soon")]
    first = run("sweep", *words).json
    assert first["raised"] == first["open"] == len(owed) > 0
    again = run("sweep", *words).json
    assert (again["raised"], again["cleared"], again["escalated"]) == (0, 0, 0)


def test_the_sweep_clears_what_an_import_settled(run: Run, empty: Path, tmp_path: Path) -> None:
    words = ["--register", empty, "--today", DAY, "--json"]
    head = "case_ref,family_name,risk_level,area,registered_on,status\n"
    cases = tmp_path / "cases.csv"
    cases.write_text(f"{head}RSO-1,Sample,low,Peterlee,01/11/2020,active\n", encoding="utf-8")
    assert run("import", cases, *words).code == 0
    assert run("sweep", *words).json["raised"] == 1
    cases.write_text(f"{head}RSO-1,Sample,low,Peterlee,01/11/2020,custody\n", encoding="utf-8")
    assert run("import", cases, *words).code == 0
    swept = run("sweep", *words).json
    assert (swept["raised"], swept["cleared"], swept["open"]) == (0, 1, 0)


@pytest.mark.parametrize("mode", ((), ("--dry-run",)))
def test_refused_rows_are_named_on_standard_error(
    run: Run, empty: Path, mode: tuple[str, ...]
) -> None:
    sheet = UNIT / "unit-register-errors.xlsx"
    said = run("import", sheet, *mode, "--register", empty, "--today", DAY, "--json")
    assert said.code == 1
    assert said.json["written"] is False
    assert "12 of 40 rows are refused (row 4, 7, 9" in said.err


def test_a_template_as_a_document(run: Run) -> None:
    document = run("template", "visits", "--json").json
    assert document["kind"] == "visits"
    assert list(document["example"])[:2] == ["case_ref", "visited_on"]


def test_the_demo_leaves_a_real_register_alone(run: Run, tmp_path: Path) -> None:
    real = tmp_path / "real.rso"
    assert run("init", "--register", real).code == 0
    refused = run("demo", "--register", real, "--no-window", "--json")
    assert (refused.code, refused.out) == (1, "")
    assert "is real" in refused.err


@pytest.mark.parametrize("size", ("banana", "1440", "1440x", "10x10", "9000x900", "\uff11440x900"))
def test_a_size_that_is_none_is_wrong_usage(run: Run, demo: Path, size: str) -> None:
    said = run("screens", "shots", "--size", size, "--register", demo)
    assert (said.code, said.out) == (2, "")


def test_pictures_need_a_folder(run: Run, demo: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    said = run("screens", tmp_path / "taken", "--register", demo)
    assert (said.code, said.out) == (1, "")
    assert "cannot be a folder" in said.err
