"""Cards and what stands in them: panels, tiles, facts, callouts, empty states, screen heads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.theme import Badge, Shape, Tone, colour, current
from ui.widgets.buttons import KeyButton, Kind, LinkButton
from ui.widgets.flow import FlowLayout
from ui.widgets.glyphs import paint_box, paint_focus, paint_shape, smooth
from ui.widgets.icons import paint_icon
from ui.widgets.pills import Pill
from ui.widgets.text import Role, Words


class Panel(QFrame):
    """A rounded card: a title if given, a `body` to fill, a tinted `footer` on demand.

    With `scrolls` the body scrolls between the title and the footer; use it for prose that
    may be longer than the window, as it is at 200 % text.
    """

    def __init__(
        self,
        title: str = "",
        note: str = "",
        scrolls: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        inner = QVBoxLayout()
        inner.setContentsMargins(16, 14, 16, 14)
        inner.setSpacing(4)
        self._title = Words(title, Role.HEADING, wrap=True)
        self._note = Words(note, Role.SMALL, wrap=True)
        inner.addWidget(self._title)
        inner.addWidget(self._note)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 8 if scrolls else 4 if title else 0, 0, 0)
        self.body.setSpacing(8)
        if scrolls:
            inner.addWidget(_scrolling(self.body), 1)
        else:
            inner.addLayout(self.body, 1)
        self._inner = inner
        self._column.addLayout(inner, 1)
        # Only now: shown without a parent, they would be windows of their own for a moment.
        self._title.setVisible(bool(title))
        self._note.setVisible(bool(note))
        self._footer: FlowLayout | None = None

    def set_title(self, title: str, note: str = "") -> None:
        """Change the heading and the line under it; empty ones take no room."""
        self.setAccessibleName(title)
        self._title.set_words(title)
        self._note.set_words(note)
        self._title.setVisible(bool(title))
        self._note.setVisible(bool(note))

    def set_flush(self) -> None:
        """Let the body reach the edges, for a table that fills the card."""
        self._inner.setContentsMargins(0, 0, 0, 0)
        self.body.setContentsMargins(0, 0, 0, 0)

    @property
    def footer(self) -> FlowLayout:
        """A flowing row of buttons under a line; made when first asked for."""
        if self._footer is None:
            frame = QFrame(self)
            frame.setObjectName("footer")
            self._footer = FlowLayout(frame, gap=8)
            self._footer.setContentsMargins(16, 12, 16, 12)
            self._column.addWidget(frame)
        return self._footer

    def show_footer(self, shown: bool) -> None:
        """Take the footer away while it has nothing to offer, or bring it back."""
        frame = self.footer.parentWidget()
        assert frame is not None
        frame.setVisible(shown)


class _Scrolled(QWidget):
    """What is inside a scrolling area: as tall as its words are at the width they have.

    Qt's own answer is the height at the least width, which scrolls what would fit.
    """

    def minimumSizeHint(self) -> QSize:
        """The least width; the height follows from the width there is."""
        return QSize(super().minimumSizeHint().width(), 0)


def _scrolling(body: QVBoxLayout) -> QScrollArea:
    """An area without a frame that scrolls `body` up and down; Tab brings fields into sight."""
    inside = _Scrolled()
    inside.setObjectName("clear")
    inside.setLayout(body)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area


class Tile(QFrame):
    """A label, one big value and a toned note. With `opens` it is pressed like a button.

    Signals:
        pressed: by click, Enter or Space.
    """

    pressed = Signal()

    def __init__(self, label: str, opens: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label, self._opens = label, opens
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(15, 12, 15, 13)
        column.setSpacing(4)
        self._value = Words("", Role.FIGURE)
        self._note: Pill | None = None
        column.addWidget(Words(label, Role.SMALL, wrap=True))
        # Values of a row stand on one line, whether their labels take one line or two.
        column.addStretch(1)
        column.addWidget(self._value)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        if opens:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_value("…")

    def set_value(self, value: str, note: Badge | None = None) -> None:
        """Show a value and, below it, a badge or none."""
        self._value.set_words(value)
        if note is not None and self._note is None:
            self._note = Pill(note, self)
            self._column.insertWidget(3, self._note)
        if self._note is not None:
            self._note.setVisible(note is not None)
            if note is not None:
                self._note.set_badge(note)
        said = f"{self._label}: {value}" + (f", {note.words}" if note else "")
        self.setAccessibleName(said)

    def minimumSizeHint(self) -> QSize:
        """Room for the value and its note unbroken, so that a row of tiles wraps in time."""
        hint = super().minimumSizeHint()
        note = self._note.sizeHint().width() + 32 if self._note else 0
        return hint.expandedTo(QSize(max(current().px(128), note), 0))

    def sizeHint(self) -> QSize:
        """As small as it may be: rows of tiles share the width out."""
        return self.minimumSizeHint()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click inside opens."""
        if self._opens and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space open."""
        if self._opens and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card, then the pointer's or the focus's edge."""
        super().paintEvent(event)
        if not self._opens:
            return
        painter = QPainter(self)
        smooth(painter)
        if self.hasFocus():
            paint_focus(painter, self.rect(), current().tokens, 8)
        elif self.underMouse():
            paint_box(painter, self.rect(), "", current().tokens.edge, 8)
        painter.end()


