"""The visits list as a file: for whom and what for, logged, and only then there."""

from __future__ import annotations

import csv
import json
import stat
import sys
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from rsovisit.domain.access import Role
from rsovisit.errors import Invalid, Refused, Unavailable
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.register import ExportVisits
from rsovisit.store.work import UnitOfWork
from tests.support.buses import Opened
from tests.support.cases import an_officer, register_case
from tests.support.importing import rows, value


def export(bus: CommandBus, path: Path, **changes: Any) -> int:
    words = {"purpose": "Weekly meeting", "recipient": "DI Sample"} | changes
    count: int = bus.do(ExportVisits(path, **words)).value
    return count


@pytest.fixture(autouse=True)
def unit(bus: CommandBus) -> None:
    """Three cases: one overdue, one not, one in custody."""
    last = date(2026, 1, 5)
    register_case(bus, case_ref="RSO-1", last_visit_stated_on=last, family_name="=Lime")
    register_case(bus, case_ref="RSO-2", last_visit_stated_on=date(2026, 11, 2), area="Consett")
    register_case(bus, case_ref="RSO-3", status="custody")


def test_a_csv_file_of_the_filtered_list(bus: CommandBus, tmp_path: Path) -> None:
    path = tmp_path / "overdue.csv"
    assert export(bus, path, filters={"bucket": "overdue", "area": "Peterlee"}) == 1
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("OFFICIAL-SENSITIVE. Exported by keeper on 23 November 2026")
    (row,) = csv.DictReader(lines[1:])
    assert row["case_ref"] == "RSO-1"
    assert row["due_on"] == "2026-07-05"
    assert row["days_overdue"] == "141"
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.glob(".*.csv")) == []


def test_a_workbook_of_all(bus: CommandBus, tmp_path: Path) -> None:
    path = tmp_path / "all.XLSX"
    assert export(bus, path, filters={"bucket": "all", "text": " "}) == 3
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=3)] == ["RSO-1", "RSO-2", "RSO-3"]


def test_the_disclosure_is_logged_with_its_ids(bus: CommandBus, tmp_path: Path) -> None:
    export(bus, tmp_path / "all.csv", filters={"text": "sample", "risk": "medium"})
    kind, tag, detail = rows(bus, "select kind, tag, detail from audit_event")[0]
    assert (kind, tag) == ("DISCLOSE", "list:export")
    logged = json.loads(detail)
    assert logged["recipient"] == "DI Sample"
    assert logged["purpose"] == "Weekly meeting"
    assert logged["count"] == len(logged["ids"]) == 2
    assert logged["searched"] is True
    # What was searched for may be a name.
    assert logged["filters"] == {"risk": "medium"}


@pytest.mark.parametrize(
    "changes,field",
    (
        ({"purpose": " "}, "purpose"),
        ({"recipient": ""}, "recipient"),
        ({"filters": {"bucket": "late"}}, "bucket"),
        ({"filters": {"risk": "purple"}}, "risk"),
        ({"filters": {"colour": "red"}}, "colour"),
    ),
)
def test_what_is_missing_or_wrong_is_named(
    bus: CommandBus, tmp_path: Path, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        export(bus, tmp_path / "list.csv", **changes)
    assert refused.value.field == field
    assert list(tmp_path.glob("*list*")) == []
    assert value(bus, "select count(*) from audit_event") == 0


@pytest.mark.parametrize("name", ("list.pdf", "list", "nowhere/list.csv", "folder.csv"))
def test_a_place_that_will_not_do_is_refused(bus: CommandBus, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(Invalid) as refused:
        export(bus, tmp_path / name)
    assert refused.value.field == "path"


def test_no_file_where_the_log_could_not_be_written(
    bus: CommandBus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(work: UnitOfWork) -> None:
        raise Unavailable("The disk is full.")

    monkeypatch.setattr(UnitOfWork, "commit", full)
    with pytest.raises(Unavailable, match="full"):
        export(bus, tmp_path / "list.csv")
    assert [path for path in tmp_path.iterdir() if path.suffix == ".csv"] == []


def test_who_may_not_export_is_refused(bus: CommandBus, open_bus: Opened, tmp_path: Path) -> None:
    officer = open_bus(an_officer(bus, "2417", Role.NPT_OFFICER))
    with pytest.raises(Refused):
        export(officer, tmp_path / "list.csv")
    assert not (tmp_path / "list.csv").exists()
