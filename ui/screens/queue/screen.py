"""The ARMS queue screen: what comes next, why that, and what do I decide?"""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from rsovisit.domain.access import Permission
from rsovisit.errors import RsoVisitError
from rsovisit.queries.staff import StaffList, StaffRow
from rsovisit.queries.tasks import (
    AssessorRow,
    AssessorTotals,
    QueueChip,
    QueueView,
    TaskFile,
    own_queue,
)
from rsovisit.services.bus import Topic
from ui.bridge import Bridge
from ui.labels import counted
from ui.screens.queue.columns import Mark, QueueLine
from ui.screens.queue.detail import TaskPanel
from ui.screens.queue.filters import AssessorBar, QueueFilters, Whose, rate
from ui.screens.queue.listing import QueueList
from ui.screens.queue.people import People
from ui.screens.queue.work import Decisions
from ui.screens.screen import Screen
from ui.theme import Badge, Shape, Tone
from ui.widgets.cards import ScreenHead
from ui.widgets.pills import Pill
from ui.widgets.split import ListDetail

_NOTHING_LEFT = (
    "Nothing is left to take: what remains is held, with the NPT, in somebody's hand, "
    "or was passed over. Press N to begin again from the top."
)


class QueueScreen(Screen):
    """An assessor's own queue, or everybody's for those who look over it.

    The list holds still: it is renewed by F5, by 'Look again' and by choosing another part or
    another queue, never by a decision or by what others do.
    """

    key: ClassVar[str] = "queue"
    title: ClassVar[str] = "ARMS queue"
    cares: ClassVar[frozenset[Topic]] = frozenset({Topic.TASKS, Topic.CASES, Topic.VISITS})

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self._shown = self._news_due = self._undoing = False
        self._then_choose: int | None = None
        self._looking: bool | None = None
        self.people = People()
        self._head = ScreenHead(self.title, " ")
        self._over = Pill(Badge(""))
        self._over.hide()
        self.filters = QueueFilters(bridge, self.people.name)
        self.filters.changed.connect(partial(self._look, keep_place=False))
        self.loads = AssessorBar()
        if not bridge.actor.may(Permission.OVERSIGHT_READ):
            self.loads.hide()
        self.loads.chosen.connect(self._on_assessor_chosen)
        self.listing = QueueList(bridge, self.people)
        self.table = self.listing.table
        for told in (self.listing.news, self._over):
            self._head.add(told)
        self.detail = TaskPanel(bridge, self.people)
        self.decisions = Decisions(self, self._open_current)
        self._connect()
        self.detail.set_buttons(self.decisions.buttons())
        for widget in (self._head, self.loads, self.filters):
            self.page.addWidget(widget)
        self.page.addWidget(ListDetail(self.listing, self.detail, 0.54), 1)

    def _connect(self) -> None:
        self.listing.news.look_wanted.connect(self.refresh)
        self.listing.must_look.wanted.connect(partial(self._show_part, QueueChip.MUST_LOOK))
        self.table.current_changed.connect(self._on_line_chosen)
        self.table.opened.connect(lambda line: self.open_case.emit(line.task.case_id))
        self.detail.read.connect(self._on_read)
        self.decisions.form_wanted.connect(self._open_form)
        self.decisions.decided.connect(self._on_decided)
        self.decisions.taken.connect(self._on_taken)
        self.decisions.locked.connect(self.detail.consult_now)
        self.decisions.undoing.connect(self._on_undoing)
        self.decisions.undone.connect(self._on_undone)
        self.decisions.refused.connect(self._on_refused)

    def refresh(self) -> None:
        """Ask for the list again: F5, 'Look again', and the first time it is seen."""
        if not self._shown:
            query = StaffList()
            self.bridge.ask(query, self._on_people, owner=self, slot="people")
        self.decisions.start_over()
        self._look(keep_place=True)

    def show_place(self, place: object) -> None:
        """One of the chips by its word, or (an assessor's collar or None, a chip)."""
        if isinstance(place, str):
            place = (own_queue(self.bridge.actor), place)
        if not isinstance(place, tuple) or place == self.place():
            return
        assessor, chip = place
        self.filters.choose(Whose.of(assessor, self.bridge.actor), QueueChip(chip))
        if self._shown:
            self._look(keep_place=False)

    def place(self) -> object:
        """Whose queue, and which part of it."""
        return (self.filters.whose.assessor, self.filters.chip)

    def focus_first(self) -> None:
        """The list has the keyboard."""
        self.table.setFocus()

    def look_again(self) -> None:
        """Something was committed: say so, without moving the list."""
        if self.isVisible():
            self._ask_news()
        else:
            self._news_due = True

    def showEvent(self, event: QShowEvent) -> None:
        """Seen again: say what has changed meanwhile."""
        super().showEvent(event)
        if self._news_due:
            self._ask_news()

    def _look(self, *, keep_place: bool) -> None:
        query, chip = self.filters.whose.query(), self.filters.chip
        show = partial(self._show_view, chip, keep_place)
        self._looking, self._news_due = keep_place, False
        self.bridge.ask(query, show, owner=self, slot="queue", on_failed=self._on_lost)

    def _ask_news(self) -> None:
        if self._looking is not None:
            # The list is on its way and may be older than the news: ask for it once more.
            self._look(keep_place=self._looking)
            return
        self._news_due = False
        # The same slot as the list: an older answer must not come after a newer one.
        query = self.filters.whose.query()
        self.bridge.ask(query, self._take_news, owner=self, slot="queue")
        self._ask_around()

    def _on_lost(self, error: RsoVisitError) -> None:
        self._looking = None
        self.said.emit(str(error), Tone.ESCALATED.value)

    def _ask_around(self) -> None:
        self.decisions.ask_undoable()
        if self.bridge.actor.may(Permission.OVERSIGHT_READ):
            self.bridge.ask(AssessorTotals(), self._show_loads, owner=self, slot="loads")

    def _show_view(self, chip: QueueChip, keep_place: bool, view: QueueView) -> None:
        self._shown, self._looking = True, None
        self._say(view)
        self.listing.show_view(view, chip, keep_place)
        if self._then_choose is not None:
            self._choose_taken(self._then_choose)
        self._ask_around()

    def _take_news(self, view: QueueView) -> None:
        self._say(view)
        undone = self.listing.take_news(view, self.filters.chip)
        if undone and self._undoing:
            self.listing.choose(undone[0])
            self._undoing = False

    def _say(self, view: QueueView) -> None:
        self.filters.show_counts(view.counts)
        self._head.note.set_words(
            f"{view.outstanding:,} outstanding · oldest {counted(view.oldest_days, 'day')} · "
            f"{rate(view.in_a_week)} in, {rate(view.out_a_week)} out a week"
        )
        assessor = self.filters.whose.assessor
        held = sum(task.assessor == assessor for task in view.rows)
        over = held - view.ceiling if assessor else 0
        self._over.setVisible(over > 0)
        words = f"{over:,} over the ceiling of {view.ceiling:,} for one assessor"
        self._over.set_badge(Badge(words, Tone.OVERDUE, Shape.TRIANGLE))

    def _show_loads(self, rows: tuple[AssessorRow, ...]) -> None:
        self.loads.show_rows(rows, self.bridge.policy.queue_ceiling)

    def _on_people(self, rows: tuple[StaffRow, ...]) -> None:
        self.people.learn(rows)
        self.filters.say_whose()
        self.table.viewport().update()

    def _show_part(self, chip: QueueChip) -> None:
        self.filters.choose(self.filters.whose, chip)
        self._look(keep_place=False)

    def _on_assessor_chosen(self, assessor: str) -> None:
        self.filters.choose(Whose.of(assessor, self.bridge.actor), self.filters.chip)
        self._look(keep_place=False)

    def _on_line_chosen(self, line: QueueLine | None) -> None:
        self.detail.show_line(line)

    def _on_read(self, file: TaskFile | None) -> None:
        self.decisions.task_read(file)
        if file is not None:
            self.listing.task_read(file)

    def _open_current(self) -> None:
        line = self.listing.current()
        if line is not None:
            self.open_case.emit(line.task.case_id)

    def _open_form(self, name: str) -> None:
        if self.detail.file is None:
            return
        from ui.screens.queue.forms import AcceptForm, HoldForm, NptForm, ReallocateForm

        forms = {"accept": AcceptForm, "npt": NptForm, "hold": HoldForm}
        chosen = forms.get(name, ReallocateForm)
        form = chosen(self, self.listing, self.detail.file, self._on_decided)
        form.looked.connect(self.detail.consult_now)
        form.begin()

    def _on_decided(self, task_id: int, mark: Mark, words: str) -> None:
        self._undoing = False
        line = self.listing.current()
        if line is not None and line.task.task_id == task_id:
            self.listing.choose_following(task_id)
        self.listing.mark(task_id, mark, words)
        self.said.emit(words, Tone.GOOD.value)
        self.table.setFocus()
        line = self.listing.current()
        if line is not None and line.task.task_id == task_id:
            self.detail.consult_now()
        self._ask_news()

    def _on_taken(self, task_id: int | None) -> None:
        if task_id is None:
            self.said.emit(_NOTHING_LEFT, Tone.INFO.value)
            return
        self.table.setFocus()
        self._choose_taken(task_id)

    def _choose_taken(self, task_id: int) -> None:
        """Show what 'Next' took; it is in one's own queue, if not in the list on screen."""
        before, self._then_choose = self._then_choose, None
        if self.listing.choose(task_id):
            self.detail.consult_now()
        elif before is None:
            self._then_choose = task_id
            mine = Whose.of(own_queue(self.bridge.actor), self.bridge.actor)
            self.filters.choose(mine, QueueChip.ALL)
            self._look(keep_place=False)

    def _on_undoing(self) -> None:
        """What comes back is gone to, whichever arrives first: the answer or the news of it."""
        self._undoing = True

    def _on_undone(self, words: str) -> None:
        self.said.emit(words, Tone.GOOD.value)
        self.table.setFocus()
        self._ask_news()

    def _on_refused(self, sentence: str) -> None:
        self._undoing = False
        self.said.emit(sentence, Tone.ESCALATED.value)
        self.detail.consult_now()
        self._ask_news()
