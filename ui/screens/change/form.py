"""Reporting a significant change heard of outside a visit: it pulls the next visit forward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout

from rsovisit.domain.access import Permission
from rsovisit.domain.case import Status
from rsovisit.domain.due import after_change, due_on
from rsovisit.domain.policy import Policy
from rsovisit.domain.visit import Disclosure
from rsovisit.errors import RsoVisitError
from rsovisit.queries.before import BeforeRow, BeforeYouGo
from rsovisit.queries.saved_views import DraftRow
from rsovisit.services.bus import Done
from rsovisit.services.commands.visit import ReportChange
from ui.labels import Lean, counted, day, day_and_time, label
from ui.screens.casehead import CaseHead
from ui.screens.drafts import DraftKeeper
from ui.screens.formpane import FormPane, Stop
from ui.screens.screen import Screen
from ui.theme import Tone, current
from ui.widgets.buttons import LinkButton
from ui.widgets.dates import DateField
from ui.widgets.fields import Field
from ui.widgets.pills import Choice
from ui.widgets.sidepane import SidePane
from ui.widgets.text import Role, Words

_NOTE_LINES = 6


def open_change(screen: Screen, case_id: int, version: int) -> SidePane:
    """Report a change on a case, as it stood at `version`."""
    pane = ChangePane(screen, case_id, version)
    pane.open()
    pane.begin()
    return pane


class ChangePane(FormPane):
    """The form. What is typed is kept as a draft until it is reported."""

    def __init__(self, screen: Screen, case_id: int, version: int) -> None:
        super().__init__(screen, "Report a change", "Report change", "Close, keep draft")
        self._case_id, self._version = case_id, version
        self._case: BeforeRow | None = None
        self._ref = ""
        self._case_head = CaseHead(self.bridge)
        self.top.addWidget(self._case_head)
        self._build_fields()
        self.drafts = DraftKeeper(self.bridge, "change", f"case:{case_id}", self.content, self)
        self.draft_words = Words("", Role.SMALL)
        self.afresh = LinkButton("Start afresh")
        self.afresh.hide()
        self.footer.addWidget(self.draft_words)
        self.footer.addWidget(self.afresh)
        self.drafts.said.connect(self.draft_words.set_words)
        self.afresh.clicked.connect(self._start_afresh)
        self._restore({"reported_on": self.bridge.today().isoformat()})
        self.kind.chosen.connect(self._on_changed)
        self.reported_on.changed.connect(self._on_changed)
        self.note.textChanged.connect(self._on_changed)

    def _build_fields(self) -> None:
        today = self.bridge.today
        self.kind = Choice("What has changed", [(k.value, label(k)) for k in Disclosure])
        self.reported_on = DateField("Day it was reported", today, Lean.PAST)
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        lines = current().metrics().lineSpacing() * _NOTE_LINES
        self.note.setFixedHeight(lines + current().px(14))
        self.fields = {
            "kind": Field("What has changed", self.kind),
            "reported_on": Field("When it was reported", self.reported_on),
            "note": Field(
                "What was reported",
                self.note,
                "Who told whom, what they said, and how sure they are.",
            ),
        }
        self.body.addWidget(self.fields["kind"])
        when = QVBoxLayout()
        when.setSpacing(2)
        when.addWidget(self.fields["reported_on"])
        when.addLayout(self._quick_days())
        self.body.addLayout(when)
        self.body.addWidget(self.fields["note"])

    def _quick_days(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for words, back in (("Today", 0), ("Yesterday", 1)):
            link = LinkButton(words)
            link.clicked.connect(lambda _on=False, days=back: self._go_back(days))
            row.addWidget(link)
        row.addStretch(1)
        return row

    def begin(self) -> None:
        """Ask for the draft and the case; typing waits for the draft alone."""
        self.save.setEnabled(False)
        self._allowed = self.require(Permission.CASE_REPORT, "report changes")
        for field in self.fields.values():
            field.setEnabled(False)
        self.drafts.look(self._on_draft)
        self._ask_case(fresh=False)

    def look_again(self) -> None:
        """Consult the case again, and report on it as it is now; what was typed stays."""
        self._ask_case(fresh=True)

    def leave(self) -> None:
        """Put away: the draft is kept until the change is reported."""
        self.drafts.keep()

    def sent(self) -> None:
        """Reported: the draft has done its work."""
        self.drafts.drop()

    def stops(self) -> Sequence[Stop]:
        """What stops it."""
        found = []
        if not self.kind.value:
            found.append(Stop("kind", "Say what has changed."))
        if self.reported_on.error:
            found.append(Stop("reported_on", self.reported_on.error))
        elif self.reported_on.value is None:
            found.append(Stop("reported_on", "Say on which day it was reported."))
        elif self.reported_on.value > self.bridge.today():
            said = "A change cannot have been reported in the future."
            found.append(Stop("reported_on", said))
        if not self.note.toPlainText().strip():
            found.append(Stop("note", "Say what was reported."))
        return found

    def command(self) -> ReportChange:
        """The change, on the case as it was seen."""
        on = self.reported_on.value
        assert on is not None
        kind, note = Disclosure(self.kind.value), self.note.toPlainText()
        return ReportChange(self._case_id, kind, on, note, self._version)

    def done_words(self, done: Done) -> str:
        """'Change reported.' and what it raised."""
        return " ".join([f"Change reported on {self._ref}.", *done.value])

    def content(self) -> Mapping[str, Any]:
        """All that was typed, as a draft keeps it."""
        on = self.reported_on.value
        return {
            "kind": self.kind.value,
            "reported_on": on.isoformat() if on else "",
            "note": self.note.toPlainText(),
        }

    def _restore(self, content: Mapping[str, Any]) -> None:
        self.kind.choose(str(content.get("kind", "")))
        on = str(content.get("reported_on", ""))
        self.reported_on.set_value(date.fromisoformat(on) if on else None)
        self.note.setPlainText(str(content.get("note", "")))

    def _go_back(self, days: int) -> None:
        self.reported_on.set_value(self.bridge.today() - timedelta(days=days))

    def _ask_case(self, *, fresh: bool) -> None:
        def on_case(before: BeforeRow) -> None:
            if fresh:
                self._version = before.version
            self._on_case(before)

        self.bridge.ask(
            BeforeYouGo(self._case_id), on_case, owner=self, slot="case", on_failed=self._on_lost
        )

    def _on_case(self, before: BeforeRow) -> None:
        self._case, self._ref = before, before.case_ref
        self._case_head.show_case(before)
        self.save.setEnabled(self._allowed)
        self._on_changed()

    def _on_lost(self, error: RsoVisitError) -> None:
        self.say(Tone.ESCALATED, str(error), look=True)

    def _on_draft(self, found: DraftRow | None) -> None:
        if found is not None:
            self._restore(found.content)
            self.draft_words.set_words(f"Draft of {day_and_time(found.saved_at)} brought back")
            self.afresh.show()
        for field in self.fields.values():
            field.setEnabled(True)
        self._on_changed()
        self.kind.setFocus(Qt.FocusReason.OtherFocusReason)

    def _start_afresh(self) -> None:
        self._restore({"reported_on": self.bridge.today().isoformat()})
        self.drafts.start_afresh()
        self.draft_words.set_words("")
        self.afresh.hide()
        self._on_changed()
        self.kind.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_changed(self) -> None:
        self.drafts.touch()
        chosen = self.kind.value or next(iter(Disclosure)).value
        self.kind.setFocusProxy(self.kind.button(chosen))
        self.fields["kind"].set_hint(_meaning(self.kind.value))
        on, today = self.reported_on.value, self.bridge.today()
        if self._case is None or on is None or on > today:
            self.say_follows(Tone.INFO, "")
        else:
            self.say_follows(*pulled(self._case, on, self.kind.value, self.bridge.policy, today))
        self.review()


def pulled(
    before: BeforeRow, on: date, kind: str, policy: Policy, today: date
) -> tuple[Tone, str, str]:
    """Which date a change reported on a day pulls the visit to, and what it raises."""
    due = due_on(after_change(before.facts, on, policy), policy, today)
    days = counted(policy.change_visit_days[before.risk_level], "day")
    raises = "Raises a significant change for the ARMS officer."
    if kind == Disclosure.CHILD_CONTACT.value:
        raises += " Opens a safeguarding referral until a reference and outcome are held."
    if due is None:
        return Tone.INFO, "No visit is owed, so no date moves.", raises
    if due == before.due_on:
        return (
            Tone.INFO,
            f"The visit stays due {day(due)}: no change asks for an earlier one.",
            raises,
        )
    rule = f"{label(before.risk_level)} risk is visited within {days} of the report."
    late = " That has passed: it is overdue at once." if due < today else ""
    was = f" instead of {day(before.due_on)}" if before.due_on else ""
    tone = Tone.OVERDUE if due < today else Tone.SOON
    if before.status is Status.REACTIVE:
        ends = f"Ends reactive management: a visit is due {day(due)}."
        return tone, ends, f"{rule}{late} {raises}"
    return tone, f"Pulls the visit forward to {day(due)}{was}.", f"{rule}{late} {raises}"


def _meaning(kind: str) -> str:
    if not kind:
        return ""
    red = Disclosure(kind).red_flag
    return "A red flag: it goes to the safeguarding lane of the ARMS queue." if red else ""
