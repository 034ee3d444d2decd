"""A home of one's own: settings, registers and log of one test, and of no other."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The data folder of this test, with nothing in it yet; the log goes there too."""
    folder = tmp_path / "home"
    monkeypatch.setenv("RSOVISIT_HOME", str(folder))
    log = logging.getLogger("rsovisit")
    before, log.handlers = log.handlers, []
    propagated, log.propagate = log.propagate, True
    yield folder
    for handler in log.handlers:
        handler.close()
    log.handlers, log.propagate = before, propagated


def logged(folder: Path) -> str:
    """What the program has logged in a home; '' where it has not."""
    file = folder / "rsovisit.log"
    return file.read_text(encoding="utf-8") if file.exists() else ""
