"""Two returns beside each other: every word stays, and only what differs is marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from rsovisit.domain.triage import MOST_WORDS
from ui.screens.queue.compare import MarkedText, Run, alike_words, runs
from ui.theme import DARK, LIGHT, Appearance, Mode, Tone

_TEXTS = st.lists(st.sampled_from("lives alone no visitors phone shown".split())).map(" ".join)


def _said(text: tuple[Run, ...], same: bool) -> list[str]:
    return [run.words for run in text if run.same is same]


def test_only_what_differs_is_marked() -> None:
    left, right = runs(
        "Lives alone. States not in a relationship. One phone.",
        "Lives  ALONE. States a neighbour helps. One phone.",
    )
    assert _said(left, same=False) == ["not in", "relationship."]
    assert _said(right, same=False) == ["neighbour helps."]
    assert _said(right, same=True) == ["Lives ALONE. States", "a", "One phone."]


@given(_TEXTS, _TEXTS)
def test_no_word_is_lost_and_what_is_alike_is_alike(earlier: str, later: str) -> None:
    left, right = runs(earlier, later)
    assert " ".join(run.words for run in left) == earlier
    assert " ".join(run.words for run in right) == later
    assert " ".join(_said(left, same=True)) == " ".join(_said(right, same=True))


def test_words_past_those_compared_are_shown_and_not_marked() -> None:
    left, _ = runs("word " * (MOST_WORDS + 5), "word")
    assert sum(len(run.words.split()) for run in left) == MOST_WORDS + 5
    assert left[-1] == Run("word word word word word", True)


@pytest.mark.parametrize(
    "percent,words",
    (
        (None, ""),
        (12, "Two different returns: 12 % the same words in the same order."),
        (85, "85 % the same words in the same order. Underlined: what differs."),
        (100, "The two are the same, word for word."),
    ),
)
def test_how_alike_in_words(percent: int | None, words: str) -> None:
    assert alike_words(percent) == words


def test_marking_is_underlined_as_well_as_tinted_and_follows_the_theme(qapp: QApplication) -> None:
    look = Appearance(qapp, Mode.LIGHT)
    text = MarkedText((Run("Lives alone.", True), Run("A <b>&", False)), Tone.GOOD)
    assert "text-decoration:underline" in text.text()
    assert LIGHT.good.ground in text.text()
    assert "A &lt;b&gt;&amp;" in text.text()
    assert text.accessibleName() == "Lives alone. A <b>&"
    assert text.accessibleDescription() == "What differs: A <b>&"
    look.set_mode(Mode.DARK)
    QApplication.processEvents()
    assert DARK.good.ground in text.text()
    look.set_mode(Mode.LIGHT)
    text.deleteLater()
    look.deleteLater()
