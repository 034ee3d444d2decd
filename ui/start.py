"""Starts the window on a register, or asks for one, and draws every screen to a file off screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QTimer, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from rsovisit import paths
from rsovisit.app import can_make, invent, is_there, make_register, open_bus
from rsovisit.domain.access import Role
from rsovisit.errors import Invalid, Refused, RsoVisitError
from rsovisit.services.bus import CommandBus, Progress
from rsovisit.settings import Settings
from ui.bridge import Bridge, report
from ui.theme import Appearance, Mode
from ui.window import Window

if TYPE_CHECKING:
    from rsovisit.jobs import Jobs
    from ui.screens.welcome.window import Beginning

_JOBS_AFTER_MS = 300
"""The scheduler starts once the first list stands: nobody waits for it."""


@dataclass
class Opened:
    """A window with all that it holds open; `close` lets go of it in the right order."""

    application: QApplication
    appearance: Appearance
    bus: CommandBus
    bridge: Bridge
    window: Window
    settings: Settings
    next_collar: str | None = None
    _jobs: list[Jobs] = field(default_factory=list)
    _closed: bool = False

    def start_jobs(self) -> None:
        """Sweep now and keep sweeping while the window is open; closed already, it does nothing."""
        if self._closed:
            return
        from rsovisit.jobs import desktop_jobs

        jobs = desktop_jobs(self.bus)
        self._jobs.append(jobs)
        jobs.start()

    def run(self) -> int:
        """Run until the window is closed."""
        with _faults_shown(self):
            code = self.application.exec()
        self.close()
        return code

    def close(self) -> None:
        """Stop the jobs, keep what the person chose, and let go of the register."""
        self._closed = True
        for jobs in self._jobs:
            jobs.stop()
        self._jobs.clear()
        self.settings.theme = self.appearance.mode.value
        self.settings.text_size = self.appearance.text
        self.settings.last_collar = self.bus.actor.collar
        self.settings.save()
        if self.window.isVisible():
            self.window.close()
        self.bridge.close()
        self.bus.close()
        # The next person's window must not carry this one's along.
        self.window.deleteLater()
        self.appearance.deleteLater()


@contextmanager
def _faults_shown(opened: Opened) -> Iterator[None]:
    """While the window runs, a fault of ours is logged and shown in it, and it stays alive."""

    def on_fault(
        _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            opened.window.close()
        else:
            opened.bridge.trouble.emit(report(error))

    before, sys.excepthook = sys.excepthook, on_fault
    try:
        yield
    finally:
        sys.excepthook = before


def application() -> QApplication:
    """The one application of this process. Raises Invalid where there is nothing to show it on."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    _require_display()
    # The offscreen platform warns of what it cannot do; no person is looking there.
    os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")
    # Named before Qt makes its style: to set another one afterwards costs a tenth of the start.
    os.environ.setdefault("QT_STYLE_OVERRIDE", "Fusion")
    made = QApplication(sys.argv[:1])
    made.setApplicationName("RSO Visits")
    made.setDesktopFileName("rso-visits")
    return made


def _require_display() -> None:
    """Qt itself would end the program without a word to the person."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in named):
        raise Invalid("There is no display here to open a window on.")


def open_window(
    where: str,
    collar: str | None = None,
    today: date | None = None,
    screen: str | None = None,
) -> Opened:
    """Build the window on a register, not yet shown. Raises Unavailable, Refused."""
    settings = Settings.load()
    bus = _bus_for(where, collar, today, settings)
    bridge: Bridge | None = None
    try:
        app = application()
        appearance = Appearance(app, _mode(settings.theme), settings.text_size)
        bridge = Bridge(bus)
        window = Window(bridge, appearance)
        opened = Opened(app, appearance, bus, bridge, window, settings)
        window.work_as_chosen.connect(lambda chosen: _work_as(opened, chosen))
        window.open_screen(screen or first_screen(window))
    except BaseException:
        if bridge is not None:
            bridge.close()
        bus.close()
        raise
    return opened


_BEGINS_WITH = {
    Role.ARMS_OFFICER: "queue",
    Role.SUPERVISOR: "overview",
    Role.INSPECTOR: "overview",
    Role.AUDITOR: "overview",
}
"""Where these roles' day begins; the others begin with the first screen of their rail."""


def first_screen(window: Window) -> str:
    """Where a person of this role begins."""
    wanted = _BEGINS_WITH.get(window.bridge.actor.role)
    return wanted if wanted in window.entries else next(iter(window.entries))


