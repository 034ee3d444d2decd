"""Who went: officers found by typing a name or collar number, each with their training."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QLineEdit, QVBoxLayout, QWidget

from rsovisit.queries.staff import StaffRow
from ui.screens.record.offers import Offers
from ui.screens.record.training import is_trained, training_badge
from ui.widgets.buttons import IconButton, LinkButton
from ui.widgets.flow import FlowLayout
from ui.widgets.pills import Pill
from ui.widgets.text import Role, Words

_MOST = 6
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class CrewPicker(QWidget):
    """Those who went, one under the other, and a line that finds further ones.

    `on`: the day their training is judged for, asked each time. Enter adds the officer
    that is marked in the list; a collar number that is not in it is asked for by `stranger`.

    Signals:
        changed: another crew.
        stranger(str): a collar number nobody on offer has; answer with `add` or `complain`.
    """

    changed = Signal()
    stranger = Signal(str)

    def __init__(self, name: str, on: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._on = on
        self._people: dict[str, StaffRow] = {}
        self._offered: Sequence[StaffRow] = ()
        self._crew: list[str] = []
        self._likeliest: list[str] = []
        self._sentence = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        column.addLayout(self._rows)
        self.line = QLineEdit()
        self.line.setPlaceholderText("Type a name or collar number")
        self.line.setAccessibleName(f"{name}: name or collar number")
        self.line.textEdited.connect(self._find)
        self.line.installEventFilter(self)
        column.addWidget(self.line)
        self._quick = QWidget()
        self._likely = FlowLayout(self._quick, gap=4)
        column.addWidget(self._quick)
        self._quick.hide()
        self.setFocusProxy(self.line)
        self.offers = Offers(self.line, on)
        self.offers.chosen.connect(self.add)

    @property
    def crew(self) -> tuple[str, ...]:
        """The collar numbers, in the order added."""
        return tuple(self._crew)

    @property
    def unknown(self) -> list[str]:
        """Those of the crew nothing is known of yet: a draft may name officers who have left."""
        return [collar for collar in self._crew if collar not in self._people]

    @property
    def trained(self) -> list[bool]:
        """Whether each one's training was in date on the day; empty while anyone is unknown."""
        if self.unknown:
            return []
        return [is_trained(self._people[collar], self._on()) for collar in self._crew]

    @property
    def error(self) -> str:
        """What is wrong with the words in the line; '' when it is empty or on its way."""
        text = self.line.text().strip()
        if not text:
            return ""
        return self._sentence or f"“{text}” is nobody on the list: choose an officer or clear it."

    def offer(self, people: Sequence[StaffRow], area: str) -> None:
        """Who may be found: the area's first, the trained before the untrained."""
        self._people |= {row.collar: row for row in people}
        self._offered = sorted(
            people, key=lambda row: (row.area != area, not row.trained, row.name.casefold())
        )
        self._show()

    def offer_quickly(self, people: Sequence[tuple[str, StaffRow]]) -> None:
        """Links that add the likeliest at one press, with their words."""
        _empty(self._likely)
        for words, row in people:
            link = LinkButton(words)
            link.clicked.connect(lambda _on=False, who=row: self.add(who))
            self._likely.addWidget(link)
        self._likeliest = [row.collar for _, row in people]
        self._show()

    def set_crew(self, collars: Sequence[str]) -> None:
        """Put these in place of the crew."""
        self._crew = list(dict.fromkeys(collars))
        self._show()

    def add(self, row: StaffRow) -> None:
        """Put one more in the crew."""
        self._people[row.collar] = row
        if row.collar not in self._crew:
            self._crew.append(row.collar)
        self._clear()
        self._show()
        self.changed.emit()

    def know(self, row: StaffRow) -> None:
        """Learn of a person who is not on offer."""
        self._people[row.collar] = row
        self._show()
        self.changed.emit()

    def complain(self, sentence: str) -> None:
        """Nobody has the number typed."""
        self._sentence = sentence
        self.changed.emit()

    def remove(self, collar: str) -> None:
        """Take one out."""
        self._crew.remove(collar)
        self._show()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def judge_again(self) -> None:
        """The day is another: so may be the training."""
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and Enter work the list of those found; leaving takes what is unmistakable."""
        if event.type() == QEvent.Type.FocusOut:
            self._on_left()
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return event.modifiers() in _PLAIN and self._key(Qt.Key(event.key()))
        return False

    def _key(self, key: Qt.Key) -> bool:
        match key:
            case Qt.Key.Key_Down | Qt.Key.Key_Up if not self.offers.isVisible():
                self._find(self.line.text())
            case Qt.Key.Key_Down:
                self.offers.step(1)
            case Qt.Key.Key_Up:
                self.offers.step(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._take()
            case Qt.Key.Key_Escape if self.offers.isVisible():
                self.offers.hide()
            case Qt.Key.Key_Escape if self.line.text():
                self._clear()
                self.changed.emit()
            case _:
                return False
        return True

    def _take(self) -> None:
        text = self.line.text().strip()
        marked = self.offers.marked() if self.offers.isVisible() else None
        if marked is not None:
            self.add(marked)
        elif text:
            self._on_left()

    def _on_left(self) -> None:
        self.offers.hide()
        text = self.line.text().strip()
        if not text:
            return
        fits = self._fitting(text)
        if len(fits) == 1:
            self.add(fits[0])
        elif not fits and any(letter.isdigit() for letter in text):
            self.stranger.emit(text)
        else:
            self.changed.emit()

    def _find(self, text: str) -> None:
        self._sentence = ""
        self.offers.show_people(self._fitting(text.strip())[:_MOST])
        self.changed.emit()

    def _fitting(self, text: str) -> list[StaffRow]:
        wanted = text.casefold().split()
        left = [row for row in self._offered if row.collar not in self._crew]
        exact = [row for row in left if row.collar.casefold() == text.casefold()]
        if exact:
            return exact
        said = {row.collar: f"{row.name} {row.collar} {row.area or ''}".casefold() for row in left}
        return [row for row in left if all(word in said[row.collar] for word in wanted)]

    def _clear(self) -> None:
        self._sentence = ""
        self.line.clear()
        self.offers.hide()

    def _show(self) -> None:
        _empty(self._rows)
        away = [self._add_visitor(collar) for collar in self._crew]
        links = []
        for at, collar in enumerate(self._likeliest):
            found = self._likely.itemAt(at)
            link = found.widget() if found is not None else None
            if link is not None:
                link.setVisible(collar not in self._crew)
                links.append(link)
        self._quick.setVisible(any(collar not in self._crew for collar in self._likeliest))
        # What is made later would come last for the Tab key, after the whole form.
        for one, following in pairwise([self.line, *away, *links]):
            QWidget.setTabOrder(one, following)

    def _add_visitor(self, collar: str) -> QWidget:
        """A line for somebody of the crew; gives the button that takes them out."""
        row = self._people.get(collar)
        name = row.name if row else collar
        frame = QFrame()
        frame.setObjectName("visitor")
        line = QHBoxLayout(frame)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Words(name, Role.STRONG, wrap=True))
        place = " · ".join(part for part in (collar, row.area if row else None) if part)
        if row:
            words.addWidget(Words(place, Role.SMALL, wrap=True))
        line.addLayout(words, 1)
        if row:
            line.addWidget(Pill(training_badge(row, self._on())))
        away = IconButton("close", f"Take {name} out")
        away.clicked.connect(lambda _on=False, who=collar: self.remove(who))
        line.addWidget(away)
        self._rows.addWidget(frame)
        return away


def _empty(layout: QLayout) -> None:
    while (taken := layout.takeAt(0)) is not None:
        widget = taken.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
