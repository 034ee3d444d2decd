"""Long words in a cell go on in a second line, broken between words."""

from __future__ import annotations

from ui.theme import Appearance, current
from ui.widgets.cells import two_lines

RETURN = "Seen at home, unannounced. Rent arrears cleared. No visitors, no new accounts."


def test_what_fits_stays_on_one_line(appearance: Appearance) -> None:
    metrics = current().metrics()
    wide = metrics.horizontalAdvance(RETURN)
    assert two_lines(metrics, RETURN, wide) == [RETURN]


def test_what_does_not_is_broken_between_words_and_nothing_is_lost(
    appearance: Appearance,
) -> None:
    metrics = current().metrics()
    wide = metrics.horizontalAdvance(RETURN)
    for room in range(wide // 2, wide, 7):
        first, second = two_lines(metrics, RETURN, room)
        assert f"{first} {second}" == RETURN
        assert metrics.horizontalAdvance(first) <= room


def test_one_long_word_is_left_to_be_cut(appearance: Appearance) -> None:
    metrics = current().metrics()
    assert two_lines(metrics, "x" * 200, 100) == ["x" * 200]
