"""The status bar: which register, the sweep, the backup, the policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui.labels import clock_time, day, day_and_time
from ui.theme import SMALL, Shape, Tone, colour, current
from ui.widgets.glyphs import LEFT, paint_shape, smooth

if TYPE_CHECKING:
    from rsovisit.queries.upkeep import UpkeepRow


class StatusItem(NamedTuple):
    """A few words; a tone gives them its shape and colour."""

    words: str
    tone: Tone | None = None
    tip: str = ""


_SHAPES = {
    Tone.GOOD: Shape.DISC,
    Tone.ESCALATED: Shape.TRIANGLE,
    Tone.OVERDUE: Shape.TRIANGLE,
    Tone.NEUTRAL: Shape.RING,
}


class StatusWords(QWidget):
    """One item of the bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._item = StatusItem("")

    def set_item(self, item: StatusItem) -> None:
        """Say this; no words take no room."""
        self._item = item
        self.setAccessibleName(item.words)
        self.setToolTip(item.tip or item.words)
        self.setVisible(bool(item.words))
        self.updateGeometry()
        self.update()

    @property
    def item(self) -> StatusItem:
        """What it says."""
        return self._item

    def sizeHint(self) -> QSize:
        """Shape and words."""
        theme = current()
        width = theme.metrics(SMALL, self._bold()).horizontalAdvance(self._item.words) + 2
        return QSize(width + (theme.px(15) if self._shape() else 0), theme.px(18))

    def minimumSizeHint(self) -> QSize:
        """They may be elided; the tooltip has the words."""
        return QSize(current().px(30), self.sizeHint().height())

    def _shape(self) -> Shape | None:
        return None if self._item.tone is None else _SHAPES.get(self._item.tone)

    def _bold(self) -> bool:
        return self._item.tone in (Tone.ESCALATED, Tone.OVERDUE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Shape and words; what is late is in its colour, bold."""
        theme = current()
        tokens = theme.tokens
        painter = QPainter(self)
        smooth(painter)
        left, ink = 0, tokens.second
        shape = self._shape()
        if shape is not None and self._item.tone is not None:
            side = theme.px(9)
            mark = tokens.inks(self._item.tone).ink
            place = QRectF(0, (self.height() - side) / 2, side, side)
            paint_shape(painter, place, shape, mark)
            left = theme.px(15)
            ink = mark if self._bold() else ink
        painter.setFont(theme.font(SMALL, self._bold()))
        painter.setPen(colour(ink))
        room = QRect(left, 0, self.width() - left, self.height())
        metrics = theme.metrics(SMALL, self._bold())
        words = metrics.elidedText(self._item.words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, LEFT, words)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Another text size."""
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)


class RegisterFacts(Protocol):
    """What the frame says of the register."""

    @property
    def label(self) -> str:
        """May be shown anywhere."""
        ...

    @property
    def rehearsal(self) -> bool:
        """Whether everyone in it is invented."""
        ...

    @property
    def encrypted(self) -> bool:
        """Whether the program encrypts it itself: an embedded one, not a shared server's."""
        ...

    @property
    def key_in_file(self) -> bool:
        """Whether its key still lies in a file beside it."""
        ...


class StatusBar(QFrame):
    """Register, sweep and backup at the left; what is going on and the policy at the right."""

    def __init__(self, register: RegisterFacts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusbar")
        self.setAccessibleName("Status")
        self._facts = register
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 4)
        row.setSpacing(20)
        self.register, self.sweep, self.backup = StatusWords(), StatusWords(), StatusWords()
        self.busy, self.policy = StatusWords(), StatusWords()
        for words in (self.register, self.sweep, self.backup):
            row.addWidget(words)
        row.addStretch(1)
        row.addWidget(self.busy)
        row.addWidget(self.policy)
        for words in (self.sweep, self.backup, self.busy, self.policy):
            words.set_item(StatusItem(""))
        self.register.set_item(StatusItem(register.label, Tone.NEUTRAL))

    def show_upkeep(self, row: UpkeepRow) -> None:
        """The register answered: how it is kept."""
        key = "Encrypted. Its key still lies in a file beside it: set a passphrase."
        tip = key if self._facts.key_in_file else ""
        kept = "rehearsal" if self._facts.rehearsal else "live"
        self.register.set_item(StatusItem(f"{self._facts.label} · {kept}", Tone.GOOD, tip))
        self.sweep.set_item(_sweep_item(row))
        self.backup.set_item(_backup_item(row) if self._facts.encrypted else StatusItem(""))
        policy = f"Policy v{row.policy_version} · from {day(row.policy_from)}"
        self.policy.set_item(StatusItem(policy, tip=row.policy_name))

    def show_lost(self, why: Exception) -> None:
        """The register did not answer."""
        item = StatusItem(f"{self._facts.label} · not reached", Tone.ESCALATED, str(why))
        self.register.set_item(item)

    def show_busy(self, busy: bool) -> None:
        """Whether something is on its way. Kept for screen readers; nothing flickers."""
        self.setAccessibleDescription("Working" if busy else "")


def _sweep_item(row: UpkeepRow) -> StatusItem:
    if row.last_sweep is None:
        return StatusItem("Never swept for overdue visits", Tone.ESCALATED)
    last = row.last_sweep.finished_at
    if row.sweep_late:
        return StatusItem(f"Sweep late: last ran {day_and_time(last)}", Tone.ESCALATED)
    words = f"Swept {clock_time(last)} · next {clock_time(row.next_sweep_at)}"
    return StatusItem(words, tip=f"Overdue visits were last looked for at {day_and_time(last)}")


def _backup_item(row: UpkeepRow) -> StatusItem:
    if row.last_backup is None:
        return StatusItem("No backup yet", Tone.OVERDUE)
    last = day_and_time(row.last_backup.finished_at)
    if not row.backup_verified:
        return StatusItem(f"Backup of {last} not verified", Tone.OVERDUE)
    return StatusItem(f"Backup {last} · verified")
