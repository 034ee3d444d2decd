"""The one way in: permission, action, audit, commit, announce."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from rsovisit.clock import Clock, RehearsalClock
from rsovisit.domain.access import SYSTEM_ACTOR, Actor, Permission
from rsovisit.domain.policy import Policy
from rsovisit.errors import Refused
from rsovisit.queries.query import Asking, AuditedQuery, Query
from rsovisit.settings import policy_on
from rsovisit.store.reader import Reader
from rsovisit.store.register import Register, RegisterInfo

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    from rsovisit.services.act import Act
    from rsovisit.services.commands.command import Command

R = TypeVar("R")


class Topic(StrEnum):
    """What a change touched; screens say which they care about."""

    CASES = "cases"
    VISITS = "visits"
    WARNINGS = "warnings"
    TASKS = "tasks"
    STAFF = "staff"
    VIEWS = "views"
    UPKEEP = "upkeep"
    AUDIT = "audit"


class Changes(NamedTuple):
    """What a committed command touched."""

    topics: frozenset[Topic] = frozenset()

    @classmethod
    def of(cls, *topics: Topic) -> Changes:
        """Changes to these topics."""
        return cls(frozenset(topics))


class Done(NamedTuple):
    """A command carried out and committed; `value` is its own answer."""

    changes: Changes = Changes()
    value: Any = None


Progress = Callable[[str, float], None]
"""Called with words and the share done, 0 to 1, on the writer thread."""


class CommandBus:
    """Carries commands out one at a time on one writer thread; answers questions on any thread."""

    def __init__(self, register: Register, actor: Actor, clock: Clock) -> None:
        self._register = register
        self._actor = actor
        self._clock = clock
        self._writer: ThreadPoolExecutor | None = None
        self._closed = False
        self._listeners: list[Callable[[Changes], None]] = []
        self._readers = threading.local()
        self._opened: list[Reader] = []
        self._lock = threading.Lock()

    @property
    def actor(self) -> Actor:
        """Who is asking."""
        return self._actor

    def register_info(self) -> RegisterInfo:
        """Which register this is."""
        return self._register.info

    def today(self) -> date:
        """The day everything is computed for."""
        return self._clock.today()

    def policy(self) -> Policy:
        """The policy in force today."""
        return policy_on(self.today())

    def do(self, command: Command) -> Done:
        """Carry a command out and wait for it. Raises what `rsovisit.errors` lists."""
        return self.submit(command).result()

    def submit(
        self,
        command: Command,
        *,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
        system: bool = False,
    ) -> Future[Done]:
        """Hand a command to the writer. `system`: the scheduler sends it, not the person."""
        actor = SYSTEM_ACTOR if system else self._actor
        return self._write(self._carry_out, command, actor, progress, cancelled)

    def ask(self, query: Query[R]) -> R:
        """Answer a question. One with an audit tag is logged in the transaction that answers it."""
        if isinstance(query, AuditedQuery):
            consulted: R = self._write(self._consult, query).result()
            return consulted
        try:
            self._require(self._actor, query.permission)
        except Refused as refusal:
            self._write(self._refuse, str(refusal)).result()
            raise
        return query.run(self._reader(), self.asking())

    def asking(self, actor: Actor | None = None) -> Asking:
        """Who asks, when and under which policy."""
        return Asking(actor or self._actor, self.today(), self._clock.now(), self.policy())

    def subscribe(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Be told of every committed change, on the writer thread. Returns the way out."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def warm(self) -> None:
        """Load what writing needs, on the writer thread, once the first list is on screen."""
        self._write(self._load_writing)

    def close(self) -> None:
        """Finish what was handed in and let go of the register."""
        with self._lock:
            self._closed = True
        if self._writer is not None:
            self._writer.shutdown(wait=True)
        for reader in self._opened:
            reader.close()
        self._opened.clear()
        self._register.close()

    @property
    def register(self) -> Register:
        """The register itself, for jobs that keep it (backup, verify)."""
        return self._register

    def _write(self, work: Callable[..., R], *arguments: Any) -> Future[R]:
        """Hand work to the writer thread, made for the first of it. RuntimeError once closed."""
        with self._lock:
            if self._closed:
                raise RuntimeError("the register was closed")
            if self._writer is None:
                # Loads logging and more: opening the window does not wait for it.
                from concurrent.futures import ThreadPoolExecutor

                self._writer = ThreadPoolExecutor(1, thread_name_prefix="rsovisit-writer")
            return self._writer.submit(work, *arguments)

    def _load_writing(self) -> None:
        from rsovisit.services import act

        act.warm(self._register)

    def _reader(self) -> Reader:
        reader: Reader | None = getattr(self._readers, "reader", None)
        if reader is None:
            reader = self._readers.reader = self._register.reader()
            with self._lock:
                self._opened.append(reader)
        return reader

    def _act(self, actor: Actor) -> Act:
        from rsovisit.services.act import Act

        return Act(self._register, self.asking(actor))

    def _carry_out(
        self,
        command: Command,
        actor: Actor,
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
    ) -> Done:
        with self._act(actor) as act:
            act.progress = progress
            act.cancelled = cancelled
            try:
                self._require(actor, command.permission)
                self._require_own_day(command)
                done: Done = _handler(type(command))(act, command)
            except Refused as refusal:
                act.refuse(command.audit_tag, str(refusal))
                raise
            act.commit(command)
        self._announce(done.changes)
        return done

    def _consult(self, query: AuditedQuery[R]) -> R:
        with self._act(self._actor) as act:
            try:
                self._require(self._actor, query.permission)
                answer = query.run(act.work.reader, act.asking)
            except Refused as refusal:
                act.refuse(query.audit_tag, str(refusal))
                raise
            act.consulted(query)
            act.work.commit()
        return answer

    def _refuse(self, sentence: str) -> None:
        """Audit that a question was refused."""
        with self._act(self._actor) as act:
            act.refuse(None, sentence)

    def _require(self, actor: Actor, permission: Permission) -> None:
        if not actor.may(permission):
            raise Refused(f"A {actor.role.words.lower()} may not do this ({permission.value}).")

    def _require_own_day(self, command: Command) -> None:
        if isinstance(self._clock, RehearsalClock) and not self._register.info.rehearsal:
            raise Refused(
                "This register is real: nothing may be changed on any day but today. "
                "A rehearsal register takes --today."
            )

    def _announce(self, changes: Changes) -> None:
        for listener in tuple(self._listeners):
            listener(changes)


def _handler(command: type[Command]) -> Callable[..., Done]:
    # Loaded with the first command: opening the window does not wait for every command's module.
    from rsovisit.services.registry import handler

    return handler(command)
