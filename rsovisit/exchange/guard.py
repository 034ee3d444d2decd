"""The leading quote that keeps a spreadsheet from running a cell as a formula."""

from __future__ import annotations

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters that make some spreadsheet treat text as a formula or split the cell."""


def guarded(text: str) -> str:
    """The text as it leaves: with a leading quote where a spreadsheet might run it.

    Text that already looks guarded gets one quote more, so that `unguarded` gives back
    exactly what went in.
    """
    if text.lstrip("'").startswith(DANGEROUS):
        return "'" + text
    return text


def unguarded(text: str) -> str:
    """The text as it was before `guarded`; other leading quotes stay."""
    if text.startswith("'") and text.lstrip("'").startswith(DANGEROUS):
        return text[1:]
    return text
