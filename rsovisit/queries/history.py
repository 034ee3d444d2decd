"""What has happened in one case: visits, warnings, work, addresses, changes, as rows.

Building blocks of the audited questions about a case; they do not ask whether it may be seen.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from rsovisit.domain.due import RequirementKind
from rsovisit.domain.task import Lane, TaskKind, TaskState, lane_of
from rsovisit.domain.visit import Disclosure, Outcome
from rsovisit.domain.warning import Level, WarningKind
from rsovisit.store.reader import Reader, as_date, as_instant


@dataclass(frozen=True, slots=True)
class PastVisitRow:
    """A visit or attempt. `visited_at` is local 'HH:MM' or empty; `crew` collar numbers.

    `failed`: officers went and did not get in. `due_on_before`: the date it answered, if known.
    """

    visit_id: int
    visited_on: date
    visited_at: str
    outcome: Outcome
    completed: bool
    failed: bool
    announced: bool
    crew: tuple[str, ...]
    crew_trained: bool | None
    due_on_before: date | None
    summary: str
    recorded_on: date
    recorded_by: str
    late_reason: str | None


@dataclass(frozen=True, slots=True)
class WarningEventRow:
    """A step in a warning's life: `what` is raised, escalated, decided or cleared."""

    happened_on: date
    what: str
    level: Level
    by: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class PastWarningRow:
    """A warning of the case, open where `cleared_on` is None, with its history in order."""

    warning_id: int
    version: int
    kind: WarningKind
    due_on: date
    level: Level
    raised_on: date
    level_since_on: date
    cleared_on: date | None
    cleared_why: str | None
    decision: str | None
    decided_on: date | None
    decided_by: str | None
    plan_on: date | None
    decision_stale: bool
    events: tuple[WarningEventRow, ...]


@dataclass(frozen=True, slots=True)
class CaseTaskRow:
    """A piece of ARMS work on the case, outstanding or done; people by collar number."""

    task_id: int
    version: int
    kind: TaskKind
    lane: Lane
    state: TaskState
    red_flag: bool
    reason: str
    opened_on: date
    assessor: str | None
    npt_officer: str | None
    asked: str | None
    answer_due_on: date | None
    held_until_on: date | None
    hold_reason: str | None
    done_on: date | None
    result: str | None
    visit_id: int | None
    cause: str

    @property
    def outstanding(self) -> bool:
        """Whether it still counts: all but the done do, held ones too."""
        return self.state is not TaskState.DONE


