"""Giving one case or many to an officer, or to nobody; the due dates do not move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from rsovisit.domain.access import Permission
from rsovisit.errors import RsoVisitError
from rsovisit.queries.allocation import AllocationRow, CasesToAllocate
from rsovisit.queries.staff import StaffList, StaffRow
from rsovisit.services.bus import Done
from rsovisit.services.commands.case import AllocateCases
from ui.labels import counted
from ui.screens.allocate.candidates import Candidate, ToAllocate, candidates, columns, ordered
from ui.screens.formpane import FormPane, Stop
from ui.screens.screen import Screen
from ui.theme import Tone, current
from ui.widgets.cards import EmptyState
from ui.widgets.fields import Field, FilterBox
from ui.widgets.rows import RowsModel
from ui.widgets.sidepane import SidePane
from ui.widgets.table import RowsTable
from ui.widgets.text import Role, Words

_NAMED = 4
"""How many references are spelt out before the rest are counted."""


def open_allocate(screen: Screen, rows: Sequence[ToAllocate]) -> SidePane:
    """Choose who is to have these cases."""
    pane = AllocatePane(screen, rows)
    pane.open(pane.table)
    pane.begin()
    return pane


class AllocatePane(FormPane):
    """The list of officers with their load, and a reason where one is needed."""

    wide: ClassVar[int] = 640

    def __init__(self, screen: Screen, rows: Sequence[ToAllocate]) -> None:
        one = len(rows) == 1
        title = "Allocate a case" if one else f"Allocate {counted(len(rows), 'case')}"
        super().__init__(screen, title, "Allocate")
        self._cases: Sequence[ToAllocate] = tuple(rows)
        self._people: tuple[StaffRow, ...] = ()
        self._found: list[Candidate] = []
        self._chosen: Candidate | None = None
        self._about, self._now = Words("", Role.STRONG, wrap=True), Words("", Role.SMALL, wrap=True)
        self.top.addWidget(self._about)
        self.top.addWidget(self._now)
        self._build_list()
        self.reason = QLineEdit()
        why = Field("Why, all the same", self.reason, "It is kept in the case's history.")
        self.fields = {"collar": Field("Give to", self.table), "reason": why}
        # The list takes all the room there is.
        self.body.setAlignment(Qt.AlignmentFlag(0))
        listing = self.fields["collar"].layout()
        assert isinstance(listing, QVBoxLayout)
        listing.setStretchFactor(self.table, 1)
        self.body.addWidget(self.filter)
        self.body.addWidget(self.fields["collar"], 1)
        self.body.addWidget(why)
        why.hide()
        self._watch()
        self._say_cases()

    def _build_list(self) -> None:
        self.filter = FilterBox("Find an officer or area")
        self.table = RowsTable("Officers", RowsModel(columns(), key=lambda c: c.collar))
        self.table.setMinimumHeight(current().px(190))
        nothing = EmptyState("Nobody fits", "Try another name, number or area.", icon="search")
        self.table.set_empty(nothing)

    def _watch(self) -> None:
        self.filter.filtered.connect(lambda _words: self._show())
        self.filter.installEventFilter(self)
        self.table.current_changed.connect(self._on_chosen)
        self.table.opened.connect(self._on_opened)
        self.table.order_chosen.connect(self._on_order)
        self.reason.textChanged.connect(self.review)

    def begin(self) -> None:
        """Ask who there is."""
        self.save.setEnabled(False)
        self._allowed = self.require(Permission.CASE_ALLOCATE, "allocate cases")
        self._ask_people()

    def look_again(self) -> None:
        """Ask for the cases and the people as they are now; the choice and the reason stay."""
        ids = tuple(case.case_id for case in self._cases)
        query = CasesToAllocate(ids)
        self.bridge.ask(query, self._on_cases, owner=self, slot="cases", on_failed=self._on_lost)
        self._ask_people()

    def stops(self) -> Sequence[Stop]:
        """What stops it. Whether somebody untrained may have the cases is not the form's to say."""
        chosen = self._chosen
        if chosen is None:
            return [Stop("collar", "Choose who is to have them.")]
        if not chosen.gained:
            held = "Nobody has" if not chosen.collar else f"{chosen.name} has"
            these = "this case" if len(self._cases) == 1 else "these cases"
            return [Stop("collar", f"{held} {these} already.")]
        return []

    def command(self) -> AllocateCases:
        """The cases as they were seen, to the officer chosen."""
        assert self._chosen is not None
        pairs = tuple((case.case_id, case.version) for case in self._cases)
        reason = self.reason.text() if self._chosen.needs_reason else ""
        return AllocateCases(pairs, self._chosen.collar or None, reason)

    def done_words(self, done: Done) -> str:
        """Who has what now."""
        assert self._chosen is not None
        what = self._named() if len(self._cases) == 1 else counted(len(self._cases), "case")
        who = self._chosen.name if self._chosen.collar else "nobody"
        dates = "The due date does not move." if len(self._cases) == 1 else "No due date moves."
        return f"{what} allocated to {who}. {dates}"

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the filter, Down and Enter go on to the list."""
        if (
            watched is self.filter
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.modifiers() == Qt.KeyboardModifier.NoModifier
            and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return super().eventFilter(watched, event)

    def _ask_people(self) -> None:
        query = StaffList(visiting=True)
        self.bridge.ask(query, self._on_people, owner=self, slot="people", on_failed=self._on_lost)

    def _on_people(self, people: tuple[StaffRow, ...]) -> None:
        self._people = people
        self.save.setEnabled(self._allowed)
        self._say_cases()
        self._judge()

    def _on_cases(self, cases: tuple[AllocationRow, ...]) -> None:
        self._cases = cases
        self._say_cases()
        self._judge()

    def _on_lost(self, error: RsoVisitError) -> None:
        self.say(Tone.ESCALATED, str(error), look=True)

    def _judge(self) -> None:
        self._found = candidates(self._people, self._cases, self.bridge.today())
        self._show()

    def _show(self) -> None:
        found, order = self._found, self.table.order()
        if order is not None:
            found = ordered(found, *order)
        words = self.filter.text().casefold().split()
        self.table.show_rows([c for c in found if all(word in c.search for word in words)])

    def _on_order(self, sort: str, descending: bool) -> None:
        self.table.set_order(sort, descending)
        self._show()

    def _on_chosen(self, chosen: Candidate | None) -> None:
        self._chosen = chosen
        self.fields["reason"].setVisible(chosen is not None and chosen.needs_reason)
        if chosen is None:
            self.say_follows(Tone.INFO, "")
        else:
            self.say_follows(*self._follows(chosen))
        self.review()

    def _on_opened(self, _chosen: Candidate) -> None:
        """Enter chooses and goes on: to the reason where one is needed, else to the button."""
        reason = self.fields["reason"]
        to = self.save if reason.isHidden() else self.reason
        to.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follows(self, chosen: Candidate) -> tuple[Tone, str, str]:
        one = len(self._cases) == 1
        what = self._cases[0].case_ref if one else counted(len(self._cases), "case")
        dates = "The due date does not move." if one else "No due date moves."
        if not chosen.gained:
            return Tone.INFO, "Nothing: that is how it is now.", ""
        if not chosen.collar:
            lead = f"Takes {what} from {self._holders()}."
            return Tone.OVERDUE, lead, f"Nobody would visit. A reason is needed. {dates}"
        lead = f"Gives {what} to {chosen.name}: {chosen.cases} → {chosen.after} live cases."
        ceiling = self.bridge.policy.caseload_ceiling
        over = f" That is over the ceiling of {ceiling}." if chosen.after > ceiling else ""
        if not chosen.trained:
            words = chosen.badge.words
            needs = f"{words[0].upper()}{words[1:]}: a reason is needed."
            return Tone.OVERDUE, lead, f"{needs}{over} {dates}"
        return (Tone.SOON if over else Tone.GOOD), lead, f"{over} {dates}".strip()

    def _say_cases(self) -> None:
        one = len(self._cases) == 1
        self._about.set_words(f"{self._named()} · {self._cases[0].name}" if one else self._named())
        areas = sorted({case.area for case in self._cases})
        self._now.set_words(f"{', '.join(areas[:3])} · now with {self._holders()}")

    def _named(self) -> str:
        refs = [case.case_ref for case in self._cases]
        rest = len(refs) - _NAMED
        if rest <= 1:
            return ", ".join(refs)
        return ", ".join(refs[:_NAMED]) + f" and {rest} more"

    def _holders(self) -> str:
        held = Counter(case.officer or "nobody" for case in self._cases)
        names = {row.collar: row.name for row in self._people}
        said = [names.get(collar, collar) for collar, _ in held.most_common(2)]
        rest = len(held) - len(said)
        return ", ".join(said) + (f" and {counted(rest, 'other')}" if rest else "")
