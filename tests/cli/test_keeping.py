"""Commands that keep the register: init, serve, backup, restore, verify; and faults."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rsovisit.app import open_bus
from rsovisit.services.bus import CommandBus
from rsovisit.store.audit_chain import register_functions
from rsovisit.store.connect import open_keyed
from rsovisit.store.key import read_key
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
        [sys.executable, "-m", "rsovisit", "--json", "serve", "--register", str(demo)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert child.stderr is not None
    assert "Serving" in child.stderr.readline()
    child.send_signal(signal.SIGTERM)
    answer, said = child.communicate(timeout=60)
    assert child.returncode == 0, said
    assert json.loads(answer) == {"stopped": True}
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


def test_what_a_restore_replaced_is_kept_and_named(run: Run, demo: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.rso"
    assert run("backup", copy, "--register", demo).code == 0
    done = run("restore", copy, "--register", demo, "--json").json
    assert Path(done["kept"]).is_file()
    said = run("restore", copy, "--register", demo)
    assert "What was there before is kept in" in said.out


def test_a_damaged_backup_is_called_that(run: Run, demo: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.rso"
    assert run("backup", copy, "--register", demo).code == 0
    damaged = bytearray(copy.read_bytes())
    damaged[len(damaged) // 2] ^= 4
    copy.write_bytes(damaged)
    said = run("restore", copy, "--force", "--register", demo)
    assert said.code == 3
    assert "The backup is damaged" in said.err
    assert run("verify", "--register", demo).code == 0


def test_a_register_that_is_not_whole_is_said_on_standard_error(run: Run, demo: Path) -> None:
    connection = open_keyed(demo, read_key(demo))
    register_functions(connection)
    connection.execute("update case_file set due_on = '2030-01-01' where id = 1")
    connection.close()
    for words in ((), ("--json",)):
        said = run("verify", "--register", demo, *words)
        assert said.code == 1
        assert "not whole" in said.err


@pytest.mark.skipif(sys.platform == "win32", reason="SIGTERM is a Unix signal")
def test_serve_asked_to_stop_while_it_starts_stops_cleanly(
    run: Run, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {sign: signal.getsignal(sign) for sign in (signal.SIGTERM, signal.SIGINT)}

    def asked_early(*words: object) -> CommandBus:
        os.kill(os.getpid(), signal.SIGTERM)
        return open_bus(*words)  # type: ignore[arg-type]

    monkeypatch.setattr("rsovisit.cli.reading.open_bus", asked_early)
    try:
        said = run("serve", "--register", demo)
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)
    assert (said.code, said.out) == (0, "")
    assert "Stopped." in said.err


def test_a_real_register_is_served_on_no_other_day(run: Run, tmp_path: Path) -> None:
    real = tmp_path / "real.rso"
    assert run("init", "--register", real).code == 0
    before = {sign: signal.getsignal(sign) for sign in (signal.SIGTERM, signal.SIGINT)}
    try:
        said = run("serve", "--register", real, "--today", DAY)
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)
    assert said.code == 1
    assert "real" in said.err


def test_no_password_is_shown(run: Run, postgres_address: str) -> None:
    password = postgres_address.partition("@")[0].rpartition(":")[2]
    for words in (("--json",), ()):
        said = run("init", "--rehearsal", "--register", postgres_address, *words)
        assert password not in said.out + said.err
    assert run("visits", "--register", postgres_address, "--json").json == []


def test_making_a_backup_does_not_age_it(run: Run, demo: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.rso"
    assert run("backup", copy, "--register", demo).code == 0
    for _ in range(2):
        said = run("restore", copy, "--register", demo)
        assert said.code == 0, said.err
    assert run("verify", "--register", demo).code == 0


def test_a_restore_is_logged_and_the_kept_copy_can_be_put_back(
    run: Run, demo: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.rso"
    assert run("backup", copy, "--register", demo).code == 0
    ref = run("visits", "--register", demo, "--json").json[0]["case_ref"]
    words = ["--outcome", "seen-full", "--officers", "2401", "--on", DAY, "--today", DAY]
    assert run("record", "visit", ref, *words, "--register", demo).code == 0
    now = run("visits", "--register", demo, "--json").json
    kept = run("restore", copy, "--force", "--register", demo, "--json").json["kept"]
    connection = open_keyed(demo, read_key(demo))
    last = connection.execute("select tag, actor from audit_event order by id desc").fetchone()
    connection.close()
    assert last == ("register:restore", "keeper")
    assert run("restore", kept, "--register", demo).code == 0
    assert run("visits", "--register", demo, "--json").json == now
    assert run("verify", "--register", demo).code == 0


def test_only_who_keeps_a_register_puts_a_backup_back(run: Run, demo: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.rso"
    assert run("backup", copy, "--register", demo).code == 0
    refused = run("restore", copy, "--register", demo, "--as", "2401")
    assert refused.code == 1
    assert "may not" in refused.err
    assert run("restore", copy, "--register", demo, "--as", "9001").code == 0
