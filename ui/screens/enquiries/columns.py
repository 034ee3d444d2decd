"""The columns of the enquiries list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from rsovisit.queries.enquiries import EnquiryRow
from ui.labels import NOTHING, label
from ui.theme import SHAPES, Badge, Tone
from ui.widgets.rows import Column


def enquiry_columns(today: Callable[[], date]) -> tuple[Column[EnquiryRow], ...]:
    """How the answer stands, case, what is asked, of whom."""
    return (
        Column(
            "Answer",
            lambda row: answer_badge(row, today()).words,
            badge=lambda row: answer_badge(row, today()),
            sample="118 d late",
        ),
        Column(
            "Case",
            lambda row: row.case_ref,
            second=lambda row: row.name,
            sample="Sample W. Horn",
            strong=True,
        ),
        Column(
            "Risk and area",
            lambda row: label(row.risk_level),
            second=lambda row: row.area,
            sample="Chester-le-Street",
            drop=2,
        ),
        Column(
            "What is asked",
            lambda row: row.asked,
            give=1,
            wrap=True,
            tip=lambda row: row.asked,
        ),
        Column(
            "Asked of",
            lambda row: row.asked_of_name or row.asked_of or NOTHING,
            second=lambda row: row.asked_of or "",
            sample="PC Goldcrest",
            drop=1,
        ),
    )


def answer_badge(row: EnquiryRow, today: date) -> Badge:
    """When the answer is due, in words with tone and shape."""
    if row.days_late:
        tone = Tone.ESCALATED if row.red_flag else Tone.OVERDUE
        return Badge(f"{row.days_late:,} d late", tone, SHAPES[tone])
    if row.answer_due_on is None:
        return Badge("no date", Tone.SOON, SHAPES[Tone.SOON])
    ahead = (row.answer_due_on - today).days
    words = "due today" if ahead == 0 else f"due in {ahead:,} d"
    return Badge(words, Tone.SOON, SHAPES[Tone.SOON])
