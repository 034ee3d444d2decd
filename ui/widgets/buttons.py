"""Buttons: with the key drawn on them, as links, and as choosers of a menu."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from ui.theme import SMALL, Theme, Tokens, colour, current
from ui.widgets.glyphs import (
    CENTRE,
    LEFT,
    keycap_size,
    paint_box,
    paint_chevron,
    paint_focus,
    paint_keycap,
    smooth,
)
from ui.widgets.icons import paint_icon

_KEYS = {"Return": "↵", "Enter": "↵", "Escape": "Esc", "Left": "←", "Right": "→"}


def key_words(key: str) -> str:
    """A key in Qt's portable spelling as a keycap shows it: 'Ctrl K', 'Ctrl ↵', 'Ctrl +'."""
    parts = key.replace("++", "+plus").split("+")
    return " ".join(_KEYS.get(part, part.replace("plus", "+")) for part in parts)


class Kind(StrEnum):
    """How much a button weighs. One primary on a screen."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    DANGER = "danger"


class PaintedButton(QPushButton):
    """A button that paints itself: pointer, focus and Enter as everywhere else."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text.replace("&", "&&"), parent)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def words(self) -> str:
        """The text without Qt's ampersands."""
        return self.text().replace("&&", "&")

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its words."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another text size needs other room."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
        super().changeEvent(event)


