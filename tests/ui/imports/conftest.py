"""Somebody sits at the import wizard of a register."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog

from rsovisit.domain.access import Role
from tests.support.desk import Desk, invented_file, open_desk, register_file
from tests.support.importing import cases
from ui.bridge import Bridge

__all__ = ["invented_file", "open_desk", "register_file"]

Sit = Callable[..., Desk]
MANY = 6_000


@dataclass
class Dialogues:
    """What the system's file dialogues answer, and what they were asked."""

    opens: list[str] = field(default_factory=list)
    saves: list[str] = field(default_factory=list)
    asked: list[tuple[Any, ...]] = field(default_factory=list)

    def open_name(self, *asked: Any) -> tuple[str, str]:
        """The next file to open; '' for a dialogue that was cancelled."""
        self.asked.append(asked)
        return self.opens.pop(0), ""

    def save_name(self, *asked: Any) -> tuple[str, str]:
        """The next file to save."""
        self.asked.append(asked)
        return self.saves.pop(0), ""


@pytest.fixture
def dialogues(monkeypatch: pytest.MonkeyPatch) -> Dialogues:
    """The system's dialogues answer as the test says."""
    made = Dialogues()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", made.open_name)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", made.save_name)
    return made


@pytest.fixture
def desk(open_desk: Sit) -> Desk:
    """The keeper at the wizard."""
    return open_desk(Role.KEEPER, "import")


@pytest.fixture
def big_file(tmp_path: Path) -> Path:
    """Thousands of good cases, which take seconds to read."""
    return cases(tmp_path, *({"case_ref": f"NEW-{n:05}"} for n in range(MANY)))


def steps_of(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words of every progress step, as they arrive in the window."""
    heard: list[str] = []
    tell = Bridge._tell

    def listen(self: Bridge, number: int, words: str, share: float) -> None:
        heard.append(words)
        tell(self, number, words, share)

    monkeypatch.setattr(Bridge, "_tell", listen)
    return heard
