"""The columns of the warnings list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from rsovisit.domain.due import Bucket
from rsovisit.domain.policy import Policy
from rsovisit.domain.warning import Level, WarningKind, plan_missed
from rsovisit.queries.warnings import WarningRow
from ui.labels import NOTHING, day, label, lateness
from ui.theme import SHAPES, Badge, Tone
from ui.widgets.rows import Column

_TONES = {
    Level.OFFICER: Tone.NEUTRAL,
    Level.SUPERVISOR: Tone.OVERDUE,
    Level.INSPECTOR: Tone.ESCALATED,
    Level.COMMAND: Tone.ESCALATED,
}


def warning_columns(today: Callable[[], date], policy: Policy) -> tuple[Column[WarningRow], ...]:
    """Lateness, case, who must act now and since when, the case's officer, the decision."""

    def badge(row: WarningRow) -> Badge:
        return lateness(
            bucket_of_row(row), row.due_on, today(), escalated_from=policy.escalation.inspector
        )

    return (
        Column(
            "Status",
            lambda row: badge(row).words,
            badge=badge,
            sample="188 d overdue",
        ),
        Column(
            "Case",
            lambda row: row.case_ref,
            second=lambda row: row.name,
            sample="Sample W. Hornb",
            strong=True,
        ),
        Column(
            "Due",
            lambda row: day(row.due_on),
            second=lambda row: row.area,
            sample="Chester-le-Street",
            link=True,
            tip=lambda _row: "Why this date?",
            drop=2,
        ),
        Column(
            "Must act now",
            lambda row: label(row.level),
            second=lambda row: f"since {day(row.level_since_on)}",
            sample="since 23 Nov 2026",
        ),
        Column(
            "Allocated to",
            lambda row: row.owner_name or row.owner or NOTHING,
            second=lambda row: row.owner or "",
            sample="PC Goldcrest",
            drop=3,
        ),
        Column("Decision", _decision, second=lambda row: _plan(row, today()), give=2, drop=1),
    )


def bucket_of_row(row: WarningRow) -> Bucket:
    """The bucket the warning's visit is in: a warning exists only in these two."""
    soon = row.kind is WarningKind.VISIT_DUE_SOON
    return Bucket.DUE_SOON if soon else Bucket.OVERDUE


def level_tone(level: Level) -> Tone:
    """How strongly a level is shown."""
    return _TONES[level]


def level_badge(level: Level) -> Badge:
    """Who must act, as a pill."""
    tone = level_tone(level)
    return Badge(label(level), tone, SHAPES[tone])


def _decision(row: WarningRow) -> str:
    if row.decision is None:
        return "None" if row.kind is WarningKind.VISIT_OVERDUE else NOTHING
    return row.decision


def _plan(row: WarningRow, today: date) -> str:
    if row.decision is None:
        return ""
    if row.decision_stale:
        return "decided before it moved up"
    if plan_missed(row.plan_on, today):
        return f"planned {day(row.plan_on)}, not made"
    return f"visit {day(row.plan_on)}" if row.plan_on else f"by {row.decided_by}"
