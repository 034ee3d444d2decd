"""Cards, tiles, facts, callouts, banners and charts say what they show."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.support.qt import assert_accessible, assert_no_clipped_text, spoken_name
from ui.theme import Appearance, Badge, Mode, Tone
from ui.widgets.banner import Banner, Progress
from ui.widgets.buttons import KeyButton, LinkButton
from ui.widgets.cards import Callout, EmptyState, Fact, Facts, Panel, ScreenHead, Tile, Tiles
from ui.widgets.charts import Bar, LineChart, Point, StackedBars, _step
from ui.widgets.split import ListDetail
from ui.widgets.text import Role, Words

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")
LONG = "Last three visits were weekday mornings: choose another time, and take somebody along."


@pytest.mark.parametrize("text", (100, 200))
@pytest.mark.parametrize("mode", (Mode.LIGHT, Mode.DARK))
def test_a_full_panel_is_readable_at_any_size(
    qtbot: QtBot, appearance: Appearance, mode: Mode, text: int
) -> None:
    appearance.set_mode(mode)
    appearance.set_text(text)
    panel = Panel("RSO-0421 · A. Sample", "Medium · visit every 6 months", scrolls=True)
    qtbot.addWidget(panel)
    panel.body.addWidget(Callout(Tone.ESCALATED, "57 days overdue.", LONG))
    panel.body.addWidget(Words("Before you go", Role.SECTION))
    panel.body.addWidget(Facts([Fact("Unannounced", LONG), Fact("Address", "Confirmed")]))
    panel.body.addStretch(1)
    for words in ("Record visit", "Failed attempt", "Allocate", "Open case"):
        panel.footer.addWidget(KeyButton(words, "R"))
    panel.resize(420, 900)
    panel.show()
    assert_accessible(panel)
    assert_no_clipped_text(panel)
    assert spoken_name(panel) == "RSO-0421 · A. Sample"
    assert panel.minimumSizeHint().height() < 900


def test_a_panels_heading_changes_and_a_table_may_fill_it(
    qtbot: QtBot, appearance: Appearance
) -> None:
    panel = Panel()
    qtbot.addWidget(panel)
    panel.set_flush()
    panel.show()
    panel.set_title("Open work", "Three tasks")
    assert spoken_name(panel) == "Open work"
    shown = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert shown == ["Open work", "Three tasks"]


def test_a_tile_reads_as_one_sentence_and_opens(qtbot: QtBot, appearance: Appearance) -> None:
    tile = Tile("Overdue now", opens=True)
    qtbot.addWidget(tile)
    tile.show()
    tile.set_value("46", Badge("oldest 57 days", Tone.ESCALATED))
    assert spoken_name(tile) == "Overdue now: 46, oldest 57 days"
    tile.clearFocus()
    plain = tile.grab().toImage()
    tile.setFocus()
    qtbot.waitUntil(tile.hasFocus)
    assert tile.grab().toImage() != plain
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        with qtbot.waitSignal(tile.pressed):
            qtbot.keyClick(tile, key)
    with qtbot.waitSignal(tile.pressed):
        qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    tile.set_value("0")
    assert spoken_name(tile) == "Overdue now: 0"
    still = Tile("Cases")
    qtbot.addWidget(still)
    with qtbot.assertNotEmitted(still.pressed):
        qtbot.mouseClick(still, Qt.MouseButton.LeftButton)
        qtbot.keyClick(still, Qt.Key.Key_Return)


def test_tiles_share_the_width_and_wrap_evenly(qtbot: QtBot, appearance: Appearance) -> None:
    tiles = [Tile(f"Measure {n}") for n in range(7)]
    row = Tiles(tiles)
    qtbot.addWidget(row)
    for number, tile in enumerate(tiles):
        tile.set_value(str(number), Badge("12 over 5 working days", Tone.OVERDUE))
    row.resize(1000, 300)
    row.show()
    assert_no_clipped_text(row)
    lines = {tile.y() for tile in tiles}
    assert len({tile.width() for tile in tiles}) == 1
    assert len(lines) == 2
    assert sum(tile.y() == min(lines) for tile in tiles) == 4


def test_facts_are_read_with_their_labels_and_explain_dates(
    qtbot: QtBot, appearance: Appearance
) -> None:
    asked: list[QWidget] = []
    facts = Facts([Fact("Next visit", "27 Sep 2026", Tone.ESCALATED, asked.append)])
    qtbot.addWidget(facts)
    facts.show()
    assert_accessible(facts)
    (why,) = facts.findChildren(LinkButton)
    assert spoken_name(why) == "Why this date? Next visit"
    why.click()
    assert asked == [why]
    facts.set_facts([Fact("Address", "Confirmed 12 Mar 2026")])

    def names() -> list[str]:
        return [spoken_name(words) for words in facts.findChildren(Words) if words.isVisible()]

    qtbot.waitUntil(lambda: names() == ["Address", "Address: Confirmed 12 Mar 2026"])


def test_words_are_never_read_as_markup(qtbot: QtBot, appearance: Appearance) -> None:
    callout = Callout(Tone.OVERDUE, "<b>Bold</b>", "a < b & c")
    qtbot.addWidget(callout)
    assert "&lt;b&gt;Bold" in callout.text()
    assert "a &lt; b &amp; c" in callout.text()
    assert spoken_name(callout) == "<b>Bold</b> a < b & c"
    assert Words("<i>x</i>").textFormat() is Qt.TextFormat.PlainText
    assert Words("Before you go", Role.SECTION).text() == "BEFORE YOU GO"
    assert Words("Before you go", Role.SECTION).accessibleName() == "Before you go"


def test_an_empty_state_says_where_the_work_is(qtbot: QtBot, appearance: Appearance) -> None:
    went: list[bool] = []
    state = EmptyState("Nothing overdue", "Three are due.", "Show them", lambda: went.append(True))
    qtbot.addWidget(state)
    state.resize(360, 360)
    state.show()
    assert_no_clipped_text(state)
    assert spoken_name(state) == "Nothing overdue Three are due."
    state.findChild(KeyButton).click()
    assert went == [True]


def test_a_screens_head_wraps_its_buttons(qtbot: QtBot, appearance: Appearance) -> None:
    head = ScreenHead("Overview", "All neighbourhood teams · 1,402 cases")
    for words in ("Performance pack", "Export…"):
        head.add(KeyButton(words))
    qtbot.addWidget(head)
    head.show()
    for width in (900, 420):
        head.resize(width, head.heightForWidth(width))
        assert_no_clipped_text(head)


def test_the_banner_says_one_thing_at_a_time(qtbot: QtBot, appearance: Appearance) -> None:
    page, undone = QWidget(), []
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    banner = Banner()
    column.addWidget(banner)
    page.resize(700, 100)
    page.show()
    assert banner.isHidden()
    banner.show_trouble("The register cannot be reached.")
    assert (banner.tone, banner.sentence) == (Tone.ESCALATED, "The register cannot be reached.")
    banner.show_done("Visit recorded.", "Undo", lambda: undone.append(True))
    assert spoken_name(banner) == "Visit recorded."
    assert_accessible(banner)
    assert_no_clipped_text(banner)
    page.grab()
    banner.findChild(LinkButton).click()
    assert undone == [True]
    assert banner.isHidden()
    banner.show_trouble("Again.")
    qtbot.keyClick(banner, Qt.Key.Key_Escape)
    assert banner.isHidden()


def test_progress_is_told_and_can_be_stopped(qtbot: QtBot, appearance: Appearance) -> None:
    progress = Progress("Reading the file")
    qtbot.addWidget(progress)
    progress.show()
    progress.show_step("Row 340 of 1,400", 0.25)
    assert_accessible(progress)
    with qtbot.waitSignal(progress.cancelled):
        progress.findChild(KeyButton).click()
    assert not progress.findChild(KeyButton).isEnabled()


def test_bars_carry_their_numbers_in_words(qtbot: QtBot, appearance: Appearance) -> None:
    chart = StackedBars("Overdue by team and age", ["1–13 days", "14–27 days", "28 or more"])
    qtbot.addWidget(chart)
    chart.grab()
    chart.set_bars([Bar("Peterlee", (8, 6, 3)), Bar("Barnard Castle", (0, 0, 0))])
    chart.resize(chart.sizeHint())
    drawn = chart.grab().toImage()
    assert spoken_name(chart) == "Overdue by team and age"
    assert chart.accessibleDescription() == (
        "Peterlee 17: 8 1–13 days, 6 14–27 days, 3 28 or more. "
        "Barnard Castle 0: 0 1–13 days, 0 14–27 days, 0 28 or more."
    )
    appearance.set_mode(Mode.DARK)
    assert chart.grab().toImage() != drawn


def test_a_line_says_where_it_begins_stands_and_may_go(
    qtbot: QtBot, appearance: Appearance
) -> None:
    chart = LineChart("ARMS backlog", "tasks")
    qtbot.addWidget(chart)
    chart.grab()
    chart.set_points([Point("Sep", 420), Point("Nov", 313), Point("Mar", 250, 220, 280)])
    assert chart.accessibleDescription() == (
        "Sep 420 tasks. Nov 313 tasks. Forecast for Mar: 220 to 280."
    )
    assert not chart.grab().isNull()
    chart.set_points([Point("Nov", 0)])
    assert not chart.grab().isNull()


@pytest.mark.parametrize("highest, step", ((0, 1), (4, 1), (17, 5), (420, 100), (1402, 500)))
def test_gridlines_stand_at_round_numbers(highest: float, step: int) -> None:
    assert _step(highest) == step


def test_list_and_detail_stack_where_there_is_no_room(qtbot: QtBot, appearance: Appearance) -> None:
    listing, detail = QPlainTextEdit(), QPlainTextEdit()
    split = ListDetail(listing, detail, share=0.6)
    qtbot.addWidget(split)
    split.resize(1012, 600)
    split.show()
    assert (listing.width(), detail.width()) == (600, 400)
    split.resize(600, 600)
    assert split.orientation() is Qt.Orientation.Vertical
    split.resize(1012, 600)
    assert listing.width() == 600
    split.moveSplitter(500, 1)
    split.resize(1100, 600)
    assert listing.width() < 600
    appearance.set_text(200)
    split.resize(1012, 900)
    assert split.orientation() is Qt.Orientation.Vertical
