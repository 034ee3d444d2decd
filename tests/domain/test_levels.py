"""Levels and statuses: their order and their words, which are the outside ones."""

from __future__ import annotations

import pytest

from rsovisit.domain.case import ManagedBy, Status
from rsovisit.domain.risk import RiskLevel


def test_levels_from_highest_to_lowest() -> None:
    assert [level.value for level in RiskLevel] == ["very_high", "high", "medium", "low"]
    assert [level.rank for level in RiskLevel] == [4, 3, 2, 1]
    assert [level.words for level in RiskLevel] == ["Very high", "High", "Medium", "Low"]


def test_outside_words() -> None:
    assert {status.value for status in Status} == {
        "active", "reactive", "custody", "hospital", "abroad", "missing", "transferred",
        "deceased", "closed",
    }  # fmt: skip
    assert {team.value for team in ManagedBy} == {"npt", "ppu"}


@pytest.mark.parametrize("status", Status)
def test_every_status_has_words(status: Status) -> None:
    assert status.words[0].isupper()
