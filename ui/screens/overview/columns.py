"""The columns of the Overview's lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Protocol

from rsovisit.domain.policy import Policy
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.warning import plan_missed
from rsovisit.queries.oversight import OverdueRow
from rsovisit.queries.overview_lists import ArmsLateRow, WeakCrewRow
from ui.labels import NOTHING, day, label, short_day
from ui.theme import SHAPES, Badge, Shape, Tone
from ui.widgets.rows import Column


class CaseLine(Protocol):
    """What every list of the Overview shows of a case."""

    @property
    def case_ref(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def risk_level(self) -> RiskLevel: ...

    @property
    def area(self) -> str: ...

    @property
    def officer(self) -> str | None: ...

    @property
    def officer_name(self) -> str | None: ...


def _about_case() -> tuple[Column[Any], ...]:
    return (
        Column("Case", _case_ref, sample="RSO-0000", strong=True),
        Column("Name", _name, sample="Sample W. Hornbeam", drop=3),
        Column("Risk", _risk, sample="Very high"),
        Column("Team", _area, sample="Darlington Central"),
    )


def _case_ref(row: CaseLine) -> str:
    return row.case_ref


def _name(row: CaseLine) -> str:
    return row.name


def _risk(row: CaseLine) -> str:
    return label(row.risk_level)


def _area(row: CaseLine) -> str:
    return row.area


def _allocated(row: CaseLine) -> str:
    return row.officer_name or row.officer or "Nobody"


def overdue_columns(today: Callable[[], date], policy: Policy) -> tuple[Column[OverdueRow], ...]:
    """Days, case, when it was due, whose it is, who must act since when, what was decided."""
    strongest = policy.escalation.inspector

    def escalation(row: OverdueRow) -> str:
        if row.level is None:
            return "At the next sweep"
        return f"{label(row.level)} since {short_day(row.level_since_on, today())}"

    def decision(row: OverdueRow) -> str:
        if row.decision is None:
            return "None yet"
        if row.decision_stale:
            return f"Climbed since: {row.decision}"
        planned = short_day(row.plan_on, today())
        if plan_missed(row.plan_on, today()):
            return f"Planned {planned}, not made · {row.decision}"
        return f"Visit {planned} · {row.decision}" if row.plan_on else row.decision

    return (
        _days_column("Overdue", lambda row: row.days_overdue, strongest),
        *_about_case(),
        Column(
            "Due",
            lambda row: short_day(row.due_on, today()),
            sample="30 Nov 2025",
            drop=2,
            link=True,
            tip=lambda _row: "Why this date?",
        ),
        Column("Allocated to", _allocated, sample="PCSO Blackcap", drop=1),
        Column("Escalation", escalation, sample="Supervisor since 25 Nov"),
        Column("Decision", decision, give=1),
    )


def arms_columns(today: Callable[[], date], policy: Policy) -> tuple[Column[ArmsLateRow], ...]:
    """Days, case, when it was due and last made, whose case it is, who is to assess."""
    strongest = policy.escalation.command

    def work(row: ArmsLateRow) -> str:
        if row.state is None:
            return "No task yet"
        who = row.assessor_name or row.assessor or "Nobody yet"
        return f"{who} · {label(row.state).lower()}"

    return (
        _days_column("Out of date", lambda row: row.days_late, strongest),
        *_about_case(),
        Column("Assessment due", lambda row: day(row.arms_due_on), sample="30 Nov 2026"),
        Column(
            "Last assessed",
            lambda row: day(row.last_arms_on) if row.last_arms_on else "Never",
            sample="30 Nov 2026",
            drop=2,
        ),
        Column("Allocated to", _allocated, sample="PCSO Blackcap", drop=1),
        Column("To assess", work, give=1),
    )


def crew_columns() -> tuple[Column[WeakCrewRow], ...]:
    """When, what was amiss, case, who went, what came of it."""
    return (
        Column("Visited", lambda row: day(row.visited_on), sample="30 Nov 2026"),
        Column(
            "Crew",
            crew_words,
            badge=lambda row: Badge(crew_words(row), Tone.OVERDUE, Shape.TRIANGLE),
            sample="One officer, not trained",
        ),
        *_about_case(),
        Column("Went", lambda row: ", ".join(row.crew) or NOTHING, sample="2408, 2576"),
        Column("Allocated to", _allocated, sample="PCSO Blackcap", drop=1),
        Column("Outcome", lambda row: label(row.outcome), give=1),
    )


def crew_words(row: WeakCrewRow) -> str:
    """What was amiss with a crew."""
    if row.single:
        return "One officer, not trained" if row.trained is False else "One officer"
    return "Nobody trained"


def _days_column(title: str, days: Callable[[Any], int], strongest: int) -> Column[Any]:
    def badge(row: Any) -> Badge:
        tone = Tone.ESCALATED if days(row) >= strongest else Tone.OVERDUE
        return Badge(f"{days(row):,} d", tone, SHAPES[tone])

    return Column(title, lambda row: badge(row).words, badge=badge, sample="188 d")
