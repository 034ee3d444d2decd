"""Imports point down: ui > app, cli > jobs > demo > services > exchange > queries > store > domain.

Every import counts: at the top of a file, inside a function, under TYPE_CHECKING, by import_module.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

import pytest

from tests.house.source import Module, a_module, modules, named

# The order of the house, ground floor first. A room may use rooms below it and its own neighbours
# on the same floor, so app may use cli.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("rsovisit.errors",),
    ("rsovisit.domain",),
    ("rsovisit", "rsovisit.clock", "rsovisit.log", "rsovisit.paths", "rsovisit.settings"),
    ("rsovisit.store",),
    ("rsovisit.queries",),
    # Reads and writes files; what becomes of their rows is a use-case's to say.
    ("rsovisit.exchange",),
    ("rsovisit.services",),
    ("rsovisit.demo",),
    ("rsovisit.jobs",),
    ("rsovisit.__main__", "rsovisit.app", "rsovisit.cli"),
    ("ui",),
)

# All that the window may know of the core.
UI_MAY_USE = (
    "rsovisit.clock",
    "rsovisit.domain",
    "rsovisit.errors",
    "rsovisit.log",
    "rsovisit.paths",
    "rsovisit.queries",
    "rsovisit.services.bus",
    "rsovisit.services.commands",
    "rsovisit.settings",
)

# Packages that belong to one place. Whoever else needs what they do asks that place.
HOMES: dict[str, tuple[str, ...]] = {
    "PySide6": ("ui",),
    "alembic": ("rsovisit.store",),
    "apscheduler": ("rsovisit.jobs",),
    "openpyxl": ("rsovisit.exchange",),
    "psycopg": ("rsovisit.store",),
    "rich": ("rsovisit.cli",),
    "shiboken6": ("ui",),
    "sqlalchemy": ("rsovisit.store", "rsovisit.services"),
    "sqlcipher3": ("rsovisit.store",),
    "sqlmodel": ("rsovisit.store", "rsovisit.services"),
}

# (importer, imported): why it may. One line each; an exception that is used no more must go.
EXCEPTIONS: dict[tuple[str, str], str] = {
    ("rsovisit.app", "ui.start"): "the program of the window, which has no command to read first",
    ("rsovisit.cli.window", "ui.start"): "the commands that open the window or draw its screens",
    ("ui.start", "rsovisit.app"): "where the window is put together opens the register it shows",
    ("ui.start", "rsovisit.jobs"): "where the window is put together starts the jobs beside it",
}


def imports(module: Module) -> Iterator[tuple[str, ast.AST]]:
    """Every dotted name a module imports, with the node; `from a import b` gives `a.b`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node
        elif isinstance(node, ast.ImportFrom):
            source = _absolute(module, node)
            for alias in node.names:
                yield f"{source}.{alias.name}", node
        elif isinstance(node, ast.Call) and _imports_by_name(node):
            argument = node.args[0]
            assert isinstance(argument, ast.Constant)
            yield str(argument.value), node


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    drop = node.level - 1 if module.is_package else node.level
    base = module.name.split(".")[: len(module.name.split(".")) - drop]
    return ".".join([*base, *([node.module] if node.module else [])])


def _imports_by_name(call: ast.Call) -> bool:
    names = {"__import__", "import_module", "importlib.import_module"}
    return named(call.func) in names and bool(call.args) and isinstance(call.args[0], ast.Constant)


def within(name: str, places: Iterable[str]) -> bool:
    """Whether a dotted name is one of the places or inside one."""
    return any(name == place or name.startswith(place + ".") for place in places)


def floor_of(name: str) -> int | None:
    """The floor a module is on; None for what is not ours. The longest match counts."""
    best: tuple[int, int] | None = None
    for floor, rooms in enumerate(FLOORS):
        for room in rooms:
            # `rsovisit` itself is only the package's own file.
            inside = within(name, [room]) if room != "rsovisit" else _is_top(name)
            if inside and (best is None or len(room) > best[0]):
                best = (len(room), floor)
    return best[1] if best else None


def _is_top(name: str) -> bool:
    return name == "rsovisit" or (name.startswith("rsovisit.__") and name.count(".") == 1)


