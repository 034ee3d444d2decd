"""What the three kinds of import have in common: where they write, and what they count."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import compress, islice
from typing import Any, ClassVar, TypeVar

from rsovisit.exchange.lines import Refusal
from rsovisit.exchange.reading import Batch
from rsovisit.services.act import Act
from rsovisit.store.reader import Reader

ValueT = TypeVar("ValueT")

CHUNK = 2_000
"""How many cases one question asks about."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows of a file by what they meant for the register."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.added + other.added,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
        )


@dataclass(frozen=True, slots=True)
class Site:
    """Where a file is taken in. With `writing` false nothing is changed, only compared.

    `columns` are those that the file has: what it has no column for is left as it is.
    """

    act: Act
    reader: Reader
    writing: bool
    columns: tuple[str, ...]

    @property
    def locking(self) -> bool:
        """Whether rows that are read must be kept from others until the end."""
        return self.writing and self.reader.dialect == "postgresql"


class Intake(ABC):
    """Takes one kind of file in, batch after batch."""

    moves_dates: ClassVar[bool] = True
    """Whether due dates, and so warnings, follow from such a file."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def faults(self, batch: Batch) -> dict[int, Refusal]:
        """Rows of a batch that the register cannot take, by their place in it."""
        return {}

    @abstractmethod
    def take(self, batch: Batch, skip: Collection[int]) -> Tally:
        """Compare the rows of a batch with the register, but for those to skip, and write."""

    def finish(self) -> None:
        """Write what depends on the whole file. Called only if the file is kept."""
        return

    def notes(self) -> Iterable[str]:
        """Sentences on what an officer should know of the file."""
        return ()


def without(batch: Batch, skip: Collection[int]) -> Batch:
    """The batch without the rows at these places."""
    if not skip:
        return batch
    kept = [index not in skip for index in range(len(batch.numbers))]
    values = tuple(list(compress(column, kept)) for column in batch.values)
    return replace(batch, numbers=tuple(compress(batch.numbers, kept)), values=values)


def chunks(values: Iterable[ValueT], size: int = CHUNK) -> Iterator[list[ValueT]]:
    """The values in lists of at most `size`."""
    left = iter(values)
    while found := list(islice(left, size)):
        yield found


def folded(key: str) -> str:
    """A key as it is compared: two that differ only in capitals are one."""
    return key.casefold()


def iso(value: Any) -> str | None:
    """A date of either database as ISO text."""
    return value.isoformat() if isinstance(value, date) else value


def laid_over(new: Sequence[Any], stored: Sequence[Any]) -> tuple[Any, ...]:
    """The stored values with the file's over them; a cell that was empty changes nothing."""
    return tuple(old if value is None else value for value, old in zip(new, stored, strict=True))