class Tiles(QWidget):
    """A row of tiles of one width that wraps evenly when there is no room."""

    def __init__(self, tiles: Sequence[Tile] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self, gap=12, share=True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        for tile in tiles:
            self._flow.addWidget(tile)


class Fact(NamedTuple):
    """One line of a fact list; `tone` colours the value; `why` puts 'Why?' after it."""

    label: str
    value: str
    tone: Tone | None = None
    why: Callable[[QWidget], None] | None = None


class Facts(QWidget):
    """Labels at the left, values at the right, wrapped. Replaced as a whole."""

    def __init__(self, facts: Sequence[Fact] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)
        self.set_facts(facts)

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show these instead."""
        while (taken := self._grid.takeAt(0)) is not None:
            widget = taken.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        theme = current()
        widest = max((theme.metrics().horizontalAdvance(fact.label) for fact in facts), default=0)
        self._grid.setColumnMinimumWidth(0, min(widest + 2, theme.px(150)))
        for line, fact in enumerate(facts):
            label = Words(fact.label, Role.SECOND, wrap=True)
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(label, line, 0)
            self._grid.addWidget(self._value(fact), line, 1)

    def minimumSizeHint(self) -> QSize:
        """A line for each; the layout asks for what wrapped values need beyond that."""
        lines = self._grid.rowCount()
        return QSize(current().px(160), lines * (current().metrics().height() + 5))

    def _value(self, fact: Fact) -> QWidget:
        value = Words(fact.value, wrap=True, copy=True)
        value.setAccessibleName(f"{fact.label}: {fact.value}")
        value.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        if fact.tone is not None:
            value.setStyleSheet(f"color: {current().tokens.inks(fact.tone).ink}; font-weight: 600;")
        if fact.why is None:
            return value
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        why = LinkButton("Why?")
        why.setAccessibleName(f"Why this date? {fact.label}")
        asked = fact.why
        why.clicked.connect(lambda: asked(why))
        row.addWidget(value, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(why, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        value.setWordWrap(False)
        return box


class Callout(QLabel):
    """A tinted box with a bar at its left: a bold lead, then what it means."""

    def __init__(
        self, tone: Tone, lead: str, text: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setContentsMargins(15, 10, 12, 10)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_words(tone, lead, text)

    def set_words(self, tone: Tone, lead: str, text: str = "") -> None:
        """Say something else, in another tone. The words are never read as markup."""
        self.tone = tone
        bold = f'<span style="font-weight:600">{_plain(lead)}</span>' if lead else ""
        self.setText(f"{bold} {_plain(text)}".strip())
        self.setAccessibleName(" ".join(part for part in (lead, text) if part))
        self.update()

    def minimumSizeHint(self) -> QSize:
        """One line; its layout asks for the rest."""
        return QSize(60, self.fontMetrics().height() + 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and bar."""
        tokens = current().tokens
        inks = tokens.inks(self.tone)
        painter = QPainter(self)
        smooth(painter)
        paint_box(painter, self.rect(), inks.ground, "", 5)
        painter.setClipRect(QRect(0, 0, 4, self.height()))
        paint_box(painter, self.rect(), inks.ink, "", 5)
        painter.end()
        super().paintEvent(event)


class EmptyState(QWidget):
    """What an empty list says: what is not there, where the work is, and a way to it.

    `icon`: of resources/icons; without one a tick stands there, for work that is done.
    """

    def __init__(
        self,
        title: str,
        sentence: str = "",
        action: str = "",
        on_action: Callable[[], None] | None = None,
        parent: QWidget | None = None,
        icon: str = "",
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(6)
        column.addStretch(2)
        column.addWidget(_Ring(icon, self), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(6)
        for text, role in ((title, Role.HEADING), (sentence, Role.SECOND)):
            words = Words(text, role, wrap=True)
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(words)
            words.setVisible(bool(text))
        if action and on_action is not None:
            button = KeyButton(action, kind=Kind.SECONDARY)
            button.clicked.connect(on_action)
            column.addSpacing(8)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.setAccessibleName(f"{title} {sentence}".strip())


class _Ring(QWidget):
    """The tick, or an icon, in a ring over an empty list."""

    def __init__(self, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = icon

    def sizeHint(self) -> QSize:
        side = current().px(44)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current()
        inks = theme.tokens.inks(Tone.NEUTRAL if self._icon else Tone.GOOD)
        painter = QPainter(self)
        smooth(painter)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(inks.ground))
        painter.drawEllipse(self.rect())
        side = self.width() * 0.4
        mark = self.rect().toRectF()
        edge = (self.width() - side) / 2
        place = mark.adjusted(edge, edge, -edge, -edge)
        if self._icon:
            paint_icon(painter, place, self._icon, inks.ink)
        else:
            paint_shape(painter, place, Shape.TICK, inks.ink)
        painter.end()


class ScreenHead(QWidget):
    """The top of every screen: title, the line under it, and buttons at the right.

    Where the buttons do not fit beside the title in one line, they stand below it.
    """

    def __init__(self, title: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        words = QVBoxLayout()
        words.setSpacing(2)
        # A long name at large text goes on in a second line.
        self.title = Words(title, Role.TITLE, wrap=True)
        self.note = Words(note, Role.SECOND, wrap=True)
        words.addWidget(self.title)
        words.addWidget(self.note)
        words.addStretch(0)
        row.addLayout(words, 1)
        self._row = row
        self._buttons: FlowLayout | None = None

    def add(self, widget: QWidget) -> None:
        """Put a button or a few words at the right; they wrap where there is no room."""
        if self._buttons is None:
            box = QWidget()
            self._buttons = FlowLayout(box, gap=8)
            self._row.addWidget(box)
        self._buttons.addWidget(widget)

    def minimumSizeHint(self) -> QSize:
        """As narrow as it is with the buttons below, also while they are still beside the title.

        Else a place that is too narrow would be made wide enough, and they would never move.
        """
        hint = super().minimumSizeHint()
        if self._buttons is None:
            return hint
        least = max(self.title.minimumSizeHint().width(), self._buttons.minimumSize().width())
        return QSize(least, hint.height())

    def event(self, event: QEvent) -> bool:
        """Other words, other buttons or another width: beside the title, or below it."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._turn()
        return super().event(event)

    def _turn(self) -> None:
        if self._buttons is None:
            return
        title = self.title.fontMetrics().horizontalAdvance(self.title.text())
        needed = title + 16 + self._buttons.sizeHint().width()
        beside = needed <= self.width()
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if way is not self._row.direction():
            self._row.setDirection(way)
            self._row.setSpacing(16 if beside else 8)


def _plain(text: str) -> str:
    """Text as rich text shows it unchanged. (The `html` module takes longer than the window.)"""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
