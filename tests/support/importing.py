"""Import files made by tests, and looks at the whole register before and after."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rsovisit.domain.arms import stored_assessment
from rsovisit.domain.due import stored_due
from rsovisit.exchange.layouts import LAYOUTS, FileKind
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.register import Imported, ImportFile
from rsovisit.services.schedule import facts_of, latest, requirements_of

UNIT = Path(__file__).resolve().parents[1] / "data" / "unit"
OFFICERS = UNIT / "unit-officers.csv"
REGISTER = UNIT / "unit-register.xlsx"
VISITS = UNIT / "unit-visits.csv"
ERRORS = UNIT / "unit-register-errors.xlsx"

CASE = {
    "case_ref": "RSO-1",
    "family_name": "Sample",
    "risk_level": "medium",
    "area": "Peterlee",
    "registered_on": "06/01/2020",
}
VISIT = {"case_ref": "RSO-1", "visited_on": "14/03/2026", "outcome": "seen-full"}
OFFICER = {"collar": "2000", "name": "Officer 2000", "role": "npt_officer"}

_TABLES = (
    "staff",
    "training",
    "case_file",
    "identity",
    "address",
    "visit_requirement",
    "visit",
    "visit_text",
    "visit_officer",
    "warning",
    "warning_event",
    "task",
    "case_event",
)


def a_file(folder: Path, *rows: Mapping[str, str], name: str = "sheet.csv") -> Path:
    """A CSV file whose columns are the keys of its rows."""
    path = folder / name
    names = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def cases(folder: Path, *changes: Mapping[str, str]) -> Path:
    """A file of cases: each mapping is laid over a plain medium-risk case RSO-1."""
    return a_file(folder, *({**CASE, **change} for change in changes), name="cases.csv")


def visits(folder: Path, *changes: Mapping[str, str]) -> Path:
    """A file of visits: each mapping is laid over one of 14 Mar 2026 to RSO-1, seen in full."""
    return a_file(folder, *({**VISIT, **change} for change in changes), name="visits.csv")


def officers(folder: Path, *changes: Mapping[str, str]) -> Path:
    """A file of officers: each mapping is laid over NPT officer 2000."""
    return a_file(folder, *({**OFFICER, **change} for change in changes), name="officers.csv")


def take(bus: CommandBus, path: Path, **options: Any) -> Imported:
    """Import a file through the bus."""
    answer = bus.do(ImportFile(path, **options)).value
    assert isinstance(answer, Imported)
    return answer


def counts(answer: Imported) -> tuple[int, int, int, int]:
    """Read, added, updated, unchanged."""
    return answer.read, answer.added, answer.updated, answer.unchanged


def rows(bus: CommandBus, sql: str, **params: Any) -> list[tuple[Any, ...]]:
    """An answer of the register as it is committed."""
    reader = bus.register.reader()
    try:
        return reader.rows(sql, **params)
    finally:
        reader.close()


def value(bus: CommandBus, sql: str, **params: Any) -> Any:
    """The first column of the first row."""
    found = rows(bus, sql, **params)
    return found[0][0] if found else None


def everything(bus: CommandBus) -> dict[str, list[str]]:
    """Every row of every table but the logs of what was done, to compare before with after."""
    return {table: sorted(map(str, rows(bus, f"select * from {table}"))) for table in _TABLES}


def columns(kind: FileKind) -> tuple[str, ...]:
    """The columns of a kind of file."""
    return tuple(column.name for column in LAYOUTS[kind])


def broken_dates(bus: CommandBus) -> list[str]:
    """Cases whose stored dates are not what the rules say."""
    from sqlmodel import select

    from rsovisit.store.records import CaseRecord, VisitRecord

    policy, wrong = bus.policy(), []
    with bus.register.work() as work:
        completed: dict[int, Any] = {}
        for visit in work.session.exec(select(VisitRecord)):
            if visit.completed:
                completed[visit.case_id] = latest(completed.get(visit.case_id), visit.visited_on)
        for case in work.session.exec(select(CaseRecord)):
            assert case.id is not None
            facts = facts_of(case, requirements_of(work, case.id))
            last = latest(completed.get(case.id), case.last_visit_stated_on)
            wanted = (
                last,
                stored_due(facts, policy),
                stored_assessment(facts, case.last_arms_on, policy),
            )
            if (case.last_visit_on, case.due_on, case.arms_due_on) != wanted:
                wrong.append(f"{case.case_ref}: {case.due_on} instead of {wanted[1]}")
    return wrong
