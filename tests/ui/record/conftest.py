"""Somebody sits at a window on a small invented register; or a bus alone, over an empty one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rsovisit.services.bus import CommandBus
from tests.support.buses import FixedClock, Opened, make_register
from tests.support.desk import invented_file, open_desk, register_file

__all__ = ["invented_file", "open_desk", "register_file"]


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[CommandBus]:
    """The keeper's bus over an empty register."""
    opened = Opened(make_register(str(tmp_path / "empty.rso")), FixedClock())
    yield opened()
    opened.close()
