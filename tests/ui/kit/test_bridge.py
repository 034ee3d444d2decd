"""Commands and questions go out, answers come home to the window's thread, or are dropped."""

from __future__ import annotations

import threading
import weakref
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from rsovisit.errors import Invalid, Refused, Stale, Unavailable
from rsovisit.services.bus import Changes, Done, Topic
from tests.support.qt import OFFICER, TODAY, FakeBus, wait_idle
from ui.bridge import Bridge


@dataclass(frozen=True)
class Count:
    """A question."""

    of: str = "cases"


@dataclass(frozen=True)
class Record:
    """A command."""


def _on_window_thread() -> bool:
    application = QApplication.instance()
    assert application is not None
    return QThread.currentThread() is application.thread()


def test_the_bridge_knows_who_asks_and_what_day_it_is(bridge: Bridge, bus: FakeBus) -> None:
    assert bridge.actor is OFFICER
    assert bridge.today() == TODAY
    assert bridge.policy.escalation.inspector > 0
    assert bridge.register is bus.register


def test_an_answer_comes_home_from_the_reader(qtbot: QtBot, bridge: Bridge, bus: FakeBus) -> None:
    threads = []
    bus.answers[Count] = lambda _query: threads.append(threading.current_thread().name) or 7
    owner, heard = QObject(), []
    bridge.ask(Count(), lambda answer: heard.append((answer, _on_window_thread())), owner)
    assert not bridge.is_idle()
    wait_idle(qtbot, bridge)
    assert heard == [(7, True)]
    assert threads[0].startswith("rsovisit-reader")


def test_a_newer_question_in_the_same_slot_replaces_the_older(
    qtbot: QtBot, bridge: Bridge, bus: FakeBus
) -> None:
    bus.answers[Count] = lambda query: query.of
    bus.let_go.clear()
    owner, heard = QObject(), []
    for words in ("a", "ab", "abc"):
        bridge.ask(Count(words), heard.append, owner, slot="filter")
    bridge.ask(Count("other"), heard.append, owner, slot="count")
    bus.let_go.set()
    wait_idle(qtbot, bridge)
    assert heard == ["abc", "other"]
    # The second was not even put to the register.
    assert [query.of for query in bus.asked] == ["a", "abc", "other"]


class _Hears:
    """Hears an answer, as a bound method of a widget would."""

    def __call__(self, answer: object) -> None:
        """Heard."""


def test_the_reader_at_work_holds_nothing_of_whoever_asked(
    qtbot: QtBot, bridge: Bridge, bus: FakeBus
) -> None:
    there, go_on = threading.Event(), threading.Event()
    bus.answers[Count] = lambda _query: there.set() or go_on.wait(5)
    owner, hears = QObject(), _Hears()
    heard_of = weakref.ref(hears)
    bridge.ask(Count(), hears, owner)
    assert there.wait(5)
    bridge.ask(Count(), [].append, owner)
    del hears
    alive = heard_of()
    go_on.set()
    wait_idle(qtbot, bridge)
    # Were it alive in the reader's hands, the reader might be the one to destroy a widget.
    assert alive is None


def test_an_answer_for_someone_gone_is_dropped(
    qtbot: QtBot, bridge: Bridge, bus: FakeBus, qapp: QApplication
) -> None:
    bus.answers[Count] = 7
    bus.let_go.clear()
    owner, heard = QPushButton(), []
    bridge.ask(Count(), heard.append, owner)
    owner.deleteLater()
    qtbot.waitUntil(lambda: not _alive(owner))
    bus.let_go.set()
    wait_idle(qtbot, bridge)
    assert heard == []


def _alive(owner: QObject) -> bool:
    from shiboken6 import isValid

    return bool(isValid(owner))


def test_the_very_first_list_may_be_asked_at_once(bridge: Bridge, bus: FakeBus) -> None:
    bus.answers[Count] = 7
    assert bridge.ask_now(Count()) == 7
    assert bridge.is_idle()


def test_a_command_disables_its_button_until_it_is_done(
    qtbot: QtBot, bridge: Bridge, bus: FakeBus
) -> None:
    bus.does[Record] = Done(Changes.of(Topic.VISITS), "kept")
    bus.let_go.clear()
    button, done = QPushButton("Save"), []
    qtbot.addWidget(button)
    bridge.do(
        Record(), lambda answer: done.append((answer.value, _on_window_thread())), None, button
    )
    assert not button.isEnabled()
    bus.let_go.set()
    wait_idle(qtbot, bridge)
    assert done == [("kept", True)]
    assert button.isEnabled()
    assert bus.done == [Record()]


