"""The lists within a case: timeline, visits, tasks, warnings, addresses, who has looked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rsovisit.domain.task import TaskState
from rsovisit.queries.case import CaseFileRow, LookRow
from rsovisit.queries.history import AddressRow, CaseTaskRow, PastVisitRow, PastWarningRow
from rsovisit.queries.timeline import TimelineKind, TimelineRow
from ui.labels import NOTHING, day, day_and_time, label
from ui.theme import Badge, Tone
from ui.widgets.rows import Column

_TONES = {
    TimelineKind.VISIT: Tone.GOOD,
    TimelineKind.ATTEMPT: Tone.INFO,
    TimelineKind.WARNING: Tone.OVERDUE,
    TimelineKind.TASK: Tone.INFO,
    TimelineKind.CHANGE: Tone.ESCALATED,
    TimelineKind.CASE: Tone.NEUTRAL,
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One list of a case. `rows` takes it from the case; None: it is asked for on its own."""

    key: str
    title: str
    columns: tuple[Column[Any], ...]
    rows: Callable[[CaseFileRow], Sequence[Any]] | None
    empty: str


def _moved_up(warning: PastWarningRow) -> str:
    since = warning.level_since_on
    return "" if since == warning.raised_on else f"moved up {day(since)}"


_TIMELINE: tuple[Column[TimelineRow], ...] = (
    Column("Day", lambda r: day(r.day), sample="23 Nov 2026", quiet=True),
    Column(
        "Entry",
        lambda r: r.title,
        badge=lambda r: Badge(r.title, _TONES[r.kind]),
        sample="Warning escalated",
    ),
    Column("What happened", lambda r: r.words, give=1, wrap=True),
)

_VISITS: tuple[Column[PastVisitRow], ...] = (
    Column(
        "Day",
        lambda r: day(r.visited_on),
        second=lambda r: r.visited_at,
        sample="23 Nov 2026",
        strong=True,
    ),
    Column(
        "Outcome",
        lambda r: label(r.outcome),
        badge=lambda r: Badge(label(r.outcome), Tone.GOOD if r.completed else Tone.INFO),
        sample="Cannot be visited",
    ),
    Column(
        "Crew",
        lambda r: ", ".join(r.crew) or NOTHING,
        second=lambda r: "" if r.crew_trained is not False else "nobody trained",
        sample="2408, 2576, 2471",
        drop=1,
    ),
    Column(
        "Return",
        lambda r: r.summary or NOTHING,
        second=lambda r: "announced" if r.announced else "",
        give=1,
        wrap=True,
    ),
)

_TASKS: tuple[Column[CaseTaskRow], ...] = (
    Column(
        "Work",
        lambda r: r.kind.words,
        second=lambda r: f"opened {day(r.opened_on)}",
        sample="Enquiry with the NPT",
        strong=True,
    ),
    Column(
        "State",
        lambda r: label(r.state),
        badge=lambda r: Badge(
            label(r.state), Tone.GOOD if r.state is TaskState.DONE else Tone.OVERDUE
        ),
        sample="With the NPT",
    ),
    Column("Assessor", lambda r: r.assessor or NOTHING, sample="0911 0912", drop=1),
    Column(
        "About", lambda r: r.asked or r.reason, second=lambda r: r.result or "", give=1, wrap=True
    ),
)

_WARNINGS: tuple[Column[PastWarningRow], ...] = (
    Column(
        "Warning",
        lambda r: label(r.kind),
        second=lambda r: f"due {day(r.due_on)}",
        sample="due 23 Nov 2026",
        strong=True,
    ),
    Column(
        "State",
        lambda r: "Open" if r.cleared_on is None else f"Cleared {day(r.cleared_on)}",
        second=lambda r: label(r.level),
        sample="Cleared 23 Nov 2026",
    ),
    Column(
        "Raised",
        lambda r: day(r.raised_on),
        second=_moved_up,
        sample="moved up 23 Nov 2026",
    ),
    Column(
        "Decision",
        lambda r: r.decision or NOTHING,
        second=lambda r: f"{r.decided_by}, {day(r.decided_on)}" if r.decision else "",
        give=1,
        wrap=True,
    ),
)

_ADDRESSES: tuple[Column[AddressRow], ...] = (
    Column("Address", lambda r: r.text, give=1, strong=True),
    Column("Since", lambda r: day(r.since_on), sample="23 Nov 2026"),
    Column("Last confirmed", lambda r: day(r.confirmed_on), sample="23 Nov 2026"),
    Column(
        "Until", lambda r: day(r.ended_on) if r.ended_on else "notified now", sample="notified now"
    ),
)

_LOOKS: tuple[Column[LookRow], ...] = (
    Column("When", lambda r: day_and_time(r.at), sample="23 Nov 2026 14:07"),
    Column("Who", lambda r: r.name, second=lambda r: r.collar, strong=True),
    Column("As", lambda r: r.role),
    Column("What they did", lambda r: r.what, give=1, wrap=True),
)


def _all_visits(case: CaseFileRow) -> Sequence[PastVisitRow]:
    both = (*case.visits, *case.attempts)
    return sorted(both, key=lambda v: (v.visited_on, v.visited_at), reverse=True)


TABS: tuple[Tab, ...] = (
    Tab("timeline", "Timeline", _TIMELINE, lambda c: c.timeline, "Nothing has happened yet"),
    Tab("visits", "Visits", _VISITS, _all_visits, "Never visited"),
    Tab("tasks", "Tasks", _TASKS, lambda c: c.tasks, "No tasks"),
    Tab("warnings", "Warnings", _WARNINGS, lambda c: c.warnings, "Never warned of"),
    Tab("addresses", "Addresses", _ADDRESSES, lambda c: c.addresses, "No address recorded"),
    Tab("looked", "Who has looked", _LOOKS, None, "Nobody has looked"),
)
