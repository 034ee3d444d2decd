"""Fields with their labels and complaints, filters, choosers, and what stops a form."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QFrame,
    QLineEdit,
    QSizePolicy,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from ui.theme import SMALL, Shape, colour, current
from ui.widgets.buttons import LinkButton
from ui.widgets.glyphs import LEFT, paint_box, paint_chevron, paint_focus, paint_shape, smooth
from ui.widgets.icons import paint_icon
from ui.widgets.text import Role, Words


def mark_wrong(editor: QWidget, wrong: bool) -> None:
    """Give a field the edge of a wrong one, or take it away."""
    if editor.property("wrong") != wrong:
        editor.setProperty("wrong", wrong)
        editor.style().unpolish(editor)
        editor.style().polish(editor)


class Field(QWidget):
    """An editor with its label above, a hint under it, and a sentence when it is wrong."""

    def __init__(
        self, label: str, editor: QWidget, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.editor = editor
        self.label = label
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        words = Words(label, Role.STRONG, wrap=True)
        words.setBuddy(editor)
        if not editor.accessibleName():
            editor.setAccessibleName(label)
        self._hint = Words(hint, Role.SMALL, wrap=True)
        self._error = Words("", Role.ERROR, wrap=True)
        for part in (words, editor, self._hint, self._error):
            column.addWidget(part)
        # Only now: shown before it has a parent, it would be a window of its own for a moment.
        self._hint.setVisible(bool(hint))
        self._error.setVisible(False)
        # Room to spare goes below, not between the label and what it names.
        column.addStretch(0)

    def set_hint(self, hint: str) -> None:
        """Say something under the editor; '' says nothing."""
        self._hint.set_words(hint)
        self._hint.setVisible(bool(hint))

    def set_error(self, sentence: str) -> None:
        """Say what is wrong; '' says nothing is."""
        self._error.set_words(sentence)
        self._error.setVisible(bool(sentence))
        self.editor.setAccessibleDescription(sentence)
        mark_wrong(self.editor, bool(sentence))


class FilterBox(QLineEdit):
    """A search field: it tells every keystroke; Escape empties it.

    Signals:
        filtered(str): the words to look for, '' for none.
    """

    filtered = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self._telling = True
        self.textChanged.connect(self._on_text_changed)
        self._make_room()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape empties; on an empty field it is left to others."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def show_words(self, text: str) -> None:
        """Show words without telling. Blocked signals would leave Qt's clearing button behind."""
        self._telling = False
        self.setText(text)
        self._telling = True

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field, then the lens in it."""
        super().paintEvent(event)
        theme = current()
        painter = QPainter(self)
        side = theme.px(14)
        place = QRectF(theme.px(9), (self.height() - side) / 2, side, side)
        paint_icon(painter, place, "search", theme.tokens.second)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Another text size needs other room for the lens."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._make_room()

    def _on_text_changed(self, text: str) -> None:
        # The first letter brings the button that takes it away again; it is costly to make.
        self.setClearButtonEnabled(True)
        if self._telling:
            self.filtered.emit(text.strip())

    def _make_room(self) -> None:
        self.setTextMargins(current().px(20), 0, 0, 0)
        self.setMinimumWidth(current().px(180))

    def sizeHint(self) -> QSize:
        """Room for what it asks for."""
        wide = current().metrics().horizontalAdvance(self.placeholderText()) + current().px(60)
        return QSize(wide, super().sizeHint().height())


class Select(QComboBox):
    """A chooser of one of many. Letters choose in it and go no further."""

    def __init__(
        self, name: str, options: Sequence[tuple[str, str]] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        # Fusion's own delegate takes no style for its lines.
        self.setItemDelegate(QStyledItemDelegate(self))
        self.set_options(options)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Offer (value, words); the choice stays if it is still among them."""
        before = self.value
        self.blockSignals(True)
        self.clear()
        for value, words in options:
            self.addItem(words, value)
        self.blockSignals(False)
        self.set_value(before)

    @property
    def value(self) -> str:
        """The chosen value, '' while there is none."""
        found = self.currentData()
        return "" if found is None else str(found)

    def set_value(self, value: str) -> None:
        """Choose a value; one that is not offered leaves the first."""
        self.setCurrentIndex(max(self.findData(value), 0))

    def event(self, event: QEvent) -> bool:
        """Keep letters from being taken for the screen's keys."""
        letters = event.text() if isinstance(event, QKeyEvent) else ""
        if event.type() is QEvent.Type.ShortcutOverride and letters and letters.isprintable():
            event.accept()
            return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        """As tall as a field."""
        return QSize(super().sizeHint().width() + current().px(8), current().px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Box, words, chevron, focus."""
        theme = current()
        tokens = theme.tokens
        painter = QPainter(self)
        smooth(painter)
        ground = tokens.panel if self.isEnabled() else tokens.window
        wrong = bool(self.property("wrong"))
        paint_box(painter, self.rect(), ground, tokens.escalated.ink if wrong else tokens.edge)
        painter.setFont(theme.font())
        painter.setPen(colour(tokens.ink if self.isEnabled() else tokens.third))
        side = theme.px(12)
        words = self.rect().adjusted(10, 0, -(side + 16), 0)
        text = theme.metrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(words, LEFT, text)
        place = QRectF(self.width() - side - 10, (self.height() - side) / 2, side, side)
        paint_chevron(painter, place, tokens.second)
        if self.hasFocus():
            paint_focus(painter, self.rect(), tokens)
        painter.end()


class Tick(QCheckBox):
    """A yes or no with its words."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text.replace("&", "&&"), parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Box and words."""
        theme = current()
        wide = theme.metrics().horizontalAdvance(self.text().replace("&&", "&"))
        return QSize(wide + theme.px(34), theme.px(28))

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its words."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        """The words count too."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Box, tick, words, focus."""
        theme = current()
        tokens = theme.tokens
        painter = QPainter(self)
        smooth(painter)
        side = theme.px(17)
        box = QRectF(theme.px(5), (self.height() - side) / 2, side, side)
        if self.isChecked():
            paint_box(painter, box, tokens.fill if self.isEnabled() else tokens.edge, "", 4)
            inset = side * 0.24
            mark = box.adjusted(inset, inset, -inset, -inset)
            paint_shape(painter, mark, Shape.TICK, tokens.on_fill)
        else:
            paint_box(painter, box, tokens.hover if self.underMouse() else "", tokens.edge, 4)
        painter.setFont(theme.font())
        painter.setPen(colour(tokens.ink if self.isEnabled() else tokens.third))
        words = self.rect().adjusted(theme.px(30), 0, 0, 0)
        painter.drawText(words, LEFT, self.text().replace("&&", "&"))
        if self.hasFocus():
            paint_focus(painter, self.rect(), tokens)
        painter.end()


class Problems(QFrame):
    """What stops a form from being sent, in words; each line goes to its field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self.links: list[QAbstractButton] = []
        self.hide()

    def set_problems(self, lead: str, problems: Sequence[tuple[str, QWidget]]) -> None:
        """Show (sentence, field) under a lead; none hides the list."""
        while (taken := self._column.takeAt(0)) is not None:
            widget = taken.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.links = []
        if problems:
            self._column.addWidget(Words(lead, Role.STRONG, wrap=True))
        for sentence, field in problems:
            link = _ProblemLink(sentence)
            link.clicked.connect(lambda _on=False, to=field: to.setFocus())
            self._column.addWidget(link)
            self.links.append(link)
        self.setAccessibleName(" ".join([lead, *(sentence for sentence, _ in problems)]))
        self.setVisible(bool(problems))


class _ProblemLink(LinkButton):
    """A sentence as a link; a long one goes on in the next line."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        """As tall as the lines it takes."""
        return self._lines(width).height() + 6

    def sizeHint(self) -> QSize:
        """One line; its layout asks for the rest."""
        return QSize(60, current().metrics(SMALL, bold=True).height() + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words, underline under the pointer, focus round the words."""
        theme = current()
        painter = QPainter(self)
        smooth(painter)
        font = QFont(theme.font(SMALL, bold=True))
        font.setUnderline(self.underMouse())
        painter.setFont(font)
        painter.setPen(colour(theme.tokens.accent))
        painter.drawText(self.rect().adjusted(4, 3, -4, -3), _WRAPPED, self.words())
        if self.hasFocus():
            wide = min(self._lines(self.width()).width() + 9, self.width())
            paint_focus(painter, QRect(0, 0, wide, self.height()), theme.tokens, 4)
        painter.end()

    def _lines(self, width: int) -> QRect:
        room = QRect(0, 0, max(width - 8, 1), 10_000)
        return current().metrics(SMALL, bold=True).boundingRect(room, _WRAPPED, self.words())


_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
