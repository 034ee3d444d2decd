"""Which screens there are, for whom, and where the rail finds their counts.

To add a screen: write `ui/screens/<noun>/screen.py` with a `Screen`, and its entry here. The
module is imported when the screen is first opened, so nothing here may import it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from rsovisit.domain.access import Role

if TYPE_CHECKING:
    from rsovisit.queries.query import Query
    from ui.bridge import Bridge
    from ui.screens.screen import Screen

CountAsk = Callable[[], tuple["Query[Any]", Callable[[Any], int]]]
"""Gives the query and how its answer is counted. The count is the length of what opens."""

CASEWORK = frozenset({Role.NPT_OFFICER, Role.ARMS_OFFICER, Role.SUPERVISOR, Role.INSPECTOR})
OVERSIGHT = frozenset({Role.SUPERVISOR, Role.INSPECTOR, Role.AUDITOR})
SEES_CASES = CASEWORK | OVERSIGHT
EVERYONE = frozenset(Role) - {Role.SYSTEM}


@dataclass(frozen=True, slots=True)
class ScreenEntry:
    """One screen in the rail.

    target: 'module:Class', imported when first opened.
    section: the rail's heading above it; '' for the first group. `icon` of resources/icons.
    roles: who uses it; the keeper of an embedded register uses all.
    in_rail: False for one that is only reached from others (a case, a form).
    """

    key: str
    title: str
    section: str
    roles: frozenset[Role]
    target: str
    icon: str
    count: CountAsk | None = None
    in_rail: bool = True

    def is_for(self, role: Role) -> bool:
        """Whether a person of that role is offered it."""
        return role is Role.KEEPER or role in self.roles

    def make(self, bridge: Bridge) -> Screen:
        """Import and build it."""
        module, _, name = self.target.partition(":")
        screen: Screen = getattr(import_module(module), name)(bridge)
        return screen


def _visits() -> tuple[Query[Any], Callable[[Any], int]]:
    from rsovisit.queries.visits import CountVisits, opening_bucket

    return CountVisits(), lambda counts: counts.of(opening_bucket(counts))


def _warnings() -> tuple[Query[Any], Callable[[Any], int]]:
    from rsovisit.queries.warnings import CountWarnings

    return CountWarnings(), lambda counts: counts.mine or counts.total


def _enquiries() -> tuple[Query[Any], Callable[[Any], int]]:
    from rsovisit.queries.enquiries import CountEnquiries

    return CountEnquiries(), lambda counts: counts.of(counts.opens)


def _queue() -> tuple[Query[Any], Callable[[Any], int]]:
    from rsovisit.queries.tasks import CountQueue

    return CountQueue(), lambda outstanding: outstanding


_AT = "ui.screens."
SCREENS: tuple[ScreenEntry, ...] = (
    ScreenEntry(
        "visits", "Visits", "", SEES_CASES, _AT + "visits.screen:VisitsScreen", "visits", _visits
    ),
    ScreenEntry(
        "warnings",
        "Warnings",
        "",
        SEES_CASES,
        _AT + "warnings.screen:WarningsScreen",
        "warnings",
        _warnings,
    ),
    ScreenEntry(
        "enquiries",
        "Enquiries",
        "",
        frozenset({Role.NPT_OFFICER, Role.SUPERVISOR, Role.INSPECTOR}),
        _AT + "enquiries.screen:EnquiriesScreen",
        "tasks",
        _enquiries,
    ),
    ScreenEntry(
        "queue",
        "ARMS queue",
        "",
        frozenset({Role.ARMS_OFFICER, *OVERSIGHT}),
        _AT + "queue.screen:QueueScreen",
        "queue",
        _queue,
    ),
    ScreenEntry(
        "overview",
        "Overview",
        "Oversight",
        OVERSIGHT,
        _AT + "overview.screen:OverviewScreen",
        "overview",
    ),
    ScreenEntry(
        "import",
        "Import",
        "Set-up",
        frozenset({Role.SUPERVISOR, Role.INSPECTOR, Role.ADMINISTRATOR}),
        _AT + "imports.screen:ImportScreen",
        "import",
    ),
    ScreenEntry(
        "case", "Case", "", SEES_CASES, _AT + "case.screen:CaseScreen", "visits", in_rail=False
    ),
)
"""In the order of the rail."""
