"""Every key does one thing: no shortcut of the window is given twice in the same place."""

from __future__ import annotations

import ast
from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence

from tests.house.source import ROOT, named

ACTIONS = ROOT / "ui" / "actions.py"
KEYWORDS = {"key", "keys", "shortcut", "shortcuts"}


def shortcuts(text: str) -> list[tuple[str, str]]:
    """Each shortcut written in a file of actions: the class or table it is in, and its keys."""
    return [
        (_title(block), QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText))
        for block in ast.parse(text).body
        for node in ast.walk(block)
        if isinstance(node, ast.Call)
        for keys in _keys(node)
    ]


def _title(block: ast.stmt) -> str:
    if isinstance(block, ast.ClassDef | ast.FunctionDef):
        return block.name
    if isinstance(block, ast.Assign):
        return named(block.targets[0])
    return named(block.target) if isinstance(block, ast.AnnAssign) else ""


def _keys(call: ast.Call) -> list[str]:
    given = [word.value for word in call.keywords if word.arg in KEYWORDS]
    if named(call.func).rpartition(".")[2] in {"QKeySequence", "setShortcut"}:
        given += call.args
    texts = [part for value in given for part in ast.walk(value) if isinstance(part, ast.Constant)]
    return [part.value for part in texts if isinstance(part.value, str) and part.value]


def given_twice(text: str) -> list[str]:
    """Shortcuts that one class or table of actions gives to two actions."""
    counts = Counter(shortcuts(text))
    return sorted(f"{keys} twice in {place}" for (place, keys), n in counts.items() if n > 1)


def test_no_shortcut_is_given_twice() -> None:
    if not ACTIONS.exists():
        pytest.skip("the window has no file of actions")
    text = ACTIONS.read_text(encoding="utf-8")
    assert shortcuts(text), "no shortcut was recognised in ui/actions.py"
    assert not given_twice(text)


@pytest.mark.parametrize(
    "text",
    (
        "ALL = (Action('find', shortcut='Ctrl+F'), Action('file', shortcut='ctrl+f'))",
        "def f():\n    a.setShortcut('J')\n    b.setShortcut(QKeySequence('J'))",
        "class Keys:\n    a = Action(keys=('J', 'Down'))\n    b = Action(keys=('J',))",
    ),
)
def test_a_key_with_two_jobs_is_seen(text: str) -> None:
    assert given_twice(text)


def test_the_same_key_elsewhere_is_allowed() -> None:
    assert not given_twice("QUEUE = [Action(key='N')]\nVISITS = [Action(key='N')]")
