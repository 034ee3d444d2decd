"""What can be done on the queue: its actions and keys, and the commands that need no form."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from rsovisit.domain.access import Permission
from rsovisit.domain.task import TaskKind, TaskState
from rsovisit.errors import RsoVisitError
from rsovisit.queries.tasks import LastUndoable, TaskFile
from rsovisit.services.bus import Done
from rsovisit.services.commands.command import Command
from rsovisit.services.commands.task import (
    AcceptTask,
    LockTask,
    ReleaseTask,
    ResumeTask,
    TakeNext,
    UndoTask,
)
from ui import actions
from ui.bridge import Bridge
from ui.screens.queue.columns import Mark
from ui.screens.screen import Screen
from ui.widgets.buttons import KeyButton, Kind

_WORKS = ("next", "accept", "npt", "hold", "lock")
_ORDER = ("next", "accept", "npt", "hold", "lock", "reallocate", "undo", "open")


class Decisions(QObject):
    """The actions of the queue, enabled as the open task and the person's role allow.

    Signals:
        form_wanted(str): 'accept', 'npt', 'hold' or 'reallocate' needs a reason.
        decided(int, Mark, str): a task was decided on, and the words for it.
        taken(object): the id of the task that 'Next' took; None: nothing is left.
        locked(): the open task was taken in hand or let go.
        undoing(): the last act is about to be taken back.
        undone(str): it was; the words name it.
        refused(str): a sentence that says why not; the task is to be read again.
    """

    form_wanted = Signal(str)
    decided = Signal(int, object, str)
    taken = Signal(object)
    locked = Signal()
    undoing = Signal()
    undone = Signal(str)
    refused = Signal(str)

    def __init__(self, screen: Screen, open_case: Callable[[], None]) -> None:
        super().__init__(screen)
        self._screen: Screen = screen
        self._file: TaskFile | None = None
        self._passed_over: list[int] = []
        self._undoable: str | None = None
        self._sending = False
        does: dict[str, Callable[[], object]] = {
            "next": self._next,
            "accept": self._accept,
            "npt": lambda: self.form_wanted.emit("npt"),
            "hold": self._hold,
            "reallocate": lambda: self.form_wanted.emit("reallocate"),
            "lock": self._lock,
            "undo": self._undo,
            "open": open_case,
        }
        may = self._bridge.actor.may
        offered = {
            "reallocate": may(Permission.TASK_REALLOCATE),
            "undo": may(Permission.TASK_UNDO),
            **dict.fromkeys(_WORKS, may(Permission.TASK_WORK)),
        }
        self.acts: dict[str, QAction] = {
            name: actions.make(f"queue_{name}", screen, slot)
            for name, slot in does.items()
            if offered.get(name, True)
        }
        self._buttons: dict[str, KeyButton] = {}
        # A fault of ours answers neither as done nor as refused: the keys must work again.
        screen.bridge.trouble.connect(self._end)
        self._enable()

    @property
    def _bridge(self) -> Bridge:
        return self._screen.bridge

    def buttons(self) -> Sequence[QWidget]:
        """A button for each that this person may do; Next is the main one."""
        for name in _ORDER:
            if name in self.acts:
                kind = Kind.PRIMARY if name == "next" else Kind.SECONDARY
                self._buttons[name] = KeyButton.of(self.acts[name], kind)
        return list(self._buttons.values())

    def task_read(self, file: TaskFile | None) -> None:
        """Another task is open, or none: what can be done changes with it."""
        self._file = file
        held = file is not None and file.row.state is TaskState.HELD
        mine = file is not None and file.row.locked_by == self._bridge.actor.collar
        self._word("hold", "Take up again" if held else "Hold")
        self._word("lock", "Let go" if mine else "Take in hand")
        self._enable()

    def ask_undoable(self) -> None:
        """Ask what Z would take back."""
        if "undo" in self.acts:
            self._bridge.ask(LastUndoable(), self._on_undoable, owner=self, slot="undo")

    def start_over(self) -> None:
        """What was passed over may come again: the person looked again."""
        self._passed_over.clear()

    def _lock(self) -> None:
        """Take the open task in hand without passing the queue's first, or let go of it."""
        if self._file is None:
            return
        row = self._file.row
        mine = row.locked_by == self._bridge.actor.collar
        command = ReleaseTask(row.task_id) if mine else LockTask(row.task_id)
        self._do(command, lambda _done: self.locked.emit())

    def _next(self) -> None:
        row = self._file.row if self._file is not None else None
        if row is not None and row.locked_by == self._bridge.actor.collar:
            # Left undecided, so it is passed over: else it would be the first again.
            self._passed_over.append(row.task_id)
        self._do(TakeNext(tuple(self._passed_over)), self._on_taken)

    def _on_taken(self, done: Done) -> None:
        if done.value is None:
            self._passed_over.clear()
        self.taken.emit(done.value)

    def _accept(self) -> None:
        if self._file is None:
            return
        row = self._file.row
        if row.kind is not TaskKind.RETURN_CHECK or row.red_flag:
            self.form_wanted.emit("accept")
            return
        command = AcceptTask(row.task_id, row.version, "")
        self._do(command, lambda done: self.decided.emit(row.task_id, Mark.DONE, str(done.value)))

    def _hold(self) -> None:
        if self._file is None:
            return
        row = self._file.row
        if row.state is not TaskState.HELD:
            self.form_wanted.emit("hold")
            return
        command = ResumeTask(row.task_id, row.version)
        self._do(
            command, lambda done: self.decided.emit(row.task_id, Mark.TAKEN_UP, str(done.value))
        )

    def _undo(self) -> None:
        self.undoing.emit()
        self._do(UndoTask(), lambda done: self.undone.emit(str(done.value)))

    def _do(self, command: Command, on_done: Callable[[Done], None]) -> None:
        """Send one command; nothing else can be pressed until it is answered."""
        if self._sending:
            return
        self._sending = True
        self._enable()

        def finish(done: Done) -> None:
            self._end()
            on_done(done)

        def refuse(error: RsoVisitError) -> None:
            self._end()
            self.refused.emit(str(error))

        self._bridge.do(command, finish, refuse)

    def _end(self, _sentence: str = "") -> None:
        self._sending = False
        self._enable()

    def _on_undoable(self, words: str | None) -> None:
        self._undoable = words
        said = f"Undo: {words}" if words else "Nothing of yours to undo today"
        self.acts["undo"].setToolTip(said)
        button = self._buttons.get("undo")
        if button is not None:
            button.setToolTip(said)
            button.setAccessibleDescription(f"Key Z. {said}")
        self._enable()

    def _word(self, name: str, text: str) -> None:
        if name in self.acts:
            self.acts[name].setText(text)
        button = self._buttons.get(name)
        if button is not None and button.words() != text:
            button.setText(text)
            button.updateGeometry()

    def _enable(self) -> None:
        row = self._file.row if self._file is not None else None
        free = row is not None and row.locked_by in (None, self._bridge.actor.collar)
        open_now = row is not None and free and row.state is not TaskState.DONE
        away = row is not None and row.state is TaskState.WITH_NPT
        can = {
            "next": True,
            "accept": open_now,
            "npt": open_now,
            "hold": open_now and not away,
            "reallocate": open_now,
            "lock": open_now,
            "undo": self._undoable is not None,
            "open": row is not None,
        }
        for name, action in self.acts.items():
            action.setEnabled(can[name] and not self._sending)
