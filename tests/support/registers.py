"""Registers for tests: an empty place on either database, and one made there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from rsovisit.domain.case import ManagedBy, Status
from rsovisit.domain.risk import RiskLevel
from rsovisit.store.key import key_file
from rsovisit.store.register import Register, create_register
from rsovisit.store.work import UnitOfWork
from tests.support.postgres import PostgresServer

MADE_AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
KEEPER = "0001"


@pytest.fixture(params=("sqlite", "postgresql"))
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty place, on each database in turn, for `make_register`."""
    if request.param == "sqlite":
        return str(tmp_path / "unit" / "register.rso")
    address: str = request.getfixturevalue("postgres_address")
    return address


@pytest.fixture(scope="session")
def made_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register in a file that nobody has open; tests take copies."""
    file = tmp_path_factory.mktemp("made") / "register.rso"
    make_register(str(file)).close()
    return file


@pytest.fixture(scope="session")
def made_database(postgres_server: PostgresServer) -> str:
    """The name of a database with a register that nobody is connected to; tests take copies."""
    address = postgres_server.fresh_database()
    make_register(address).close()
    return address.rpartition("/")[2]


@pytest.fixture(params=("sqlite", "postgresql"))
def register(request: pytest.FixtureRequest) -> Iterator[Register]:
    """An open, empty register on each database in turn: a copy, which is quicker than making it."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_register")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    address = server.fresh_database(template=request.getfixturevalue("made_database"))
    opened = Register.open(address)
    yield opened
    opened.close()
    server.drop_database(address)


@pytest.fixture
def sqlite_register(made_file: Path, tmp_path: Path) -> Iterator[Register]:
    """An open, empty register in a file `unit/register.rso`."""
    folder = tmp_path / "unit"
    folder.mkdir(mode=0o700)
    for file in (made_file, key_file(made_file)):
        shutil.copy2(file, folder / file.name)
    opened = Register.open(str(folder / made_file.name))
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
        "arms_due_on": date(2020, 1, 21),
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
