"""Who could be given the cases: how each stands, and how they would stand with them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from rsovisit.domain.access import Role
from rsovisit.queries.staff import AHEAD_DAYS, StaffRow
from ui.screens.record.training import training_badge
from ui.theme import Badge, Tone
from ui.widgets.rows import Column

NOBODY = ""
"""The key of the line that takes the cases from everybody."""


class ToAllocate(Protocol):
    """What the form needs of a case, from whichever list it was chosen in."""

    @property
    def case_id(self) -> int: ...

    @property
    def version(self) -> int: ...

    @property
    def case_ref(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def area(self) -> str: ...

    @property
    def officer(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """One line of the list. `gained`: cases that would be new to them; `badge`: their training."""

    collar: str
    name: str
    area: str
    trained: bool
    badge: Badge
    cases: int
    gained: int
    due_soon: int
    overdue: int
    search: str

    @property
    def after(self) -> int:
        """Live cases they would hold."""
        return self.cases + self.gained

    @property
    def needs_reason(self) -> bool:
        """Whether giving them the cases has to be justified."""
        return not self.trained


def candidates(
    people: Sequence[StaffRow], cases: Sequence[ToAllocate], today: date
) -> list[Candidate]:
    """The trained before the untrained, then the cases' area, then the least laden; nobody last.

    So the line chosen to begin with is one that may be given the cases without a reason. Whoever
    has them all already comes after those who could take them over, and people who are not
    neighbourhood officers after those who are.
    """
    areas = {case.area for case in cases}
    visiting = {row.collar for row in people if row.role is Role.NPT_OFFICER}

    def place(c: Candidate) -> tuple[bool, bool, bool, bool, int, str]:
        office = c.collar not in visiting
        return office, not c.trained, not c.gained, c.area not in areas, c.cases, c.name

    found = sorted((_candidate(row, cases, today) for row in people), key=place)
    held = sum(1 for case in cases if case.officer)
    nobody = Badge("needs a reason", Tone.NEUTRAL)
    return [*found, Candidate(NOBODY, "Nobody", "", False, nobody, 0, held, 0, 0, "nobody")]


def ordered(found: Collection[Candidate], sort: str, descending: bool) -> list[Candidate]:
    """By one column; nobody stays last."""
    keys = {
        "name": lambda c: c.name.casefold(),
        "cases": lambda c: c.cases,
        "due": lambda c: c.due_soon,
        "overdue": lambda c: c.overdue,
    }
    people = sorted((c for c in found if c.collar), key=keys[sort], reverse=descending)
    return [*people, *(c for c in found if not c.collar)]


def columns() -> tuple[Column[Candidate], ...]:
    """Name and place, training, cases before and after, what is coming, what is late."""
    return (
        Column(
            "Officer",
            lambda c: c.name,
            sort="name",
            second=_place,
            sample="2513 Chester-le-Street",
            give=1,
            strong=True,
        ),
        Column("Training", lambda c: c.badge.words, badge=lambda c: c.badge, drop=1),
        Column("Cases", _cases, sort="cases", sample="112 → 113", number=True),
        Column(
            "28 d",
            lambda c: str(c.due_soon) if c.collar else "",
            sort="due",
            sample="28",
            number=True,
            drop=2,
            tip=lambda _c: f"Visits due in the next {AHEAD_DAYS} days",
        ),
        Column(
            "Late",
            lambda c: str(c.overdue) if c.collar else "",
            sort="overdue",
            sample="28",
            number=True,
            tip=lambda _c: "Visits overdue",
        ),
    )


def _candidate(row: StaffRow, cases: Sequence[ToAllocate], today: date) -> Candidate:
    return Candidate(
        collar=row.collar,
        name=row.name,
        area=row.area or "",
        trained=row.trained,
        badge=training_badge(row, today),
        cases=row.cases,
        gained=sum(1 for case in cases if case.officer != row.collar),
        due_soon=row.due_in_28_days,
        overdue=row.overdue,
        search=f"{row.name} {row.collar} {row.area or ''}".casefold(),
    )


def _place(candidate: Candidate) -> str:
    if not candidate.collar:
        return "takes them from everybody"
    return " · ".join(part for part in (candidate.collar, candidate.area) if part)


def _cases(candidate: Candidate) -> str:
    if not candidate.collar:
        return ""
    if not candidate.gained:
        return str(candidate.cases)
    return f"{candidate.cases} → {candidate.after}"
