"""Who may visit: certificates, their expiry, and the crew a visit needs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from rsovisit.domain.why import day_words


class TrainingKind(StrEnum):
    """What a certificate is for."""

    HOME_VISIT = "home_visit"
    ARMS = "arms"


class Certificate(NamedTuple):
    """Training held by one officer, valid up to and including `expires_on`."""

    kind: TrainingKind
    expires_on: date


def trained(certificates: Iterable[Certificate], kind: TrainingKind, on: date) -> bool:
    """Whether any certificate of the kind is valid on the day."""
    return any(c.kind is kind and on <= c.expires_on for c in certificates)


def training_words(certificates: Iterable[Certificate], kind: TrainingKind, on: date) -> str:
    """What to tell whoever allots work: held, lapsed or never held."""
    dates = [c.expires_on for c in certificates if c.kind is kind]
    if not dates:
        return "never trained"
    last = max(dates)
    return f"trained to {day_words(last)}" if on <= last else f"training lapsed {day_words(last)}"


def crew_shortfall(trained_flags: Iterable[bool], crew_size: int) -> str | None:
    """A sentence when a crew is too small or has nobody trained; None when it will do.

    `trained_flags`: one per visitor, whether their home-visit training is in date.
    """
    flags = list(trained_flags)
    if not flags:
        return "No visitor is named."
    few, untrained = len(flags) < crew_size, not any(flags)
    crew = "Single-crewed" if len(flags) == 1 else f"Only {len(flags)} visitors"
    if few and untrained:
        return f"{crew}, without in-date home-visit training: policy asks for {crew_size} visitors."
    if untrained:
        return "No visitor holds in-date home-visit training."
    return f"{crew}: policy asks for {crew_size} visitors." if few else None
