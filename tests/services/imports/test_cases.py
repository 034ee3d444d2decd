"""Cases out of files: new ones, changed ones, and what moves with a change."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rsovisit.domain.access import Role
from rsovisit.domain.due import RequirementKind
from rsovisit.errors import Invalid, Refused
from rsovisit.queries.visits import VisitFilter, VisitList
from rsovisit.services.bus import Changes, CommandBus, Topic
from rsovisit.services.commands.register import ImportFile
from rsovisit.store.reader import as_date
from tests.support.buses import FixedClock, Opened
from tests.support.cases import an_officer, past_visit
from tests.support.importing import (
    a_file,
    broken_dates,
    cases,
    counts,
    everything,
    officers,
    rows,
    take,
    value,
)

TODAY = date(2026, 11, 23)
VISITED = {"last_visit_on": "01/09/2026"}


def due(bus: CommandBus, ref: str = "RSO-1") -> date | None:
    return as_date(value(bus, "select due_on from case_file where case_ref = :ref", ref=ref))


def history(bus: CommandBus) -> list[str]:
    return [text for (text,) in rows(bus, "select text from case_event order by id")]


def case(bus: CommandBus, *names: str) -> tuple[Any, ...]:
    of_one = "from case_file c join identity i on i.case_id = c.id"
    return rows(bus, f"select {', '.join(names)} {of_one}")[0]


def test_a_case_arrives_whole(bus: CommandBus, tmp_path: Path) -> None:
    take(
        bus,
        cases(
            tmp_path,
            {
                "given_names": "  Zoë  Mary ",
                "date_of_birth": "31 Dec 1970",
                "area": " Peterlee ",
                "officer": "2000",
                "last_visit_on": "2026-09-01",
                "visit_interval_months": "4",
                "last_arms_on": "01/06/2026",
                "next_notification_on": "01/11/2027",
                "notification_ends_on": "01/11/2034",
                "national_ref": "N1",
                "address": "1 Invented Row",
                "notes": "'=SUM(A1)",
            },
        ),
    )
    assert case(bus, "risk_rank", "status", "managed_by", "area", "c.version") == (
        2, "active", "npt", "Peterlee", 1,
    )  # fmt: skip
    assert case(bus, "notes", "search_key") == (
        "=SUM(A1)",
        "rso-1 zoe mary sample 1 invented row n1",
    )
    assert due(bus) == date(2027, 1, 1)
    address = rows(bus, "select since_on, confirmed_on, ended_on from address")[0]
    assert [as_date(day) for day in address] == [date(2020, 1, 6), date(2026, 9, 1), None]
    assert broken_dates(bus) == []
    page = bus.ask(VisitList(VisitFilter(text="zoë")))
    assert [row.case_ref for row in page.rows] == ["RSO-1"]


def test_a_level_raised_by_a_second_file(bus: CommandBus, tmp_path: Path) -> None:
    take(bus, cases(tmp_path, {"last_visit_on": "01/07/2026"}))
    assert due(bus) == date(2027, 1, 1)
    raised = {"last_visit_on": "01/07/2026", "risk_level": "high", "managed_by": ""}
    answer = take(bus, cases(tmp_path, raised))
    assert counts(answer) == (1, 0, 1, 0)
    # July and three months have passed: three days from today, by re-grading.
    assert due(bus) == date(2026, 11, 26)
    kinds = rows(bus, "select kind, from_on from visit_requirement")
    assert [(kind, as_date(on)) for kind, on in kinds] == [(RequirementKind.REGRADE, TODAY)]
    assert history(bus) == [
        "Level raised from Medium to High by import.",
        "Moved from NPT to PPU by import.",
        "Visit due date moved from 1 Jan 2027 to 26 Nov 2026.",
    ]
    assert broken_dates(bus) == []
    assert value(bus, "select risk_rank from case_file") == 3
    assert value(bus, "select count(*) from warning where cleared_on is null") == 1


def test_a_level_lowered_by_a_second_file(bus: CommandBus, tmp_path: Path) -> None:
    take(bus, cases(tmp_path, VISITED))
    take(bus, cases(tmp_path, {**VISITED, "risk_level": "low"}))
    assert due(bus) == date(2027, 9, 1)
    assert history(bus) == [
        "Level lowered from Medium to Low by import.",
        "Visit due date moved from 1 Mar 2027 to 1 Sep 2027.",
    ]


def test_a_level_lowered_and_raised_again_leaves_the_rule_true(
    bus: CommandBus, tmp_path: Path, clock: FixedClock
) -> None:
    take(bus, cases(tmp_path, {"last_visit_on": "01/07/2026"}))
    for level in ("very_high", "low", "high", "very_high"):
        clock.on(1)
        take(bus, cases(tmp_path, {"last_visit_on": "01/07/2026", "risk_level": level}))
        assert broken_dates(bus) == []


@pytest.mark.parametrize(
    "paused,resumed_by",
    (
        ("custody", date(2026, 11, 30)),
        ("hospital", date(2026, 11, 30)),
        ("reactive", date(2026, 12, 7)),
        ("transferred", date(2026, 11, 30)),
    ),
)
def test_visits_start_again_when_a_pause_ends(
    bus: CommandBus, tmp_path: Path, paused: str, resumed_by: date
) -> None:
    take(bus, cases(tmp_path, {**VISITED, "status": paused}))
    assert due(bus) is None
    take(bus, cases(tmp_path, {**VISITED, "status": "active"}))
    assert due(bus) == resumed_by
    assert history(bus)[0].startswith("Status changed from ")
    assert broken_dates(bus) == []


def test_a_case_that_ends_closes_its_warning(bus: CommandBus, tmp_path: Path) -> None:
    take(bus, cases(tmp_path, {"last_visit_on": "01/02/2026"}))
    assert value(bus, "select count(*) from warning where cleared_on is null") == 1
    take(bus, cases(tmp_path, {"last_visit_on": "01/02/2026", "status": "closed"}))
    assert value(bus, "select count(*) from warning where cleared_on is null") == 0
    assert case(bus, "due_on", "arms_due_on") == (None, None)


def test_an_empty_cell_leaves_what_is_there(bus: CommandBus, tmp_path: Path) -> None:
    full = {
        "given_names": "A.",
        "officer": "2000",
        "last_visit_on": "01/09/2026",
        "visit_interval_months": "4",
        "national_ref": "N1",
        "address": "1 Invented Row",
        "notes": "Dog",
        "date_of_birth": "01/01/1970",
    }
    take(bus, cases(tmp_path, full))
    before = everything(bus)
    assert take(bus, cases(tmp_path, dict.fromkeys(full, ""))).unchanged == 1
    assert take(bus, cases(tmp_path, {})).unchanged == 1
    assert everything(bus) == before


def test_a_sheet_without_a_status_ends_no_pause(bus: CommandBus, tmp_path: Path) -> None:
    take(bus, cases(tmp_path, {"status": "custody", "managed_by": "ppu"}))
    assert take(bus, cases(tmp_path, {})).unchanged == 1
    # Where the column stands, an empty cell means what the template says: active.
    assert take(bus, cases(tmp_path, {"status": ""})).updated == 1
    assert case(bus, "status", "managed_by") == ("active", "ppu")


def test_a_reference_in_other_capitals_is_the_same_case(bus: CommandBus, tmp_path: Path) -> None:
    take(bus, cases(tmp_path, {}))
    assert take(bus, cases(tmp_path, {"case_ref": "rso-1"})).unchanged == 1
    assert value(bus, "select count(*) from case_file") == 1


def test_a_changed_name_leaves_the_case_itself_alone(bus: CommandBus, tmp_path: Path) -> None:
    take(bus, cases(tmp_path, {}))
    assert take(bus, cases(tmp_path, {"family_name": "Example"})).updated == 1
    assert case(bus, "c.version", "i.version", "search_key") == (1, 2, "rso-1 example")
    assert history(bus) == []


def test_a_changed_address_ends_the_old_one(bus: CommandBus, tmp_path: Path) -> None:
    take(bus, cases(tmp_path, {"address": "1 Invented Row"}))
    take(bus, cases(tmp_path, {"address": "2 Invented Row"}))
    found = rows(bus, "select text, since_on, ended_on from address order by id")
    assert [(text, as_date(since), as_date(end)) for text, since, end in found] == [
        ("1 Invented Row", date(2020, 1, 6), TODAY),
        ("2 Invented Row", TODAY, None),
    ]
    assert "2 invented row" in case(bus, "search_key")[0]


def test_the_last_visit_is_the_latest_of_stated_and_recorded(
    bus: CommandBus, tmp_path: Path
) -> None:
    take(bus, cases(tmp_path, VISITED))
    past_visit(bus, value(bus, "select id from case_file"), date(2026, 10, 5))
    assert take(bus, cases(tmp_path, VISITED)).unchanged == 1
    take(bus, cases(tmp_path, {"last_visit_on": "01/08/2026"}))
    assert due(bus) == date(2027, 4, 5)
    take(bus, cases(tmp_path, {"last_visit_on": "01/11/2026"}))
    assert due(bus) == date(2027, 5, 1)
    assert broken_dates(bus) == []


def test_another_officer_and_another_interval_go_into_the_history(
    bus: CommandBus, tmp_path: Path
) -> None:
    take(bus, cases(tmp_path, {**VISITED, "officer": "2000"}))
    take(bus, cases(tmp_path, {**VISITED, "officer": "2001", "visit_interval_months": "4"}))
    assert history(bus) == [
        "From 2000 to 2001 by import.",
        "Own interval changed from none to 4 months by import.",
        "Visit due date moved from 1 Mar 2027 to 1 Jan 2027.",
    ]


def test_an_interval_longer_than_the_levels_needs_its_reason(
    bus: CommandBus, tmp_path: Path
) -> None:
    answer = take(bus, cases(tmp_path, {"visit_interval_months": "9"}))
    assert [refused.field for refused in answer.refused] == ["interval_reason"]
    reasoned = {"visit_interval_months": "9", "interval_reason": "Agreed."}
    assert take(bus, cases(tmp_path, reasoned)).written


def test_an_unknown_collar_number_is_taken_and_named_later(bus: CommandBus, tmp_path: Path) -> None:
    answer = take(
        bus,
        cases(
            tmp_path,
            {"officer": "2039"},
            {"case_ref": "RSO-2", "officer": "2040"},
            {"case_ref": "RSO-3", "officer": "2039"},
        ),
    )
    assert answer.notes == (
        "2 collar numbers are not on the staff list: import the officers to name them.",
    )
    unnamed = rows(bus, "select collar, name, role from staff where not known order by collar")
    assert unnamed == [
        ("2039", "Collar 2039", "npt_officer"),
        ("2040", "Collar 2040", "npt_officer"),
    ]
    file = officers(tmp_path, {"collar": "2039", "name": "PC Lime", "training": "arms:2027-01-31"})
    assert take(bus, file).added == 1
    assert take(bus, cases(tmp_path, {"officer": "2039"})).notes == ()
    assert take(bus, cases(tmp_path, {"officer": "2040"}), dry_run=True).notes == (
        "1 collar number is not on the staff list: import the officers to name it.",
    )


def test_a_dry_run_sees_a_change_to_an_unknown_officer(bus: CommandBus, tmp_path: Path) -> None:
    take(bus, cases(tmp_path, {"officer": "2000"}))
    before = everything(bus)
    assert take(bus, cases(tmp_path, {"officer": "2041"}), dry_run=True).updated == 1
    assert everything(bus) == before


def test_every_touched_case_is_audited_without_a_name(bus: CommandBus, tmp_path: Path) -> None:
    take(bus, cases(tmp_path, {}, {"case_ref": "RSO-2"}))
    take(bus, cases(tmp_path, {"notes": "Secret words"}, {"case_ref": "RSO-2"}))
    found = rows(
        bus,
        "select kind, subject, case_id, detail from audit_event where tag = 'case:import'"
        " order by id",
    )
    first, second = sorted({case_id for _, _, case_id, _ in found})
    assert [row[:3] for row in found] == [
        ("COLLECT", f"case:{first}", first),
        ("COLLECT", f"case:{second}", second),
        ("ALTER", f"case:{first}", first),
    ]
    assert json.loads(found[2][3]) == {"changed": ["notes"]}
    detail = value(bus, "select detail from audit_event where tag = 'file:import' order by id desc")
    logged = json.loads(detail)
    assert logged["file"] == "cases.csv"
    assert len(logged["sha256"]) == 64
    assert (logged["read"], logged["updated"], logged["unchanged"]) == (2, 1, 1)
    logs = str(rows(bus, "select detail from audit_event"))
    assert "Secret" not in logs
    assert str(tmp_path) not in logs


def test_a_refused_row_leaves_nothing_of_the_rows_before_it(
    bus: CommandBus, tmp_path: Path
) -> None:
    many = [{"case_ref": f"RSO-{n}", "officer": "2000"} for n in range(4500)]
    before = everything(bus)
    answer = take(bus, cases(tmp_path, *many, {"case_ref": "RSO-X", "risk_level": "purple"}))
    assert [refused.row for refused in answer.refused] == [4502]
    assert counts(answer) == (4501, 0, 0, 0)
    assert everything(bus) == before
    assert value(bus, "select count(*) from audit_event") == 1


def test_cancelling_leaves_nothing(bus: CommandBus, tmp_path: Path) -> None:
    many = [{"case_ref": f"RSO-{n}"} for n in range(4500)]
    before = everything(bus)
    said: list[tuple[str, float]] = []
    asked = bus.submit(
        ImportFile(cases(tmp_path, *many)),
        progress=lambda words, share: said.append((words, share)),
        cancelled=lambda: len(said) > 2,
    )
    with pytest.raises(Invalid, match=r"^Cancelled: nothing was written\.$"):
        asked.result()
    assert [words for words, _ in said[:2]] == ["Opening the file", "2,000 rows checked"]
    shares = [share for _, share in said]
    assert shares == sorted(shares)
    assert everything(bus) == before
    assert value(bus, "select count(*) from audit_event") == 0


def test_screens_are_told_after_a_write_only(bus: CommandBus, tmp_path: Path) -> None:
    told: list[Changes] = []
    bus.subscribe(told.append)
    take(bus, cases(tmp_path, {}), dry_run=True)
    take(bus, cases(tmp_path, {}))
    assert told[0].topics == {Topic.AUDIT}
    assert told[1].topics >= {Topic.CASES, Topic.VISITS, Topic.WARNINGS}


def test_an_officer_may_not_import(bus: CommandBus, open_bus: Opened, tmp_path: Path) -> None:
    officer = open_bus(an_officer(bus, "2417", Role.NPT_OFFICER))
    with pytest.raises(Refused, match="may not do this"):
        officer.do(ImportFile(cases(tmp_path, {})))


@pytest.mark.parametrize(
    "content,sentence",
    (
        (None, "There is no file missing.csv."),
        ("", "The file is empty."),
        ("colour,size\nred,1\n", "headings of cases, visits or officers"),
        ("case_ref,family_name\nRSO-1,Sample\n", "has no column"),
    ),
)
def test_a_file_that_is_none_is_named(
    bus: CommandBus, tmp_path: Path, content: str | None, sentence: str
) -> None:
    path = tmp_path / "missing.csv"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(Invalid, match=sentence):
        take(bus, path)
    assert value(bus, "select count(*) from audit_event") == 0


def test_only_headings_are_an_empty_import(bus: CommandBus, tmp_path: Path) -> None:
    path = a_file(tmp_path, {"collar": "", "name": "", "role": ""})
    answer = take(bus, path)
    assert counts(answer) == (0, 0, 0, 0)
    assert answer.written
