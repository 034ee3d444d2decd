"""Somebody sits at a window on a small invented register; or a bus alone, over an empty one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from rsovisit.services.bus import CommandBus
from rsovisit.store.key import key_file
from tests.support.buses import FixedClock, Opened, sqlite_template
from tests.support.desk import invented_file, open_desk, register_file

__all__ = ["invented_file", "open_desk", "register_file", "sqlite_template"]


@pytest.fixture
def bus(sqlite_template: Path, tmp_path: Path) -> Iterator[CommandBus]:
    """The keeper's bus over an empty register."""
    file = tmp_path / "empty.rso"
    shutil.copy2(sqlite_template, file)
    shutil.copy2(key_file(sqlite_template), key_file(file))
    opened = Opened(str(file), FixedClock())
    yield opened()
    opened.close()
