"""Commands that draw: the demo without a display, pictures of every screen, the self-test."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from rsovisit.cli.window import has_display, wayland_answers, x_answers
from rsovisit.services.commands.demo import MOST_CASES
from tests.cli.conftest import DAY, Run
from tests.support.homes import home
from ui.theme import Appearance, Mode

__all__ = ["home"]

MAIN_SCREENS = {"visits", "warnings", "overview", "queue", "case", "import"}


@pytest.fixture(autouse=True)
def _look_put_back(qapp: QApplication) -> Iterator[None]:
    """The next test starts light, at 100 %."""
    yield
    for look in qapp.findChildren(Appearance):
        look.deleteLater()
    Appearance(qapp, Mode.LIGHT).deleteLater()


def brightness(picture: Path) -> float:
    """The mean lightness of a picture, 0 to 255."""
    image = QImage(str(picture)).scaled(24, 24)
    points = [image.pixelColor(x, y).lightness() for x in range(24) for y in range(24)]
    return sum(points) / len(points)


@pytest.mark.slow
def test_without_a_display_the_demo_prints_and_draws(
    run: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = run("demo", "--cases", 120, "--today", DAY)
    assert said.code == 0, said.err
    assert "Overdue · " in said.out
    assert "Sweep for 23 Nov 2026" in said.out
    assert "Inventing 120 cases" in said.err
    assert (home / "demo.rso").exists()
    folder = tmp_path / "build" / "screens"
    light = {picture.stem for picture in folder.glob("*.png")}
    assert light == {picture.stem for picture in (folder / "dark").glob("*.png")}
    assert light >= MAIN_SCREENS
    assert brightness(folder / "visits.png") > 150 > brightness(folder / "dark" / "visits.png")

    # The second time it is found again, and swept to nothing new.
    again = run("demo", "--no-window", "--today", DAY, "--json")
    assert again.json["register"] == str(home / "demo.rso")
    assert (again.json["sweep"]["raised"], again.json["sweep"]["cleared"]) == (0, 0)
    assert again.json["overdue"]
    assert "Inventing" not in again.err


def test_the_demo_without_its_window_draws_nothing(
    run: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = run("demo", "--cases", 20, "--no-window", "--today", DAY)
    assert said.code == 0
    assert "Sweep for 23 Nov 2026" in said.out
    assert not (tmp_path / "build").exists()


@pytest.mark.parametrize("cases", (0, -3, MOST_CASES + 1))
def test_a_number_of_cases_out_of_bounds_leaves_nothing_behind(
    run: Run, home: Path, cases: int
) -> None:
    said = run("demo", "--no-window", "--cases", cases)
    assert said.code == 1
    assert "can be invented" in said.err
    assert not (home / "demo.rso").exists()


def test_a_demo_that_was_broken_off_is_made_good(run: Run, home: Path) -> None:
    where = home / "demo.rso"
    assert run("init", "--rehearsal", "--register", where).code == 0
    said = run("demo", "--cases", 20, "--no-window", "--json", "--today", DAY)
    assert said.code == 0, said.err
    rows = run("visits", "--register", where, "--json").json
    assert len(rows) > 10


def test_the_demo_leaves_a_real_register_alone(run: Run, tmp_path: Path) -> None:
    where = tmp_path / "real.rso"
    assert run("init", "--register", where).code == 0
    before = where.read_bytes()
    said = run("demo", "--register", where, "--no-window")
    assert said.code == 1
    assert "real" in said.err
    assert run("visits", "--register", where, "--json").json == []
    assert len(where.read_bytes()) == len(before)


@pytest.mark.slow
def test_every_screen_is_drawn(run: Run, demo: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    words = ["--theme", "dark", "--size", "1200x800", "--today", DAY]
    said = run("screens", folder, "--register", demo, *words, "--json")
    assert said.code == 0, said.err
    pictures = [Path(name) for name in said.json["screens"]]
    assert {picture.stem for picture in pictures} >= MAIN_SCREENS
    for picture in pictures:
        image = QImage(str(picture))
        assert (image.width(), image.height()) == (1200, 800), picture
        assert brightness(picture) < 100, picture
    # No two are the same picture.
    assert len({picture.read_bytes() for picture in pictures}) == len(pictures)


@pytest.mark.slow
def test_only_the_persons_own_screens_are_drawn(run: Run, demo: Path, tmp_path: Path) -> None:
    said = run("screens", tmp_path / "p", "--register", demo, "--as", "9001", "--today", DAY)
    assert said.code == 0, said.err
    drawn = {Path(line).stem for line in said.out.splitlines()}
    assert "import" in drawn
    assert not drawn & {"visits", "case", "overview", "queue"}


def test_a_folder_that_cannot_be_made_says_so(run: Run, demo: Path, tmp_path: Path) -> None:
    wall = tmp_path / "wall"
    wall.write_text("not a folder")
    said = run("screens", wall / "pictures", "--register", demo)
    assert said.code == 1
    assert "cannot be a folder for pictures" in said.err


@pytest.mark.parametrize("size", ("large", "1440", "100x100", "99999x900", "-5x900"))
def test_a_size_that_is_none_is_wrong_usage(
    run: Run, demo: Path, tmp_path: Path, size: str
) -> None:
    assert run("screens", tmp_path, "--register", demo, f"--size={size}").code == 2


@pytest.mark.slow
def test_the_program_proves_itself(run: Run) -> None:
    said = run("self-test", "--json", "--today", DAY)
    assert said.code == 0, said.err
    assert said.json["ok"] is True
    assert set(said.json["screens"]) >= MAIN_SCREENS
    assert said.json["sweep"]["open"] > 0


@pytest.mark.parametrize(
    "platform,display,wayland,qt,seen",
    (
        ("linux", "", "", "", False),
        ("linux", ":0", "", "", True),
        ("linux", "", "wayland-0", "", True),
        ("linux", ":0", "", "offscreen", False),
        ("win32", "", "", "", True),
        ("win32", "", "", "offscreen", False),
        ("darwin", "", "", "", True),
    ),
)
def test_whether_a_window_could_be_seen(
    monkeypatch: pytest.MonkeyPatch, platform: str, display: str, wayland: str, qt: str, seen: bool
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    for answers in ("x_answers", "wayland_answers"):
        monkeypatch.setattr(f"rsovisit.cli.window.{answers}", bool)
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    for name, value in zip(names, (display, wayland, qt), strict=True):
        monkeypatch.setenv(name, value)
    assert has_display() is seen
    assert os.environ["QT_QPA_PLATFORM"] == qt


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_a_screen_that_is_gone_is_no_screen(demo: Path) -> None:
    # Qt would end the program on the spot.
    bare = {k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")}
    done = subprocess.run(
        [sys.executable, "-m", "rsovisit", "desktop", "--register", str(demo)],
        env=bare | {"DISPLAY": ":9876"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "There is no display here to open a window on.\n"


@pytest.mark.skipif(sys.platform == "win32", reason="local sockets of this kind are POSIX")
def test_which_screens_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not x_answers(":9876")
    assert not x_answers("unix:9876.0")
    assert x_answers("localhost:10.0"), "another machine's screen is taken on trust"
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert not wayland_answers("wayland-0")
    with socket.socket(socket.AF_UNIX) as compositor:
        monkeypatch.chdir(tmp_path)
        compositor.bind("wayland-0")
        assert wayland_answers("wayland-0")
