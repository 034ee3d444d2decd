"""The queue for everyone: named controls, both themes, large text, the roles it is for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from rsovisit.domain.access import Role
from rsovisit.domain.task import TaskKind
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.task import LockTask
from tests.support.desk import looks_painted
from tests.support.qt import assert_accessible, assert_no_clipped_text
from tests.ui.queue.conftest import ANN, BOB, SERGEANT, Sit
from ui.screens import SCREENS
from ui.theme import Mode

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")


@pytest.mark.parametrize("collar", (ANN, SERGEANT))
@pytest.mark.parametrize("mode", (Mode.LIGHT, Mode.DARK))
def test_every_control_has_a_name_in_both_themes(sit: Sit, collar: str, mode: Mode) -> None:
    desk = sit(collar)
    desk.appearance.set_mode(mode)
    desk.read()
    assert_accessible(desk.window)
    assert looks_painted(desk.window)


@pytest.mark.parametrize("collar", (ANN, SERGEANT))
@pytest.mark.parametrize("text", (100, 200))
def test_no_word_is_cut_off(
    sit: Sit, open_bus_for: Callable[[str], CommandBus], collar: str, text: int
) -> None:
    desk = sit(collar, text=text)
    locked = desk.ids[1]
    open_bus_for(BOB).do(LockTask(locked))
    for kind in TaskKind:
        desk.find(lambda task, kind=kind: task.kind is kind)  # type: ignore[misc]
        assert_no_clipped_text(desk.queue)
    desk.queue.listing.choose(locked)
    desk.read()
    assert_no_clipped_text(desk.queue)


@pytest.mark.parametrize("text", (100, 200))
@pytest.mark.parametrize("key", (Qt.Key.Key_E, Qt.Key.Key_T, Qt.Key.Key_H))
def test_a_form_lies_in_sight_and_can_be_read(sit: Sit, key: Qt.Key, text: int) -> None:
    desk = sit(text=text)
    desk.find(lambda task: task.kind is TaskKind.REFERRAL)
    desk.press(key)
    forms = [form for form in desk.queue.findChildren(_form_class()) if form.isVisible()]
    assert len(forms) == 1
    assert desk.queue.rect().contains(forms[0].geometry())
    assert_no_clipped_text(forms[0])
    assert_accessible(forms[0])


def test_a_form_leaves_what_is_decided_on_in_sight(sit: Sit) -> None:
    desk = sit()
    desk.find(lambda task: task.kind is TaskKind.REFERRAL)
    desk.press(Qt.Key.Key_T)
    form = next(form for form in desk.queue.findChildren(_form_class()) if form.isVisible())
    detail = desk.queue.detail
    corner = detail.mapTo(desk.queue, detail.rect().topLeft())
    assert not form.geometry().intersects(detail.rect().translated(corner))


def test_who_is_offered_the_queue() -> None:
    entry = next(entry for entry in SCREENS if entry.key == "queue")
    offered = {role for role in Role if entry.is_for(role)}
    reads = {Role.ARMS_OFFICER, Role.SUPERVISOR, Role.INSPECTOR, Role.AUDITOR, Role.KEEPER}
    assert offered == reads


def _form_class() -> type:
    from ui.screens.queue.forms import DecisionForm

    return DecisionForm
