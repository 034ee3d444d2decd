"""Every key does one thing wherever it acts, and every action has one name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

import pytest
from PySide6.QtGui import QKeySequence

from ui.actions import ACTIONS, ActionSpec, Scope


def clashes(actions: Iterable[ActionSpec]) -> Iterator[str]:
    """Pairs of actions that answer to the same name, or to the same key in the same place."""
    for one, other in combinations(actions, 2):
        if one.name == other.name:
            yield f"two actions are called {one.name}"
        # A key of the whole window acts on each screen as well.
        meet = one.scope == other.scope or Scope.WINDOW in (one.scope, other.scope)
        if meet and one.key and _sequence(one.key) == _sequence(other.key):
            yield f"{one.key} means both {one.name} and {other.name}"


def _sequence(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def unreadable(actions: Iterable[ActionSpec]) -> list[str]:
    """Keys that Qt does not know."""
    return [action.key for action in actions if action.key and not _sequence(action.key)]


def test_no_key_means_two_things() -> None:
    assert not list(clashes(ACTIONS))


def test_qt_knows_every_key() -> None:
    assert not unreadable(ACTIONS)


@pytest.mark.parametrize(
    "actions",
    (
        (ActionSpec("a", "", "J", Scope.QUEUE), ActionSpec("b", "", "J", Scope.QUEUE)),
        (ActionSpec("a", "", "Ctrl+K", Scope.WINDOW), ActionSpec("b", "", "ctrl+k", Scope.QUEUE)),
        (ActionSpec("a", "", "", Scope.WINDOW), ActionSpec("a", "", "", Scope.QUEUE)),
    ),
)
def test_a_clash_is_seen(actions: tuple[ActionSpec, ...]) -> None:
    assert list(clashes(actions))


def test_the_same_key_on_another_screen_is_allowed() -> None:
    pair = (ActionSpec("a", "", "W", Scope.CASE), ActionSpec("b", "", "W", Scope.VISITS))
    assert not list(clashes(pair))
    assert unreadable([ActionSpec("a", "", "Control-Meta-Nonsense", Scope.CASE)])
