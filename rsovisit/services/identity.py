"""What is kept of who a person is, so that they are found again."""

from __future__ import annotations

from rsovisit.queries.visits import fold


def search_key(
    ref: str, given: str | None, family: str, address: str | None, national: str | None
) -> str:
    """What a search looks in: reference, names, address and national reference, folded."""
    text = f"{ref} {given or ''} {family} {address or ''} {national or ''}"
    # Most of it is ASCII, of which folding asks no more than this, and it is asked of every row.
    return " ".join(text.lower().split()) if text.isascii() else fold(text)
