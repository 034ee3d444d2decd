"""The first list is painted within three times a bare window: what that needs stays light."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.house.source import ROOT, modules
from tests.house.test_layers import within

# What the first list is painted with.
LIGHT = (
    "rsovisit.app",
    "rsovisit.cli",
    "rsovisit.clock",
    "rsovisit.domain",
    "rsovisit.errors",
    "rsovisit.log",
    "rsovisit.paths",
    "rsovisit.queries",
    "rsovisit.services.bus",
    "rsovisit.services.commands",
    "rsovisit.settings",
    "rsovisit.store.connect",
    "rsovisit.store.reader",
    "ui.bridge",
    "ui.screens.visits",
    "ui.start",
    "ui.theme",
    "ui.widgets",
    "ui.window",
)

# What loads late, inside the function that needs it.
HEAVY = (
    "alembic",
    "apscheduler",
    "holidays",
    "numpy",
    "openpyxl",
    "psycopg",
    "pydantic",
    "pyqtgraph",
    "rich",
    "sqlalchemy",
    "sqlmodel",
)

# Run, never imported: the first by Python, the second by Alembic.
RUN_BY_OTHERS = ("rsovisit.__main__", "rsovisit.store.migrations")

# Imports one module after the other and tells which heavy ones each brought in.
_PROBE = """
import importlib, json, sys
names, watched, hidden = json.loads(sys.argv[1])
sys.modules.update(dict.fromkeys(hidden))
brought, failed, seen = {}, {}, set()
for name in names:
    try:
        importlib.import_module(name)
    except Exception as error:
        failed[name] = f"{type(error).__name__}: {error}"
    now = {heavy for heavy in watched if sys.modules.get(heavy)}
    if now - seen:
        brought[name] = sorted(now - seen)
    seen |= now
print(json.dumps([brought, failed]))
"""


class Probed(NamedTuple):
    """Which module brought in which of the watched, and which could not be imported, with why."""

    brought: dict[str, list[str]]
    failed: dict[str, str]


def probe(
    names: Sequence[str],
    *,
    watched: Sequence[str] = (),
    hidden: Sequence[str] = (),
    path: Path = ROOT,
) -> Probed:
    """Imports modules in an interpreter of their own, the hidden packages not to be had."""
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, json.dumps([list(names), list(watched), list(hidden)])],
        cwd=path,
        env={**os.environ, "PYTHONPATH": str(path)},
        capture_output=True,
        text=True,
        check=True,
    )
    return Probed(*json.loads(done.stdout))


def test_the_first_list_needs_nothing_heavy() -> None:
    names = [module.name for module in modules("rsovisit", "ui") if within(module.name, LIGHT)]
    found = probe(names, watched=HEAVY)
    assert names
    assert not found.brought, found.brought
    assert not found.failed, found.failed


def test_the_core_runs_with_no_qt_installed() -> None:
    names = [
        module.name for module in modules("rsovisit") if not within(module.name, RUN_BY_OTHERS)
    ]
    found = probe(names, watched=["ui"], hidden=["PySide6", "shiboken6"])
    assert not found.brought, found.brought
    assert not found.failed, found.failed


def test_a_heavy_module_is_seen(tmp_path: Path) -> None:
    (tmp_path / "innocent.py").write_text("import json\n")
    (tmp_path / "guilty.py").write_text("import openpyxl\n")
    found = probe(["innocent", "guilty"], watched=HEAVY, path=tmp_path)
    assert set(found.brought) == {"guilty"}
    assert "openpyxl" in found.brought["guilty"]


def test_a_module_that_needs_qt_is_seen(tmp_path: Path) -> None:
    (tmp_path / "guilty.py").write_text("from PySide6.QtCore import QObject\n")
    assert probe(["guilty"], hidden=["PySide6"], path=tmp_path).failed
