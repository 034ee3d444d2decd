"""What a command's output may be: another encoding, a full disk, closed, or no longer read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rsovisit.cli.show import shown_place
from tests.cli.conftest import Run

posix = pytest.mark.skipif(sys.platform == "win32", reason="as POSIX shells close and fill outputs")


def program(shell: str, register: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A shell line in which $RSO is the program with its register."""
    return subprocess.run(
        ["/bin/sh", "-c", shell.replace("$RSO", '"$PYTHON" -m rsovisit --register "$REGISTER"')],
        env=os.environ | {"PYTHON": sys.executable, "REGISTER": str(register)} | environment,
        capture_output=True,
        check=False,
        timeout=120,
    )


@posix
@pytest.mark.parametrize("encoding", ("ascii", "cp1252", "utf-16"))
def test_a_document_is_utf8_whatever_the_machine(
    run: Run, demo: Path, tmp_path: Path, encoding: str
) -> None:
    cases = tmp_path / "cases.csv"
    head = "case_ref,family_name,risk_level,area,registered_on"
    cases.write_text(f"{head}\nRSO-9001,Łukasik,low,Peterlee,01/11/2020\n", encoding="utf-8")
    assert run("import", cases, "--register", demo).code == 0
    said = program("$RSO visits --json", demo, PYTHONIOENCODING=encoding)
    assert (said.returncode, said.stderr) == (0, b"")
    assert "Łukasik" in {row["name"] for row in json.loads(said.stdout.decode("utf-8"))}


@posix
@pytest.mark.parametrize("command", ("visits", "oversight", "case RSO-0001"))
def test_a_terminal_that_lacks_a_letter_still_gets_the_table(demo: Path, command: str) -> None:
    said = program(f"$RSO {command}", demo, PYTHONIOENCODING="ascii")
    assert (said.returncode, said.stderr) == (0, b"")
    assert len(said.stdout.splitlines()) > 3


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_behind_the_output_is_said(demo: Path) -> None:
    said = program("$RSO visits --json > /dev/full", demo)
    assert said.returncode == 1
    assert b"could not be written" in said.stderr
    assert b"reference" not in said.stderr


@posix
def test_a_closed_output_is_no_fault(demo: Path) -> None:
    said = program("$RSO visits --json >&-", demo)
    assert (said.returncode, said.stderr) == (0, b"")


@posix
def test_a_reader_who_has_read_enough_is_no_fault(demo: Path) -> None:
    said = program("{ $RSO visits --json; echo $? >&2; } | head -c 5", demo)
    assert said.stdout == b"[\n {\n"
    assert said.stderr == b"0\n"


@pytest.mark.parametrize(
    "where, shown",
    (
        ("some/unit.rso", "some/unit.rso"),
        ("postgresql://2417@host/db", "postgresql://2417@host/db"),
        ("postgresql://2417:secret@host:5433/db", "postgresql://2417:***@host:5433/db"),
        ("postgresql://host/db?password=secret&x=1", "postgresql://host/db?password=***&x=1"),
        ("postgresql://2417:se@cret@host/db", "postgresql://2417:***@host/db"),
    ),
)
def test_a_place_is_shown_without_its_password(where: str, shown: str) -> None:
    assert shown_place(where) == shown
