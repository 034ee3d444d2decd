"""The top bar: the program's name, the search box, warnings, who is asking, the menu."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from rsovisit.domain.access import Actor
from ui.labels import PROGRAM, counted, who
from ui.theme import HEADING, LABEL, colour, current
from ui.widgets.buttons import IconButton, PaintedButton
from ui.widgets.glyphs import (
    CENTRE,
    LEFT,
    keycap_size,
    paint_box,
    paint_focus,
    paint_keycap,
    smooth,
)
from ui.widgets.icons import paint_icon

_ELIDE = Qt.TextElideMode.ElideRight
FIND = "Search cases, people, addresses, actions…"
_SHORTER = ("Search cases, people…", "Search", "Find")


class SearchBox(PaintedButton):
    """Looks like a search field; pressing it opens the palette in its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(FIND, parent)
        self.setAccessibleDescription("Key Ctrl K")
        self.setToolTip(FIND)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """What it keeps until the rest of the bar has its words; it grows into what is over."""
        theme = current()
        return QSize(theme.px(220), theme.px(32))

    def fit(self) -> None:
        """Wide enough to invite typing, and no wider, at the present text size."""
        self.setMaximumWidth(current().px(460))

    def minimumSizeHint(self) -> QSize:
        """Down to the lens and the key."""
        theme = current()
        return QSize(theme.px(120), theme.px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Box, lens, words, key, focus."""
        theme = current()
        tokens = theme.tokens
        painter = QPainter(self)
        smooth(painter)
        hot = self.underMouse()
        paint_box(painter, self.rect(), tokens.window, tokens.edge if hot else tokens.frame)
        side = theme.px(15)
        lens = QRectF(theme.px(11), (self.height() - side) / 2, side, side)
        paint_icon(painter, lens, "search", tokens.second)
        cap = keycap_size("Ctrl K", theme)
        place = QRect(
            self.width() - cap.width() - theme.px(8),
            (self.height() - cap.height()) // 2,
            cap.width(),
            cap.height(),
        )
        paint_keycap(painter, place, "Ctrl K", theme, on_fill=False)
        left = theme.px(34)
        room = QRect(left, 0, place.left() - left - theme.px(8), self.height())
        painter.setFont(theme.font())
        painter.setPen(colour(tokens.second))
        wide = theme.metrics().horizontalAdvance
        words = next((words for words in (FIND, *_SHORTER) if wide(words) <= room.width()), "")
        painter.drawText(room, LEFT, words)
        if self.hasFocus():
            paint_focus(painter, self.rect(), tokens)
        painter.end()


class WarningsBell(PaintedButton):
    """How many warnings are open for me; opens them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Warnings", parent)
        self._count: int | None = None
        self.set_count(None)

    def set_count(self, count: int | None) -> None:
        """Show the length of the list it opens; None while it is not known."""
        self._count = count
        name = "Warnings" if count is None else f"Warnings, {count:,} open"
        self.setAccessibleName(name)
        self.setToolTip("Open warnings" if count is None else counted(count, "open warning"))
        self.updateGeometry()
        self.update()

    def _number(self) -> str:
        return f"{self._count:,}" if self._count else ""

    def _badge_width(self) -> int:
        theme = current()
        wide = theme.metrics(LABEL, bold=True).horizontalAdvance(self._number())
        return max(wide + theme.px(10), theme.px(18))

    def sizeHint(self) -> QSize:
        """Bell, word, badge."""
        theme = current()
        width = theme.metrics().horizontalAdvance(self.words()) + theme.px(10 + 16 + 7 + 10)
        if self._number():
            width += theme.px(6) + self._badge_width()
        return QSize(width, theme.px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bell, word, badge, focus."""
        theme = current()
        tokens = theme.tokens
        painter = QPainter(self)
        smooth(painter)
        if self.underMouse():
            paint_box(painter, self.rect(), tokens.hover)
        side = theme.px(16)
        bell = QRectF(theme.px(10), (self.height() - side) / 2, side, side)
        paint_icon(painter, bell, "warnings", tokens.second)
        left = theme.px(10 + 16 + 7)
        painter.setFont(theme.font())
        painter.setPen(colour(tokens.ink))
        words = theme.metrics().horizontalAdvance(self.words())
        painter.drawText(QRect(left, 0, words + 2, self.height()), LEFT, self.words())
        if self._number():
            tall = theme.px(18)
            left += words + theme.px(6)
            badge = QRect(left, (self.height() - tall) // 2, self._badge_width(), tall)
            inks = tokens.escalated
            paint_box(painter, badge, inks.ink, "", tall / 2)
            painter.setFont(theme.font(LABEL, bold=True))
            painter.setPen(colour(inks.ground))
            painter.drawText(badge, CENTRE, self._number())
        if self.hasFocus():
            paint_focus(painter, self.rect(), tokens)
        painter.end()


class WhoButton(PaintedButton):
    """Who is asking: name, then collar number, role and area; opens 'Work as…'."""

    def __init__(self, actor: Actor, parent: QWidget | None = None) -> None:
        super().__init__(actor.name, parent)
        self._role, self._collar = who(actor), actor.collar
        # A register's keeper is called what they are; once is enough.
        self._rest = "" if self._role == actor.name else f" · {actor.collar} · {self._role}"
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"Working as {actor.collar}, {actor.name}, {self._role}")
        self.setToolTip(f"{actor.name} · {self._role}")

    def sizeHint(self) -> QSize:
        """Name, collar number and role."""
        theme = current()
        width = theme.metrics(bold=True).horizontalAdvance(self.words())
        width += theme.metrics().horizontalAdvance(self._rest)
        return QSize(width + theme.px(22), theme.px(32))

    def minimumSizeHint(self) -> QSize:
        """The name or the collar number, whichever is shorter."""
        theme = current()
        wide = theme.metrics(bold=True).horizontalAdvance
        return QSize(min(wide(self.words()), wide(self._collar)) + theme.px(22), theme.px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words and focus."""
        theme = current()
        tokens = theme.tokens
        painter = QPainter(self)
        smooth(painter)
        if self.underMouse():
            paint_box(painter, self.rect(), tokens.hover)
        left = theme.px(10)
        wide = theme.metrics(bold=True).horizontalAdvance(self.words())
        fits = left + wide <= self.width()
        painter.setFont(theme.font(bold=True))
        painter.setPen(colour(tokens.ink))
        name = self.words() if fits else self._collar
        painter.drawText(QRect(left, 0, self.width(), self.height()), LEFT, name)
        room = QRect(left + wide, 0, self.width() - left - wide - 4, self.height())
        if fits:
            painter.setFont(theme.font())
            painter.setPen(colour(tokens.second))
            words = theme.metrics().elidedText(self._rest, _ELIDE, room.width())
            painter.drawText(room, LEFT, words)
        if self.hasFocus():
            paint_focus(painter, self.rect(), tokens)
        painter.end()


class Wordmark(QWidget):
    """The program's name, over the rail."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(PROGRAM)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """The name."""
        theme = current()
        return QSize(theme.metrics(HEADING, bold=True).horizontalAdvance(PROGRAM) + 4, theme.px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The name."""
        theme = current()
        painter = QPainter(self)
        painter.setFont(theme.font(HEADING, bold=True))
        painter.setPen(colour(theme.tokens.ink))
        painter.drawText(self.rect(), LEFT, PROGRAM)
        painter.end()


class TopBar(QFrame):
    """The bar itself.

    Signals:
        find_asked, warnings_asked, work_as_asked, menu_asked: each of its parts was pressed.
    """

    find_asked = Signal()
    warnings_asked = Signal()
    work_as_asked = Signal()
    menu_asked = Signal()

    def __init__(self, actor: Actor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topbar")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 7, 10, 8)
        row.setSpacing(6)
        self.mark = Wordmark()
        self.search = SearchBox()
        self.bell = WarningsBell()
        self.who = WhoButton(actor)
        self.menu = IconButton("menu", "Menu (F10)")
        row.addWidget(self.mark)
        row.addSpacing(8)
        # The search box takes what is over up to its width; the gap has the rest.
        row.addWidget(self.search, 100)
        row.addStretch(1)
        row.addWidget(self.bell)
        row.addWidget(self.who)
        row.addWidget(self.menu)
        self.search.clicked.connect(self.find_asked)
        self.bell.clicked.connect(self.warnings_asked)
        self.who.clicked.connect(self.work_as_asked)
        self.menu.clicked.connect(self.menu_asked)

    def align_search(self, rail_width: int) -> None:
        """Let the search box begin where the screens begin."""
        self.search.fit()
        self.mark.setFixedWidth(max(rail_width - 16 - 8 - 12 + 20, self.mark.sizeHint().width()))
