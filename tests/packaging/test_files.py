"""The files that installers read are sound and name programs that exist."""

from __future__ import annotations

import ast
import configparser
import tomllib

from rsovisit.exchange.reading import FROZEN_ARGUMENT
from tests.house.source import ROOT

PACKAGING = ROOT / "packaging"


def _sections(name: str) -> configparser.ConfigParser:
    # A unit may say a word twice, where the last counts for us.
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(PACKAGING / name, encoding="utf-8")
    return parser


def _programs() -> set[str]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    return {*project["scripts"], *project["gui-scripts"]}


def test_the_desktop_entry_starts_the_window() -> None:
    entry = _sections("rso-visits.desktop")["Desktop Entry"]
    assert entry["Type"] == "Application"
    assert entry["Exec"] in _programs()
    assert entry["Categories"].endswith(";")


def test_the_unit_starts_the_scheduler_and_stops_it_cleanly() -> None:
    service = _sections("rsovisit.service")["Service"]
    path, command = service["ExecStart"].split()
    assert path.rpartition("/")[2] in _programs()
    assert command == "serve"
    assert service["KillSignal"] == "SIGTERM"


def test_the_stand_alone_folder_holds_every_program() -> None:
    spec = (PACKAGING / "pyinstaller.spec").read_text(encoding="utf-8")
    ast.parse(spec)
    for program in _programs():
        assert f'"{program}"' in spec
    assert '"start.py"' in spec


def test_the_stand_alone_program_knows_its_child() -> None:
    start = (PACKAGING / "start.py").read_text(encoding="utf-8")
    assert f'"{FROZEN_ARGUMENT}"' in start


def test_the_windows_installer_proves_what_it_installed() -> None:
    script = (PACKAGING / "rso-visits.iss").read_text(encoding="utf-8")
    assert "'self-test'" in script
    for program in _programs():
        assert f"{program}.exe" in script
