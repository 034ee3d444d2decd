"""Allocates cases to officers."""

from __future__ import annotations

from sqlmodel import select

from rsovisit.domain.access import Role
from rsovisit.domain.audit import AuditTag
from rsovisit.domain.training import Certificate, TrainingKind, trained, training_words
from rsovisit.errors import Invalid
from rsovisit.services.act import Act
from rsovisit.services.bus import Changes, Done, Topic
from rsovisit.services.commands.case import AllocateCases
from rsovisit.services.finding import case_by_id, id_of, live_case, officer_by_collar
from rsovisit.store.records import CaseEventRecord, CaseRecord, StaffRecord, TrainingRecord


def allocate_cases(act: Act, cmd: AllocateCases) -> Done:
    """Give cases to an officer or take them from one. Raises Invalid, Stale; all or none move.

    An officer without in-date home-visit training is refused unless a supervisor gives a
    reason (domain.md section 2, 'Training rules').
    """
    if not cmd.cases:
        raise Invalid("Choose at least one case.", "cases")
    officer = officer_by_collar(act, cmd.collar, "collar") if cmd.collar else None
    if officer is not None:
        _check(act, officer, cmd.reason.strip())
    elif not cmd.reason.strip():
        raise Invalid("Say why nobody is to have the case.", "reason")
    for case_id, seen in cmd.cases:
        _allocate(act, live_case(act, case_by_id(act, case_id, seen)), officer, cmd.reason.strip())
    return Done(Changes.of(Topic.CASES, Topic.VISITS), len(cmd.cases))


def _check(act: Act, officer: StaffRecord, reason: str) -> None:
    today = act.asking.today
    if officer.left_on is not None and officer.left_on <= today:
        raise Invalid(f"{officer.name} ({officer.collar}) has left.", "collar")
    held = act.work.session.exec(
        select(TrainingRecord).where(TrainingRecord.staff_id == officer.id)
    ).all()
    certificates = [Certificate(t.kind, t.expires_on) for t in held]
    if trained(certificates, TrainingKind.HOME_VISIT, today):
        return
    words = training_words(certificates, TrainingKind.HOME_VISIT, today)
    if act.actor.role is Role.ARMS_OFFICER:
        raise Invalid(
            f"{officer.name} ({officer.collar}): {words}. Only a supervisor may override this.",
            "collar",
        )
    if not reason:
        raise Invalid(
            f"{officer.name} ({officer.collar}): {words}. Give a reason to allocate all the same.",
            "reason",
        )


def _allocate(act: Act, case: CaseRecord, officer: StaffRecord | None, reason: str) -> None:
    before = act.work.reader.value("select collar from staff where id = :id", id=case.officer_id)
    case.officer_id = officer.id if officer else None
    act.work.add(case)
    after = officer.collar if officer else "nobody"
    act.work.add(
        CaseEventRecord(
            case_id=id_of(case),
            happened_on=act.asking.today,
            what="allocated",
            text=f"From {before or 'nobody'} to {after}." + (f" {reason}" if reason else ""),
            by=act.actor.collar,
        )
    )
    act.note(
        AuditTag.CASE_ALLOCATE,
        f"case:{case.id}",
        case.id,
        before=before,
        after=after,
        reasoned=bool(reason),
    )
