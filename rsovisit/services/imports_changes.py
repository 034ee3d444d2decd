"""Known cases in a file: what differs from the register, and all that moves with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rsovisit.domain.audit import AuditTag
from rsovisit.domain.case import ManagedBy, Status
from rsovisit.domain.due import Requirement, regrade_requirement, resume_requirement
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.why import counted, day_words
from rsovisit.services.identity import search_key
from rsovisit.services.imports_dates import (
    Dates,
    confirm_addresses,
    facts_of,
    last_visits,
    latest,
    requirements_of,
)
from rsovisit.services.imports_intake import Site, chunks, iso, laid_over
from rsovisit.services.imports_staff import Collars

CASE_FIELDS = (
    "risk_level",
    "status",
    "managed_by",
    "area",
    "officer_id",
    "registered_on",
    "last_visit_stated_on",
    "visit_interval_months",
    "interval_reason",
    "last_arms_on",
    "next_notification_on",
    "notification_ends_on",
)
IDENTITY_FIELDS = ("family_name", "given_names", "date_of_birth", "national_ref", "notes")
FIELDS = (*CASE_FIELDS, *IDENTITY_FIELDS, "address")
"""What a file may say of a case, in the order of `Facts`."""

Facts = tuple[Any, ...]
"""The values of FIELDS: words and days as text."""

_IN_A_FILE = {"officer_id": "officer", "last_visit_stated_on": "last_visit_on"}
_MOVES_DUE = {"risk_level", "status", "visit_interval_months", "registered_on"}
"""Fields that move the due date by themselves, so that history must keep the old one."""


@dataclass(frozen=True, slots=True)
class _Stored:
    case_ref: str
    facts: Facts
    last_visit_on: str | None
    due_on: str | None


@dataclass(frozen=True, slots=True)
class _Change:
    """One case as it was and as the file wants it, with the dates that follow."""

    case_id: int
    stored: _Stored
    after: Facts
    last_visit_on: str | None
    due_on: str | None
    arms_due_on: str | None
    new: tuple[Requirement, ...]

    def differ(self, fields: Iterable[str]) -> set[str]:
        """Which of the fields the file changes."""
        return {field for field in fields if self.was(field) != self.now(field)}

    def was(self, field: str) -> Any:
        """A field as it was."""
        return self.stored.facts[_PLACES[field]]

    def now(self, field: str) -> Any:
        """A field as it will be."""
        return self.after[_PLACES[field]]


class CaseChanges:
    """Compares known cases with what a file says of them, and writes the difference."""

    def __init__(self, site: Site, collars: Collars, dates: Dates) -> None:
        self._site = site
        self._collars = collars
        self._dates = dates

    def take(self, given: Sequence[tuple[int, Facts]]) -> int:
        """Compare and write cases given by id, None where the file is silent; how many differ."""
        differing = 0
        for some in chunks(given):
            stored = self._stored([case_id for case_id, _ in some])
            wanted = [(key, laid_over(facts, stored[key].facts)) for key, facts in some]
            changed = [(key, after) for key, after in wanted if after != stored[key].facts]
            differing += len(changed)
            if changed and self._site.writing:
                self._write(self._worked_out(changed, stored))
        return differing

    def _stored(self, ids: list[int]) -> dict[int, _Stored]:
        reader = self._site.reader
        found = reader.rows(_STORED_LOCKED if self._site.locking else _STORED, ids=ids)
        end = 2 + len(FIELDS)
        if reader.dialect == "postgresql":
            found = [tuple(map(iso, row)) for row in found]
        return {row[0]: _Stored(row[1], row[2:end], *row[end:]) for row in found}

    def _worked_out(
        self, changed: Sequence[tuple[int, Facts]], stored: dict[int, _Stored]
    ) -> list[_Change]:
        ids = [case_id for case_id, _ in changed]
        visits = last_visits(self._site.reader, ids)
        owed = requirements_of(self._site.reader, ids)
        return [
            self._change(
                case_id, stored[case_id], after, visits.get(case_id), owed.get(case_id, ())
            )
            for case_id, after in changed
        ]

    def _change(
        self,
        case_id: int,
        stored: _Stored,
        after: Facts,
        visited: str | None,
        owed: tuple[Requirement, ...],
    ) -> _Change:
        level, status, registered, stated, months, last_arms = (
            after[_PLACES[field]]
            for field in (
                "risk_level",
                "status",
                "registered_on",
                "last_visit_stated_on",
                "visit_interval_months",
                "last_arms_on",
            )
        )
        last = latest(visited, stated)
        new = self._new_requirements(stored.facts, level, status, last, owed)
        return _Change(
            case_id,
            stored,
            after,
            last,
            self._dates.due(level, status, registered, last, months, owed + new),
            self._dates.arms_due(level, status, registered, last_arms, owed + new),
            new,
        )

    def _new_requirements(
        self,
        before: Facts,
        level: str,
        status: str,
        last: str | None,
        owed: tuple[Requirement, ...],
    ) -> tuple[Requirement, ...]:
        """Visits owed because the file raises the level or starts visits again, from today.

        A visit that the same file tells of counts as made before the level was raised.
        """
        policy, today = self._site.act.policy, self._site.act.asking.today
        old_level, old_status = before[_PLACES["risk_level"]], before[_PLACES["status"]]
        registered, months = (
            before[_PLACES["registered_on"]],
            before[_PLACES["visit_interval_months"]],
        )
        facts = facts_of(old_level, old_status, registered, last, months, owed)
        asked = (
            regrade_requirement(facts, RiskLevel(level), today, policy),
            resume_requirement(Status(old_status), Status(status), RiskLevel(level), today, policy),
        )
        return tuple(requirement for requirement in asked if requirement is not None)

    def _write(self, changes: Sequence[_Change]) -> None:
        act, today = self._site.act, self._site.act.asking.today
        work = act.work
        work.many(_UPDATE_CASE, [_case_row(c) for c in changes if _case_moves(c)])
        work.many(
            _UPDATE_IDENTITY,
            [_identity_row(c) for c in changes if c.differ((*IDENTITY_FIELDS, "address"))],
        )
        moved = [c for c in changes if c.differ(("address",))]
        work.many(_END_ADDRESS, [(today, c.case_id) for c in moved])
        work.many(_NEW_ADDRESS, [(c.case_id, c.now("address"), today) for c in moved])
        confirm_addresses(self._site, {c.case_id: c.last_visit_on for c in changes})
        work.many(
            _REQUIRE,
            [(c.case_id, r.kind.value, r.from_on, r.due_on) for c in changes for r in c.new],
        )
        work.many(
            _EVENT,
            [
                (c.case_id, today, what, text, act.actor.collar)
                for c in changes
                for what, text in self._sentences(c)
            ],
        )
        for c in changes:
            names = sorted(_IN_A_FILE.get(field, field) for field in c.differ(FIELDS))
            act.note(AuditTag.CASE_IMPORT, f"case:{c.case_id}", c.case_id, changed=names)

    def _sentences(self, c: _Change) -> Iterator[tuple[str, str]]:
        """What the case's history says of the change: its heading and a sentence."""
        differ = c.differ(FIELDS)
        if "risk_level" in differ:
            was, now = RiskLevel(c.was("risk_level")), RiskLevel(c.now("risk_level"))
            how = "raised" if now.rank > was.rank else "lowered"
            yield "level", f"Level {how} from {was.words} to {now.words} by import."
        if "status" in differ:
            old, new = Status(c.was("status")).words, Status(c.now("status")).words
            yield "status", f"Status changed from {old} to {new} by import."
        if "managed_by" in differ:
            before, after = (ManagedBy(team).value.upper() for team in _pair(c, "managed_by"))
            yield "team", f"Moved from {before} to {after} by import."
        if "officer_id" in differ:
            one, other = (self._collars.collar_of(officer) for officer in _pair(c, "officer_id"))
            yield "allocated", f"From {one} to {other} by import."
        if "visit_interval_months" in differ:
            months = (_months(number) for number in _pair(c, "visit_interval_months"))
            yield "interval", "Own interval changed from {} to {} by import.".format(*months)
        if c.due_on != c.stored.due_on and differ & _MOVES_DUE:
            days = (_day(text) for text in (c.stored.due_on, c.due_on))
            yield "due date", "Visit due date moved from {} to {}.".format(*days)


