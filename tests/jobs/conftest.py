"""Jobs over a real bus, on a scheduler that is as real, with a clock that can be moved."""

from __future__ import annotations

from tests.support.buses import (
    bus,
    clock,
    open_bus,
    postgres_template,
    sqlite_template,
    where,
)
from tests.support.homes import home

__all__ = [
    "bus",
    "clock",
    "home",
    "open_bus",
    "postgres_template",
    "sqlite_template",
    "where",
]
