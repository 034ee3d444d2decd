"""The look in numbers: colours, sizes and fonts; light, dark and high contrast.

Values here and in the widgets are NamedTuples: a frozen dataclass takes half a millisecond to
make, and all that the first list needs is made before it is painted.
"""

from __future__ import annotations

import os
import re
from enum import StrEnum
from functools import cache
from typing import ClassVar, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetrics,
    QGuiApplication,
    QPalette,
)
from PySide6.QtWidgets import QApplication

from rsovisit.paths import resource


class Tone(StrEnum):
    """What a colour says. Never the only bearer of it: words and a shape say it too."""

    ESCALATED = "escalated"
    OVERDUE = "overdue"
    SOON = "soon"
    GOOD = "good"
    NEUTRAL = "neutral"
    ACCENT = "accent"
    INFO = "info"


class Shape(StrEnum):
    """The mark beside a status word."""

    TRIANGLE = "triangle"
    DISC = "disc"
    RING = "ring"
    PAUSE = "pause"
    TICK = "tick"
    NONE = "none"


SHAPES: dict[Tone, Shape] = {
    Tone.ESCALATED: Shape.TRIANGLE,
    Tone.OVERDUE: Shape.TRIANGLE,
    Tone.SOON: Shape.DISC,
    Tone.GOOD: Shape.RING,
    Tone.NEUTRAL: Shape.PAUSE,
    Tone.ACCENT: Shape.NONE,
    Tone.INFO: Shape.NONE,
}
"""The shape that goes with lateness in each tone."""


class Badge(NamedTuple):
    """A few words in a tone, with a shape: '57 d overdue', escalated, triangle."""

    words: str
    tone: Tone = Tone.NEUTRAL
    shape: Shape = Shape.NONE


class Inks(NamedTuple):
    """Text of `ink` on `ground`; the pair keeps at least 4.5:1."""

    ink: str
    ground: str


class Tokens(NamedTuple):
    """One set of colours, as '#rrggbb'. `third` is decoration only: never needed text.

    `line` divides, `frame` bounds buttons, `edge` bounds what is typed in (3:1 against the
    panel), `fill` carries `on_fill` on primary buttons, `ages` are the chart's three steps
    of lateness.
    """

    window: str
    panel: str
    raised: str
    hover: str
    line: str
    frame: str
    edge: str
    ink: str
    second: str
    third: str
    accent: str
    fill: str
    fill_hover: str
    on_fill: str
    selection: str
    escalated: Inks
    overdue: Inks
    soon: Inks
    good: Inks
    neutral: Inks
    info: Inks
    ages: tuple[str, str, str]
    marking: Inks = Inks("#ffffff", "#10243f")
    rehearsal: Inks = Inks("#2a1d00", "#ffc93c")

    def inks(self, tone: Tone) -> Inks:
        """The colours of a tone."""
        if tone is Tone.ACCENT:
            return Inks(self.accent, self.selection)
        inks: Inks = getattr(self, tone.value)
        return inks


LIGHT = Tokens(
    window="#f6f7f9",
    panel="#ffffff",
    raised="#fafbfc",
    hover="#f4f7fb",
    line="#dfe4ea",
    frame="#d2d9e1",
    edge="#8492a1",
    ink="#17202b",
    second="#556270",
    third="#8090a0",
    accent="#1f5fbf",
    fill="#1f5fbf",
    fill_hover="#1a53a8",
    on_fill="#ffffff",
    selection="#eaf1fd",
    escalated=Inks("#b3261e", "#fdecea"),
    overdue=Inks("#8a4b00", "#fff1dd"),
    soon=Inks("#5b5300", "#fbf6cf"),
    good=Inks("#1c6b3c", "#e5f5ea"),
    neutral=Inks("#556270", "#eef1f4"),
    info=Inks("#3a459b", "#eaecfb"),
    ages=("#bf8600", "#c2541a", "#8f1d17"),
)

DARK = Tokens(
    window="#12161c",
    panel="#1a2029",
    raised="#1e2530",
    hover="#1f2733",
    line="#2b3441",
    frame="#3c4859",
    edge="#6f8093",
    ink="#e6ebf1",
    second="#9fb0c2",
    third="#71818f",
    accent="#6ea8ff",
    fill="#2c69d8",
    fill_hover="#2560cb",
    on_fill="#ffffff",
    selection="#223250",
    escalated=Inks("#ffb4ab", "#4a1c1a"),
    overdue=Inks("#ffcf8f", "#45300f"),
    soon=Inks("#f0e08a", "#3d380f"),
    good=Inks("#9be0b4", "#16382a"),
    neutral=Inks("#9fb0c2", "#2b3441"),
    info=Inks("#bcc5ff", "#282f5e"),
    ages=("#f2cf63", "#ee8c4a", "#e5534b"),
)

