"""The rail: the screens this role uses, each with the count of what waits in it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import SMALL, colour, current
from ui.widgets.buttons import PaintedButton
from ui.widgets.glyphs import LEFT, RIGHT, paint_box, paint_focus, smooth
from ui.widgets.icons import paint_icon
from ui.widgets.text import Role, Words


class RailEntry(NamedTuple):
    """One line of the rail; `counts` says whether a number will come for it."""

    key: str
    title: str
    section: str
    icon: str
    counts: bool = False


class RailButton(PaintedButton):
    """One line: icon, words, number.

    Signals:
        left(int): Up, Down, Home or End was pressed here, as Qt's key.
    """

    left = Signal(int)

    def __init__(self, entry: RailEntry, parent: QWidget | None = None) -> None:
        super().__init__(entry.title, parent)
        self._entry = entry
        self._count: int | None = None
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.set_count(None)

    def set_count(self, count: int | None) -> None:
        """Show how much waits; None while it is not known."""
        self._count = count
        name = self.words() if count is None else f"{self.words()}, {count:,}"
        self.setAccessibleName(name)
        self.update()

    def sizeHint(self) -> QSize:
        """Room for a four-figure number, come or not, so that nothing moves."""
        theme = current()
        width = theme.metrics(bold=True).horizontalAdvance(self.words()) + theme.px(11 + 16 + 10)
        if self._entry.counts:
            width += theme.px(10) + theme.metrics(SMALL, bold=True).horizontalAdvance("0,000")
        return QSize(width + theme.px(12), theme.px(34))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows are the rail's; handed up, the scroll area between would take them."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End):
            self.left.emit(event.key())
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, icon, words, number, focus."""
        theme = current()
        tokens = theme.tokens
        painter = QPainter(self)
        smooth(painter)
        chosen = self.isChecked()
        if chosen or self.underMouse():
            paint_box(painter, self.rect(), tokens.selection if chosen else tokens.hover)
        ink = tokens.accent if chosen else tokens.second
        side = theme.px(16)
        place = QRectF(theme.px(11), (self.height() - side) / 2, side, side)
        paint_icon(painter, place, self._entry.icon, ink)
        left = theme.px(11 + 16 + 10)
        room = QRect(left, 0, self.width() - left - theme.px(12), self.height())
        if self._count is not None:
            painter.setFont(theme.font(SMALL, bold=chosen))
            painter.setPen(colour(ink))
            painter.drawText(room, RIGHT, f"{self._count:,}")
        painter.setFont(theme.font(bold=chosen))
        painter.setPen(colour(tokens.accent if chosen else tokens.ink))
        painter.drawText(room, LEFT, self.words())
        if self.hasFocus():
            paint_focus(painter, self.rect(), tokens)
        painter.end()


class Rail(QFrame):
    """All lines under their headings. Up and Down move, Enter opens; one stop for Tab.

    Signals:
        chosen(str): the key of the screen to open.
    """

    chosen = Signal(str)

    def __init__(self, entries: Sequence[RailEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAccessibleName("Screens")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 1, 0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setObjectName("clear")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(8, 12, 8, 12)
        self._column.setSpacing(1)
        self._buttons: dict[str, RailButton] = {}
        section = ""
        for entry in entries:
            if entry.section != section:
                section = entry.section
                self._add_heading(section)
            self._add(entry)
        self._column.addStretch(1)
        scroll.setWidget(inside)
        outer.addWidget(scroll)
        self._fit()
        self.set_current("")

    def _add_heading(self, section: str) -> None:
        heading = Words(section, Role.SECTION)
        heading.setContentsMargins(11, 14, 0, 5)
        self._column.addWidget(heading)

    def _add(self, entry: RailEntry) -> None:
        button = RailButton(entry)
        button.clicked.connect(lambda _on=False, key=entry.key: self.chosen.emit(key))
        button.left.connect(partial(self._on_left, entry.key))
        self._buttons[entry.key] = button
        self._column.addWidget(button)

    def button(self, key: str) -> RailButton:
        """One line's button."""
        return self._buttons[key]

    def screens(self) -> list[str]:
        """The screens, in order."""
        return list(self._buttons)

    def set_current(self, key: str) -> None:
        """Show which screen is open; one that is not in the rail lights none."""
        stop = key if key in self._buttons else next(iter(self._buttons), "")
        for name, button in self._buttons.items():
            button.setChecked(name == key)
            focus = Qt.FocusPolicy.StrongFocus if name == stop else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(focus)

    def set_count(self, key: str, count: int | None) -> None:
        """Show how much waits behind a line, if it is in the rail."""
        if key in self._buttons:
            self._buttons[key].set_count(count)

    def _on_left(self, key: str, pressed: int) -> None:
        """Move the keyboard from one line to another."""
        buttons = list(self._buttons.values())
        at = self.screens().index(key)
        steps = {
            Qt.Key.Key_Up: at - 1,
            Qt.Key.Key_Down: at + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(buttons) - 1,
        }
        to = min(max(steps[Qt.Key(pressed)], 0), len(buttons) - 1)
        buttons[to].setFocus(Qt.FocusReason.OtherFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        """Another text size needs another width."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_buttons"):
            self._fit()

    def _fit(self) -> None:
        widest = max((button.sizeHint().width() for button in self._buttons.values()), default=0)
        self.setFixedWidth(max(widest + 17, current().px(204)))
