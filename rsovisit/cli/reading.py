"""Commands that read: visits, case, warnings, queue, oversight."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rsovisit.app import open_bus
from rsovisit.cli.show import plain, say, show_json, show_table, words
from rsovisit.domain.due import Bucket
from rsovisit.domain.risk import RiskLevel
from rsovisit.queries.visits import EndedUnclosed, VisitFilter, VisitList, VisitRow
from rsovisit.services.bus import CommandBus

ALL = 10_000_000
"""A page large enough for any register: scripts get whole lists."""


@contextmanager
def opened(chosen: Namespace) -> Iterator[CommandBus]:
    """The bus for one command, closed whatever happens."""
    bus = open_bus(chosen.register, chosen.collar, chosen.today)
    try:
        yield bus
    finally:
        bus.close()


def visits(chosen: Namespace) -> int:
    """The visits list, worst first."""
    bucket = None if chosen.bucket == "all" else Bucket(chosen.bucket)
    risk = RiskLevel(chosen.risk) if chosen.risk else None
    wanted = VisitFilter(bucket, chosen.area, chosen.officer, risk)
    with opened(chosen) as bus:
        rows = bus.ask(VisitList(wanted, limit=ALL)).rows
        if bucket is None:
            # In no bucket, so in no list of one; but nothing may vanish from the whole.
            rows += bus.ask(EndedUnclosed(wanted, limit=ALL)).rows
        if chosen.json:
            from rsovisit.queries.why import WhyDates

            why = bus.ask(WhyDates(tuple(row.case_id for row in rows)))
            show_json([_visit(row, why.get(row.case_id, ())) for row in rows])
            return 0
        show_visits(f"Visits · {chosen.bucket.replace('_', ' ')}", rows)
    return 0


def show_visits(title: str, rows: tuple[VisitRow, ...]) -> None:
    """The visits table for people."""
    heads = ("Case", "Name", "Risk", "Area", "Officer", "Last visit", "Due", "Days overdue")
    show_table(
        f"{title} · {len(rows):,}",
        heads,
        (
            (
                row.case_ref,
                row.name,
                row.risk_level,
                row.area,
                row.officer,
                row.last_visit_on,
                row.due_on or (row.status.words if row.bucket else "Notification ended"),
                row.days_overdue or "",
            )
            for row in rows
        ),
    )


def _visit(row: VisitRow, why: tuple[str, ...]) -> dict[str, Any]:
    return {
        "case_ref": row.case_ref,
        "name": row.name,
        "risk_level": row.risk_level,
        "status": row.status,
        "area": row.area,
        "officer": row.officer,
        "last_visit_on": row.last_visit_on,
        "due_on": row.due_on,
        "days_overdue": row.days_overdue,
        "bucket": row.bucket,
        "why": why,
    }


def case(chosen: Namespace) -> int:
    """A whole case; opening it is logged."""
    from rsovisit.queries.case import CaseFile

    with opened(chosen) as bus:
        found = bus.ask(CaseFile(case_ref=chosen.case_ref))
    if chosen.json:
        show_json(found)
        return 0
    for name, value in plain(found).items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            heads = list(value[0])
            show_table(name.replace("_", " ").capitalize(), heads, (row.values() for row in value))
        elif isinstance(value, dict):
            show_table(name.replace("_", " ").capitalize(), ("", ""), value.items())
        else:
            say(f"{name.replace('_', ' ').capitalize()}: {words(value)}")
    return 0


def warnings(chosen: Namespace) -> int:
    """Open warnings, worst first."""
    from rsovisit.queries.warnings import WarningList

    with opened(chosen) as bus:
        rows = bus.ask(WarningList(limit=ALL)).rows
    if chosen.json:
        names = ("case_ref", "kind", "due_on", "level", "raised_on", "owner", "decision")
        show_json([{name: getattr(row, name) for name in names} for row in rows])
        return 0
    show_table(
        f"Open warnings · {len(rows):,}",
        ("Case", "About", "Due", "Must act now", "Raised", "Owner", "Decision"),
        ((r.case_ref, r.kind, r.due_on, r.level, r.raised_on, r.owner, r.decision) for r in rows),
    )
    return 0


def queue(chosen: Namespace) -> int:
    """The ARMS queue in its order, each place with its reasons."""
    from rsovisit.queries.tasks import TaskQueue

    with opened(chosen) as bus:
        view = bus.ask(TaskQueue(assessor=chosen.assessor))
    names = (
        "position", "task_id", "kind", "lane", "case_ref", "assessor", "waiting_days",
        "target_days", "why",
    )  # fmt: skip
    if chosen.json:
        show_json([{name: getattr(row, name) for name in names} for row in view.rows])
        return 0
    show_table(
        f"ARMS queue · {view.outstanding:,} outstanding, oldest {view.oldest_days} days",
        ("", "Work", "Lane", "Case", "Assessor", "Waiting", "Target", "Why"),
        (
            (r.position, r.kind, r.lane, r.case_ref, r.assessor, r.waiting_days, r.target_days,
             r.why)
            for r in view.rows
        ),
    )  # fmt: skip
    return 0


def oversight(chosen: Namespace) -> int:
    """Every oversight metric, in total and by area."""
    from rsovisit.queries.oversight import Oversight

    with opened(chosen) as bus:
        found = plain(bus.ask(Oversight()))
    if chosen.json:
        show_json(found)
        return 0
    show_table(
        "Oversight",
        ("Metric", "Total"),
        ((name.replace("_", " "), _flat(value["total"])) for name, value in found.items()),
    )
    return 0


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key.replace('_', ' ')} {_flat(one)}" for key, one in value.items())
    return words(value)
