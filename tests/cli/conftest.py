"""A register of invented people, and the command line as a script would call it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rsovisit.cli import main

DAY = "2026-11-23"


@dataclass(frozen=True, slots=True)
class Said:
    """What a command answered: its exit code and both streams."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Calls the program with these words; wrong usage comes back as its exit code too."""

    def call(*words: object) -> Said:
        capsys.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as usage:
            code = int(usage.code or 0)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return call


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A swept rehearsal register of 120 invented cases; tests take copies."""
    file = tmp_path_factory.mktemp("invented") / "demo.rso"
    arguments = ["demo", "--register", str(file), "--cases", "120", "--no-window", "--json"]
    assert main([*arguments, "--today", DAY]) == 0
    return file


@pytest.fixture
def demo(invented: Path, tmp_path: Path) -> Path:
    """A copy of the invented register of one's own."""
    copy = tmp_path / "demo.rso"
    for ending in ("", ".key"):
        shutil.copy2(f"{invented}{ending}", f"{copy}{ending}")
    return copy


@pytest.fixture
def empty(run: Run, tmp_path: Path) -> Path:
    """An empty rehearsal register."""
    file = tmp_path / "empty.rso"
    assert run("init", "--rehearsal", "--register", file).code == 0
    return file
