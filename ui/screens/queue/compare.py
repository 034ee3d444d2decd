"""Two returns side by side, with the words that differ underlined and tinted."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from rsovisit.domain.triage import MOST_WORDS
from rsovisit.queries.tasks import VisitText
from ui.labels import NOTHING, day, label
from ui.screens.queue.people import People
from ui.theme import Tone, current
from ui.widgets.flow import FlowLayout
from ui.widgets.text import Role, Words

LEAST_ALIKE = 40
"""Per cent the same below which the two are simply different: marking every word helps nobody."""


@dataclass(frozen=True, slots=True)
class Run:
    """Some words in a row, and whether the other return says them too, in the same order."""

    words: str
    same: bool


def runs(earlier: str, later: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Both texts in runs. Case and spacing do not count, as in `domain.triage.same_percent`."""
    from difflib import SequenceMatcher

    first, second = earlier.split(), later.split()
    one = [word.casefold() for word in first[:MOST_WORDS]]
    two = [word.casefold() for word in second[:MOST_WORDS]]
    left: list[Run] = []
    right: list[Run] = []
    for what, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        same = what == "equal"
        left += [Run(" ".join(first[a:b]), same)] if b > a else []
        right += [Run(" ".join(second[c:d]), same)] if d > c else []
    # Words past those compared are shown, and claimed to be neither alike nor different.
    left += [Run(" ".join(first[MOST_WORDS:]), True)] if len(first) > MOST_WORDS else []
    right += [Run(" ".join(second[MOST_WORDS:]), True)] if len(second) > MOST_WORDS else []
    return tuple(left), tuple(right)


class MarkedText(QLabel):
    """A return's words; those of the runs that are not the same are underlined on a tint."""

    def __init__(self, text: tuple[Run, ...], tone: Tone, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs, self._tone = text, tone
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(" ".join(run.words for run in text))
        different = "; ".join(run.words for run in text if not run.same)
        self.setAccessibleDescription(f"What differs: {different}" if different else "")
        self._dress()

    def minimumSizeHint(self) -> QSize:
        """One line; its layout asks for the rest."""
        return QSize(60, self.fontMetrics().height())

    def changeEvent(self, event: QEvent) -> None:
        """Another theme has other tints."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_runs"):
            self._dress()

    def _dress(self) -> None:
        inks = current().tokens.inks(self._tone)
        marked = f"color:{inks.ink};background-color:{inks.ground};text-decoration:underline"
        parts = []
        for run in self._runs:
            words = run.words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            parts.append(words if run.same else f'<span style="{marked}">{words}</span>')
        self.setText(" ".join(parts))


class ReturnText(QWidget):
    """One return: when, how and by whom, then its words."""

    def __init__(
        self, which: str, visit: VisitText, text: tuple[Run, ...], tone: Tone, people: People
    ) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Words(f"{which} · {day(visit.visited_on)}", Role.SECTION))
        column.addWidget(Words(visit_words(visit, people), Role.SMALL, wrap=True))
        if text:
            column.addWidget(MarkedText(text, tone))
        else:
            column.addWidget(Words("Nothing was written.", Role.SECOND, wrap=True))
        for change in visit.disclosures:
            disclosed = Words(f"Disclosed: {label(change)}", Role.STRONG, wrap=True)
            if change.red_flag:
                ink = current().tokens.inks(Tone.ESCALATED).ink
                disclosed.setStyleSheet(f"color: {ink}; font-weight: 600;")
            column.addWidget(disclosed)
        column.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        """Wide enough to read; two that do not fit beside each other stand below."""
        return QSize(current().px(210), super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """No wider than it must be: the two share the width."""
        return self.minimumSizeHint()


class Returns(QWidget):
    """The last return and this one, beside each other where there is room."""

    def __init__(
        self,
        previous: VisitText | None,
        this: VisitText,
        same_percent: int | None,
        people: People,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName("The two returns")
        flow = FlowLayout(self, gap=20, share=True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        left, right = _texts(previous, this, same_percent)
        if previous is not None:
            flow.addWidget(ReturnText("Last return", previous, left, Tone.NEUTRAL, people))
        flow.addWidget(ReturnText("This return", this, right, Tone.GOOD, people))


def alike_words(same_percent: int | None) -> str:
    """How much the two returns share, and what the marking means; '' where nothing compares."""
    if same_percent is None:
        return ""
    if same_percent == 100:
        return "The two are the same, word for word."
    if same_percent < LEAST_ALIKE:
        return f"Two different returns: {same_percent} % the same words in the same order."
    return f"{same_percent} % the same words in the same order. Underlined: what differs."


def visit_words(visit: VisitText, people: People) -> str:
    """'10:10, unannounced, seen at home, by PC Goldcrest and PC Wren'."""
    names = [people.name(collar) for collar in visit.crew]
    crew = " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)
    said = [
        visit.visited_at,
        "announced" if visit.announced else "unannounced",
        label(visit.outcome).lower(),
        f"by {crew or NOTHING}",
    ]
    return ", ".join(part for part in said if part)


def _texts(
    previous: VisitText | None, this: VisitText, same_percent: int | None
) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    if previous is not None and same_percent is not None and same_percent >= LEAST_ALIKE:
        return runs(previous.summary, this.summary)
    left = previous.summary if previous is not None else ""
    return tuple((Run(text, True),) if text else () for text in (left, this.summary))  # type: ignore[return-value]
