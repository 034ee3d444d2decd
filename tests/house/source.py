"""The program's own source as the house rules read it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# What is never committed; keep in step with .gitignore.
UNCOMMITTED = {
    ".git",
    ".hypothesis",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".venv",
    "__pycache__",
    "build",
    "dist",
}


@dataclass(frozen=True)
class Module:
    """One Python file: its dotted name, its path from the checkout, its text and its tree."""

    name: str
    path: str
    text: str
    tree: ast.Module

    @property
    def is_package(self) -> bool:
        """Whether the file is a folder's `__init__.py`."""
        return self.path.endswith("__init__.py")

    def at(self, node: ast.AST) -> str:
        """Where a node is, as an editor likes it."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


def a_module(text: str, name: str = "rsovisit.domain.sample") -> Module:
    """A module that exists only in a test; `name` decides which rules it falls under."""
    path = name.replace(".", "/") + ".py"
    return Module(name, path, text, ast.parse(text))


@cache
def modules(*tops: str) -> tuple[Module, ...]:
    """Every module below the given folders of the checkout, in order of path."""
    return tuple(_read(file) for top in tops for file in sorted((ROOT / top).rglob("*.py")))


def _read(file: Path) -> Module:
    path = file.relative_to(ROOT)
    parts = path.with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    text = file.read_text(encoding="utf-8")
    return Module(name, path.as_posix(), text, ast.parse(text, str(file)))


def committed_files() -> Iterator[Path]:
    """Every file of the checkout that is, or may be, committed."""
    folders = [ROOT]
    while folders:
        for entry in sorted(folders.pop().iterdir()):
            if entry.name in UNCOMMITTED or entry.name.endswith(".egg-info"):
                continue
            if entry.is_dir():
                folders.append(entry)
            elif entry.is_file():
                yield entry


def named(node: ast.expr) -> str:
    """The dotted name of an expression: `datetime.date.today`; empty where it has none."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = named(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""
