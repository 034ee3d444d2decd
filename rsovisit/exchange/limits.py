"""How much of a file is ever read, and what the reading child may use (security.md)."""

from __future__ import annotations

FILE_BYTES = 20_000_000
UNPACKED_BYTES = 100_000_000
ROWS = 100_000
"""Rows with anything in them, the heading row not counted."""

SHEET_ROWS = 1_048_576
"""Rows of a sheet, blank ones included: as many as a workbook can have."""

COLUMNS = 256
PARTS = 2_000
"""Files inside a workbook."""

CHILD_MEMORY_BYTES = 512 * 1024 * 1024
CHILD_SECONDS = 30
