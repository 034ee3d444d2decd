"""Size is a smell: past these bounds a second noun is hiding in the first."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.source import Module, a_module, modules

CLASS_LINES = 300
FUNCTION_LINES = 50
FILE_LINES = 600


def too_long(module: Module) -> Iterator[str]:
    """Classes, functions and files past their bound."""
    lines = len(module.text.splitlines())
    if lines > FILE_LINES:
        yield f"{module.path} has {lines} lines; {FILE_LINES} is the most"
    for node in ast.walk(module.tree):
        bound = _bound(node)
        if not bound:
            continue
        assert isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > bound:
            yield f"{module.at(node)} {node.name} has {length} lines; {bound} is the most"


def _bound(node: ast.AST) -> int:
    if isinstance(node, ast.ClassDef):
        return CLASS_LINES
    return FUNCTION_LINES if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else 0


def test_nothing_has_grown_too_long() -> None:
    wrong = [line for module in modules("rsovisit", "ui", "packaging") for line in too_long(module)]
    assert not wrong, "\n".join(wrong)


def test_each_bound_is_seen_to_hold() -> None:
    body = "    x = 1\n"
    assert not list(too_long(a_module("def f():\n" + body * (FUNCTION_LINES - 1))))
    assert list(too_long(a_module("def f():\n" + body * FUNCTION_LINES)))
    assert list(too_long(a_module("class C:\n" + body * CLASS_LINES)))
    assert list(too_long(a_module("x = 1\n" * (FILE_LINES + 1))))
