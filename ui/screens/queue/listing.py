"""At the left of the queue: the list, which holds still, and what there is to say about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from rsovisit.domain.task import TaskState
from rsovisit.queries.tasks import QueueChip, QueueView, TaskFile, TaskRow
from ui.bridge import Bridge
from ui.labels import counted
from ui.screens.queue.columns import Mark, QueueLine, queue_columns
from ui.screens.queue.news import changed, renewed
from ui.screens.queue.people import People
from ui.theme import Badge, Tone
from ui.widgets.buttons import LinkButton
from ui.widgets.cards import Callout, EmptyState, Panel
from ui.widgets.pills import Pill
from ui.widgets.rows import RowsModel
from ui.widgets.table import RowsTable


class MustLook(QWidget):
    """How much somebody must look at. Hidden while there is nothing.

    Signals:
        wanted(): only those are to be shown.
    """

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 10, 10, 10)
        row.setSpacing(8)
        self._words = Callout(Tone.ESCALATED, "")
        show = LinkButton("Show them")
        show.clicked.connect(self.wanted)
        row.addWidget(self._words, 1)
        row.addWidget(show)
        self.hide()

    def say(self, count: int) -> None:
        """Say how many; 0 says nothing."""
        lead = f"{count:,} past twice {'its' if count == 1 else 'their'} target:"
        self._words.set_words(Tone.ESCALATED, lead, "somebody must look.")
        self.setAccessibleName(self._words.accessibleName())
        self.setVisible(count > 0)


class News(QWidget):
    """How much has changed since the list was shown. It stands away from the list, which must
    not move for it; hidden while there is nothing.

    Signals:
        look_wanted(): the list is to be asked for again.
    """

    look_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._pill = Pill(Badge(""))
        look = LinkButton("Look again")
        look.setToolTip("Renew the list (F5)")
        look.clicked.connect(self.look_wanted)
        row.addWidget(self._pill)
        row.addWidget(look)
        self.hide()

    @property
    def sentence(self) -> str:
        """What it says; '' while it is hidden."""
        return "" if self.isHidden() else self._pill.badge.words

    def say(self, changes: int) -> None:
        """Say how many; 0 says nothing."""
        words = f"{counted(changes, 'change')} since you looked"
        self._pill.set_badge(Badge(words, Tone.INFO))
        self.setAccessibleName(words)
        self.setVisible(changes > 0)


class QueueList(Panel):
    """The lines of one part of one queue, as they stood when it was shown.

    What is decided is marked in its place; nothing moves until `show_view`.

    `news` is for the screen to place.
    """

    def __init__(self, bridge: Bridge, people: People, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName("Queue")
        self.set_flush()
        columns = queue_columns(bridge.actor.collar, people.name, bridge.today)
        self._model: RowsModel[QueueLine] = RowsModel(columns, key=lambda line: line.task.task_id)
        self.table = RowsTable("ARMS queue", self._model)
        self.must_look, self.news = MustLook(), News()
        self._shown: dict[int, TaskRow] = {}
        self._own: set[int] = set()
        self.body.setSpacing(0)
        self.body.addWidget(self.must_look)
        self.body.addWidget(self.table, 1)

    @property
    def lines(self) -> tuple[QueueLine, ...]:
        """Every line, in the order shown."""
        return tuple(line for _, line in self._model.held())

    def current(self) -> QueueLine | None:
        """The chosen line."""
        line: QueueLine | None = self.table.current_row()
        return line

    def show_view(self, view: QueueView, chip: QueueChip, keep_place: bool) -> None:
        """Show another list: the marks go, and what was decided goes where it belongs."""
        self._shown = {task.task_id: task for task in view.rows}
        self._own.clear()
        self.table.set_empty(_empty(chip, view))
        self.table.show_rows(
            [QueueLine(task) for task in view.rows if chip.holds(task)], keep_place
        )
        self._say(view, chip, 0)

    def mark(self, task_id: int, mark: Mark, said: str) -> None:
        """Say in its place what was done to a task."""
        line = self._line(task_id)
        if line is not None:
            self._own.add(line.task.case_id)
            self._model.replace_row(QueueLine(line.task, mark, said))

    def task_read(self, file: TaskFile) -> None:
        """Bring the line of an opened task up to date where it stands."""
        line = self._line(file.row.task_id)
        if line is None or line.mark is not None:
            return
        if file.row.state is TaskState.DONE:
            self.mark(file.row.task_id, Mark.ELSEWHERE, f"Done by another: {file.result}")
        else:
            self._model.replace_row(line.seen(file.row))

    def take_news(self, view: QueueView, chip: QueueChip) -> list[int]:
        """Bring lines up to date where they stand; the tasks whose marks are gone: undone."""
        now = {task.task_id: task for task in view.rows}
        undone = []
        for line, was_undone in list(renewed(self.lines, now, self._own)):
            self._model.replace_row(line)
            if was_undone:
                undone.append(line.task.task_id)
        self._say(view, chip, changed(self._shown, now, self._own))
        return undone

    def choose(self, task_id: int) -> bool:
        """Choose a task, if it is in the list."""
        return self.table.choose_key(task_id)

    def choose_following(self, task_id: int) -> None:
        """Choose the next task after this one that waits for a decision, else the one before."""
        lines = self.lines
        at = self._model.find(task_id)
        if at is None:
            return
        after = [line for line in lines[at + 1 :] if line.mark is None]
        before = [line for line in lines[:at] if line.mark is None]
        if after or before:
            self.choose((after[0] if after else before[-1]).task.task_id)

    def _line(self, task_id: int) -> QueueLine | None:
        at = self._model.find(task_id)
        return None if at is None else self._model.row_at(at)

    def _say(self, view: QueueView, chip: QueueChip, changes: int) -> None:
        self.must_look.say(view.must_look if chip is not QueueChip.MUST_LOOK else 0)
        self.news.say(changes)


def _empty(chip: QueueChip, view: QueueView) -> EmptyState:
    if view.outstanding:
        return EmptyState("Nothing in this part", "The other parts hold the work.")
    return EmptyState("Nothing is outstanding", "New work arises from visits and from dates.")
