"""The names behind collar numbers, asked for once."""

from __future__ import annotations

from collections.abc import Iterable

from rsovisit.queries.staff import StaffRow
from ui.labels import NOTHING


class People:
    """Names by collar number. Until they are known the number stands for the person."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def learn(self, rows: Iterable[StaffRow]) -> None:
        """Take the names of a staff list."""
        self._names |= {row.collar: row.name for row in rows if row.known}

    def name(self, collar: str | None) -> str:
        """'DC Grebe'; the collar number where there is no name; a dash for nobody."""
        return self._names.get(collar, collar) if collar else NOTHING

    def full(self, collar: str | None) -> str:
        """'DC Grebe (0911)'."""
        name = self.name(collar)
        return name if name in (collar, NOTHING) else f"{name} ({collar})"
