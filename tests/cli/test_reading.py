"""Commands that read answer as interface.md says."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tests.cli.conftest import DAY, Run

VISIT_KEYS = {
    "case_ref",
    "name",
    "risk_level",
    "status",
    "area",
    "officer",
    "last_visit_on",
    "due_on",
    "days_overdue",
    "bucket",
    "why",
}


def test_visits_lists_every_live_case_worst_first(run: Run, demo: Path) -> None:
    rows = run("visits", "--register", demo, "--today", DAY, "--json").json
    assert all(set(row) == VISIT_KEYS for row in rows)
    assert {row["bucket"] for row in rows} <= {"overdue", "due_soon", "later", "paused"}
    dated = [row["due_on"] for row in rows if row["due_on"]]
    assert dated == sorted(dated)
    assert all(row["due_on"] is None for row in rows if row["bucket"] == "paused")
    assert all(row["why"] for row in rows)


@pytest.mark.parametrize("bucket", ("overdue", "due_soon", "later", "paused"))
def test_a_bucket_is_its_part_of_the_whole_list(run: Run, demo: Path, bucket: str) -> None:
    whole = run("visits", "--register", demo, "--today", DAY, "--json").json
    part = run("visits", "--register", demo, "--today", DAY, "--json", "--bucket", bucket).json
    assert [row["case_ref"] for row in part] == [
        row["case_ref"] for row in whole if row["bucket"] == bucket
    ]


def test_days_overdue_are_counted_from_the_day_after_the_due_date(run: Run, demo: Path) -> None:
    today = date.fromisoformat(DAY)
    for row in run("visits", "--register", demo, "--today", DAY, "--json").json:
        due = date.fromisoformat(row["due_on"]) if row["due_on"] else None
        expected = (today - due).days if due and due < today else 0
        assert row["days_overdue"] == expected


def test_visits_are_narrowed_by_area_officer_and_risk(run: Run, demo: Path) -> None:
    whole = run("visits", "--register", demo, "--json").json
    area = Counter(row["area"] for row in whole).most_common(1)[0][0]
    officer = Counter(row["officer"] for row in whole if row["officer"]).most_common(1)[0][0]
    narrowed = run("visits", "--register", demo, "--json", "--area", area).json
    assert len(narrowed) == sum(row["area"] == area for row in whole)
    narrowed = run("visits", "--register", demo, "--json", "--officer", officer).json
    assert {row["officer"] for row in narrowed} == {officer}
    narrowed = run("visits", "--register", demo, "--json", "--risk", "medium").json
    assert {row["risk_level"] for row in narrowed} == {"medium"}


def test_people_get_tables(run: Run, demo: Path) -> None:
    for command in ("visits", "warnings", "queue", "oversight"):
        said = run(command, "--register", demo, "--today", DAY)
        assert said.code == 0, said.err
        assert len(said.out.splitlines()) > 3
        assert "Traceback" not in said.err


def test_case_is_the_whole_case_and_opening_it_is_logged(run: Run, demo: Path) -> None:
    ref = run("visits", "--register", demo, "--json").json[0]["case_ref"]
    case = run("case", ref, "--register", demo, "--today", DAY, "--json").json
    assert case["facts"]["case_ref"] == ref
    assert {"facts", "visits", "attempts", "tasks", "warnings", "timeline"} <= set(case)
    assert run("case", ref, "--register", demo).out
    missing = run("case", "RSO-9999", "--register", demo, "--json")
    assert (missing.code, missing.out) == (1, "")
    assert "There is no case RSO-9999" in missing.err


def test_warnings_say_who_must_act(run: Run, demo: Path) -> None:
    rows = run("warnings", "--register", demo, "--today", DAY, "--json").json
    keys = {"case_ref", "kind", "due_on", "level", "raised_on", "owner", "decision"}
    assert rows
    assert all(set(row) == keys for row in rows)
    today = date.fromisoformat(DAY)
    for row in rows:
        late = (today - date.fromisoformat(row["due_on"])).days
        level = (
            "command" if late >= 30
            else "inspector" if late >= 14
            else "supervisor" if late >= 7
            else "officer"
        )  # fmt: skip
        assert row["level"] == level
        assert row["kind"] == ("visit_overdue" if late > 0 else "visit_due_soon")


def test_queue_gives_every_place_a_reason(run: Run, demo: Path) -> None:
    rows = run("queue", "--register", demo, "--today", DAY, "--json").json
    assert [row["position"] for row in rows] == list(range(1, len(rows) + 1))
    assert all(row["why"] and row["target_days"] >= 1 for row in rows)
    assert {row["lane"] for row in rows} <= {"safeguarding", "change", "routine", "administrative"}
    own = run("queue", "--register", demo, "--assessor", "0911", "--json").json
    assert own
    assert {row["assessor"] for row in own} <= {"0911", None}


def test_oversight_has_every_metric_in_total_and_by_area(run: Run, demo: Path) -> None:
    found = run("oversight", "--register", demo, "--today", DAY, "--json").json
    assert {"overdue_visits", "days_overdue", "on_time_rate", "never_visited"} <= set(found)
    assert all({"total", "by_area"} <= set(metric) for metric in found.values())
    overdue = run("visits", "--register", demo, "--today", DAY, "--bucket", "overdue", "--json")
    assert str(len(overdue.json)) in str(found["overdue_visits"]["total"])


def test_an_area_officer_sees_only_the_area(run: Run, demo: Path) -> None:
    rows = run("visits", "--register", demo, "--as", "2401", "--json").json
    assert rows
    assert {row["area"] for row in rows if row["officer"] != "2401"} == {"Peterlee"}


def test_an_administrator_has_no_casework(run: Run, demo: Path) -> None:
    refused = run("visits", "--register", demo, "--as", "9001")
    assert refused.code == 1
    assert "may not" in refused.err
    unknown = run("visits", "--register", demo, "--as", "nobody")
    assert unknown.code == 1
    assert "nobody" in unknown.err


def test_a_case_whose_notification_ended_stays_in_the_whole_list(
    run: Run, empty: Path, tmp_path: Path
) -> None:
    cases = tmp_path / "cases.csv"
    cases.write_text(
        "case_ref,family_name,risk_level,area,registered_on,notification_ends_on,officer\n"
        "RSO-1,Sample,low,Peterlee,01/11/2020,22/11/2026,2401\n"
        "RSO-2,Sample,low,Peterlee,01/11/2020,23/11/2026,2401\n",
        encoding="utf-8",
    )
    words = ["--register", empty, "--today", DAY, "--json"]
    assert run("import", cases, *words).code == 0
    rows = {row["case_ref"]: row for row in run("visits", *words).json}
    ended = rows["RSO-1"]
    assert (ended["bucket"], ended["due_on"], ended["days_overdue"]) == (None, None, 0)
    assert any("Notification ended on 22 Nov 2026" in sentence for sentence in ended["why"])
    assert rows["RSO-2"]["bucket"] == "overdue"
    for bucket in ("overdue", "due_soon", "later", "paused"):
        part = run("visits", "--bucket", bucket, *words).json
        assert "RSO-1" not in {row["case_ref"] for row in part}
    assert "RSO-1" not in {r["case_ref"] for r in run("visits", "--area", "Seaham", *words).json}
    assert "Notification ended" in run("visits", "--register", empty, "--today", DAY).out
    done = run(
        "record", "visit", "RSO-1", "--outcome", "seen-full", "--on", DAY, "--officers", "keeper",
        *words,
    ).json  # fmt: skip
    assert (done["completed"], done["next_due_on"]) == (True, None)


@pytest.mark.parametrize("day", ("0001-01-01", "1989-12-31", "2200-01-01", "9999-12-31"))
def test_a_day_that_cannot_be_reckoned_from_is_wrong_usage(run: Run, demo: Path, day: str) -> None:
    said = run("visits", "--register", demo, "--today", day, "--json")
    assert (said.code, said.out) == (2, "")
    assert "too far off" in said.err


@pytest.mark.parametrize("day", ("1990-01-01", "2199-12-31"))
def test_the_first_and_last_day_that_may_be_taken(run: Run, demo: Path, day: str) -> None:
    for command in ("visits", "warnings", "queue", "oversight", "sweep"):
        assert run(command, "--register", demo, "--today", day, "--json").code == 0


def test_a_name_left_empty_does_not_mean_another_register(run: Run) -> None:
    said = run("visits", "--register", "", "--json")
    assert (said.code, said.out) == (2, "")
