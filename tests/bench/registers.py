"""The registers a bench run measures on, made once and kept in `build/bench`."""

from __future__ import annotations

import csv
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

from rsovisit.app import open_bus
from rsovisit.services.commands.demo import InventRegister
from rsovisit.services.commands.warning import RaiseWarnings
from rsovisit.store.connect import Address, connect
from rsovisit.store.register import create_register

FOLDER = Path("build") / "bench"
SMALL, LARGE = 1_400, 70_000


def register(cases: int) -> Path:
    """A swept rehearsal register of that many cases with ten years of visits each.

    Made once a day, for it is made for the day it is run on; those of other days are taken away.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    today = date.today()  # noqa: DTZ011 - the day of the run is meant
    file = FOLDER / f"{cases}-{today}.rso"
    if not file.exists():
        for old in FOLDER.glob(f"{cases}-*"):
            old.unlink()
        empty(file)
        bus = open_bus(str(file))
        bus.do(InventRegister(cases))
        bus.do(RaiseWarnings())
        bus.close()
    return file


def empty(file: Path) -> Path:
    """A fresh, empty rehearsal register in place of whatever was there."""
    for left in file.parent.glob(file.name + "*"):
        left.unlink()
    create_register(
        str(file),
        name="Bench",
        rehearsal=True,
        keeper_collar="keeper",
        created_at=datetime.now(UTC),
    )
    return file


def copied(source: Path, name: str) -> Path:
    """A copy of a register, key and all, that a measure may spoil."""
    copy = FOLDER / name
    for left in FOLDER.glob(name + "*"):
        left.unlink()
    raw = connect(Address.parse(str(source)))
    raw.execute("pragma wal_checkpoint(truncate)")
    raw.close()
    for suffix in ("", ".key"):
        shutil.copy(f"{source}{suffix}", f"{copy}{suffix}")
        Path(f"{copy}{suffix}").chmod(0o600)
    return copy


def case_sheet(source: Path) -> Path:
    """The cases of a register as a CSV file ready for import."""
    sheet = FOLDER / f"{source.stem}.csv"
    if sheet.exists():
        return sheet
    bus = open_bus(str(source))
    reader = bus.register.reader()
    rows = reader.rows(_CASES)
    reader.close()
    bus.close()
    with sheet.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(_HEADS)
        writer.writerows(rows)
    return sheet


_HEADS = (
    "case_ref", "family_name", "given_names", "date_of_birth", "risk_level", "status",
    "managed_by", "area", "officer", "registered_on", "last_visit_on", "visit_interval_months",
    "interval_reason", "last_arms_on", "next_notification_on", "notification_ends_on",
    "national_ref", "address", "notes",
)  # fmt: skip
_CASES = """
    select c.case_ref, i.family_name, i.given_names, i.date_of_birth, c.risk_level, c.status,
           c.managed_by, c.area, s.collar, c.registered_on, c.last_visit_on,
           c.visit_interval_months, c.interval_reason, c.last_arms_on, c.next_notification_on,
           c.notification_ends_on, i.national_ref, a.text, i.notes
      from case_file c
      join identity i on i.case_id = c.id
      join address a on a.case_id = c.id
      left join staff s on s.id = c.officer_id
     order by c.id
"""
