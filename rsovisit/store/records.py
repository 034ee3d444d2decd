"""Every table of the register. Records are dumb: rules live in `domain`, checks in `services`."""

# No `from __future__ import annotations` here: it breaks SQLModel's reading of the fields.
import enum
from datetime import UTC, date, datetime
from typing import Any, ClassVar, TypeVar

from sqlalchemy import Column, DateTime, Enum, Index, MetaData, Text, UniqueConstraint, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import declared_attr
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from rsovisit.domain.access import Role
from rsovisit.domain.case import ManagedBy, Status
from rsovisit.domain.due import RequirementKind
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import TaskKind, TaskState
from rsovisit.domain.training import TrainingKind
from rsovisit.domain.visit import Disclosure, Outcome
from rsovisit.domain.warning import Level, WarningKind

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraint names are fixed before the first record, so migrations can name what they change."""

metadata = MetaData(naming_convention=NAMES)


class Record(SQLModel):
    """Base of every table; they share one metadata with fixed constraint names."""

    metadata: ClassVar[MetaData] = metadata


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant: ISO text with offset on SQLite, timestamptz on PostgreSQL."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must be aware")
        utc = value.astimezone(UTC)
        return utc.isoformat(timespec="milliseconds") if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None or isinstance(value, datetime):
            return value
        return datetime.fromisoformat(value)


EnumT = TypeVar("EnumT", bound=enum.StrEnum)


def word(kind: type[EnumT], *, nullable: bool = False, index: bool = False) -> Any:
    """A column holding a StrEnum by its value (SQLAlchemy stores names unless told)."""
    stored = Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )
    return Field(
        sa_column=Column(stored, nullable=nullable, index=index),
        default=None if nullable else ...,
    )


def instant(*, nullable: bool = False) -> Any:
    """A column holding an aware instant."""
    return Field(sa_column=Column(Instant(), nullable=nullable), default=None if nullable else ...)


class Versioned:
    """Mixin of records people edit: the second of two edits of one version is refused."""

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - a class-level directive
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


class RegisterRecord(Record, table=True):
    """The one row that says what this register is."""

    __tablename__ = "register"
    id: int | None = Field(default=None, primary_key=True)
    name: str
    rehearsal: bool = False
    keeper_collar: str
    created_at: datetime = instant()
    epoch: int = 1


class StaffRecord(Versioned, Record, table=True):
    """An officer or other person of the unit. `known` is false for a collar only seen in a file."""

    __tablename__ = "staff"
    id: int | None = Field(default=None, primary_key=True)
    collar: str = Field(unique=True)
    name: str
    role: Role = word(Role)
    area: str | None = None
    known: bool = True
    left_on: date | None = None
    version: int = 1


class TrainingRecord(Record, table=True):
    """A certificate, valid up to and including `expires_on`."""

    __tablename__ = "training"
    __table_args__ = (UniqueConstraint("staff_id", "kind"),)
    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff.id")
    kind: TrainingKind = word(TrainingKind)
    expires_on: date


class CaseRecord(Versioned, Record, table=True):
    """A case without anything that names the person.

    `due_on`, `last_visit_on` and `arms_due_on` are kept here so that an index finds them; they
    always equal `domain.due.stored_due`, the latest completed visit and
    `domain.arms.assessment_due_on` (a test holds them to it).
    """

    __tablename__ = "case_file"
    __table_args__ = (
        Index("ix_case_file_due", "due_on", "risk_rank", "notification_ends_on", "risk_level"),
        Index("ix_case_file_arms_due", "arms_due_on"),
        Index("ix_case_file_area_due", "area", "due_on"),
        Index("ix_case_file_officer_due", "officer_id", "due_on"),
        Index("ix_case_file_status", "status"),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_ref: str = Field(unique=True)
    risk_level: RiskLevel = word(RiskLevel)
    risk_rank: int
    status: Status = word(Status)
    managed_by: ManagedBy = word(ManagedBy)
    area: str
    officer_id: int | None = Field(default=None, foreign_key="staff.id")
    registered_on: date
    last_visit_stated_on: date | None = None
    last_visit_on: date | None = None
    visit_interval_months: int | None = None
    interval_reason: str | None = None
    last_arms_on: date | None = None
    next_notification_on: date | None = None
    notification_ends_on: date | None = None
    due_on: date | None = None
    arms_due_on: date | None = None
    version: int = 1


class IdentityRecord(Versioned, Record, table=True):
    """Who the person is: names, birth, address, free text. `search_key` is folded text."""

    __tablename__ = "identity"
    case_id: int = Field(primary_key=True, foreign_key="case_file.id")
    family_name: str
    given_names: str | None = None
    date_of_birth: date | None = None
    national_ref: str | None = None
    notes: str | None = None
    search_key: str
    version: int = 1


class AddressRecord(Record, table=True):
    """An address of a case. The one with no `ended_on` is the notified address."""

    __tablename__ = "address"
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    text: str
    since_on: date
    confirmed_on: date | None = None
    ended_on: date | None = None


class RequirementRecord(Record, table=True):
    """A visit owed by a date of its own (`domain.due.Requirement`)."""

    __tablename__ = "visit_requirement"
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    kind: RequirementKind = word(RequirementKind)
    from_on: date
    due_on: date
    reason: str | None = None


class VisitRecord(Versioned, Record, table=True):
    """A visit or failed attempt. `visited_at` is local 'HH:MM' or empty."""

    __tablename__ = "visit"
    __table_args__ = (UniqueConstraint("case_id", "visited_on", "visited_at"),)
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id")
    visited_on: date = Field(index=True)
    visited_at: str = ""
    outcome: Outcome = word(Outcome)
    completed: bool
    announced: bool = False
    crew: str = ""
    """Collar numbers, ';' between, in the order given."""
    crew_trained: bool | None = None
    """Whether anyone in the crew held home-visit training that day; None when not known."""
    due_on_before: date | None = None
    """The due date this visit answered, as it stood; None when not known."""
    recorded_at: datetime = instant()
    recorded_by: str
    late_reason: str | None = None
    version: int = 1


class VisitTextRecord(Record, table=True):
    """What was written of a visit; apart, because it is about the person."""

    __tablename__ = "visit_text"
    visit_id: int = Field(primary_key=True, foreign_key="visit.id")
    summary: str


class VisitOfficerRecord(Record, table=True):
    """Who went."""

    __tablename__ = "visit_officer"
    visit_id: int = Field(primary_key=True, foreign_key="visit.id")
    staff_id: int = Field(primary_key=True, foreign_key="staff.id", index=True)


class ChangeRecord(Record, table=True):
    """A significant change, disclosed at a visit or reported otherwise."""

    __tablename__ = "change"
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    kind: Disclosure = word(Disclosure)
    reported_on: date
    visit_id: int | None = Field(default=None, foreign_key="visit.id")
    note: str | None = None
    recorded_by: str


class WarningRecord(Versioned, Record, table=True):
    """A warning. At most one open per case, kind and due date; closed ones are history."""

    __tablename__ = "warning"
    __table_args__ = (
        Index(
            "uq_warning_open",
            "case_id",
            "kind",
            "due_on",
            unique=True,
            sqlite_where=text("cleared_on is null"),
            postgresql_where=text("cleared_on is null"),
        ),
        Index("ix_warning_cleared", "cleared_on"),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    kind: WarningKind = word(WarningKind)
    due_on: date
    level: Level = word(Level)
    raised_on: date
    level_since_on: date
    cleared_on: date | None = None
    cleared_why: str | None = None
    decision: str | None = None
    """The latest decision in words: a reason, with the plan where there is one."""
    decided_on: date | None = None
    decided_by: str | None = None
    decided_level: Level | None = word(Level, nullable=True)
    plan_on: date | None = None
    version: int = 1


class WarningEventRecord(Record, table=True):
    """History of a warning: raised, escalated, decided, cleared."""

    __tablename__ = "warning_event"
    id: int | None = Field(default=None, primary_key=True)
    warning_id: int = Field(foreign_key="warning.id", index=True)
    happened_on: date
    what: str
    level: Level = word(Level)
    by: str
    reason: str | None = None


class TaskRecord(Versioned, Record, table=True):
    """A piece of ARMS work. `cause` names what it arose from: one task per cause."""

    __tablename__ = "task"
    __table_args__ = (Index("ix_task_state_assessor", "state", "assessor_id"),)
    id: int | None = Field(default=None, primary_key=True)
    cause: str = Field(unique=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    kind: TaskKind = word(TaskKind)
    red_flag: bool = False
    reason: str
    """Why it arose, in words that name nobody."""
    visit_id: int | None = Field(default=None, foreign_key="visit.id")
    opened_on: date
    state: TaskState = word(TaskState)
    assessor_id: int | None = Field(default=None, foreign_key="staff.id")
    npt_officer_id: int | None = Field(default=None, foreign_key="staff.id")
    asked: str | None = None
    """What the NPT was last asked; it stays beside the answer."""
    answer_due_on: date | None = None
    held_until_on: date | None = None
    hold_reason: str | None = None
    locked_by: str | None = None
    locked_at: datetime | None = instant(nullable=True)
    done_on: date | None = None
    result: str | None = None
    version: int = 1


class TaskEventRecord(Record, table=True):
    """What was done to a task. `before` is what Undo puts back, as JSON of column values."""

    __tablename__ = "task_event"
    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    happened_on: date = Field(index=True)
    happened_at: datetime = instant()
    what: str
    by: str
    reason: str | None = None
    before: str | None = None
    undone: bool = False


class CaseEventRecord(Record, table=True):
    """Facts of a case that changed: level, status, officer, interval. Never edited."""

    __tablename__ = "case_event"
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    happened_on: date
    what: str
    text: str
    by: str


class SavedViewRecord(Record, table=True):
    """A person's named filter of a list; `filters` is JSON."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("collar", "screen", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    collar: str
    screen: str
    name: str
    filters: str


class DraftRecord(Record, table=True):
    """An unfinished form, found again after a crash; `content` is JSON."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("collar", "form", "subject"),)
    id: int | None = Field(default=None, primary_key=True)
    collar: str
    form: str
    subject: str
    content: str
    saved_at: datetime = instant()


class JobRunRecord(Record, table=True):
    """When each job last ran and what came of it: one row a job; the audit has the history."""

    __tablename__ = "job_run"
    job: str = Field(primary_key=True)
    for_on: date
    finished_at: datetime = instant()
    result: str


class AuditRecord(Record, table=True):
    """One audited act. On SQLite each row's hash chains to the row before it."""

    __tablename__ = "audit_event"
    id: int | None = Field(default=None, primary_key=True)
    happened_at: str
    """Server UTC, ISO text to the millisecond: part of what is hashed, so kept as text."""
    kind: str
    tag: str
    actor: str
    role: str
    subject: str
    """What it was done to, by kind and id: 'case:17'; never a name."""
    case_id: int | None = Field(default=None, index=True)
    detail: str
    """JSON of ids, counts, purpose and recipient; never free text about a person."""
    hash: str | None = None
