"""Working as another person: chosen in the window, and seeing what that person may."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from rsovisit.domain.access import Permission
from rsovisit.settings import Settings
from tests.journeys.conftest import OFFICER, Start
from tests.support.buses import TODAY
from tests.support.qt import wait_idle
from tests.ui.start.conftest import Driver, drive
from ui import start as program
from ui.widgets.palette import Palette
from ui.window import Window

__all__ = ["drive"]

KEY = Qt.Key


def palette(window: Window) -> Palette:
    """The open palette."""
    return next(found for found in window.findChildren(Palette) if found.isVisible())


def test_another_person_is_chosen_in_the_window(
    qtbot: QtBot, drive: Driver, home: Path, register_file: Path
) -> None:
    seen: list[tuple[str, list[str], int]] = []

    def note(window: Window) -> None:
        wait_idle(qtbot, window.bridge)
        count = int(window.rail.button("visits").accessibleName().partition(", ")[2])
        seen.append((window.bridge.actor.collar, list(window.entries), count))

    def hand_over(window: Window) -> None:
        note(window)
        qtbot.mouseClick(window.top.who, Qt.MouseButton.LeftButton)
        found = palette(window)
        qtbot.keyClicks(found.line, OFFICER)
        qtbot.waitUntil(lambda: any(OFFICER in one.title for one in found.found()))
        qtbot.keyClick(found.line, KEY.Key_Return)

    def end(window: Window) -> None:
        note(window)
        assert f"Working as {OFFICER}" in window.top.who.accessibleName()
        window.close()

    drive.then(Window, hand_over).then(Window, end)
    assert program.run_window(str(register_file), "1140", TODAY) == 0
    drive.finish()
    (supervisor, theirs, many), (officer, mine, few) = seen
    assert (supervisor, officer) == ("1140", OFFICER)
    assert {"overview", "import"} <= set(theirs)
    assert "overview" not in mine
    assert "import" not in mine
    assert few < many
    assert Settings.load().last_collar == OFFICER


def test_an_administrator_finds_people_and_no_case(start: Start) -> None:
    admin = start("9001")
    admin.window.choose_person()
    found = palette(admin.window)
    admin.qtbot.keyClicks(found.line, "24")
    admin.settle()
    assert found.found()
    assert all(one.group == "Person" for one in found.found())
    admin.qtbot.keyClick(found.line, KEY.Key_Escape)
    admin.window.open_palette()
    found = palette(admin.window)
    admin.qtbot.keyClicks(found.line, "rso-0001")
    admin.settle()
    assert not any("RSO-0001" in one.title for one in found.found())


@pytest.mark.parametrize("collar", ("2401", "0911", "1140", "0032", "9001", "9002", "keeper"))
def test_every_role_can_open_all_that_it_is_offered(start: Start, collar: str) -> None:
    sitting = start(collar)
    for key, entry in sitting.window.entries.items():
        if not entry.in_rail:
            continue
        sitting.go(key)
        assert sitting.screen.key == key
        assert not sitting.window.banner.isVisible(), sitting.window.banner.sentence
    may = sitting.bus.actor.may
    assert sitting.window.actions_by_name["backup"].isEnabled() is may(Permission.REGISTER_KEEP)
    allowed = "import" in sitting.window.entries and may(Permission.CASES_IMPORT)
    assert sitting.window.actions_by_name["import"].isEnabled() is allowed


def test_every_count_in_the_rail_is_the_length_of_what_it_opens(start: Start) -> None:
    for collar in ("2401", "0911", "1140", "0032", "keeper"):
        sitting = start(collar)
        sitting.turn_to()
        for key, entry in sitting.window.entries.items():
            if not entry.in_rail or entry.count is None:
                continue
            number = sitting.count_in_rail(key)
            sitting.qtbot.mouseClick(sitting.window.rail.button(key), Qt.MouseButton.LeftButton)
            sitting.settle()
            table = getattr(sitting.screen, "table", None) or sitting.screen.listing.table
            assert table.rows_model().total == number, (collar, key)
        sitting.leave()
