"""At the right of a case: what is open on it, and the facts that rarely change."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from rsovisit.domain.access import Actor, Permission
from rsovisit.domain.task import TaskState
from rsovisit.queries.case import CaseFileRow
from rsovisit.queries.history import CaseTaskRow
from rsovisit.queries.open_work import OpenWorkRow, WorkKind
from ui.actions import spec
from ui.labels import NOTHING, day
from ui.screens.pane import Pane
from ui.theme import Tone
from ui.widgets.buttons import KeyButton
from ui.widgets.cards import Callout, Fact, Facts
from ui.widgets.text import Role, Words

_SHOWN = 8


class OpenWork(Pane):
    """Open work, then facts.

    Signals:
        why_wanted(): 'Why this date?' was pressed.
        answer_wanted(CaseTaskRow): what was asked about the case is to be answered.
    """

    why_wanted = Signal()
    answer_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Open work", parent)
        self.setMinimumWidth(280)

    def show_case(self, case: CaseFileRow, me: Actor) -> None:
        """Show another case's work and facts, as they are this person's business."""
        self.fill(self._all(case, me))

    def _all(self, case: CaseFileRow, me: Actor) -> Iterator[QWidget]:
        if not case.open_work:
            yield Callout(Tone.GOOD, "Nothing is open", "on this case.")
        for work in case.open_work[:_SHOWN]:
            asked = asked_task(case, work)
            yield _callout(work, asked, me)
            if asked is not None and me.may(Permission.VISIT_RECORD):
                yield self._answer(asked)
        yield Words("Facts", Role.SECTION)
        yield Facts(self._facts(case))

    def _answer(self, asked: CaseTaskRow) -> QWidget:
        button = KeyButton("Answer", spec("case_answer").key)
        button.setAccessibleName(f"Answer: {asked.asked}")
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda: self.answer_wanted.emit(asked))
        return button

    def _facts(self, case: CaseFileRow) -> list[Fact]:
        facts = case.facts
        due = day(facts.due_on) if facts.due_on else NOTHING
        found = [
            Fact("Next visit", due, why=lambda _anchor: self.why_wanted.emit()),
            Fact("Last visit", day(facts.last_visit_on)),
            Fact("Registered", day(facts.registered_on)),
            Fact("Born", day(facts.date_of_birth)),
            Fact("National ref", facts.national_ref or NOTHING),
            Fact("Last ARMS", day(facts.last_arms_on)),
            Fact("Notification", day(facts.next_notification_on)),
        ]
        if facts.interval_reason:
            found.append(Fact("Own interval", facts.interval_reason))
        if facts.notes:
            found.append(Fact("Notes", facts.notes))
        return found


def asked_tasks(case: CaseFileRow, me: Actor) -> list[CaseTaskRow]:
    """What has been asked about a case and not answered, what was asked of this person first."""
    waiting = [task for task in case.tasks if task.state is TaskState.WITH_NPT]
    return sorted(waiting, key=lambda task: task.npt_officer != me.collar)


def asked_task(case: CaseFileRow, work: OpenWorkRow) -> CaseTaskRow | None:
    """The task behind a line of open work, where it waits for the NPT's answer."""
    if work.kind is not WorkKind.TASK:
        return None
    waiting = (task for task in case.tasks if task.state is TaskState.WITH_NPT)
    return next((task for task in waiting if task.task_id == work.key), None)


def _callout(work: OpenWorkRow, asked: CaseTaskRow | None, me: Actor) -> Callout:
    if asked is None:
        return Callout(_tone(work), f"{work.title}.", work.words)
    due = f"Answer due {day(asked.answer_due_on)}." if asked.answer_due_on else ""
    if asked.npt_officer == me.collar:
        return Callout(Tone.SOON, "Asked of you.", f"{asked.asked} {due}")
    return Callout(_tone(work), f"{work.title}.", f"{work.words} {due}")


def _tone(work: OpenWorkRow) -> Tone:
    if work.urgent:
        return Tone.ESCALATED
    return Tone.INFO if work.kind is WorkKind.TASK else Tone.OVERDUE
