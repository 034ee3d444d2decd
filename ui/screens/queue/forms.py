"""Decisions that need a reason: accept, task the NPT, hold, reallocate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from rsovisit.domain.access import Actor, Role, within_scope
from rsovisit.domain.arms import assessment_due_on
from rsovisit.domain.task import TaskKind
from rsovisit.domain.triage import ask_days
from rsovisit.domain.working_days import add_working_days
from rsovisit.queries.saved_views import DraftRow
from rsovisit.queries.staff import StaffList, StaffRow
from rsovisit.queries.tasks import AssessorRow, AssessorTotals, TaskDetail, TaskFile
from rsovisit.services.bus import Done
from rsovisit.services.commands.command import Command
from rsovisit.services.commands.task import AcceptTask, HoldTask, ReallocateTasks, TaskToNpt
from ui.labels import Lean, day, day_and_time
from ui.screens.drafts import DraftKeeper
from ui.screens.formpane import FormPane, Stop
from ui.screens.queue.columns import Mark
from ui.screens.screen import Screen
from ui.theme import Tone
from ui.widgets.dates import DateField
from ui.widgets.fields import Field, Select
from ui.widgets.text import Role as TextRole
from ui.widgets.text import Words

Decided = Callable[[int, Mark, str], None]
"""Told of a decision: the task's id, how its line is marked, and the words for it."""


class DecisionForm(FormPane):
    """Base of the four: about one task as it was read, at the version it had then.

    It lies over the list (`over`), so that what is decided on stays in sight. What is typed
    is kept as a draft until it is sent.

    Signals:
        looked(): the task was found changed and has been read again.
    """

    looked = Signal()
    mark = Mark.DONE

    def __init__(
        self,
        screen: Screen,
        over: QWidget,
        file: TaskFile,
        words: tuple[str, str],
        on_decided: Decided,
    ) -> None:
        title, save_words = words
        super().__init__(screen, f"{title} · {file.row.case_ref}", save_words, "Close, keep draft")
        self._listing = over
        over.installEventFilter(self)
        self.file, self._on_decided = file, on_decided
        self._said = ""
        about = f"{file.row.kind.words}: {file.row.asked or file.row.reason}"
        self.top.addWidget(Words(about, TextRole.SECOND, wrap=True))
        form = f"queue {type(self).__name__}"
        subject = f"task:{file.row.task_id}"
        self.drafts = DraftKeeper(self.bridge, form, subject, self.content, self)
        self.draft_words = Words("", TextRole.SMALL)
        self.footer.addWidget(self.draft_words)
        self.drafts.said.connect(self.draft_words.set_words)

    def begin(self) -> None:
        """Show the fields, slide in, and look for what was typed before."""
        for field in self.fields.values():
            self.body.addWidget(field)
            _on_typed(field.editor, self._on_typed)
        self.open(next(iter(self.fields.values())).editor)
        self.drafts.look(self._on_draft)

    def content(self) -> Mapping[str, Any]:
        """What stands in the fields, as words."""
        return {name: _text(field.editor) for name, field in self.fields.items()}

    def restore(self, content: Mapping[str, Any]) -> None:
        """Put a draft's words back."""
        for name, field in self.fields.items():
            _put_text(field.editor, str(content.get(name, "")))

    def done_words(self, done: Done) -> str:
        """What the register says was done."""
        self._said = str(done.value)
        return self._said

    def sent(self) -> None:
        """Recorded: the draft has done its work; the line is marked."""
        self.drafts.drop()
        self._on_decided(self.file.row.task_id, self.mark, self._said)

    def leave(self) -> None:
        """Put away unsent: the draft is kept."""
        self.drafts.keep()

    def close_pane(self) -> None:
        """Close; the draft stays until the decision is recorded."""
        if not self.isHidden():
            self.leave()
        super().close_pane()

    def look_again(self) -> None:
        """Read the task again; what was typed stays, and is sent to the task as it is now."""
        query = TaskDetail(self.file.row.task_id)
        self.bridge.ask(query, self._on_file, owner=self, slot="task")

    def _place(self) -> QRect:
        """Over the list; at the right, as other forms, where list and detail are stacked."""
        corner = self._listing.mapTo(self._screen, QPoint(0, 0))
        place = QRect(corner, self._listing.size()).adjusted(1, 1, -1, -1)
        stacked = place.width() > self._screen.width() * 0.8
        return super()._place() if stacked else place

    def _on_file(self, file: TaskFile) -> None:
        self.file = file
        self.say(Tone.INFO, "Read again.", "The task beside this form is as it is now.")
        self.looked.emit()

    def _on_draft(self, found: DraftRow | None) -> None:
        if found is not None:
            self.restore(found.content)
            self.draft_words.set_words(f"Draft of {day_and_time(found.saved_at)} brought back")

    def _on_typed(self) -> None:
        self.drafts.touch()
        self.review()


