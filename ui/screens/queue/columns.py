"""A line of the queue, with what was decided on it since the list was shown; and its columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from rsovisit.domain.task import Lane, TaskState
from rsovisit.queries.tasks import TaskRow
from ui.labels import clock_time, counted, label, short_day
from ui.theme import Badge, Shape, Tone
from ui.widgets.rows import Column

Named = Callable[[str | None], str]
"""Gives the name behind a collar number, or the number where no name is known."""


class Mark(StrEnum):
    """What has been done to a line that still stands in its place; ELSEWHERE by another."""

    DONE = "done"
    SENT = "sent"
    HELD = "held"
    TAKEN_UP = "taken_up"
    MOVED = "moved"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A task in the place it had when the list was shown. `said` tells in a sentence what
    became of it since."""

    task: TaskRow
    mark: Mark | None = None
    said: str = ""

    def seen(self, task: TaskRow) -> QueueLine:
        """The line with newer facts, in the place it has."""
        return replace(self, task=replace(task, position=self.task.position))


LANE_TONES = {
    Lane.SAFEGUARDING: Tone.ESCALATED,
    Lane.CHANGE: Tone.OVERDUE,
    Lane.ROUTINE: Tone.INFO,
    Lane.ADMINISTRATIVE: Tone.NEUTRAL,
}
_MARKS = {
    Mark.DONE: Badge("Done", Tone.GOOD, Shape.TICK),
    Mark.SENT: Badge("Sent", Tone.GOOD, Shape.TICK),
    Mark.HELD: Badge("Held", Tone.NEUTRAL, Shape.PAUSE),
    Mark.TAKEN_UP: Badge("Taken up", Tone.GOOD, Shape.RING),
    Mark.MOVED: Badge("Moved", Tone.GOOD, Shape.TICK),
    Mark.ELSEWHERE: Badge("Done", Tone.NEUTRAL, Shape.TICK),
}
_AFTER = {
    Mark.DONE: "Accepted just now",
    Mark.SENT: "Sent to the NPT just now",
    Mark.HELD: "Held just now",
    Mark.TAKEN_UP: "Taken up again just now",
    Mark.MOVED: "Reallocated just now",
    Mark.ELSEWHERE: "Done by another",
}


def queue_columns(
    me: str, named: Named, today: Callable[[], date]
) -> tuple[Column[QueueLine], ...]:
    """Place, lane or mark, work and case, why now, and the wait against its target."""
    return (
        Column(
            "No.",
            lambda line: f"{line.task.position:,}" if line.task.position else "",
            sample="313",
            drop=3,
            number=True,
            quiet=True,
        ),
        Column(
            "Lane", lambda line: _badge(line).words, badge=_badge, sample="Safeguarding", drop=2
        ),
        Column(
            "Work",
            lambda line: line.task.kind.words,
            second=lambda line: f"{line.task.case_ref} · {label(line.task.risk_level)}",
            sample="Referral unconfirmed",
            strong=True,
        ),
        Column(
            "Why now",
            lambda line: line.task.asked or line.task.reason,
            second=lambda line: _after(line) or standing(line.task, me, named, today()),
            give=1,
            wrap=True,
            tip=lambda line: line.said or line.task.asked or line.task.reason,
        ),
        Column(
            "Waiting",
            lambda line: f"{line.task.waiting_days:,} d",
            second=lambda line: f"target {line.task.target_days:,} d",
            sample="target 15 d",
            number=True,
            drop=1,
            tip=waiting,
        ),
    )


def lane_badge(lane: Lane) -> Badge:
    """The lane as a pill."""
    return Badge(label(lane), LANE_TONES[lane])


def waiting(line: QueueLine) -> str:
    """The wait against its target in a sentence."""
    task = line.task
    waits, target = counted(task.waiting_days, "working day"), counted(task.target_days, "day")
    return f"Waiting {waits}; the target is {target}."


def standing(task: TaskRow, me: str, named: Named, today: date) -> str:
    """What sets a task apart, in a few words; its wait stands beside its target anyway."""
    if task.locked_by is not None and task.locked_at is not None:
        who = "you" if task.locked_by == me else named(task.locked_by)
        return f"In hand: {who}, {clock_time(task.locked_at)}"
    if task.answered:
        return "The NPT has answered: read it"
    if task.state is TaskState.WITH_NPT:
        due = short_day(task.answer_due_on, today)
        return f"Answer due {due}" if task.aside else f"Answer late: due {due}"
    if task.state is TaskState.HELD:
        back = short_day(task.held_until_on, today)
        return f"Held until {back}" if task.aside else f"Back from hold since {back}"
    return "Kept place: oldest routine work" if task.reserved else ""


def _after(line: QueueLine) -> str:
    return _AFTER[line.mark] if line.mark else ""


def _badge(line: QueueLine) -> Badge:
    return _MARKS[line.mark] if line.mark else lane_badge(line.task.lane)
