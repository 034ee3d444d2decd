"""What one row of an import file says once it has been checked."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from rsovisit.domain.access import Role
from rsovisit.domain.case import ManagedBy, Status
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.training import TrainingKind
from rsovisit.domain.visit import Outcome

IsoDay = str
"""A checked day as 'YYYY-MM-DD'. It sorts and compares as dates do and goes into either
database as it stands, so 70,000 rows need not become date objects on the way."""


class Dated:
    """Mixin: the days of a line as dates, for whoever computes with them."""

    __slots__: tuple[str, ...] = ()

    def as_dates(self) -> dict[str, date | None]:
        """Every field ending in `_on` as a date; None where the cell was empty."""
        found: dict[str, date | None] = {}
        for name in self.__slots__:
            if name.endswith("_on") or name == "date_of_birth":
                day = getattr(self, name)
                found[name] = date.fromisoformat(day) if day else None
        return found


@dataclass(frozen=True, slots=True)
class CaseLine(Dated):
    """One case. `row` is the row of the sheet it stood in; the key is `case_ref`.

    A field is None where the cell was empty or the file has no such column: which of the
    two, `FileRead.columns` says, so that a file without notes never wipes notes.
    """

    row: int
    case_ref: str
    family_name: str
    given_names: str | None
    date_of_birth: IsoDay | None
    risk_level: RiskLevel
    status: Status
    managed_by: ManagedBy
    area: str
    officer: str | None
    registered_on: IsoDay
    last_visit_on: IsoDay | None
    visit_interval_months: int | None
    interval_reason: str | None
    last_arms_on: IsoDay | None
    next_notification_on: IsoDay | None
    notification_ends_on: IsoDay | None
    national_ref: str | None
    address: str | None
    notes: str | None


@dataclass(frozen=True, slots=True)
class VisitLine(Dated):
    """One visit or attempt. The key is `case_ref`, `visited_on` and `visited_at`.

    `visited_at` is local 'HH:MM', or empty when no time was recorded.
    """

    row: int
    case_ref: str
    visited_on: IsoDay
    visited_at: str
    outcome: Outcome
    officers: tuple[str, ...]
    announced: bool
    summary: str | None


@dataclass(frozen=True, slots=True)
class TrainingHeld:
    """A certificate of an officer's row, valid up to and including `expires_on`."""

    kind: TrainingKind
    expires_on: IsoDay

    def __str__(self) -> str:
        return f"{self.kind}:{self.expires_on}"


@dataclass(frozen=True, slots=True)
class OfficerLine:
    """One person of the unit. The key is `collar`."""

    row: int
    collar: str
    name: str
    role: Role
    area: str | None
    training: tuple[TrainingHeld, ...]


Line = CaseLine | VisitLine | OfficerLine


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one cell of one row was not taken. `reason` is a sentence for an officer.

    `field` is the column's name, or 'row' when it is about the row as a whole.
    """

    row: int
    field: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not taken, with its cells as they stood in the sheet."""

    row: int
    cells: tuple[str, ...]


def field_names(line: type[Line]) -> tuple[str, ...]:
    """The names of a line's fields in order, `row` first."""
    return tuple(field.name for field in fields(line))
