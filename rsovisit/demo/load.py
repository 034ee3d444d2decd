"""Writes the invented register in one transaction, through the bus like anyone."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from rsovisit.demo.cases import Invented, invent_case, plan_case, settle
from rsovisit.demo.plan import Plan, Row, Team
from rsovisit.demo.staff import invent_staff
from rsovisit.demo.visits import plan_visits
from rsovisit.demo.warnings import plan_warnings
from rsovisit.demo.work import Shares, Visits, plan_tasks, settle_assessments
from rsovisit.domain.audit import AuditKind, AuditTag
from rsovisit.errors import Invalid, Refused
from rsovisit.services.act import Act
from rsovisit.services.bus import Changes, Done, Topic
from rsovisit.services.commands.demo import MOST_CASES, InventRegister

_BATCH = 20_000
_TABLES = (
    "staff",
    "training",
    "case_file",
    "identity",
    "address",
    "visit",
    "visit_officer",
    "visit_text",
    "change",
    "warning",
    "warning_event",
    "task",
)
"""In the order their links allow."""


def invent_register(act: Act, cmd: InventRegister) -> Done:
    """Fill an empty rehearsal register. Refused on a real one; Invalid where cases exist."""
    if not act.register.info.rehearsal:
        raise Refused("Only a rehearsal register may hold invented people.")
    if act.work.reader.value("select count(*) from case_file"):
        raise Invalid("This register already holds cases.")
    if not 1 <= cmd.cases <= MOST_CASES:
        raise Invalid(f"Between 1 and {MOST_CASES:,} cases can be invented.", "cases")
    plan = Plan(Random(cmd.seed), act.asking.today, act.policy)
    plan.rows["staff"] = [{}] * _existing_staff(act)
    kept = len(plan.rows["staff"])
    team = invent_staff(plan)
    _invent(act, plan, team, cmd)
    plan.rows["staff"] = plan.rows["staff"][kept:]
    _write(act, plan)
    act.note(
        AuditTag.REGISTER_INVENT,
        "register",
        kind=AuditKind.COLLECT,
        cases=cmd.cases,
        seed=cmd.seed,
    )
    return Done(Changes(frozenset(Topic)), len(plan.rows["case_file"]))


def _existing_staff(act: Act) -> int:
    return int(act.work.reader.value("select max(id) from staff") or 0)


def _invent(act: Act, plan: Plan, team: Team, cmd: InventRegister) -> None:
    shares = Shares().scaled(cmd.cases)
    cases = [invent_case(plan, team, n + 1, cmd.years) for n in range(cmd.cases)]
    settle_assessments(plan, cases, shares)
    visits: Visits = []
    for n, case in enumerate(cases):
        settle(plan, case)
        plan_case(plan, case)
        completed = plan_visits(plan, case)
        visits += [(day, case, key) for day, key in completed.items() if _recent(plan, case, day)]
        plan_warnings(plan, team, case)
        if n % 500 == 0:
            act.report("Inventing cases and visits", 0.5 * n / len(cases))
    visits.sort(key=lambda visit: (visit[0], visit[2]), reverse=True)
    plan_tasks(plan, team, cases, visits, shares)


def _recent(plan: Plan, case: Invented, day: object) -> bool:
    return day in case.days[-2:] and (plan.today - case.days[-1]).days < 260


def _write(act: Act, plan: Plan) -> None:
    total = sum(len(rows) for rows in plan.rows.values()) or 1
    written = 0
    for table in _TABLES:
        rows = plan.rows.get(table, [])
        if not rows:
            continue
        statement = _insert(table, rows[0])
        for batch in _batches(rows):
            act.work.many(statement, batch)
            written += len(batch)
            act.report("Writing the register", 0.5 + 0.5 * written / total)
        if act.work.dialect == "postgresql" and "id" in rows[0]:
            act.work.run(_NEXT_ID, table=table, last=rows[-1]["id"])


def _insert(table: str, row: Row) -> str:
    names = list(row)
    places = ", ".join(":" + name for name in names)
    return "insert into " + table + " (" + ", ".join(names) + ") values (" + places + ")"


def _batches(rows: list[Row]) -> Iterator[list[Row]]:
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]


_NEXT_ID = "select setval(pg_get_serial_sequence(:table, 'id'), :last)"
