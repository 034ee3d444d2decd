"""Choose, check, see what is refused and why, write: and never a window that stands still."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from rsovisit.app import make_register
from rsovisit.domain.access import Role
from rsovisit.queries.visits import CountVisits, VisitFilter, VisitList
from rsovisit.services.bus import CommandBus
from rsovisit.store.key import key_file
from tests.support.desk import Desk, looks_painted
from tests.support.importing import ERRORS, OFFICERS, REGISTER, VISITS, a_file, cases, everything
from tests.support.qt import assert_accessible, assert_no_clipped_text
from tests.ui.imports.conftest import MANY, Dialogues, Sit, steps_of
from ui.theme import Mode
from ui.widgets.buttons import KeyButton, LinkButton
from ui.widgets.cards import Callout, Tile

GOOD = ({"case_ref": "NEW-1"}, {"case_ref": "NEW-2", "area": "Consett"})
MIXED = (*GOOD, {"case_ref": "NEW-3", "risk_level": "enormous", "registered_on": "31/02/2020"})


def figures(desk: Desk) -> dict[str, str]:
    """The tiles, by their labels."""
    tiles = (tile for tile in desk.screen._results.findChildren(Tile))
    split = (tile.accessibleName().partition(": ") for tile in tiles)
    return {
        label: value.partition(",")[0] if "rows" in label else value for label, _, value in split
    }


def said(desk: Desk) -> str:
    """What the callouts say."""
    shown = (box for box in desk.screen.findChildren(Callout) if box.isVisible())
    return " ".join(box.accessibleName() for box in shown)


def check(desk: Desk, file: Path) -> None:
    """Give the wizard a file and wait for what it finds."""
    desk.screen.check(file)
    finish(desk)


def finish(desk: Desk) -> None:
    """Wait until nothing is under way."""
    desk.qtbot.waitUntil(lambda: desk.screen._running is None, timeout=60_000)
    desk.settle()


def write(desk: Desk) -> None:
    """Write all of it, by its key."""
    desk.qtbot.keyClick(
        desk.window.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
    )
    finish(desk)


def how_many(bus: CommandBus) -> int:
    """Live cases on the register."""
    return bus.ask(CountVisits()).all


def test_it_begins_by_asking_for_a_file(desk: Desk) -> None:
    assert desk.screen._empty.isVisible()
    assert desk.screen._chooser.hasFocus()
    assert not desk.screen._write.isEnabled()


def test_a_good_file_is_chosen_checked_and_written(
    desk: Desk, dialogues: Dialogues, tmp_path: Path
) -> None:
    before = how_many(desk.bus)
    dialogues.opens = [str(cases(tmp_path, *GOOD))]
    desk.press(Qt.Key.Key_O, ctrl=True)
    finish(desk)
    assert "Nothing is written yet" in said(desk)
    assert figures(desk) == {
        "Read": "2",
        "Would be added": "2",
        "Would be updated": "0",
        "Unchanged": "0",
        "Refused rows": "0",
    }
    assert how_many(desk.bus) == before
    assert desk.screen._all.hasFocus()
    write(desk)
    assert "Written to the register. 2 added, 0 updated." in said(desk)
    assert figures(desk)["Added"] == "2"
    assert how_many(desk.bus) == before + 2
    assert not desk.screen._write.isEnabled()
    assert desk.screen._chooser.hasFocus()


def test_a_dialogue_that_was_cancelled_changes_nothing(desk: Desk, dialogues: Dialogues) -> None:
    dialogues.opens = [""]
    desk.qtbot.mouseClick(desk.screen._chooser, Qt.MouseButton.LeftButton)
    desk.settle()
    assert desk.screen._empty.isVisible()


def test_refused_rows_are_listed_with_their_reasons_and_nothing_is_written(
    desk: Desk, tmp_path: Path
) -> None:
    before = everything(desk.bus)
    check(desk, cases(tmp_path, *MIXED))
    table = desk.screen.table
    assert table.isVisible()
    rows = [row for _, row in table.rows_model().held()]
    assert {row.row for row in rows} == {4}
    assert {row.field for row in rows} == {"risk_level", "registered_on"}
    assert all(row.reason for row in rows)
    assert "enormous" in {row.value for row in rows}
    assert "1 row of 3 cannot be read" in said(desk)
    assert not desk.screen._write.isEnabled()
    assert desk.screen._good.isVisible()
    assert table.hasFocus()
    assert everything(desk.bus) == before


def test_the_good_rows_alone_are_written_and_the_rest_set_aside(desk: Desk, tmp_path: Path) -> None:
    before = how_many(desk.bus)
    file = cases(tmp_path, *MIXED)
    check(desk, file)
    desk.qtbot.mouseClick(desk.screen._good, Qt.MouseButton.LeftButton)
    finish(desk)
    assert how_many(desk.bus) == before + 2
    assert "2 added" in said(desk)
    aside = Path(f"{file}.refused.csv")
    assert str(aside) in said(desk)
    assert "NEW-3" in aside.read_text(encoding="utf-8-sig")
    assert not desk.screen._good.isVisible()


def test_a_file_of_refused_rows_only_offers_no_writing(desk: Desk, tmp_path: Path) -> None:
    check(desk, cases(tmp_path, {"risk_level": "enormous"}))
    assert not desk.screen._good.isVisible()
    assert not desk.screen._write.isEnabled()


def test_a_second_import_has_nothing_to_write(desk: Desk, tmp_path: Path) -> None:
    file = cases(tmp_path, *GOOD)
    check(desk, file)
    write(desk)
    check(desk, file)
    assert "Nothing to write. The register holds all of this already." in said(desk)
    assert figures(desk)["Unchanged"] == "2"
    assert not desk.screen._write.isEnabled()


@pytest.mark.parametrize(
    "text,words",
    (
        ("", "empty"),
        ("colour,shape\nred,round\n", "case_ref"),
    ),
)
def test_a_file_that_is_none_says_so_and_another_can_be_chosen(
    desk: Desk, tmp_path: Path, text: str, words: str
) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text(text, encoding="utf-8")
    check(desk, wrong)
    assert "Not imported." in said(desk)
    assert words in said(desk)
    assert not desk.screen._write.isEnabled()
    assert desk.screen._choose.isEnabled()
    assert desk.screen._chooser.hasFocus()
    check(desk, cases(tmp_path, *GOOD))
    assert "Nothing is written yet" in said(desk)


def test_a_file_that_is_gone_says_so(desk: Desk, tmp_path: Path) -> None:
    check(desk, tmp_path / "gone.csv")
    assert "Not imported." in said(desk)


def test_a_file_that_went_bad_between_checking_and_writing_is_not_written(
    desk: Desk, tmp_path: Path
) -> None:
    before = everything(desk.bus)
    file = cases(tmp_path, *GOOD)
    check(desk, file)
    cases(tmp_path, *MIXED)
    write(desk)
    assert "Nothing was written." in said(desk)
    assert everything(desk.bus) == before


def test_the_window_goes_on_while_a_big_file_is_read(
    desk: Desk, big_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = steps_of(desk.bridge, monkeypatch)
    turns: list[int] = []
    clock = QTimer(interval=0)
    clock.timeout.connect(lambda: turns.append(len(heard)))
    clock.start()
    desk.screen.check(big_file)
    desk.qtbot.waitUntil(desk.screen._progress.isVisible)
    assert not desk.screen._choose.isEnabled()
    desk.qtbot.waitUntil(lambda: len(heard) > 1, timeout=60_000)
    # Another screen can be worked meanwhile.
    visits = desk.window.screen_at("visits")
    desk.window.open_screen("visits")
    visits.filters.chips.button("later").click()
    desk.qtbot.waitUntil(lambda: visits.table.rows_model().total > 0)
    desk.window.open_screen("import")
    finish(desk)
    clock.stop()
    assert f"{MANY:,} rows checked" in heard
    between = {seen for seen in turns if 0 < seen < len(heard)}
    assert between, "the window stood still between the first step and the last"
    assert figures(desk)["Would be added"] == f"{MANY:,}"


def test_an_import_is_stopped_in_the_middle_and_nothing_is_written(
    desk: Desk, big_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(desk.bus)
    check(desk, big_file)
    heard = steps_of(desk.bridge, monkeypatch)
    desk.qtbot.keyClick(
        desk.window.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
    )
    desk.qtbot.waitUntil(lambda: any("rows checked" in words for words in heard), timeout=60_000)
    stop = next(b for b in desk.screen._progress.findChildren(KeyButton) if b.words() == "Cancel")
    desk.qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    assert not stop.isEnabled()
    finish(desk)
    assert "Cancelled: nothing was written." in said(desk)
    assert everything(desk.bus) == before
    check(desk, big_file)
    assert figures(desk)["Would be added"] == f"{MANY:,}"


def drop(screen: QWidget, *files: Path) -> bool:
    """Drag files onto the screen and let go; whether it would take them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    plain = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), copy, data, left, plain)
    enter.ignore()
    QApplication.sendEvent(screen, enter)
    if enter.isAccepted():
        QApplication.sendEvent(screen, QDropEvent(QPointF(50, 50), copy, data, left, plain))
    return enter.isAccepted()


