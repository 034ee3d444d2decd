"""Nobody touches anything: the scheduler raises what fell due, and goes on when a sweep fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from rsovisit.domain.warning import Level, WarningKind
from rsovisit.errors import Unavailable
from rsovisit.queries.warnings import CountWarnings, WarningList, WarningRow
from rsovisit.services import registry
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.warning import RaiseWarnings
from tests.journeys.conftest import OFFICER, Sitting, Start, late_case
from tests.support.buses import TODAY
from tests.support.homes import logged
from ui.theme import Tone


def warned(bus: CommandBus, case_ref: str) -> WarningRow | None:
    """The case's open warning of an overdue visit."""
    rows = bus.ask(WarningList(limit=10_000)).rows
    late = (row for row in rows if row.kind is WarningKind.VISIT_OVERDUE)
    return next((row for row in late if row.case_ref == case_ref), None)


def until(sitting: Sitting, met: Callable[[], bool]) -> None:
    """Wait for it, and for the window to have shown it."""
    sitting.qtbot.waitUntil(met, timeout=20_000)
    sitting.settle()


def test_a_visit_that_falls_overdue_is_warned_of_without_a_touch(
    start: Start, keeper: CommandBus
) -> None:
    late_case(keeper, days=0)
    keeper.do(RaiseWarnings())
    assert warned(keeper, "RSO-9001") is None
    # The next morning the window is opened and left alone.
    officer = start(OFFICER, today=TODAY + timedelta(days=1), screen="warnings")
    assert dict(_kinds(officer))["RSO-9001"] is WarningKind.VISIT_DUE_SOON
    officer.opened.start_jobs()
    until(officer, lambda: dict(_kinds(officer))["RSO-9001"] is WarningKind.VISIT_OVERDUE)
    until(officer, lambda: officer.bell() == officer.bus.ask(CountWarnings()).mine)
    assert officer.window.rail.button("warnings").accessibleName() == f"Warnings, {officer.bell()}"
    assert officer.window.status.sweep.item.words.startswith("Swept ")


@pytest.mark.parametrize(
    "days,level",
    (
        (7, Level.SUPERVISOR),
        (14, Level.INSPECTOR),
        (30, Level.COMMAND),
    ),
)
def test_it_climbs_the_line_by_itself(
    start: Start, keeper: CommandBus, days: int, level: Level
) -> None:
    late_case(keeper, days=1)
    keeper.do(RaiseWarnings())
    first = warned(keeper, "RSO-9001")
    assert first is not None
    assert first.level is Level.OFFICER
    later = start("1140", today=TODAY + timedelta(days=days - 1), screen="warnings")
    later.opened.start_jobs()
    until(later, lambda: warned(keeper, "RSO-9001").level is level)  # type: ignore[union-attr]
    climbed = warned(later.bus, "RSO-9001")
    assert climbed is not None
    assert (climbed.warning_id, climbed.days_overdue) == (first.warning_id, days)


def test_the_open_list_moves_on_with_the_day(start: Start, keeper: CommandBus) -> None:
    late_case(keeper, days=3)
    keeper.do(RaiseWarnings())
    officer = start(OFFICER)
    before = {row.case_ref: row.days_overdue for _, row in _rows(officer)}
    # Midnight passes while the window stands open.
    officer.bus._clock._day += timedelta(days=1)
    officer.opened.start_jobs()
    until(officer, lambda: dict(_late(officer)).get("RSO-9001") == before["RSO-9001"] + 1)
    assert officer.screen._head.note.text().endswith("24 Nov 2026")


def _rows(sitting: Sitting) -> Any:
    return sitting.screen.table.rows_model().held()


def _kinds(sitting: Sitting) -> list[tuple[str, WarningKind]]:
    return [(row.case_ref, row.kind) for _, row in _rows(sitting)]


def _late(sitting: Sitting) -> list[tuple[str, int]]:
    return [(row.case_ref, row.days_overdue) for _, row in _rows(sitting)]


def test_a_sweep_that_fails_is_logged_and_the_next_one_works(
    start: Start, keeper: CommandBus, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late_case(keeper, days=1)
    officer = start(OFFICER)
    last = officer.window.status.sweep.item.words

    def full(*_: object) -> None:
        raise Unavailable("The disk is full.")

    real = registry.handler
    broken = {RaiseWarnings: full}
    monkeypatch.setattr(registry, "handler", lambda kind: broken.get(kind) or real(kind))
    officer.opened.start_jobs()
    until(officer, lambda: "a scheduled job failed: Unavailable" in logged(home))
    assert warned(keeper, "RSO-9001") is None
    assert officer.window.isVisible()
    broken.clear()
    officer.opened._jobs[0].sweep()
    until(officer, lambda: warned(keeper, "RSO-9001") is not None)
    until(officer, lambda: officer.window.status.sweep.item.words != last)


def test_a_sweep_that_is_late_says_so_in_red(start: Start, keeper: CommandBus) -> None:
    keeper.do(RaiseWarnings())
    officer = start(OFFICER)
    # The register was swept at 14:07 on its own day; the machine's clock is elsewhere.
    with keeper.register.work() as work:
        work.run(
            "update job_run set finished_at = '2026-11-01T08:00:00.000+00:00' where job = 'sweep'"
        )
        work.commit()
    officer.window.refresh_status()
    officer.settle()
    item = officer.window.status.sweep.item
    assert item.words.startswith("Sweep late: last ran")
    assert item.tone is Tone.ESCALATED


def test_two_windows_sweeping_raise_it_once(start: Start, keeper: CommandBus) -> None:
    late_case(keeper, days=1)
    sittings = [start(OFFICER), start("1140")]
    for sitting in sittings:
        sitting.opened.start_jobs()
    for sitting in sittings:
        until(sitting, lambda: warned(keeper, "RSO-9001") is not None)
    rows = keeper.ask(WarningList(limit=10_000)).rows
    assert len([row for row in rows if row.case_ref == "RSO-9001"]) == 1
