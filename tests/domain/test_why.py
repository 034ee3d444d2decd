"""'Why this date?': every state has its sentences, and they name the date that counts."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rsovisit.domain.case import VISITED, Status
from rsovisit.domain.due import (
    RequirementKind,
    VisitFacts,
    deciding_requirement,
    due_on,
    transfer_in_requirement,
)
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.why import counted, day_words, why
from tests.domain.strategies import POLICY, changed, days, histories, moved, plain_facts, regraded
from tests.support.builders import TODAY, facts

VERY_HIGH, HIGH, MEDIUM, LOW = RiskLevel


def test_the_regular_date_names_visit_interval_policy_and_date() -> None:
    assert why(facts(), POLICY, TODAY) == (
        "Last completed visit on 1 Sep 2026; medium risk is visited every 6 months (policy 3).",
        "It is due on 1 Mar 2027, in 98 days.",
    )


def test_a_month_is_every_month() -> None:
    case = facts(risk_level=VERY_HIGH, last_visit_on=date(2026, 11, 2))
    assert why(case, POLICY, TODAY)[0].endswith("very high risk is visited every month (policy 3).")


def test_an_own_interval_is_said() -> None:
    assert why(facts(interval_months=1, last_visit_on=date(2026, 11, 2)), POLICY, TODAY) == (
        "Last completed visit on 2 Nov 2026; this case has its own interval of 1 month.",
        "It is due on 2 Dec 2026, in 9 days.",
    )


def test_a_case_never_visited() -> None:
    case = facts(last_visit_on=None, registered_on=date(2026, 11, 10))
    assert why(case, POLICY, TODAY) == (
        "Never visited: the first visit is due 14 days after registration on 10 Nov 2026.",
        "It is due on 24 Nov 2026, in 1 day.",
    )


def test_late_and_today() -> None:
    late = facts(last_visit_on=date(2026, 3, 27))
    assert why(late, POLICY, TODAY)[-1] == "It was due on 27 Sep 2026 and is 57 days overdue."
    yesterday = facts(last_visit_on=date(2026, 5, 22))
    assert why(yesterday, POLICY, TODAY)[-1] == "It was due on 22 Nov 2026 and is 1 day overdue."
    today = facts(last_visit_on=date(2026, 5, 23))
    assert why(today, POLICY, TODAY)[-1] == "It is due today, 23 Nov 2026."


def test_a_clamped_date_says_which_month_is_short() -> None:
    case = facts(last_visit_on=date(2026, 8, 31))
    assert "Feb 2027 is shorter, so its last day counts." in why(case, POLICY, TODAY)


@pytest.mark.parametrize(
    "last,today,sentence",
    (
        # 28 Nov 2026 is a Saturday.
        (date(2026, 5, 28), TODAY, "Saturday: the last working day before it is 27 Nov 2026."),
        (date(2026, 5, 29), TODAY, "Sunday: the last working day before it is 27 Nov 2026."),
        (
            date(2026, 5, 29),
            date(2026, 11, 27),
            "Sunday: the last working day before it is 27 Nov 2026.",
        ),
        (
            date(2026, 5, 29),
            date(2026, 11, 28),
            "Sunday: the last working day before it was 27 Nov 2026.",
        ),
        (
            date(2026, 5, 29),
            date(2026, 11, 29),
            "Sunday: the last working day before it was 27 Nov 2026.",
        ),
        # Christmas Day is a Friday; Boxing Day moves to Monday 28 December.
        (
            date(2026, 6, 25),
            TODAY,
            "bank holiday: the last working day before it is 24 Dec 2026.",
        ),
        (
            date(2026, 6, 28),
            TODAY,
            "bank holiday: the last working day before it is 24 Dec 2026.",
        ),
    ),
)
def test_a_date_on_a_closed_day_stands_and_names_the_working_day_before(
    last: date, today: date, sentence: str
) -> None:
    case = facts(last_visit_on=last)
    said = why(case, POLICY, today)
    assert said[-1] == f"That is a {sentence}"
    assert day_words(last.replace(month=last.month + 6)) in said[-2]


def test_a_working_day_or_a_date_gone_by_has_no_such_sentence() -> None:
    assert not any("working day" in sentence for sentence in why(facts(), POLICY, TODAY))
    late = facts(last_visit_on=date(2026, 5, 22))  # due on Sunday 22 November
    assert not any("working day" in sentence for sentence in why(late, POLICY, TODAY))


def test_bank_holidays_are_not_loaded_to_explain_an_overdue_date() -> None:
    # The first list on screen is the overdue one.
    code = (
        "import sys\n"
        "from datetime import date\n"
        "from tests.support.builders import TODAY, a_policy, facts\n"
        "from rsovisit.domain.why import why\n"
        "why(facts(last_visit_on=date(2026, 3, 27)), a_policy(), TODAY)\n"
        "sys.exit('holidays' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# ---- what brought the date forward


def test_a_regrade_is_marked() -> None:
    raised = regraded(facts(), VERY_HIGH, TODAY, POLICY)
    assert why(raised, POLICY, TODAY) == (
        "Last completed visit on 1 Sep 2026; very high risk is visited every month (policy 3).",
        "By that alone it would be due on 1 Oct 2026.",
        "By re-grading: the level was raised on 23 Nov 2026, so a visit is due by 26 Nov 2026.",
        "It is due on 26 Nov 2026, in 3 days.",
    )


def test_a_regrade_of_an_overdue_case_keeps_the_old_date() -> None:
    raised = regraded(facts(last_visit_on=date(2026, 3, 1)), VERY_HIGH, TODAY, POLICY)
    said = why(raised, POLICY, TODAY)
    assert said[2] == (
        "By re-grading: the level was raised on 23 Nov 2026; the old date, 1 Sep 2026, stands."
    )
    assert said[3] == "It was due on 1 Sep 2026 and is 83 days overdue."


@pytest.mark.parametrize(
    "case,sentence",
    (
        (
            moved(facts(status=Status.CUSTODY), Status.ACTIVE, TODAY, POLICY),
            "Visits resumed on 23 Nov 2026, so a visit is due by 30 Nov 2026.",
        ),
        (
            moved(facts(status=Status.REACTIVE), Status.ACTIVE, TODAY, POLICY),
            "Reactive management ended on 23 Nov 2026, so a visit is due by 7 Dec 2026.",
        ),
        (
            facts(requirements=[transfer_in_requirement(TODAY, POLICY)]),
            "Transferred in on 23 Nov 2026, so a visit is due by 30 Nov 2026.",
        ),
        (
            changed(facts(), TODAY, POLICY),
            "A significant change asks for a visit made on or after 23 Nov 2026, "
            "due by 30 Nov 2026.",
        ),
    ),
)
def test_what_brought_the_date_forward_is_said(case: VisitFacts, sentence: str) -> None:
    assert sentence in why(case, POLICY, TODAY)
    assert "By that alone it would be due on 1 Mar 2027." in why(case, POLICY, TODAY)


def test_a_requirement_that_does_not_decide_is_not_mentioned() -> None:
    near = facts(last_visit_on=date(2026, 5, 25))
    assert why(changed(near, TODAY, POLICY), POLICY, TODAY) == why(near, POLICY, TODAY)


# ---- no date


@pytest.mark.parametrize(
    "status,words",
    (
        (Status.TRANSFERRED, "Transferred: no visits are due."),
        (Status.DECEASED, "Deceased: no visits are due."),
        (Status.CLOSED, "Closed: no visits are due."),
    ),
)
def test_an_ended_case_says_so(status: Status, words: str) -> None:
    assert why(facts(status=status), POLICY, TODAY) == (words,)


@pytest.mark.parametrize(
    "status,level,first,second",
    (
        (Status.CUSTODY, MEDIUM, "In custody: visits are paused", "On release a visit"),
        (Status.HOSPITAL, MEDIUM, "In hospital: visits are paused", "On discharge a visit"),
        (Status.ABROAD, VERY_HIGH, "Abroad: visits are paused", "On return a visit"),
        (Status.REACTIVE, LOW, "Reactive management: no visits", "When that ends a visit"),
    ),
)
def test_a_paused_case_says_what_ends_it(
    status: Status, level: RiskLevel, first: str, second: str
) -> None:
    said = why(facts(status=status, risk_level=level), POLICY, TODAY)
    assert said[0].startswith(first)
    resumed = moved(facts(status=status, risk_level=level), Status.ACTIVE, TODAY, POLICY)
    due = due_on(resumed, POLICY, TODAY)
    assert due is not None
    assert said[1] == f"{second} falls due within {counted((due - TODAY).days, 'day')}."


def test_ended_notification_asks_for_the_case_to_be_closed_or_corrected() -> None:
    ended = facts(notification_ends_on=date(2026, 11, 22))
    assert why(ended, POLICY, TODAY) == (
        "Notification ended on 22 Nov 2026, so no visit is due.",
        "Close the case, or correct the date if an order prolongs it.",
    )


def test_a_paused_case_whose_notification_ended_promises_no_visit() -> None:
    ended = facts(status=Status.CUSTODY, notification_ends_on=date(2026, 11, 22))
    assert why(ended, POLICY, TODAY) == (
        "In custody: visits are paused and resume when that ends.",
        "Notification ended on 22 Nov 2026, so no visit is due.",
        "Close the case, or correct the date if an order prolongs it.",
    )


def test_the_end_of_notification_is_announced() -> None:
    after = facts(notification_ends_on=date(2027, 4, 1))
    assert why(after, POLICY, TODAY)[-1] == (
        "Notification ends on 1 Apr 2027; visits stop the day after."
    )
    before = facts(notification_ends_on=date(2027, 2, 1))
    assert why(before, POLICY, TODAY)[-1] == (
        "Notification ends before that, on 1 Feb 2027: see whether an order prolongs it."
    )
    assert why(facts(notification_ends_on=date(2031, 1, 1)), POLICY, TODAY) == why(
        facts(), POLICY, TODAY
    )


def test_missing_says_who_owns_the_tracing() -> None:
    case = facts(status=Status.MISSING)
    assert why(case, POLICY, TODAY)[-1] == (
        "Missing does not stop the clock: the manager owns the tracing."
    )


# ---- all of them


def well_written(sentences: tuple[str, ...]) -> bool:
    """Whether each is one sentence in plain words: a capital, a full stop, single spaces."""
    return bool(sentences) and all(
        s[0].isupper() and s.endswith(".") and not s.endswith("..") and "  " not in s
        and " ." not in s and "None" not in s and "_" not in s
        for s in sentences
    )  # fmt: skip


@given(plain_facts(), days)
def test_every_state_has_sentences(case: VisitFacts, today: date) -> None:
    said = why(case, POLICY, today)
    assert well_written(said)
    due = due_on(case, POLICY, today)
    if due is not None:
        assert any(day_words(due) in sentence for sentence in said)


@given(histories(), st.integers(-20, 20))
def test_every_history_has_sentences(history: tuple[VisitFacts, date], around: int) -> None:
    case, _ = history
    due = due_on(case, POLICY, TODAY)
    assert due is not None
    said = why(case, POLICY, due + timedelta(days=around))
    assert well_written(said)
    assert any(day_words(due) in sentence for sentence in said)
    deciding = deciding_requirement(case, POLICY)
    by_regrade = deciding is not None and deciding.kind is RequirementKind.REGRADE
    assert any(s.startswith("By re-grading") for s in said) is by_regrade


def test_the_strategies_reach_every_status_owed_visits() -> None:
    for status in VISITED:
        assert well_written(why(facts(status=status), POLICY, TODAY))


# ---- words


def test_days_are_written_the_british_way_in_any_language() -> None:
    written = [day_words(date(2026, month, 2 * month)) for month in range(1, 13)]
    assert written == [
        "2 Jan 2026", "4 Feb 2026", "6 Mar 2026", "8 Apr 2026", "10 May 2026", "12 Jun 2026",
        "14 Jul 2026", "16 Aug 2026", "18 Sep 2026", "20 Oct 2026", "22 Nov 2026", "24 Dec 2026",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "number,words", ((0, "0 days"), (1, "1 day"), (2, "2 days"), (1402, "1,402 days"))
)
def test_numbers_agree_with_their_nouns(number: int, words: str) -> None:
    assert counted(number, "day") == words
