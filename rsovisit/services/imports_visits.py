"""Visits and attempts out of a file: history, which raises no work of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from rsovisit.domain.audit import AuditKind, AuditTag
from rsovisit.domain.visit import Outcome
from rsovisit.domain.why import day_words
from rsovisit.exchange.lines import Refusal
from rsovisit.exchange.reading import Batch
from rsovisit.services.imports_dates import Dates, recompute
from rsovisit.services.imports_intake import Intake, Site, Tally, folded, iso, laid_over, without
from rsovisit.services.imports_staff import Collars
from rsovisit.store.reader import instant_text

Key = tuple[int, str, str]
"""Case, day as ISO text, and local 'HH:MM' or empty: what makes a visit the same visit."""

Facts = tuple[Any, ...]
"""Outcome, announced, crew and summary."""

_OUTCOME, _ANNOUNCED, _CREW, _SUMMARY = range(4)


@dataclass(slots=True)
class _Counts:
    """Visits by case, for the audit log."""

    added: Counter[int] = field(default_factory=Counter)
    updated: Counter[int] = field(default_factory=Counter)


class VisitIntake(Intake):
    """Adds visits and corrects those told otherwise; the key is case, day and time."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._collars = Collars(site)
        self._dates = Dates(site.act.policy)
        self._cases: dict[str, int] = {
            folded(ref): case_id for case_id, ref in site.reader.rows(_REFS)
        }
        self._newest = int(site.reader.value("select max(id) from visit") or 0)
        self._counts = _Counts()

    def faults(self, batch: Batch) -> dict[int, Refusal]:
        """Rows of cases that the register does not have."""
        refs = batch.column("case_ref")
        return {
            index: Refusal(
                batch.numbers[index],
                "case_ref",
                ref,
                f"There is no case {ref} in the register: import the cases first.",
            )
            for index, ref in enumerate(refs)
            if folded(ref) not in self._cases
        }

    def take(self, batch: Batch, skip: Collection[int]) -> Tally:
        """Compare with the register and write. An empty cell leaves what is there."""
        batch = without(batch, skip)
        self._collars.meet(chain.from_iterable(batch.column("officers")))
        given = dict(self._given(batch))
        stored = self._stored(given)
        new = {key: facts for key, facts in given.items() if key not in stored}
        wanted = {key: laid_over(given[key], stored[key][1]) for key in given if key in stored}
        changed = {key: after for key, after in wanted.items() if after != stored[key][1]}
        if self.site.writing:
            self._add(new)
            self._correct(changed, stored)
        return Tally(len(new), len(changed), len(wanted) - len(changed))

    def finish(self) -> None:
        """Bring the dates of every case that has new or corrected visits up to date."""
        act, counts = self.site.act, self._counts
        touched = sorted(counts.added.keys() | counts.updated.keys())
        recompute(self.site, self._dates, touched)
        for case_id in touched:
            added, updated = counts.added[case_id], counts.updated[case_id]
            kind = AuditKind.COLLECT if added else AuditKind.ALTER
            act.note(
                AuditTag.VISIT_IMPORT,
                f"case:{case_id}",
                case_id,
                kind,
                added=added,
                updated=updated,
            )

    def notes(self) -> Iterable[str]:
        """What to say of collar numbers nobody has."""
        return self._collars.notes()

    def _given(self, batch: Batch) -> Iterator[tuple[Key, Facts]]:
        silent = "announced" not in self.site.columns
        for ref, on, at, outcome, officers, announced, summary in zip(*batch.values, strict=True):
            yield (
                (self._cases[folded(ref)], on, at),
                (
                    outcome.value,
                    None if silent else announced,
                    ";".join(officers) or None,
                    summary,
                ),
            )

    def _stored(self, given: Collection[Key]) -> dict[Key, tuple[int, Facts]]:
        """Visits of these cases in these days: id and facts by key."""
        if not given or not self._newest:
            return {}
        days = [on for _, on, _ in given]
        found = self.site.reader.rows(
            _STORED_LOCKED if self.site.locking else _STORED,
            ids=sorted({case_id for case_id, _, _ in given}),
            first=min(days),
            last=max(days),
        )
        return {
            (case_id, str(iso(on)), at): (visit_id, (outcome, bool(announced), crew, summary))
            for visit_id, case_id, on, at, outcome, announced, crew, summary in found
        }

    def _add(self, new: dict[Key, Facts]) -> None:
        act = self.site.act
        at, by = instant_text(act.asking.now), act.actor.collar
        completes = {outcome.value: outcome.completes for outcome in Outcome}
        act.work.many(
            _INSERT,
            [
                (*key, outcome, completes[outcome], bool(announced), crew or "", at, by)
                for key, (outcome, announced, crew, _) in new.items()
            ],
        )
        rows = act.work.reader.rows(_NEW, after=self._newest)
        ids = {(case_id, str(iso(on)), hour): key for key, case_id, on, hour in rows}
        self._newest = max(ids.values(), default=self._newest)
        self._put_crews([(ids[key], facts) for key, facts in new.items()])
        self._put_summaries([(ids[key], facts) for key, facts in new.items()])
        self._counts.added.update(case_id for case_id, _, _ in new)

    def _correct(self, changed: dict[Key, Facts], stored: dict[Key, tuple[int, Facts]]) -> None:
        if not changed:
            return
        act = self.site.act
        corrected = [(stored[key][0], key, stored[key][1], after) for key, after in changed.items()]
        act.work.many(
            _UPDATE,
            [
                (outcome, Outcome(outcome).completes, announced, crew, crew, visit_id)
                for visit_id, _, _, (outcome, announced, crew, _) in corrected
            ],
        )
        crews = [(v, after) for v, _, before, after in corrected if before[_CREW] != after[_CREW]]
        act.work.many(_NO_CREW, [(visit_id,) for visit_id, _ in crews])
        self._put_crews(crews)
        told = [(v, a) for v, _, b, a in corrected if b[_SUMMARY] != a[_SUMMARY]]
        act.work.many(_NO_SUMMARY, [(visit_id,) for visit_id, _ in told])
        self._put_summaries(told)
        today, by = act.asking.today, act.actor.collar
        act.work.many(
            _EVENT,
            [(key[0], today, _correction(key, b, a), by) for _, key, b, a in corrected],
        )
        self._counts.updated.update(case_id for case_id, _, _ in changed)

    def _put_crews(self, crews: Sequence[tuple[int, Facts]]) -> None:
        rows = [
            (visit_id, staff_id)
            for visit_id, facts in crews
            for staff_id in dict.fromkeys(
                self._collars.id_of(collar) for collar in (facts[_CREW] or "").split(";") if collar
            )
        ]
        self.site.act.work.many(_GO, rows)

    def _put_summaries(self, told: Sequence[tuple[int, Facts]]) -> None:
        rows = [(visit_id, facts[_SUMMARY]) for visit_id, facts in told if facts[_SUMMARY]]
        self.site.act.work.many(_TELL, rows)


