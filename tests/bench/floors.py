"""What raw driver inserts go into: plain tables, and the rows to fill them with."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

Rows = dict[str, Sequence[Sequence[Any]]]
"""Rows by the name of what they are."""


class Plain:
    """Tables of as many columns as their rows have: no type, index, link, guard or chain."""

    def __init__(self, raw: Any, rows: Rows) -> None:
        self._raw = raw
        self._rows = {f"plain_{name}": values for name, values in rows.items() if values}
        for table, values in self._rows.items():
            columns = ", ".join(f"c{at}" for at in range(len(values[0])))
            raw.execute(f"create table {table} ({columns})")

    def fill(self) -> None:
        """Insert all rows in one transaction."""
        self._raw.execute("begin immediate")
        for table, values in self._rows.items():
            places = ", ".join("?" * len(values[0]))
            self._raw.executemany(f"insert into {table} values ({places})", values)
        self._raw.execute("commit")

    def empty(self) -> None:
        """Take the rows out again."""
        for table in self._rows:
            self._raw.execute(f"delete from {table}")

    def seconds(self, before: Callable[[], object] = lambda: None) -> float:
        """How long it takes to do what comes `before`, and to fill the tables."""
        self.empty()
        start = time.perf_counter()
        before()
        self.fill()
        return time.perf_counter() - start


def rows_of(raw: Any, selects: dict[str, str]) -> Rows:
    """The rows that each statement gives, by its name."""
    return {name: raw.execute(select).fetchall() for name, select in selects.items()}
