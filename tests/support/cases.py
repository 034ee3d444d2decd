"""Puts cases, officers, visits and work into a register, as small as a test needs them.

They go in through a unit of work with the stored dates computed by the program's own rule; what a
test is about goes through the bus.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from rsovisit.domain.access import Actor, Role
from rsovisit.domain.case import ManagedBy, Status
from rsovisit.domain.due import Requirement
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import TaskKind, TaskState
from rsovisit.domain.training import TrainingKind
from rsovisit.domain.visit import Outcome
from rsovisit.queries.visits import fold
from rsovisit.services.bus import CommandBus
from rsovisit.services.schedule import recompute
from rsovisit.store.records import (
    AddressRecord,
    CaseRecord,
    IdentityRecord,
    RequirementRecord,
    StaffRecord,
    TaskRecord,
    TrainingRecord,
    VisitOfficerRecord,
    VisitRecord,
    VisitTextRecord,
)
from rsovisit.store.work import UnitOfWork
from tests.support.builders import TODAY

_NUMBERS = count(1)


@dataclass(frozen=True)
class CaseFacts:
    """A medium-risk case of Peterlee, NPT managed, registered 6 Jan 2020 and never visited."""

    case_ref: str = ""
    family_name: str = "Sample"
    given_names: str | None = "A."
    risk_level: RiskLevel = RiskLevel.MEDIUM
    status: Status = Status.ACTIVE
    managed_by: ManagedBy = ManagedBy.NPT
    area: str = "Peterlee"
    officer: str | None = None
    registered_on: date = date(2020, 1, 6)
    last_visit_stated_on: date | None = None
    visit_interval_months: int | None = None
    last_arms_on: date | None = date(2026, 6, 1)
    next_notification_on: date | None = None
    notification_ends_on: date | None = None
    address: str | None = None
    requirements: Sequence[Requirement] = ()

    def numbered(self, number: int) -> CaseFacts:
        """The same under a reference made of a number."""
        return replace(self, case_ref=f"RSO-{number:04}")


def register_case(bus: CommandBus, **facts: Any) -> int:
    """Put one case in; its id. Keywords as in `CaseFacts`; the due date follows by the rule."""
    chosen = replace(CaseFacts(), **facts)
    with bus.register.work() as work:
        case_id = add_case(work, bus, chosen)
        work.commit()
    return case_id


def add_case(work: UnitOfWork, bus: CommandBus, chosen: CaseFacts) -> int:
    """The same inside a unit of work that is already open."""
    ref = chosen.case_ref or f"RSO-{next(_NUMBERS):04}"
    case = work.add(
        CaseRecord(
            case_ref=ref,
            risk_level=chosen.risk_level,
            risk_rank=chosen.risk_level.rank,
            status=chosen.status,
            managed_by=chosen.managed_by,
            area=chosen.area,
            officer_id=staff_id(work, chosen.officer),
            registered_on=chosen.registered_on,
            last_visit_stated_on=chosen.last_visit_stated_on,
            visit_interval_months=chosen.visit_interval_months,
            last_arms_on=chosen.last_arms_on,
            next_notification_on=chosen.next_notification_on,
            notification_ends_on=chosen.notification_ends_on,
        )
    )
    assert case.id is not None
    text = chosen.address or ""
    work.add(
        IdentityRecord(
            case_id=case.id,
            family_name=chosen.family_name,
            given_names=chosen.given_names,
            search_key=fold(f"{ref} {chosen.given_names or ''} {chosen.family_name} {text}"),
        )
    )
    if chosen.address:
        work.add(AddressRecord(case_id=case.id, text=text, since_on=chosen.registered_on))
    for owed in chosen.requirements:
        work.add(
            RequirementRecord(
                case_id=case.id, kind=owed.kind, from_on=owed.from_on, due_on=owed.due_on
            )
        )
    recompute(work, case, bus.policy())
    return case.id


def staff_id(work: UnitOfWork, collar: str | None) -> int | None:
    """The id of an officer; an untrained NPT officer of Peterlee is made where there is none."""
    if collar is None:
        return None
    found: int | None = work.reader.value("select id from staff where collar = :c", c=collar)
    if found is not None:
        return found
    return work.add(
        StaffRecord(collar=collar, name=f"PC {collar}", role=Role.NPT_OFFICER, area="Peterlee")
    ).id


def an_officer(
    bus: CommandBus,
    collar: str,
    role: Role = Role.NPT_OFFICER,
    *,
    area: str | None = "Peterlee",
    trained_to: date | None = date(2027, 3, 31),
    left_on: date | None = None,
    known: bool = True,
) -> Actor:
    """Put an officer on the staff list; who they are when they ask."""
    with bus.register.work() as work:
        officer = work.add(
            StaffRecord(
                collar=collar,
                name=f"Officer {collar}",
                role=role,
                area=area,
                known=known,
                left_on=left_on,
            )
        )
        assert officer.id is not None
        if trained_to is not None:
            work.add(
                TrainingRecord(
                    staff_id=officer.id, kind=TrainingKind.HOME_VISIT, expires_on=trained_to
                )
            )
        actor = Actor(collar, officer.name, role, area, officer.id)
        work.commit()
    return actor


def past_visit(
    bus: CommandBus,
    case_id: int,
    on: date,
    outcome: Outcome = Outcome.SEEN_FULL,
    *,
    at: str = "",
    crew: str = "",
    crew_trained: bool | None = None,
    due_on_before: date | None = None,
    summary: str = "",
) -> int:
    """Put a visit of earlier days in, stored dates brought up to date; its id."""
    with bus.register.work() as work:
        visit = work.add(
            VisitRecord(
                case_id=case_id,
                visited_on=on,
                visited_at=at,
                outcome=outcome,
                completed=outcome.completes,
                crew=crew,
                crew_trained=crew_trained,
                due_on_before=due_on_before,
                recorded_at=datetime(on.year, on.month, on.day, 18, tzinfo=UTC),
                recorded_by="2417",
            )
        )
        assert visit.id is not None
        if summary:
            work.add(VisitTextRecord(visit_id=visit.id, summary=summary))
        for collar in filter(None, crew.split(";")):
            work.add(VisitOfficerRecord(visit_id=visit.id, staff_id=staff_id(work, collar)))
        recompute(work, work.fetch(CaseRecord, case_id), bus.policy())
        visit_id = visit.id
        work.commit()
    return visit_id


def open_task(
    bus: CommandBus,
    case_id: int,
    kind: TaskKind = TaskKind.RETURN_CHECK,
    *,
    opened_on: date = TODAY,
    done_on: date | None = None,
    assessor: str | None = None,
    **columns: Any,
) -> int:
    """Put a piece of ARMS work in; its id."""
    state = columns.pop("state", TaskState.DONE if done_on else TaskState.OPEN)
    with bus.register.work() as work:
        task = work.add(
            TaskRecord(
                cause=columns.pop("cause", f"test:{next(_NUMBERS)}"),
                case_id=case_id,
                kind=kind,
                reason=columns.pop("reason", kind.words),
                opened_on=opened_on,
                done_on=done_on,
                state=state,
                assessor_id=staff_id(work, assessor),
                **columns,
            )
        )
        assert task.id is not None
        task_id = task.id
        work.commit()
    return task_id
