"""The register's key: 256 random bits in an owner-only file beside the register."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

from rsovisit.errors import Unavailable
from rsovisit.store import place

_FORM = re.compile(r"[0-9a-f]{64}")


def key_file(register: Path) -> Path:
    """Where the key of a register lies until a passphrase is set."""
    return register.with_name(register.name + ".key")


def read_key(register: Path) -> str:
    """The key of a register, 64 hexadecimal digits. Raises Unavailable; never makes one up."""
    return read_key_file(key_file(register))


def read_key_file(file: Path) -> str:
    """The key in a file. Raises Unavailable where it is missing, open to others or damaged."""
    try:
        place.require_plain_file(file, "key file")
        place.require_owner_only(file, "key file")
        key = file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise Unavailable(
            f"The key of this register is missing: {file} is not there. "
            "Nothing opens the register without it; put the file back."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable(f"The key file {file} cannot be read.") from error
    if not _FORM.fullmatch(key):
        raise Unavailable(f"The key file {file} is damaged: it must hold 64 hexadecimal digits.")
    return key


def ensure_key(register: Path) -> str:
    """The key for a register about to be made, safe on disk before the register exists.

    A key already there is kept: backups may depend on it.
    """
    file = key_file(register)
    if not file.exists():
        write_key(file, os.urandom(32).hex())
    return read_key_file(file)


def write_key(file: Path, key: str) -> None:
    """Puts a key in a new owner-only file, whole or not at all; one already there stays."""
    draft = place.draft_of(file)
    try:
        with place.create_owner_only(draft) as opened:
            opened.write(key.encode("ascii") + b"\n")
            opened.flush()
            os.fsync(opened.fileno())
        with contextlib.suppress(FileExistsError):
            place.put_new(draft, file)
    except OSError as error:
        raise Unavailable(f"The key file {file} cannot be written.") from error
    finally:
        place.remove_drafts(draft, file)
