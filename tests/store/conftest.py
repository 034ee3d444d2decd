"""What store tests share."""

from __future__ import annotations

from tests.support.registers import made_database, made_file, register, sqlite_register, where

__all__ = ["made_database", "made_file", "register", "sqlite_register", "where"]
