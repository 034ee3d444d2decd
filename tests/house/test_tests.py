"""What the tests themselves may not do: sleep, or come in another order each run."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

import pytest

from tests.house.source import Module, a_module, modules, named
from tests.house.test_layers import within

Rule = Callable[[Module], Iterator[str]]


def sleeps(module: Module) -> Iterator[str]:
    """Waiting for time to pass; wait on a signal, or with `qtbot.waitUntil`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and _last(node) in {"sleep", "msleep", "qSleep", "qWait"}:
            yield f"{module.at(node)} sleeps"
        if isinstance(node, ast.Call) and named(node.func) == "qtbot.wait":
            yield f"{module.at(node)} sleeps"


def loose_order(module: Module) -> Iterator[str]:
    """Cases taken from a set: two workers then disagree on which tests there are."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call) or _last(node) != "parametrize":
            continue
        if len(node.args) > 1 and _is_set(node.args[1]):
            yield f"{module.at(node)} takes its cases from a set; sort them"


def _last(call: ast.Call) -> str:
    return named(call.func).rpartition(".")[2]


def _is_set(node: ast.expr) -> bool:
    if isinstance(node, ast.BinOp):
        return _is_set(node.left) or _is_set(node.right)
    if isinstance(node, ast.Call):
        return named(node.func) in {"set", "frozenset"}
    return isinstance(node, ast.Set | ast.SetComp)


RULES: tuple[Rule, ...] = (sleeps, loose_order)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_tests_keep_the_rule(rule: Rule) -> None:
    # A measurement may let the machine settle between two readings; nothing rests on it.
    tests = [module for module in modules("tests") if not within(module.name, ["tests.bench"])]
    wrong = [line for module in tests for line in rule(module)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "rule,text",
    (
        (sleeps, "import time\ntime.sleep(1)"),
        (sleeps, "from time import sleep\nsleep(0.1)"),
        (sleeps, "qtbot.wait(100)"),
        (loose_order, "@pytest.mark.parametrize('role', set(Role) - {Role.KEEPER})\ndef f(): ..."),
        (loose_order, "@pytest.mark.parametrize('role', {1, 2})\ndef f(): ..."),
    ),
)
def test_each_rule_sees_its_bad_sample(rule: Rule, text: str) -> None:
    assert list(rule(a_module(text, "tests.sample")))


def test_what_is_sorted_is_allowed() -> None:
    text = "@pytest.mark.parametrize('role', sorted(set(Role)))\ndef f(): ..."
    assert not list(loose_order(a_module(text, "tests.sample")))
