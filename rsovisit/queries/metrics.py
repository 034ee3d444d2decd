"""What a metric of the oversight page is: a value in total and the same value for every area."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from rsovisit.store.reader import Reader

Value = int | float | str | None | Mapping[str, Any]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric of domain.md section 9. Every area has its value, even where nothing happened.

    `by` holds further breakdowns of a count, by 'level' or 'officer'. `note` says what a value
    means, or why there is none.
    """

    total: Value
    by_area: Mapping[str, Value]
    note: str | None = None
    by: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def metric(
    areas: Sequence[str],
    facts: Iterable[tuple[str, T]],
    summary: Callable[[list[T]], Value],
    note: str | None = None,
) -> Metric:
    """The summary of all facts, and of those of each area."""
    grouped: defaultdict[str, list[T]] = defaultdict(list)
    everything: list[T] = []
    for area, fact in facts:
        grouped[area].append(fact)
        everything.append(fact)
    by_area = {area: summary(grouped.get(area, [])) for area in areas}
    return Metric(summary(everything), by_area, note)


def unknown(areas: Sequence[str], note: str) -> Metric:
    """A metric whose records are not kept yet: nothing is claimed about it."""
    return Metric(None, dict.fromkeys(areas), note)


def case_areas(reader: Reader) -> tuple[str, ...]:
    """Every area that has cases, by name."""
    return tuple(row[0] for row in reader.rows("select distinct area from case_file order by area"))
