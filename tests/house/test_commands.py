"""Every command says who may, how it is logged and what carries it out; every query who may."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from importlib import import_module
from typing import ClassVar

import pytest

from rsovisit.domain.access import Permission
from rsovisit.domain.audit import AuditTag
from rsovisit.services.commands.command import Command
from rsovisit.services.registry import HANDLERS
from tests.house.source import modules
from tests.house.test_layers import floor_of


def declared(package: str) -> Iterator[type]:
    """Every class that the modules of a package declare."""
    for module in modules(package.replace(".", "/")):
        for _, thing in inspect.getmembers(import_module(module.name), inspect.isclass):
            if thing.__module__ == module.name:
                yield thing


def commands() -> list[type[Command]]:
    """Every command of the program."""
    return [
        thing
        for thing in declared("rsovisit.services.commands")
        if issubclass(thing, Command) and thing is not Command
    ]


def faults(command: type, handlers: Mapping[type, str]) -> Iterator[str]:
    """What a command lacks."""
    name = command.__name__
    if not (is_dataclass(command) and command.__dataclass_params__.frozen):  # type: ignore[attr-defined]
        yield f"{name} is not a frozen dataclass"
    if not isinstance(getattr(command, "permission", None), Permission):
        yield f"{name} names no permission"
    if not isinstance(getattr(command, "audit_tag", None), AuditTag):
        yield f"{name} names no audit tag"
    if command not in handlers:
        yield f"{name} has no handler in rsovisit/services/registry.py"
    else:
        yield from handler_faults(name, handlers[command])


def handler_faults(name: str, handler: str) -> Iterator[str]:
    """What is wrong with a handler written as "module:function"."""
    module, _, function = handler.partition(":")
    floor, highest = floor_of(module), floor_of("rsovisit.demo")
    # Found by name, a handler may lie where the invented register is made; no service imports that.
    if floor is None or highest is None or floor > highest:
        yield f"{name}: its handler {handler} is above what carries out commands"
        return
    try:
        found = getattr(import_module(module), function, None)
    except ModuleNotFoundError as error:
        yield f"{name}: {error}"
        return
    if not callable(found):
        yield f"{name}: its handler {handler} is not there"


def test_every_command_is_complete() -> None:
    wrong = [fault for command in commands() for fault in faults(command, HANDLERS)]
    assert not wrong, "\n".join(wrong)
    assert set(HANDLERS) <= set(commands()), "a handler without a command"


@dataclass(frozen=True)
class _Whole:
    permission: ClassVar = next(iter(Permission))
    audit_tag: ClassVar = next(iter(AuditTag))


@dataclass
class _Empty:
    number: int = 0


def test_an_incomplete_command_is_seen() -> None:
    assert len(list(faults(_Empty, {}))) == 4
    assert not list(faults(_Whole, {_Whole: "rsovisit.services.registry:handler"}))


@pytest.mark.parametrize(
    "handler",
    (
        "rsovisit.services.registry:no_such_function",
        "rsovisit.services.no_such_module:handler",
        "rsovisit.jobs:run",
        "json:loads",
    ),
)
def test_a_wrong_handler_is_seen(handler: str) -> None:
    assert list(handler_faults("Sample", handler))


def queries() -> list[type]:
    """Every question of the program: what has a `run` and is no protocol."""
    return [
        thing
        for thing in declared("rsovisit.queries")
        if callable(getattr(thing, "run", None)) and not getattr(thing, "_is_protocol", False)
    ]


def query_faults(query: type) -> Iterator[str]:
    """What a question lacks."""
    if not isinstance(getattr(query, "permission", None), Permission):
        yield f"{query.__name__} names no permission"
    tag = getattr(query, "audit_tag", None)
    if tag is not None and not (isinstance(tag, AuditTag) and hasattr(query, "consulted")):
        yield f"{query.__name__} is audited but does not say what it consulted"


def test_every_query_is_complete() -> None:
    wrong = [fault for query in queries() for fault in query_faults(query)]
    assert queries()
    assert not wrong, "\n".join(wrong)


def test_an_incomplete_query_is_seen() -> None:
    assert list(query_faults(_Empty))
    assert list(query_faults(_Whole))
