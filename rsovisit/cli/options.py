"""Commands and options: what may be typed, and which function answers it."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from importlib import import_module
from typing import Any

from rsovisit import __version__, paths
from rsovisit.domain.due import Bucket
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.visit import Outcome

_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d %b %Y", "%d %B %Y", "%d-%m-%Y")
_YEARS = (1990, 2199)
_SIZE = re.compile(r"([0-9]{1,5})[xX]([0-9]{1,5})")
_LEAST = (800, 500)
_MOST = 8000


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The chosen command with its options. Wrong usage ends the program with 2."""
    chosen = _parser().parse_args(arguments)
    chosen.register = chosen.register or paths.default_register()
    return chosen


def day(text: str) -> date:
    """A date as typed: 2026-12-31, 31/12/2026 or 31 Dec 2026; day before month always."""
    for form in _FORMS:
        try:
            # A calendar day as written; no zone belongs to it.
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise argparse.ArgumentTypeError(
        f"'{text}' is not a date: write 2026-12-31, 31/12/2026 or 31 Dec 2026"
    )


def taken_day(text: str) -> date:
    """A day it may be taken to be. Dates are reckoned forward and back from it, so not any."""
    taken = day(text)
    if not _YEARS[0] <= taken.year <= _YEARS[1]:
        raise argparse.ArgumentTypeError(
            f"'{text}' is too far off: a day from {_YEARS[0]} to {_YEARS[1]} is wanted"
        )
    return taken


def place(text: str) -> str:
    """Where a register is, as typed. A script's unset name must not mean another register."""
    if not text.strip():
        raise argparse.ArgumentTypeError("it names no place: write a file or an address")
    return text


def size(text: str) -> tuple[int, int]:
    """Width and height of a picture in pixels, as typed: 1440x900."""
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise argparse.ArgumentTypeError(f"'{text}' is not a size: write 1440x900")
    width, height = int(found[1]), int(found[2])
    if not (_LEAST[0] <= width <= _MOST and _LEAST[1] <= height <= _MOST):
        least = "x".join(map(str, _LEAST))
        raise argparse.ArgumentTypeError(f"it must lie between {least} and {_MOST}x{_MOST}")
    return width, height


def _answered_by(where: str) -> Callable[[argparse.Namespace], int]:
    """A command's function, loaded when it is called: no command pays for another."""

    def run(chosen: argparse.Namespace) -> int:
        module, _, function = where.partition(":")
        answer: Any = getattr(import_module(f"rsovisit.cli.{module}"), function)
        return int(answer(chosen))

    return run


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    _shared(shared)
    parser = argparse.ArgumentParser(
        prog="rsovisit",
        description="Schedules home visits to registered sex offenders; none is forgotten.",
    )
    parser.add_argument("--version", action="version", version=f"RSO Visits {__version__}")
    parser.set_defaults(register=None, collar=None, json=False, today=None)
    _shared(parser, plain=True)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, where: str, words: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=words, description=words, parents=[shared])
        sub.set_defaults(run=_answered_by(where))
        return sub

    _reading(add)
    _writing(add, shared)
    _keeping(add)
    _window(add)
    return parser


def _shared(parser: argparse.ArgumentParser, *, plain: bool = False) -> None:
    blank = None if plain else argparse.SUPPRESS
    parser.add_argument(
        "--register",
        type=place,
        metavar="WHERE",
        default=blank,
        help="an SQLite file or a postgresql:// address",
    )
    parser.add_argument(
        "--as", dest="collar", metavar="COLLAR", default=blank, help="who is asking"
    )
    parser.add_argument(
        "--today", type=taken_day, metavar="DATE", default=blank, help="the day it is taken to be"
    )
    parser.add_argument(
        "--json",
        action="store_true",
        default=False if plain else argparse.SUPPRESS,
        help="one JSON document on standard output",
    )


Add = Callable[[str, str, str], argparse.ArgumentParser]


def _reading(add: Add) -> None:
    visits = add("visits", "reading:visits", "list visits, worst first")
    buckets = [bucket.value for bucket in Bucket]
    visits.add_argument("--bucket", choices=[*buckets, "all"], default="all")
    visits.add_argument("--area")
    visits.add_argument("--officer", metavar="COLLAR")
    visits.add_argument("--risk", choices=[level.value for level in RiskLevel])
    case = add("case", "reading:case", "show a whole case")
    case.add_argument("case_ref", metavar="REF")
    add("warnings", "reading:warnings", "list open warnings")
    queue = add("queue", "reading:queue", "list the ARMS queue in its order")
    queue.add_argument("--assessor", metavar="COLLAR")
    add("oversight", "reading:oversight", "every oversight metric, in total and by area")


def _writing(add: Add, shared: argparse.ArgumentParser) -> None:
    template = add("template", "writing:template", "print an import file's header and example row")
    template.add_argument("kind", choices=["cases", "visits", "officers"])
    imports = add("import", "writing:import_file", "import cases, visits or officers")
    imports.add_argument("file", metavar="FILE")
    imports.add_argument("--dry-run", action="store_true", help="check only")
    imports.add_argument(
        "--good-rows", action="store_true", help="write the good rows, set the rest aside"
    )
    record = add("record", "writing:record_visit", "record a visit or attempt")
    kinds = record.add_subparsers(dest="what", required=True, metavar="visit")
    visit = kinds.add_parser("visit", help="record a visit or attempt", parents=[shared])
    visit.add_argument("case_ref", metavar="REF")
    visit.add_argument(
        "--outcome", required=True, choices=[o.value for o in Outcome], metavar="CODE",
        help=", ".join(o.value for o in Outcome),
    )  # fmt: skip
    visit.add_argument("--on", required=True, type=day, metavar="DATE")
    visit.add_argument("--officers", required=True, metavar="C1,C2")
    visit.add_argument("--at", default="", metavar="HH:MM")
    visit.add_argument("--announced", action="store_true")
    visit.add_argument("--summary", default="", metavar="TEXT")
    visit.add_argument("--late-reason", default="", metavar="TEXT")
    add("sweep", "writing:sweep", "raise, escalate and clear warnings")


def _keeping(add: Add) -> None:
    init = add("init", "keeping:init", "make an empty register")
    init.add_argument("--rehearsal", action="store_true", help="a register to practise on")
    serve = add("serve", "keeping:serve", "run the scheduler without a window")
    serve.add_argument("--once", action="store_true", help="one sweep and backup, then stop")
    backup = add("backup", "keeping:backup", "copy the register and read the copy back")
    backup.add_argument("file", metavar="FILE")
    restore = add("restore", "keeping:restore", "put a backup back")
    restore.add_argument("file", metavar="FILE")
    restore.add_argument("--force", action="store_true", help="over a newer register too")
    add("verify", "keeping:verify", "check structure, links, dates and the audit chain")


def _window(add: Add) -> None:
    desktop = add("desktop", "window:desktop", "open the window")
    desktop.add_argument("--ask", action="store_true", help=argparse.SUPPRESS)
    demo = add("demo", "window:demo", "make the invented register and open the window on it")
    demo.add_argument("--cases", type=int, default=1400)
    demo.add_argument("--seed", type=int, default=1)
    demo.add_argument("--no-window", action="store_true")
    screens = add("screens", "window:screens", "draw every screen to PNG files, off screen")
    screens.add_argument("folder", metavar="DIR")
    screens.add_argument("--theme", choices=["light", "dark"], default="light")
    screens.add_argument("--size", type=size, default=(1440, 900), metavar="WxH")
    add("self-test", "window:self_test", "the installed program proves itself")
