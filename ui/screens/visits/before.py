"""What to know before going to the door of one case, as widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QWidget

from rsovisit.domain.due import days_overdue
from rsovisit.queries.before import BeforeRow, CrewRow
from rsovisit.queries.history import PastVisitRow
from ui.bridge import Bridge
from ui.labels import NOTHING, counted, day, label, lateness, short_day
from ui.theme import Tone
from ui.widgets.cards import Callout, Fact, Facts
from ui.widgets.text import Role, Words


def parts(before: BeforeRow, bridge: Bridge, why: Callable[[], None]) -> Iterable[QWidget]:
    """Warning, facts, attempts, what the next failure raises, the last visit."""
    today = bridge.today()
    steps = bridge.policy.escalation
    if before.warning:
        badge = lateness(before.bucket, before.due_on, today, escalated_from=steps.inspector)
        yield Callout(badge.tone, before.lateness, before.warning)
    yield _section("Before you go")
    yield Facts(list(_facts(before, bridge, why)))
    if before.attempts:
        yield _section("Attempts since the last visit")
        yield Facts([_attempt(visit) for visit in before.attempts[:5]])
    yield Callout(Tone.INFO, "", before.next_failure)
    if before.last_visit is not None:
        last = before.last_visit
        yield _section(f"Last visit · {day(last.visited_on)}")
        yield Words(_visit_words(last), wrap=True)
        if last.summary:
            yield Words(last.summary, Role.SECOND, wrap=True, copy=True)


def _facts(before: BeforeRow, bridge: Bridge, why: Callable[[], None]) -> Iterable[Fact]:
    due = day(before.due_on) if before.due_on else label(before.status)
    yield Fact("Due", due, why=lambda _anchor: why())
    yield Fact("Address", _address(before))
    yield Fact("Go with", _go_with(before))
    if before.pattern:
        yield Fact("Vary it", before.pattern, Tone.OVERDUE)
    if before.retry_by_on is not None:
        late = days_overdue(before.retry_by_on, bridge.today())
        ago = f", {counted(late, 'day')} ago" if late else ""
        tone = Tone.OVERDUE if late else None
        yield Fact("Try again by", f"{day(before.retry_by_on)}{ago}", tone)
    for task in before.enquiries:
        yield Fact("Open enquiry", task.asked or task.reason)
    for change in before.changes:
        today = bridge.today()
        said = f"{label(change.kind)}, {short_day(change.reported_on, today)}"
        yield Fact("Change disclosed", said, Tone.OVERDUE)
    yield Fact("Notification due", day(before.next_notification_on))
    yield Fact("ARMS due", day(before.arms_due_on))


def header(before: BeforeRow) -> str:
    """Level, interval, who manages it and where."""
    parts = [label(before.risk_level), before.interval, label(before.managed_by), before.area]
    return " · ".join(parts)


def _section(words: str) -> Words:
    return Words(words, Role.SECTION)


def _address(before: BeforeRow) -> str:
    if before.address is None:
        return "None recorded"
    if before.address_confirmed_on is None:
        return f"{before.address}. Never confirmed"
    return f"{before.address}. Confirmed {day(before.address_confirmed_on)}"


def _go_with(before: BeforeRow) -> str:
    said = [f"{before.crew_rule}."]
    if before.officer is not None:
        said.append(f"Allocated: {_person(before.officer)}.")
    else:
        said.append("Nobody allocated.")
    if before.colleagues:
        names = ", ".join(person.name for person in before.colleagues)
        said.append(f"Also trained here: {names}.")
    return " ".join(said)


def _person(person: CrewRow) -> str:
    return f"{person.name}, {person.training}"


def _attempt(visit: PastVisitRow) -> Fact:
    when = f"{visit.visited_on.day} {visit.visited_on:%b} {visit.visited_at}".strip()
    return Fact(when, f"{label(visit.outcome)} · {_crew(visit)}")


def _crew(visit: PastVisitRow) -> str:
    return ", ".join(visit.crew) if visit.crew else NOTHING


def _visit_words(visit: PastVisitRow) -> str:
    how = "announced" if visit.announced else "unannounced"
    return f"{label(visit.outcome)}, {how}, by {_crew(visit)}."
