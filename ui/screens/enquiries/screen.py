"""The enquiries screen: what was I asked to find out, by when, and what do I answer?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from rsovisit.domain.access import Permission
from rsovisit.queries.case import CaseFile, CaseFileRow
from rsovisit.queries.enquiries import (
    CountEnquiries,
    EnquiryCounts,
    EnquiryList,
    EnquiryPart,
    EnquiryRow,
    parts_for,
)
from rsovisit.services.bus import Topic
from ui import actions
from ui.bridge import Bridge
from ui.labels import NOTHING, counted, day
from ui.screens.enquiries.columns import enquiry_columns
from ui.screens.parts import PartsScreen
from ui.theme import Tone
from ui.widgets.buttons import KeyButton, Kind
from ui.widgets.cards import Callout, EmptyState, Fact, Facts
from ui.widgets.pills import Chip
from ui.widgets.rows import RowsModel

_WORDS = {
    EnquiryPart.MINE: "Asked of me",
    EnquiryPart.LATE: "Answer late",
    EnquiryPart.ALL: "All unanswered",
}
_NOTHING_HERE = {
    EnquiryPart.MINE: ("Nothing is asked of you", "What others were asked is in the other lists."),
    EnquiryPart.LATE: ("No answer is late", "What is still in time is in the last list."),
    EnquiryPart.ALL: ("Nothing waits for an answer", "The assessors have no question open here."),
}


class EnquiriesScreen(PartsScreen):
    """Opens on what is asked of this person, else on what is late, else on all of it."""

    key: ClassVar[str] = "enquiries"
    title: ClassVar[str] = "Enquiries"
    cares: ClassVar[frozenset[Topic]] = frozenset({Topic.TASKS, Topic.CASES})

    def __init__(self, bridge: Bridge) -> None:
        model = RowsModel(enquiry_columns(bridge.today), key=lambda row: row.task_id)
        super().__init__(bridge, "Which enquiries", model)
        self._answer = actions.make("enquiries_answer", self, self._on_answer)
        self._open = actions.make("enquiries_open", self, self.open_current)
        self.detail.footer.addWidget(KeyButton.of(self._answer, Kind.PRIMARY))
        self.detail.footer.addWidget(KeyButton.of(self._open))
        self.show_row(None)

    def pictures(self) -> Sequence[tuple[str, Callable[[], None]]]:
        """The list, and answering its first enquiry."""
        opened = [("answer", self._answer.trigger)] if self._answer.isEnabled() else []
        return [*super().pictures(), *opened]

    def count_query(self) -> CountEnquiries:
        """The length of each part."""
        return CountEnquiries()

    def part_chips(self, counts: EnquiryCounts | None) -> list[Chip]:
        """Those this person is offered."""
        return [
            Chip(part.value, _WORDS[part], counts.of(part) if counts else None)
            for part in parts_for(self.bridge.actor)
        ]

    def opening_part(self, counts: EnquiryCounts) -> str:
        """The first that holds anything."""
        return counts.opens.value

    def note_words(self, counts: EnquiryCounts) -> str:
        """Of which area, how many wait, and how many of them are late."""
        waits = counted(counts.all, "question waits", "questions wait")
        late = f"{counts.late:,} late" if counts.late else "none late"
        return f"{self.bridge.actor.area or 'All areas'} · {waits} for an answer · {late}"

    def part_query(self, part: str, offset: int, limit: int) -> EnquiryList:
        """A page of a part, the longest due first."""
        return EnquiryList(EnquiryPart(part), offset, limit)

    def empty_state(self, part: str) -> EmptyState:
        """Where the work is."""
        return EmptyState(*_NOTHING_HERE[EnquiryPart(part)])

    def nothing_chosen(self) -> EmptyState:
        """No question to look at."""
        return EmptyState("No enquiry chosen", "Choose one in the list.", icon="tasks")

    def show_row(self, row: EnquiryRow | None) -> None:
        """The question, who wants to know, and by when."""
        super().show_row(row)
        may = self.bridge.actor.may
        self._answer.setEnabled(row is not None and may(Permission.VISIT_RECORD))
        self._open.setEnabled(row is not None)
        self.detail.show_footer(row is not None)

    def about(self, row: EnquiryRow) -> Iterable[QWidget]:
        """What is asked of whom, when the answer is due, what it arose from."""
        mine = row.asked_of == self.bridge.actor.collar
        lead = "Asked of you." if mine else f"Asked of {row.asked_of_name or 'the NPT'}."
        yield Callout(Tone.OVERDUE if row.days_late else Tone.INFO, lead, row.asked)
        due = day(row.answer_due_on)
        if row.days_late:
            due = f"{due}, {counted(row.days_late, 'day')} late"
        yield Facts(
            [
                Fact("Answer due", due, Tone.OVERDUE if row.days_late else None),
                Fact("Asked by", row.asked_by_name or row.asked_by or NOTHING),
                Fact("About", row.kind.words),
                Fact("It arose from", row.reason, Tone.ESCALATED if row.red_flag else None),
            ]
        )
        yield Callout(
            Tone.NEUTRAL,
            "",
            "Say who was seen, when and where, and what was said. A telephone call is no visit.",
        )

    def _on_answer(self) -> None:
        """Read the case, which is logged, and answer beside it."""
        row = self.table.current_row()
        if row is not None:
            query, show = CaseFile(case_id=row.case_id), partial(self._on_case, row.task_id)
            self.bridge.ask(query, show, owner=self, slot="answer")

    def _on_case(self, task_id: int, case: CaseFileRow) -> None:
        from ui.screens.case.answer import open_answer
        from ui.screens.case.side import asked_tasks

        waiting = asked_tasks(case, self.bridge.actor)
        asked = next((task for task in waiting if task.task_id == task_id), None)
        if asked is None:
            self.said.emit("It has been answered meanwhile.", Tone.INFO.value)
            self.refresh()
            return
        open_answer(self, case, asked)
