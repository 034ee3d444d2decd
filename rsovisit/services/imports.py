"""Imports a file of cases, visits or officers: all of it or nothing, and twice equals once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rsovisit.domain.audit import AuditKind, AuditTag
from rsovisit.errors import Invalid
from rsovisit.exchange.layouts import LAYOUTS, FileKind, heading
from rsovisit.exchange.lines import Refusal
from rsovisit.exchange.lines import RefusedRow as RefusedCells
from rsovisit.exchange.reading import Batch, FileStream, ReadingCancelled, stream_file
from rsovisit.exchange.refused import write_refused
from rsovisit.services.act import Act
from rsovisit.services.bus import Changes, Done, Topic
from rsovisit.services.commands.register import Imported, ImportFile, RefusedRow
from rsovisit.services.imports_cases import CaseIntake
from rsovisit.services.imports_intake import Intake, Site, Tally
from rsovisit.services.imports_officers import OfficerIntake
from rsovisit.services.imports_visits import VisitIntake
from rsovisit.services.sweep import match_warnings
from rsovisit.store.reader import Reader

_INTAKES: dict[FileKind, type[Intake]] = {
    FileKind.CASES: CaseIntake,
    FileKind.VISITS: VisitIntake,
    FileKind.OFFICERS: OfficerIntake,
}
_TOPICS = {
    FileKind.CASES: (Topic.CASES, Topic.VISITS, Topic.WARNINGS, Topic.STAFF, Topic.AUDIT),
    FileKind.VISITS: (Topic.CASES, Topic.VISITS, Topic.WARNINGS, Topic.STAFF, Topic.AUDIT),
    FileKind.OFFICERS: (Topic.STAFF, Topic.VISITS, Topic.AUDIT),
}
_CANCELLED = "Cancelled: nothing was written."
_ROWS_SHARE = 0.75
"""How much of the whole work has been done, about, once the rows are in."""

_WORKBOOK_SHARE = 0.5
"""The same once a workbook has been read."""


@dataclass(slots=True)
class _Outcome:
    """What has become of the file so far."""

    read: int = 0
    tally: Tally = field(default_factory=Tally)
    refusals: list[Refusal] = field(default_factory=list)
    cells: list[RefusedCells] = field(default_factory=list)
    given_up: bool = False
    """A row was refused, the good ones alone are not wanted: read on only for more refusals."""


def import_file(act: Act, cmd: ImportFile) -> Done:
    """Read a file into the register. Raises Invalid for a file not to be read, or cancelled.

    Refused rows are no error: the answer lists them, and says whether anything was written.
    """
    act.report("Opening the file", 0.0)
    try:
        with stream_file(
            cmd.path,
            act.asking.today,
            longest_without_reason=act.policy.visit_interval_months,
            cancelled=act.cancelled,
        ) as stream:
            return _import(act, cmd, stream)
    except ReadingCancelled as cancelled:
        raise Invalid(_CANCELLED) from cancelled


def _import(act: Act, cmd: ImportFile, stream: FileStream) -> Done:
    digest, workbook = _looked_at(cmd.path)
    outcome = _Outcome()
    # A workbook is read slowly. Nobody else could write meanwhile, so nothing is begun before.
    batches = _gathered(act, stream) if workbook else stream
    begun = _WORKBOOK_SHARE if workbook else 0.0
    with _reader(act, cmd) as reader:
        intake = _INTAKES[stream.kind](Site(act, reader, not cmd.dry_run, stream.columns))
        for batch in batches:
            _take(act, cmd, stream, intake, outcome, batch)
            share = begun + (_ROWS_SHARE - begun) * batch.share_done
            act.report(f"{outcome.read:,} rows checked", share)
    refused = {cells.row for cells in outcome.cells}
    written = not (cmd.dry_run or outcome.given_up) and (outcome.read > len(refused) or not refused)
    if written:
        _finish(act, cmd, intake, outcome.tally)
    answer = Imported(
        kind=stream.kind.value,
        read=outcome.read,
        added=outcome.tally.added,
        updated=outcome.tally.updated,
        unchanged=outcome.tally.unchanged,
        refused=_in_order(outcome.refusals),
        written=written,
        notes=(*stream.notes, *intake.notes()),
        refused_file=_put_refused(cmd, stream, outcome),
    )
    _note_file(act, cmd, answer, digest, len(refused))
    return Done(Changes.of(*(_TOPICS[stream.kind] if written else (Topic.AUDIT,))), answer)


def _gathered(act: Act, stream: FileStream) -> list[Batch]:
    batches = []
    for batch in stream:
        batches.append(batch)
        act.report(f"{batch.read_so_far:,} rows read", _WORKBOOK_SHARE * batch.share_done)
    return batches


@contextmanager
def _reader(act: Act, cmd: ImportFile) -> Iterator[Reader]:
    """The unit of work's reader; a dry run has one of its own, so that it keeps nobody waiting."""
    if not cmd.dry_run:
        yield act.work.reader
        return
    with closing(act.register.reader()) as reader, reader.snapshot():
        yield reader


