"""What the form says it will do is what recording then does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from rsovisit.domain.case import Status
from rsovisit.domain.visit import Disclosure, Outcome
from rsovisit.queries.before import BeforeRow, BeforeYouGo
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.visit import RecordVisit, VisitRecorded
from tests.support.builders import TODAY
from tests.support.cases import an_officer, past_visit, register_case
from ui.labels import day
from ui.screens.record.follows import Follows, Typed, follows
from ui.theme import Tone

LAST = date(2026, 5, 1)
"""Medium risk: due 1 Nov 2026, so 22 days overdue."""


def foretell(bus: CommandBus, before: BeforeRow, typed: Typed) -> Follows:
    return follows(before, typed, bus.policy(), bus.today())


def record(bus: CommandBus, ref: str, typed: Typed) -> VisitRecorded:
    late = "Entered after leave." if (TODAY - typed.visited_on).days > 3 else ""
    command = RecordVisit(
        case_ref=ref,
        outcome=typed.outcome,
        visited_on=typed.visited_on,
        officers=("2417", "2418"),
        visited_at=typed.visited_at,
        late_reason=late,
        disclosures=tuple(typed.disclosures),
    )
    answer: VisitRecorded = bus.do(command).value
    return answer


def a_case(bus: CommandBus, failed: Sequence[date] = (), **facts: object) -> BeforeRow:
    an_officer(bus, "2417")
    an_officer(bus, "2418")
    facts = {"case_ref": "RSO-1", "last_visit_stated_on": LAST, **facts}
    case_id = register_case(bus, **facts)
    for on in failed:
        past_visit(bus, case_id, on, Outcome.NO_REPLY, at="10:15")
    return bus.ask(BeforeYouGo(case_id))


def days_in(words: str) -> list[str]:
    return re.findall(r"\d{1,2} [A-Z][a-z]{2} \d{4}", words)


@pytest.mark.parametrize("disclosures", ((), (Disclosure.WORK,), (Disclosure.CHILD_CONTACT,)))
@pytest.mark.parametrize("on", (TODAY, TODAY - timedelta(days=400)))
@pytest.mark.parametrize("outcome", list(Outcome))
def test_the_date_it_names_is_the_date_that_stands(
    bus: CommandBus, outcome: Outcome, on: date, disclosures: tuple[Disclosure, ...]
) -> None:
    before = a_case(bus)
    typed = Typed(outcome, on, disclosures=disclosures)
    told = foretell(bus, before, typed)
    recorded = record(bus, "RSO-1", typed)
    assert recorded.next_due_on is not None
    assert days_in(told.lead)[-1:] == [day(recorded.next_due_on)]


@pytest.mark.parametrize("disclosures", ((), (Disclosure.DEVICE,), (Disclosure.CHILD_CONTACT,)))
@pytest.mark.parametrize("failed", ((), (date(2026, 11, 3),)))
@pytest.mark.parametrize("outcome", list(Outcome))
def test_what_it_says_is_raised_is_raised(
    bus: CommandBus,
    outcome: Outcome,
    failed: tuple[date, ...],
    disclosures: tuple[Disclosure, ...],
) -> None:
    before = a_case(bus, failed)
    typed = Typed(outcome, TODAY, disclosures=disclosures)
    told = foretell(bus, before, typed)
    raised = " ".join(record(bus, "RSO-1", typed).raised)
    assert ("return is to be checked" in told.text) == ("Return to check" in raised)
    assert ("significant change" in told.text) == ("Significant change" in raised)
    assert ("safeguarding referral" in told.text) == ("Safeguarding referral" in raised)
    assert ("Clears the overdue warning" in told.text) == (outcome is Outcome.SEEN_FULL)


def test_failed_attempts_are_counted_from_the_last_visit(bus: CommandBus) -> None:
    before = a_case(bus, failed=(date(2026, 11, 3),))
    told = foretell(bus, before, Typed(Outcome.OUT, TODAY))
    assert "Second failed attempt: raises a significant change" in told.text
    assert told.tone is Tone.OVERDUE
    record(bus, "RSO-1", Typed(Outcome.OUT, TODAY))
    before = bus.ask(BeforeYouGo(before.case_id))
    told = foretell(bus, before, Typed(Outcome.NO_REPLY, TODAY, "18:20"))
    assert "Third failed attempt since the last visit: a decision has been asked for" in told.text
    assert record(bus, "RSO-1", Typed(Outcome.NO_REPLY, TODAY, "18:20")).raised == ()


def test_a_first_failure_says_when_to_try_again(bus: CommandBus) -> None:
    told = foretell(bus, a_case(bus), Typed(Outcome.NO_REPLY, TODAY))
    assert told.lead == "Does not complete a visit. The due date, 1 Nov 2026, does not move."
    assert told.text == "First failed attempt: try again at another time of day by 30 Nov 2026."


def test_an_attempt_older_than_the_last_visit_counts_for_nothing(bus: CommandBus) -> None:
    told = foretell(bus, a_case(bus), Typed(Outcome.NO_REPLY, LAST - timedelta(days=9)))
    assert told.text == "Kept in the history: a visit completed later stands after it."


def test_a_paused_case_moves_no_date(bus: CommandBus) -> None:
    before = a_case(bus, status=Status.CUSTODY)
    told = foretell(bus, before, Typed(Outcome.SEEN_FULL, TODAY))
    assert told.lead == "Completes the visit. No date follows: in custody."
    told = foretell(bus, before, Typed(Outcome.SEEN_ELSEWHERE, TODAY))
    assert told.lead == "Does not complete a visit."


def test_ended_notification_is_said(bus: CommandBus) -> None:
    before = a_case(bus, notification_ends_on=TODAY - timedelta(days=1))
    told = foretell(bus, before, Typed(Outcome.SEEN_FULL, TODAY))
    assert told.lead == "Completes the visit. No date follows: notification has ended."


def test_a_visit_so_old_that_the_next_is_late_is_no_good_news(bus: CommandBus) -> None:
    before = a_case(bus, last_visit_stated_on=date(2025, 1, 1))
    told = foretell(bus, before, Typed(Outcome.SEEN_FULL, date(2026, 5, 2)))
    assert told == Follows(
        Tone.OVERDUE,
        "Completes that visit: the next was due 2 Nov 2026 and is overdue.",
        "The return is to be checked within 5 working days.",
    )


def test_a_change_that_decides_the_date_is_named(bus: CommandBus) -> None:
    typed = Typed(Outcome.SEEN_FULL, TODAY, disclosures=(Disclosure.NEW_PARTNER,))
    told = foretell(bus, a_case(bus), typed)
    assert told.lead == (
        "Completes the visit: next due 30 Nov 2026, brought forward by the change."
    )
    assert "checked within 1 working day." in told.text


def test_a_short_crew_is_said(bus: CommandBus) -> None:
    before = a_case(bus)
    alone = foretell(bus, before, Typed(Outcome.SEEN_FULL, TODAY, crew=(True,)))
    both = foretell(bus, before, Typed(Outcome.SEEN_FULL, TODAY, crew=(True, False)))
    assert "falls short of policy" in alone.text
    assert "falls short of policy" not in both.text