@pytest.mark.parametrize(
    "error",
    (
        Refused("An auditor may not do this."),
        Invalid("Say who went.", "officers"),
        Stale("PC 2299 changed this case meanwhile."),
        Unavailable("The register cannot be reached."),
    ),
    ids=lambda error: type(error).__name__,
)
def test_a_refusal_goes_to_who_asked_else_to_the_banner(
    qtbot: QtBot, bridge: Bridge, bus: FakeBus, error: Exception
) -> None:
    bus.does[Record] = error
    bus.answers[Count] = error
    heard: list[object] = []
    said: list[str] = []
    bridge.trouble.connect(said.append)
    bridge.do(Record(), on_refused=heard.append)
    bridge.ask(Count(), heard.append, bridge, on_failed=heard.append)
    wait_idle(qtbot, bridge)
    assert heard == [error, error]
    assert said == []
    bridge.do(Record())
    bridge.ask(Count(), heard.append, bridge)
    wait_idle(qtbot, bridge)
    assert said == [str(error), str(error)]


def test_a_fault_of_ours_is_named_by_reference_and_its_text_kept_back(
    qtbot: QtBot, bridge: Bridge, bus: FakeBus, caplog: pytest.LogCaptureFixture
) -> None:
    bus.does[Record] = KeyError("Sample A. Sandpiper")
    said: list[str] = []
    bridge.trouble.connect(said.append)
    bridge.do(Record(), on_refused=lambda _error: pytest.fail("a fault is no refusal"))
    wait_idle(qtbot, bridge)
    (sentence,) = said
    assert sentence.startswith("Something went wrong in the program (reference ")
    assert "Sandpiper" not in sentence + caplog.text


def test_progress_is_told_here_and_work_can_be_cancelled(
    qtbot: QtBot, bridge: Bridge, bus: FakeBus
) -> None:
    steps = []
    running = bridge.do(
        Record(), on_progress=lambda *step: steps.append((*step, _on_window_thread()))
    )
    assert not running.cancelled()
    running.cancel()
    assert running.cancelled()
    wait_idle(qtbot, bridge)
    assert steps == [("Half way", 0.5, True)]


def test_changes_are_told_on_the_windows_thread(qtbot: QtBot, bridge: Bridge, bus: FakeBus) -> None:
    heard = []
    bridge.changed.connect(lambda changes: heard.append((changes, _on_window_thread())))
    bus.announce(Changes.of(Topic.WARNINGS))
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [(Changes.of(Topic.WARNINGS), True)]


def test_changes_are_told_before_the_command_is_done(
    qtbot: QtBot, bridge: Bridge, bus: FakeBus
) -> None:
    bus.does[Record] = Done(Changes.of(Topic.VISITS))
    order: list[str] = []
    bridge.changed.connect(lambda _changes: order.append("changed"))
    bridge.do(Record(), lambda _done: order.append("done"))
    wait_idle(qtbot, bridge)
    assert order == ["changed", "done"]


def test_busy_is_told_once_for_many(qtbot: QtBot, bridge: Bridge, bus: FakeBus) -> None:
    bus.answers[Count] = 7
    told: list[bool] = []
    bridge.busy_changed.connect(told.append)
    for slot in "abc":
        bridge.ask(Count(), lambda _answer: None, bridge, slot)
    wait_idle(qtbot, bridge)
    assert told == [True, False]


def test_a_closed_bridge_drops_what_is_on_its_way_and_leaves_no_thread(
    qtbot: QtBot, bridge: Bridge, bus: FakeBus
) -> None:
    bus.answers[Count] = 7
    heard: list[object] = []
    bridge.ask(Count(), heard.append, bridge)
    bridge.close()
    bridge.close()
    bus.announce(Changes.of(Topic.CASES))
    bridge.ask(Count(), heard.append, bridge)
    bridge.do(Record(), heard.append)
    QApplication.processEvents()
    assert heard == []
    assert not any(t.name.startswith("rsovisit-reader") for t in threading.enumerate())
