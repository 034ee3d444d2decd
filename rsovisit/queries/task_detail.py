"""One task opened: what it arose from, what was said before, what was done, what comes next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from rsovisit.domain.access import Permission
from rsovisit.domain.audit import AuditTag
from rsovisit.domain.case import ManagedBy, Status
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import TaskAct, TaskState
from rsovisit.domain.triage import StepFacts, next_step, repeats, same_percent
from rsovisit.domain.visit import Disclosure, Outcome
from rsovisit.domain.why import day_words
from rsovisit.errors import Invalid
from rsovisit.queries.query import Asking, Consulted
from rsovisit.queries.task_order import TaskRow, one_task
from rsovisit.store.reader import Reader, as_date, as_instant


@dataclass(frozen=True, slots=True)
class VisitText:
    """A visit as the assessor reads it. `crew`: collars; `visited_at` local 'HH:MM' or empty."""

    visit_id: int
    visited_on: date
    visited_at: str
    crew: tuple[str, ...]
    announced: bool
    outcome: Outcome
    summary: str
    disclosures: tuple[Disclosure, ...]


@dataclass(frozen=True, slots=True)
class SimilarChange:
    """An earlier change of the same kind in the same case."""

    kind: Disclosure
    reported_on: date
    note: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One thing done to the task. `undone`: it was taken back later."""

    happened_on: date
    happened_at: datetime
    what: TaskAct
    by: str
    reason: str
    undone: bool


@dataclass(frozen=True, slots=True)
class TaskFile:
    """A task with all that is needed to decide on it.

    `arose_from`: the visit it came of; `previous`: the completed visit before that one, whose
    summary is read beside it; `same_percent`: how much the two share, None where there is nothing
    to compare; `same_words`: that in words once it is worth a warning, else empty. `answer`: the
    NPT's latest, until decided on. `result`: what was decided, once done. `history` oldest first.
    `area`, `managed_by` and `officer_id` (staff id) are the case's: they say who may be asked.
    """

    row: TaskRow
    facts: str
    area: str
    managed_by: ManagedBy
    officer_id: int | None
    arose_from: VisitText | None
    previous: VisitText | None
    same_percent: int | None
    same_words: str
    similar: tuple[SimilarChange, ...]
    history: tuple[HistoryRow, ...]
    answer: str
    next_step: str
    result: str
    done_on: date | None


@dataclass(frozen=True)
class TaskDetail:
    """Open a task. It shows the case's own words, so it is logged as a consultation."""

    permission: ClassVar = Permission.TASK_READ
    audit_tag: ClassVar = AuditTag.TASK_CONSULT

    task_id: int
    _case_ids: list[int] = field(default_factory=list, init=False, repr=False, compare=False)

    def run(self, reader: Reader, asking: Asking) -> TaskFile:
        """The task. Raises Invalid where there is none, or none of the asker's."""
        row = one_task(reader, asking, self.task_id)
        if row is None:
            raise Invalid("There is no such task among yours.", "task_id")
        self._case_ids[:] = [row.case_id]
        cause, result, done_on = reader.one(_TASK, id=row.task_id) or ("", None, None)
        changes = _changes(reader, row.case_id)
        own = [change for change in changes if change.caused(cause, row.visit_id)]
        arose_from = _visit(reader, row.visit_id, changes)
        previous = _previous(reader, row.case_id, arose_from, changes)
        same = None
        if arose_from is not None and previous is not None:
            same = same_percent(previous.summary, arose_from.summary)
        alike = repeats(same, asking.policy)
        history = _history(reader, row.task_id)
        case = reader.one(_CASE, id=row.case_id)
        assert case is not None
        return TaskFile(
            row=row,
            facts=_case_facts(case, asking),
            area=case[3],
            managed_by=ManagedBy(case[2]),
            officer_id=case[4],
            arose_from=arose_from,
            previous=previous,
            same_percent=same,
            same_words=f"{same} % same as last return" if alike else "",
            similar=_similar(own, changes),
            history=history,
            answer=_answer(row, history),
            next_step=_step(reader, row, own, arose_from, alike, asking),
            result=result or "",
            done_on=as_date(done_on),
        )

    def consulted(self) -> Consulted:
        """The task, and the case that it is about."""
        return Consulted(f"task:{self.task_id}", next(iter(self._case_ids), None))


@dataclass(frozen=True, slots=True)
class _Change:
    change_id: int
    kind: Disclosure
    reported_on: date
    visit_id: int | None
    note: str

    def caused(self, cause: str, visit_id: int | None) -> bool:
        """Whether a task arose from this change; a return arises from all of its visit's."""
        noun, _, number = cause.partition(":")
        if noun in ("change", "referral"):
            return number == str(self.change_id)
        return visit_id is not None and self.visit_id == visit_id


def _changes(reader: Reader, case_id: int) -> list[_Change]:
    found = []
    for change_id, kind, on, visit_id, note in reader.rows(_CHANGES, case_id=case_id):
        reported_on = as_date(on)
        assert reported_on is not None
        found.append(_Change(change_id, Disclosure(kind), reported_on, visit_id, note or ""))
    return found


