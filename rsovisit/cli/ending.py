"""How a program ends: the exit codes of interface.md, a sentence on standard error, no traceback."""

from __future__ import annotations

import sys
from collections.abc import Callable

from rsovisit.errors import RsoVisitError


def ended(run: Callable[[], int]) -> int:
    """The exit code of what `run` does, whatever happens in it."""
    try:
        return run()
    except RsoVisitError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. Nothing is half done.\n")
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:  # noqa: BLE001 - never a traceback; logged under a reference
        from rsovisit.log import report_fault

        reference = report_fault(error)
        sys.stderr.write(
            f"Something went wrong inside the program (reference {reference}). "
            "Nothing is half done; the log says where.\n"
        )
        return 1