def test_a_dropped_file_is_checked(desk: Desk, tmp_path: Path) -> None:
    file = cases(tmp_path, *GOOD)
    assert not drop(desk.screen, file, OFFICERS)
    assert drop(desk.screen, file)
    finish(desk)
    assert figures(desk)["Would be added"] == "2"


def test_a_file_dropped_while_another_is_read_is_not_taken_for_it(
    desk: Desk, big_file: Path, tmp_path: Path
) -> None:
    other = a_file(tmp_path, {"case_ref": "X"}, name="other.csv")
    desk.screen.check(big_file)
    assert not drop(desk.screen, other)
    desk.screen.check(other)
    finish(desk)
    assert desk.screen._panel.accessibleName() == big_file.name
    write(desk)
    assert "6,000 added" in said(desk)


@pytest.mark.parametrize("kind", ("officers", "cases", "visits"))
def test_an_empty_file_is_saved_to_fill_in(
    desk: Desk, dialogues: Dialogues, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / f"{kind}.csv"
    dialogues.saves = [str(file)]
    name = f"Save an empty file of {kind}"
    link = next(x for x in desk.screen.findChildren(LinkButton) if x.accessibleName() == name)
    desk.qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    desk.settle()
    assert len(file.read_text(encoding="utf-8-sig").splitlines()) == 2
    assert f"Saved {file.name}" in desk.window.banner.sentence
    assert dialogues.asked[0][2] == f"{kind}.csv"
    # It is itself an import file.
    check(desk, file)
    assert desk.screen._panel.accessibleName() == file.name
    assert "Not imported." not in said(desk)


def test_saving_nowhere_does_nothing_and_a_folder_that_is_not_there_is_said(
    desk: Desk, dialogues: Dialogues, tmp_path: Path
) -> None:
    dialogues.saves = ["", str(tmp_path / "nowhere" / "cases.csv")]
    links = [x for x in desk.screen.findChildren(LinkButton) if "cases" in x.accessibleName()]
    desk.qtbot.mouseClick(links[0], Qt.MouseButton.LeftButton)
    desk.settle()
    assert not desk.window.banner.isVisible()
    desk.qtbot.mouseClick(links[0], Qt.MouseButton.LeftButton)
    desk.settle()
    assert "cases.csv cannot be written there" in desk.window.banner.sentence


def test_what_was_imported_is_on_the_other_screens_at_once(desk: Desk, tmp_path: Path) -> None:
    visits = desk.go("visits", "all")
    before = visits.table.rows_model().total
    desk.go("import")
    check(desk, cases(tmp_path, *GOOD))
    write(desk)
    desk.go("visits")
    assert visits.table.rows_model().total == before + 2
    found = desk.bus.ask(VisitList(VisitFilter(text="NEW-1")))
    assert [row.case_ref for row in found.rows] == ["NEW-1"]


@pytest.mark.slow
def test_the_units_own_files_are_taken_in(open_desk: Sit, register_file: Path) -> None:
    register_file.unlink()
    key_file(register_file).unlink()
    make_register(str(register_file), rehearsal=False)
    desk = open_desk(Role.KEEPER, "import")
    for file, added in ((OFFICERS, 44), (REGISTER, 1_400), (VISITS, 12_236)):
        check(desk, file)
        assert figures(desk)["Would be added"] == f"{added:,}", said(desk)
        write(desk)
        assert f"{added:,} added" in said(desk)
    check(desk, ERRORS)
    assert desk.screen.table.rows_model().total > 10
    assert not desk.screen._write.isEnabled()
    visits = desk.go("visits", "all")
    assert visits.table.rows_model().total > 1_000


@pytest.mark.parametrize("role", (Role.SUPERVISOR, Role.INSPECTOR, Role.ADMINISTRATOR))
def test_whoever_may_import_is_offered_it(open_desk: Sit, role: Role) -> None:
    desk = open_desk(role, "import")
    assert desk.screen.key == "import"
    assert desk.window.actions_by_name["import"].isEnabled()


@pytest.mark.parametrize("role", (Role.NPT_OFFICER, Role.ARMS_OFFICER, Role.AUDITOR))
def test_whoever_may_not_is_not(open_desk: Sit, role: Role) -> None:
    desk = open_desk(role, "visits")
    assert not desk.window.actions_by_name["import"].isEnabled()
    desk.go("import")
    assert desk.screen.key == "visits"


@pytest.mark.parametrize("mode", (Mode.LIGHT, Mode.DARK))
@pytest.mark.parametrize("text", (100, 200))
def test_it_is_legible_and_named_at_every_step(
    open_desk: Sit, tmp_path: Path, mode: Mode, text: int
) -> None:
    desk = open_desk(Role.KEEPER, "import", size=(1024, 700))
    desk.appearance.set_mode(mode)
    desk.appearance.set_text(text)
    desk.settle()
    for file in (None, cases(tmp_path, *MIXED), a_file(tmp_path, {"colour": "red"})):
        if file is not None:
            check(desk, file)
        assert_accessible(desk.screen)
        assert_no_clipped_text(desk.screen)
        assert looks_painted(desk.screen)
