"""How wide each column of a list is: natural widths, then sharing out what is over or lacking."""

from __future__ import annotations

from typing import Any

from ui.theme import BODY, LABEL, SMALL, Badge, Shape, Theme, Tone
from ui.widgets.cells import PAD
from ui.widgets.glyphs import badge_size
from ui.widgets.rows import Column, RowsModel

_MEASURED = 25
"""Rows looked at where a column gives no sample."""


def fitted(rows: RowsModel[Any], room: int, theme: Theme) -> list[int]:
    """A width for each column in `room` pixels; 0 for one that leaves.

    What is over goes to what is longer than the sample, then to columns with `give`. What is
    lacking is taken from them down to their title; then columns with `drop` leave, the highest
    first; what still lacks is scrolled sideways.
    """
    columns = rows.columns
    natural = [_natural(rows, column, theme) for column in columns]
    least = [_least(column, theme) if column.give else 0 for column in columns]
    droppable = sorted(
        (at for at, c in enumerate(columns) if c.drop), key=lambda at: columns[at].drop
    )
    dropped: set[int] = set()
    while True:
        floor = sum(least[at] or natural[at] for at in range(len(columns)) if at not in dropped)
        if floor <= room or not droppable:
            break
        dropped.add(droppable.pop())
    widths = [0 if at in dropped else width for at, width in enumerate(natural)]
    # Words that wrap can spare some of their width to a neighbour that would be cut.
    needed = (
        min(width, 2 * least[at]) if columns[at].wrap and least[at] else width
        for at, width in enumerate(widths)
    )
    _let_longer_words_in(rows, widths, room - sum(needed), theme)
    give = [0 if at in dropped else column.give for at, column in enumerate(columns)]
    spare = _share(widths, least, give, room - sum(widths))
    if spare > 0:
        last = max(at for at in range(len(columns)) if at not in dropped)
        widths[last] += spare
    return widths


def _let_longer_words_in(rows: RowsModel[Any], widths: list[int], spare: int, theme: Theme) -> None:
    """Widen columns whose rows hold more than their sample, from the left, while there is room."""
    for at, column in enumerate(rows.columns):
        if spare <= 0:
            return
        if widths[at] and column.sample and not column.give:
            wanted = _widest(rows, column, theme) + 2 * theme.px(PAD) + 2
            more = min(max(wanted - widths[at], 0), spare)
            widths[at] += more
            spare -= more


def _least(column: Column[Any], theme: Theme) -> int:
    """Room for the title, the chevron of an ordered column, and a few words."""
    title = theme.wide(column.title, LABEL, bold=True)
    few = theme.px(80 if column.give else 0)
    return max(title + theme.px(14 if column.sort else 0), few) + 2 * theme.px(PAD) + 2


def _natural(rows: RowsModel[Any], column: Column[Any], theme: Theme) -> int:
    if not column.sample:
        widest = _widest(rows, column, theme)
    elif column.badge is not None:
        sample = Badge(column.sample, Tone.OVERDUE, Shape.TRIANGLE)
        widest = badge_size(sample, theme).width()
    else:
        widest = theme.wide(column.sample, SMALL if column.quiet else BODY, column.strong)
    return max(widest + 2 * theme.px(PAD) + 2, _least(column, theme))


def _widest(rows: RowsModel[Any], column: Column[Any], theme: Theme) -> int:
    metrics = theme.metrics(SMALL if column.quiet else BODY, column.strong)
    small = theme.metrics(SMALL)
    widest = 0
    for at in range(min(_MEASURED, rows.total)):
        row = rows.row_at(at)
        if row is None:
            break
        badge = column.badge(row) if column.badge else None
        if badge is not None:
            widest = max(widest, badge_size(badge, theme).width())
        else:
            widest = max(widest, metrics.horizontalAdvance(column.text(row)))
        if column.second:
            widest = max(widest, small.horizontalAdvance(column.second(row)))
    return widest


def _share(widths: list[int], least: list[int], give: list[int], spare: int) -> int:
    """Add `spare` to the widths (or take it, negative) by the shares in `give`.

    Nothing goes below its least width. Returns what could not be placed.
    """
    while spare:
        takers = [
            at for at, share in enumerate(give) if share and (spare > 0 or widths[at] > least[at])
        ]
        if not takers:
            break
        before, whole = spare, sum(give[at] for at in takers)
        for at in takers:
            width = max(widths[at] + int(before * give[at] / whole), least[at])
            spare -= width - widths[at]
            widths[at] = width
        if spare == before:
            # Less than a pixel each: one pixel to the first.
            step = 1 if spare > 0 else -1
            widths[takers[0]] += step
            spare -= step
    return spare