def _take(
    act: Act, cmd: ImportFile, stream: FileStream, intake: Intake, outcome: _Outcome, batch: Batch
) -> None:
    """Write the good rows of a batch, unless the file has been given up; gather the refused."""
    outcome.read = batch.read_so_far
    faults = intake.faults(batch)
    outcome.refusals += [*batch.refusals, *faults.values()]
    outcome.cells += [*batch.refused_rows, *_cells_of(stream, batch, faults)]
    if outcome.cells and not (cmd.dry_run or cmd.good_rows or outcome.given_up):
        act.undo()
        outcome.given_up = True
        outcome.tally = Tally()
    if not outcome.given_up:
        outcome.tally += intake.take(batch, skip=faults.keys())


def _cells_of(
    stream: FileStream, batch: Batch, faults: dict[int, Refusal]
) -> Iterator[RefusedCells]:
    """The cells of rows that the file alone could not fault, as the checks read them."""
    for index, refusal in faults.items():
        cells = (_cell(batch, heading(name), index) for name in stream.header)
        yield RefusedCells(refusal.row, tuple(cells))


def _cell(batch: Batch, name: str, index: int) -> str:
    """One cell as it was read; empty under a heading that no column answers to."""
    if name not in {column.name for column in LAYOUTS[batch.kind]}:
        return ""
    value = batch.column(name)[index]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ";".join(map(str, value))
    return "" if value is None else str(value)


def _finish(act: Act, cmd: ImportFile, intake: Intake, tally: Tally) -> None:
    act.report("Working out the due dates", _ROWS_SHARE)
    intake.finish()
    if cmd.match_warnings and intake.moves_dates and (tally.added or tally.updated):
        act.report("Comparing warnings with dates", 0.85)
        match_warnings(act)
    act.report("Writing the audit log", 0.95)


def _in_order(refusals: Sequence[Refusal]) -> tuple[RefusedRow, ...]:
    ordered = sorted(refusals, key=lambda refusal: refusal.row)
    return tuple(RefusedRow(r.row, r.field, r.value, r.reason) for r in ordered)


def _put_refused(cmd: ImportFile, stream: FileStream, outcome: _Outcome) -> Path | None:
    if cmd.dry_run or not cmd.good_rows or not outcome.cells:
        return None
    rows = sorted(outcome.cells, key=lambda cells: cells.row)
    return write_refused(cmd.path, stream.header, rows, outcome.refusals)


def _note_file(act: Act, cmd: ImportFile, answer: Imported, digest: str, refused: int) -> None:
    act.note(
        AuditTag.FILE_IMPORT,
        "register",
        kind=AuditKind.COLLECT,
        file=cmd.path.name,
        sha256=digest,
        holds=answer.kind,
        read=answer.read,
        added=answer.added,
        updated=answer.updated,
        unchanged=answer.unchanged,
        refused=refused,
        dry_run=cmd.dry_run,
        written=answer.written,
    )


def _looked_at(path: Path) -> tuple[str, bool]:
    """The file's SHA-256, and whether it is a workbook rather than text."""
    try:
        with path.open("rb") as source:
            start = source.read(2)
            source.seek(0)
            return hashlib.file_digest(source, "sha256").hexdigest(), start == b"PK"
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise Invalid(f"{path.name} could not be opened: {reason}.") from error
