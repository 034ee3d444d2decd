"""Where one has been, for Alt+Left and Alt+Right."""

from __future__ import annotations

from typing import NamedTuple

_KEPT = 50


class Place(NamedTuple):
    """A screen and where within it."""

    key: str
    within: object = None


class History:
    """The places visited, and which one is open."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._at = -1

    def visit(self, place: Place) -> None:
        """A new place is open; what lay ahead is forgotten."""
        if self._at >= 0 and self._places[self._at] == place:
            return
        del self._places[self._at + 1 :]
        self._places.append(place)
        del self._places[:-_KEPT]
        self._at = len(self._places) - 1

    def amend(self, place: Place) -> None:
        """The open place has become another, with no step to go back over."""
        if self._at >= 0:
            self._places[self._at] = place

    def step(self, by: int) -> Place | None:
        """Back (-1) or forward (1); None where there is nothing."""
        to = self._at + by
        if not 0 <= to < len(self._places):
            return None
        self._at = to
        return self._places[to]
