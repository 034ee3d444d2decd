"""Pills: a status in words and shape, and chips that choose one bucket of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Badge, colour, current
from ui.widgets.buttons import PaintedButton
from ui.widgets.flow import FlowLayout
from ui.widgets.glyphs import LEFT, badge_size, paint_badge, paint_box, paint_focus, smooth


class Pill(QWidget):
    """One badge, standing alone."""

    def __init__(self, badge: Badge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_badge(badge)

    def set_badge(self, badge: Badge) -> None:
        """Say something else."""
        self.badge = badge
        self.setAccessibleName(badge.words)
        self.setToolTip(badge.words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The whole badge."""
        return badge_size(self.badge, current())

    def minimumSizeHint(self) -> QSize:
        """It may be elided down to its shape; the tooltip then has the words."""
        return QSize(min(self.sizeHint().width(), current().px(60)), self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """Another text size needs other room."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The badge."""
        painter = QPainter(self)
        paint_badge(painter, self.rect(), self.badge, current())
        painter.end()


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing to choose. `count` is the length of the list it opens; None: no number."""

    key: str
    text: str
    count: int | None = None


_ARROWS = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
)


class ChipButton(PaintedButton):
    """One chip: filled when it is the chosen one."""

    def __init__(self, chip: Chip, parent: QWidget | None = None) -> None:
        super().__init__(chip.text, parent)
        self.key = chip.key
        self.setCheckable(True)
        self.set_count(chip.count)

    def set_count(self, count: int | None) -> None:
        """Show another number, or none."""
        self.count = count
        self.setAccessibleName(self.words() if count is None else f"{self.words()}, {count:,}")
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows belong to the row of chips; Qt would move the focus without choosing."""
        if event.key() in _ARROWS:
            event.ignore()
            return
        super().keyPressEvent(event)

    def _number(self) -> str:
        return "" if self.count is None else f"{self.count:,}"

    def sizeHint(self) -> QSize:
        """Words, number and round ends."""
        theme = current()
        metrics, bold = theme.metrics(), theme.metrics(bold=True)
        # Measured bold, so that being chosen does not move its neighbours.
        width = max(metrics.horizontalAdvance(self.words()), bold.horizontalAdvance(self.words()))
        if self._number():
            width += theme.px(6) + bold.horizontalAdvance(self._number())
        return QSize(width + 2 * theme.px(13), theme.px(30))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Box, words, number, focus."""
        theme = current()
        tokens = theme.tokens
        painter = QPainter(self)
        smooth(painter)
        chosen, hot, radius = self.isChecked(), self.underMouse(), self.height() / 2
        if chosen:
            paint_box(painter, self.rect(), tokens.fill, "", radius)
        else:
            paint_box(
                painter, self.rect(), tokens.hover if hot else tokens.panel, tokens.frame, radius
            )
        bold = theme.metrics(bold=True)
        metrics = theme.metrics(bold=chosen)
        number = self._number()
        words = metrics.horizontalAdvance(self.words())
        whole = words + (theme.px(6) + bold.horizontalAdvance(number) if number else 0)
        left = (self.width() - whole) // 2
        painter.setFont(theme.font(bold=chosen))
        painter.setPen(colour(tokens.on_fill if chosen else tokens.second))
        painter.drawText(QRect(left, 0, words + 2, self.height()), LEFT, self.words())
        if number:
            painter.setFont(theme.font(bold=True))
            painter.setPen(colour(tokens.on_fill if chosen else tokens.ink))
            place = QRect(left + words + theme.px(6), 0, self.width(), self.height())
            painter.drawText(place, LEFT, number)
        if self.hasFocus():
            paint_focus(painter, self.rect(), tokens, radius)
            if chosen:
                inner = self.rect().adjusted(3, 3, -3, -3)
                paint_box(painter, inner, "", tokens.on_fill, radius - 3)
        painter.end()


class Chips(QWidget):
    """One of several, by click or by the arrow keys; one stop for Tab.

    Signals:
        chosen(str): the key of the chip the person chose; not sent for `choose`.
    """

    chosen = Signal(str)
    starts_chosen = True

    def __init__(
        self, name: str, chips: Sequence[Chip] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._flow = FlowLayout(self, gap=8)
        self._buttons: dict[str, ChipButton] = {}
        self.set_chips(chips)

    def set_chips(self, chips: Sequence[Chip]) -> None:
        """Offer these; the choice stays if it is still among them, else the first."""
        before = self.choice
        if [chip.key for chip in chips] != list(self._buttons):
            self._rebuild(chips)
        for chip in chips:
            self._buttons[chip.key].set_count(chip.count)
        first = chips[0].key if chips and self.starts_chosen else ""
        self.choose(before if before in self._buttons else first)

    @property
    def choice(self) -> str:
        """The key of the chosen one; '' while there are none."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def choose(self, key: str) -> None:
        """Choose without telling anyone. Unknown keys choose nothing."""
        stop = key if key in self._buttons else next(iter(self._buttons), "")
        for name, button in self._buttons.items():
            button.setChecked(name == key)
            focus = Qt.FocusPolicy.StrongFocus if name == stop else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(focus)

    def button(self, key: str) -> ChipButton:
        """One chip's button."""
        return self._buttons[key]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End choose among the chips."""
        keys = list(self._buttons)
        if not keys or event.key() not in _ARROWS:
            super().keyPressEvent(event)
            return
        at = keys.index(self.choice) if self.choice else -1
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Up:
                to = max(at - 1, 0)
            case Qt.Key.Key_Home:
                to = 0
            case Qt.Key.Key_End:
                to = len(keys) - 1
            case _:
                to = min(at + 1, len(keys) - 1)
        self._buttons[keys[to]].setFocus(Qt.FocusReason.OtherFocusReason)
        if keys[to] != self.choice:
            self._on_pressed(keys[to])

    def _rebuild(self, chips: Sequence[Chip]) -> None:
        for button in self._buttons.values():
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = {chip.key: ChipButton(chip, self) for chip in chips}
        for key, button in self._buttons.items():
            button.clicked.connect(lambda _checked=False, key=key: self._on_pressed(key))
            self._flow.addWidget(button)

    def _on_pressed(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)


class Choice(Chips):
    """One answer of a few, as radio pills; nothing is chosen until the person chooses.

    `options` are (value, words); a StrEnum's value will do. `value` is '' until chosen.
    """

    starts_chosen = False

    def __init__(
        self, name: str, options: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(name, [Chip(str(value), words) for value, words in options], parent)

    @property
    def value(self) -> str:
        """The chosen value, '' while there is none."""
        return self.choice
