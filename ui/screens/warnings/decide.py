"""Deciding a warning: a reason always, a planned date where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtWidgets import QPlainTextEdit

from rsovisit.services.bus import Done
from rsovisit.services.commands.command import Command
from rsovisit.services.commands.warning import DecideWarning
from ui.labels import Lean, day
from ui.screens.formpane import FormPane, Stop
from ui.screens.screen import Screen
from ui.theme import Tone
from ui.widgets.dates import DateField
from ui.widgets.fields import Field
from ui.widgets.text import Role, Words


class Decided(Protocol):
    """What the form needs of a warning, from whichever list it was chosen in."""

    @property
    def warning_id(self) -> int: ...

    @property
    def version(self) -> int: ...

    @property
    def case_ref(self) -> str: ...

    @property
    def name(self) -> str: ...


class DecideForm(FormPane):
    """Acknowledge a warning with a plan. It stays open until the visit: that is said here."""

    def __init__(self, screen: Screen, warning: Decided, about: str) -> None:
        super().__init__(screen, f"Decide · {warning.case_ref}", "Record decision")
        self._warning = warning
        self.top.addWidget(Words(f"{warning.name}. {about}", Role.SECOND, wrap=True))
        self._reason = QPlainTextEdit()
        self._reason.setTabChangesFocus(True)
        self._reason.setFixedHeight(112)
        self._plan = DateField("Visit planned for", screen.bridge.today, lean=Lean.FUTURE)
        self.fields = {
            "reason": Field(
                "What was decided, and why",
                self._reason,
                "Who will visit, what stood in the way. It is kept with the warning.",
            ),
            "plan_on": Field("Visit planned for (empty if there is no date)", self._plan),
        }
        for field in self.fields.values():
            self.body.addWidget(field)
        self._reason.textChanged.connect(self.review)
        self._plan.changed.connect(self._say_what_follows)
        self._say_what_follows()

    def command(self) -> Command:
        """The decision."""
        reason = self._reason.toPlainText()
        warning = self._warning
        return DecideWarning(warning.warning_id, warning.version, reason, self._plan.value)

    def stops(self) -> Sequence[Stop]:
        """A reason is needed; a date that is typed must be one."""
        found = []
        if not self._reason.toPlainText().strip():
            found.append(Stop("reason", "Say what was decided, and why."))
        if self._plan.error:
            found.append(Stop("plan_on", self._plan.error))
        return found

    def done_words(self, done: Done) -> str:
        """What was recorded, and that the warning stays."""
        planned = self._plan.value
        until = f", visit planned for {day(planned)}" if planned else ""
        return (
            f"Decision recorded on {self._warning.case_ref}{until}. "
            "The warning stays until the visit."
        )

    def look_again(self) -> None:
        """The list behind holds the warning as it is now: what was typed stays to be copied."""
        self.say(Tone.INFO, "Close this and choose the warning again", "to see what has changed.")
        self._screen.look_again()

    def _say_what_follows(self) -> None:
        self.say_follows(
            Tone.INFO,
            "Records the decision.",
            "The warning stays open, and moves up, until the visit is made.",
        )
        self.review()


def open_decide(screen: Screen, warning: Decided, about: str) -> DecideForm:
    """Open the form over a screen."""
    form = DecideForm(screen, warning, about)
    form.open(form.fields["reason"].editor)
    return form
