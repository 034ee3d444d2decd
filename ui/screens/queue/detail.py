"""At the right of the queue: the chosen task with all that is needed to decide on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from rsovisit.errors import RsoVisitError
from rsovisit.queries.tasks import TaskDetail, TaskFile
from ui.bridge import Bridge
from ui.screens.queue.columns import QueueLine
from ui.screens.queue.parts import lock_words, parts
from ui.screens.queue.people import People
from ui.widgets.cards import Callout, EmptyState, Panel
from ui.widgets.text import Role, Words

_REST_MS = 150
"""A task is consulted, and the consultation logged, once the choice has rested this long."""


class _Sheet(QWidget):
    """What scrolls: just as tall as its words are at the width it gets."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("clear")

    def minimumSizeHint(self) -> QSize:
        """Wrapped words guess far too tall; the scroll area asks for the height at its width."""
        return QSize(super().minimumSizeHint().width(), 0)


class TaskPanel(Panel):
    """The chosen task. `file` is what was last read of it; None while it is being read.

    Signals:
        read(TaskFile | None): a task was opened; None: none is open now.
    """

    read = Signal(object)

    def __init__(self, bridge: Bridge, people: People, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._bridge, self._people = bridge, people
        self._line: QueueLine | None = None
        self.file: TaskFile | None = None
        self._rest = QTimer(self, interval=_REST_MS, singleShot=True)
        self._rest.timeout.connect(self._ask)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setAccessibleName("About this task")
        self.body.addWidget(self._scroll, 1)
        self.setAccessibleName("Task")
        self._show_none()

    def set_buttons(self, buttons: Sequence[QWidget]) -> None:
        """Put what can be done under the task."""
        for button in buttons:
            self.footer.addWidget(button)
        self.footer.addWidget(Words("J / K next, previous", Role.SMALL))

    def show_line(self, line: QueueLine | None) -> None:
        """Show a task: its line at once, the rest when it has been consulted."""
        before, self._line = self._line, line
        if line is None:
            self._rest.stop()
            self._forget()
            self._show_none()
            return
        if before is None or before.task.task_id != line.task.task_id:
            self._forget()
            self.set_title(_title(line), line.task.name)
            self._fill([])
        if self.file is None or self.file.row.version != line.task.version:
            self._rest.start()

    def consult_now(self) -> None:
        """Read the chosen task without waiting: it was asked for by name, not passed by."""
        self._rest.stop()
        self._ask()

    def _ask(self) -> None:
        if self._line is None:
            return
        query = TaskDetail(self._line.task.task_id)
        self._bridge.ask(query, self._show, owner=self, slot="task", on_failed=self._show_failed)

    def _show(self, file: TaskFile) -> None:
        if self._line is None or file.row.task_id != self._line.task.task_id:
            return
        self.file = file
        self.set_title(_title(self._line), f"{file.row.name} · {file.facts}")
        self._fill([*self._lock(file), *parts(file, self._people)])
        self.read.emit(file)

    def _show_failed(self, error: RsoVisitError) -> None:
        self._forget()
        self._fill([EmptyState("This task cannot be shown", str(error), icon="queue")])

    def _show_none(self) -> None:
        self.set_title("", "")
        self._fill(
            [
                EmptyState(
                    "No task chosen", "Choose one in the list, or take the next.", icon="queue"
                )
            ]
        )

    def _forget(self) -> None:
        self.file = None
        self.read.emit(None)

    def _lock(self, file: TaskFile) -> Iterable[QWidget]:
        said = lock_words(file.row, self._bridge.actor, self._bridge.policy, self._people)
        if said is not None:
            yield Callout(*said)

    def _fill(self, shown: Iterable[QWidget]) -> None:
        content = _Sheet()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 4, 8, 4)
        column.setSpacing(8)
        for part in shown:
            column.addWidget(part)
        column.addStretch(1)
        self._scroll.setWidget(content)


def _title(line: QueueLine) -> str:
    return f"{line.task.kind.words} · {line.task.case_ref}"
