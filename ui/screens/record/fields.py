"""The fields of a visit: what came of it, when, who went, what was said and what came to light."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from rsovisit.domain.policy import Policy
from rsovisit.domain.training import crew_shortfall
from rsovisit.domain.visit import Disclosure, Outcome, late_entry
from rsovisit.services.commands.visit import RecordVisit
from ui.labels import counted
from ui.screens.formpane import Stop
from ui.screens.record.crew import CrewPicker
from ui.screens.record.disclosures import Disclosures
from ui.screens.record.follows import Typed
from ui.screens.record.when import WhenFields
from ui.screens.record.words import MEANING, outcomes
from ui.theme import Tone, current
from ui.widgets.cards import Callout
from ui.widgets.fields import Field, Tick
from ui.widgets.pills import Choice

_SUMMARY_LINES = 5


class RecordFields(QWidget):
    """A visit as typed so far. `by_name`: its fields by the names that `Invalid.field` uses.

    Signals:
        changed: anything was typed, chosen or ticked.
    """

    changed = Signal()

    def __init__(self, policy: Policy, today: Callable[[], date], *, attempt: bool) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._policy, self._today = policy, today
        self._first = Outcome.NO_REPLY if attempt else None
        self.outcome = Choice("What came of it", outcomes(attempt=attempt))
        self.when = WhenFields(today)
        self.late_reason = QLineEdit()
        self.crew = CrewPicker("Who went", self._day)
        self.announced = Tick("The visit was announced beforehand")
        self.summary = QPlainTextEdit()
        self.summary.setTabChangesFocus(True)
        self.disclosures = Disclosures("Did anything come to light?")
        self.shortfall = Callout(Tone.OVERDUE, "")
        self.by_name = self._fields()
        self._lay_out()
        self.blank()
        self._watch()

    def _fields(self) -> dict[str, Field]:
        fields = {
            "outcome": Field("What came of it", self.outcome),
            "visited_on": self.when.day_field,
            "visited_at": self.when.time_field,
            "late_reason": Field("Why it is entered late", self.late_reason),
            "officers": Field("Who went", self.crew),
            "summary": Field("What happened", self.summary),
            "disclosures": Field("Did anything come to light?", self.disclosures),
        }
        days = counted(self._policy.late_entry_days, "day")
        fields["late_reason"].set_hint(
            f"It is more than {days} after the visit. Both dates are kept."
        )
        fields["summary"].set_hint("What was said, what was seen and what it may mean.")
        return fields

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for part in (
            self.by_name["outcome"],
            self.when,
            self.by_name["late_reason"],
            self.by_name["officers"],
            self.shortfall,
            self.announced,
            self.by_name["summary"],
            self.by_name["disclosures"],
        ):
            column.addWidget(part)
        # What the scrolled area has to spare goes below the last field, not between them.
        column.addStretch(1)
        lines = current().metrics().lineSpacing() * _SUMMARY_LINES
        self.summary.setFixedHeight(lines + current().px(14))

    def _watch(self) -> None:
        self.outcome.chosen.connect(self._on_changed)
        self.when.changed.connect(self._on_day)
        self.crew.changed.connect(self._on_changed)
        self.announced.toggled.connect(self._on_changed)
        self.disclosures.changed.connect(self._on_changed)
        self.late_reason.textChanged.connect(self._on_changed)
        self.summary.textChanged.connect(self._on_changed)

    def blank(self) -> None:
        """As when first opened: today, nobody, nothing."""
        self.restore({"visited_on": self._today().isoformat()})

    def content(self) -> dict[str, Any]:
        """All that was typed, as a draft keeps it."""
        on = self.when.day.value
        return {
            "outcome": self.outcome.value,
            "visited_on": on.isoformat() if on else "",
            "visited_at": self.when.time.value,
            "officers": list(self.crew.crew),
            "announced": self.announced.isChecked(),
            "summary": self.summary.toPlainText(),
            "late_reason": self.late_reason.text(),
            "disclosures": [kind.value for kind in self.disclosures.value],
        }

    def restore(self, content: Mapping[str, Any]) -> None:
        """Put a draft back. What an older program wrote otherwise is left empty."""
        first = self._first.value if self._first else ""
        self.outcome.choose(str(content.get("outcome", first)))
        on = str(content.get("visited_on", ""))
        self.when.day.set_value(date.fromisoformat(on) if on else None)
        self.when.time.set_value(str(content.get("visited_at", "")))
        self.crew.set_crew([str(collar) for collar in content.get("officers", ())])
        self.announced.setChecked(bool(content.get("announced", False)))
        self.summary.setPlainText(str(content.get("summary", "")))
        self.late_reason.setText(str(content.get("late_reason", "")))
        kinds = {kind.value: kind for kind in Disclosure}
        ticked = [kinds[word] for word in content.get("disclosures", ()) if word in kinds]
        self.disclosures.set_value(ticked)
        self._show_what_applies()

    def stops(self) -> Iterator[Stop]:
        """What stops it from being recorded, as far as the form can know."""
        if not self.outcome.value:
            yield Stop("outcome", "Say what came of it.")
        if sentence := self.when.stop():
            yield Stop("visited_on", sentence)
        if self.when.time.error:
            yield Stop("visited_at", self.when.time.error)
        if self._is_late() and not self.late_reason.text().strip():
            yield Stop("late_reason", "Say why it is entered late.")
        if self.crew.error:
            yield Stop("officers", self.crew.error)
        elif not self.crew.crew:
            yield Stop("officers", "Say who went: at least one collar number.")

    def typed(self) -> Typed | None:
        """What the consequences depend on; None until an outcome and a day are there."""
        on = self.when.day.value
        if not self.outcome.value or on is None or on > self._today():
            return None
        return Typed(
            Outcome(self.outcome.value),
            on,
            self.when.time.value,
            self.crew.trained,
            self.disclosures.value,
        )

    def command(self, case_ref: str, version: int) -> RecordVisit:
        """The visit as it is sent; only while nothing stops it."""
        on = self.when.day.value
        assert on is not None
        return RecordVisit(
            case_ref=case_ref,
            outcome=Outcome(self.outcome.value),
            visited_on=on,
            officers=self.crew.crew,
            visited_at=self.when.time.value,
            announced=self.announced.isChecked(),
            summary=self.summary.toPlainText(),
            late_reason=self.late_reason.text() if self._is_late() else "",
            disclosures=self.disclosures.value,
            seen_version=version,
        )

    def _day(self) -> date:
        return self.when.day.value or self._today()

    def _is_late(self) -> bool:
        return late_entry(self._day(), self._today(), self._policy)

    def _on_day(self) -> None:
        self.crew.judge_again()
        self._on_changed()

    def _on_changed(self) -> None:
        self._show_what_applies()
        self.changed.emit()

    def _show_what_applies(self) -> None:
        chosen = self.outcome.value
        self.by_name["outcome"].set_hint(MEANING[Outcome(chosen)] if chosen else "")
        stop = self.outcome.button(chosen or outcomes(attempt=self._first is not None)[0][0])
        self.outcome.setFocusProxy(stop)
        self.by_name["late_reason"].setVisible(self._is_late())
        flags = self.crew.trained
        shortfall = crew_shortfall(flags, self._policy.crew_size) if flags else None
        self.shortfall.set_words(
            Tone.OVERDUE, shortfall or "", "It can be recorded; the overview counts it."
        )
        self.shortfall.setVisible(shortfall is not None)
