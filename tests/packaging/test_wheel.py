"""The wheel, installed outside the checkout, holds all it needs."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.house.source import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]


class Installed(NamedTuple):
    """A virtual environment, far from the checkout, with the wheel in it."""

    wheel: Path
    programs: Path
    home: Path

    def run(self, name: str, *words: str) -> subprocess.CompletedProcess[str]:
        """Runs one of its programs with nothing of the checkout in sight."""
        environment = {
            key: value
            for key, value in os.environ.items()
            if key not in {"PYTHONPATH", "PYTHONHOME"}
        }
        return subprocess.run(
            [str(self.programs / name), *words],
            cwd=self.home,
            env=environment | {"RSOVISIT_HOME": str(self.home / "data")},
            capture_output=True,
            text=True,
            check=False,
        )

    def answer(self, code: str) -> str:
        """What a line of Python prints in there."""
        done = self.run("python", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel built and installed once; the group keeps its tests on one worker."""
    home = tmp_path_factory.mktemp("elsewhere")
    build = ["hatchling", "build", "--target", "wheel", "--directory", str(home / "dist")]
    _python(sys.executable, "-m", *build, cwd=ROOT)
    (wheel,) = (home / "dist").glob("*.whl")
    made = home / "venv"
    venv.create(made, with_pip=False)
    programs = made / ("Scripts" if os.name == "nt" else "bin")
    # Its dependencies are the ones of this run, found by path: installing them again takes a
    # minute. The path's own .pth files are not followed, so the checkout stays unseen.
    paths = {"base": str(made), "platbase": str(made)}
    site = Path(sysconfig.get_path("purelib", "venv", paths))
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    pip = ["pip", "--python", str(programs / "python"), "install", "--quiet"]
    _python(sys.executable, "-m", *pip, "--no-deps", "--no-index", str(wheel), cwd=home)
    return Installed(wheel, programs, home)


def _python(*command: str, cwd: Path) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_wheel_holds_the_program_and_nothing_else(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as wheel:
        names = wheel.namelist()
    tops = {name.partition("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {"rsovisit", "ui"}
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    packed = {name for name in names if name.startswith("rsovisit/_resources/")}
    resources = [file for file in (ROOT / "resources").rglob("*") if file.is_file()]
    wanted = {
        f"rsovisit/_resources/{file.relative_to(ROOT / 'resources').as_posix()}"
        for file in resources
    }
    assert wanted == packed


def test_it_is_the_installed_one_that_runs(installed: Installed) -> None:
    for package in ("rsovisit", "ui"):
        where = Path(installed.answer(f"import {package}; print({package}.__file__)"))
        assert where.is_relative_to(installed.home)


def test_it_finds_its_resources_and_migrations(installed: Installed) -> None:
    code = "from rsovisit.paths import resource; print(resource('policy'))"
    policy = Path(installed.answer(code))
    assert policy.is_relative_to(installed.home)
    assert list(policy.glob("*.toml"))
    migrations = ROOT / "rsovisit" / "store" / "migrations"
    there = Path(installed.answer("import rsovisit; print(rsovisit.__path__[0])"))
    for file in migrations.rglob("*.py"):
        assert (there / file.relative_to(ROOT / "rsovisit")).is_file()


@pytest.mark.parametrize("group,name", (("console", "rsovisit"), ("gui", "rsovisit-desktop")))
def test_each_program_has_somewhere_to_start(installed: Installed, group: str, name: str) -> None:
    code = (
        "from importlib.metadata import entry_points;"
        f"print(callable(entry_points(group='{group}_scripts')['{name}'].load()))"
    )
    assert installed.answer(code) == "True"
    assert list(installed.programs.glob(f"{name}*"))


def test_the_command_says_what_it_can_do(installed: Installed) -> None:
    done = installed.run("rsovisit", "--help")
    assert done.returncode == 0, done.stderr
    for command in ("demo", "visits", "sweep", "self-test"):
        assert command in done.stdout


def test_the_installed_program_proves_itself(installed: Installed) -> None:
    done = installed.run("rsovisit", "self-test")
    assert done.returncode == 0, done.stdout + done.stderr
