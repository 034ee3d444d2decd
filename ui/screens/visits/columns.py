"""The columns of the visits list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from rsovisit.domain.policy import Policy
from rsovisit.queries.visits import VisitOrder, VisitRow
from ui.labels import NOTHING, day, label, lateness
from ui.theme import Badge
from ui.widgets.rows import Column


def visit_columns(today: Callable[[], date], policy: Policy) -> tuple[Column[VisitRow], ...]:
    """Status, case and name, risk and area, dates, officer, what stands in the way."""

    def badge(row: VisitRow) -> Badge:
        return lateness(row.bucket, row.due_on, today(), escalated_from=policy.escalation.inspector)

    return (
        Column(
            "Status",
            lambda row: badge(row).words,
            sort=VisitOrder.LATENESS.value,
            badge=badge,
            sample="188 d overdue",
        ),
        Column(
            "Case",
            lambda row: row.case_ref,
            sort=VisitOrder.CASE.value,
            second=lambda row: row.name,
            sample="Sample W. Hornb",
            strong=True,
        ),
        Column(
            "Risk and area",
            lambda row: label(row.risk_level),
            sort=VisitOrder.RISK.value,
            second=lambda row: row.area,
            sample="Chester-le-Street",
            drop=2,
        ),
        Column(
            "Due",
            _due,
            second=_last,
            sample="last 23 Nov 202",
            link=True,
            tip=lambda _row: "Why this date?",
        ),
        Column(
            "Allocated to",
            lambda row: row.officer_name or row.officer or NOTHING,
            sort=VisitOrder.OFFICER.value,
            second=lambda row: row.officer or "",
            sample="PC Goldcrest",
            drop=3,
        ),
        Column("Needs", _needs, second=_more_needs, give=1, drop=1, quiet=True),
    )


def _due(row: VisitRow) -> str:
    return day(row.due_on) if row.due_on else label(row.status)


def _last(row: VisitRow) -> str:
    return f"last {day(row.last_visit_on)}" if row.last_visit_on else "never visited"


def _needs(row: VisitRow) -> str:
    return row.needs.partition(" · ")[0] or NOTHING


def _more_needs(row: VisitRow) -> str:
    return row.needs.partition(" · ")[2]
