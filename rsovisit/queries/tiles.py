"""The five tiles of the Case screen: the next dates of a case and how it stands with each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rsovisit.domain.case import PAUSED
from rsovisit.domain.due import (
    Bucket,
    VisitFacts,
    bucket_of,
    due_on,
    notification_ending,
    visits_ended,
)
from rsovisit.domain.why import counted
from rsovisit.queries.open_work import OpenWorkRow
from rsovisit.queries.query import Asking

NOTIFICATION_SOON_DAYS = 28
"""How long before a periodic notification its tile says that it is near."""


@dataclass(frozen=True, slots=True)
class TileRow:
    """One tile. `day` or `number` is its large figure; `standing` how it should look.

    `standing` None: neither late nor near nor in time, as where there is no date at all.
    """

    title: str
    day: date | None
    number: int | None
    words: str
    standing: Bucket | None


def case_tiles(
    facts: VisitFacts,
    arms_due_on: date | None,
    last_arms_on: date | None,
    next_notification_on: date | None,
    work: Sequence[OpenWorkRow],
    asking: Asking,
) -> tuple[TileRow, ...]:
    """Next visit, ARMS assessment, periodic notification, open work, register until."""
    return (
        _visit(facts, asking),
        _arms(facts, arms_due_on, last_arms_on, asking),
        _notification(next_notification_on, asking.today),
        _work(work),
        _register(facts, asking),
    )


def _visit(facts: VisitFacts, asking: Asking) -> TileRow:
    due = due_on(facts, asking.policy, asking.today)
    standing = bucket_of(facts, asking.policy, asking.today)
    if due is not None:
        return TileRow("Next visit", due, None, when_words(due, asking.today), standing)
    if standing is Bucket.PAUSED:
        return TileRow("Next visit", None, None, f"paused: {_said(facts)}", standing)
    said = "notification has ended" if visits_ended(facts, asking.today) else _said(facts)
    return TileRow("Next visit", None, None, f"none: {said}", None)


def _said(facts: VisitFacts) -> str:
    words = facts.status.words
    return words[0].lower() + words[1:]


def _arms(facts: VisitFacts, due: date | None, last: date | None, asking: Asking) -> TileRow:
    title, today = "ARMS assessment", asking.today
    if due is None:
        said = "paused" if facts.status in PAUSED else "none to come"
        return TileRow(title, None, None, said, Bucket.PAUSED if facts.status in PAUSED else None)
    standing = _standing(due, asking.policy.arms_due_soon_days, today)
    words = when_words(due, today)
    return TileRow(title, due, None, words if last else f"never assessed, {words}", standing)


def _notification(due: date | None, today: date) -> TileRow:
    title = "Periodic notification"
    if due is None:
        return TileRow(title, None, None, "no date recorded", None)
    standing = _standing(due, NOTIFICATION_SOON_DAYS, today)
    return TileRow(title, due, None, when_words(due, today), standing)


def _work(work: Sequence[OpenWorkRow]) -> TileRow:
    urgent = sum(1 for entry in work if entry.urgent)
    words = f"{urgent} urgent" if urgent else "nothing urgent" if work else "nothing open"
    return TileRow("Open work", None, len(work), words, Bucket.OVERDUE if urgent else Bucket.LATER)


def _register(facts: VisitFacts, asking: Asking) -> TileRow:
    ends = facts.notification_ends_on
    if ends is None:
        return TileRow("Register until", None, None, "no end recorded", None)
    if ends < asking.today:
        return TileRow("Register until", ends, None, "ended: close the case", Bucket.OVERDUE)
    near = notification_ending(facts, asking.policy, asking.today)
    words = when_words(ends, asking.today)
    return TileRow("Register until", ends, None, words, Bucket.DUE_SOON if near else None)


def _standing(due: date, soon_days: int, today: date) -> Bucket:
    if due < today:
        return Bucket.OVERDUE
    return Bucket.DUE_SOON if due - today <= timedelta(days=soon_days) else Bucket.LATER


def when_words(day: date, today: date) -> str:
    """'3 days overdue', 'today', 'in 72 days'."""
    days = (day - today).days
    if days < 0:
        return f"{counted(-days, 'day')} overdue"
    return f"in {counted(days, 'day')}" if days else "today"
