"""Files that only their owner may read, and that appear whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from rsovisit.errors import Unavailable

_BINARY = getattr(os, "O_BINARY", 0)


@contextlib.contextmanager
def private_file(path: Path) -> Iterator[BinaryIO]:
    """A new file to write, put in place of `path` when the block ends without error.

    It is readable by its owner alone from its first byte (on Windows, by whoever may read
    the folder). On error nothing is left and an older file stays. Raises Unavailable when
    the disk, folder or permissions do not allow it.
    """
    draft = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = (error.strerror or "the disk refused it").lower()
        raise Unavailable(f"{path.name} could not be written: {reason}.") from error