def upward(module: Module) -> Iterator[tuple[str, str]]:
    """Imports that point up, as (imported name, sentence)."""
    own = floor_of(module.name)
    if own is None:
        yield module.name, f"{module.path}: {module.name} is on no floor; give it one in FLOORS"
        return
    for name, node in imports(module):
        other = floor_of(name)
        where = module.at(node)
        if other is None and within(name, ["rsovisit"]):
            yield name, f"{where} imports {name}, which is on no floor"
        elif other is not None and other > own:
            yield name, f"{where} imports {name}, which is above {module.name}"


def ui_reaching_in(module: Module) -> Iterator[tuple[str, str]]:
    """Imports by which the window reaches past the bus, as (imported name, sentence)."""
    if not within(module.name, ["ui"]):
        return
    for name, node in imports(module):
        if within(name, ["rsovisit"]) and not within(name, UI_MAY_USE):
            yield name, f"{module.at(node)} imports {name}, which the window may not know"


def strangers(module: Module) -> Iterator[tuple[str, str]]:
    """Imports of a package outside its home, as (imported name, sentence)."""
    for name, node in imports(module):
        for package, homes in HOMES.items():
            if within(name, [package]) and not within(module.name, homes):
                where = " or ".join(homes)
                yield name, f"{module.at(node)} imports {name}, which lives in {where}"


RULES = (upward, ui_reaching_in, strangers)


def test_imports_point_down() -> None:
    used: set[tuple[str, str]] = set()
    wrong: list[str] = []
    for module in modules("rsovisit", "ui"):
        for rule in RULES:
            for name, sentence in rule(module):
                excused = [pair for pair in EXCEPTIONS if _excuses(pair, module.name, name)]
                used.update(excused)
                if not excused:
                    wrong.append(sentence)
    assert not wrong, "\n".join(sorted(set(wrong)))
    assert set(EXCEPTIONS) == used, f"no longer needed: {sorted(set(EXCEPTIONS) - used)}"


def _excuses(pair: tuple[str, str], importer: str, imported: str) -> bool:
    return importer == pair[0] and within(imported, [pair[1]])


@pytest.mark.parametrize(
    "name,text",
    (
        ("rsovisit.domain.due", "from rsovisit.store import records"),
        ("rsovisit.domain.due", "import rsovisit.clock"),
        ("rsovisit.domain.due", "def f():\n    from rsovisit.services import bus"),
        ("rsovisit.store.engine", "if TYPE_CHECKING:\n    from rsovisit.services.bus import Bus"),
        ("rsovisit.store.engine", "from ..queries import visit"),
        ("rsovisit.queries.visit", "import importlib\nimportlib.import_module('rsovisit.jobs')"),
        ("rsovisit.services.sweep", "from rsovisit import demo"),
        ("rsovisit.jobs", "from ui.window import Window"),
        ("rsovisit.newcomer", "import json"),
    ),
)
def test_an_upward_import_is_seen(name: str, text: str) -> None:
    assert list(upward(a_module(text, name)))


def test_a_downward_import_is_allowed() -> None:
    text = "from rsovisit.queries.visit import VisitRow\nfrom rsovisit import clock, errors\n"
    assert not list(upward(a_module(text, "rsovisit.services.sweep")))


@pytest.mark.parametrize(
    "text",
    (
        "from rsovisit.store.reader import Reader",
        "from rsovisit.services.registry import HANDLERS",
        "def f():\n    from rsovisit.services import sweep",
    ),
)
def test_a_window_reaching_past_the_bus_is_seen(text: str) -> None:
    assert list(ui_reaching_in(a_module(text, "ui.screens.visits.screen")))


def test_a_window_using_the_bus_is_allowed() -> None:
    text = "from rsovisit.services.bus import Bus\nfrom rsovisit.services.commands import visit"
    assert not list(ui_reaching_in(a_module(text, "ui.bridge")))


@pytest.mark.parametrize(
    "name,text",
    (
        ("rsovisit.services.bus", "from PySide6.QtCore import QObject"),
        ("ui.window", "import sqlalchemy.orm"),
        ("rsovisit.cli", "def f():\n    import openpyxl"),
    ),
)
def test_a_package_away_from_home_is_seen(name: str, text: str) -> None:
    assert list(strangers(a_module(text, name)))