class AcceptForm(DecisionForm):
    """Close a task with what was decided."""

    def __init__(self, screen: Screen, over: QWidget, file: TaskFile, on_decided: Decided) -> None:
        super().__init__(screen, over, file, ("Accept", "Accept"), on_decided)
        self._reference, self._result = QLineEdit(), _box()
        if file.row.kind is TaskKind.REFERRAL:
            self.fields["reference"] = Field(
                "Reference of children's social care",
                self._reference,
                "Asked to submit is not sent: only a reference closes a referral.",
            )
            self.fields["result"] = Field("What they decided", self._result)
        else:
            hint = "A sentence that can be reviewed. It is kept with the task."
            self.fields["result"] = Field("What was decided, and why", self._result, hint)
        self.say_follows(Tone.INFO, "Closes the task.", self._follows())

    def stops(self) -> Sequence[Stop]:
        """A decision is a sentence; a referral needs its reference."""
        wanted = (
            ("reference", self._reference.text(), "Give the reference."),
            ("result", self._result.toPlainText(), "Say what was decided, and why."),
        )
        return _missing(self.fields, wanted)

    def command(self) -> Command:
        """The acceptance."""
        row = self.file.row
        return AcceptTask(
            row.task_id, row.version, self._result.toPlainText(), self._reference.text()
        )

    def _follows(self) -> str:
        if self.file.row.kind is not TaskKind.ARMS_ASSESSMENT:
            return "Z takes it back today, as long as nobody has touched it since."
        today = self.bridge.today()
        level = self.file.row.risk_level
        following = assessment_due_on(level, today, today, self.bridge.policy)
        return f"The last assessment becomes today; the next falls due on {day(following)}."


class NptForm(DecisionForm):
    """Ask a neighbourhood officer something, by a date."""

    mark = Mark.SENT

    def __init__(self, screen: Screen, over: QWidget, file: TaskFile, on_decided: Decided) -> None:
        super().__init__(screen, over, file, ("Task the NPT", "Send to the NPT"), on_decided)
        self._asked = _box()
        self._officer = Select("Who is to find out")
        self._due = DateField("Answer due by", screen.bridge.today, lean=Lean.FUTURE)
        working = ask_days(file.row.risk_level, screen.bridge.policy)
        self._due.set_value(add_working_days(screen.bridge.today(), working))
        self.fields = {
            "asked": Field("What they are to find out", self._asked, "One question, answerable."),
            "officer": Field("Who is to find out", self._officer, "Asking for who may be asked…"),
            "due_on": Field("Answer due by", self._due),
        }
        closes = file.row.kind is TaskKind.RETURN_CHECK
        self.say_follows(
            Tone.INFO,
            "Closes the check." if closes else "The task waits for the answer.",
            "An enquiry with the NPT takes its place in every total."
            if closes
            else "It stays in every total, and its clock runs on.",
        )
        query = StaffList(visiting=True)
        self.bridge.ask(query, self._on_staff, owner=self, slot="staff")

    def stops(self) -> Sequence[Stop]:
        """A question to somebody, by a date."""
        wanted = (
            ("asked", self._asked.toPlainText(), "Say what they are to find out."),
            ("officer", self._officer.value, "Choose who is to find out."),
        )
        found = _missing(self.fields, wanted)
        return [*found, Stop("due_on", self._due.error)] if self._due.error else found

    def command(self) -> Command:
        """The question."""
        row = self.file.row
        asked = self._asked.toPlainText()
        return TaskToNpt(row.task_id, row.version, self._officer.value, asked, self._due.value)

    def _on_staff(self, staff: tuple[StaffRow, ...]) -> None:
        may = askable(staff, self.file)
        self._officer.set_options([(row.collar, _officer_words(row, self.file)) for row in may])
        place = f"{self.file.area}, {self.file.managed_by.value.upper()} managed"
        self.fields["officer"].set_hint(
            f"Officers in post who may see the case ({place})."
            if may
            else f"No neighbourhood officer in post may see the case ({place})."
        )


