"""Where both stand-alone programs start; which one it is, its own name says."""

from __future__ import annotations

import os
import sys
from pathlib import Path

# Spelled out, since loading rsovisit.exchange.reading to ask would slow every start.
READ_FILE = "--rsovisit-read-file"


def main() -> int:
    """Returns the exit code of the window, of a command, or of the child that reads a file."""
    if sys.argv[1:2] == [READ_FILE]:
        return read_file(sys.argv[2:])
    if Path(sys.executable).stem == "rsovisit-desktop":
        from rsovisit.app import desktop_main

        return desktop_main()
    from rsovisit.cli import main as run_command

    return run_command()


def read_file(arguments: list[str]) -> int:
    """Reads an import file from standard input, in the limited process that is made for it."""
    # Windows gives a program without a console its pipes, but Python no streams for them.
    if sys.stdin is None:
        sys.stdin = os.fdopen(0, encoding="utf-8")
    if sys.stdout is None:
        sys.stdout = os.fdopen(1, "w", encoding="utf-8")
    from rsovisit.exchange.child import main as read

    return read(arguments)


if __name__ == "__main__":
    sys.exit(main())
