"""Answers on the terminal: one JSON document, or a table for people."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from io import StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

from rsovisit.errors import Invalid


def plain(value: Any) -> Any:
    """The value as JSON knows it: dates ISO, enums by value, whatever has named parts an object."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(one) for one in value]
    return value


def speak_plainly(*, exactly: bool) -> None:
    """Make standard output take any text, whatever the machine's encoding.

    `exactly`: what is written is read by programs, so it is UTF-8; otherwise a terminal that lacks
    a letter shows '?' in its place.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8" if exactly else None, errors="replace")


def put(text: str) -> None:
    """Text on standard output, at once. Raises Invalid where it cannot be taken."""
    # A program started from an icon, or with its output closed, has nobody to answer.
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Invalid(f"The answer could not be written: {error.strerror}.") from error


def shown_place(where: str) -> str:
    """A register's place as it may be shown: an address without the password in it."""
    scheme, mark, rest = where.partition("://")
    if not mark:
        return where
    rest = _SECRET.sub(r"\1***", rest)
    login, at, host = rest.rpartition("@")
    person, colon, _ = login.partition(":")
    return f"{scheme}://{person}{':***' if colon else ''}{at}{host}"


_SECRET = re.compile(r"([?&](?:ssl)?password=)[^&]*", re.IGNORECASE)


def show_json(value: Any) -> None:
    """One JSON document on standard output."""
    put(json.dumps(plain(value), ensure_ascii=False, indent=1) + "\n")


def say(words: str) -> None:
    """A line for people on standard output."""
    put(words + "\n")


def note(words: str) -> None:
    """A line for people on standard error, out of the way of answers."""
    if sys.stderr is not None:
        sys.stderr.write(words + "\n")


def show_table(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table for people; dates as '23 Nov 2026', nothing as a dash."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", header_style="bold", box=SIMPLE_HEAD)
    for head in heads:
        table.add_column(head, overflow="fold", no_wrap=head != "Why", max_width=60)
    for row in rows:
        table.add_row(*(Text(words(cell)) for cell in row))
    if sys.stdout is not None and sys.stdout.isatty():
        Console().print(table)
        return
    # A pipe has no width of its own: wide enough that no reference or date is broken.
    page = StringIO()
    Console(width=160, file=page).print(table)
    put(page.getvalue())


def words(cell: Any) -> str:
    """A cell as a person reads it."""
    if cell is None or cell == "":
        return "—"
    if isinstance(cell, date):
        return f"{cell.day} {cell:%b %Y}"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if hasattr(cell, "words"):
        return str(cell.words)
    if isinstance(cell, Enum):
        return str(cell.value).replace("_", " ").capitalize()
    if isinstance(cell, (list, tuple)):
        return " ".join(str(one) for one in cell)
    return str(cell)
