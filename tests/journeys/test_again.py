"""Closed and opened again: what was chosen is kept; what cannot be opened says why, and exit 3."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from rsovisit.cli import main
from rsovisit.domain.due import Bucket
from rsovisit.errors import Unavailable
from rsovisit.store import register as registers
from rsovisit.store.connect import Address, connect, open_keyed
from rsovisit.store.key import key_file, read_key
from tests.journeys.conftest import OFFICER, Start
from ui.start import open_window
from ui.theme import Mode

ROOT = Path(__file__).resolve().parents[2]
KEY = Qt.Key


def test_theme_text_size_and_person_are_kept(start: Start) -> None:
    first = start(OFFICER)
    first.window.actions_by_name["theme_dark"].trigger()
    for _ in range(2):
        first.press(KEY.Key_Plus, ctrl=True)
    assert first.appearance.text == 130
    first.leave()
    again = start()
    assert again.bus.actor.collar == OFFICER
    assert (again.appearance.mode, again.appearance.text) == (Mode.DARK, 130)
    again.press(KEY.Key_0, ctrl=True)
    assert again.appearance.text == 100


def test_a_saved_view_is_there_the_next_day(start: Start) -> None:
    first = start(OFFICER)
    first.screen.filters.chips.button("later").click()
    first.settle()
    first.press(KEY.Key_S, on=first.screen.table, ctrl=True)
    first.type("Later on")
    first.press(KEY.Key_Return)
    first.leave()
    again = start(OFFICER)
    again.screen.filters._fill_views()
    view = next(
        a for a in again.screen.filters._views.menu_of().actions() if a.text() == "Later on"
    )
    view.trigger()
    again.settle()
    assert again.screen.place().bucket is Bucket.LATER


def missing(file: Path) -> None:
    """It is gone, and so is its key."""
    file.unlink()


def keyless(file: Path) -> None:
    """Its key is gone."""
    key_file(file).unlink()


def another_key(file: Path) -> None:
    """The key beside it is another register's."""
    key_file(file).write_text("0" * 64 + "\n", encoding="ascii")


def newer(file: Path) -> None:
    """A newer program has been at it."""
    connection = connect(Address.parse(str(file)))
    connection.execute("update alembic_version set version_num = '9999'")
    connection.close()


def open_to_others(file: Path) -> None:
    """Anybody may read it."""
    file.chmod(0o644)


def plain(file: Path) -> None:
    """It is an SQLite file that is not encrypted."""
    file.unlink()
    connection = sqlite3.connect(file)
    connection.execute("create table anything (at)")
    connection.close()
    file.chmod(0o600)


BROKEN: tuple[tuple[Callable[[Path], None], str], ...] = (
    (missing, "There is no register at"),
    (keyless, "The key of this register is missing"),
    (another_key, "does not open with its key"),
    (newer, "made by a newer version of the program"),
    (open_to_others, "may be read by others"),
    (plain, "is not encrypted"),
)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights elsewhere")
@pytest.mark.parametrize("harm,words", BROKEN, ids=[harm.__name__ for harm, _ in BROKEN])
def test_a_register_not_to_be_had_is_exit_3_with_a_sentence(
    home: Path,
    register_file: Path,
    capsys: pytest.CaptureFixture[str],
    harm: Callable[[Path], None],
    words: str,
) -> None:
    harm(register_file)
    with pytest.raises(Unavailable, match=words):
        open_window(str(register_file))
    assert main(["desktop", "--register", str(register_file)]) == 3
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""
    assert "Traceback" not in said.err


def test_a_locked_register_is_exit_3_with_a_sentence(
    home: Path,
    register_file: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(registers, "connect", partial(connect, wait=0.1))
    holder = open_keyed(register_file, read_key(register_file))
    holder.execute("pragma locking_mode = exclusive")
    holder.execute("begin exclusive")
    try:
        assert main(["desktop", "--register", str(register_file)]) == 3
        assert "locked" in capsys.readouterr().err
    finally:
        holder.execute("rollback")
        holder.close()


def test_the_command_itself_ends_with_3(home: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "rsovisit", "desktop", "--register", str(tmp_path / "none.rso")],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 3
    assert done.stderr.startswith("There is no register at")
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_without_a_screen_the_command_says_so(home: Path, register_file: Path) -> None:
    bare = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = subprocess.run(
        [sys.executable, "-m", "rsovisit", "desktop", "--register", str(register_file)],
        cwd=ROOT,
        env=bare | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "There is no display here to open a window on.\n"
