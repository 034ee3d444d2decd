"""The one file that knows both the command bus and Qt signals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractButton
from shiboken6 import isValid

from rsovisit.errors import RsoVisitError
from ui.garbage import WindowGarbage

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    from rsovisit.domain.access import Actor
    from rsovisit.domain.policy import Policy
    from rsovisit.queries.query import Query
    from rsovisit.services.bus import Changes, Done, Progress
    from rsovisit.services.commands.command import Command
    from ui.widgets.frame.statusbar import RegisterFacts

R = TypeVar("R")


class Bus(Protocol):
    """What the window needs of the command bus; any thread may call it."""

    @property
    def actor(self) -> Actor:
        """Who is asking."""
        ...

    def today(self) -> date:
        """The day in London, or the rehearsal's day."""
        ...

    def policy(self) -> Policy:
        """The policy in force today."""
        ...

    def register_info(self) -> RegisterFacts:
        """Which register it is."""
        ...

    def submit(
        self,
        command: Command,
        *,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Future[Done]:
        """Send a command to the single writer."""
        ...

    def ask(self, query: Query[R]) -> R:
        """Answer a query, blocking."""
        ...

    def subscribe(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Be told after each commit, on the writer's thread; call the answer to stop."""
        ...


class Running:
    """A command on its way; it can be told to stop at its next step."""

    def __init__(self) -> None:
        self._stop = False

    def cancel(self) -> None:
        """Ask it to stop: it then ends as refused, with nothing written."""
        self._stop = True

    def cancelled(self) -> bool:
        """Whether it was asked to stop; the writer reads this."""
        return self._stop


class _Sender(NamedTuple):
    """Who waits for a command, and the button that sent it."""

    on_done: Callable[[Done], None] | None
    on_refused: Callable[[RsoVisitError], None] | None
    button: QAbstractButton | None


class _Asker(NamedTuple):
    """What to do with an answer, and on whose behalf."""

    on_answer: Callable[[Any], None]
    on_failed: Callable[[RsoVisitError], None] | None
    owner: QObject


class Bridge(QObject):
    """Commands and questions out to the bus; answers, refusals and changes home to this thread.

    What waits here is kept under a number, and only the number crosses to another thread: if one
    of those let go of a widget last, it would destroy it there, which ends the program.

    Signals:
        changed(Changes): something was committed, here or by the sweep.
        busy_changed(bool): whether anything is on its way.
        trouble(str): a sentence for the banner that no caller took.
    """

    changed = Signal(object)
    busy_changed = Signal(bool)
    trouble = Signal(str)
    _sent_home = Signal(object)

    def __init__(self, bus: Bus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bus = bus
        self._pending = 0
        self._closed = False
        self._numbers = count(1)
        self._senders: dict[int, _Sender] = {}
        self._askers: dict[int, _Asker] = {}
        self._tellers: dict[int, Callable[[str, float], None]] = {}
        self._newest: WeakKeyDictionary[QObject, dict[str, int]] = WeakKeyDictionary()
        self._pool: ThreadPoolExecutor | None = None
        self._sent_home.connect(self._on_sent_home, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = bus.subscribe(self._on_bus_changes)
        self.garbage = WindowGarbage(self)

    @property
    def actor(self) -> Actor:
        """Who is asking."""
        return self._bus.actor

    @property
    def policy(self) -> Policy:
        """The policy in force today."""
        return self._bus.policy()

    def today(self) -> date:
        """The day the register takes it to be."""
        return self._bus.today()

    @property
    def register(self) -> RegisterFacts:
        """Which register it is."""
        return self._bus.register_info()

    def is_idle(self) -> bool:
        """Whether nothing is on its way."""
        return self._pending == 0

    def do(
        self,
        command: Command,
        on_done: Callable[[Done], None] | None = None,
        on_refused: Callable[[RsoVisitError], None] | None = None,
        button: QAbstractButton | None = None,
        on_progress: Callable[[str, float], None] | None = None,
    ) -> Running:
        """Send a command; `button` stays disabled until it is done or refused.

        A refusal goes to `on_refused`, else to `trouble`. Anything that is not a refusal is
        our bug: it is logged under a reference, which the banner's sentence names.
        `on_progress` is called here with words and the share done, 0 to 1.
        """
        running = Running()
        if self._closed:
            return running
        if button is not None:
            button.setEnabled(False)
        self._begin()
        number = next(self._numbers)
        self._senders[number] = _Sender(on_done, on_refused, button)
        progress = None
        if on_progress is not None:
            self._tellers[number] = on_progress
            progress = partial(self._on_progress, number)
        future = self._bus.submit(command, progress=progress, cancelled=running.cancelled)
        future.add_done_callback(partial(self._on_command_ended, number))
        return running

    def ask(
        self,
        query: Query[R],
        on_answer: Callable[[R], None],
        owner: QObject,
        slot: str = "",
        on_failed: Callable[[RsoVisitError], None] | None = None,
    ) -> None:
        """Put a question to the reader thread; the answer comes to `on_answer` here.

        Nothing comes if `owner` is gone by then, or has asked again in the same `slot`.
        """
        if self._closed:
            return
        number, slots = next(self._numbers), self._newest.setdefault(owner, {})
        # The older question's answer, should it still come, finds nobody.
        self._askers.pop(slots.get(slot, 0), None)
        slots[slot] = number
        self._askers[number] = _Asker(on_answer, on_failed, owner)
        self._begin()
        if self._pool is None:
            from concurrent.futures import ThreadPoolExecutor

            self._pool = ThreadPoolExecutor(1, thread_name_prefix="rsovisit-reader")
        self._pool.submit(self._read, number, query)

    def ask_now(self, query: Query[R]) -> R:
        """Answer at once, on this thread: only for the first list, which is painted with it."""
        return self._bus.ask(query)

    def close(self) -> None:
        """Stop listening and wait for the reader; answers still on their way are dropped."""
        if self._closed:
            return
        self._closed = True
        self._unsubscribe()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        for waiting in (self._askers, self._senders, self._tellers):
            waiting.clear()
        self.garbage.close()

    def _read(self, number: int, query: Query[Any]) -> None:
        if number not in self._askers:
            self._send_home(self._end)
            return
        try:
            answer = self._bus.ask(query)
        except Exception as error:  # noqa: BLE001 - judged in one place, _fail
            self._send_home(partial(self._finish_failed, number, error))
        else:
            self._send_home(partial(self._finish_answer, number, answer))

    def _asker(self, number: int) -> _Asker | None:
        """Who waits for an answer; None once asked again, or gone."""
        asker = self._askers.pop(number, None)
        return asker if asker is not None and isValid(asker.owner) else None

    def _finish_answer(self, number: int, answer: object) -> None:
        try:
            asker = self._asker(number)
            if asker is not None:
                asker.on_answer(answer)
        finally:
            # Last, so that the bridge is not idle between an answer and what it gives rise to.
            self._end()

    def _finish_failed(self, number: int, error: BaseException) -> None:
        try:
            asker = self._asker(number)
            if asker is not None:
                self._fail(error, asker.on_failed)
        finally:
            self._end()

    def _on_command_ended(self, number: int, future: Future[Done]) -> None:
        self._send_home(partial(self._finish_command, number, future))

    def _finish_command(self, number: int, future: Future[Done]) -> None:
        sender = self._senders.pop(number)
        self._tellers.pop(number, None)
        if sender.button is not None and isValid(sender.button):
            sender.button.setEnabled(True)
        try:
            error = None if future.cancelled() else future.exception()
            if error is not None:
                self._fail(error, sender.on_refused)
            elif sender.on_done is not None and not future.cancelled():
                sender.on_done(future.result())
        finally:
            self._end()

    def _fail(
        self, error: BaseException, on_refused: Callable[[RsoVisitError], None] | None
    ) -> None:
        """The one judge of failures: a sentence to the caller, else to the banner; else a bug."""
        if not isinstance(error, RsoVisitError):
            self.trouble.emit(report(error))
        elif on_refused is not None:
            on_refused(error)
        else:
            self.trouble.emit(str(error))

    def _on_progress(self, number: int, words: str, share: float) -> None:
        """On the writer's thread."""
        self._send_home(partial(self._tell, number, words, share))

    def _tell(self, number: int, words: str, share: float) -> None:
        tell = self._tellers.get(number)
        if tell is not None:
            tell(words, share)

    def _on_bus_changes(self, changes: Changes) -> None:
        self._send_home(partial(self.changed.emit, changes))

    def _send_home(self, step: Callable[[], None]) -> None:
        """From any thread: run `step` on this one. Dropped once the bridge is closed."""
        if self._closed or not isValid(self):
            return
        self._sent_home.emit(step)

    def _on_sent_home(self, step: Callable[[], None]) -> None:
        if not self._closed:
            step()

    def _begin(self) -> None:
        self._pending += 1
        if self._pending == 1:
            self.busy_changed.emit(True)

    def _end(self) -> None:
        self._pending -= 1
        if self._pending == 0:
            self.busy_changed.emit(False)


def report(error: BaseException) -> str:
    """Log a fault of ours under a short reference and give the sentence that names it."""
    from rsovisit.log import report_fault

    return (
        f"Something went wrong in the program (reference {report_fault(error)}). "
        "Nothing was half saved; please report the reference."
    )
