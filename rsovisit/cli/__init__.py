"""The command line: thin over the same bus as the window."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rsovisit.cli.options import parse
from rsovisit.errors import RsoVisitError
from rsovisit.log import report_fault, start_log

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code of interface.md. Never a traceback."""
    chosen = parse(sys.argv[1:] if arguments is None else list(arguments))
    start_log()
    try:
        code: int = chosen.run(chosen)
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
        reference = report_fault(error)
        sys.stderr.write(
            f"Something went wrong inside the program (reference {reference}). "
            "Nothing is half done; the log says where.\n"
        )
        return 1
    return code
