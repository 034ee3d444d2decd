"""An import file read in a limited child process: batch after batch, or all at once."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import IO, Any, BinaryIO

import rsovisit
from rsovisit.domain.access import Role
from rsovisit.domain.case import ManagedBy, Status
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.training import TrainingKind
from rsovisit.domain.visit import Outcome
from rsovisit.errors import Invalid
from rsovisit.exchange import limits
from rsovisit.exchange.layouts import LAYOUTS, FileKind
from rsovisit.exchange.lines import (
    CaseLine,
    Line,
    OfficerLine,
    Refusal,
    RefusedRow,
    TrainingHeld,
    VisitLine,
)
from rsovisit.exchange.sheets import too_large

FROZEN_ARGUMENT = "--rsovisit-read-file"
"""First argument by which a frozen program is told to be the child; its start must then call
`rsovisit.exchange.child.main` with the arguments that follow, before anything else."""

OnProgress = Callable[[int, float], None]
"""Called with the rows read so far and the share of the file done, 0 to 1."""

_POLL_SECONDS = 0.05
_WAITING_BATCHES = 4
_LONGEST_MESSAGE = 64_000_000
_UNTOLD = (
    "The file could not be read: it is damaged, or not what its name says. Nothing was read in."
)
_MAKERS: dict[FileKind, Callable[..., Line]] = {
    FileKind.CASES: CaseLine,
    FileKind.VISITS: VisitLine,
    FileKind.OFFICERS: OfficerLine,
}


class ReadingCancelled(Invalid):
    """The officer stopped the reading; nothing of the file was kept."""


@dataclass(frozen=True)
class Batch:
    """Some rows of the file, in the order of the sheet.

    `numbers` are the good rows' places in the sheet; `values` their fields, column by column
    in the layout's order and typed as in the lines, for bulk work that needs no line objects.
    """

    kind: FileKind
    numbers: tuple[int, ...]
    values: tuple[Sequence[Any], ...]
    refusals: tuple[Refusal, ...]
    refused_rows: tuple[RefusedRow, ...]
    read_so_far: int
    share_done: float

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The good rows as lines; made when first asked for."""
        return tuple(map(_MAKERS[self.kind], self.numbers, *self.values))

    def column(self, name: str) -> Sequence[Any]:
        """One field of every good row: as in the lines, so days as ISO text."""
        names = [column.name for column in LAYOUTS[self.kind]]
        return self.values[names.index(name)]


@dataclass(frozen=True, slots=True)
class FileRead:
    """A whole file. `read` counts rows with anything in them, good and refused.

    `columns` are the known columns that the file has; `header` its headings as they stand.
    """

    kind: FileKind
    read: int
    lines: tuple[Line, ...]
    refusals: tuple[Refusal, ...]
    notes: tuple[str, ...]
    columns: tuple[str, ...]
    header: tuple[str, ...]
    refused_rows: tuple[RefusedRow, ...]


