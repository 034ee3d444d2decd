"""Recording a visit or a failed attempt, with its draft and what it will do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt

from rsovisit.domain.access import Permission
from rsovisit.errors import RsoVisitError
from rsovisit.queries.before import BeforeRow, BeforeYouGo
from rsovisit.queries.saved_views import DraftRow
from rsovisit.queries.staff import Person, StaffList, StaffRow
from rsovisit.services.bus import Done
from rsovisit.services.commands.visit import RecordVisit, VisitRecorded
from ui.labels import day, day_and_time
from ui.screens.casehead import CaseHead
from ui.screens.drafts import DraftKeeper
from ui.screens.formpane import FormPane, Stop
from ui.screens.record.fields import RecordFields
from ui.screens.record.follows import follows
from ui.screens.screen import Screen
from ui.theme import Tone
from ui.widgets.buttons import LinkButton
from ui.widgets.cards import Fact, Facts
from ui.widgets.sidepane import SidePane
from ui.widgets.text import Role, Words


def open_record(screen: Screen, case_id: int, *, attempt: bool) -> SidePane:
    """Record a visit to a case; `attempt` begins with No reply and the failed outcomes first."""
    pane = RecordPane(screen, case_id, attempt=attempt)
    pane.open()
    pane.begin()
    return pane


class RecordPane(FormPane):
    """The form. What is typed is kept as a draft until it is recorded."""

    def __init__(self, screen: Screen, case_id: int, *, attempt: bool) -> None:
        title = "Record a failed attempt" if attempt else "Record a visit"
        words = "Save attempt" if attempt else "Save visit"
        super().__init__(screen, title, words, "Close, keep draft")
        self._case_id = case_id
        self._case: BeforeRow | None = None
        self._people: tuple[StaffRow, ...] = ()
        self._sent: RecordVisit | None = None
        self.form = RecordFields(self.bridge.policy, self.bridge.today, attempt=attempt)
        self.fields = self.form.by_name
        self._case_head, self._facts = CaseHead(self.bridge), Facts()
        self._facts.hide()
        self.top.addWidget(self._case_head)
        self.body.addWidget(self._facts)
        self.body.addWidget(self.form)
        self.drafts = DraftKeeper(
            self.bridge,
            "attempt" if attempt else "record",
            f"case:{case_id}",
            self.form.content,
            self,
        )
        self.draft_words = Words("", Role.SMALL)
        self.afresh = LinkButton("Start afresh")
        self.afresh.hide()
        self.footer.addWidget(self.draft_words)
        self.footer.addWidget(self.afresh)
        self.drafts.said.connect(self.draft_words.set_words)
        self.afresh.clicked.connect(self._start_afresh)
        self.form.changed.connect(self._on_changed)
        self.form.crew.stranger.connect(self._ask_stranger)

    def begin(self) -> None:
        """Ask for the draft, the people and the case; typing waits for the draft alone."""
        self.save.setEnabled(False)
        self._allowed = self.require(Permission.VISIT_RECORD, "record visits")
        self.form.setEnabled(False)
        self.drafts.look(self._on_draft)
        people = StaffList(visiting=True)
        self.bridge.ask(people, self._on_people, owner=self, slot="people")
        self.look_again()

    def look_again(self) -> None:
        """Consult the case again; what was typed stays."""
        query = BeforeYouGo(self._case_id)
        self.bridge.ask(query, self._on_before, owner=self, slot="before", on_failed=self._on_lost)

    def leave(self) -> None:
        """Put away: the draft is kept until the visit is recorded."""
        self.drafts.keep()

    def stops(self) -> Sequence[Stop]:
        """What stops it."""
        return list(self.form.stops())

    def command(self) -> RecordVisit:
        """The visit, to the case as it was seen."""
        assert self._case is not None
        self._sent = self.form.command(self._case.case_ref, self._case.version)
        return self._sent

    def sent(self) -> None:
        """Recorded: the draft has done its work."""
        self.drafts.drop()

    def done_words(self, done: Done) -> str:
        """'Visit recorded. Next due 23 May 2027.' and what it raised."""
        recorded: VisitRecorded = done.value
        failed = self._sent is not None and self._sent.outcome.failed_attempt
        said = ["Attempt recorded." if failed else "Visit recorded."]
        if recorded.next_due_on is not None:
            when = "Next due" if recorded.completed else "Still due"
            said.append(f"{when} {day(recorded.next_due_on)}.")
        return " ".join([*said, *recorded.raised])

    def _on_draft(self, found: DraftRow | None) -> None:
        if found is not None:
            self.form.restore(found.content)
            self.draft_words.set_words(f"Draft of {day_and_time(found.saved_at)} brought back")
            self.afresh.show()
        self.form.setEnabled(True)
        # Nothing else has been reached for yet: typing may begin.
        self.form.outcome.setFocus(Qt.FocusReason.OtherFocusReason)
        self._know_crew()
        self._on_changed()

    def _on_people(self, people: tuple[StaffRow, ...]) -> None:
        self._people = people
        self._offer()

    def _on_before(self, before: BeforeRow) -> None:
        self._case = before
        self._case_head.show_case(before)
        self._facts.set_facts(_facts(before))
        self._facts.show()
        self.fields["officers"].set_hint(f"{before.crew_rule}.")
        self.save.setEnabled(self._allowed)
        self._offer()
        self._on_changed()

    def _on_lost(self, error: RsoVisitError) -> None:
        self.say(Tone.ESCALATED, str(error), look=True)

    def _offer(self) -> None:
        area = self._case.area if self._case else self.bridge.actor.area or ""
        self.form.crew.offer(self._people, area)
        by_collar = {row.collar: row for row in self._people}
        quick: list[tuple[str, StaffRow]] = []
        me = by_collar.get(self.bridge.actor.collar)
        if me is not None:
            quick.append((f"Add me, {me.name}", me))
        officer = self._case.officer if self._case else None
        if (
            officer is not None
            and officer.collar in by_collar
            and officer.collar != (me.collar if me else "")
        ):
            row = by_collar[officer.collar]
            quick.append((f"Add {row.name}, allocated", row))
        self.form.crew.offer_quickly(quick)
        self._know_crew()

    def _know_crew(self) -> None:
        """A draft may name somebody who is no longer on offer."""
        for collar in self.form.crew.unknown if self._people else ():
            self.bridge.ask(
                Person(collar),
                self.form.crew.know,
                owner=self,
                slot=f"person {collar}",
                on_failed=lambda _error: None,
            )

    def _ask_stranger(self, collar: str) -> None:
        crew = self.form.crew

        def on_failed(error: RsoVisitError) -> None:
            crew.complain(str(error))

        self.bridge.ask(Person(collar), crew.add, owner=self, slot="stranger", on_failed=on_failed)

    def _on_changed(self) -> None:
        self.drafts.touch()
        typed = self.form.typed()
        if self._case is None or typed is None:
            self.say_follows(Tone.INFO, "")
        else:
            today = self.bridge.today()
            told = follows(self._case, typed, self.bridge.policy, today)
            self.say_follows(told.tone, told.lead, told.text)
        self.review()

    def _start_afresh(self) -> None:
        self.form.blank()
        self.drafts.start_afresh()
        self.draft_words.set_words("")
        self.afresh.hide()
        self.form.outcome.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_changed()


def _facts(before: BeforeRow) -> list[Fact]:
    """What still matters once back from the door."""
    said = [Fact("Address", before.address or "None recorded")]
    if before.pattern:
        said.append(Fact("Vary it", before.pattern, Tone.OVERDUE))
    if before.attempts:
        said.append(Fact("If it failed", before.next_failure))
    return said
