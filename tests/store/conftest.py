"""What store tests share."""

from __future__ import annotations

from tests.support.registers import register, sqlite_register, where

__all__ = ["register", "sqlite_register", "where"]
