"""The bar over a screen that says what went wrong or what was saved, and how far long work is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import SHAPES, Shape, Tone, current
from ui.widgets.buttons import IconButton, KeyButton, LinkButton
from ui.widgets.glyphs import paint_box, paint_shape, smooth
from ui.widgets.text import Words


class Banner(QWidget):
    """One sentence in a tone, with a link if there is something to do about it.

    A new sentence takes the place of the old; it stays until dismissed or replaced.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tone = Tone.NEUTRAL
        self.sentence = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(38, 6, 8, 6)
        row.setSpacing(12)
        self._words = Words("", wrap=True, copy=True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._link = LinkButton("")
        self._on_link: Callable[[], None] | None = None
        self._link.clicked.connect(self._on_link_pressed)
        self._close = IconButton("close", "Dismiss")
        self._close.clicked.connect(self.dismiss)
        row.addWidget(self._words, 1)
        row.addWidget(self._link)
        row.addWidget(self._close)
        self.hide()

    def show_trouble(self, sentence: str) -> None:
        """Something was refused or went wrong."""
        self.show_words(Tone.ESCALATED, sentence)

    def show_done(
        self, sentence: str, link: str = "", on_link: Callable[[], None] | None = None
    ) -> None:
        """Something was saved: 'Visit recorded. Next due 23 May 2027.', 'Undo'."""
        self.show_words(Tone.GOOD, sentence, link, on_link)

    def show_words(
        self,
        tone: Tone,
        sentence: str,
        link: str = "",
        on_link: Callable[[], None] | None = None,
    ) -> None:
        """Say a sentence in a tone."""
        self.tone, self.sentence, self._on_link = tone, sentence, on_link
        self._words.set_words(sentence)
        self._words.setStyleSheet(f"color: {current().tokens.inks(tone).ink};")
        self._link.setText(link.replace("&", "&&"))
        self._link.updateGeometry()
        self._link.setVisible(bool(link))
        self.setAccessibleName(sentence)
        self.show()
        self.update()

    def dismiss(self) -> None:
        """Take the sentence away."""
        self.sentence = ""
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape dismisses."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and shape."""
        theme = current()
        inks = theme.tokens.inks(self.tone)
        painter = QPainter(self)
        smooth(painter)
        painter.fillRect(self.rect(), inks.ground)
        paint_box(painter, QRectF(0, self.height() - 1, self.width(), 1), inks.ink, "", 0)
        shape = Shape.TICK if self.tone is Tone.GOOD else SHAPES[self.tone]
        place = QRectF(16, (self.height() - 11) / 2, 11, 11)
        paint_shape(painter, place, shape, inks.ink)
        painter.end()

    def _on_link_pressed(self) -> None:
        act = self._on_link
        self.dismiss()
        if act is not None:
            act()


class Progress(QWidget):
    """How far long work is, in words and as a bar, and a way to stop it.

    Signals:
        cancelled: the person wants it stopped.
    """

    cancelled = Signal()

    def __init__(self, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._words = Words(what)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._bar.setAccessibleName(what)
        self._stop = KeyButton("Cancel")
        self._stop.clicked.connect(self._on_stop)
        column.addWidget(self._words)
        column.addWidget(self._bar)
        column.addWidget(self._stop, 0, Qt.AlignmentFlag.AlignLeft)
        self.setAccessibleName(what)

    def show_step(self, words: str, share: float) -> None:
        """Say the step and the share done, 0 to 1. Fits `Bridge.do(on_progress=…)`."""
        self._words.set_words(words)
        self._bar.setValue(round(share * 1000))

    def _on_stop(self) -> None:
        self._stop.setEnabled(False)
        self._words.set_words("Stopping…")
        self.cancelled.emit()
