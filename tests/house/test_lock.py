"""What is installed: pinned, hashed, and all of it used."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence

import pytest

from tests.house.source import ROOT, modules
from tests.house.test_layers import imports


def bare(name: str) -> str:
    """A requirement's name alone, as the lock spells it: `psycopg[binary]>=3` gives `psycopg`."""
    found = re.match(r"[\w.-]+", name)
    assert found, name
    return re.sub(r"[-_.]+", "-", found.group(0)).lower()


def lock_faults(lock: str, wanted: Sequence[str]) -> Iterator[str]:
    """What is wrong with a lock: a loose version, a missing hash, a missing requirement."""
    entries = re.split(
        r"\n(?=\S)", "\n".join(line for line in lock.splitlines() if line[:1] != "#")
    )
    pinned = set()
    for entry in filter(str.strip, entries):
        name = bare(entry)
        pinned.add(name)
        if not re.match(rf"{re.escape(entry.split('==')[0])}==\d", entry):
            yield f"{name} is not pinned"
        if "--hash=sha256:" not in entry:
            yield f"{name} has no hash"
    yield from (f"{name} is not in the lock" for name in map(bare, wanted) if name not in pinned)


def _project() -> tuple[list[str], list[str]]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    return project["dependencies"], project["optional-dependencies"]["dev"]


def test_the_lock_pins_all_with_hashes() -> None:
    needed, for_developers = _project()
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not list(lock_faults(lock, needed + for_developers))


@pytest.mark.parametrize(
    "lock",
    (
        "rich>=15 \\\n    --hash=sha256:00\n",
        "rich==15.0.0\n",
        "other==1 \\\n    --hash=sha256:00\n",
    ),
)
def test_a_bad_lock_is_seen(lock: str) -> None:
    assert list(lock_faults(lock, ["rich>=15"]))


# What a distribution is imported as, where it is not its own name.
IMPORTED_AS = {"pyside6-essentials": "PySide6", "python-dateutil": "dateutil"}
# Needed though nothing imports them: data that the standard library finds by itself.
NOT_IMPORTED = {"tzdata"}


def unused(needed: Sequence[str], imported: set[str]) -> list[str]:
    """Requirements that no module imports."""
    names = {bare(requirement) for requirement in needed} - NOT_IMPORTED
    return sorted(name for name in names if IMPORTED_AS.get(name, name) not in imported)


def test_every_dependency_is_used() -> None:
    needed, _ = _project()
    imported = {
        name.partition(".")[0]
        for module in modules("rsovisit", "ui")
        for name, _ in imports(module)
    }
    assert not unused(needed, imported)


def test_an_unused_dependency_is_seen() -> None:
    assert unused(["rich>=15", "PySide6-Essentials>=6"], {"PySide6"}) == ["rich"]
