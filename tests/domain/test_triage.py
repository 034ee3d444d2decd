"""What helps an assessor decide: repeated returns and the suggested next step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import TaskKind, TaskState
from rsovisit.domain.triage import StepFacts, ask_days, next_step, repeats, same_percent
from rsovisit.domain.visit import Outcome
from tests.domain.strategies import POLICY, levels
from tests.support.builders import TODAY, a_policy

PLAIN = StepFacts(
    kind=TaskKind.RETURN_CHECK,
    state=TaskState.OPEN,
    risk_level=RiskLevel.MEDIUM,
    red_flag=False,
    from_on=date(2026, 11, 20),
)


@pytest.mark.parametrize(
    "earlier,later,percent",
    (
        ("Lives alone. One phone.", "lives  ALONE. one phone.", 100),
        ("Lives alone. One phone.", "Neighbour helps with shopping", 0),
        ("a b c d", "a b c x", 75),
        ("a b c", "a b c d", 85),
        ("", "Lives alone.", None),
        ("Lives alone.", "   ", None),
    ),
)
def test_how_alike_two_returns_are(earlier: str, later: str, percent: int | None) -> None:
    assert same_percent(earlier, later) == percent


@pytest.mark.parametrize("percent,told", ((None, False), (0, False), (79, False), (80, True)))
def test_a_return_that_repeats_the_last_is_told(percent: int | None, told: bool) -> None:
    assert repeats(percent, a_policy(same_text_percent=80)) is told


@given(st.text("ab .", max_size=60), st.text("ab .", max_size=60))
def test_likeness_is_a_percentage_and_whole_only_for_the_same_words(one: str, other: str) -> None:
    percent = same_percent(one, other)
    if percent is None:
        assert not one.split() or not other.split()
    else:
        assert 0 <= percent <= 100
        assert (percent == 100) is (one.split() == other.split())


@pytest.mark.parametrize(
    "changes,step",
    (
        (
            {},
            "Accept it if every topic is answered; if not, ask the NPT, answer due by 30 Nov 2026.",
        ),
        (
            {"red_flag": True, "risk_level": RiskLevel.VERY_HIGH},
            "Read it now: refer where a child may be at risk, and ask the NPT who was seen and "
            "spoken to, answer due by 25 Nov 2026.",
        ),
        (
            {"repeats_last": True},
            "It repeats the last return: ask the NPT what was seen this time, "
            "answer due by 30 Nov 2026.",
        ),
        (
            {"outcome": Outcome.SEEN_PARTIAL},
            "The visit did not complete: accept what was learnt, or ask the NPT, "
            "answer due by 30 Nov 2026.",
        ),
        (
            {"outcome": Outcome.SEEN_FULL},
            "Accept it if every topic is answered; if not, ask the NPT, answer due by 30 Nov 2026.",
        ),
        (
            {"kind": TaskKind.SIGNIFICANT_CHANGE},
            "See the person by 27 Nov 2026: ask the NPT what the change means at the door, and "
            "consider a new ARMS assessment.",
        ),
        (
            {"kind": TaskKind.NPT_ENQUIRY},
            "Ask again, answer due by 30 Nov 2026, or close it with what is known.",
        ),
        (
            {"kind": TaskKind.REFERRAL},
            "Ask children's social care for their reference and decision today: they should "
            "answer within 1 working day. Asked to submit is not sent.",
        ),
        (
            {"kind": TaskKind.ARMS_ASSESSMENT},
            "Assess. Done today, the next falls due on 23 Nov 2027.",
        ),
        (
            {"kind": TaskKind.ARMS_ASSESSMENT, "arms_due_on": TODAY},
            "Assess by 23 Nov 2026. Done today, the next falls due on 23 Nov 2027.",
        ),
        (
            {"kind": TaskKind.ARMS_ASSESSMENT, "arms_due_on": TODAY - timedelta(days=1)},
            "Assess now: it was due on 22 Nov 2026, 1 day ago. Done today, the next falls due on "
            "23 Nov 2027.",
        ),
        ({"state": TaskState.DONE}, "Nothing more: this is done."),
        ({"state": TaskState.HELD}, "The hold is over: take it up again."),
        (
            {"state": TaskState.HELD, "back_on": TODAY},
            "The hold is over: take it up again.",
        ),
        (
            {"state": TaskState.HELD, "back_on": TODAY + timedelta(days=1)},
            "It comes back by itself on 24 Nov 2026; take it up sooner if need be.",
        ),
        (
            {"state": TaskState.WITH_NPT, "back_on": TODAY},
            "Wait for the answer, due on 23 Nov 2026.",
        ),
        (
            {"state": TaskState.WITH_NPT, "back_on": TODAY - timedelta(days=1)},
            "The answer is late: ask the officer's sergeant, or send it to another officer.",
        ),
        (
            {"answered": True},
            "Read the answer: accept it with what it means for the risk, or ask again.",
        ),
    ),
)
def test_the_next_step(changes: dict[str, Any], step: str) -> None:
    assert next_step(replace(PLAIN, **changes), POLICY, TODAY) == step


@given(
    st.builds(
        StepFacts,
        kind=st.sampled_from(TaskKind),
        state=st.sampled_from(TaskState),
        risk_level=levels,
        red_flag=st.booleans(),
        from_on=st.just(TODAY),
        back_on=st.none() | st.dates(date(2026, 11, 1), date(2026, 12, 31)),
        answered=st.booleans(),
        repeats_last=st.booleans(),
        outcome=st.none() | st.sampled_from(Outcome),
        arms_due_on=st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    )
)
def test_there_is_always_a_step_in_plain_words(facts: StepFacts) -> None:
    step = next_step(facts, POLICY, TODAY)
    assert step[0].isupper()
    assert step.endswith(".")
    assert "  " not in step
    assert "None" not in step


def test_the_npt_are_given_the_policys_working_days() -> None:
    assert [ask_days(level, POLICY) for level in RiskLevel] == [2, 3, 5, 5]