LIGHT_CONTRAST = LIGHT._replace(
    window="#ffffff",
    raised="#ffffff",
    line="#4a545f",
    frame="#4a545f",
    edge="#000000",
    ink="#000000",
    second="#1f2730",
    third="#3c4650",
    accent="#003c8f",
    fill="#003c8f",
    fill_hover="#002a66",
    selection="#d6e6ff",
    escalated=Inks("#7d0b06", "#ffffff"),
    overdue=Inks("#5c3200", "#ffffff"),
    soon=Inks("#3f3900", "#ffffff"),
    good=Inks("#0b4724", "#ffffff"),
    neutral=Inks("#1f2730", "#ffffff"),
    info=Inks("#1f2a7d", "#ffffff"),
)

DARK_CONTRAST = DARK._replace(
    window="#000000",
    panel="#000000",
    raised="#0a0d11",
    line="#9aa7b5",
    frame="#9aa7b5",
    edge="#ffffff",
    ink="#ffffff",
    second="#dbe4ee",
    third="#b4c0cc",
    accent="#9cc6ff",
    fill="#9cc6ff",
    fill_hover="#c2dcff",
    on_fill="#000000",
    selection="#1b2c4a",
    escalated=Inks("#ffc9c3", "#000000"),
    overdue=Inks("#ffdcae", "#000000"),
    soon=Inks("#fff0a3", "#000000"),
    good=Inks("#b7f2cb", "#000000"),
    neutral=Inks("#dbe4ee", "#000000"),
    info=Inks("#d3d9ff", "#000000"),
)

BODY, SMALL, LABEL, HEADING, TITLE, FIGURE = 13, 12, 11, 15, 20, 23
"""Text sizes in pixels at 100 %."""

TEXT_SIZES = (90, 100, 115, 130, 150, 175, 200)
"""What the text can be set to, in per cent."""

_DEMI = QFont.Weight.DemiBold
_HOLE = re.compile(r"@(\d+)px|@(\w+)")


class Theme:
    """Colours at a text size. Unchanging once made, so fonts and measures are kept."""

    def __init__(self, tokens: Tokens = LIGHT, scale: float = 1.0, family: str = "") -> None:
        self.tokens = tokens
        self.scale = scale
        self.family = family
        self._fonts: dict[tuple[int, bool], QFont] = {}
        self._metrics: dict[tuple[int, bool], QFontMetrics] = {}
        self._widths: dict[tuple[str, int, bool], int] = {}

    @property
    def dark(self) -> bool:
        """Whether the ground is darker than the text."""
        return QColor(self.tokens.window).lightness() < 128

    def px(self, pixels: float) -> int:
        """A length that grows with the text, in device-independent pixels."""
        return round(pixels * self.scale)

    def font(self, size: int = BODY, bold: bool = False) -> QFont:
        """The interface font at a size of the scale, semi-bold when asked; figures line up."""
        font = self._fonts.get((size, bold))
        if font is None:
            font = QFont(self.family) if self.family else QFont(QGuiApplication.font())
            font.setPixelSize(self.px(size))
            font.setWeight(_DEMI if bold else QFont.Weight.Normal)
            font.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[size, bold] = font
        return font

    def metrics(self, size: int = BODY, bold: bool = False) -> QFontMetrics:
        """Measures of `font(size, bold)`."""
        metrics = self._metrics.get((size, bold))
        if metrics is None:
            metrics = self._metrics[size, bold] = QFontMetrics(self.font(size, bold))
        return metrics

    def wide(self, text: str, size: int = BODY, bold: bool = False) -> int:
        """Pixels one of the program's own texts takes. Kept: layouts ask for it time and again."""
        key = (text, size, bold)
        width = self._widths.get(key)
        if width is None:
            width = self._widths[key] = self.metrics(size, bold).horizontalAdvance(text)
        return width

    def palette(self) -> QPalette:
        """The same colours for what Qt draws by itself."""
        return _palette(self.tokens)

    def stylesheet(self) -> str:
        """The one stylesheet of the application, filled in with these colours and sizes."""
        values = _values(self.tokens)

        def fill(hole: re.Match[str]) -> str:
            pixels, name = hole.groups()
            return f"{self.px(int(pixels))}px" if pixels else values[name]

        return _HOLE.sub(fill, _template())


