"""Sets a checkout up once, then runs one of its tasks; needs nothing but Python.

    python3 packaging/setup_env.py               set up only
    python3 packaging/setup_env.py --run demo    set up, then `rsovisit demo`
    python3 packaging/setup_env.py --run test -- tests/domain

Makes `.venv` with the versions of `requirements.lock` and the project itself in it, and sees that
Qt starts. A stamp in `.venv` remembers what it was made from, so that the next time takes no time.
Where a system library is missing it is installed (root on Debian), else the line to run is printed.

Started by an older Python it looks for a newer one, so its own syntax stays that of Python 3.7.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "set-up-from"
OLDEST = (3, 11)
CANDIDATES = ("python3.14", "python3.13", "python3.12", "python3.11", "python3", "python")
WINDOWS = os.name == "nt"

# What Qt and its X11 and Wayland windows load, by the names of Debian 12 and 13 and of Ubuntu.
QT_LIBRARIES = (
    "fonts-dejavu-core",
    "libdbus-1-3",
    "libegl1",
    "libfontconfig1",
    "libfreetype6",
    "libgl1",
    "libglib2.0-0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-randr0",
    "libxcb-render-util0",
    "libxcb-shape0",
    "libxcb-xinerama0",
    "libxcb-xkb1",
    "libxkbcommon-x11-0",
    "libxkbcommon0",
)

# Starts Qt without a screen and, where there is one, loads the plug-in that would draw on it.
QT_PROBE = """
import ctypes, os, sys
screen = sys.platform == "linux" and os.environ.get("DISPLAY")
os.environ["QT_QPA_PLATFORM"] = "offscreen"
import PySide6
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
if not QFontDatabase.families():
    sys.exit("no font is installed")
QLabel("x").grab()
if screen:
    folder = os.path.join(os.path.dirname(PySide6.__file__), "Qt", "plugins", "platforms")
    ctypes.CDLL(os.path.join(folder, "libqxcb.so"))
"""

# uv is asked for only here: it alone resolves for every system at once.
RESOLVE = (
    "python -m uv pip compile pyproject.toml --extra dev --universal --python-version 3.11"
    " --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --upgrade"
    " --output-file requirements.lock"
)

HOUSE = "python -m pytest -q tests/house"

# A test that ends its process ends the run: pytest-xdist would start another worker, and then
# wait for ever for tests that it handed to none.
TEST = (
    "python -m pytest -n 2 --dist loadgroup --max-worker-restart=0"
    " --cov --cov-report=term --cov-fail-under=90"
)

# Programs of .venv, run in turn; the first that fails ends the task.
TASKS: dict[str, list[str]] = {
    "demo": ["rsovisit demo"],
    "test": [TEST],
    "check": [
        "python -m ruff check",
        "python -m ruff format --check",
        "python -m mypy",
        HOUSE,
    ],
    "house": [HOUSE],
    "fix": ["python -m ruff check --fix", "python -m ruff format"],
    "bench": ["python -m tests.bench"],
    "package": ["python -m hatchling build --directory dist"],
    "lock": ["python -m pip install --quiet uv", RESOLVE],
}


class SetupError(Exception):
    """Set-up cannot go on; the text says what a person should do."""


def main(arguments: list[str]) -> int:
    """Returns the exit code of the task, or 1 with a sentence where set-up failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", choices=sorted(TASKS), help="what to run once set up")
    parser.add_argument("rest", nargs="*", help="passed on to the task, after --")
    chosen = parser.parse_args(arguments)
    if sys.version_info < OLDEST:
        return subprocess.call([newer_python(), __file__, *arguments])
    try:
        set_up()
    except SetupError as error:
        print(f"Set-up stopped: {error}", file=sys.stderr)
        return 1
    return run(chosen.run, chosen.rest) if chosen.run else 0


def newer_python() -> str:
    """An interpreter on the path that is new enough; ends the program where there is none."""
    for name in CANDIDATES:
        found = shutil.which(name)
        # A name on the path may be a shim that starts nothing: only running it tells.
        if found and _version_of(found) >= OLDEST:
            return found
    sys.exit("RSO Visits needs Python 3.11 or newer; none was found on the path.")


