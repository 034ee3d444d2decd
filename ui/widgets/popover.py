"""Small popovers: 'Why this date?'."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import current
from ui.widgets.text import Role, Words


class WhyDate(QFrame):
    """'Why this date?': the sentences of the rule, under what was pressed. Escape closes."""

    def __init__(self, title: str, sentences: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popover")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(f"{title} {' '.join(sentences)}")
        self.setFixedWidth(current().px(360))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(6)
        column.addWidget(Words(title, Role.STRONG, wrap=True))
        for number, sentence in enumerate(sentences, start=1):
            row = QHBoxLayout()
            row.setSpacing(8)
            mark = Words(f"{number}.", Role.SECOND)
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            words = Words(sentence, wrap=True, copy=True)
            words.setAlignment(Qt.AlignmentFlag.AlignTop)
            row.addWidget(words, 1)
            column.addLayout(row)

    @classmethod
    def open_at(cls, anchor: QWidget, title: str, sentences: Sequence[str]) -> WhyDate:
        """Open under a widget, kept inside its window."""
        why = cls(title, sentences, anchor)
        why.setFixedHeight(why.heightForWidth(why.width()))
        frame = anchor.window().frameGeometry()
        at = anchor.mapToGlobal(QPoint(0, anchor.height() + 4))
        at.setX(max(min(at.x(), frame.right() - why.width() - 8), frame.left() + 8))
        if at.y() + why.height() > frame.bottom():
            at.setY(anchor.mapToGlobal(QPoint(0, 0)).y() - why.height() - 4)
        why.move(at)
        why.show()
        why.setFocus(Qt.FocusReason.PopupFocusReason)
        return why
