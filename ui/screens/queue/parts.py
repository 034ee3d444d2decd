"""One opened task as widgets: what it arose from, what was asked, why it is here, what next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from rsovisit.domain.access import Actor
from rsovisit.domain.policy import Policy
from rsovisit.domain.task import TaskAct, TaskState, lock_expires_at
from rsovisit.queries.tasks import HistoryRow, TaskFile, TaskRow
from ui.labels import clock_time, day, label
from ui.screens.queue.columns import lane_badge
from ui.screens.queue.compare import Returns, alike_words
from ui.screens.queue.people import People
from ui.theme import SHAPES, Badge, Shape, Tone
from ui.widgets.cards import Callout, Fact, Facts
from ui.widgets.flow import FlowLayout
from ui.widgets.pills import Pill
from ui.widgets.text import Role, Words


def parts(file: TaskFile, people: People) -> Iterable[QWidget]:
    """Everything about a task but who has it open, most telling first."""
    yield Pills(file)
    if file.row.state is TaskState.DONE:
        yield Callout(Tone.GOOD, f"Done on {day(file.done_on)}.", file.result)
    if file.same_words:
        assert file.previous is not None
        every = (
            "All its words are" if file.same_percent == 100 else "All but the underlined words are"
        )
        last = day(file.previous.visited_on)
        yield Callout(
            Tone.OVERDUE, "This return repeats the last one.", f"{every} those of {last}."
        )
    yield from _enquiry(file, people)
    if file.arose_from is not None:
        yield Returns(file.previous, file.arose_from, file.same_percent, people)
        alike = alike_words(file.same_percent)
        if alike and not file.same_words:
            yield Words(alike, Role.SMALL, wrap=True)
    if file.similar:
        yield Words("Similar changes before", Role.SECTION)
        yield Facts(
            [Fact(day(c.reported_on), _change(label(c.kind), c.note)) for c in file.similar]
        )
    yield Words("Why this is here now", Role.SECTION)
    yield Sentences(file.row.why)
    yield Words("Next step suggested by policy", Role.SECTION)
    yield Callout(Tone.ACCENT, "", file.next_step)
    if file.history:
        yield Words("What was done", Role.SECTION)
        yield Facts([_act(row, people) for row in file.history])


def lock_words(
    row: TaskRow, me: Actor, policy: Policy, people: People
) -> tuple[Tone, str, str] | None:
    """Who has a task in hand and how long it binds: tone, lead and sentence. None: nobody."""
    if row.locked_by is None or row.locked_at is None:
        return None
    since, until = clock_time(row.locked_at), _until(row.locked_at, policy)
    if row.locked_by == me.collar:
        return (
            Tone.ACCENT,
            f"You have this in hand since {since}.",
            f"Nobody else can decide on it until {until}.",
        )
    return (
        Tone.OVERDUE,
        f"{people.full(row.locked_by)} has this in hand since {since}",
        f"and may keep it until {until}. Read it, but decide on another.",
    )


class Pills(QWidget):
    """The lane, and what sets this task apart."""

    def __init__(self, file: TaskFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        flow = FlowLayout(self, gap=6)
        for badge in _badges(file):
            flow.addWidget(Pill(badge))


class Sentences(QWidget):
    """Reasons, one to a line, with a dot before each."""

    def __init__(self, sentences: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for line, sentence in enumerate(sentences):
            grid.addWidget(Words("•", Role.SECOND), line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Words(sentence, wrap=True, copy=True), line, 1)


def _badges(file: TaskFile) -> Iterable[Badge]:
    row = file.row
    yield lane_badge(row.lane)
    if row.state is TaskState.DONE:
        yield Badge(label(row.state), Tone.GOOD, Shape.TICK)
        return
    late = row.waiting_days > row.target_days
    tone = Tone.ESCALATED if row.must_look else Tone.OVERDUE if late else Tone.GOOD
    yield Badge(f"{row.waiting_days:,} d, target {row.target_days:,} d", tone, SHAPES[tone])
    if row.answered:
        yield Badge("NPT has answered", Tone.SOON, Shape.DISC)
    elif row.state is not TaskState.OPEN:
        yield Badge(label(row.state), Tone.NEUTRAL, Shape.PAUSE)
    if file.same_words:
        yield Badge(file.same_words, Tone.OVERDUE, Shape.TRIANGLE)


def _enquiry(file: TaskFile, people: People) -> Iterable[QWidget]:
    row = file.row
    if not row.asked:
        return
    officer = people.full(row.npt_officer)
    yield Words(f"Asked of {officer}", Role.SECTION)
    yield Words(row.asked, wrap=True, copy=True)
    if file.answer:
        yield Callout(Tone.SOON, "The answer:", file.answer)
    elif row.state is TaskState.WITH_NPT:
        late = not row.aside
        tone = Tone.OVERDUE if late else Tone.NEUTRAL
        lead = "No answer yet."
        when = f"It was due on {day(row.answer_due_on)}." if late else ""
        yield Callout(tone, lead, when or f"It is due on {day(row.answer_due_on)}.")


def _change(kind: str, note: str) -> str:
    return f"{kind}: {note}" if note else kind


def _act(row: HistoryRow, people: People) -> Fact:
    said = f"{row.what.words} by {people.name(row.by)}"
    said = f"{said}, undone since" if row.undone else said
    if row.reason and row.what is not TaskAct.UNDONE:
        said = f"{said}. {row.reason}"
    return Fact(f"{day(row.happened_on)} {clock_time(row.happened_at)}", said)


def _until(locked_at: datetime, policy: Policy) -> str:
    return clock_time(lock_expires_at(locked_at, policy))
