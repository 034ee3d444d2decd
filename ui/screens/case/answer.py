"""Answering what the ARMS assessor asked of the neighbourhood team about a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QPlainTextEdit

from rsovisit.queries.case import CaseFile, CaseFileRow
from rsovisit.queries.history import CaseTaskRow
from rsovisit.queries.saved_views import DraftRow
from rsovisit.services.bus import Done
from rsovisit.services.commands.command import Command
from rsovisit.services.commands.task import AnswerTask
from ui.labels import day, day_and_time
from ui.screens.drafts import DraftKeeper
from ui.screens.formpane import FormPane, Stop
from ui.screens.screen import Screen
from ui.theme import Tone
from ui.widgets.cards import Callout
from ui.widgets.fields import Field
from ui.widgets.text import Role, Words


class AnswerForm(FormPane):
    """The question, and room for the answer. What is typed is kept as a draft until it is sent."""

    def __init__(self, screen: Screen, case: CaseFileRow, task: CaseTaskRow) -> None:
        super().__init__(
            screen, f"Answer · {case.facts.case_ref}", "Send answer", "Close, keep draft"
        )
        self._case_id, self._task = case.facts.case_id, task
        by = f"Asked of {task.npt_officer}" if task.npt_officer else "Asked"
        due = f", answer due {day(task.answer_due_on)}." if task.answer_due_on else "."
        self.top.addWidget(Words(f"{case.facts.name} · {task.kind.words}", Role.SECOND, wrap=True))
        self.top.addWidget(Callout(Tone.SOON, task.asked or task.reason, f"{by}{due}"))
        self._answer = QPlainTextEdit()
        self._answer.setTabChangesFocus(True)
        self._answer.setFixedHeight(168)
        hint = "Who was seen, when and where, and what was said. It is kept with the task."
        self.fields = {"answer": Field("The answer", self._answer, hint)}
        self.body.addWidget(self.fields["answer"])
        self.say_follows(
            Tone.INFO, "Goes back to the assessor", "at once, marked as answered, to be decided on."
        )
        subject = f"task:{task.task_id}"
        self.drafts = DraftKeeper(self.bridge, "answer", subject, self._content, self)
        self.draft_words = Words("", Role.SMALL)
        self.footer.addWidget(self.draft_words)
        self.drafts.said.connect(self.draft_words.set_words)
        self._answer.textChanged.connect(self._on_typed)

    def begin(self) -> None:
        """Slide in and look for what was typed before."""
        self.open(self._answer)
        self.drafts.look(self._on_draft)

    def stops(self) -> Sequence[Stop]:
        """An answer is a sentence."""
        if self._answer.toPlainText().strip():
            return ()
        return (Stop("answer", "Give the answer in a sentence."),)

    def command(self) -> Command:
        """The answer."""
        return AnswerTask(self._task.task_id, self._task.version, self._answer.toPlainText())

    def done_words(self, done: Done) -> str:
        """What the register says was done."""
        return str(done.value)

    def sent(self) -> None:
        """Sent: the draft has done its work."""
        self.drafts.drop()

    def leave(self) -> None:
        """Put away unsent: the draft is kept."""
        self.drafts.keep()

    def close_pane(self) -> None:
        """Close; the draft stays until the answer is sent."""
        if not self.isHidden():
            self.leave()
        super().close_pane()

    def look_again(self) -> None:
        """Read the case again; what was typed stays, and answers the task as it is now."""
        query = CaseFile(case_id=self._case_id)
        self.bridge.ask(query, self._on_case, owner=self, slot="case")

    def _on_case(self, case: CaseFileRow) -> None:
        found = [task for task in case.tasks if task.task_id == self._task.task_id]
        if found:
            self._task = found[0]
            self.say(Tone.INFO, "Read again.", f"Asked now: {self._task.asked or 'nothing'}")

    def _content(self) -> Mapping[str, Any]:
        return {"answer": self._answer.toPlainText()}

    def _on_draft(self, found: DraftRow | None) -> None:
        if found is not None:
            self._answer.setPlainText(str(found.content.get("answer", "")))
            self.draft_words.set_words(f"Draft of {day_and_time(found.saved_at)} brought back")

    def _on_typed(self) -> None:
        self.drafts.touch()
        self.review()


def open_answer(screen: Screen, case: CaseFileRow, task: CaseTaskRow) -> AnswerForm:
    """Open the form over the case's screen."""
    form = AnswerForm(screen, case, task)
    form.begin()
    return form
