"""The whole of one case, for the Case screen and the command line; and who has looked at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from rsovisit.domain.access import Permission, Role
from rsovisit.domain.audit import AuditKind, AuditTag
from rsovisit.domain.case import ManagedBy, Status
from rsovisit.domain.due import Bucket, VisitFacts, bucket_of, days_overdue, due_on
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.why import why
from rsovisit.errors import Invalid
from rsovisit.queries.before import interval_words
from rsovisit.queries.history import (
    AddressRow,
    CaseTaskRow,
    ChangeRow,
    PastVisitRow,
    PastWarningRow,
    RequirementRow,
    addresses_of,
    changes_of,
    events_of,
    requirements_of_case,
    tasks_of,
    visits_of,
    warnings_of,
)
from rsovisit.queries.open_work import OpenWorkRow, list_open_work
from rsovisit.queries.query import Asking, Consulted
from rsovisit.queries.scope import scope_clause
from rsovisit.queries.tiles import TileRow, case_tiles
from rsovisit.queries.timeline import TimelineRow, merge_timeline
from rsovisit.queries.visits import full_name
from rsovisit.queries.why import visit_facts
from rsovisit.store.reader import Reader, as_date, as_instant


@dataclass(frozen=True, slots=True)
class CaseFactsRow:
    """What the case is. `interval_months`: the case's own, None where its level decides."""

    case_id: int
    version: int
    case_ref: str
    name: str
    family_name: str
    given_names: str | None
    date_of_birth: date | None
    national_ref: str | None
    risk_level: RiskLevel
    status: Status
    managed_by: ManagedBy
    area: str
    officer: str | None
    officer_name: str | None
    registered_on: date
    last_visit_on: date | None
    due_on: date | None
    days_overdue: int
    bucket: Bucket | None
    interval: str
    interval_months: int | None
    interval_reason: str | None
    last_arms_on: date | None
    arms_due_on: date | None
    next_notification_on: date | None
    notification_ends_on: date | None
    notes: str | None


@dataclass(frozen=True, slots=True)
class CaseFileRow:
    """The whole case. `visits` are the completed ones, `attempts` all that came to less.

    `timeline` is newest first; `open_work` what still has to be done, most pressing first.
    """

    facts: CaseFactsRow
    why: tuple[str, ...]
    tiles: tuple[TileRow, ...]
    open_work: tuple[OpenWorkRow, ...]
    visits: tuple[PastVisitRow, ...]
    attempts: tuple[PastVisitRow, ...]
    tasks: tuple[CaseTaskRow, ...]
    warnings: tuple[PastWarningRow, ...]
    addresses: tuple[AddressRow, ...]
    changes: tuple[ChangeRow, ...]
    requirements: tuple[RequirementRow, ...]
    timeline: tuple[TimelineRow, ...]


@dataclass(frozen=True)
class CaseFile:
    """Open a case by its reference or its id; consulting it is audited."""

    permission: ClassVar = Permission.CASE_READ
    audit_tag: ClassVar = AuditTag.CASE_CONSULT

    case_ref: str | None = None
    case_id: int | None = None
    # Which case a reference turned out to be: the audit asks for it after the answer.
    _found: list[int] = field(default_factory=list, init=False, repr=False, compare=False)

    def run(self, reader: Reader, asking: Asking) -> CaseFileRow:
        """The case. Raises Invalid where there is none, or not among one's own."""
        scope, params = scope_clause(asking.actor)
        one = "c.case_ref = :case_ref and " if self.case_id is None else "c.id = :case_id and "
        params |= {"case_ref": (self.case_ref or "").strip(), "case_id": self.case_id}
        found = reader.one(_CASE + one + scope, **params)
        if found is None:
            wanted = self.case_ref if self.case_id is None else self.case_id
            said = f"There is no case {wanted}." if wanted else "Say which case: by its reference."
            raise Invalid(said, "case_ref")
        self._found.append(found[0])
        facts = dict(visit_facts(reader, [found[0]], asking))[found[0]]
        return _case_file(reader, asking, found, facts)

    def consulted(self) -> Consulted:
        """The case that was found."""
        return Consulted(f"case:{self._found[-1]}", self._found[-1])


@dataclass(frozen=True, slots=True)
class LookRow:
    """Someone's act on a case, out of the audit log. `at` is UTC; `what` the act in words."""

    at: datetime
    collar: str
    name: str
    role: str
    kind: AuditKind
    what: str


@dataclass(frozen=True)
class WhoLooked:
    """Who looked at a case or changed it, newest first; asking is itself logged."""

    permission: ClassVar = Permission.CASE_READ
    audit_tag: ClassVar = AuditTag.AUDIT_READ

    case_id: int
    limit: int = 500

    def run(self, reader: Reader, asking: Asking) -> tuple[LookRow, ...]:
        """The newest acts. Raises Invalid where there is no such case among one's own."""
        scope, params = scope_clause(asking.actor)
        if reader.value(_SEEN + scope, case_id=self.case_id, **params) is None:
            raise Invalid("There is no such case among yours.")
        found = reader.rows(_LOOKS, case_id=self.case_id, limit=self.limit)
        return tuple(_look(row) for row in found)

    def consulted(self) -> Consulted:
        """The case's part of the log."""
        return Consulted(f"case:{self.case_id}", self.case_id)


