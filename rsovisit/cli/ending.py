"""How a program ends: the exit codes of interface.md, a sentence, and never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from rsovisit.errors import RsoVisitError


def ended(run: Callable[[], int]) -> int:
    """The exit code of what `run` does, whatever happens in it."""
    try:
        return run()
    except RsoVisitError as error:
        _say(f"{error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        _say("Stopped. Nothing is half done.\n")
        return 130
    except BrokenPipeError:
        # Whoever read has read enough. What is left over would be written again at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - never a traceback; logged under a reference
        from rsovisit.log import report_fault

        reference = report_fault(error)
        _say(
            f"Something went wrong inside the program (reference {reference}). "
            "Nothing is half done; the log says where.\n"
        )
        return 1


def _say(sentence: str) -> None:
    # A program started from an icon on Windows has no stream to write to.
    if sys.stderr is not None:
        sys.stderr.write(sentence)
