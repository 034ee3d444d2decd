"""The command line: thin over the same bus as the window."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial

from rsovisit.cli.ending import ended

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code of interface.md. Never a traceback."""
    # The window's own program ends as commands do, but has none to read.
    from rsovisit.cli.options import parse
    from rsovisit.cli.show import speak_plainly

    chosen = parse(sys.argv[1:] if arguments is None else list(arguments))
    speak_plainly(exactly=chosen.json)
    return ended(partial(chosen.run, chosen))
