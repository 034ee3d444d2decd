"""Registers for tests: an empty place on either database, and one made there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from rsovisit.domain.case import ManagedBy, Status
from rsovisit.domain.risk import RiskLevel
from rsovisit.store.register import Register, create_register
from rsovisit.store.work import UnitOfWork

MADE_AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
KEEPER = "0001"


@pytest.fixture(params=("sqlite", "postgresql"))
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty place, on each database in turn."""
    if request.param == "sqlite":
        return str(tmp_path / "unit" / "register.rso")
    address: str = request.getfixturevalue("postgres_address")
    return address


@pytest.fixture
def register(where: str) -> Iterator[Register]:
    """An open, empty register on each database in turn."""
    opened = make_register(where)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_register(tmp_path: Path) -> Iterator[Register]:
    """An open, empty register in a file."""
    opened = make_register(str(tmp_path / "unit" / "register.rso"))
    yield opened
    opened.close()


def make_register(
    where: str,
    *,
    name: str = "Test unit",
    rehearsal: bool = True,
    keeper_collar: str = KEEPER,
    created_at: datetime = MADE_AT,
) -> Register:
    """Makes an empty register at an address and opens it; whoever asks closes it."""
    create_register(
        where,
        name=name,
        rehearsal=rehearsal,
        keeper_collar=keeper_collar,
        created_at=created_at,
    )
    return Register.open(where)


def add_case(work: UnitOfWork, case_ref: str = "A-1", **changes: Any) -> int:
    """Puts a plain medium-risk case with its identity into a unit of work; its id."""
    from rsovisit.store.records import CaseRecord, IdentityRecord

    plain: dict[str, Any] = {
        "risk_level": RiskLevel.MEDIUM,
        "risk_rank": RiskLevel.MEDIUM.rank,
        "status": Status.ACTIVE,
        "managed_by": ManagedBy.NPT,
        "area": "Peterlee",
        "registered_on": date(2020, 1, 6),
        "last_visit_stated_on": date(2026, 9, 1),
        "last_visit_on": date(2026, 9, 1),
        "due_on": date(2027, 3, 1),
    }
    case = work.add(CaseRecord(case_ref=case_ref, **{**plain, **changes}))
    assert case.id is not None
    work.add(
        IdentityRecord(
            case_id=case.id,
            family_name=f"Invented {case_ref}",
            search_key=f"invented {case_ref}".lower(),
        )
    )
    return case.id