class KeyButton(PaintedButton):
    """A button with its key drawn on it. Made from an action, it does what the action does."""

    def __init__(
        self,
        text: str,
        key: str = "",
        kind: Kind = Kind.SECONDARY,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.kind = kind
        self._key = key_words(key)
        if self._key:
            self.setAccessibleDescription(f"Key {self._key}")

    @classmethod
    def of(
        cls, action: QAction, kind: Kind = Kind.SECONDARY, parent: QWidget | None = None
    ) -> KeyButton:
        """A button for an action of `ui.actions.make`: its text, its key, enabled when it is.

        One that was withheld when the button is made stays hidden.
        """
        button = cls(action.text(), str(action.data() or ""), kind, parent)
        button.setEnabled(action.isEnabled())
        if not action.isVisible():
            button.hide()
        button.clicked.connect(action.trigger)
        action.enabledChanged.connect(button.setEnabled)
        if action.toolTip() != action.text():
            button.setToolTip(action.toolTip())
        return button

    def sizeHint(self) -> QSize:
        """Words, keycap and room round them."""
        theme = current()
        width = theme.metrics(bold=True).horizontalAdvance(self.words()) + 2 * theme.px(13)
        if self._key:
            width += theme.px(8) + keycap_size(self._key, theme).width() - theme.px(3)
        return QSize(width, theme.px(34))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground by kind, words, keycap, focus."""
        theme = current()
        painter = QPainter(self)
        smooth(painter)
        box, ink = self.rect(), self._paint_ground(painter, theme.tokens)
        painter.setFont(theme.font(bold=True))
        painter.setPen(colour(ink))
        width = theme.metrics(bold=True).horizontalAdvance(self.words())
        cap = keycap_size(self._key, theme) if self._key else QSize()
        whole = width + (theme.px(8) + cap.width() if self._key else 0)
        left = (box.width() - whole) // 2
        painter.drawText(QRect(left, 0, width + 2, box.height()), LEFT, self.words())
        if self._key:
            top = (box.height() - cap.height()) // 2
            place = QRect(left + width + theme.px(8), top, cap.width(), cap.height())
            paint_keycap(
                painter, place, self._key, theme, self.kind is Kind.PRIMARY and self.isEnabled()
            )
        if self.hasFocus():
            self._paint_focus(painter, theme)
        painter.end()

    def _paint_ground(self, painter: QPainter, tokens: Tokens) -> str:
        """Paints the box; returns the colour of the words on it."""
        box, hot = self.rect(), self.underMouse() and self.isEnabled()
        if not self.isEnabled():
            paint_box(painter, box, tokens.window, tokens.line)
            return tokens.third
        if self.kind is Kind.PRIMARY:
            paint_box(painter, box, tokens.fill_hover if hot or self.isDown() else tokens.fill)
            return tokens.on_fill
        ground = tokens.selection if self.isDown() else tokens.hover if hot else tokens.panel
        paint_box(painter, box, ground, tokens.edge if hot else tokens.frame)
        return tokens.escalated.ink if self.kind is Kind.DANGER else tokens.ink

    def _paint_focus(self, painter: QPainter, theme: Theme) -> None:
        paint_focus(painter, self.rect(), theme.tokens)
        if self.kind is Kind.PRIMARY and self.isEnabled():
            # Accent on accent would not be seen: a second ring inside it.
            inner = QRectF(self.rect()).adjusted(2.5, 2.5, -2.5, -2.5)
            painter.setPen(colour(theme.tokens.on_fill))
            painter.drawRoundedRect(inner, 4, 4)


class IconButton(PaintedButton):
    """A square button with an icon; its name is its tooltip and what is read aloud."""

    def __init__(self, icon: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._icon = icon
        self.setToolTip(name)

    def sizeHint(self) -> QSize:
        """A square as tall as a field."""
        side = current().px(30)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground under the pointer, icon, focus."""
        theme = current()
        painter = QPainter(self)
        smooth(painter)
        if self.underMouse():
            paint_box(painter, self.rect(), theme.tokens.hover)
        side = theme.px(16)
        left, top = (self.width() - side) / 2, (self.height() - side) / 2
        paint_icon(painter, QRectF(left, top, side, side), self._icon, theme.tokens.second)
        if self.hasFocus():
            paint_focus(painter, self.rect(), theme.tokens)
        painter.end()


class LinkButton(PaintedButton):
    """A word to press, in the accent colour, underlined under the pointer."""

    def sizeHint(self) -> QSize:
        """The words and room for the focus ring."""
        metrics = current().metrics(SMALL, bold=True)
        return QSize(metrics.horizontalAdvance(self.words()) + 6, metrics.height() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words, underline, focus."""
        theme = current()
        painter = QPainter(self)
        smooth(painter)
        font = theme.font(SMALL, bold=True)
        painter.setFont(font)
        painter.setPen(colour(theme.tokens.accent if self.isEnabled() else theme.tokens.third))
        painter.drawText(self.rect(), CENTRE, self.words())
        if self.underMouse() and self.isEnabled():
            metrics = theme.metrics(SMALL, bold=True)
            y = self.rect().center().y() + metrics.ascent() // 2 + 2
            painter.drawLine(3, y, self.width() - 4, y)
        if self.hasFocus():
            paint_focus(painter, self.rect(), theme.tokens, 4)
        painter.end()


class MenuButton(PaintedButton):
    """A rounded chooser, 'Area: Peterlee ⌄', that opens a menu."""

    def __init__(self, text: str, parent: QWidget | None = None, plain: bool = False) -> None:
        super().__init__(text, parent)
        self._plain = plain
        self._menu: QMenu | None = None
        self.clicked.connect(self._open)

    def menu_of(self) -> QMenu:
        """The menu it opens; made when first asked for."""
        if self._menu is None:
            self._menu = QMenu(self)
            self._menu.setAccessibleName(self.words())
        return self._menu

    def set_words(self, text: str) -> None:
        """Show other words."""
        self.setText(text.replace("&", "&&"))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Words and chevron."""
        theme = current()
        width = theme.metrics().horizontalAdvance(self.words())
        return QSize(width + theme.px(2 * 12 + 16), theme.px(30))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Box, words, chevron, focus."""
        theme = current()
        tokens = theme.tokens
        painter = QPainter(self)
        smooth(painter)
        hot = self.underMouse() and self.isEnabled()
        radius = self.height() / 2
        if not self._plain or hot:
            ground = tokens.hover if hot else tokens.panel
            paint_box(painter, self.rect(), ground, "" if self._plain else tokens.frame, radius)
        painter.setFont(theme.font())
        painter.setPen(colour(tokens.ink if self.isEnabled() else tokens.third))
        words = QRect(theme.px(12), 0, self.width() - theme.px(34), self.height())
        painter.drawText(words, LEFT, self.words())
        side = theme.px(12)
        place = QRectF(self.width() - theme.px(11) - side, (self.height() - side) / 2, side, side)
        paint_chevron(painter, place, tokens.second)
        if self.hasFocus():
            paint_focus(painter, self.rect(), tokens, radius)
        painter.end()

    def _open(self) -> None:
        menu = self.menu_of()
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
