"""The queue worked by keyboard alone: it counts right, holds still, and names what it undoes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from rsovisit.domain.task import TaskKind, TaskState
from rsovisit.queries.tasks import UNASSIGNED, AssessorTotals, QueueChip, TaskQueue
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.task import AcceptTask, LockTask
from tests.ui.queue.conftest import ANN, BOB, SERGEANT, Sit, is_plain
from ui.screens.queue.columns import Mark

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")
KEY = Qt.Key


def test_the_head_says_how_much_how_old_and_how_fast(sit: Sit) -> None:
    desk = sit()
    view = desk.bus.ask(TaskQueue(ANN))
    said = desk.queue._head.note.text()
    assert said.startswith(f"{view.outstanding} outstanding · oldest {view.oldest_days} days · ")
    assert re.search(r" · [\d.]+ in, [\d.]+ out a week$", said)
    assert desk.window.focusWidget() is desk.queue.table


def test_every_count_is_the_length_of_the_list_it_opens(sit: Sit) -> None:
    desk = sit()
    chips = desk.queue.filters.chips
    assert desk.in_rail == f"ARMS queue, {len(desk.ids)}"
    for chip in QueueChip:
        desk.part(chip.value)
        assert chips.button(chip.value).count == len(desk.ids)
        assert all(chip.holds(line.task) for line in desk.lines)


def test_browsing_consults_only_what_the_choice_rests_on(
    sit: Sit, open_bus_for: Callable[[str], CommandBus]
) -> None:
    desk = sit()
    desk.read()
    before = _consulted(desk.bus)
    for _ in range(4):
        desk.qtbot.keyClick(desk.queue.table, KEY.Key_J)
    desk.qtbot.keyClick(desk.queue.table, KEY.Key_K)
    file = desk.read()
    assert file.row.task_id == desk.ids[3]
    assert _consulted(desk.bus) == before + 1
    assert file.row.locked_by is None


def _consulted(bus: CommandBus) -> int:
    with bus.register.work() as work:
        found = work.reader.value("select count(*) from audit_event where tag = 'task:consult'")
    return int(found)


def test_a_plain_return_is_accepted_at_one_key_and_the_list_holds_still(sit: Sit) -> None:
    desk = sit()
    task = desk.plain()
    before, at = desk.ids, desk.ids.index(task.task_id)
    desk.press(KEY.Key_E)
    assert desk.ids == before
    assert desk.line(task.task_id).mark is Mark.DONE
    assert desk.banner == f"Accepted Return to check, {task.case_ref}."
    assert desk.queue.table.chosen_row() == at + 1
    assert desk.queue.filters.chips.button("all").count == len(before) - 1
    assert desk.in_rail == f"ARMS queue, {len(before) - 1}"
    assert desk.queue.listing.news.sentence == ""
    desk.look()
    assert task.task_id not in desk.ids
    assert len(desk.ids) == len(before) - 1


def test_undo_names_what_it_undid_and_goes_back_to_it(sit: Sit) -> None:
    desk = sit()
    undo = desk.queue.decisions.acts["undo"]
    assert not undo.isEnabled()
    task = desk.plain()
    desk.press(KEY.Key_E)
    assert undo.toolTip() == f"Undo: accepted Return to check, {task.case_ref}"
    desk.press(KEY.Key_J)
    desk.press(KEY.Key_Z)
    assert desk.banner == f"Undid: accepted Return to check, {task.case_ref}"
    assert desk.line(task.task_id).mark is None
    current = desk.queue.listing.current()
    assert current is not None
    assert current.task.task_id == task.task_id
    assert desk.read().row.state is TaskState.OPEN
    assert not undo.isEnabled()
    desk.press(KEY.Key_E)
    assert desk.line(task.task_id).mark is Mark.DONE


def test_nothing_is_decided_before_it_has_been_read(sit: Sit) -> None:
    desk = sit()
    task = desk.plain()
    assert desk.queue.listing.choose(desk.ids[0])
    assert desk.queue.listing.choose(task.task_id)
    assert desk.queue.detail.file is None
    desk.qtbot.keyClick(desk.queue.table, KEY.Key_E)
    desk.settle()
    assert desk.line(task.task_id).mark is None


def test_next_takes_the_first_and_says_since_when(sit: Sit) -> None:
    desk = sit()
    free = [line.task.task_id for line in desk.lines if not line.task.aside]
    desk.queue.listing.choose(free[4])
    desk.press(KEY.Key_N)
    file = desk.read()
    assert file.row.task_id == free[0]
    assert file.row.locked_by == ANN
    assert _says(desk.queue.detail, "You have this in hand since 14:07.")
    assert desk.queue.decisions.acts["lock"].text() == "Let go"


def test_next_passes_over_what_is_left_undecided(sit: Sit) -> None:
    desk = sit()
    free = [line.task.task_id for line in desk.lines if not line.task.aside]
    taken = []
    for _ in range(3):
        desk.press(KEY.Key_N)
        taken.append(desk.read().row.task_id)
    assert taken == free[:3]
    # One person has one task in hand, and the list says so where it stands.
    assert [line.task.task_id for line in desk.lines if line.task.locked_by] == [free[2]]
    desk.look()
    desk.queue.listing.choose(free[0])
    desk.read()
    desk.press(KEY.Key_N)
    assert desk.read().row.task_id == free[0]


def test_next_leads_back_to_ones_own_queue(sit: Sit) -> None:
    desk = sit()
    first = desk.ids[0]
    desk.part("held")
    assert first not in desk.ids
    desk.press(KEY.Key_N)
    desk.read()
    current = desk.queue.listing.current()
    assert current is not None
    assert current.task.task_id == first
    assert desk.queue.place() == (ANN, QueueChip.ALL)


def test_taking_in_hand_and_letting_go(sit: Sit) -> None:
    desk = sit()
    task = desk.plain()
    desk.press(KEY.Key_G)
    assert desk.read().row.locked_by == ANN
    assert "In hand: you, 14:07" in _cells(desk.queue, task.task_id)
    desk.press(KEY.Key_G)
    assert desk.read().row.locked_by is None
    assert "In hand" not in _cells(desk.queue, task.task_id)


def test_two_windows_ask_for_the_next_and_one_wins(
    sit: Sit, open_bus_for: Callable[[str], CommandBus]
) -> None:
    with open_bus_for(SERGEANT).register.work() as work:
        work.run("update task set assessor_id = null, version = version + 1")
        work.commit()
    ann, bob = sit(ANN), sit(BOB)
    assert ann.ids == bob.ids
    # Keys reach only the window in front; both ask before either is answered.
    for desk in (ann, bob):
        desk.queue.decisions.acts["next"].trigger()
    taken = []
    for desk in (ann, bob):
        desk.settle()
        taken.append(desk.read().row)
    assert {row.task_id for row in taken} == set(ann.ids[:2])
    assert {row.locked_by for row in taken} == {ANN, BOB}
    # Each sees who has the other's as soon as it looks.
    bob.look()
    name = {ANN: "DC Grebe", BOB: "DC Sanderling"}
    for row in taken:
        who = "you" if row.locked_by == BOB else name[ANN]
        assert f"In hand: {who}, 14:07" in _cells(bob.queue, row.task_id)


def test_the_second_of_two_decisions_is_stale_in_words(
    sit: Sit, open_bus_for: Callable[[str], CommandBus]
) -> None:
    desk = sit()
    task = desk.plain()
    open_bus_for(BOB).do(AcceptTask(task.task_id, task.version, "Nothing more to do here."))
    desk.press(KEY.Key_E)
    assert "changed" in desk.banner or "done already" in desk.banner
    assert desk.read().result == "Nothing more to do here."
    assert desk.line(task.task_id).mark is Mark.ELSEWHERE
    assert not desk.queue.decisions.acts["accept"].isEnabled()


def test_a_task_in_anothers_hand_can_be_read_but_not_decided(
    sit: Sit, open_bus_for: Callable[[str], CommandBus]
) -> None:
    desk = sit()
    task = desk.plain()
    open_bus_for(BOB).do(LockTask(task.task_id))
    desk.press(KEY.Key_E)
    assert desk.banner.startswith(f"DC Sanderling ({BOB}) has had Return to check")
    desk.read()
    assert _says(desk.queue.detail, f"DC Sanderling ({BOB}) has this in hand since 14:07")
    acts = desk.queue.decisions.acts
    assert not any(acts[name].isEnabled() for name in ("accept", "npt", "hold", "lock"))


def test_what_others_do_is_told_and_moves_nothing(
    sit: Sit, open_bus_for: Callable[[str], CommandBus]
) -> None:
    desk = sit()
    chosen = desk.plain()
    before = desk.ids
    others = [line.task for line in desk.lines if is_plain(line.task)][1:4]
    bob = open_bus_for(BOB)
    for task in others:
        bob.do(AcceptTask(task.task_id, task.version, ""))
    desk.bus.do(LockTask(chosen.task_id))
    desk.settle()
    assert desk.queue.listing.news.sentence == "3 changes since you looked"
    assert desk.ids == before
    assert desk.queue.filters.chips.button("all").count == len(before) - 3
    desk.look()
    assert desk.queue.listing.news.sentence == ""
    assert len(desk.ids) == len(before) - 3


def test_a_hidden_queue_is_not_renewed_behind_ones_back(sit: Sit) -> None:
    desk = sit()
    task = desk.plain()
    before = desk.ids
    desk.press(KEY.Key_E)
    desk.press(KEY.Key_Return)
    assert desk.window.open_now is not desk.queue
    other = next(line.task for line in desk.lines if is_plain(line.task) and not line.mark)
    desk.bus.do(AcceptTask(other.task_id, other.version, ""))
    desk.settle()
    desk.window.step(-1)
    desk.settle()
    assert desk.ids == before
    assert desk.line(task.task_id).mark is Mark.DONE
    assert desk.queue.listing.news.sentence == "1 change since you looked"


def test_must_look_says_how_many_and_leads_there(sit: Sit) -> None:
    desk = sit()
    strip = desk.queue.listing.must_look
    count = desk.bus.ask(TaskQueue(ANN)).must_look
    assert count
    assert strip.accessibleName().startswith(f"{count} past twice their target:")
    strip.wanted.emit()
    desk.settle()
    assert len(desk.ids) == count
    assert all(line.task.must_look for line in desk.lines)
    assert strip.isHidden()


def test_a_supervisor_sees_every_load_and_opens_one(sit: Sit) -> None:
    desk = sit(SERGEANT)
    totals = desk.bus.ask(AssessorTotals())
    assert desk.queue.place() == (None, QueueChip.ALL)
    assert len(desk.ids) == sum(row.outstanding for row in totals)
    assert "next" not in desk.queue.decisions.acts
    for row in totals:
        desk.queue.loads.chosen.emit(row.collar)
        desk.settle()
        assert len(desk.ids) == row.outstanding
        assert row.name in desk.queue.filters.button.words() or row.collar == UNASSIGNED


def test_the_menu_offers_mine_everybody_nobodys_and_the_others(sit: Sit) -> None:
    desk = sit()
    button = desk.queue.filters.button
    assert button.words() == "Whose: Mine"
    button.pressed.emit()
    offered = [action.text() for action in button.menu_of().actions() if action.text()]
    assert offered[:3] == ["Mine", "Everybody", "Nobody's yet"]
    others = desk.bus.ask(TaskQueue(BOB, with_unassigned=False)).outstanding
    assert offered[3] == f"DC Sanderling ({BOB}) · {others}"
    button.menu_of().actions()[4].trigger()
    desk.settle()
    assert len(desk.ids) == others
    assert button.words() == "Whose: DC Sanderling"


@pytest.mark.parametrize("place", ("changes", (BOB, "with_npt"), (None, QueueChip.HELD)))
def test_it_opens_at_a_place(sit: Sit, place: object) -> None:
    desk = sit(place=place)
    assessor, chip = (ANN, place) if isinstance(place, str) else place  # type: ignore[misc]
    assert desk.queue.place() == (assessor, QueueChip(chip))
    assert all(QueueChip(chip).holds(line.task) for line in desk.lines)


def test_enter_opens_the_case(sit: Sit) -> None:
    desk = sit()
    task = desk.plain()
    desk.press(KEY.Key_Return)
    assert desk.window.open_now is not None
    assert desk.window.open_now.key == "case"
    assert desk.window.open_now.place() == task.case_id


def test_each_kind_shows_what_it_arose_from(sit: Sit) -> None:
    desk = sit()
    for kind in TaskKind:
        task = desk.find(lambda task, kind=kind: task.kind is kind)  # type: ignore[misc]
        assert _says(desk.queue.detail, "Why this is here now")
        assert _says(desk.queue.detail, "Next step suggested by policy")
        assert all(_says(desk.queue.detail, sentence) for sentence in task.why)


def _says(panel: object, words: str) -> bool:
    from PySide6.QtWidgets import QLabel, QWidget

    assert isinstance(panel, QWidget)
    return any(words in (label.accessibleName() or "") for label in panel.findChildren(QLabel))


def _cells(queue: object, task_id: int) -> str:
    """All that stands in a task's line, as a screen reader says it."""
    from ui.screens.queue.screen import QueueScreen

    assert isinstance(queue, QueueScreen)
    model = queue.table.rows_model()
    row = model.find(task_id)
    assert row is not None
    role = Qt.ItemDataRole.AccessibleTextRole
    return "; ".join(
        str(model.data(model.index(row, at), role)) for at in range(model.columnCount())
    )