def _correction(key: Key, before: Facts, after: Facts) -> str:
    """What the case's history says of a corrected visit: what it said before, and now."""
    _, on, at = key
    said = []
    if before[_OUTCOME] != after[_OUTCOME]:
        was, now = Outcome(before[_OUTCOME]).words, Outcome(after[_OUTCOME]).words
        said.append(f"outcome was {was}, is {now}")
    if before[_CREW] != after[_CREW]:
        said.append(f"officers were {before[_CREW] or 'not given'}, are {after[_CREW]}")
    if before[_ANNOUNCED] != after[_ANNOUNCED]:
        said.append("announced" if after[_ANNOUNCED] else "not announced")
    if before[_SUMMARY] != after[_SUMMARY]:
        said.append("another summary")
    when = f"{day_words(date.fromisoformat(on))}{' at ' + at if at else ''}"
    return f"Visit of {when} corrected by import: {'; '.join(said)}."


_REFS = "select id, case_ref from case_file"
_STORED = """
    select v.id, v.case_id, v.visited_on, v.visited_at, v.outcome, v.announced, v.crew, t.summary
      from visit v
      left join visit_text t on t.visit_id = v.id
     where v.case_id in (:ids) and v.visited_on between :first and :last
"""
_STORED_LOCKED = _STORED + " for update of v"
_INSERT = """
    insert into visit
        (case_id, visited_on, visited_at, outcome, completed, announced, crew, recorded_at,
         recorded_by, version)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
"""
_NEW = "select id, case_id, visited_on, visited_at from visit where id > :after"
_UPDATE = """
    update visit
       set outcome = ?, completed = ?, announced = ?,
           crew_trained = case when crew = ? then crew_trained end, crew = ?,
           version = version + 1
     where id = ?
"""
_NO_CREW = "delete from visit_officer where visit_id = ?"
_GO = "insert into visit_officer (visit_id, staff_id) values (?, ?)"
_NO_SUMMARY = "delete from visit_text where visit_id = ?"
_TELL = "insert into visit_text (visit_id, summary) values (?, ?)"
_EVENT = """
    insert into case_event (case_id, happened_on, what, text, by)
    values (?, ?, 'visit corrected', ?, ?)
"""
