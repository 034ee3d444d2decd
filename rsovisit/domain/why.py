"""The sentences behind 'Why this date?'."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from rsovisit.domain.case import ENDED, PAUSED, Status
from rsovisit.domain.due import (
    Requirement,
    RequirementKind,
    VisitFacts,
    cycle_due,
    days_overdue,
    deciding_requirement,
    due_on,
    notification_ending,
)
from rsovisit.domain.policy import Policy
from rsovisit.domain.working_days import is_working_day, working_day_on_or_before

# Spelled here: strftime follows the machine's language.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_RESUMES = {
    Status.CUSTODY: "On release",
    Status.HOSPITAL: "On discharge",
    Status.ABROAD: "On return",
    Status.REACTIVE: "When that ends",
}


def day_words(day: date) -> str:
    """A date as officers write it: '23 Nov 2026'."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def counted(number: int, noun: str) -> str:
    """'1 day', '2 days'."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def why(facts: VisitFacts, policy: Policy, today: date) -> tuple[str, ...]:
    """Sentences that explain the case's due date, or why there is none, in reading order."""
    due = due_on(facts, policy, today)
    if due is None:
        return tuple(_none_due(facts, policy, today))
    return tuple(_explained(facts, due, policy, today))


def _none_due(facts: VisitFacts, policy: Policy, today: date) -> Iterator[str]:
    if facts.status in ENDED:
        yield f"{facts.status.words}: no visits are due."
        return
    ends = facts.notification_ends_on
    over = ends is not None and ends < today
    if facts.status in PAUSED:
        yield from _paused(facts, policy, resumes=not over)
    if ends is not None and over:
        yield f"Notification ended on {day_words(ends)}, so no visit is due."
        yield "Close the case, or correct the date if an order prolongs it."


def _paused(facts: VisitFacts, policy: Policy, resumes: bool) -> Iterator[str]:
    days = policy.resume_days[facts.risk_level]
    if facts.status is Status.REACTIVE:
        days = policy.reactive_exit_days
        yield "Reactive management: no visits are due; a desk review is held each year."
    else:
        yield f"{facts.status.words}: visits are paused and resume when that ends."
    if resumes:
        yield f"{_RESUMES[facts.status]} a visit falls due within {counted(days, 'day')}."


def _explained(facts: VisitFacts, due: date, policy: Policy, today: date) -> Iterator[str]:
    yield _basis(facts, policy)
    deciding = deciding_requirement(facts, policy)
    if deciding is not None:
        yield f"By that alone it would be due on {day_words(cycle_due(facts, policy))}."
        yield _requirement(deciding)
    elif facts.last_visit_on is not None and due.day < facts.last_visit_on.day:
        yield f"{_MONTHS[due.month - 1]} {due.year} is shorter, so its last day counts."
    late, ahead = days_overdue(due, today), counted((due - today).days, "day")
    if late:
        yield f"It was due on {day_words(due)} and is {counted(late, 'day')} overdue."
    elif due == today:
        yield f"It is due today, {day_words(due)}."
    else:
        yield f"It is due on {day_words(due)}, in {ahead}."
    yield from _closed_day(due, today)
    yield from _notification(facts, due, policy, today)
    if facts.status is Status.MISSING:
        yield "Missing does not stop the clock: the manager owns the tracing."


def _basis(facts: VisitFacts, policy: Policy) -> str:
    if facts.last_visit_on is None:
        return (
            f"Never visited: the first visit is due {counted(policy.first_visit_days, 'day')} "
            f"after registration on {day_words(facts.registered_on)}."
        )
    last = day_words(facts.last_visit_on)
    if facts.interval_months:
        return (
            f"Last completed visit on {last}; this case has its own interval of "
            f"{counted(facts.interval_months, 'month')}."
        )
    months = policy.interval_months(facts.risk_level)
    return (
        f"Last completed visit on {last}; {facts.risk_level.words.lower()} risk is visited every "
        f"{counted(months, 'month') if months > 1 else 'month'} (policy {policy.version})."
    )


def _requirement(requirement: Requirement) -> str:
    on, due = day_words(requirement.from_on), day_words(requirement.due_on)
    match requirement.kind:
        case RequirementKind.REGRADE:
            if requirement.due_on < requirement.from_on:
                return f"By re-grading: the level was raised on {on}; the old date, {due}, stands."
            return f"By re-grading: the level was raised on {on}, so a visit is due by {due}."
        case RequirementKind.RELEASE:
            return f"Visits resumed on {on}, so a visit is due by {due}."
        case RequirementKind.REACTIVE_EXIT:
            return f"Reactive management ended on {on}, so a visit is due by {due}."
        case RequirementKind.TRANSFER_IN:
            return f"Transferred in on {on}, so a visit is due by {due}."
        case RequirementKind.CHANGE:
            return f"A significant change asks for a visit made on or after {on}, due by {due}."


def _closed_day(due: date, today: date) -> Iterator[str]:
    """A date on a closed day is not moved later; planning needs the working day before it."""
    # Nothing is left to plan once it is overdue, so the bank holidays stay unread.
    if due < today or is_working_day(due):
        return
    name = {5: "Saturday", 6: "Sunday"}.get(due.weekday(), "bank holiday")
    before = working_day_on_or_before(due)
    tense = "is" if before >= today else "was"
    yield f"That is a {name}: the last working day before it {tense} {day_words(before)}."


def _notification(facts: VisitFacts, due: date, policy: Policy, today: date) -> Iterator[str]:
    ends = facts.notification_ends_on
    if ends is None or not notification_ending(facts, policy, today):
        return
    if ends < due:
        yield (
            f"Notification ends before that, on {day_words(ends)}: "
            "see whether an order prolongs it."
        )
    else:
        yield f"Notification ends on {day_words(ends)}; visits stop the day after."
