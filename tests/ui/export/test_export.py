"""Exporting a list: what for, to whom, into which file; and the log of it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from rsovisit.domain.access import Actor, Role
from rsovisit.errors import Refused
from rsovisit.queries.visits import CountVisits, VisitCounts
from rsovisit.services.bus import Done
from rsovisit.services.commands.register import ExportVisits
from tests.support.desk import Desk
from tests.support.qt import FakeBus, assert_accessible, assert_no_clipped_text, wait_idle
from ui.bridge import Bridge
from ui.screens.export.form import ExportPane, open_export
from ui.screens.screen import Screen

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")

_LOGGED = "select count(*) from audit_event where tag = 'list:export'"


def _open(desk: Desk) -> ExportPane:
    desk.window.actions_by_name["export"].trigger()
    desk.settle()
    (pane,) = desk.screen.findChildren(ExportPane)
    assert isinstance(pane, ExportPane)
    return pane


def _fill(desk: Desk, pane: ExportPane, path: Path) -> None:
    for field, text in (
        (pane.purpose, "Weekly tasking meeting"),
        (pane.recipient, "Insp 0032"),
        (pane.file.line, str(path)),
    ):
        field.setFocus()
        field.selectAll()
        desk.type(text)


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert "OFFICIAL-SENSITIVE" in file.readline()
        return list(csv.DictReader(file))


def test_the_list_on_screen_leaves_and_the_log_says_so(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = open_desk()
    area = desk.screen.by_team.bars.areas()[0]
    desk.press(Qt.Key.Key_Return, on=desk.screen.by_team.bars.bar(area))
    count = desk.screen.listing.table.rows_model().total
    pane = _open(desk)
    assert pane.follows.accessibleName().startswith(f"{count} case")
    path = tmp_path / "overdue.csv"
    _fill(desk, pane, path)
    desk.press(Qt.Key.Key_Return, ctrl=True)
    rows = _read(path)
    assert len(rows) == count
    assert {row["area"] for row in rows} == {area}
    assert {row["bucket"] for row in rows} == {"overdue"}
    assert desk.window.banner.sentence.startswith(f"{count} case")
    with desk.bus.register.work() as work:
        assert work.reader.value(_LOGGED) == 1


def test_what_is_missing_is_listed_and_leads_to_its_field(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = open_desk()
    pane = _open(desk)
    pane.file.line.setText(str(tmp_path / "overdue.pdf"))
    desk.press(Qt.Key.Key_Return, ctrl=True)
    said = [link.text() for link in pane.problems.links]
    assert said == [
        "Say what the list is for.",
        "Say who is to receive the list.",
        "End the file's name in .csv or .xlsx.",
    ]
    pane.problems.links[1].click()
    assert desk.window.focusWidget() is pane.recipient
    pane.file.line.clear()
    assert pane.problems.links[2].text() == "Choose a file to write to."
    assert not list(tmp_path.glob("overdue*"))


def test_a_file_in_the_way_is_replaced_only_when_asked_again(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = open_desk()
    pane = _open(desk)
    path = tmp_path / "overdue.csv"
    path.write_text("mine", encoding="utf-8")
    _fill(desk, pane, path)
    desk.press(Qt.Key.Key_Return, ctrl=True)
    assert [link.text() for link in pane.problems.links] == [
        "overdue.csv is there already. Export again to replace it."
    ]
    assert path.read_text(encoding="utf-8") == "mine"
    desk.press(Qt.Key.Key_Return, on=pane.recipient, ctrl=True)
    assert _read(path)


def test_a_folder_that_is_not_there_is_said_at_the_file(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = open_desk()
    pane = _open(desk)
    _fill(desk, pane, tmp_path / "gone" / "overdue.csv")
    desk.press(Qt.Key.Key_Return, ctrl=True)
    assert pane.isVisible()
    assert [link.text() for link in pane.problems.links] == [
        "There is no folder to put overdue.csv in."
    ]
    assert pane.progress.isHidden()


def test_a_file_chosen_in_the_dialogue_gets_the_ending_of_its_kind(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = open_desk()
    pane = _open(desk)
    pane.file.line.setText(str(tmp_path / "overdue.csv"))
    pane.file.choose.click()
    (dialogue,) = pane.file.findChildren(QFileDialog)
    assert dialogue.selectedNameFilter().endswith("(*.csv)")
    with desk.qtbot.waitSignal(pane.file.confirmed):
        dialogue.fileSelected.emit(str(tmp_path / "chosen"))
    dialogue.reject()
    assert pane.file.path == tmp_path / "chosen.csv"


def test_what_the_dialogue_has_asked_about_is_not_asked_again(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = open_desk()
    pane = _open(desk)
    path = tmp_path / "overdue.xlsx"
    path.write_text("mine", encoding="utf-8")
    _fill(desk, pane, path)
    pane.file.confirmed.emit(path)
    desk.press(Qt.Key.Key_Return, ctrl=True)
    assert path.read_bytes().startswith(b"PK")


def test_an_empty_list_cannot_be_exported(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    pane = open_export(desk.screen, {"bucket": "overdue", "text": "nobody of that name"})
    desk.settle()
    assert pane is not None
    assert not pane.save.isEnabled()
    assert pane.notice.accessibleName().startswith("The list is empty.")


def test_whoever_may_not_export_is_told(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(Role.AUDITOR)
    assert open_export(desk.screen, {"bucket": "overdue"}) is None
    assert desk.window.banner.sentence == "Auditors may not export lists of cases."


def test_every_field_has_a_name_and_nothing_is_cut_off(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    pane = _open(desk)
    assert_accessible(pane)
    for percent in (100, 200):
        desk.appearance.set_text(percent)
        desk.settle()
        assert_no_clipped_text(pane)


class _Bare(Screen):
    key, title = "bare", "Bare"

    def refresh(self) -> None:
        """Shows nothing."""


@pytest.fixture
def slow(qtbot: QtBot) -> Iterator[tuple[FakeBus, Bridge, ExportPane]]:
    """An export pane over a bus that waits to be let go."""
    bus = FakeBus(actor=Actor("1140", "Sgt Sample", Role.SUPERVISOR, None, 1))
    bus.answers[CountVisits] = VisitCounts(3, 0, 0, 0)
    bus.does[ExportVisits] = Done(value=3)
    bridge = Bridge(bus)
    screen = _Bare(bridge)
    screen.resize(900, 700)
    qtbot.addWidget(screen)
    screen.show()
    pane = open_export(screen, {"bucket": "overdue"})
    assert pane is not None
    wait_idle(qtbot, bridge)
    yield bus, bridge, pane
    bus.let_go.set()
    bridge.close()
    bus.close()


def test_writing_shows_how_far_it_is_and_can_be_stopped(
    slow: tuple[FakeBus, Bridge, ExportPane], qtbot: QtBot, tmp_path: Path
) -> None:
    bus, bridge, pane = slow
    bus.does[ExportVisits] = Refused("Stopped; nothing was written.")
    pane.purpose.setText("Meeting")
    pane.recipient.setText("Insp 0032")
    pane.file.line.setText(str(tmp_path / "list.csv"))
    bus.let_go.clear()
    pane.save.click()
    assert pane.progress.isVisible()
    assert not pane.save.isEnabled()
    pane.progress.cancelled.emit()
    bus.let_go.set()
    wait_idle(qtbot, bridge)
    assert pane.progress.isHidden()
    assert pane.notice.accessibleName() == "Stopped; nothing was written."
    assert pane.save.isEnabled()
