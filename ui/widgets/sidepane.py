"""A form that slides in at the right of the window, where a dialog would have hidden the list."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPropertyAnimation, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLayoutItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ui.theme import current, motion
from ui.widgets.buttons import IconButton
from ui.widgets.flow import FlowLayout
from ui.widgets.text import Role, Words

_WIDTH, _SLIDE_MS = 460, 140


class SidePane(QFrame):
    """A title, a body that scrolls, and buttons under it. Escape closes.

    It lies over the right of `over`, which stays in use. Tab goes round within it, as it
    reads: what it lies over cannot be seen to have the keyboard. Closing gives the keyboard
    back to what had it. Fill `body`, add buttons to `footer`, then `open`.

    Signals:
        closed: it is gone; the form in it may be thrown away.
    """

    closed = Signal()

    def __init__(self, title: str, over: QWidget, note: str = "") -> None:
        super().__init__(over)
        self.setObjectName("sidepane")
        self.setAccessibleName(title)
        self._over = over
        self._before: QWidget | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head(title, note))
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setObjectName("clear")
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(20, 8, 20, 20)
        self.body.setSpacing(14)
        self.body.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._scroll.setWidget(inside)
        column.addWidget(self._scroll, 1)
        self._column = column
        self._footer: FlowLayout | None = None
        over.installEventFilter(self)
        self.hide()

    @property
    def footer(self) -> FlowLayout:
        """A flowing row of buttons under a line; made when first asked for."""
        if self._footer is None:
            bar = QFrame(self)
            bar.setObjectName("footer")
            self._footer = FlowLayout(bar, gap=8)
            self._footer.setContentsMargins(20, 12, 20, 12)
            self._column.addWidget(bar)
        return self._footer

    def _head(self, title: str, note: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(20, 16, 12, 8)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Words(title, Role.HEADING, wrap=True))
        if note:
            words.addWidget(Words(note, Role.SMALL, wrap=True))
        close = IconButton("close", "Close (Esc)")
        close.clicked.connect(self.close_pane)
        row.addLayout(words, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def open(self, first: QWidget | None = None) -> None:
        """Slide in and give the keyboard to `first`, else to the first field."""
        if not any(self.body.stretch(at) for at in range(self.body.count())):
            # Room to spare goes below the last field, never between two.
            self.body.addStretch(1)
        self._before = QApplication.focusWidget()
        place = self._place()
        self.setGeometry(place)
        self.show()
        self.raise_()
        if motion():
            slide = QPropertyAnimation(self, b"geometry", self)
            slide.setDuration(_SLIDE_MS)
            slide.setEasingCurve(QEasingCurve.Type.OutCubic)
            slide.setStartValue(place.translated(place.width() // 4, 0))
            slide.setEndValue(place)
            slide.start(QPropertyAnimation.DeletionPolicy.DeleteWhenStopped)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focusNextChild()

    def close_pane(self) -> None:
        """Slide out of the way; whoever opened it decides what becomes of the form."""
        if self.isHidden():
            return
        self.hide()
        if self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def tab_stops(self) -> list[QWidget]:
        """Where Tab stops, as the pane reads: fields, what is said below them, buttons, close."""
        head, *rest = (self._column.itemAt(at) for at in range(self._column.count()))
        return [
            widget
            for part in (*rest, head)
            for widget in _widgets(part)
            if widget.isVisible()
            and widget.isEnabled()
            and widget.focusProxy() is None
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's name
        """The next or previous stop, round and round."""
        stops, now = self.tab_stops(), QApplication.focusWidget()
        if now is None or now not in stops:
            return super().focusNextPrevChild(next)
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        stops[(stops.index(now) + (1 if next else -1)) % len(stops)].setFocus(reason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_pane()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the right edge when the window changes."""
        if event.type() == QEvent.Type.Resize and watched is self._over and self.isVisible():
            self.setGeometry(self._place())
        return False

    def _place(self) -> QRect:
        width = min(current().px(_WIDTH), self._over.width())
        return QRect(self._over.width() - width, 0, width, self._over.height())


def _widgets(part: QLayoutItem | None) -> Iterator[QWidget]:
    """A part of a layout and all that lies within it, in reading order."""
    if part is None:
        return
    widget, within = part.widget(), part.layout()
    if widget is not None:
        yield widget
        inner = widget.widget() if isinstance(widget, QScrollArea) else widget
        within = inner.layout() if inner is not None else None
    if within is not None:
        for at in range(within.count()):
            yield from _widgets(within.itemAt(at))