def run_window(where: str, collar: str | None = None, today: date | None = None) -> int:
    """Run until the window is closed, and again for another person. Raises Unavailable, Refused."""
    opened = open_window(where, collar, today)
    while True:
        opened.window.settled.connect(
            lambda opened=opened: QTimer.singleShot(_JOBS_AFTER_MS, opened.start_jobs)
        )
        opened.window.settled.connect(opened.bus.warm)
        opened.window.show()
        code = opened.run()
        if opened.next_collar is None:
            return code
        opened = _for_another(opened, where, today)


def _for_another(before: Opened, where: str, today: date | None) -> Opened:
    """The window for the next person; for the same one where the next may not use it."""
    try:
        return open_window(where, before.next_collar, today)
    except Refused as refusal:
        again = open_window(where, before.bus.actor.collar, today)
        again.bridge.trouble.emit(str(refusal))
        return again


def begin(where: str, collar: str | None = None, today: date | None = None) -> int:
    """The desktop program: the window; where none can open, what to begin with, until one does."""
    while True:
        try:
            return run_window(where, collar, today)
        except RsoVisitError as error:
            problem, code = str(error), error.exit_code
        except Exception as error:  # noqa: BLE001 - our bug: logged, and a reference shown
            problem, code = report(error), 1
        chosen = _ask_what_to_open(where, problem, today)
        if chosen is None:
            return code
        where, collar = chosen, collar if chosen == where else None


def _ask_what_to_open(where: str, problem: str, today: date | None) -> str | None:
    """Ask in a window of its own; None where the person quits."""
    from ui.screens.welcome.window import Welcome

    app, settings = application(), Settings.load()
    appearance = Appearance(app, _mode(settings.theme), settings.text_size)
    welcome = Welcome(_beginning(where, problem, today))
    chosen: list[str] = []
    welcome.open_wanted.connect(chosen.append)
    welcome.show()
    app.exec()
    welcome.deleteLater()
    appearance.deleteLater()
    return chosen[0] if chosen else None


def _beginning(where: str, problem: str, today: date | None) -> Beginning:
    """What a person without a register is offered."""
    from rsovisit.services.commands.demo import InventRegister
    from ui.screens.welcome.window import Beginning

    demo = str(paths.data_folder() / "demo.rso")

    def make(progress: Progress, _cancelled: Callable[[], bool]) -> None:
        progress("Making the register", 0.3)
        make_register(where, rehearsal=False)

    def make_invented(progress: Progress, cancelled: Callable[[], bool]) -> None:
        if not is_there(demo):
            progress("Making the register", 0.0)
            make_register(demo, rehearsal=True)
        invent(demo, InventRegister(), today, progress, cancelled)

    if can_make(where):
        return Beginning(str(Path(where).expanduser().absolute()), "", make, demo, make_invented)
    return Beginning(where, problem, None, demo, make_invented)


def draw_screens(bus: CommandBus, folder: Path, theme: str, size: tuple[int, int]) -> list[Path]:
    """A PNG of every screen this person has and of its main forms; the files' paths."""
    app = application()
    appearance = Appearance(app, Mode(theme), 100)
    bridge = Bridge(bus)
    window = Window(bridge, appearance)
    window.resize(*size)
    folder.mkdir(parents=True, exist_ok=True)
    drawn: list[Path] = []
    previous = qInstallMessageHandler(lambda *_: None)
    try:
        for key in window.entries:
            window.open_screen(key)
            if not window.isVisible():
                window.show()
            _until_idle(bridge)
            screen = window.screen_at(key)
            for name, show in screen.pictures():
                show()
                _until_idle(bridge)
                drawn.append(_drawn(window, folder / f"{name}.png"))
        window.open_palette()
        _until_idle(bridge)
        drawn.append(_drawn(window, folder / "palette.png"))
    finally:
        window.close()
        bridge.close()
        window.deleteLater()
        appearance.deleteLater()
        qInstallMessageHandler(previous)
    return drawn


def _drawn(window: Window, picture: Path) -> Path:
    window.grab().save(str(picture))
    return picture


def _until_idle(bridge: Bridge) -> None:
    """Let answers come and be painted: idle several times running, for questions beget more."""
    quiet = 0
    while quiet < 8:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        loop = QEventLoop()
        QTimer.singleShot(25, loop.quit)
        loop.exec()
        quiet = quiet + 1 if bridge.is_idle() else 0


def _bus_for(where: str, collar: str | None, today: date | None, settings: Settings) -> CommandBus:
    """The bus for the person named, else the last who used this machine, else the keeper."""
    if collar is None and settings.last_collar is not None:
        try:
            return open_bus(where, settings.last_collar, today)
        except Refused:
            # Somebody of another register, or who has left since.
            return open_bus(where, None, today)
    return open_bus(where, collar, today)


def _work_as(opened: Opened, collar: str) -> None:
    opened.next_collar = collar
    opened.window.close()


def _mode(word: str) -> Mode:
    return Mode(word) if word in set(Mode) else Mode.SYSTEM
