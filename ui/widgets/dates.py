"""Fields for days and times, typed as officers write them or picked from a month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPalette, QPixmap, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from rsovisit.errors import Invalid
from ui.labels import Lean, day
from ui.theme import current
from ui.typed import read_day, read_time
from ui.widgets.buttons import IconButton
from ui.widgets.fields import mark_wrong
from ui.widgets.glyphs import paint_chevron
from ui.widgets.text import Role, Words


class _TypedField(QWidget):
    """A line that is read when it is left or Enter is pressed, with a sentence when it cannot be.

    Signals:
        changed: what it holds is another value, or none.
    """

    changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.line = QLineEdit(self)
        self.line.setAccessibleName(name)
        self.setFocusProxy(self.line)
        self._sentence = ""
        self._says = Words("", Role.ERROR, wrap=True)
        self._says.hide()
        self._row = QHBoxLayout()
        self._row.setSpacing(4)
        self._row.addWidget(self.line, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._row)
        column.addWidget(self._says)
        self.line.editingFinished.connect(self._on_left)
        self.line.textEdited.connect(self._on_edited)

    @property
    def error(self) -> str:
        """What is wrong with what stands there; '' when it is empty or can be read."""
        return self._sentence

    def _on_edited(self) -> None:
        # While typing, take a complaint back as soon as it is mended, but make no new one.
        self._read(complain=False)

    def _on_left(self) -> None:
        self._read(complain=True)

    def _read(self, complain: bool) -> None:
        raise NotImplementedError

    def _say(self, sentence: str, complain: bool) -> None:
        self._sentence = sentence
        if complain or not sentence:
            self._says.set_words(sentence)
            self._says.setVisible(bool(sentence))
            self.line.setAccessibleDescription(sentence)
            mark_wrong(self.line, bool(sentence))


class DateField(_TypedField):
    """A day, typed in any sensible British form or picked from a month.

    `today` is asked each time, never kept. `lean` says which way a bare '23 nov' is read.
    Up and Down move by a day; Alt+Down opens the month.
    """

    def __init__(
        self,
        name: str,
        today: Callable[[], date],
        lean: Lean = Lean.PAST,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, parent)
        self._today, self._lean = today, lean
        self._value: date | None = None
        self._month: _Month | None = None
        near = "yesterday" if lean is Lean.PAST else "tomorrow"
        self.line.setPlaceholderText(f"23/11/2026, 23 Nov, {near}")
        self._button = IconButton("calendar", f"{name}: open the month")
        self._button.clicked.connect(self.open_month)
        self._row.addWidget(self._button)
        self.line.installEventFilter(self)

    @property
    def value(self) -> date | None:
        """The day; None while there is none that can be read."""
        return self._value

    def set_value(self, on: date | None) -> None:
        """Show a day, or empty the field."""
        self.line.setText("" if on is None else day(on))
        self._say("", complain=True)
        self._take(on)

    def open_month(self) -> None:
        """Open the month under the field."""
        if self._month is None:
            self._month = _Month(self)
            self._month.picked.connect(self._on_picked)
        self._month.open_at(self._value or self._today(), self.line)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up, Down and Alt+Down in the line."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        if event.key() not in _DAY_STEPS:
            return False
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_month()
        else:
            self._step(_DAY_STEPS[Qt.Key(event.key())])
        return True

    def _step(self, days: int) -> None:
        self._read(complain=False)
        on = self._value or self._today()
        self.set_value(date.fromordinal(on.toordinal() + days))

    def _read(self, complain: bool) -> None:
        text = self.line.text().strip()
        if not text:
            self._say("", complain=True)
            self._take(None)
            return
        try:
            on = read_day(text, self._today(), self._lean)
        except Invalid as wrong:
            self._say(str(wrong), complain)
            self._take(None)
            return
        self._say("", complain)
        if complain:
            self.line.setText(day(on))
        self._take(on)

    def _take(self, on: date | None) -> None:
        if on != self._value:
            self._value = on
            self.changed.emit()

    def _on_picked(self, on: QDate) -> None:
        self.set_value(date(on.year(), on.month(), on.day()))
        self.line.setFocus()


_DAY_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class TimeField(_TypedField):
    """A time of day, typed as 14:20, 1420 or 2.20pm; kept as 'HH:MM'."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._value = ""
        self.line.setPlaceholderText("hh:mm")

    @property
    def value(self) -> str:
        """'HH:MM', or '' while there is none that can be read."""
        return self._value

    def set_value(self, at: str) -> None:
        """Show a time as 'HH:MM', or '' for none."""
        self.line.setText(at)
        self._read(complain=True)

    def _read(self, complain: bool) -> None:
        text, at, sentence = self.line.text().strip(), "", ""
        if text:
            try:
                at = read_time(text)
            except Invalid as wrong:
                sentence = str(wrong)
        self._say(sentence, complain)
        if at and complain:
            self.line.setText(at)
        if at != self._value:
            self._value = at
            self.changed.emit()


class _Month(QFrame):
    """The month under a date field. Escape closes it."""

    picked = Signal(QDate)

    def __init__(self, field: DateField) -> None:
        super().__init__(field, Qt.WindowType.Popup)
        self.setObjectName("popover")
        self.setAccessibleName("Choose a day")
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        self._calendar = QCalendarWidget(self)
        self._calendar.setAccessibleName("Month")
        self._calendar.setLocale(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
        self._calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self._calendar.setVerticalHeaderFormat(
            QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader
        )
        self._calendar.activated.connect(self._on_picked)
        self._calendar.clicked.connect(self._on_picked)
        column.addWidget(self._calendar)

    def open_at(self, on: date, under: QWidget) -> None:
        """Show the month of a day, just under a widget."""
        plain = QTextCharFormat()
        plain.setForeground(self.palette().brush(QPalette.ColorRole.Text))
        for name, turn in (("qt_calendar_prevmonth", 90), ("qt_calendar_nextmonth", -90)):
            button = self._calendar.findChild(QToolButton, name)
            if button is not None:
                button.setIcon(_arrow(turn))
        for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self._calendar.setWeekdayTextFormat(weekend, plain)
        self._calendar.setSelectedDate(QDate(on.year, on.month, on.day))
        self.move(under.mapToGlobal(under.rect().bottomLeft()))
        self.show()
        self._calendar.setFocus()

    def _on_picked(self, on: QDate) -> None:
        self.hide()
        self.picked.emit(on)


def _arrow(turn: int) -> QIcon:
    """A chevron turned by so many degrees, in the theme's ink: Qt's own is black in the dark."""
    side = current().px(16)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.translate(side / 2, side / 2)
    painter.rotate(turn)
    paint_chevron(painter, QRectF(-side / 2, -side / 2, side, side), current().tokens.second)
    painter.end()
    return QIcon(pixmap)
