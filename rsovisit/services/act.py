"""One command being carried out: its unit of work, who asks, and what will be audited."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any

from rsovisit.domain.access import Actor
from rsovisit.domain.audit import AuditKind, AuditTag
from rsovisit.domain.policy import Policy
from rsovisit.errors import Invalid
from rsovisit.queries.query import Asking, AuditedQuery
from rsovisit.services.audit import AuditEvent, AuditWriter
from rsovisit.services.commands.command import Command
from rsovisit.store.register import Register
from rsovisit.store.work import UnitOfWork


class Act:
    """What a use-case is given. Its unit of work begins when first touched."""

    def __init__(self, register: Register, asking: Asking) -> None:
        self.register = register
        self.asking = asking
        self.progress: Callable[[str, float], None] | None = None
        self.cancelled: Callable[[], bool] | None = None
        self._work: UnitOfWork | None = None
        self._events: list[AuditEvent] = []
        self._afterwards: list[tuple[Callable[[], None], Callable[[], None]]] = []

    def __enter__(self) -> Act:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._leave(kind, error, trace)
        for _, otherwise in self._afterwards:
            otherwise()

    def _leave(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        if self._work is not None:
            self._work.__exit__(kind, error, trace)
            self._work = None

    @property
    def work(self) -> UnitOfWork:
        """The one transaction of this command."""
        if self._work is None:
            self._work = self.register.work().__enter__()
        return self._work

    @property
    def actor(self) -> Actor:
        """Who asks."""
        return self.asking.actor

    @property
    def policy(self) -> Policy:
        """The numbers in force today."""
        return self.asking.policy

    def note(
        self,
        tag: AuditTag,
        subject: str,
        case_id: int | None = None,
        kind: AuditKind = AuditKind.ALTER,
        **detail: Any,
    ) -> None:
        """One act to be audited when the command commits. `detail`: ids and words, no names."""
        self._events.append(AuditEvent(tag, kind, subject, case_id, detail))

    def report(self, words: str, share: float) -> None:
        """Tell whoever waits how far the work is. Raises Invalid once they have cancelled."""
        if self.cancelled is not None and self.cancelled():
            raise Invalid("Cancelled: nothing was written.")
        if self.progress is not None:
            self.progress(words, share)

    def undo(self) -> None:
        """Take back all that was written and noted; what follows begins afresh."""
        self._leave()
        self._events.clear()

    def afterwards(self, step: Callable[[], None], otherwise: Callable[[], None]) -> None:
        """Do `step` once the command has committed, since it must not happen unaudited.

        `otherwise` is done instead when the command never commits.
        """
        self._afterwards.append((step, otherwise))

    def commit(self, command: Command) -> None:
        """Write the audit events, one at least, commit, then do what was left for afterwards."""
        if not self._events:
            self.note(command.audit_tag, "register", kind=command.audit_kind)
        AuditWriter(self.work, self.asking).write(self._events)
        self.work.commit()
        steps, self._afterwards = self._afterwards, []
        for step, _ in steps:
            step()

    def refuse(self, tag: AuditTag | None, sentence: str) -> None:
        """Undo what was begun and audit the refusal in a transaction of its own."""
        self._leave()
        refused = AuditEvent(
            AuditTag.REGISTER_REFUSE,
            AuditKind.REFUSED,
            "register",
            None,
            {"wanted": tag.value if tag else "", "said": sentence},
        )
        AuditWriter(self.work, self.asking).write([refused])
        self.work.commit()

    def consulted(self, query: AuditedQuery[Any]) -> None:
        """Audit what a question looked at, in the transaction that answers it."""
        seen = query.consulted()
        event = AuditEvent(query.audit_tag, AuditKind.CONSULT, seen.subject, seen.case_id, {})
        AuditWriter(self.work, self.asking).write([event])


def warm(register: Register) -> None:
    """Build what the first write needs, without writing."""
    with register.work():
        pass
