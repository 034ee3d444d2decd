"""The limited process that reads an import file and tells its parent what it found.

The file comes on standard input; answers leave on standard output as lines of JSON (never
pickle: the parent must be able to trust the form, not the sender). In order: one `header`,
any number of `batch`, then one of `done` (with the notes), `invalid` (a sentence) or
`failed` ('memory' or 'unreadable').
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import astuple
from datetime import date
from typing import Any, BinaryIO

from rsovisit.domain.risk import RiskLevel
from rsovisit.errors import Invalid
from rsovisit.exchange import limits
from rsovisit.exchange.checking import CheckedRows, Checker
from rsovisit.exchange.sheets import Sheet, open_sheet, too_large

Message = dict[str, Any]
Send = Callable[[Message], None]


def tell(source: BinaryIO, today: date, longest: Mapping[RiskLevel, int] | None, send: Send) -> int:
    """Read the whole of `source` and send what it holds. 0 when it was read to its end."""
    try:
        _tell(source, today, longest, send)
    except Invalid as invalid:
        send({"invalid": str(invalid), "field": invalid.field})
    except MemoryError:
        gc.collect()
        send({"failed": "memory"})
    except BrokenPipeError:
        raise
    except Exception:  # noqa: BLE001 - whatever a hostile file provokes is the file's fault
        # Not what it was: a message of the parser may quote the file.
        send({"failed": "unreadable"})
    else:
        return 0
    return 1


def _tell(
    source: BinaryIO, today: date, longest: Mapping[RiskLevel, int] | None, send: Send
) -> None:
    data = source.read(limits.FILE_BYTES + 1)
    if len(data) > limits.FILE_BYTES:
        raise Invalid(too_large(len(data)))
    sheet = open_sheet(data)
    del data
    try:
        _tell_sheet(sheet, Checker(sheet.header, today, longest), send)
    finally:
        sheet.close()


def _tell_sheet(sheet: Sheet, checker: Checker, send: Send) -> None:
    header = sheet.header
    send({"header": [header.kind, header.columns, header.cells]})
    read = 0
    for raw in sheet.batches():
        read += len(raw.numbers)
        if read > limits.ROWS:
            raise Invalid(
                f"The file has more than {limits.ROWS:,} rows, the most that is read at once: "
                "split it into parts."
            )
        send({"batch": _batch(checker.check(raw)), "read": read, "share": sheet.share()})
    send({"done": checker.notes()})


def _batch(checked: CheckedRows) -> list[Any]:
    return [
        checked.numbers,
        checked.columns,
        [astuple(refusal) for refusal in checked.refusals],
        [astuple(row) for row in checked.refused],
    ]


def limit_this_process() -> None:
    """Bound memory, processor time, files and dumps where the system can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    # Address space where the kernel enforces it; macOS does not, and takes the data limit.
    space = resource.RLIMIT_AS if sys.platform.startswith("linux") else resource.RLIMIT_DATA
    wanted = [
        (space, limits.CHILD_MEMORY_BYTES),
        (resource.RLIMIT_CPU, limits.CHILD_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ]
    for kind, most in wanted:
        _soft, hard = resource.getrlimit(kind)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (bound, bound))


def main(arguments: list[str]) -> int:
    """Read standard input. Arguments: today, and JSON of the longest intervals by level."""
    limit_this_process()
    sys.dont_write_bytecode = True
    # openpyxl would load it for nothing, and it is too large for the memory allowed.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    # Only short-lived lists and texts are made, none of them in cycles.
    gc.disable()
    today = date.fromisoformat(arguments[0])
    named = json.loads(arguments[1])
    longest = {RiskLevel(level): months for level, months in named.items()} if named else None
    out = sys.stdout.buffer

    def send(message: Message) -> None:
        line = json.dumps(message, ensure_ascii=False, separators=(",", ":")) + "\n"
        # A workbook can hold half a character; it is refused, but its cell is shown.
        out.write(line.encode("utf-8", "surrogatepass"))
        out.flush()

    try:
        return tell(sys.stdin.buffer, today, longest, send)
    except BrokenPipeError:
        # The parent has gone or wants no more.
        return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
