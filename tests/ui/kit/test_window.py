"""The frame: screens built when opened, counts that come late, a way back, one marking always."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from rsovisit.domain.access import Role
from rsovisit.errors import Refused
from rsovisit.queries.visits import VisitFilter
from rsovisit.services.bus import Changes, Done, Topic
from rsovisit.services.commands.register import MakeBackup
from tests.support.qt import (
    OFFICER,
    FakeBus,
    FakeRegister,
    assert_accessible,
    assert_no_clipped_text,
    spoken_name,
    wait_idle,
)
from tests.ui.kit.frame import ANSWERS, ENTRIES, CountOf
from tests.ui.kit.screens import ListScreen, PlainScreen
from ui.bridge import Bridge
from ui.theme import Appearance, Mode, Tone
from ui.widgets.frame.strip import MarkingStrip
from ui.widgets.palette import Palette
from ui.widgets.sidepane import SidePane
from ui.widgets.text import Words
from ui.window import Window

KEY = Qt.Key
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")


def visits(window: Window) -> ListScreen:
    """The list screen."""
    screen = window.screen_at("visits")
    assert isinstance(screen, ListScreen)
    return screen


def test_only_what_is_opened_is_built(window: Window) -> None:
    assert list(window.screens) == ["visits"]
    assert window.open_now is window.screens["visits"]
    assert visits(window).refreshed == 1
    assert visits(window).table.hasFocus()


def test_the_rail_holds_what_this_role_uses(window: Window, bridge: Bridge) -> None:
    assert window.rail.screens() == ["visits", "warnings"]
    assert "audit" not in window.entries
    assert ENTRIES[3].is_for(Role.AUDITOR)
    assert ENTRIES[3].is_for(Role.KEEPER)


def test_counts_come_after_the_first_paint(
    qtbot: QtBot, appearance: Appearance, bus: FakeBus, bridge: Bridge
) -> None:
    bus.answers |= ANSWERS
    window = Window(bridge, appearance, ENTRIES)
    qtbot.addWidget(window)
    window.open_screen("visits")
    assert bus.asked == []
    assert spoken_name(window.rail.button("visits")) == "Visits"
    with qtbot.waitSignal(window.settled):
        window.show()
    wait_idle(qtbot, bridge)
    assert spoken_name(window.rail.button("visits")) == "Visits, 31"
    assert spoken_name(window.top.bell) == "Warnings, 7 open"
    window.close()


def test_counts_follow_changes_and_say_nothing_where_refused(
    qtbot: QtBot, window: Window, bus: FakeBus, bridge: Bridge
) -> None:
    bus.answers[CountOf] = 30
    bus.announce(Changes.of(Topic.VISITS))
    qtbot.waitUntil(lambda: spoken_name(window.rail.button("visits")) == "Visits, 30")
    bus.answers[CountOf] = Refused("An auditor may not do this.")
    window.look_again()
    wait_idle(qtbot, bridge)
    assert window.banner.isHidden()


def test_every_control_has_a_name_and_no_word_is_cut(window: Window) -> None:
    assert_accessible(window)
    assert_no_clipped_text(window)


@pytest.mark.parametrize("size", ((1440, 900), (1280, 720), (1024, 700)))
@pytest.mark.parametrize("text", (100, 150, 200))
def test_the_frame_holds_at_every_size(
    qtbot: QtBot, appearance: Appearance, window: Window, size: tuple[int, int], text: int
) -> None:
    appearance.set_text(text)
    window.resize(*size)
    QApplication.processEvents()
    if text == 100:
        assert (window.width(), window.height()) == size
    assert window.width() <= 1300 or size[0] > 1300
    assert_no_clipped_text(window)
    assert window.grab().width() == window.width()


@pytest.mark.parametrize("mode", (Mode.LIGHT, Mode.DARK))
def test_the_marking_stands_over_every_screen(
    appearance: Appearance, window: Window, mode: Mode
) -> None:
    appearance.set_mode(mode)
    strip = window.findChild(MarkingStrip)
    for key in ("visits", "case", "warnings"):
        window.open_screen(key)
        assert strip.isVisible()
        assert window.childAt(window.width() // 2, 5) is strip
    assert spoken_name(strip) == "OFFICIAL-SENSITIVE · handling: police purposes only"


def test_a_rehearsal_says_so_on_every_screen(
    qtbot: QtBot, appearance: Appearance, bus: FakeBus, bridge: Bridge
) -> None:
    bus.register = FakeRegister(rehearsal=True)
    bus.answers |= ANSWERS
    window = Window(bridge, appearance, ENTRIES)
    qtbot.addWidget(window)
    window.open_screen("visits")
    window.show()
    strip = window.findChild(MarkingStrip)
    assert spoken_name(strip).startswith("REHEARSAL · not the live register")
    middle = strip.grab().toImage().pixelColor(4, 2)
    assert middle.name() != "#10243f"
    assert "REHEARSAL" in window.windowTitle()
    qtbot.waitUntil(lambda: bool(bus.asked))
    wait_idle(qtbot, bridge)
    window.close()


def test_going_back_and_forward_returns_to_the_place(qtbot: QtBot, window: Window) -> None:
    visits(window).bucket = "soon"
    window.open_case(421)
    case = window.open_now
    assert isinstance(case, PlainScreen)
    assert case.shown == 421
    assert not window.rail.button("visits").isChecked()
    qtbot.keyClick(window, KEY.Key_Left, ALT)
    assert window.open_now is visits(window)
    assert visits(window).bucket == "soon"
    qtbot.keyClick(window, KEY.Key_Left, ALT)
    assert window.open_now is visits(window)
    qtbot.keyClick(window, KEY.Key_Right, ALT)
    assert window.open_now is case


def test_a_hidden_screen_waits_and_a_visible_one_asks_again(
    qtbot: QtBot, window: Window, bus: FakeBus, bridge: Bridge
) -> None:
    bus.announce(Changes.of(Topic.VISITS))
    qtbot.waitUntil(lambda: visits(window).refreshed == 2)
    bus.announce(Changes.of(Topic.AUDIT))
    wait_idle(qtbot, bridge)
    assert visits(window).refreshed == 2
    window.open_case(1)
    bus.announce(Changes.of(Topic.VISITS))
    bus.announce(Changes.of(Topic.VISITS))
    wait_idle(qtbot, bridge)
    assert visits(window).refreshed == 2
    window.open_screen("visits")
    assert visits(window).refreshed == 3
    qtbot.keyClick(window, KEY.Key_F5)
    assert visits(window).refreshed == 4
    wait_idle(qtbot, bridge)


def test_screens_lead_to_each_other(qtbot: QtBot, window: Window) -> None:
    visits(window).open_case.emit(7)
    assert window.open_now is window.screens["case"]
    window.open_now.go_to.emit("visits", "all")
    assert visits(window).bucket == "all"
    window.open_screen("nowhere")
    assert window.open_now is visits(window)
    visits(window).said.emit("Visit recorded.", Tone.GOOD.value)
    assert window.banner.sentence == "Visit recorded."


def test_the_rail_is_worked_by_keyboard(qtbot: QtBot, window: Window) -> None:
    first, second = (window.rail.button(key) for key in window.rail.screens())
    first.setFocus()
    for key, lands_on in (
        (KEY.Key_Down, second),
        (KEY.Key_Down, second),
        (KEY.Key_Home, first),
        (KEY.Key_End, second),
        (KEY.Key_Up, first),
    ):
        qtbot.keyClick(window.focusWidget(), key)
        assert window.focusWidget() is lands_on
    qtbot.keyClick(second, KEY.Key_Return)
    assert window.open_now is window.screens["warnings"]
    qtbot.keyClick(window, KEY.Key_1, CTRL)
    assert window.open_now is visits(window)


def test_letters_act_in_the_list_and_not_in_a_field(qtbot: QtBot, window: Window) -> None:
    screen = visits(window)
    qtbot.waitUntil(screen.table.hasFocus)
    qtbot.keyClick(screen.table, KEY.Key_R)
    assert screen.recorded == 1
    screen.draft.setFocus()
    qtbot.keyClick(screen.draft, KEY.Key_R)
    window.rail.button("visits").setFocus()
    qtbot.keyClick(window.rail.button("visits"), KEY.Key_R)
    assert screen.recorded == 1


def test_trouble_is_said_in_the_banner(qtbot: QtBot, window: Window, bridge: Bridge) -> None:
    bridge.trouble.emit("The register cannot be reached.")
    assert window.banner.isVisible()
    assert window.banner.tone is Tone.ESCALATED


def palette(window: Window) -> Palette:
    """The palette that is open."""
    return next(p for p in window.findChildren(Palette) if p.isVisible())


def test_the_palette_finds_screens_actions_cases_and_people(
    qtbot: QtBot, window: Window, bridge: Bridge
) -> None:
    qtbot.keyClick(window, KEY.Key_K, CTRL)
    titles = [found.title for found in palette(window).found()]
    assert titles[:2] == ["Visits", "Warnings"]
    assert "Record visit" in titles
    assert "Look again" in titles
    assert "Export this list…" not in titles
    qtbot.keyClicks(palette(window).line, "re")
    wait_idle(qtbot, bridge)
    titles = [found.title for found in palette(window).found()]
    assert titles[:3] == ["RSO-0421 · A. Sample", "2299 · B. Curlew", "Record visit"]
    qtbot.keyClick(palette(window).line, KEY.Key_Return)
    assert window.open_now is window.screens["case"]
    assert window.open_now.place() == 421


def test_a_person_found_leads_to_their_visits(qtbot: QtBot, window: Window, bridge: Bridge) -> None:
    window.top.search.click()
    qtbot.keyClicks(palette(window).line, "curlew")
    wait_idle(qtbot, bridge)
    qtbot.keyClick(palette(window).line, KEY.Key_Down)
    qtbot.keyClick(palette(window).line, KEY.Key_Return)
    assert visits(window).bucket == VisitFilter(officer="2299")


def test_working_as_another_is_asked_by_name(qtbot: QtBot, window: Window, bridge: Bridge) -> None:
    assert spoken_name(window.top.who).startswith("Working as 2417")
    window.top.who.click()
    qtbot.keyClicks(palette(window).line, "cur")
    wait_idle(qtbot, bridge)
    assert [found.title for found in palette(window).found()] == ["2299 · B. Curlew"]
    with qtbot.waitSignal(window.work_as_chosen) as told:
        qtbot.keyClick(palette(window).line, KEY.Key_Return)
    assert told.args == ["2299"]


def test_every_action_stands_in_the_menu(qtbot: QtBot, window: Window) -> None:
    qtbot.keyClick(window, KEY.Key_F10)
    menu = next(m for m in window.findChildren(QMenu) if m.isVisible())
    parts = {action.text(): action.menu() for action in menu.actions() if action.menu()}
    assert list(parts) == ["This screen", "Go", "Register", "View", "Help"]
    assert [a.text() for a in parts["This screen"].actions()] == ["Record visit"]
    offered = {action.text() for part in parts.values() for action in part.actions()}
    for name, action in window.actions_by_name.items():
        assert action.text() in offered or name == "menu"
    menu.close()


def test_the_keys_that_work_here_are_listed(qtbot: QtBot, window: Window) -> None:
    qtbot.keyClick(window, KEY.Key_F1)
    (pane,) = window.findChildren(SidePane)
    assert pane.isVisible()
    assert_no_clipped_text(pane)
    strip = window.findChild(MarkingStrip)
    assert window.childAt(window.width() - 20, 5) is strip
    with qtbot.waitSignal(pane.destroyed):
        qtbot.keyClick(pane, KEY.Key_Escape)


def test_text_and_theme_are_set_by_key_and_menu(
    qtbot: QtBot, window: Window, appearance: Appearance
) -> None:
    window.actions_by_name["text_larger"].trigger()
    assert appearance.text == 115
    window.actions_by_name["text_smaller"].trigger()
    window.actions_by_name["text_smaller"].trigger()
    window.actions_by_name["text_smaller"].trigger()
    assert appearance.text == 90
    qtbot.keyClick(window, KEY.Key_0, CTRL)
    assert appearance.text == 100
    window.actions_by_name["theme_dark"].trigger()
    assert appearance.mode is Mode.DARK


def test_export_is_offered_where_there_is_a_list(
    qtbot: QtBot, appearance: Appearance, bus: FakeBus, bridge: Bridge
) -> None:
    bus.actor, bus.answers = replace(OFFICER, role=Role.SUPERVISOR), dict(ANSWERS)
    window = Window(bridge, appearance, ENTRIES)
    qtbot.addWidget(window)
    window.open_screen("visits")
    export = window.actions_by_name["export"]
    export.trigger()
    assert visits(window).exported == 1
    window.open_case(1)
    assert not export.isEnabled()
    window.close()


def test_what_the_role_never_does_is_not_on_the_menu(qtbot: QtBot, window: Window) -> None:
    for name in ("export", "import", "backup"):
        action = window.actions_by_name[name]
        assert not action.isEnabled()
        assert not action.isVisible()
    window.show_keys()
    (pane,) = window.findChildren(SidePane)
    told = {words.text() for words in pane.findChildren(Words)}
    assert "Back" in told
    assert "Export this list…" not in told


def test_a_backup_is_said_when_it_is_made(
    qtbot: QtBot, window: Window, bus: FakeBus, bridge: Bridge
) -> None:
    bus.does[MakeBackup] = Done(Changes.of(Topic.UPKEEP))
    window.back_up()
    wait_idle(qtbot, bridge)
    assert bus.done == [MakeBackup()]
    assert window.banner.sentence == "Backed up, and the copy was read back."


def test_a_shared_register_is_asked_again_on_coming_back(
    qtbot: QtBot, window: Window, bus: FakeBus, bridge: Bridge
) -> None:
    bus.register = FakeRegister(encrypted=False)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    before = visits(window).refreshed
    from PySide6.QtCore import QEvent

    QApplication.sendEvent(window, QEvent(QEvent.Type.ActivationChange))
    assert visits(window).refreshed == before + 1
    wait_idle(qtbot, bridge)


def test_closing_lets_screens_keep_their_drafts(qtbot: QtBot, window: Window, bus: FakeBus) -> None:
    screen = visits(window)
    with qtbot.waitSignal(window.closed):
        qtbot.keyClick(window, KEY.Key_Q, CTRL)
    assert screen.kept
    bus.announce(Changes.of(Topic.VISITS))
    QApplication.processEvents()
    assert screen.refreshed == 1


def test_every_screen_may_name_its_pictures(window: Window) -> None:
    assert [name for name, _ in window.pictures("visits")] == ["visits"]


def test_the_person_is_told_as_who_they_work(window: Window) -> None:
    assert OFFICER.name in window.top.who.toolTip()