@cache
def colour(name: str) -> QColor:
    """A token's value as Qt wants it; kept, because painting asks thousands of times."""
    return QColor(name)


@cache
def _template() -> str:
    return resource("qss/kit.qss").read_text(encoding="utf-8")


def _values(tokens: Tokens) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, value in tokens._asdict().items():
        if isinstance(value, Inks):
            values[f"{name}_ink"], values[f"{name}_ground"] = value.ink, value.ground
        elif isinstance(value, str):
            values[name] = value
    return values


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for colour_role, value in (
        (role.Window, tokens.window),
        (role.Base, tokens.panel),
        (role.AlternateBase, tokens.raised),
        (role.Button, tokens.panel),
        (role.Light, tokens.panel),
        (role.Midlight, tokens.hover),
        (role.Mid, tokens.line),
        (role.Dark, tokens.edge),
        (role.WindowText, tokens.ink),
        (role.Text, tokens.ink),
        (role.ButtonText, tokens.ink),
        (role.PlaceholderText, tokens.second),
        (role.Highlight, tokens.fill),
        (role.HighlightedText, tokens.on_fill),
        (role.Accent, tokens.fill),
        (role.Link, tokens.accent),
        (role.ToolTipBase, tokens.ink),
        (role.ToolTipText, tokens.panel),
    ):
        palette.setColor(colour_role, colour(value))
    for text_role in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, text_role, colour(tokens.third))
    return palette


class Mode(StrEnum):
    """Who decides between light and dark."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Appearance(QObject):
    """Light or dark, and how large the text is, for the whole application.

    Signals:
        changed: the theme in force is another one; widgets have already been told to repaint.
    """

    changed = Signal()
    in_force: ClassVar[Theme] = Theme()
    _newest: ClassVar[Appearance | None] = None

    def __init__(
        self, application: QApplication, mode: Mode = Mode.SYSTEM, text: int = 100
    ) -> None:
        super().__init__(application)
        self._application = application
        self._hints = application.styleHints()
        self.mode = mode
        self.text = text
        Appearance._newest = self
        # Asking Qt for its style costs 5 ms; whoever starts the program may have named it.
        if os.environ.get("QT_STYLE_OVERRIDE", "").lower() != "fusion":
            application.setStyle("Fusion")
        self._family = "Inter" if QFontDatabase.hasFamily("Inter") else ""
        self._apply()
        self._hints.colorSchemeChanged.connect(self._on_system_changed)
        self._hints.accessibility().contrastPreferenceChanged.connect(self._on_system_changed)

    def set_mode(self, mode: Mode) -> None:
        """Follow the system, or stay light or dark."""
        self.mode = mode
        self._apply()

    def set_text(self, percent: int) -> None:
        """Text and all that grows with it, in per cent, held to 75-300."""
        self.text = min(max(percent, 75), 300)
        self._apply()

    def _on_system_changed(self) -> None:
        # A window opened later, for another person, has its own.
        if Appearance._newest is self:
            self._apply()

    def _tokens(self) -> Tokens:
        asked = self._hints.colorScheme() is Qt.ColorScheme.Dark
        dark = asked if self.mode is Mode.SYSTEM else self.mode is Mode.DARK
        wanted = self._hints.accessibility().contrastPreference()
        if wanted is Qt.ContrastPreference.HighContrast:
            return DARK_CONTRAST if dark else LIGHT_CONTRAST
        return DARK if dark else LIGHT

    def _apply(self) -> None:
        theme = Theme(self._tokens(), self.text / 100, self._family)
        before = Appearance.in_force
        # Another window may have seen to it: every widget there is would be dressed anew.
        dressed = bool(self._application.styleSheet())
        if dressed and (theme.tokens, theme.scale) == (before.tokens, before.scale):
            return
        Appearance.in_force = theme
        self._application.setPalette(theme.palette())
        self._application.setFont(theme.font())
        self._application.setStyleSheet(theme.stylesheet())
        self.changed.emit()


def current() -> Theme:
    """The theme in force. Ask while painting; never keep it."""
    return Appearance.in_force


def motion() -> bool:
    """Whether things may slide: not where the person asked for less, nor off screen."""
    if QGuiApplication.platformName() in ("offscreen", "minimal"):
        return False
    hints = QGuiApplication.styleHints()
    # Qt 6.12 and later know whether the person wants less motion; before, nobody can ask.
    wanted = getattr(hints.accessibility(), "motionPreference", None)
    return wanted is None or wanted().name != "ReducedMotion"
