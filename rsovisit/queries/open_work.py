"""What is still to be done in one case: the open warnings and tasks, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rsovisit.domain.case import VISITED
from rsovisit.domain.due import VisitFacts, days_overdue, due_on
from rsovisit.domain.task import TaskState
from rsovisit.domain.training import TrainingKind
from rsovisit.domain.warning import WarningKind, plan_missed
from rsovisit.domain.why import counted, day_words
from rsovisit.queries.history import CaseTaskRow, PastWarningRow
from rsovisit.queries.query import Asking
from rsovisit.queries.timeline import LEVEL_WORDS, WARNING_WORDS
from rsovisit.store.reader import Reader, as_date


class WorkKind(StrEnum):
    """What a piece of open work is."""

    WARNING = "warning"
    CREW = "crew"
    TASK = "task"


@dataclass(frozen=True, slots=True)
class OpenWorkRow:
    """Something to be done. `urgent`: late, or a red flag. `key`: the warning's or task's id."""

    kind: WorkKind
    key: int | None
    title: str
    words: str
    due_on: date | None
    urgent: bool


def list_open_work(
    reader: Reader,
    asking: Asking,
    officer_id: int | None,
    tasks: Sequence[CaseTaskRow],
    warnings: Sequence[PastWarningRow],
    facts: VisitFacts,
) -> tuple[OpenWorkRow, ...]:
    """Open warnings, who is to go if nobody can, then outstanding tasks."""
    open_warnings = [warning for warning in warnings if warning.cleared_on is None]
    rows = [_warning(warning, asking) for warning in open_warnings]
    if facts.status in VISITED and due_on(facts, asking.policy, asking.today) is not None:
        rows += _crew(reader, asking, officer_id)
    rows += [_task(task) for task in tasks if task.outstanding]
    return tuple(rows)


def _warning(warning: PastWarningRow, asking: Asking) -> OpenWorkRow:
    late = days_overdue(warning.due_on, asking.today)
    when = f"{counted(late, 'day')} overdue" if late else f"due {day_words(warning.due_on)}"
    what = _decided(warning, asking.today)
    since = day_words(warning.level_since_on)
    return OpenWorkRow(
        WorkKind.WARNING,
        warning.warning_id,
        WARNING_WORDS[warning.kind],
        f"{when[0].upper()}{when[1:]}; with {LEVEL_WORDS[warning.level]} since {since}, {what}.",
        warning.due_on,
        warning.kind is WarningKind.VISIT_OVERDUE,
    )


def _decided(warning: PastWarningRow, today: date) -> str:
    if warning.decision is None or warning.decision_stale:
        return "no decision recorded"
    if plan_missed(warning.plan_on, today):
        return f"decided, but the visit planned for {day_words(warning.plan_on)} was not made"
    return "decided"


def _crew(reader: Reader, asking: Asking, officer_id: int | None) -> Iterator[OpenWorkRow]:
    """What stands in the way of a visit, as far as the officer goes."""
    said = _lacking(reader, asking, officer_id)
    if said:
        yield OpenWorkRow(WorkKind.CREW, None, "Needs a trained officer", said, None, True)


def _lacking(reader: Reader, asking: Asking, officer_id: int | None) -> str:
    if officer_id is None:
        return "Nobody has the case. Allocate a trained officer."
    row = reader.one(_OFFICER, officer_id=officer_id, kind=TrainingKind.HOME_VISIT.value)
    assert row is not None
    collar, known, left_on, expires_on = row[0], row[1], as_date(row[2]), as_date(row[3])
    if left_on is not None and left_on <= asking.today:
        return f"{collar} has left the team. Allocate a trained officer."
    if not known:
        return f"{collar} is not on the staff list. Allocate a trained officer."
    if expires_on is None or expires_on < asking.today:
        return f"{collar} holds no in-date home-visit training. Allocate a trained officer."
    return ""


def _task(task: CaseTaskRow) -> OpenWorkRow:
    words = (task.asked if task.state is TaskState.WITH_NPT else None) or task.reason
    said = [words if words.endswith((".", "?", "!")) else words + "."]
    if task.state is TaskState.WITH_NPT:
        said.append(f"With {task.npt_officer or 'the NPT'}.")
    elif task.state is TaskState.HELD and task.held_until_on is not None:
        said.append(f"Held until {day_words(task.held_until_on)}.")
    else:
        said.append(f"With {task.assessor}." if task.assessor else "No assessor yet.")
    return OpenWorkRow(
        WorkKind.TASK,
        task.task_id,
        task.kind.words,
        " ".join(said),
        task.answer_due_on or task.held_until_on,
        task.red_flag,
    )


_OFFICER = """
    select s.collar, s.known, s.left_on, t.expires_on
      from staff s
      left join training t on t.staff_id = s.id and t.kind = :kind
     where s.id = :officer_id
"""
