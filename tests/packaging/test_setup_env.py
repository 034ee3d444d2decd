"""Set-up finds what is there, says what is not, and does its work once."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.source import ROOT


@pytest.fixture
def setup_env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, its checkout an empty folder."""
    spec = importlib.util.spec_from_file_location("setup_env", ROOT / "packaging/setup_env.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).write_text(name)
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "LOCK", tmp_path / "requirements.lock")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "set-up-from")
    return module


@pytest.fixture
def steps(setup_env: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The steps that set-up takes, noted instead of taken."""
    taken: list[str] = []
    for name in ("make_venv", "install_packages", "check_qt"):
        monkeypatch.setattr(setup_env, name, lambda name=name: taken.append(name))
    return taken


def test_the_second_time_does_nothing(setup_env: ModuleType, steps: list[str]) -> None:
    setup_env.set_up()
    assert steps == ["make_venv", "install_packages", "check_qt"]
    setup_env.set_up()
    assert len(steps) == 3


def test_a_changed_lock_mends_what_is_there(setup_env: ModuleType, steps: list[str]) -> None:
    setup_env.set_up()
    setup_env.LOCK.write_text("another version")
    setup_env.set_up()
    assert steps[3:] == ["install_packages", "check_qt"]


def test_another_interpreter_starts_afresh(
    setup_env: ModuleType, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    setup_env.set_up()
    monkeypatch.setattr(sys, "version", "3.99.0 (another)")
    setup_env.set_up()
    assert steps[3:] == ["make_venv", "install_packages", "check_qt"]


def test_a_failed_step_is_taken_again(
    setup_env: ModuleType,
    steps: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fails() -> None:
        raise setup_env.SetupError("no network")

    monkeypatch.setattr(setup_env, "install_packages", fails)
    assert setup_env.main(["--run", "demo"]) == 1
    assert "Set-up stopped: no network" in capsys.readouterr().err
    assert not setup_env.STAMP.exists()


def test_without_root_the_line_to_run_is_told(
    setup_env: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup_env.shutil, "which", lambda _: "/usr/bin/apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    with pytest.raises(setup_env.SetupError, match=r"sudo apt-get install .*libegl1"):
        setup_env.install_system_packages(["libegl1"])


def test_without_apt_what_is_missing_is_told(
    setup_env: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup_env.shutil, "which", lambda _: None)
    with pytest.raises(setup_env.SetupError, match="libegl1"):
        setup_env.install_system_packages(["libegl1"])


def test_an_interpreter_that_does_not_start_is_passed_over(
    setup_env: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    places = {"python3.14": str(tmp_path / "shim"), "python3.12": sys.executable}
    (tmp_path / "shim").write_text("#!/bin/sh\nexit 127\n")
    (tmp_path / "shim").chmod(0o755)
    monkeypatch.setattr(setup_env.shutil, "which", places.get)
    assert setup_env.newer_python() == sys.executable


def test_no_new_enough_interpreter_is_told(
    setup_env: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup_env.shutil, "which", lambda _: None)
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer"):
        setup_env.newer_python()


def test_the_makefile_offers_every_task(setup_env: ModuleType) -> None:
    makefile = (ROOT / "Makefile").read_text()
    offered = set(re.findall(r"^(\w+):.*## ", makefile, re.MULTILINE)) - {"help"}
    # The house rules alone are for the pre-commit hook; `make check` runs them too.
    assert offered == set(setup_env.TASKS) - {"house"}


def test_continuous_integration_runs_the_tests_and_nothing_else() -> None:
    script = ROOT / ".ci" / "run"
    assert "exec make test" in script.read_text()
    if os.name != "nt":
        assert os.access(script, os.X_OK)
        assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0


@pytest.mark.parametrize("task", ("demo", "test"))
def test_python_alone_runs_what_make_runs(task: str) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "make", "nonsense"], cwd=ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert told.returncode == 2
    assert f"'{task}'" in told.stderr
    assert f"py -m make {task}" in (ROOT / "README.md").read_text(encoding="utf-8")
