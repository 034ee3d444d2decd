"""Officers and their training out of a file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rsovisit.domain.access import Role
from rsovisit.domain.audit import AuditKind, AuditTag
from rsovisit.exchange.lines import OfficerLine, TrainingHeld
from rsovisit.exchange.reading import Batch
from rsovisit.services.imports_intake import Intake, Site, Tally, chunks, folded, iso, without

Held = frozenset[tuple[str, str | None]]
"""Certificates: kind and last valid day."""


@dataclass(frozen=True, slots=True)
class _Stored:
    staff_id: int
    known: bool
    facts: tuple[str, str, str | None]
    """Name, role and area."""
    held: Held


class OfficerIntake(Intake):
    """Adds officers and brings those on the list up to date; the key is the collar number."""

    moves_dates: ClassVar[bool] = False

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._stored = self._read()
        self._roles_kept: list[str] = []

    def take(self, batch: Batch, skip: Collection[int]) -> Tally:
        """Compare with the staff list and write. An empty cell leaves what is there."""
        lines: Sequence[Any] = without(batch, skip).lines
        new = [line for line in lines if folded(line.collar) not in self._stored]
        held = [line for line in lines if folded(line.collar) in self._stored]
        changed = [(line, self._stored[folded(line.collar)], self._facts(line)) for line in held]
        changed = [c for c in changed if not c[1].known or c[2] != c[1].facts or _retrained(*c[:2])]
        named = sum(not stored.known for _, stored, _ in changed)
        if self.site.writing:
            self._add(new)
            self._change(changed)
        return Tally(len(new) + named, len(changed) - named, len(held) - len(changed))

    def notes(self) -> Iterable[str]:
        """Whose role the file may not change."""
        for collar in self._roles_kept:
            yield (
                f"{collar} keeps the role they have: nobody changes their own role, or the "
                "register keeper's, with a file."
            )

    def _read(self) -> dict[str, _Stored]:
        reader = self.site.reader
        training: dict[int, set[tuple[str, str | None]]] = {}
        for staff_id, kind, expires in reader.rows(_TRAINING):
            training.setdefault(staff_id, set()).add((kind, iso(expires)))
        return {
            folded(collar): _Stored(
                staff_id, bool(known), (name, role, area), frozenset(training.get(staff_id, ()))
            )
            for staff_id, collar, known, name, role, area in reader.rows(_STAFF)
        }

    def _facts(self, line: OfficerLine) -> tuple[str, str, str | None]:
        """Name, role and area as they ought to be."""
        stored = self._stored[folded(line.collar)]
        _, role, area = stored.facts
        if stored.known and role != line.role.value and self._role_is_fixed(line.collar, role):
            self._roles_kept.append(line.collar)
        else:
            role = line.role.value
        return line.name, role, line.area or area

    def _role_is_fixed(self, collar: str, role: str) -> bool:
        asker = self.site.act.actor.collar
        return role == Role.KEEPER.value or folded(collar) == folded(asker)

    def _add(self, lines: Sequence[OfficerLine]) -> None:
        act = self.site.act
        rows = [(line.collar, line.name, line.role.value, line.area, True) for line in lines]
        act.work.many(_INSERT, rows)
        by_collar = {line.collar: line for line in lines}
        for collars in chunks(by_collar):
            for staff_id, collar in act.work.reader.rows(_NEW, collars=collars):
                self._train(staff_id, by_collar[collar].training)
                act.note(AuditTag.OFFICER_IMPORT, f"staff:{staff_id}", kind=AuditKind.COLLECT)

    def _change(
        self, changed: Iterable[tuple[OfficerLine, _Stored, tuple[str, str, str | None]]]
    ) -> None:
        act = self.site.act
        for line, stored, (name, role, area) in changed:
            act.work.run(_UPDATE, name=name, role=role, area=area, known=True, id=stored.staff_id)
            if _retrained(line, stored):
                act.work.run("delete from training where staff_id = :id", id=stored.staff_id)
                self._train(stored.staff_id, line.training)
            before = stored.facts[1]
            detail: dict[str, Any] = {} if role == before else {"from": before, "to": role}
            act.note(AuditTag.OFFICER_IMPORT, f"staff:{stored.staff_id}", **detail)

    def _train(self, staff_id: int, training: Iterable[TrainingHeld]) -> None:
        rows = [(staff_id, held.kind.value, held.expires_on) for held in training]
        self.site.act.work.many(_CERTIFY, rows)


def _retrained(line: OfficerLine, stored: _Stored) -> bool:
    """Whether the file gives training, and other training than is held."""
    given = frozenset((held.kind.value, held.expires_on) for held in line.training)
    return bool(given) and given != stored.held


_STAFF = "select id, collar, known, name, role, area from staff"
_TRAINING = "select staff_id, kind, expires_on from training"
_NEW = "select id, collar from staff where collar in (:collars)"
_INSERT = """
    insert into staff (collar, name, role, area, known, version) values (?, ?, ?, ?, ?, 1)
"""
_UPDATE = """
    update staff set name = :name, role = :role, area = :area, known = :known,
                     version = version + 1
     where id = :id
"""
_CERTIFY = "insert into training (staff_id, kind, expires_on) values (?, ?, ?)"
