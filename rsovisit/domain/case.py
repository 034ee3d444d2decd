"""Where a case stands: its status, who manages it, and what each status does to visits."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Where the person is, as far as visiting them goes (domain.md sections 3 and 12)."""

    ACTIVE = "active"
    REACTIVE = "reactive"
    CUSTODY = "custody"
    HOSPITAL = "hospital"
    ABROAD = "abroad"
    MISSING = "missing"
    TRANSFERRED = "transferred"
    DECEASED = "deceased"
    CLOSED = "closed"

    @property
    def words(self) -> str:
        """The status as an officer says it of a person."""
        return _WORDS[self]


class ManagedBy(StrEnum):
    """Which team holds the case."""

    NPT = "npt"
    PPU = "ppu"


PAUSED = frozenset({Status.REACTIVE, Status.CUSTODY, Status.HOSPITAL, Status.ABROAD})
"""Statuses in which visits are suspended. Missing is never among them."""

ENDED = frozenset({Status.TRANSFERRED, Status.DECEASED, Status.CLOSED})
"""Statuses of a case that is no longer live: no visits, in no bucket."""

VISITED = frozenset({Status.ACTIVE, Status.MISSING})
"""Statuses in which a visit is owed."""

_WORDS = {
    Status.ACTIVE: "Active",
    Status.REACTIVE: "Reactive management",
    Status.CUSTODY: "In custody",
    Status.HOSPITAL: "In hospital",
    Status.ABROAD: "Abroad",
    Status.MISSING: "Missing",
    Status.TRANSFERRED: "Transferred",
    Status.DECEASED: "Deceased",
    Status.CLOSED: "Closed",
}