@dataclass(frozen=True, slots=True)
class AddressRow:
    """An address; the one with no `ended_on` is the notified address."""

    address_id: int
    text: str
    since_on: date
    confirmed_on: date | None
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A significant change, disclosed at a visit or reported otherwise."""

    change_id: int
    kind: Disclosure
    reported_on: date
    visit_id: int | None
    note: str | None
    recorded_by: str


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """A visit owed by a date of its own; `met` by a completed visit on or after `from_on`."""

    kind: RequirementKind
    from_on: date
    due_on: date
    reason: str | None
    met: bool


@dataclass(frozen=True, slots=True)
class CaseEventRow:
    """A fact of the case that changed."""

    happened_on: date
    what: str
    text: str
    by: str


def visits_of(reader: Reader, case_id: int) -> tuple[PastVisitRow, ...]:
    """Visits and attempts, newest first."""
    return tuple(_visit(row) for row in reader.rows(_VISITS, case_id=case_id))


def warnings_of(reader: Reader, case_id: int) -> tuple[PastWarningRow, ...]:
    """Warnings, open ones first, then newest first."""
    events: defaultdict[int, list[WarningEventRow]] = defaultdict(list)
    for warning_id, on, what, level, by, reason in reader.rows(_EVENTS, case_id=case_id):
        events[warning_id].append(WarningEventRow(_day(on), what, Level(level), by, reason))
    return tuple(
        _warning(row, tuple(events[row[0]])) for row in reader.rows(_WARNINGS, case_id=case_id)
    )


def tasks_of(reader: Reader, case_id: int) -> tuple[CaseTaskRow, ...]:
    """ARMS work, outstanding first, then newest first."""
    found = reader.rows(_TASKS, case_id=case_id, done=TaskState.DONE.value)
    return tuple(_task(row) for row in found)


def addresses_of(reader: Reader, case_id: int) -> tuple[AddressRow, ...]:
    """Addresses, the notified one first, then newest first."""
    return tuple(
        AddressRow(row[0], row[1], _day(row[2]), as_date(row[3]), as_date(row[4]))
        for row in reader.rows(_ADDRESSES, case_id=case_id)
    )


def changes_of(reader: Reader, case_id: int) -> tuple[ChangeRow, ...]:
    """Significant changes, newest first."""
    return tuple(
        ChangeRow(row[0], Disclosure(row[1]), _day(row[2]), row[3], row[4], row[5])
        for row in reader.rows(_CHANGES, case_id=case_id)
    )


def requirements_of_case(
    reader: Reader, case_id: int, last_visit_on: date | None
) -> tuple[RequirementRow, ...]:
    """Visits owed by dates of their own, newest first."""
    rows = []
    for kind, from_on, due_on, reason in reader.rows(_REQUIREMENTS, case_id=case_id):
        start = _day(from_on)
        met = last_visit_on is not None and last_visit_on >= start
        rows.append(RequirementRow(RequirementKind(kind), start, _day(due_on), reason, met))
    return tuple(rows)


def events_of(reader: Reader, case_id: int) -> tuple[CaseEventRow, ...]:
    """Changed facts, newest first."""
    return tuple(
        CaseEventRow(_day(row[0]), row[1], row[2], row[3])
        for row in reader.rows(_CASE_EVENTS, case_id=case_id)
    )


def _day(value: Any) -> date:
    day = as_date(value)
    assert day is not None
    return day


def _visit(row: tuple[Any, ...]) -> PastVisitRow:
    outcome = Outcome(row[3])
    recorded_at = as_instant(row[10])
    assert recorded_at is not None
    return PastVisitRow(
        visit_id=row[0],
        visited_on=_day(row[1]),
        visited_at=row[2],
        outcome=outcome,
        completed=bool(row[4]),
        failed=outcome.failed_attempt,
        announced=bool(row[5]),
        crew=tuple(collar for collar in row[6].split(";") if collar),
        crew_trained=None if row[7] is None else bool(row[7]),
        due_on_before=as_date(row[8]),
        summary=row[9] or "",
        recorded_on=recorded_at.date(),
        recorded_by=row[11],
        late_reason=row[12],
    )


def _warning(row: tuple[Any, ...], events: tuple[WarningEventRow, ...]) -> PastWarningRow:
    return PastWarningRow(
        warning_id=row[0],
        version=row[1],
        kind=WarningKind(row[2]),
        due_on=_day(row[3]),
        level=Level(row[4]),
        raised_on=_day(row[5]),
        level_since_on=_day(row[6]),
        cleared_on=as_date(row[7]),
        cleared_why=row[8],
        decision=row[9],
        decided_on=as_date(row[10]),
        decided_by=row[11],
        plan_on=as_date(row[12]),
        decision_stale=row[9] is not None and row[13] != row[4],
        events=events,
    )


def _task(row: tuple[Any, ...]) -> CaseTaskRow:
    kind, red_flag = TaskKind(row[2]), bool(row[4])
    return CaseTaskRow(
        task_id=row[0],
        version=row[1],
        kind=kind,
        lane=lane_of(kind, red_flag),
        state=TaskState(row[3]),
        red_flag=red_flag,
        reason=row[5],
        opened_on=_day(row[6]),
        assessor=row[7],
        npt_officer=row[8],
        asked=row[9],
        answer_due_on=as_date(row[10]),
        held_until_on=as_date(row[11]),
        hold_reason=row[12],
        done_on=as_date(row[13]),
        result=row[14],
        visit_id=row[15],
        cause=row[16],
    )


_VISITS = """
    select v.id, v.visited_on, v.visited_at, v.outcome, v.completed, v.announced, v.crew,
           v.crew_trained, v.due_on_before, t.summary, v.recorded_at, v.recorded_by, v.late_reason
      from visit v
      left join visit_text t on t.visit_id = v.id
     where v.case_id = :case_id
     order by v.visited_on desc, v.visited_at desc, v.id desc
"""
_WARNINGS = """
    select id, version, kind, due_on, level, raised_on, level_since_on, cleared_on, cleared_why,
           decision, decided_on, decided_by, plan_on, decided_level
      from warning
     where case_id = :case_id
     order by case when cleared_on is null then 0 else 1 end, raised_on desc, id desc
"""
_EVENTS = """
    select e.warning_id, e.happened_on, e.what, e.level, e.by, e.reason
      from warning_event e
      join warning w on w.id = e.warning_id
     where w.case_id = :case_id
     order by e.warning_id, e.id
"""
_TASKS = """
    select t.id, t.version, t.kind, t.state, t.red_flag, t.reason, t.opened_on, a.collar, n.collar,
           t.asked, t.answer_due_on, t.held_until_on, t.hold_reason, t.done_on, t.result,
           t.visit_id, t.cause
      from task t
      left join staff a on a.id = t.assessor_id
      left join staff n on n.id = t.npt_officer_id
     where t.case_id = :case_id
     order by case when t.state = :done then 1 else 0 end, t.opened_on desc, t.id desc
"""
_ADDRESSES = """
    select id, text, since_on, confirmed_on, ended_on from address
     where case_id = :case_id
     order by case when ended_on is null then 0 else 1 end, since_on desc, id desc
"""
_CHANGES = """
    select id, kind, reported_on, visit_id, note, recorded_by from change
     where case_id = :case_id
     order by reported_on desc, id desc
"""
_REQUIREMENTS = """
    select kind, from_on, due_on, reason from visit_requirement
     where case_id = :case_id
     order by from_on desc, id desc
"""
_CASE_EVENTS = """
    select happened_on, what, text, by from case_event
     where case_id = :case_id
     order by happened_on desc, id desc
"""