class FileStream:
    """A file being read by a child: `kind`, `columns` and `header` at once, batches as they
    come, `notes` after the last. Close it (or leave its `with`) to end the child.

    Iterating raises Invalid when the file cannot be read further, ReadingCancelled when
    `cancelled` says so.
    """

    def __init__(
        self,
        child: _Child,
        on_progress: OnProgress | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self._child = child
        self._on_progress = on_progress
        self._cancelled = cancelled
        self._read_so_far = 0
        self.notes: tuple[str, ...] = ()
        try:
            kind, columns, header = self._message("header")["header"]
            self.kind = FileKind(kind)
            self.columns: tuple[str, ...] = tuple(columns)
            self.header: tuple[str, ...] = tuple(header)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> FileStream:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[Batch]:
        while True:
            message = self._message("batch", "done")
            if "done" in message:
                self.notes = tuple(message["done"])
                self._report(None)
                return
            batch = _batch(self.kind, message)
            self._report(batch)
            yield batch

    def close(self) -> None:
        """End the child, if it has not ended, and let its pipes go."""
        self._child.end()

    def _report(self, batch: Batch | None) -> None:
        if batch is not None:
            self._read_so_far = batch.read_so_far
        if self._on_progress is not None:
            self._on_progress(self._read_so_far, batch.share_done if batch else 1.0)

    def _message(self, *expected: str) -> dict[str, Any]:
        message = self._child.next_message(self._cancelled)
        if "invalid" in message:
            raise Invalid(str(message["invalid"]), message.get("field"))
        if message.get("failed") == "memory":
            raise Invalid(
                "The file needs more memory than reading is allowed: save it as CSV, or split it."
            )
        if not any(name in message for name in expected):
            raise Invalid(_UNTOLD)
        return message


class _Child:
    """The child process and the thread that takes its lines off the pipe."""

    def __init__(self, source: BinaryIO, arguments: list[str]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell
            [*_command(), *arguments],
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a trace could quote the file
            env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._lines: queue.Queue[bytes] = queue.Queue(_WAITING_BATCHES)
        self._ended = threading.Event()
        self._waited = 0.0
        self._thread = threading.Thread(target=self._take, name="import-file", daemon=True)
        self._thread.start()

    def next_message(self, cancelled: Callable[[], bool] | None) -> dict[str, Any]:
        """The child's next line. Only time spent waiting for the child counts as its time."""
        while True:
            if cancelled is not None and cancelled():
                raise ReadingCancelled("The reading was stopped. Nothing of the file was kept.")
            began = time.monotonic()
            try:
                line = self._lines.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                self._waited += time.monotonic() - began
                if self._waited > limits.CHILD_SECONDS:
                    raise Invalid(
                        f"The file took more than {limits.CHILD_SECONDS} seconds to read and "
                        "was given up: save it as CSV, or split it."
                    ) from None
                continue
            self._waited += time.monotonic() - began
            return _decoded(line)

    def end(self) -> None:
        """Kill the child if it runs, and wait for it and for the thread."""
        self._ended.set()
        self._process.kill()
        self._process.wait()
        self._thread.join()

    def _take(self) -> None:
        pipe = self._process.stdout
        assert pipe is not None
        with pipe:
            while self._put(_line(pipe)):
                pass

    def _put(self, line: bytes) -> bool:
        """Hand a line over, waiting while the parent is behind. False at the end."""
        while not self._ended.is_set():
            try:
                self._lines.put(line, timeout=_POLL_SECONDS)
            except queue.Full:
                continue
            return bool(line)
        return False


def stream_file(
    path: Path | str,
    today: date,
    *,
    longest_without_reason: Mapping[RiskLevel, int] | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> FileStream:
    """Start reading a file in a child; returns once its headings are known.

    `today` bounds dates that cannot be in the future. `longest_without_reason` gives, by
    level, the interval in months beyond which a row must give its reason; None asks for
    none. Raises Invalid (with a sentence) for a file that is not to be had or not to be
    read, ReadingCancelled when `cancelled` answers true.
    """
    named = {level.value: months for level, months in (longest_without_reason or {}).items()}
    with _opened(Path(path)) as source:
        child = _Child(source, [today.isoformat(), json.dumps(named)])
    return FileStream(child, on_progress, cancelled)


def read_file(
    path: Path | str,
    today: date,
    *,
    longest_without_reason: Mapping[RiskLevel, int] | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> FileRead:
    """Read a whole file in a child; as `stream_file`, collected."""
    lines: list[Line] = []
    refusals: list[Refusal] = []
    refused_rows: list[RefusedRow] = []
    read = 0
    with stream_file(
        path,
        today,
        longest_without_reason=longest_without_reason,
        on_progress=on_progress,
        cancelled=cancelled,
    ) as stream:
        for batch in stream:
            lines.extend(batch.lines)
            refusals.extend(batch.refusals)
            refused_rows.extend(batch.refused_rows)
            read = batch.read_so_far
    return FileRead(
        stream.kind,
        read,
        tuple(lines),
        tuple(refusals),
        stream.notes,
        stream.columns,
        stream.header,
        tuple(refused_rows),
    )


def _opened(path: Path) -> BinaryIO:
    """The file, open, once its size is known to be within the limit. Raises Invalid."""
    if not path.exists():
        raise Invalid(f"There is no file {path.name}.")
    if not path.is_file():
        raise Invalid(f"{path.name} is a folder or a device, not a file that can be imported.")
    try:
        source = path.open("rb")
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise Invalid(f"{path.name} could not be opened: {reason}.") from error
    size = os.fstat(source.fileno()).st_size
    if size > limits.FILE_BYTES:
        source.close()
        raise Invalid(too_large(size))
    return source


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, FROZEN_ARGUMENT]
    # -P: the folder the program happens to be run in must not lend it modules.
    return [sys.executable, "-P", "-m", "rsovisit.exchange.child"]


def _environment() -> dict[str, str]:
    """What the child is told of its surroundings: no passwords, no register, only how to run."""
    names = ("SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH", "HOME")
    told = {name: os.environ[name] for name in names if name in os.environ}
    told["PYTHONPATH"] = str(Path(rsovisit.__file__).resolve().parent.parent)
    told["PYTHONUTF8"] = "1"
    return told


def _line(pipe: IO[bytes]) -> bytes:
    """A whole line; empty at the end or when the child sends no line of sane length."""
    line = pipe.readline(_LONGEST_MESSAGE)
    return line if line.endswith(b"\n") else b""


def _decoded(line: bytes) -> dict[str, Any]:
    try:
        message = json.loads(line) if line else {}
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}


def _batch(kind: FileKind, message: dict[str, Any]) -> Batch:
    try:
        numbers, columns, refusals, refused = message["batch"]
        return Batch(
            kind,
            tuple(numbers),
            _typed(kind, columns),
            tuple(Refusal(*refusal) for refusal in refusals),
            tuple(RefusedRow(row, tuple(cells)) for row, cells in refused),
            int(message["read"]),
            float(message["share"]),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise Invalid(_UNTOLD) from error


def _typed(kind: FileKind, columns: list[list[Any]]) -> tuple[Sequence[Any], ...]:
    """The child's plain values as what the lines hold: words as enums, lists as tuples."""
    layout = LAYOUTS[kind]
    if len(columns) != len(layout):
        raise ValueError("the child sent another number of columns")
    typed = []
    for column, values in zip(layout, columns, strict=True):
        meaning = _MEANINGS.get(column.name)
        typed.append([*map(meaning, values)] if meaning else values)
    return tuple(typed)


def _collars(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()


def _training(text: str) -> tuple[TrainingHeld, ...]:
    parts = (part.partition(":") for part in text.split(";") if part)
    return tuple(TrainingHeld(TrainingKind(kind), day) for kind, _colon, day in parts)


_MEANINGS: dict[str, Callable[[Any], Any]] = {
    "risk_level": {level.value: level for level in RiskLevel}.__getitem__,
    "status": {status.value: status for status in Status}.__getitem__,
    "managed_by": {team.value: team for team in ManagedBy}.__getitem__,
    "outcome": {outcome.value: outcome for outcome in Outcome}.__getitem__,
    "role": {role.value: role for role in Role}.__getitem__,
    "officers": _collars,
    "training": _training,
}
