"""Lists and counts of open warnings, and what waits for whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from rsovisit.domain.access import Role
from rsovisit.domain.case import ManagedBy
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.warning import Level, WarningKind
from rsovisit.queries.warnings import CountWarnings, MineToDecide, WarningList, WarningRow
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.warning import DecideWarning, RaiseWarnings
from tests.support.builders import TODAY
from tests.support.buses import FixedClock
from tests.support.cases import an_officer, register_case

OpenBus = Callable[..., CommandBus]
LATE = {"soon": -3, "officer": 3, "supervisor": 9, "inspector": 20, "command": 57}
"""Days overdue of the case that each level acts on."""


@pytest.fixture
def unit(bus: CommandBus) -> CommandBus:
    """A warning for every level in both areas; Peterlee's are 2417's; all NPT managed."""
    an_officer(bus, "2417")
    for area in ("Peterlee", "Darlington"):
        for ref, late in LATE.items():
            register_case(
                bus,
                case_ref=f"{area}-{ref}",
                area=area,
                officer="2417" if area == "Peterlee" else None,
                risk_level=RiskLevel.LOW,
                registered_on=TODAY - timedelta(days=14 + late),
            )
    bus.do(RaiseWarnings())
    return bus


def refs(rows: tuple[WarningRow, ...]) -> list[str]:
    return [row.case_ref for row in rows]


def test_the_worst_comes_first(unit: CommandBus) -> None:
    register_case(
        unit,
        case_ref="high",
        risk_level=RiskLevel.HIGH,
        registered_on=TODAY - timedelta(days=14 + 57),
    )
    unit.do(RaiseWarnings())
    found = refs(unit.ask(WarningList()).rows)
    assert found[:3] == ["high", "Peterlee-command", "Darlington-command"]
    assert found[-2:] == ["Peterlee-soon", "Darlington-soon"]


def test_a_row_says_it_all(unit: CommandBus) -> None:
    row = unit.ask(WarningList(area="Peterlee", level=Level.COMMAND)).rows[0]
    assert (row.case_ref, row.name, row.kind) == (
        "Peterlee-command",
        "A. Sample",
        WarningKind.VISIT_OVERDUE,
    )
    assert (row.due_on, row.days_overdue) == (date(2026, 9, 27), 57)
    assert (row.owner, row.owner_name, row.area) == ("2417", "Officer 2417", "Peterlee")
    assert (row.raised_on, row.level_since_on, row.risk_level) == (TODAY, TODAY, RiskLevel.LOW)
    assert (row.decision, row.decision_stale) == (None, False)


def test_filters_and_their_counts(unit: CommandBus) -> None:
    counts = unit.ask(CountWarnings())
    assert (counts.total, counts.of()) == (10, 10)
    for level in (None, *Level):
        for kind in (None, *WarningKind):
            page = unit.ask(WarningList(level=level, kind=kind))
            assert page.total == len(page.rows) == counts.of(level, kind)
    assert unit.ask(CountWarnings(area="Darlington")).total == 5
    assert refs(unit.ask(WarningList(area="Darlington", kind=WarningKind.VISIT_DUE_SOON)).rows) == [
        "Darlington-soon"
    ]


def test_pages(unit: CommandBus) -> None:
    whole = unit.ask(WarningList()).rows
    pages = [unit.ask(WarningList(offset=start, limit=4)) for start in (0, 4, 8, 12)]
    assert tuple(row for page in pages for row in page.rows) == whole
    assert {page.total for page in pages} == {10}


@pytest.mark.parametrize(
    "role,waiting",
    (
        (Role.NPT_OFFICER, ["officer", "soon"]),
        (Role.SUPERVISOR, ["supervisor"]),
        (Role.INSPECTOR, ["command", "inspector"]),
        (Role.KEEPER, ["command", "inspector", "supervisor", "officer", "soon"]),
        (Role.ARMS_OFFICER, []),
        (Role.AUDITOR, []),
    ),
)
def test_the_bell_counts_what_waits_for_the_role(
    unit: CommandBus, open_bus: OpenBus, role: Role, waiting: list[str]
) -> None:
    asker = open_bus(an_officer(unit, "1000", role))
    page = asker.ask(MineToDecide())
    assert page.total == len(page.rows) == asker.ask(CountWarnings()).mine
    areas = ("Peterlee",) if role is Role.NPT_OFFICER else ("Peterlee", "Darlington")
    assert refs(page.rows) == [f"{area}-{ref}" for ref in waiting for area in areas]


def test_an_officer_is_told_of_their_own_case_elsewhere(
    unit: CommandBus, open_bus: OpenBus
) -> None:
    officer = an_officer(unit, "3120", area="Stanley")
    register_case(
        unit,
        case_ref="mine",
        officer="3120",
        managed_by=ManagedBy.PPU,
        registered_on=TODAY - timedelta(days=17),
    )
    unit.do(RaiseWarnings())
    asker = open_bus(officer)
    assert refs(asker.ask(WarningList()).rows) == refs(asker.ask(MineToDecide()).rows) == ["mine"]


def test_a_decision_leaves_the_list_until_the_warning_climbs(
    unit: CommandBus, open_bus: OpenBus, clock: FixedClock
) -> None:
    sergeant = open_bus(an_officer(unit, "1140", Role.SUPERVISOR))
    row = sergeant.ask(MineToDecide()).rows[0]
    sergeant.do(DecideWarning(row.warning_id, row.version, "Both officers go tomorrow."))
    assert refs(sergeant.ask(MineToDecide()).rows) == ["Darlington-supervisor"]
    undecided = sergeant.ask(WarningList(undecided=True))
    decided = sergeant.ask(WarningList(undecided=False))
    assert (undecided.total, refs(decided.rows)) == (9, ["Peterlee-supervisor"])
    clock.on(5)
    sergeant.do(RaiseWarnings())
    inspector = open_bus(an_officer(unit, "0032", Role.INSPECTOR))
    waiting = {row.case_ref: row for row in inspector.ask(MineToDecide()).rows}
    assert waiting["Peterlee-supervisor"].decision_stale
    assert inspector.ask(WarningList(undecided=False)).total == 0


def test_a_decision_comes_back_the_day_after_its_visit_was_not_made(
    unit: CommandBus, open_bus: OpenBus, clock: FixedClock
) -> None:
    sergeant = open_bus(an_officer(unit, "1140", Role.SUPERVISOR))
    row = sergeant.ask(MineToDecide()).rows[0]
    plan_on = TODAY + timedelta(days=2)
    sergeant.do(DecideWarning(row.warning_id, row.version, "Both go on Wednesday.", plan_on))
    for days, back in ((0, False), (2, False), (3, True)):
        clock.day = TODAY + timedelta(days=days)
        waiting = refs(sergeant.ask(MineToDecide()).rows)
        assert (row.case_ref in waiting) is back
        assert sergeant.ask(CountWarnings()).mine == len(waiting)
        assert sergeant.ask(WarningList(undecided=False)).total == (not back)


def test_cleared_warnings_are_on_no_list(unit: CommandBus) -> None:
    with unit.register.work() as work:
        work.run("update case_file set due_on = null")
        work.commit()
    unit.do(RaiseWarnings())
    assert (unit.ask(WarningList()).total, unit.ask(CountWarnings()).total) == (0, 0)
    assert unit.ask(MineToDecide()).rows == ()
