"""Cases out of a file: new ones in bulk, known ones compared."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from rsovisit.domain.audit import AuditKind, AuditTag
from rsovisit.exchange.reading import Batch
from rsovisit.services.identity import search_key
from rsovisit.services.imports_changes import FIELDS, CaseChanges, Facts
from rsovisit.services.imports_dates import Dates
from rsovisit.services.imports_intake import Intake, Site, Tally, folded, without
from rsovisit.services.imports_staff import Collars

_DEFAULTED = ("status", "managed_by")
"""Columns whose empty cells mean something: only a file without them leaves them alone."""


class CaseIntake(Intake):
    """Adds cases and brings known ones up to date; the key is the case reference."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._collars = Collars(site)
        self._dates = Dates(site.act.policy)
        self._changes = CaseChanges(site, self._collars, self._dates)
        self._ids: dict[str, int] = {
            folded(ref): case_id for case_id, ref in site.reader.rows(_REFS)
        }
        self._newest = max(self._ids.values(), default=0)
        self._silent = [FIELDS.index(name) for name in _DEFAULTED if name not in site.columns]

    def take(self, batch: Batch, skip: Collection[int]) -> Tally:
        """Compare with the register and write. An empty cell leaves what is there."""
        batch = without(batch, skip)
        self._collars.meet(batch.column("officer"))
        lines: list[tuple[Any, ...]] = list(zip(*batch.values, strict=True))
        ids = self._ids
        if not ids:
            new, held = lines, []
        else:
            new = [line for line in lines if folded(line[0]) not in ids]
            held = [(ids[key], line) for line in lines if (key := folded(line[0])) in ids]
        if self.site.writing:
            self._add(new)
        updated = self._changes.take([(case_id, self._given(line)) for case_id, line in held])
        return Tally(len(new), updated, len(held) - updated)

    def notes(self) -> Iterable[str]:
        """What to say of collar numbers nobody has."""
        return self._collars.notes()

    def _given(self, line: tuple[Any, ...]) -> Facts:
        """What a row says of a known case; None where it says nothing."""
        facts = _facts(line, self._collars.id_of(line[8]))
        for place in self._silent:
            facts = (*facts[:place], None, *facts[place + 1 :])
        return facts

    def _add(self, lines: Sequence[tuple[Any, ...]]) -> None:
        work, note = self.site.act.work, self.site.act.note
        work.many(_INSERT_CASE, map(self._case_row, lines))
        added = {ref: key for key, ref in work.reader.rows(_NEW_REFS, after=self._newest)}
        self._newest = max(added.values(), default=self._newest)
        identities: list[tuple[Any, ...]] = []
        addresses: list[tuple[Any, ...]] = []
        for line in lines:
            ref, family, given, born = line[:4]
            registered, last = line[9:11]
            national, address, notes = line[16:]
            case_id = added[ref]
            key = search_key(ref, given, family, address, national)
            identities.append((case_id, family, given, born, national, notes, key))
            if address is not None:
                addresses.append((case_id, address, registered, last))
            note(AuditTag.CASE_IMPORT, f"case:{case_id}", case_id, AuditKind.COLLECT)
        work.many(_INSERT_IDENTITY, identities)
        work.many(_INSERT_ADDRESS, addresses)

    def _case_row(self, line: tuple[Any, ...]) -> tuple[Any, ...]:
        (
            ref, _, _, _, level, status, team, area, collar, registered, last,
            months, reason, last_arms, notifies, ends, _, _, _,
        ) = line  # fmt: skip
        level_word, status_word = level.value, status.value
        return (
            ref,
            level_word,
            level.rank,
            status_word,
            team.value,
            area,
            self._collars.id_of(collar),
            registered,
            last,
            last,
            months,
            reason,
            last_arms,
            notifies,
            ends,
            self._dates.due(level_word, status_word, registered, last, months),
            self._dates.arms_due(level_word, status_word, registered, last_arms),
        )


def _facts(line: tuple[Any, ...], officer_id: int | None) -> Facts:
    """A row in the order of `imports_changes.FIELDS`."""
    (
        _, family, given, born, level, status, team, area, _, registered, last,
        months, reason, last_arms, notifies, ends, national, address, notes,
    ) = line  # fmt: skip
    return (
        level.value,
        status.value,
        team.value,
        area,
        officer_id,
        registered,
        last,
        months,
        reason,
        last_arms,
        notifies,
        ends,
        family,
        given,
        born,
        national,
        notes,
        address,
    )


_REFS = "select id, case_ref from case_file"
_NEW_REFS = "select id, case_ref from case_file where id > :after"
_INSERT_CASE = """
    insert into case_file
        (case_ref, risk_level, risk_rank, status, managed_by, area, officer_id, registered_on,
         last_visit_stated_on, last_visit_on, visit_interval_months, interval_reason,
         last_arms_on, next_notification_on, notification_ends_on, due_on, arms_due_on, version)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
"""
_INSERT_IDENTITY = """
    insert into identity
        (case_id, family_name, given_names, date_of_birth, national_ref, notes, search_key, version)
    values (?, ?, ?, ?, ?, ?, ?, 1)
"""
_INSERT_ADDRESS = """
    insert into address (case_id, text, since_on, confirmed_on) values (?, ?, ?, ?)
"""
