"""Keeps the stored dates of cases equal to the rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import col, func, select

from rsovisit.domain.arms import stored_assessment
from rsovisit.domain.due import Requirement, VisitFacts, stored_due
from rsovisit.domain.policy import Policy
from rsovisit.store.records import CaseRecord, RequirementRecord, VisitRecord
from rsovisit.store.work import UnitOfWork


def latest(*days: date | None) -> date | None:
    """The latest of the days that are known; None when none is."""
    return max((day for day in days if day is not None), default=None)


def facts_of(case: CaseRecord, requirements: Sequence[RequirementRecord]) -> VisitFacts:
    """The facts of the due-date rule, from the stored case."""
    return VisitFacts(
        risk_level=case.risk_level,
        status=case.status,
        registered_on=case.registered_on,
        last_visit_on=case.last_visit_on,
        interval_months=case.visit_interval_months,
        notification_ends_on=case.notification_ends_on,
        requirements=tuple(Requirement(r.kind, r.from_on, r.due_on) for r in requirements),
    )


def requirements_of(work: UnitOfWork, case_id: int) -> Sequence[RequirementRecord]:
    """Every visit ever required of a case by a date of its own."""
    wanted = select(RequirementRecord).where(RequirementRecord.case_id == case_id)
    return work.session.exec(wanted).all()


def recompute(work: UnitOfWork, case: CaseRecord, policy: Policy) -> date | None:
    """Bring a case's last visit, visit due date and ARMS due date up to date; the due date."""
    newest = work.session.exec(
        select(func.max(VisitRecord.visited_on)).where(
            VisitRecord.case_id == case.id, col(VisitRecord.completed).is_(True)
        )
    ).one()
    assert case.id is not None
    case.last_visit_on = latest(newest, case.last_visit_stated_on)
    facts = facts_of(case, requirements_of(work, case.id))
    case.due_on = stored_due(facts, policy)
    case.arms_due_on = stored_assessment(facts, case.last_arms_on, policy)
    work.add(case)
    return case.due_on
