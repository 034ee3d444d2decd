"""Use-cases are tested through the real bus, on both databases."""

from __future__ import annotations

from tests.support.buses import (
    bus,
    clock,
    open_bus,
    postgres_template,
    sqlite_template,
    where,
)

__all__ = ["bus", "clock", "open_bus", "postgres_template", "sqlite_template", "where"]
