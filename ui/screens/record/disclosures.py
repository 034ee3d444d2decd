"""'Did anything come to light?': each change with what ticking it raises."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from rsovisit.domain.visit import Disclosure
from ui.labels import label
from ui.screens.record.words import raises
from ui.theme import current
from ui.widgets.fields import Tick
from ui.widgets.text import Role, Words


class Disclosures(QWidget):
    """One tick for each kind of change.

    Signals:
        changed: one was ticked or unticked.
    """

    changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.ticks: dict[Disclosure, Tick] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for disclosure in Disclosure:
            tick = Tick(label(disclosure))
            tick.setAccessibleDescription(raises(disclosure))
            tick.toggled.connect(self.changed)
            meaning = Words(raises(disclosure), Role.SMALL, wrap=True)
            meaning.setIndent(current().px(30))
            meaning.setSizePolicy(_as_wrapped())
            pair = QVBoxLayout()
            pair.setSpacing(0)
            pair.addWidget(tick)
            pair.addWidget(meaning)
            column.addLayout(pair)
            self.ticks[disclosure] = tick
        self.setFocusProxy(self.ticks[next(iter(Disclosure))])

    @property
    def value(self) -> tuple[Disclosure, ...]:
        """What is ticked."""
        return tuple(kind for kind, tick in self.ticks.items() if tick.isChecked())

    def set_value(self, kinds: Collection[Disclosure]) -> None:
        """Tick these and no others."""
        for kind, tick in self.ticks.items():
            tick.setChecked(kind in kinds)


def _as_wrapped() -> QSizePolicy:
    """As tall as the words are at the width they get: eight lines would ask for sixteen."""
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    return policy
