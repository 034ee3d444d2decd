"""One case's story in one list, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rsovisit.domain.warning import Level, WarningKind
from rsovisit.domain.why import counted, day_words
from rsovisit.queries.history import (
    CaseEventRow,
    CaseTaskRow,
    ChangeRow,
    PastVisitRow,
    PastWarningRow,
    WarningEventRow,
)


class TimelineKind(StrEnum):
    """What an entry is about."""

    VISIT = "visit"
    ATTEMPT = "attempt"
    WARNING = "warning"
    TASK = "task"
    CHANGE = "change"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """Something that happened. `title` names it in a word or two, `words` say the rest."""

    day: date
    kind: TimelineKind
    title: str
    words: str


WARNING_WORDS = {
    WarningKind.VISIT_DUE_SOON: "Visit due soon",
    WarningKind.VISIT_OVERDUE: "Visit overdue",
}
"""What a warning is about, as an officer says it."""

LEVEL_WORDS = {
    Level.OFFICER: "the officer",
    Level.SUPERVISOR: "the supervisor",
    Level.INSPECTOR: "the inspector",
    Level.COMMAND: "command",
}
"""Who must act, within a sentence."""


def merge_timeline(
    registered_on: date,
    visits: Iterable[PastVisitRow],
    warnings: Iterable[PastWarningRow],
    tasks: Iterable[CaseTaskRow],
    changes: Iterable[ChangeRow],
    events: Iterable[CaseEventRow],
) -> tuple[TimelineRow, ...]:
    """Everything that happened, newest first; on one day, what followed from a visit above it."""
    entries = [TimelineRow(registered_on, TimelineKind.CASE, "Registered", "The case begins.")]
    entries += [_event(event) for event in reversed([*events])]
    entries += [_visit(visit) for visit in reversed([*visits])]
    entries += [_change(change) for change in reversed([*changes])]
    for task in tasks:
        entries += _task(task)
    for warning in warnings:
        entries += [_warning(warning, event) for event in warning.events]
    # Stable: entries of one day keep the order they are listed in above, then all is turned round.
    entries.sort(key=lambda entry: entry.day)
    return tuple(reversed(entries))


def crew_words(crew: Iterable[str]) -> str:
    """'2417', '2417 and 2299', '2417, 2299 and 3120'."""
    collars = list(crew)
    if len(collars) < 2:
        return "".join(collars)
    return ", ".join(collars[:-1]) + " and " + collars[-1]


def _event(event: CaseEventRow) -> TimelineRow:
    return TimelineRow(event.happened_on, TimelineKind.CASE, event.what.capitalize(), event.text)


def _visit(visit: PastVisitRow) -> TimelineRow:
    said = [visit.outcome.words]
    if visit.completed:
        said[0] += ", announced" if visit.announced else ", unannounced"
    said += [crew_words(visit.crew), visit.visited_at]
    words = " · ".join(part for part in said if part)
    if visit.summary:
        words += f". {visit.summary}"
    if visit.completed:
        return TimelineRow(visit.visited_on, TimelineKind.VISIT, "Visit", words)
    return TimelineRow(visit.visited_on, TimelineKind.ATTEMPT, "Attempt", words)


def _change(change: ChangeRow) -> TimelineRow:
    words = change.kind.words + (f". {change.note}" if change.note else "")
    return TimelineRow(change.reported_on, TimelineKind.CHANGE, "Significant change", words)


def _task(task: CaseTaskRow) -> Iterator[TimelineRow]:
    yield TimelineRow(task.opened_on, TimelineKind.TASK, task.kind.words, task.reason)
    if task.done_on is not None:
        days = (task.done_on - task.opened_on).days
        after = f"after {counted(days, 'day')}" if days else "the same day"
        words = f"Done {after}" + (f": {task.result}" if task.result else ".")
        yield TimelineRow(task.done_on, TimelineKind.TASK, f"{task.kind.words}, done", words)


def _warning(warning: PastWarningRow, event: WarningEventRow) -> TimelineRow:
    about = f"{WARNING_WORDS[warning.kind]}, due {day_words(warning.due_on)}"
    reason = f" {event.reason}" if event.reason else ""
    match event.what:
        case "raised":
            words = f"{about}: with {LEVEL_WORDS[event.level]}."
        case "escalated":
            words = f"{about}: now with {LEVEL_WORDS[event.level]}."
        case "decided":
            words = f"By {event.by}:{reason}"
        case _:
            words = f"{about}.{reason}"
    title = f"Warning {event.what}" if event.what != "raised" else "Warning"
    return TimelineRow(event.happened_on, TimelineKind.WARNING, title, words)
