"""Risk levels and their order."""

from __future__ import annotations

from enum import StrEnum


class RiskLevel(StrEnum):
    """The level a case is managed at, highest first."""

    VERY_HIGH = "very_high"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """4 for very high down to 1 for low."""
        return _RANK[self]

    @property
    def words(self) -> str:
        """The level as an officer writes it, capitalised: 'Very high'."""
        return self.value.replace("_", " ").capitalize()


_RANK = {
    RiskLevel.VERY_HIGH: 4,
    RiskLevel.HIGH: 3,
    RiskLevel.MEDIUM: 2,
    RiskLevel.LOW: 1,
}