def _pair(change: _Change, field: str) -> tuple[Any, Any]:
    return change.was(field), change.now(field)


def _months(number: int | None) -> str:
    return counted(number, "month") if number else "none"


def _day(text: str | None) -> str:
    return day_words(date.fromisoformat(text)) if text else "none"


def _case_moves(change: _Change) -> bool:
    """Whether the case itself changes: its facts, or a date that follows from them."""
    dates = change.last_visit_on, change.due_on
    stored = change.stored.last_visit_on, change.stored.due_on
    return bool(change.differ(CASE_FIELDS)) or dates != stored


def _case_row(change: _Change) -> tuple[Any, ...]:
    rank = RiskLevel(change.now("risk_level")).rank
    facts = change.after[: len(CASE_FIELDS)]
    dates = change.last_visit_on, change.due_on, change.arms_due_on
    return (*facts, rank, *dates, change.case_id)


def _identity_row(change: _Change) -> tuple[Any, ...]:
    values = [change.now(field) for field in IDENTITY_FIELDS]
    key = search_key(
        change.stored.case_ref,
        change.now("given_names"),
        change.now("family_name"),
        change.now("address"),
        change.now("national_ref"),
    )
    return (*values, key, change.case_id)


_PLACES = {field: place for place, field in enumerate(FIELDS)}
_STORED = """
    select c.id, c.case_ref,
           c.risk_level, c.status, c.managed_by, c.area, c.officer_id, c.registered_on,
           c.last_visit_stated_on, c.visit_interval_months, c.interval_reason, c.last_arms_on,
           c.next_notification_on, c.notification_ends_on,
           i.family_name, i.given_names, i.date_of_birth, i.national_ref, i.notes, a.text,
           c.last_visit_on, c.due_on
      from case_file c
      join identity i on i.case_id = c.id
      left join address a on a.case_id = c.id and a.ended_on is null
     where c.id in (:ids)
     order by a.id
"""
_STORED_LOCKED = _STORED + " for update of c"
_UPDATE_CASE = """
    update case_file
       set risk_level = ?, status = ?, managed_by = ?, area = ?, officer_id = ?,
           registered_on = ?, last_visit_stated_on = ?, visit_interval_months = ?,
           interval_reason = ?, last_arms_on = ?, next_notification_on = ?,
           notification_ends_on = ?, risk_rank = ?, last_visit_on = ?, due_on = ?,
           arms_due_on = ?, version = version + 1
     where id = ?
"""
_UPDATE_IDENTITY = """
    update identity
       set family_name = ?, given_names = ?, date_of_birth = ?, national_ref = ?, notes = ?,
           search_key = ?, version = version + 1
     where case_id = ?
"""
_END_ADDRESS = "update address set ended_on = ? where case_id = ? and ended_on is null"
_NEW_ADDRESS = "insert into address (case_id, text, since_on) values (?, ?, ?)"
_REQUIRE = "insert into visit_requirement (case_id, kind, from_on, due_on) values (?, ?, ?, ?)"
_EVENT = "insert into case_event (case_id, happened_on, what, text, by) values (?, ?, ?, ?, ?)"