def _case_file(
    reader: Reader, asking: Asking, row: tuple[Any, ...], facts: VisitFacts
) -> CaseFileRow:
    case_id = row[0]
    known = _facts(row, facts, asking)
    visits, warnings = visits_of(reader, case_id), warnings_of(reader, case_id)
    tasks, changes = tasks_of(reader, case_id), changes_of(reader, case_id)
    work = list_open_work(reader, asking, row[11], tasks, warnings, facts)
    tiles = case_tiles(
        facts, known.arms_due_on, known.last_arms_on, known.next_notification_on, work, asking
    )
    events = events_of(reader, case_id)
    return CaseFileRow(
        facts=known,
        why=why(facts, asking.policy, asking.today),
        tiles=tiles,
        open_work=work,
        visits=tuple(visit for visit in visits if visit.completed),
        attempts=tuple(visit for visit in visits if not visit.completed),
        tasks=tasks,
        warnings=warnings,
        addresses=addresses_of(reader, case_id),
        changes=changes,
        requirements=requirements_of_case(reader, case_id, facts.last_visit_on),
        timeline=merge_timeline(facts.registered_on, visits, warnings, tasks, changes, events),
    )


def _facts(row: tuple[Any, ...], facts: VisitFacts, asking: Asking) -> CaseFactsRow:
    due = due_on(facts, asking.policy, asking.today)
    return CaseFactsRow(
        case_id=row[0],
        version=row[1],
        case_ref=row[2],
        name=full_name(row[3], row[4]),
        family_name=row[4],
        given_names=row[3],
        date_of_birth=as_date(row[5]),
        national_ref=row[6],
        risk_level=facts.risk_level,
        status=facts.status,
        managed_by=ManagedBy(row[7]),
        area=row[8],
        officer=row[9],
        officer_name=row[10],
        registered_on=facts.registered_on,
        last_visit_on=facts.last_visit_on,
        due_on=due,
        days_overdue=days_overdue(due, asking.today),
        bucket=bucket_of(facts, asking.policy, asking.today),
        interval=interval_words(facts, asking.policy),
        interval_months=facts.interval_months,
        interval_reason=row[12],
        last_arms_on=as_date(row[13]),
        arms_due_on=as_date(row[14]),
        next_notification_on=as_date(row[15]),
        notification_ends_on=facts.notification_ends_on,
        notes=row[16],
    )


def _look(row: tuple[Any, ...]) -> LookRow:
    at = as_instant(row[0])
    assert at is not None
    return LookRow(
        at=at,
        collar=row[1],
        name=row[2] or row[1],
        role=Role(row[3]).words,
        kind=AuditKind(row[4]),
        what=act_words(row[5]),
    )


def act_words(tag: str) -> str:
    """An audited act in words; a tag of a newer program is shown as it stands."""
    return _ACTS.get(tag, tag)


_ACTS: dict[str, str] = {
    AuditTag.CASE_CONSULT: "Opened the case",
    AuditTag.CASE_ALLOCATE: "Allocated the case",
    AuditTag.CASE_IMPORT: "Imported the case",
    AuditTag.CHANGE_REPORT: "Reported a significant change",
    AuditTag.VISIT_RECORD: "Recorded a visit",
    AuditTag.VISIT_IMPORT: "Imported visits",
    AuditTag.LIST_EXPORT: "Exported a list with the case",
    AuditTag.WARNING_DECIDE: "Decided on a warning",
    AuditTag.WARNING_RAISE: "Raised a warning",
    AuditTag.WARNING_ESCALATE: "Escalated a warning",
    AuditTag.WARNING_CLEAR: "Cleared a warning",
    AuditTag.TASK_RAISE: "Raised a task",
    AuditTag.TASK_CONSULT: "Opened a task",
    AuditTag.TASK_LOCK: "Took up a task",
    AuditTag.TASK_RELEASE: "Gave up a task",
    AuditTag.TASK_ACCEPT: "Closed a task",
    AuditTag.TASK_TO_NPT: "Sent a task to the neighbourhood team",
    AuditTag.TASK_ANSWER: "Answered a task",
    AuditTag.TASK_HOLD: "Held a task",
    AuditTag.TASK_RESUME: "Took a held task up again",
    AuditTag.TASK_REALLOCATE: "Moved a task to another assessor",
    AuditTag.TASK_UNDO: "Undid an act on a task",
    AuditTag.AUDIT_READ: "Looked at who has looked",
}

_CASE = """
    select c.id, c.version, c.case_ref, i.given_names, i.family_name, i.date_of_birth,
           i.national_ref, c.managed_by, c.area, s.collar, s.name, c.officer_id,
           c.interval_reason, c.last_arms_on, c.arms_due_on, c.next_notification_on, i.notes
      from case_file c
      join identity i on i.case_id = c.id
      left join staff s on s.id = c.officer_id
     where
"""
_SEEN = "select c.id from case_file c where c.id = :case_id and "
_LOOKS = """
    select a.happened_at, a.actor, s.name, a.role, a.kind, a.tag
      from audit_event a
      left join staff s on s.collar = a.actor
     where a.case_id = :case_id
     order by a.id desc limit :limit
"""
