"""What a question is, who asks it, and pages of rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Generic, NamedTuple, Protocol, TypeVar, runtime_checkable

from rsovisit.domain.access import Actor, Permission
from rsovisit.domain.audit import AuditTag
from rsovisit.domain.policy import Policy
from rsovisit.store.reader import Reader

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


class Asking(NamedTuple):
    """Who asks, on what day, under which policy."""

    actor: Actor
    today: date
    now: datetime
    policy: Policy


class Consulted(NamedTuple):
    """What an audited question looked at: its subject ('case:17') and the case, if one."""

    subject: str
    case_id: int | None = None


class Query(Protocol[R_co]):
    """A question anyone with the permission may ask."""

    permission: ClassVar[Permission]

    def run(self, reader: Reader, asking: Asking) -> R_co:
        """The answer. Raises Invalid where what is asked for does not exist."""
        ...


@runtime_checkable
class AuditedQuery(Query[R_co], Protocol[R_co]):
    """A question that is logged in the very transaction that answers it."""

    audit_tag: ClassVar[AuditTag]

    def consulted(self) -> Consulted:
        """What the question looks at; asked after `run`."""
        ...


class Page(NamedTuple, Generic[R]):
    """Part of a list: `rows` from `offset`, out of `total` in the whole list."""

    rows: tuple[R, ...]
    total: int
    offset: int = 0
