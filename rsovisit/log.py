"""The program's own log: ids and kinds of failure, never a name or an address."""

from __future__ import annotations

import logging
import secrets
from logging.handlers import RotatingFileHandler
from pathlib import Path

from rsovisit import paths

_log = logging.getLogger("rsovisit")


def start_log() -> None:
    """Log to an owner-only file in the data folder; a machine that refuses is no reason to stop.

    Whoever logs calls it first: until then the program does without what logging loads.
    """
    if _log.handlers:
        return
    folder = paths.data_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler = _OwnerOnlyHandler(
            folder / "rsovisit.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True
        )
    except OSError:
        _log.addHandler(logging.NullHandler())
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    _log.addHandler(handler)
    _log.setLevel(logging.INFO)
    _log.propagate = False


def report_fault(error: BaseException) -> str:
    """Log an unforeseen failure, frames only, and give the reference to quote.

    The error's own text is left out: it could hold a name.
    """
    start_log()
    reference = secrets.token_hex(3).upper()
    frames = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    _log.error("fault %s %s at %s", reference, type(error).__name__, " > ".join(frames))
    return reference


class _OwnerOnlyHandler(RotatingFileHandler):
    """A rotating log file nobody else on the machine may read."""

    def _open(self):  # type: ignore[no-untyped-def]
        stream = super()._open()
        Path(self.baseFilename).chmod(0o600)
        return stream
