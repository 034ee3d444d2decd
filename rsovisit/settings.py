"""Reading the dated policy files and the person's own settings."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from rsovisit import paths
from rsovisit.domain.policy import Escalation, Policy, TaskTargets
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.why import day_words
from rsovisit.errors import Invalid, Unavailable

TableT = TypeVar("TableT", Policy, Escalation, TaskTargets)

_TABLES = {"Escalation": Escalation, "TaskTargets": TaskTargets}
_WHOLE_NUMBERS = {"routine_every": 2}
"""Least values other than 1. With every place reserved, routine work would come before all."""


def policy_on(day: date) -> Policy:
    """The policy in force on a day: the newest file dated on or before it, else the oldest.

    Raises Invalid where a file lacks a number: the program never guesses one.
    """
    policies = _policies()
    in_force = [policy for policy in policies if policy.in_force_from <= day]
    return in_force[-1] if in_force else policies[0]


@cache
def _policies() -> tuple[Policy, ...]:
    files = sorted(paths.resource("policy").glob("*.toml"))
    if not files:
        raise Unavailable("The program has no policy file: it cannot know any visit interval.")
    policies = sorted((read_policy(file) for file in files), key=lambda p: p.in_force_from)
    for one, other in pairwise(policies):
        if one.in_force_from == other.in_force_from:
            raise Invalid(f"Two policy files are in force from {day_words(one.in_force_from)}.")
    return tuple(policies)


def read_policy(file: Path) -> Policy:
    """One policy file. Raises Invalid naming what is missing, of the wrong kind or too small.

    No number may be longer for a higher level, so that a higher level is never due later.
    """
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise Invalid(f"Policy file {file.name} cannot be read: {error}.") from error
    policy = _table(Policy, data, file.name)
    steps = policy.escalation
    if not steps.supervisor <= steps.inspector <= steps.command:
        raise Invalid(
            f"Policy file {file.name}: 'escalation' must climb from supervisor to command.",
            "escalation",
        )
    return policy


def _table(kind: type[TableT], data: dict[str, Any], file: str) -> TableT:
    values: dict[str, Any] = {}
    for field in fields(kind):
        if field.name not in data:
            raise Invalid(f"Policy file {file} lacks '{field.name}'.", field.name)
        values[field.name] = _value(field.name, str(field.type), data[field.name], file)
    return kind(**values)


def _value(name: str, kind: str, value: Any, file: str) -> Any:
    where = f"Policy file {file}: '{name}'"
    if kind == "int":
        return _whole(name, value, where)
    if kind == "ByLevel":
        return _by_level(name, value, where)
    if kind in _TABLES:
        if not isinstance(value, dict):
            raise Invalid(f"{where} must be a table.", name)
        return _table(_TABLES[kind], value, file)
    if type(value).__name__ != kind:
        raise Invalid(f"{where} must be {'a date' if kind == 'date' else 'text'}.", name)
    return value


def _whole(name: str, value: Any, where: str) -> int:
    least = _WHOLE_NUMBERS.get(name, 1)
    if type(value) is not int or value < least:
        raise Invalid(f"{where} must be a whole number, {least} or more.", name)
    return value


def _by_level(name: str, value: Any, where: str) -> dict[RiskLevel, int]:
    if not isinstance(value, dict):
        raise Invalid(f"{where} must give a number for each risk level.", name)
    lacking = [level.value for level in RiskLevel if level.value not in value]
    if lacking:
        raise Invalid(f"{where} lacks {', '.join(lacking)}.", name)
    numbers = {level: _whole(name, value[level.value], where) for level in RiskLevel}
    for higher, lower in pairwise(RiskLevel):
        if numbers[higher] > numbers[lower]:
            raise Invalid(f"{where} is longer for {higher.value} than for {lower.value}.", name)
    return numbers


@dataclass
class Settings:
    """What a person chose on this machine; nothing about any case."""

    theme: str = "system"
    text_size: int = 100
    last_collar: str | None = None
    last_screen: str | None = None

    @classmethod
    def load(cls) -> Settings:
        """The saved settings; defaults for what is missing or of the wrong kind."""
        try:
            data = json.loads(cls._file().read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return cls()
        if not isinstance(data, dict):
            return cls()
        settings = cls()
        for field in fields(cls):
            value = data.get(field.name)
            if type(value) is (int if field.type == "int" else str):
                setattr(settings, field.name, value)
        return settings

    def save(self) -> None:
        """Write the settings; a machine that refuses loses only comfort."""
        file = self._file()
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            file.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")
        except OSError:
            return

    @staticmethod
    def _file() -> Path:
        return paths.data_folder() / "settings.json"