def _similar(own: list[_Change], changes: list[_Change]) -> tuple[SimilarChange, ...]:
    """Earlier changes of the kinds that the task is about, newest first."""
    if not own:
        return ()
    kinds = {change.kind for change in own}
    ids = {change.change_id for change in own}
    until = max(change.reported_on for change in own)
    return tuple(
        SimilarChange(change.kind, change.reported_on, change.note)
        for change in changes
        if change.kind in kinds and change.change_id not in ids and change.reported_on <= until
    )


def _visit(reader: Reader, visit_id: int | None, changes: list[_Change]) -> VisitText | None:
    if visit_id is None:
        return None
    return _text(reader.one(_VISITS + " where v.id = :id", id=visit_id), changes)


def _previous(
    reader: Reader, case_id: int, later: VisitText | None, changes: list[_Change]
) -> VisitText | None:
    if later is None:
        return None
    found = reader.one(
        _VISITS + _BEFORE, case_id=case_id, yes=True, on=later.visited_on, at=later.visited_at
    )
    return _text(found, changes)


def _text(found: tuple[Any, ...] | None, changes: list[_Change]) -> VisitText | None:
    if found is None:
        return None
    visit_id, on, at, crew, announced, outcome, summary = found
    visited_on = as_date(on)
    assert visited_on is not None
    return VisitText(
        visit_id,
        visited_on,
        at,
        tuple(filter(None, crew.split(";"))),
        bool(announced),
        Outcome(outcome),
        summary or "",
        tuple(change.kind for change in reversed(changes) if change.visit_id == visit_id),
    )


def _history(reader: Reader, task_id: int) -> tuple[HistoryRow, ...]:
    rows = []
    for on, at, what, by, reason, undone in reader.rows(_HISTORY, id=task_id):
        happened_on, happened_at = as_date(on), as_instant(at)
        assert happened_on is not None
        assert happened_at is not None
        rows.append(
            HistoryRow(happened_on, happened_at, TaskAct(what), by, reason or "", bool(undone))
        )
    return tuple(rows)


def _answer(row: TaskRow, history: tuple[HistoryRow, ...]) -> str:
    if not row.answered:
        return ""
    answers = (h.reason for h in reversed(history) if h.what is TaskAct.ANSWERED and not h.undone)
    return next(answers, "")


def _case_facts(found: tuple[Any, ...], asking: Asking) -> str:
    """The case in a line: level, manager, place, last and next visit, last assessment."""
    level, status, managed_by, area = found[:4]
    last_visit, due, ends, last_arms = (as_date(value) for value in found[5:])
    first = f"{RiskLevel(level).words} risk, {ManagedBy(managed_by).value.upper()} managed, {area}"
    if Status(status) is not Status.ACTIVE:
        first += f", {Status(status).words[0].lower()}{Status(status).words[1:]}"
    due = None if ends is not None and ends < asking.today else due
    visits = f"Last visit {day_words(last_visit)}" if last_visit else "Never visited"
    visits += f"; next due {day_words(due)}" if due else "; none due"
    arms = f"ARMS last done {day_words(last_arms)}" if last_arms else "Never assessed"
    return f"{first}. {visits}. {arms}."


def _step(
    reader: Reader,
    row: TaskRow,
    own: list[_Change],
    arose_from: VisitText | None,
    alike: bool,
    asking: Asking,
) -> str:
    back_on = row.held_until_on if row.state is TaskState.HELD else row.answer_due_on
    facts = StepFacts(
        kind=row.kind,
        state=row.state,
        risk_level=row.risk_level,
        red_flag=row.red_flag,
        from_on=min((change.reported_on for change in own), default=row.opened_on),
        back_on=back_on,
        answered=row.answered,
        repeats_last=alike,
        outcome=arose_from.outcome if arose_from else None,
        arms_due_on=as_date(reader.value(_ARMS, id=row.case_id)),
    )
    return next_step(facts, asking.policy, asking.today)


_TASK = "select cause, result, done_on from task where id = :id"
_CHANGES = """
    select id, kind, reported_on, visit_id, note from change
     where case_id = :case_id order by reported_on desc, id desc
"""
_VISITS = """
    select v.id, v.visited_on, v.visited_at, v.crew, v.announced, v.outcome, x.summary
      from visit v left join visit_text x on x.visit_id = v.id
"""
_BEFORE = """
     where v.case_id = :case_id and v.completed = :yes
       and (v.visited_on < :on or (v.visited_on = :on and v.visited_at < :at))
     order by v.visited_on desc, v.visited_at desc limit 1
"""
_HISTORY = """
    select happened_on, happened_at, what, by, reason, undone
      from task_event where task_id = :id order by id
"""
_CASE = """
    select risk_level, status, managed_by, area, officer_id, last_visit_on, due_on,
           notification_ends_on, last_arms_on
      from case_file where id = :id
"""
_ARMS = "select arms_due_on from case_file where id = :id"