class HoldForm(DecisionForm):
    """Put a task aside until a day, for a reason."""

    mark = Mark.HELD

    def __init__(self, screen: Screen, over: QWidget, file: TaskFile, on_decided: Decided) -> None:
        super().__init__(screen, over, file, ("Hold", "Hold"), on_decided)
        self._reason = _box()
        self._until = DateField("Hold until", screen.bridge.today, lean=Lean.FUTURE)
        limit = screen.bridge.policy.aside_limit_days
        self.fields = {
            "reason": Field("Why it is to wait", self._reason, "It is kept with the task."),
            "until_on": Field("Hold until", self._until, f"{limit} days ahead at most."),
        }
        self.say_follows(
            Tone.INFO,
            "Puts it aside until then.",
            "It stays in every total, keeps its age, and comes back by itself.",
        )

    def stops(self) -> Sequence[Stop]:
        """A reason and a day."""
        found = _missing(
            self.fields, (("reason", self._reason.toPlainText(), "Say why it is to wait."),)
        )
        if self._until.error or self._until.value is None:
            found.append(Stop("until_on", self._until.error or "Say until which day."))
        return found

    def command(self) -> Command:
        """The hold."""
        row, until = self.file.row, self._until.value
        assert isinstance(until, date)
        return HoldTask(row.task_id, row.version, until, self._reason.toPlainText())


class ReallocateForm(DecisionForm):
    """Give a task to another assessor, with a reason."""

    mark = Mark.MOVED

    def __init__(self, screen: Screen, over: QWidget, file: TaskFile, on_decided: Decided) -> None:
        super().__init__(screen, over, file, ("Reallocate", "Reallocate"), on_decided)
        self._assessor, self._reason = Select("Give it to"), _box()
        self.fields = {
            "assessor": Field("Give it to", self._assessor),
            "reason": Field("Why it moves", self._reason, "It is kept with the task."),
        }
        self.say_follows(
            Tone.INFO, "Moves the task.", "Its age and its lane stay; whoever has it lets go."
        )
        self.bridge.ask(AssessorTotals(), self._on_totals, owner=self, slot="totals")

    def stops(self) -> Sequence[Stop]:
        """Somebody to take it, and why."""
        wanted = (
            ("assessor", self._assessor.value, "Choose who is to have it."),
            ("reason", self._reason.toPlainText(), "Say why it moves."),
        )
        return _missing(self.fields, wanted)

    def command(self) -> Command:
        """The move."""
        row = self.file.row
        moved = ((row.task_id, row.version),)
        return ReallocateTasks(moved, self._assessor.value, self._reason.toPlainText())

    def _on_totals(self, totals: tuple[AssessorRow, ...]) -> None:
        others = [
            row for row in totals if row.collar not in ("", self.file.row.assessor) and not row.left
        ]
        self._assessor.set_options(
            [(r.collar, f"{r.name} ({r.collar}) · {r.outstanding:,} outstanding") for r in others]
        )


def askable(staff: Sequence[StaffRow], file: TaskFile) -> list[StaffRow]:
    """Neighbourhood officers who may see the case: its own first, then the trained, by name."""
    may = []
    for row in staff:
        actor = Actor(row.collar, row.name, row.role, row.area, row.staff_id)
        if row.role is Role.NPT_OFFICER and within_scope(
            actor, file.area, file.officer_id, file.managed_by
        ):
            may.append(row)
    return sorted(may, key=lambda row: (row.staff_id != file.officer_id, not row.trained, row.name))


def _officer_words(row: StaffRow, file: TaskFile) -> str:
    own = " · has the case" if row.staff_id == file.officer_id else ""
    return f"{row.name} ({row.collar}){own} · {row.overdue:,} overdue"


def _missing(fields: Mapping[str, Field], wanted: Sequence[tuple[str, str, str]]) -> list[Stop]:
    return [
        Stop(name, sentence)
        for name, text, sentence in wanted
        if name in fields and not text.strip()
    ]


def _box() -> QPlainTextEdit:
    box = QPlainTextEdit()
    box.setTabChangesFocus(True)
    box.setFixedHeight(112)
    return box


def _on_typed(editor: QWidget, tell: Callable[[], None]) -> None:
    if isinstance(editor, QPlainTextEdit):
        editor.textChanged.connect(tell)
    elif isinstance(editor, QLineEdit):
        editor.textChanged.connect(lambda _text: tell())
    elif isinstance(editor, DateField):
        editor.changed.connect(tell)
    elif isinstance(editor, Select):
        editor.currentIndexChanged.connect(lambda _at: tell())


def _text(editor: QWidget) -> str:
    if isinstance(editor, QPlainTextEdit):
        return editor.toPlainText()
    if isinstance(editor, DateField):
        return "" if editor.value is None else editor.value.isoformat()
    if isinstance(editor, Select):
        return editor.value
    assert isinstance(editor, QLineEdit)
    return editor.text()


def _put_text(editor: QWidget, text: str) -> None:
    if isinstance(editor, QPlainTextEdit):
        editor.setPlainText(text)
    elif isinstance(editor, DateField):
        editor.set_value(date.fromisoformat(text) if text else None)
    elif isinstance(editor, Select):
        editor.set_value(text)
    elif isinstance(editor, QLineEdit):
        editor.setText(text)
