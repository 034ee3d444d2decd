"""Whether a register is what it should be: file, schema, links, audit chain and stored dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from rsovisit.clock import SystemClock
from rsovisit.domain.arms import stored_assessment
from rsovisit.domain.case import Status
from rsovisit.domain.due import Requirement, RequirementKind, VisitFacts, stored_due
from rsovisit.domain.policy import Policy
from rsovisit.domain.risk import RiskLevel
from rsovisit.errors import RsoVisitError
from rsovisit.settings import policy_on
from rsovisit.store.audit_chain import broken_rows
from rsovisit.store.copying import structure_faults
from rsovisit.store.reader import Reader, as_date
from rsovisit.store.register import Register

MOST = 20
"""Findings of one kind that are listed before the rest are only counted."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check found. Findings are sentences; they name ids, never people."""

    ok: bool
    findings: tuple[str, ...]


Check = Callable[[Reader], Iterator[str]]


def verify(register: Register, policy: Policy | None = None) -> Verified:
    """Checks a whole register as it stands at one moment; others may go on working.

    Stored dates are held to the rules of `domain` under `policy`, today's unless said. Raises
    Unavailable where the register cannot be had at all.
    """
    policy = policy or policy_on(SystemClock().today())
    reader = register.reader()
    findings: list[str] = []
    try:
        with reader.snapshot():
            for check in _checks(reader, policy):
                findings += _listed(check, reader)
    finally:
        reader.close()
    findings += _schema_findings(register)
    return Verified(not findings, tuple(findings))


def _checks(reader: Reader, policy: Policy) -> list[Check]:
    checks: list[Check] = [_links, lambda reader: _dates(reader, policy)]
    if reader.dialect == "sqlite":
        checks = [_structure, _foreign_keys, _triggers, *checks, broken_rows]
    return checks


def _listed(check: Check, reader: Reader) -> list[str]:
    found: list[str] = []
    try:
        all_found = check(reader)
        found += islice(all_found, MOST)
        more = sum(1 for _ in all_found)
        if more:
            found.append(f"And {more} more of that kind.")
    except RsoVisitError as error:
        found.append(str(error))
    return found


def _structure(reader: Reader) -> Iterator[str]:
    for fault in structure_faults(reader):
        yield f"The file is damaged: {fault}"


def _foreign_keys(reader: Reader) -> Iterator[str]:
    for table, row, points_at, _ in reader.rows("pragma foreign_key_check"):
        yield f"Row {row} of {table} points at a row of {points_at} that is not there."


def _triggers(reader: Reader) -> Iterator[str]:
    from rsovisit.store.audit_chain import expected_triggers
    from rsovisit.store.records import metadata

    expected = expected_triggers(tuple(metadata.tables))
    found = dict(reader.rows("select name, sql from sqlite_master where type = 'trigger'"))
    there = {name: " ".join(str(text).split()) for name, text in found.items()}
    for name in sorted(expected.keys() | there.keys()):
        if there.get(name, "").lower() != expected.get(name, "").lower():
            yield f"The trigger {name} is missing, new or changed."


def _schema_findings(register: Register) -> list[str]:
    from rsovisit.store.migrate import differences_of

    return [f"The schema is not the program's: {line}" for line in differences_of(register.address)]


def _links(reader: Reader) -> Iterator[str]:
    for (case_id,) in reader.rows(_NAMELESS):
        yield f"Case {case_id} has no identity."
    if reader.value("select count(*) from register") != 1:
        yield "The register does not say once, and only once, whose it is."
    if not reader.value(_KEEPER):
        yield "The register's keeper is not on its staff list."


_NAMELESS = """
    select c.id from case_file c left join identity i on i.case_id = c.id
    where i.case_id is null order by c.id
"""
_KEEPER = """
    select count(*) from staff s join register r on r.keeper_collar = s.collar
"""


def _dates(reader: Reader, policy: Policy) -> Iterator[str]:
    owed: dict[int, list[Requirement]] = {}
    for case_id, kind, from_on, due_on in reader.rows(_REQUIREMENTS):
        first, last = as_date(from_on), as_date(due_on)
        if first and last:
            owed.setdefault(case_id, []).append(Requirement(RequirementKind(kind), first, last))
    for row in reader.rows(_CASES):
        case_id, level, status, registered_on, months, stored_last, kept_due = row[:7]
        stated, last_arms, kept_arms, newest = row[7:]
        last = max((day for day in (as_date(stated), as_date(newest)) if day), default=None)
        if as_date(stored_last) != last:
            yield f"Case {case_id} keeps another last visit than its visits show."
        registered = as_date(registered_on)
        assert registered is not None
        facts = VisitFacts(
            risk_level=RiskLevel(level),
            status=Status(status),
            registered_on=registered,
            last_visit_on=as_date(stored_last),
            interval_months=months,
            requirements=tuple(owed.get(case_id, ())),
        )
        if as_date(kept_due) != stored_due(facts, policy):
            yield f"Case {case_id} keeps another due date than the rule gives."
        if as_date(kept_arms) != stored_assessment(facts, as_date(last_arms), policy):
            yield f"Case {case_id} keeps another assessment date than the rule gives."


_REQUIREMENTS = """
    select case_id, kind, from_on, due_on from visit_requirement order by case_id, id
"""
_CASES = """
    select c.id, c.risk_level, c.status, c.registered_on, c.visit_interval_months,
           c.last_visit_on, c.due_on, c.last_visit_stated_on,
           c.last_arms_on, c.arms_due_on,
           (select max(v.visited_on) from visit v
             where v.case_id = c.id and v.completed = (1 = 1))
    from case_file c order by c.id
"""
