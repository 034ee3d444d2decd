"""Records visits, attempts and reported changes, and everything that moves with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from sqlmodel import col, select

from rsovisit.domain.audit import AuditKind, AuditTag
from rsovisit.domain.case import Status
from rsovisit.domain.due import (
    Requirement,
    change_requirement,
    reactive_exit,
    visits_ended,
)
from rsovisit.domain.task import TaskKind
from rsovisit.domain.training import Certificate, TrainingKind, crew_shortfall, trained
from rsovisit.domain.visit import (
    Disclosure,
    Outcome,
    PastVisit,
    failed_since_completed,
    late_entry,
)
from rsovisit.domain.why import day_words
from rsovisit.errors import Invalid
from rsovisit.queries.before import decision_cause
from rsovisit.services.act import Act
from rsovisit.services.bus import Changes, Done, Topic
from rsovisit.services.commands.visit import RecordVisit, ReportChange, VisitRecorded
from rsovisit.services.finding import (
    case_by_id,
    case_by_ref,
    id_of,
    live_case,
    officer_by_collar,
)
from rsovisit.services.raising import Cause, raise_task
from rsovisit.services.schedule import facts_of, latest, recompute
from rsovisit.services.sweep import sweep_case
from rsovisit.store.records import (
    AddressRecord,
    CaseEventRecord,
    CaseRecord,
    ChangeRecord,
    RequirementRecord,
    StaffRecord,
    TrainingRecord,
    VisitOfficerRecord,
    VisitRecord,
    VisitTextRecord,
)

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def record_visit(act: Act, cmd: RecordVisit) -> Done:
    """Record a visit or attempt; only a completed one moves the due date. Raises Invalid, Stale."""
    case = live_case(act, case_by_ref(act, cmd.case_ref, cmd.seen_version))
    crew = _crew(act, cmd)
    _check(act, case, cmd)
    visit = _visit(act, case, cmd, crew)
    _confirm_address(act, case, visit)
    raised: list[str] = []
    if cmd.disclosures:
        raised += _leave_reactive(act, case, cmd.visited_on)
        _require_visit(act, case, cmd.visited_on, latest(case.last_visit_on, _completed_on(visit)))
    # Before the date: an attempt may end reactive management.
    raised += _tasks(act, case, visit, cmd)
    next_due = recompute(act.work, case, act.policy)
    raised += sweep_case(act, case)
    shortfall = crew_shortfall(
        [_trained(act, officer, cmd.visited_on) for officer in crew], act.policy.crew_size
    )
    if shortfall:
        raised.append(f"{shortfall} Counted on the overview.")
    act.note(
        AuditTag.VISIT_RECORD,
        f"visit:{visit.id}",
        case.id,
        AuditKind.COLLECT,
        outcome=cmd.outcome.value,
        visited_on=cmd.visited_on,
    )
    assert visit.id is not None
    if visits_ended(facts_of(case, ()), act.asking.today):
        next_due = None
    answer = VisitRecorded(visit.id, visit.completed, next_due, tuple(raised))
    return Done(Changes.of(Topic.VISITS, Topic.CASES, Topic.WARNINGS, Topic.TASKS), answer)


def report_change(act: Act, cmd: ReportChange) -> Done:
    """Record a significant change heard outside a visit: a visit falls due by its own date."""
    case = live_case(act, case_by_id(act, cmd.case_id, cmd.seen_version))
    if cmd.reported_on > act.asking.today:
        raise Invalid("A change cannot have been reported in the future.", "reported_on")
    if not cmd.note.strip():
        raise Invalid("Say what was reported.", "note")
    change = _change(act, case, cmd.kind, cmd.reported_on, None, cmd.note.strip())
    raised = _leave_reactive(act, case, cmd.reported_on)
    _require_visit(act, case, cmd.reported_on, case.last_visit_on)
    before = case.due_on
    due = recompute(act.work, case, act.policy)
    if due != before:
        _event(act, case, "due date", _moved(before, due))
    raised += [*_change_tasks(act, case, change, None), *sweep_case(act, case)]
    act.note(AuditTag.CHANGE_REPORT, f"change:{change.id}", case.id, AuditKind.COLLECT)
    return Done(Changes.of(Topic.CASES, Topic.VISITS, Topic.WARNINGS, Topic.TASKS), tuple(raised))


def _require_visit(act: Act, case: CaseRecord, on: date, last_visit_on: date | None) -> None:
    """A change brings a visit of its own, which the visit that brought it to light is not."""
    _require(act, case, change_requirement(case.risk_level, on, act.policy, last_visit_on))


def _leave_reactive(act: Act, case: CaseRecord, on: date) -> list[str]:
    """A significant change ends reactive management by itself (domain.md section 8)."""
    owed = reactive_exit(case.status, case.risk_level, on, act.policy)
    if owed is None:
        return []
    case.status = Status.ACTIVE
    act.work.add(case)
    _require(act, case, owed)
    said = "Reactive management ended by a significant change"
    _event(act, case, "status", f"{said}.")
    return [f"{said}: visits start again."]


def _require(act: Act, case: CaseRecord, owed: Requirement) -> None:
    act.work.add(
        RequirementRecord(
            case_id=id_of(case), kind=owed.kind, from_on=owed.from_on, due_on=owed.due_on
        )
    )


def _completed_on(visit: VisitRecord) -> date | None:
    return visit.visited_on if visit.completed else None


def _crew(act: Act, cmd: RecordVisit) -> list[StaffRecord]:
    collars = [collar.strip() for collar in cmd.officers if collar.strip()]
    if not collars:
        raise Invalid("Say who went: at least one collar number.", "officers")
    if len(set(collars)) < len(collars):
        raise Invalid("The same collar number is given twice.", "officers")
    return [officer_by_collar(act, collar) for collar in collars]


def _check(act: Act, case: CaseRecord, cmd: RecordVisit) -> None:
    today = act.asking.today
    if cmd.visited_on > today:
        raise Invalid(f"{day_words(cmd.visited_on)} is in the future.", "visited_on")
    if cmd.visited_on.year < 1990:
        raise Invalid(f"{day_words(cmd.visited_on)} is too long ago.", "visited_on")
    if cmd.visited_at and not _TIME.fullmatch(cmd.visited_at):
        raise Invalid(f"'{cmd.visited_at}' is not a time: write it as 18:20.", "visited_at")
    if late_entry(cmd.visited_on, today, act.policy) and not cmd.late_reason.strip():
        raise Invalid(
            f"This is entered more than {act.policy.late_entry_days} days after the visit: "
            "say why it is late.",
            "late_reason",
        )
    if act.work.reader.value(_SAME, case_id=case.id, on=cmd.visited_on, at=cmd.visited_at):
        when = f" at {cmd.visited_at}" if cmd.visited_at else ""
        raise Invalid(
            f"A visit to {case.case_ref} on {day_words(cmd.visited_on)}{when} is already recorded.",
            "visited_on",
        )


def _visit(
    act: Act, case: CaseRecord, cmd: RecordVisit, crew: Sequence[StaffRecord]
) -> VisitRecord:
    work = act.work
    visit = work.add(
        VisitRecord(
            case_id=id_of(case),
            visited_on=cmd.visited_on,
            visited_at=cmd.visited_at,
            outcome=cmd.outcome,
            completed=cmd.outcome.completes,
            announced=cmd.announced,
            crew=";".join(officer.collar for officer in crew),
            crew_trained=any(_trained(act, officer, cmd.visited_on) for officer in crew),
            due_on_before=_due_before(case, cmd.visited_on),
            recorded_at=act.asking.now,
            recorded_by=act.actor.collar,
            late_reason=cmd.late_reason.strip() or None,
        )
    )
    for officer in crew:
        work.add(VisitOfficerRecord(visit_id=id_of(visit), staff_id=id_of(officer)))
    if cmd.summary.strip():
        work.add(VisitTextRecord(visit_id=id_of(visit), summary=cmd.summary.strip()))
    return visit


def _due_before(case: CaseRecord, visited_on: date) -> date | None:
    """The date the visit answers: not known for one entered after a later visit."""
    later = case.last_visit_on is not None and visited_on < case.last_visit_on
    return None if later else case.due_on


def _trained(act: Act, officer: StaffRecord, on: date) -> bool:
    held = act.work.session.exec(
        select(TrainingRecord).where(TrainingRecord.staff_id == officer.id)
    ).all()
    certificates = [Certificate(t.kind, t.expires_on) for t in held]
    return trained(certificates, TrainingKind.HOME_VISIT, on)


def _confirm_address(act: Act, case: CaseRecord, visit: VisitRecord) -> None:
    if not visit.completed:
        return
    current = act.work.session.exec(
        select(AddressRecord).where(
            AddressRecord.case_id == case.id, col(AddressRecord.ended_on).is_(None)
        )
    ).first()
    if current and (current.confirmed_on is None or current.confirmed_on < visit.visited_on):
        current.confirmed_on = visit.visited_on
        act.work.add(current)


def _tasks(act: Act, case: CaseRecord, visit: VisitRecord, cmd: RecordVisit) -> Iterable[str]:
    """Raise what follows from the visit; sentences for whoever recorded it."""
    assert case.id is not None
    red_flag = any(disclosure.red_flag for disclosure in cmd.disclosures)
    if cmd.outcome in (Outcome.SEEN_FULL, Outcome.SEEN_PARTIAL, Outcome.SEEN_ELSEWHERE):
        reason = "; ".join(d.words for d in cmd.disclosures) or cmd.outcome.words
        cause = Cause(
            f"visit:{visit.id}",
            TaskKind.RETURN_CHECK,
            case.id,
            reason,
            act.asking.today,
            red_flag,
            visit.id,
        )
        raise_task(act, cause)
        yield "Return to check, raised for the ARMS officer."
    for disclosure in dict.fromkeys(cmd.disclosures):
        change = _change(act, case, disclosure, cmd.visited_on, visit.id, None)
        yield from _change_tasks(act, case, change, visit.id)
    yield from _failed_attempt(act, case, visit)


def _failed_attempt(act: Act, case: CaseRecord, visit: VisitRecord) -> Iterable[str]:
    assert case.id is not None
    said = _UNABLE.get(visit.outcome)
    # An import can state a completed visit that the register does not hold.
    since = case.last_visit_on or date.min
    past = act.work.session.exec(
        select(VisitRecord)
        .where(VisitRecord.case_id == case.id, VisitRecord.visited_on >= since)
        .order_by(col(VisitRecord.visited_on).desc(), col(VisitRecord.visited_at).desc())
        .limit(20)
    ).all()
    failed = failed_since_completed(
        [PastVisit(v.visited_on, v.visited_at, v.outcome, v.announced) for v in past]
    )
    key = f"visit:{visit.id}:{visit.outcome.value}"
    if (
        said is None
        and visit.outcome.failed_attempt
        and failed >= act.policy.attempts_before_decision
    ):
        said = f"{failed} failed attempts since the last completed visit: decide what is next"
        key = decision_cause(case.id, case.last_visit_on)
    if said is not None:
        cause = Cause(
            key, TaskKind.SIGNIFICANT_CHANGE, case.id, said, act.asking.today, visit_id=visit.id
        )
        if raise_task(act, cause):
            yield f"Significant change, raised for the ARMS officer: {said}."
        # In custody, in hospital, abroad or dead is for the status to say.
        if visit.outcome is not Outcome.CANNOT_VISIT:
            yield from _leave_reactive(act, case, visit.visited_on)


def _change(
    act: Act,
    case: CaseRecord,
    kind: Disclosure,
    on: date,
    visit_id: int | None,
    note: str | None,
) -> ChangeRecord:
    record: ChangeRecord = act.work.add(
        ChangeRecord(
            case_id=id_of(case),
            kind=kind,
            reported_on=on,
            visit_id=visit_id,
            note=note,
            recorded_by=act.actor.collar,
        )
    )
    return record


def _change_tasks(
    act: Act, case: CaseRecord, change: ChangeRecord, visit_id: int | None
) -> Iterable[str]:
    assert case.id is not None
    cause = Cause(
        f"change:{change.id}",
        TaskKind.SIGNIFICANT_CHANGE,
        case.id,
        change.kind.words,
        change.reported_on,
        change.kind.red_flag,
        visit_id,
    )
    raise_task(act, cause)
    yield f"Significant change, raised for the ARMS officer: {change.kind.words.lower()}."
    if change.kind is Disclosure.CHILD_CONTACT:
        referral = Cause(
            f"referral:{change.id}",
            TaskKind.REFERRAL,
            case.id,
            "Referral to children's social care: no reference held",
            change.reported_on,
            True,
            visit_id,
        )
        raise_task(act, referral)
        yield "Safeguarding referral, open until a reference and outcome are held."


def _event(act: Act, case: CaseRecord, what: str, text: str) -> None:
    act.work.add(
        CaseEventRecord(
            case_id=id_of(case),
            happened_on=act.asking.today,
            what=what,
            text=text,
            by=act.actor.collar,
        )
    )


def _moved(before: date | None, after: date | None) -> str:
    was = day_words(before) if before else "none"
    now = day_words(after) if after else "none"
    return f"Visit due date moved from {was} to {now}."


_UNABLE = {
    Outcome.ACCESS_REFUSED: "Access refused: counts towards a warrant, supervisor to decide",
    Outcome.NOT_RESIDENT: "Appears to have moved: whereabouts to establish",
    Outcome.CANNOT_VISIT: "Cannot be visited: status to confirm",
}
_SAME = """
    select id from visit where case_id = :case_id and visited_on = :on and visited_at = :at
"""
