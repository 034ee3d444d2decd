"""Finds the case or officer a command speaks of, within the asker's scope."""

from __future__ import annotations

from typing import Protocol

from sqlmodel import select

from rsovisit.domain.access import within_scope
from rsovisit.domain.case import ENDED
from rsovisit.errors import Invalid
from rsovisit.services.act import Act
from rsovisit.store.records import CaseRecord, StaffRecord


class Numbered(Protocol):
    """A record that the register numbers."""

    id: int | None


def id_of(record: Numbered) -> int:
    """The number of a record that has been put in."""
    assert record.id is not None
    return record.id


def case_by_ref(act: Act, case_ref: str, seen: int | None = None) -> CaseRecord:
    """The case of that reference. A case out of scope is answered as if there were none."""
    found = act.work.session.exec(
        select(CaseRecord.id).where(CaseRecord.case_ref == case_ref.strip())
    ).first()
    if found is None:
        raise Invalid(f"There is no case {case_ref}.", "case_ref")
    return case_by_id(act, found, seen)


def case_by_id(act: Act, case_id: int, seen: int | None = None) -> CaseRecord:
    """The case of that id, at the version seen. Raises Invalid, Stale."""
    case: CaseRecord = act.work.fetch(CaseRecord, case_id, seen=seen)
    if not within_scope(act.actor, case.area, case.officer_id, case.managed_by):
        raise Invalid("There is no such case among yours.", "case_ref")
    return case


def live_case(act: Act, case: CaseRecord) -> CaseRecord:
    """The case again, refused where it has ended."""
    if case.status in ENDED:
        raise Invalid(
            f"{case.case_ref} is {case.status.words.lower()}: no more work is recorded on it.",
            "case_ref",
        )
    return case


def officer_by_collar(act: Act, collar: str, field: str = "officers") -> StaffRecord:
    """The officer of that collar number, who must be on the staff list."""
    found = act.work.session.exec(
        select(StaffRecord).where(StaffRecord.collar == collar.strip())
    ).first()
    if found is None:
        raise Invalid(f"No officer has the collar number {collar}.", field)
    return found
