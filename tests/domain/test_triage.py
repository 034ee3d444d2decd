"""How alike two returns are, and the next step that policy suggests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import TaskKind, TaskState
from rsovisit.domain.triage import MOST_WORDS, StepFacts, next_step, repeats, same_percent
from rsovisit.domain.visit import Outcome
from tests.support.builders import TODAY, a_policy

PLAIN = StepFacts(
    kind=TaskKind.RETURN_CHECK,
    state=TaskState.OPEN,
    risk_level=RiskLevel.MEDIUM,
    red_flag=False,
    from_on=date(2026, 11, 16),
)


@pytest.mark.parametrize(
    "earlier,later,percent",
    (
        ("Lives alone.", "Lives alone.", 100),
        ("Lives alone.", "  LIVES   alone.\n", 100),
        ("a b c d", "a b c x", 75),
        ("a b", "c d", 0),
        ("", "Lives alone.", None),
        ("Lives alone.", "   ", None),
    ),
)
def test_how_alike(earlier: str, later: str, percent: int | None) -> None:
    assert same_percent(earlier, later) == percent


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_a_percentage(earlier: str, later: str) -> None:
    percent = same_percent(earlier, later)
    assert percent is None or 0 <= percent <= 100
    if earlier.split():
        assert same_percent(earlier, earlier) == 100


def test_a_very_long_return_is_compared_by_its_beginning() -> None:
    text = "word " * MOST_WORDS
    assert same_percent(text, text + "and more") == 100


def test_repeating_begins_at_the_policys_share() -> None:
    policy = a_policy(same_text_percent=80)
    assert [repeats(percent, policy) for percent in (None, 0, 79, 80, 100)] == [
        False,
        False,
        False,
        True,
        True,
    ]


@pytest.mark.parametrize(
    "facts,said",
    (
        ({}, "Accept it if every topic is answered; if not, ask the NPT, answer due by 30 Nov"),
        ({"red_flag": True}, "Read it now: refer where a child may be at risk"),
        ({"repeats_last": True}, "It repeats the last return"),
        ({"outcome": Outcome.SEEN_PARTIAL}, "The visit did not complete"),
        ({"outcome": Outcome.SEEN_FULL}, "Accept it if every topic is answered"),
        ({"kind": TaskKind.REFERRAL}, "Ask children's social care for their reference"),
        ({"kind": TaskKind.SIGNIFICANT_CHANGE}, "See the person by 23 Nov 2026"),
        ({"kind": TaskKind.NPT_ENQUIRY}, "Ask again, answer due by 30 Nov 2026"),
        ({"kind": TaskKind.ARMS_ASSESSMENT}, "Assess. Done today, the next falls due on 23 Nov"),
        (
            {"kind": TaskKind.ARMS_ASSESSMENT, "arms_due_on": date(2026, 11, 28)},
            "Assess by 28 Nov 2026. Done today, the next falls due on 23 Nov 2027.",
        ),
        (
            {"kind": TaskKind.ARMS_ASSESSMENT, "arms_due_on": date(2026, 11, 22)},
            "Assess now: it was due on 22 Nov 2026, 1 day ago.",
        ),
        ({"answered": True}, "Read the answer"),
        ({"state": TaskState.DONE}, "Nothing more"),
        (
            {"state": TaskState.HELD, "back_on": date(2026, 12, 4)},
            "It comes back by itself on 4 Dec 2026",
        ),
        ({"state": TaskState.HELD, "back_on": TODAY}, "The hold is over"),
        (
            {"state": TaskState.WITH_NPT, "back_on": TODAY},
            "Wait for the answer, due on 23 Nov 2026.",
        ),
        ({"state": TaskState.WITH_NPT, "back_on": date(2026, 11, 22)}, "The answer is late"),
    ),
)
def test_the_next_step(facts: dict[str, Any], said: str) -> None:
    assert next_step(replace(PLAIN, **facts), a_policy(), TODAY).startswith(said)


@given(
    st.sampled_from(TaskKind),
    st.sampled_from(TaskState),
    st.sampled_from(RiskLevel),
    st.booleans(),
    st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
def test_there_is_always_a_step(
    kind: TaskKind, state: TaskState, level: RiskLevel, flag: bool, back_on: date | None
) -> None:
    facts = StepFacts(kind, state, level, flag, TODAY, back_on, arms_due_on=back_on)
    assert next_step(facts, a_policy(), TODAY).endswith(".")
