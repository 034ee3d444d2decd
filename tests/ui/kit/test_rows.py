"""The model of every list: sound, paged, flat in memory, and never asking while it paints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ui.theme import Badge, Tone
from ui.widgets.rows import PAGE, Column, RowsModel, Whole


class Case(NamedTuple):
    """A row."""

    ref: int
    name: str = "A. Sample"


class Part(NamedTuple):
    """A page."""

    rows: tuple[Case, ...]
    total: int
    offset: int


COLUMNS = (
    Column[Case]("Case", lambda row: f"RSO-{row.ref:04}", "case", second=lambda row: row.name),
    Column[Case]("State", lambda _row: "due", badge=lambda _row: Badge("due", Tone.SOON)),
    Column[Case]("Due", lambda _row: "23 Nov 2026", tip=lambda _row: "Why this date?"),
)
Deliver = Callable[[Any], None]


class Source:
    """A list of any length; remembers what was asked and delivers when told."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.asked: list[tuple[int, int, Deliver]] = []

    def __call__(self, offset: int, limit: int, deliver: Deliver) -> None:
        self.asked.append((offset, limit, deliver))

    def part(self, offset: int, limit: int = PAGE) -> Part:
        end = min(offset + limit, self.total)
        return Part(tuple(Case(ref) for ref in range(offset, end)), self.total, offset)

    def deliver(self) -> None:
        """Answer the newest request, as the bridge does."""
        offset, limit, deliver = self.asked[-1]
        deliver(self.part(offset, limit))


@pytest.fixture
def model(qapp: object) -> RowsModel[Case]:
    """An empty model."""
    return RowsModel(COLUMNS, key=lambda row: row.ref)


def paged(model: RowsModel[Case], total: int) -> Source:
    """Fill the model with the first page of a long list."""
    source = Source(total)
    model.reset(source.part(0), source)
    return source


def look(model: RowsModel[Case], row: int) -> object:
    """What a view shows in the first column."""
    return model.index(row, 0).data()


def test_the_model_is_sound(qtmodeltester: ModelTester, model: RowsModel[Case]) -> None:
    qtmodeltester.check(model, force_py=False)
    model.reset(Whole((Case(1), Case(2))))
    qtmodeltester.check(model, force_py=False)
    paged(model, 250)
    qtmodeltester.check(model, force_py=False)
    qtmodeltester.check(model, force_py=True)


def test_a_cell_is_shown_explained_and_read_aloud(model: RowsModel[Case]) -> None:
    model.reset(Whole((Case(421, "B. Sample"),)))
    role = Qt.ItemDataRole
    assert look(model, 0) == "RSO-0421"
    assert model.index(0, 0).data(role.AccessibleTextRole) == "Case: RSO-0421, B. Sample"
    assert model.index(0, 0).data(role.ToolTipRole) == "RSO-0421, B. Sample"
    assert model.index(0, 2).data(role.ToolTipRole) == "Why this date?"
    assert model.index(0, 0).data(role.DecorationRole) is None
    assert model.headerData(1, Qt.Orientation.Horizontal) == "State"
    assert model.headerData(1, Qt.Orientation.Vertical) is None
    assert model.headerData(9, Qt.Orientation.Horizontal) is None
    assert model.rowCount(model.index(0, 0)) == model.columnCount(model.index(0, 0)) == 0
    assert model.data(QModelIndex()) is None


def test_what_is_not_here_reads_as_dots_and_is_asked_for_later(
    qtbot: QtBot, model: RowsModel[Case]
) -> None:
    source = paged(model, 70_000)
    assert model.rowCount() == model.total == 70_000
    assert look(model, 99) == "RSO-0099"
    assert look(model, 300) == look(model, 399) == "…"
    assert source.asked == []
    qtbot.waitUntil(lambda: bool(source.asked))
    assert source.asked[0][:2] == (300, PAGE)
    with qtbot.waitSignal(model.dataChanged):
        source.deliver()
    assert look(model, 300) == "RSO-0300"


def test_only_what_was_looked_at_last_is_asked_for(qtbot: QtBot, model: RowsModel[Case]) -> None:
    source = paged(model, 70_000)
    for row in range(1000, 60_000, 500):
        look(model, row)
    qtbot.waitUntil(lambda: bool(source.asked))
    assert [offset for offset, _, _ in source.asked] == [59_500]
    source.deliver()
    source.deliver()
    # Its two neighbours on the way may still be on screen; nothing older is asked for.
    assert {offset for offset, _, _ in source.asked} <= {59_500, 59_000, 58_500}


def test_a_long_list_keeps_few_pages(qtbot: QtBot, model: RowsModel[Case]) -> None:
    source = paged(model, 70_000)
    for row in range(1000, 50_000, 1000):
        look(model, row)
        qtbot.waitUntil(lambda row=row: [a[0] for a in source.asked[-1:]] == [row])
        source.deliver()
    assert len(list(model.held())) == 10 * PAGE


def test_pages_of_an_older_list_are_dropped(qtbot: QtBot, model: RowsModel[Case]) -> None:
    source = paged(model, 1000)
    look(model, 500)
    qtbot.waitUntil(lambda: bool(source.asked))
    later = paged(model, 1000)
    source.deliver()
    assert look(model, 500) == "…"
    qtbot.waitUntil(lambda: bool(later.asked))


def test_a_renewed_list_may_begin_in_its_middle(model: RowsModel[Case]) -> None:
    source = Source(1000)
    model.reset(source.part(300, 2 * PAGE), source)
    assert model.row_at(299) is None
    assert model.row_at(300) == Case(300)
    assert model.row_at(499) == Case(499)
    assert model.find(420) == 420
    assert model.find(7) is None


def test_a_row_is_replaced_where_it_stands(qtbot: QtBot, model: RowsModel[Case]) -> None:
    model.reset(Whole((Case(1), Case(2), Case(3))))
    with qtbot.waitSignal(model.dataChanged) as told:
        assert model.replace_row(Case(2, "New N. Name"))
    assert told.args[0].row() == told.args[1].row() == 1
    assert [row.name for _, row in model.held()] == ["A. Sample", "New N. Name", "A. Sample"]
    assert not model.replace_row(Case(9))


def test_a_page_that_shrank_meanwhile_does_no_harm(qtbot: QtBot, model: RowsModel[Case]) -> None:
    source = paged(model, 250)
    look(model, 240)
    qtbot.waitUntil(lambda: bool(source.asked))
    source.asked[0][2](Part((), 200, 200))
    assert look(model, 240) == "…"
    assert model.row_at(-1) is None
