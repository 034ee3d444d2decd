"""Somebody sits at a window on a small invented register."""

from __future__ import annotations

from tests.support.desk import invented_file, open_desk, register_file

__all__ = ["invented_file", "open_desk", "register_file"]
