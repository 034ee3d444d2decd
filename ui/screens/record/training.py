"""A person's home-visit training as it stood on the day of a visit."""

from __future__ import annotations

from datetime import date

from rsovisit.domain.training import Certificate, TrainingKind, trained, training_words
from rsovisit.queries.staff import StaffRow
from ui.theme import Badge, Shape, Tone


def training_badge(row: StaffRow, on: date) -> Badge:
    """In date, lapsed or never held, in words with tone and shape."""
    words = training_words(_held(row), TrainingKind.HOME_VISIT, on)
    if is_trained(row, on):
        return Badge(words, Tone.GOOD, Shape.RING)
    return Badge(words, Tone.OVERDUE, Shape.TRIANGLE)


def is_trained(row: StaffRow, on: date) -> bool:
    """Whether it was in date on a day."""
    return trained(_held(row), TrainingKind.HOME_VISIT, on)


def _held(row: StaffRow) -> list[Certificate]:
    kind = TrainingKind.HOME_VISIT
    return [] if row.trained_to is None else [Certificate(kind, row.trained_to)]
