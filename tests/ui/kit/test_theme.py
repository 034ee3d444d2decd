"""Colours can be read by everyone, sizes grow, and the look follows the system."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ui.theme import (
    DARK,
    DARK_CONTRAST,
    LIGHT,
    LIGHT_CONTRAST,
    Appearance,
    Mode,
    Theme,
    Tokens,
    Tone,
    current,
    motion,
)

SETS = {
    "light": LIGHT,
    "dark": DARK,
    "light, high contrast": LIGHT_CONTRAST,
    "dark, high contrast": DARK_CONTRAST,
}
every_set = pytest.mark.parametrize("tokens", SETS.values(), ids=SETS.keys())


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2 between two colours."""

    def luminance(name: str) -> float:
        def linear(part: float) -> float:
            return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

        red, green, blue, _ = QColor(name).getRgbF()
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@every_set
def test_needed_text_stands_out_from_every_ground_it_is_put_on(tokens: Tokens) -> None:
    grounds = (tokens.window, tokens.panel, tokens.raised, tokens.hover, tokens.selection)
    for ink in (tokens.ink, tokens.second, tokens.accent):
        for ground in grounds:
            assert contrast(ink, ground) >= 4.5, (ink, ground)
    assert contrast(tokens.on_fill, tokens.fill) >= 4.5
    assert contrast(tokens.on_fill, tokens.fill_hover) >= 4.5
    assert contrast(tokens.second, tokens.neutral.ground) >= 4.5


@every_set
@pytest.mark.parametrize("tone", list(Tone))
def test_each_tone_can_be_read_on_its_own_ground_and_on_a_panel(tokens: Tokens, tone: Tone) -> None:
    inks = tokens.inks(tone)
    assert contrast(inks.ink, inks.ground) >= 4.5
    assert contrast(inks.ink, tokens.panel) >= 4.5


@every_set
def test_markings_can_be_read_and_a_rehearsal_looks_like_nothing_else(tokens: Tokens) -> None:
    assert contrast(*tokens.marking) >= 7
    assert contrast(*tokens.rehearsal) >= 7
    assert contrast(tokens.marking.ground, tokens.rehearsal.ground) >= 4.5


@every_set
def test_fields_and_charts_stand_out_as_shapes_do(tokens: Tokens) -> None:
    """WCAG 1.4.11: 3:1 for what bounds a field or carries a number."""
    for ink in (tokens.edge, *tokens.ages):
        assert contrast(ink, tokens.panel) >= 3, ink


def test_high_contrast_is_higher_throughout() -> None:
    for plain, strong in ((LIGHT, LIGHT_CONTRAST), (DARK, DARK_CONTRAST)):
        for ink in ("ink", "second", "accent", "edge"):
            before = contrast(getattr(plain, ink), plain.panel)
            assert contrast(getattr(strong, ink), strong.panel) > before
            assert contrast(getattr(strong, ink), strong.panel) >= 7


@every_set
def test_the_stylesheet_is_filled_in_completely(tokens: Tokens) -> None:
    sheet = Theme(tokens, 1.5).stylesheet()
    assert "@" not in sheet
    assert tokens.escalated.ink in sheet
    assert "font-size: 30px" in sheet  # a title of 20 at 150 %


def test_all_sizes_grow_with_the_text(qapp: QApplication) -> None:
    assert Theme(LIGHT, 2.0).font(13).pixelSize() == 26
    assert Theme(LIGHT, 2.0).px(34) == 68
    assert Theme(LIGHT, 1.0).metrics(13).height() < Theme(LIGHT, 2.0).metrics(13).height()


def test_a_theme_chosen_by_hand_is_told_and_painted(
    qtbot: QtBot, qapp: QApplication, appearance: Appearance
) -> None:
    with qtbot.waitSignal(appearance.changed):
        appearance.set_mode(Mode.DARK)
    assert current().tokens == DARK
    assert current().dark
    ground = qapp.palette().color(QPalette.ColorRole.Window).name()
    assert ground == DARK.window
    with qtbot.assertNotEmitted(appearance.changed):
        appearance.set_mode(Mode.DARK)


def test_the_system_decides_until_somebody_does(
    qapp: QApplication, appearance: Appearance, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dark:
        def colorScheme(self) -> Qt.ColorScheme:
            return Qt.ColorScheme.Dark

        def accessibility(self) -> object:
            return qapp.styleHints().accessibility()

    monkeypatch.setattr(appearance, "_hints", Dark())
    appearance.set_mode(Mode.SYSTEM)
    assert current().tokens == DARK
    appearance.set_mode(Mode.LIGHT)
    assert current().tokens == LIGHT


def test_high_contrast_is_respected(
    appearance: Appearance, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Strong:
        def colorScheme(self) -> Qt.ColorScheme:
            return Qt.ColorScheme.Light

        def accessibility(self) -> Strong:
            return self

        def contrastPreference(self) -> Qt.ContrastPreference:
            return Qt.ContrastPreference.HighContrast

    monkeypatch.setattr(appearance, "_hints", Strong())
    appearance.set_mode(Mode.SYSTEM)
    assert current().tokens == LIGHT_CONTRAST
    appearance.set_mode(Mode.DARK)
    assert current().tokens == DARK_CONTRAST


def test_only_the_newest_look_follows_the_system(
    qapp: QApplication, appearance: Appearance
) -> None:
    later = Appearance(qapp, Mode.DARK)
    appearance._on_system_changed()
    assert current().tokens == DARK
    later.deleteLater()


def test_the_text_size_reaches_labels_and_is_held_to_sense(
    qtbot: QtBot, appearance: Appearance
) -> None:
    label = QLabel("Visits")
    qtbot.addWidget(label)
    label.show()
    before = label.sizeHint().height()
    appearance.set_text(200)
    label.ensurePolished()
    assert label.sizeHint().height() > before * 1.7
    appearance.set_text(5000)
    assert appearance.text == 300


def test_every_colour_is_written_in_full() -> None:
    for tokens in SETS.values():
        for value in tokens._asdict().values():
            for name in [value] if isinstance(value, str) else value:
                assert re.fullmatch(r"#[0-9a-f]{6}", name)


def test_things_slide_only_where_a_person_looks_and_wants_it(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not motion()
    monkeypatch.setattr(QGuiApplication, "platformName", staticmethod(lambda: "xcb"))
    assert motion()
