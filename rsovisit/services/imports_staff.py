"""Collar numbers in import files: whose they are, and a place on the staff list for new ones."""

from __future__ import annotations

from collections.abc import Iterable

from rsovisit.domain.access import Role
from rsovisit.domain.audit import AuditKind, AuditTag
from rsovisit.services.imports_intake import Site, folded


class Collars:
    """The staff list by collar number, as files of cases and visits need it.

    A number that nobody on the list has is taken all the same, as an officer still to be named:
    refusing the row would lose a visit that was made, dropping the number would lose who made it
    (docs/decisions/2026-11-23-import.md).
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._ids: dict[str, int] = {}
        self._collars: dict[int, str] = {}
        self._named: set[str] = set()
        self._unnamed: set[str] = set()
        for staff_id, collar, known in site.reader.rows(_STAFF):
            self._enter(staff_id, collar)
            if known:
                self._named.add(folded(collar))

    def id_of(self, collar: str | None) -> int | None:
        """The officer's id; None for no collar. The collar must have been met."""
        return None if collar is None else self._ids[folded(collar)]

    def collar_of(self, staff_id: int | None) -> str:
        """The collar number as the staff list has it; 'nobody' for None."""
        return "nobody" if staff_id is None else self._collars[staff_id]

    def meet(self, collars: Iterable[str | None]) -> None:
        """Make sure that every one of these has an id."""
        met = {folded(collar): collar for collar in set(collars) if collar is not None}
        self._unnamed |= met.keys() - self._named
        new = sorted(collar for key, collar in met.items() if key not in self._ids)
        if new and self._site.writing:
            self._write(new)
        else:
            # Numbers no officer has, so that a comparison sees the change.
            for collar in new:
                self._enter(-1 - len(self._ids), collar)

    def notes(self) -> Iterable[str]:
        """What to say of numbers that nobody on the staff list has."""
        count = len(self._unnamed)
        if count == 1:
            yield "1 collar number is not on the staff list: import the officers to name it."
        elif count:
            yield (
                f"{count:,} collar numbers are not on the staff list: "
                "import the officers to name them."
            )

    def _write(self, new: list[str]) -> None:
        act = self._site.act
        role = Role.NPT_OFFICER.value
        act.work.many(_INSERT, [(collar, f"Collar {collar}", role, False) for collar in new])
        for staff_id, collar in act.work.reader.rows(_NEW, collars=new):
            self._enter(staff_id, collar)
            act.note(AuditTag.OFFICER_IMPORT, f"staff:{staff_id}", kind=AuditKind.COLLECT)

    def _enter(self, staff_id: int, collar: str) -> None:
        self._ids[folded(collar)] = staff_id
        self._collars[staff_id] = collar


_STAFF = "select id, collar, known from staff"
_NEW = "select id, collar from staff where collar in (:collars)"
_INSERT = "insert into staff (collar, name, role, known, version) values (?, ?, ?, ?, 1)"