def _version_of(interpreter: str) -> tuple[int, ...]:
    code = "import sys; print(*sys.version_info[:2])"
    asked = subprocess.run(
        [interpreter, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
    )
    return tuple(int(part) for part in asked.stdout.split()) if asked.returncode == 0 else (0, 0)


def run(task: str, rest: list[str]) -> int:
    """Runs a task's programs in turn; the first that fails gives the exit code."""
    environment = dict(os.environ, PYTHONUTF8="1")
    programs = [line.split() for line in TASKS[task]]
    programs[-1] += rest
    for name, *words in programs:
        code = subprocess.call([program(name), *words], cwd=ROOT, env=environment)
        if code:
            return code
    return 0


def set_up() -> None:
    """Makes or mends `.venv`; does nothing where it was made from the same files. SetupError."""
    place, digest = fingerprint()
    made_at, _, made_from = STAMP.read_text().partition("\n") if STAMP.is_file() else ("", "", "")
    if (made_at, made_from) == (place, digest):
        return
    print("Setting up .venv (once; a minute or two) ...", flush=True)
    if made_at != place:
        make_venv()
    install_packages()
    check_qt()
    STAMP.write_text(f"{place}\n{digest}")


def fingerprint() -> tuple[str, str]:
    """Where `.venv` is and for which interpreter, and a digest of the files it is made from."""
    digest = hashlib.sha256()
    for file in (LOCK, ROOT / "pyproject.toml", Path(__file__)):
        digest.update(file.read_bytes())
    place = f"{VENV} {sys.version}".replace("\n", " ")
    return place, digest.hexdigest()


def program(name: str) -> str:
    """The full path of a program inside `.venv`."""
    return str(VENV / (f"Scripts/{name}.exe" if WINDOWS else f"bin/{name}"))


def make_venv() -> None:
    """A fresh `.venv`. Raises SetupError."""
    if importlib.util.find_spec("ensurepip") is None:
        # Debian keeps this part of Python in a package of its own.
        install_system_packages([f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"])
    # Never from an interpreter inside .venv, which --clear would saw off.
    base = getattr(sys, "_base_executable", sys.executable)
    _must("a virtual environment", [base, "-m", "venv", "--clear", str(VENV)])


def install_packages() -> None:
    """The locked versions, each checked against its hash, then the project. Raises SetupError."""
    pip = [program("python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    locked = [*pip, "install", "--require-hashes", "--no-deps", "--requirement", str(LOCK)]
    _must("the packages of requirements.lock", locked)
    itself = [*pip, "install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    _must("the project itself", itself)


def check_qt() -> None:
    """Sees that Qt draws; installs the system's libraries where it does not. Raises SetupError."""
    complaint = _qt_complaint()
    if complaint and sys.platform == "linux":
        print(f"Qt does not start yet: {complaint}")
        install_system_packages(list(QT_LIBRARIES))
        complaint = _qt_complaint()
    if complaint:
        raise SetupError(f"Qt does not start: {complaint}")


def _qt_complaint() -> str:
    probe = subprocess.run(
        [program("python"), "-c", QT_PROBE],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    lines = probe.stdout.strip().splitlines()
    return (lines or ["it stopped without a word"])[-1] if probe.returncode else ""


def install_system_packages(names: list[str]) -> None:
    """By apt-get as root on Debian; elsewhere SetupError with the line to run."""
    line = "apt-get install --yes --no-install-recommends " + " ".join(names)
    if not shutil.which("apt-get"):
        raise SetupError("install what these Debian packages hold: " + " ".join(names))
    if os.geteuid() != 0:
        raise SetupError(f"run this once, then try again:\n  sudo {line}")
    print("Installing", *names, "...", flush=True)
    _must("the list of system packages", ["apt-get", "update", "-qq"])
    _must("the system packages", [*line.split(), "-qq"])


def _must(what: str, command: list[str]) -> None:
    """Runs a program whose words matter only where it fails. Raises SetupError."""
    done = subprocess.run(
        command,
        env=dict(os.environ, DEBIAN_FRONTEND="noninteractive"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        print(done.stdout.decode(errors="replace"), file=sys.stderr)
        ended = f"{command[0]} ended with {done.returncode}"
        raise SetupError(f"{what} could not be installed ({ended}).")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
