"""Labels in the sizes and weights of the scale, selectable where they carry facts."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget


class Role(StrEnum):
    """What a text is; the stylesheet has a look for each."""

    BODY = "body"
    TITLE = "title"
    HEADING = "heading"
    STRONG = "strong"
    SECOND = "second"
    SMALL = "small"
    SECTION = "section"
    ERROR = "error"
    FIGURE = "figure"


class Words(QLabel):
    """Plain words (never read as markup), wrapped where `wrap`, selectable where `copy`."""

    def __init__(
        self,
        text: str = "",
        role: Role = Role.BODY,
        wrap: bool = False,
        copy: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._section = role is Role.SECTION
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role.value)
        if self._section:
            # A little air over what begins something new.
            self.setContentsMargins(0, 6, 0, 0)
        if wrap:
            self.setWordWrap(True)
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        if copy:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.set_words(text)

    def minimumSizeHint(self) -> QSize:
        """Wrapped words may be squeezed to one line's height; their layout asks for the rest.

        Qt's own answer is the height at the narrowest width, which makes windows far too tall.
        """
        if not self.wordWrap():
            return super().minimumSizeHint()
        return QSize(24, self.fontMetrics().height())

    def set_words(self, text: str) -> None:
        """Say this; section labels are shown in capitals and read as written."""
        self.setText(text.upper() if self._section else text)
        self.setAccessibleName(text)


def rule(parent: QWidget | None = None) -> QFrame:
    """A dividing line."""
    line = QFrame(parent)
    line.setObjectName("rule")
    return line
