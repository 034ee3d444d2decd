"""For tests of the window: a bus that answers as told, waiting, and what every screen must hold."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QCalendarWidget,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from rsovisit.domain.access import Actor, Role
from rsovisit.domain.policy import Policy
from rsovisit.services.bus import Changes, Done
from rsovisit.settings import policy_on
from ui.bridge import Bridge
from ui.garbage import collect_due
from ui.widgets.cells import PAD
from ui.widgets.table import RowsTable

TODAY = date(2026, 11, 23)
OFFICER = Actor("2417", "Sample A. Sandpiper", Role.NPT_OFFICER, "Peterlee", 1)


@dataclass(frozen=True)
class FakeRegister:
    """What the frame says of the register."""

    label: str = "Invented register"
    rehearsal: bool = False
    encrypted: bool = True
    key_in_file: bool = False


@dataclass
class FakeBus:
    """A bus that answers questions and carries commands out as `answers` and `does` say.

    Both are keyed by class; a value that is an exception is raised, one that can be called
    is called with the question or command. `asked` and `done` remember what came.
    Close it, or the test leaves its writer thread behind.
    """

    actor: Actor = OFFICER
    answers: dict[type, Any] = field(default_factory=dict)
    does: dict[type, Any] = field(default_factory=dict)
    register: FakeRegister = FakeRegister()
    asked: list[Any] = field(default_factory=list)
    done: list[Any] = field(default_factory=list)
    let_go: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._listeners: list[Callable[[Changes], None]] = []
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="fake-writer")
        self.let_go.set()

    def today(self) -> date:
        """Always the same day."""
        return TODAY

    def policy(self) -> Policy:
        """The policy the program ships with."""
        return policy_on(TODAY)

    def register_info(self) -> FakeRegister:
        """The register it stands for."""
        return self.register

    def ask(self, query: Any) -> Any:
        """The answer for the question's class, once `let_go` is set."""
        self.let_go.wait(5)
        self.asked.append(query)
        return _outcome(self.answers[type(query)], query)

    def submit(self, command: Any, **told: Any) -> Future[Done]:
        """Carry a command out on the writer thread. `told` is the progress and the cancelling."""
        return self._writer.submit(self._carry_out, command, told)

    def do(self, command: Any) -> Done:
        """Carry a command out and wait."""
        return self.submit(command).result()

    def subscribe(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Be told of changes."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def announce(self, changes: Changes) -> None:
        """As after a commit, on the writer thread; waits until all were told."""
        self._writer.submit(self._tell, changes).result()

    def close(self) -> None:
        """End the writer thread."""
        self._writer.shutdown(wait=True)

    def _carry_out(self, command: Any, told: dict[str, Any]) -> Done:
        self.let_go.wait(5)
        progress = told.get("progress")
        if progress is not None:
            progress("Half way", 0.5)
        self.done.append(command)
        done: Done = _outcome(self.does.get(type(command), Done()), command)
        self._tell(done.changes)
        return done

    def _tell(self, changes: Changes) -> None:
        for listener in tuple(self._listeners):
            listener(changes)


def _outcome(told: Any, asked: Any) -> Any:
    if isinstance(told, BaseException):
        raise told
    return told(asked) if callable(told) else told


def wait_idle(qtbot: QtBot, bridge: Bridge) -> None:
    """Wait until every answer has come and been shown, and nothing new was asked for it."""
    for _ in range(3):
        qtbot.waitUntil(bridge.is_idle, timeout=60_000)
        QCoreApplication.processEvents()
    qtbot.waitUntil(bridge.is_idle, timeout=60_000)


MANY_WIDGETS = 600
"""More than one window has: what earlier tests left lies among them."""


def destroy_what_is_left() -> None:
    """Destroy, on this thread, the windows that a test closed or forgot.

    Widgets that live on cost every later test: each change of look dresses them anew.
    """
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        return
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    collect_due()
    if len(application.allWidgets()) > MANY_WIDGETS:
        gc.collect()


_WITHIN = (QLineEdit, QComboBox, QAbstractSpinBox, QCalendarWidget)
"""Qt makes controls of its own inside these; their names are Qt's matter."""


def controls(root: QWidget) -> Iterator[QWidget]:
    """Everything visible under `root` that the keyboard can reach or a pointer presses."""
    for widget in [root, *root.findChildren(QWidget)]:
        if not widget.isVisibleTo(root) or _inside_qt(widget, root):
            continue
        tabbed = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if tabbed or isinstance(widget, QAbstractButton):
            yield widget


def _inside_qt(widget: QWidget, root: QWidget) -> bool:
    parent = None if widget is root else widget.parentWidget()
    while parent is not None:
        if isinstance(parent, _WITHIN):
            return True
        parent = None if parent is root else parent.parentWidget()
    return False


def spoken_name(widget: QWidget) -> str:
    """What a screen reader calls a widget."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name).strip()


def assert_accessible(root: QWidget) -> None:
    """Every visible control under `root` has a name for a screen reader."""
    nameless = [_described(widget) for widget in controls(root) if not spoken_name(widget)]
    assert not nameless, "without an accessible name: " + "; ".join(nameless)


def assert_no_clipped_text(root: QWidget) -> None:
    """No visible label or button under `root` is smaller than its words.

    What elides on purpose says so by its minimum size and carries the words in a tooltip.
    """
    QApplication.processEvents()
    clipped = []
    for widget in root.findChildren(QWidget):
        if widget.isVisibleTo(root) and not _inside_qt(widget, root):
            if isinstance(widget, QLabel | QAbstractButton) and _clips(widget):
                clipped.append(_described(widget))
            if isinstance(widget, RowsTable):
                clipped += _clipped_titles(widget)
    assert not clipped, "clipped: " + "; ".join(clipped)


def _clips(widget: QLabel | QAbstractButton) -> bool:
    if not widget.text():
        return False
    least = widget.minimumSizeHint()
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.heightForWidth(widget.width()) > widget.height() + 1
    if widget.width() < widget.sizeHint().width() and widget.toolTip():
        return widget.width() < least.width()
    return widget.width() + 1 < least.width() or widget.height() + 1 < least.height()


def _clipped_titles(table: RowsTable) -> list[str]:
    from ui.theme import LABEL, current

    metrics, pad = current().metrics(LABEL, bold=True), current().px(PAD)
    return [
        f"column title {column.title!r}"
        for place, column in enumerate(table.rows_model().columns)
        if not table.isColumnHidden(place)
        and table.columnWidth(place) < metrics.horizontalAdvance(column.title) + 2 * pad
    ]


def _described(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    size = f"{widget.width()}x{widget.height()} of {widget.sizeHint().toTuple()}"
    return f"{type(widget).__name__} {widget.objectName() or text[:40]!r} {size}"
