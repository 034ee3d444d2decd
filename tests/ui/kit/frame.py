"""What the frame is tested with: a few screens, their counts, how the register is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from rsovisit.domain.access import Role
from rsovisit.queries.search import Find, Hit, HitKind
from rsovisit.queries.upkeep import JobRow, Upkeep, UpkeepRow
from ui.screens import EVERYONE, ScreenEntry


@dataclass(frozen=True)
class CountOf:
    """How much waits somewhere."""

    what: str


def counting(what: str) -> Callable[[], tuple[CountOf, Callable[[object], int]]]:
    """A count for the rail."""
    return lambda: (CountOf(what), lambda answer: int(str(answer)))


_HERE = "tests.ui.kit.screens:"
ENTRIES = (
    ScreenEntry(
        "visits", "Visits", "", EVERYONE, _HERE + "ListScreen", "visits", counting("visits")
    ),
    ScreenEntry("case", "Case", "", EVERYONE, _HERE + "PlainScreen", "cases", in_rail=False),
    ScreenEntry(
        "warnings",
        "Warnings",
        "Oversight",
        EVERYONE,
        _HERE + "PlainScreen",
        "warnings",
        counting("warnings"),
    ),
    ScreenEntry(
        "audit", "Audit trail", "Set-up", frozenset({Role.AUDITOR}), "no.such.module:X", "audit"
    ),
)
SWEPT = JobRow(date(2026, 11, 23), datetime(2026, 11, 23, 14, 15, tzinfo=UTC), {})
KEPT = UpkeepRow(
    last_sweep=SWEPT,
    next_sweep_at=datetime(2026, 11, 23, 14, 30, tzinfo=UTC),
    sweep_late=False,
    last_backup=JobRow(date(2026, 11, 23), datetime(2026, 11, 23, 2, 0, tzinfo=UTC), {}),
    backup_verified=True,
    policy_version=3,
    policy_name="Durham",
    policy_from=date(2026, 11, 1),
)
ANSWERS: dict[type, object] = {
    CountOf: lambda query: {"visits": 31, "warnings": 7}[query.what],
    Upkeep: KEPT,
    Find: (
        Hit(HitKind.CASE, 421, "RSO-0421", "A. Sample", "Peterlee"),
        Hit(HitKind.OFFICER, 5, "2299", "B. Curlew", "NPT officer, Peterlee"),
    ),
}
