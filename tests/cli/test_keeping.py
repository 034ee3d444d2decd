"""Commands that keep the register: init, serve, backup, restore, verify; and faults."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import DAY, Run


def test_init_refuses_to_touch_what_is_there(run: Run, empty: Path) -> None:
    before = empty.read_bytes()
    refused = run("init", "--register", empty)
    assert refused.code == 1
    assert "not touched" in refused.err
    assert empty.read_bytes() == before


def test_a_register_that_cannot_be_had_is_exit_3(run: Run, tmp_path: Path, empty: Path) -> None:
    missing = run("visits", "--register", tmp_path / "none.rso", "--json")
    assert (missing.code, missing.out) == (3, "")
    assert "no register" in missing.err
    Path(f"{empty}.key").unlink()
    keyless = run("visits", "--register", empty)
    assert keyless.code == 3
    server = run("visits", "--register", "postgresql://nobody@127.0.0.1:9/none")
    assert server.code == 3
    assert "Traceback" not in missing.err + keyless.err + server.err


def test_a_backup_is_put_back(run: Run, demo: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.rso"
    done = run("backup", copy, "--register", demo, "--json").json
    assert done["verified"] is True
    before = run("visits", "--register", demo, "--json").json
    words = ["--outcome", "seen-full", "--officers", "2401", "--on", DAY, "--today", DAY]
    ref = before[0]["case_ref"]
    assert run("record", "visit", ref, *words, "--register", demo).code == 0
    refused = run("restore", copy, "--register", demo)
    assert refused.code == 1
    assert "newer" in refused.err
    assert run("restore", copy, "--force", "--register", demo).code == 0
    assert run("visits", "--register", demo, "--json").json == before
    assert run("verify", "--register", demo, "--json").json["ok"] is True


def test_verify_finds_a_whole_register(run: Run, demo: Path) -> None:
    said = run("verify", "--register", demo)
    assert said.code == 0
    assert "whole" in said.out


def test_serve_once_sweeps_and_backs_up(run: Run, demo: Path) -> None:
    said = run("serve", "--once", "--register", demo, "--today", DAY, "--json")
    assert said.code == 0, said.err
    assert said.json["open"] > 0
    assert list((demo.parent / "backups").glob("*.rso"))


@pytest.mark.skipif(sys.platform == "win32", reason="SIGTERM is a Unix signal")
def test_serve_stops_cleanly_on_sigterm(demo: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "rsovisit", "serve", "--register", str(demo)],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert child.stderr is not None
    assert "Serving" in child.stderr.readline()
    child.send_signal(signal.SIGTERM)
    _, said = child.communicate(timeout=60)
    assert child.returncode == 0, said
    assert "Stopped." in said


def test_our_own_faults_show_a_reference_and_never_a_trace(
    run: Run, demo: Path, monkeypatch: pytest.MonkeyPatch, session_home: Path
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("RSO-0001 Sample A. Alder")

    monkeypatch.setattr("rsovisit.cli.reading.show_json", broken)
    said = run("visits", "--register", demo, "--json")
    assert said.code == 1
    assert "reference" in said.err
    assert "Traceback" not in said.err
    log = next(session_home.rglob("rsovisit.log")).read_text(encoding="utf-8")
    assert "ZeroDivisionError" in log
    assert "Alder" not in log


def test_stopping_by_hand_is_not_a_fault(
    run: Run, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rsovisit.cli.reading.show_json", interrupted)
    assert run("visits", "--register", demo, "--json").code == 130


def test_the_environment_names_the_register(
    run: Run, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RSOVISIT_REGISTER", str(demo))
    assert run("visits", "--json").json


def test_json_leaves_standard_output_to_one_document(run: Run, demo: Path) -> None:
    for command in (["visits"], ["warnings"], ["queue"], ["oversight"], ["verify"]):
        said = run(*command, "--register", demo, "--json")
        assert said.json is not None
