"""The house rules read every file once, and let go of what they read."""

from __future__ import annotations

import pytest

from tests.house.source import modules


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """A million nodes kept would slow every later test: the collector walks them each time."""
    if nextitem is None or nextitem.path.parent != item.path.parent:
        modules.cache_clear()
