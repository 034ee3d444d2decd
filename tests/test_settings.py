"""The dated policy files, and what a person chose on this machine."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rsovisit import paths, settings
from rsovisit.domain.policy import Escalation, Policy, TaskTargets
from rsovisit.domain.risk import RiskLevel
from rsovisit.errors import Invalid, Unavailable
from rsovisit.settings import Settings, policy_on, read_policy

SHIPPED = paths.resource("policy") / "2026-11-01.toml"


def written(data: dict[str, Any]) -> str:
    """A policy as TOML; all it holds are numbers, dates, text and tables of them."""
    lines, tables = [], []
    for name, value in data.items():
        if name in ("escalation", "task_targets") and isinstance(value, dict):
            tables.append(f"[{name}]\n{written(value)}")
        else:
            lines.append(f"{name} = {_toml(value)}\n")
    return "".join([*lines, *tables])


def _toml(value: Any) -> str:
    match value:
        case dict():
            inside = ", ".join(f"{name} = {_toml(number)}" for name, number in value.items())
            return "{ " + inside + " }"
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case _:
            return str(value)


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes the shipped policy with something changed; `None` leaves a name out."""

    def _write(changes: Mapping[str, Any], inside: str = "", file: str = "policy.toml") -> Path:
        data = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
        table = data[inside] if inside else data
        table.update(changes)
        for gone in [key for key, value in table.items() if value is None]:
            del table[gone]
        path = tmp_path / file
        path.write_text(written(data), encoding="utf-8")
        return path

    return _write


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty policy folder in place of the shipped one."""
    monkeypatch.setattr(paths, "resource", lambda name: tmp_path)
    settings._policies.cache_clear()
    yield tmp_path
    settings._policies.cache_clear()


# ---- reading a policy


def test_the_shipped_policy_holds_the_domains_numbers() -> None:
    policy = read_policy(SHIPPED)
    assert policy.version == 3
    assert policy.in_force_from == date(2026, 11, 1)
    assert list(policy.visit_interval_months.values()) == [1, 3, 6, 12]
    assert list(policy.due_soon_days.values()) == [7, 14, 14, 14]
    assert (policy.first_visit_days, policy.regrade_days, policy.reactive_exit_days) == (14, 3, 14)
    assert policy.escalation == Escalation(7, 14, 30)


def test_every_level_is_in_every_table_of_the_shipped_policy() -> None:
    policy = read_policy(SHIPPED)
    for holder in (policy, policy.task_targets):
        for field in fields(holder):
            if field.type == "ByLevel":
                assert list(getattr(holder, field.name)) == list(RiskLevel)


def test_what_is_written_back_reads_the_same(write: Write) -> None:
    assert read_policy(write({})) == read_policy(SHIPPED)


NUMBERS = [
    (inside, field.name)
    for inside, kind in (("", Policy), ("escalation", Escalation), ("task_targets", TaskTargets))
    for field in fields(kind)
]


@pytest.mark.parametrize("inside,name", NUMBERS)
def test_a_missing_number_is_named(write: Write, inside: str, name: str) -> None:
    with pytest.raises(Invalid, match=rf"Policy file policy\.toml lacks '{name}'\.") as caught:
        read_policy(write({name: None}, inside))
    assert caught.value.field == name


@pytest.mark.parametrize("inside,name", [
    (inside, field.name)
    for inside, kind in (("", Policy), ("escalation", Escalation), ("task_targets", TaskTargets))
    for field in fields(kind) if field.type == "int"
])  # fmt: skip
@pytest.mark.parametrize("value", (0, -1, True, 1.5, "5"))
def test_a_number_is_whole_and_at_least_one(
    write: Write, inside: str, name: str, value: object
) -> None:
    with pytest.raises(Invalid, match=f"'{name}' must be a whole number") as caught:
        read_policy(write({name: value}, inside))
    assert caught.value.field == name


def test_not_every_place_in_the_queue_can_be_kept_for_routine_work(write: Write) -> None:
    with pytest.raises(Invalid, match="'routine_every' must be a whole number, 2 or more"):
        read_policy(write({"routine_every": 1}))


@pytest.mark.parametrize(
    "value,words",
    (
        (6, "must give a number for each risk level"),
        ({"very_high": 1, "medium": 6, "low": 12}, "lacks high"),
        ({"very_high": 1, "medium": 6}, "lacks high, low"),
        ({"very_high": 0, "high": 3, "medium": 6, "low": 12}, "must be a whole number, 1 or"),
        ({"very_high": 1, "high": "3", "medium": 6, "low": 12}, "must be a whole number, 1 or"),
        ({"very_high": 1, "high": 7, "medium": 6, "low": 12}, "is longer for high than for med"),
    ),
)
def test_a_table_gives_every_level_a_number_no_longer_for_a_higher_one(
    write: Write, value: object, words: str
) -> None:
    with pytest.raises(Invalid, match=f"'visit_interval_months' {words}") as caught:
        read_policy(write({"visit_interval_months": value}))
    assert caught.value.field == "visit_interval_months"


@pytest.mark.parametrize(
    "changes,sentence",
    (
        ({"in_force_from": "1 Nov 2026"}, "'in_force_from' must be a date."),
        ({"name": 5}, "'name' must be text."),
        ({"escalation": 7}, "'escalation' must be a table."),
        (
            {"escalation": {"supervisor": 7, "inspector": 30, "command": 14}},
            "'escalation' must climb from supervisor to command.",
        ),
    ),
)
def test_other_faults_are_named(write: Write, changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_policy(write(changes))
    assert str(caught.value) == f"Policy file policy.toml: {sentence}"


@pytest.mark.parametrize("content", (b"version = ", b'name = "\xff"'))
def test_a_file_that_is_not_toml_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken.toml"
    file.write_bytes(content)
    with pytest.raises(Invalid, match=r"Policy file broken\.toml cannot be read: "):
        read_policy(file)


# ---- the policy of a day


def test_the_newest_policy_in_force_counts(folder: Path, write: Write) -> None:
    write({"version": 2, "in_force_from": date(2027, 4, 1)}, file="a.toml")
    write({"version": 1, "in_force_from": date(2026, 4, 1)}, file="b.toml")
    assert [
        policy_on(day).version
        for day in (date(2026, 4, 1), date(2027, 3, 31), date(2027, 4, 1), date(2040, 1, 1))
    ] == [1, 1, 2, 2]


def test_before_the_first_policy_the_oldest_counts(folder: Path, write: Write) -> None:
    write({"version": 2, "in_force_from": date(2027, 4, 1)}, file="a.toml")
    write({"version": 1, "in_force_from": date(2026, 4, 1)}, file="b.toml")
    assert policy_on(date(2016, 1, 1)).version == 1


def test_two_policies_of_one_day_are_refused(folder: Path, write: Write) -> None:
    write({}, file="a.toml")
    write({}, file="b.toml")
    with pytest.raises(Invalid, match="Two policy files are in force from 1 Nov 2026"):
        policy_on(date(2026, 11, 23))


def test_without_a_policy_nothing_is_guessed(folder: Path) -> None:
    with pytest.raises(Unavailable, match="no policy file"):
        policy_on(date(2026, 11, 23))


def test_the_shipped_policy_is_found() -> None:
    settings._policies.cache_clear()
    assert policy_on(date(2026, 11, 23)).version >= 3


# ---- a person's own settings


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that is not there yet."""
    monkeypatch.setenv("RSOVISIT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_settings_come_back_as_saved(home: Path) -> None:
    assert Settings.load() == Settings()
    chosen = Settings(theme="dark", text_size=150, last_collar="2417", last_screen="visits")
    chosen.save()
    assert Settings.load() == chosen


@pytest.mark.parametrize(
    "content,loaded",
    (
        ("{", Settings()),
        ("[]", Settings()),
        ('{"theme": "dark", "unknown": 1}', Settings(theme="dark")),
        ('{"theme": 5, "text_size": "big", "last_collar": 7}', Settings()),
        ('{"text_size": true, "last_screen": null}', Settings()),
    ),
)
def test_spoilt_settings_are_left_aside(home: Path, content: str, loaded: Settings) -> None:
    home.mkdir()
    (home / "settings.json").write_text(content, encoding="utf-8")
    assert Settings.load() == loaded


def test_a_folder_that_cannot_be_written_costs_only_comfort(home: Path) -> None:
    home.write_text("a file where the folder should be", encoding="utf-8")
    Settings(theme="dark").save()
    assert Settings.load() == Settings()
