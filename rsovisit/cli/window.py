"""Commands that draw: desktop, demo, screens, self-test."""

from __future__ import annotations

import os
import re
import sys
from argparse import Namespace
from pathlib import Path
from tempfile import TemporaryDirectory

from rsovisit import paths
from rsovisit.app import invent, is_there, make_register, open_bus
from rsovisit.cli.reading import ALL, show_visits
from rsovisit.cli.show import note, say, show_json, shown_place
from rsovisit.cli.writing import show_sweep
from rsovisit.domain.due import Bucket
from rsovisit.errors import Invalid, Unavailable
from rsovisit.queries.visits import VisitFilter, VisitList
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.demo import MOST_CASES, InventRegister
from rsovisit.services.commands.warning import RaiseWarnings


def desktop(chosen: Namespace) -> int:
    """Open the window; `--ask`, as its own program does, asks where there is nothing to open."""
    if not (os.environ.get("QT_QPA_PLATFORM") or has_display()):
        if not chosen.ask:
            # A register that cannot be had is the greater trouble of the two.
            open_bus(chosen.register, chosen.collar, chosen.today).close()
        raise Invalid("There is no display here to open a window on.")
    from ui.start import begin, run_window

    run = begin if chosen.ask else run_window
    return run(chosen.register, chosen.collar, chosen.today)


def demo(chosen: Namespace) -> int:
    """The invented register, made the first time, swept, and shown."""
    where = chosen.register
    if where == paths.default_register() and "RSOVISIT_REGISTER" not in os.environ:
        where = paths.demo_register()
    if not 1 <= chosen.cases <= MOST_CASES:
        raise Invalid(f"Between 1 and {MOST_CASES:,} cases can be invented.", "cases")
    if not is_there(where):
        note(f"Inventing {chosen.cases:,} cases. Everyone and everything in them is made up.")
        make_register(where, rehearsal=True)
    invent(where, InventRegister(chosen.cases, chosen.seed), chosen.today)
    if not chosen.no_window and has_display():
        from ui.start import run_window

        return run_window(where, chosen.collar, chosen.today)
    bus = open_bus(where, chosen.collar, chosen.today)
    try:
        swept = bus.do(RaiseWarnings()).value
        rows = bus.ask(VisitList(VisitFilter(Bucket.OVERDUE), limit=ALL)).rows
    finally:
        bus.close()
    if chosen.json:
        show_json({"register": shown_place(where), "sweep": swept, "overdue": rows})
        return 0
    show_visits("Overdue", rows)
    show_sweep(swept)
    if not chosen.no_window:
        folder = Path("build") / "screens"
        _draw(where, folder, "light", (1440, 900), chosen)
        _draw(where, folder / "dark", "dark", (1440, 900), chosen)
        say(f"No display here: a picture of every screen is in {folder}.")
    return 0


def has_display() -> bool:
    """Whether a window could be seen."""
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    display, wayland = os.environ.get("DISPLAY"), os.environ.get("WAYLAND_DISPLAY")
    return bool((display and x_answers(display)) or (wayland and wayland_answers(wayland)))


def x_answers(display: str) -> bool:
    """Whether an X server is behind a DISPLAY of this machine; one of another is taken on trust.

    A name left over from a session that is gone would end Qt, and the program with it.
    """
    found = re.fullmatch(r"(?:unix)?:([0-9]+)(?:\.[0-9]+)?", display)
    if found is None:
        return True
    place = f"/tmp/.X11-unix/X{found[1]}"  # noqa: S108 - where every X server listens
    return Path(place).exists() or _listens("\0" + place)


def wayland_answers(name: str) -> bool:
    """Whether a Wayland compositor has its socket there."""
    return (Path(os.environ.get("XDG_RUNTIME_DIR", "")) / name).is_socket()


def _listens(place: str) -> bool:
    """Whether somebody listens on a local socket; containers may see an X server by name alone."""
    import socket

    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(place)
        except OSError:
            return False
    return True


def screens(chosen: Namespace) -> int:
    """A picture of every screen with the register's data."""
    drawn = _draw(chosen.register, Path(chosen.folder), chosen.theme, chosen.size, chosen)
    if chosen.json:
        show_json({"screens": drawn})
    else:
        for picture in drawn:
            say(str(picture))
    return 0


def self_test(chosen: Namespace) -> int:
    """The installed program proves itself: register made, swept, every screen drawn."""
    with TemporaryDirectory() as folder:
        where = str(Path(folder) / "self-test.rso")
        make_register(where, rehearsal=True)
        bus = open_bus(where, today=chosen.today)
        try:
            bus.do(InventRegister(cases=60, seed=1))
            swept = bus.do(RaiseWarnings()).value
            again = bus.do(RaiseWarnings()).value
            drawn = _pictures(bus, Path(folder) / "screens", "light", (1440, 900))
        finally:
            bus.close()
        if (again.raised, again.cleared, again.escalated) != (0, 0, 0):
            raise Unavailable("Self-test failed: a second sweep of the same day changed warnings.")
        blank = [picture.name for picture in drawn if picture.stat().st_size < 5_000]
        if blank or not drawn:
            raise Unavailable(f"Self-test failed: blank screens {', '.join(blank) or '(none)'}.")
        names = [picture.stem for picture in drawn]
    if chosen.json:
        show_json({"ok": True, "sweep": swept, "screens": names})
    else:
        say(f"Self-test passed: {len(names)} screens drawn, {swept.open} warnings open.")
    return 0


def _draw(
    where: str, folder: Path, theme: str, size: tuple[int, int], chosen: Namespace
) -> list[Path]:
    bus = open_bus(where, chosen.collar, chosen.today)
    try:
        return _pictures(bus, folder, theme, size)
    finally:
        bus.close()


def _pictures(bus: CommandBus, folder: Path, theme: str, size: tuple[int, int]) -> list[Path]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Invalid(f"{folder} cannot be a folder for pictures: {error.strerror}.") from error
    # Off screen always: a picture must not depend on the desk it is drawn on.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from ui.start import draw_screens

    drawn = draw_screens(bus, folder, theme, size)
    for picture in drawn:
        if not picture.is_file() or not picture.stat().st_size:
            raise Unavailable(f"The picture {picture} could not be written.")
    return drawn
