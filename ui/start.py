"""Starts the window on a register, and draws every screen to a file off screen."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QTimer, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from rsovisit.app import open_bus
from rsovisit.errors import RsoVisitError
from rsovisit.services.bus import CommandBus
from rsovisit.settings import Settings
from ui.bridge import Bridge
from ui.theme import Appearance, Mode
from ui.window import Window

if TYPE_CHECKING:
    from rsovisit.jobs import Jobs

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

    def start_jobs(self) -> None:
        """Sweep now and keep sweeping while the window is open."""
        from rsovisit.jobs import desktop_jobs

        jobs = desktop_jobs(self.bus)
        self._jobs.append(jobs)
        jobs.start()

    def run(self) -> int:
        """Run until the window is closed."""
        code = self.application.exec()
        self.close()
        return code

    def close(self) -> None:
        """Stop the jobs, keep what the person chose, and let go of the register."""
        for jobs in self._jobs:
            jobs.stop()
        self._jobs.clear()
        self.settings.theme = self.appearance.mode.value
        self.settings.text_size = self.appearance.text
        self.settings.save()
        if self.window.isVisible():
            self.window.close()
        self.bridge.close()
        self.bus.close()


def application() -> QApplication:
    """The one application of this process."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    # The offscreen platform warns of what it cannot do; no person is looking there.
    os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")
    # Named before Qt makes its style: to set another one afterwards costs a tenth of the start.
    os.environ.setdefault("QT_STYLE_OVERRIDE", "Fusion")
    made = QApplication(sys.argv[:1])
    made.setApplicationName("RSO Visits")
    made.setDesktopFileName("rso-visits")
    return made


def open_window(
    where: str,
    collar: str | None = None,
    today: date | None = None,
    screen: str | None = None,
) -> Opened:
    """Build the window on a register, not yet shown. Raises Unavailable, Refused."""
    settings = Settings.load()
    bus = _bus_for(where, collar, today, settings)
    app = application()
    appearance = Appearance(app, _mode(settings.theme), settings.text_size)
    bridge = Bridge(bus)
    window = Window(bridge, appearance)
    opened = Opened(app, appearance, bus, bridge, window, settings)
    window.work_as_chosen.connect(lambda chosen: _work_as(opened, chosen))
    window.open_screen(screen or first_screen(window))
    return opened


def first_screen(window: Window) -> str:
    """Where a person of this role begins: the first screen their rail offers."""
    order = ("visits", "overview", "queue", "warnings")
    return next((key for key in order if key in window.entries), next(iter(window.entries)))


def run_window(where: str, collar: str | None = None, today: date | None = None) -> int:
    """The desktop program: run until the window is closed, and again for another person."""
    while True:
        opened = open_window(where, collar, today)
        opened.window.settled.connect(
            lambda opened=opened: QTimer.singleShot(_JOBS_AFTER_MS, opened.start_jobs)
        )
        opened.window.settled.connect(opened.bus.warm)
        opened.window.show()
        code = opened.run()
        if opened.next_collar is None:
            return code
        collar = opened.next_collar


def draw_screens(bus: CommandBus, folder: Path, theme: str, size: tuple[int, int]) -> list[Path]:
    """A PNG of every screen this person has, with the register's data; the files' paths."""
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
                picture = folder / f"{name}.png"
                window.grab().save(str(picture))
                drawn.append(picture)
    finally:
        window.close()
        bridge.close()
        qInstallMessageHandler(previous)
    return drawn


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
        except RsoVisitError:
            settings.last_collar = None
    return open_bus(where, collar, today)


def _work_as(opened: Opened, collar: str) -> None:
    opened.settings.last_collar = collar
    opened.next_collar = collar
    opened.window.close()


def _mode(word: str) -> Mode:
    return Mode(word) if word in set(Mode) else Mode.SYSTEM
