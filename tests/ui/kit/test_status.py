"""The status bar says how the register is kept; the history remembers the way."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from rsovisit.errors import Unavailable
from rsovisit.queries.upkeep import Upkeep
from tests.support.qt import FakeBus, wait_idle
from tests.ui.kit.frame import KEPT
from ui.bridge import Bridge
from ui.theme import Tone
from ui.widgets.frame.history import History, Place
from ui.widgets.frame.statusbar import StatusItem
from ui.window import Window

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")


def status(window: Window) -> list[StatusItem]:
    """What the status bar says."""
    bar = window.status
    return [words.item for words in (bar.register, bar.sweep, bar.backup, bar.policy)]


def test_the_status_bar_says_how_the_register_is_kept(window: Window) -> None:
    register, sweep, backup, policy = status(window)
    assert (register.words, register.tone) == ("Invented register · live", Tone.GOOD)
    assert (sweep.words, sweep.tone) == ("Swept 14:15 · next 14:30", None)
    assert backup.words == "Backup 23 Nov 2026 02:00 · verified"
    assert policy.words == "Policy v3 · from 1 Nov 2026"


@pytest.mark.parametrize(
    "change, place, words, tone",
    (
        ({"sweep_late": True}, 1, "Sweep late: last ran 23 Nov 2026 14:15", Tone.ESCALATED),
        ({"last_sweep": None}, 1, "Never swept for overdue visits", Tone.ESCALATED),
        ({"last_backup": None}, 2, "No backup yet", Tone.OVERDUE),
        (
            {"backup_verified": False},
            2,
            "Backup of 23 Nov 2026 02:00 not verified",
            Tone.OVERDUE,
        ),
    ),
)
def test_what_is_late_is_said_in_words_and_colour(
    qtbot: QtBot,
    window: Window,
    bus: FakeBus,
    bridge: Bridge,
    change: dict[str, object],
    place: int,
    words: str,
    tone: Tone,
) -> None:
    bus.answers[Upkeep] = replace(KEPT, **change)
    window.refresh_status()
    wait_idle(qtbot, bridge)
    assert (status(window)[place].words, status(window)[place].tone) == (words, tone)
    assert not window.status.grab().isNull()


def test_a_register_that_does_not_answer_is_no_longer_live(
    qtbot: QtBot, window: Window, bus: FakeBus, bridge: Bridge
) -> None:
    bus.answers[Upkeep] = Unavailable("The server does not answer.")
    window.refresh_status()
    wait_idle(qtbot, bridge)
    item = status(window)[0]
    assert (item.words, item.tone) == ("Invented register · not reached", Tone.ESCALATED)
    assert item.tip == "The server does not answer."
    assert window.banner.isHidden()


def test_history_forgets_what_lay_ahead() -> None:
    history = History()
    assert history.step(-1) is None
    for key in "abc":
        history.visit(Place(key))
    history.visit(Place("c"))
    assert history.step(-1) == Place("b")
    history.amend(Place("b", 2))
    history.visit(Place("d"))
    assert history.step(1) is None
    assert history.step(-1) == Place("b", 2)
    for number in range(100):
        history.visit(Place("x", number))
    steps = list(iter(partial(history.step, -1), None))
    assert len(steps) == 49
