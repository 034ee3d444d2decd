"""The file of refused rows: as they were, with the reasons, to be put right and sent again."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from rsovisit.exchange.guard import guarded
from rsovisit.exchange.lines import Refusal, RefusedRow
from rsovisit.exchange.private import private_file

REASON = "reason"


def refused_path(source: Path) -> Path:
    """Where the refused rows of a file go: beside it, 'FILE.refused.csv'."""
    return source.with_name(source.name + ".refused.csv")


def write_refused(
    source: Path,
    header: Sequence[str],
    rows: Iterable[RefusedRow],
    refusals: Iterable[Refusal],
) -> Path:
    """Write the refused rows of `source` and return the file's path.

    The cells are the originals, under the original headings, so that the file can be put
    right and imported; the `reason` column, which an import passes over, says what to mend.
    Readable by its owner alone. Raises Unavailable.
    """
    reasons: dict[int, list[str]] = defaultdict(list)
    for refusal in refusals:
        reasons[refusal.row].append(f"{refusal.field}: {refusal.reason}")
    path = refused_path(source)
    with private_file(path) as file:
        # Excel takes a CSV file for UTF-8 only by its mark.
        sheet = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", errors="replace")
        writer = csv.writer(sheet)
        writer.writerow([*map(guarded, header), REASON])
        for row in rows:
            why = " ".join([f"Row {row.row}.", *reasons[row.row]])
            writer.writerow([*_as_wide(row.cells, len(header)), guarded(why)])
        sheet.flush()
        sheet.detach()
    return path


def _as_wide(cells: Sequence[str], width: int) -> list[str]:
    """The cells under the headings; what stood past the last heading is joined to it.

    Joined, because a row is refused for such cells when a separator was taken for one.
    """
    kept = [*cells[:width], *[""] * (width - len(cells))]
    if any(cells[width:]):
        kept[-1] = ",".join([kept[-1], *cells[width:]])
    return [_once(cell) for cell in kept]


def _once(cell: str) -> str:
    """Guarded, unless it came guarded: then it goes back as it came."""
    again = cell.startswith("'") and guarded(cell) != cell
    return cell if again else guarded(cell)
