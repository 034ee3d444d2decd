"""What hypothesis draws the domain's properties from: days, facts and histories that can happen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from rsovisit.domain.case import VISITED, Status
from rsovisit.domain.due import (
    VisitFacts,
    change_requirement,
    regrade_requirement,
    resume_requirement,
)
from rsovisit.domain.policy import Policy
from rsovisit.domain.queue import TaskFacts
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import TaskKind, TaskState
from tests.support.builders import TODAY, a_policy

POLICY = a_policy()

levels = st.sampled_from(RiskLevel)
days = st.dates(date(2016, 1, 1), date(2032, 12, 31))
intervals = st.none() | st.integers(1, 24)


@st.composite
def plain_facts(draw: st.DrawFn, statuses: Iterable[Status] = Status) -> VisitFacts:
    """Facts of a case on the regular cycle, in any status unless said."""
    registered = draw(days)
    return VisitFacts(
        risk_level=draw(levels),
        status=draw(st.sampled_from(sorted(statuses))),
        registered_on=registered,
        last_visit_on=draw(st.none() | days),
        interval_months=draw(intervals),
        notification_ends_on=draw(st.none() | days),
    )


def visited(facts: VisitFacts, on: date) -> VisitFacts:
    """The facts after a completed visit."""
    return replace(facts, last_visit_on=on)


def regraded(facts: VisitFacts, level: RiskLevel, on: date, policy: Policy) -> VisitFacts:
    """The facts after the level was raised or lowered."""
    owed = regrade_requirement(facts, level, on, policy)
    owing = [*facts.requirements, *([owed] if owed else [])]
    return replace(facts, risk_level=level, requirements=owing)


def moved(facts: VisitFacts, status: Status, on: date, policy: Policy) -> VisitFacts:
    """The facts after the status changed."""
    owed = resume_requirement(facts.status, status, facts.risk_level, on, policy)
    owing = [*facts.requirements, *([owed] if owed else [])]
    return replace(facts, status=status, requirements=owing)


def changed(facts: VisitFacts, on: date, policy: Policy) -> VisitFacts:
    """The facts after a significant change was reported."""
    owed = change_requirement(facts.risk_level, on, policy, facts.last_visit_on)
    return replace(facts, requirements=[*facts.requirements, owed])


@st.composite
def histories(draw: st.DrawFn) -> tuple[VisitFacts, date]:
    """What a case has come to after years of visits, re-gradings, pauses and changes, and a day.

    The day is on or after everything that happened, and the case is owed visits.
    """
    on = draw(days)
    facts = VisitFacts(draw(levels), Status.ACTIVE, on, interval_months=draw(intervals))
    for _ in range(draw(st.integers(0, 10))):
        on += timedelta(days=draw(st.integers(0, 120)))
        match draw(st.sampled_from(("visit", "level", "status", "change"))):
            case "visit" if facts.status in VISITED:
                facts = visited(facts, on)
            case "level":
                facts = regraded(facts, draw(levels), on, POLICY)
            case "status":
                facts = moved(facts, draw(st.sampled_from(Status)), on, POLICY)
            case _:
                facts = changed(facts, on, POLICY)
    if facts.status not in VISITED:
        facts = moved(facts, Status.ACTIVE, on, POLICY)
    return facts, on + timedelta(days=draw(st.integers(0, 60)))


@st.composite
def tasks(draw: st.DrawFn, task_id: int = 0, put_aside: bool = False) -> TaskFacts:
    """One outstanding task of the last four months, open unless some may be put aside."""
    plain = TaskFacts(
        task_id=task_id,
        kind=draw(st.sampled_from(TaskKind)),
        risk_level=draw(levels),
        red_flag=draw(st.booleans()),
        opened_on=TODAY - timedelta(days=draw(st.integers(0, 120))),
    )
    if not put_aside:
        return plain
    back = st.none() | st.integers(-3, 3).map(lambda days: TODAY + timedelta(days=days))
    outstanding = st.sampled_from([state for state in TaskState if state is not TaskState.DONE])
    return replace(plain, state=draw(outstanding), back_on=draw(back))


@st.composite
def queues(draw: st.DrawFn, least: int = 0, put_aside: bool = True) -> list[TaskFacts]:
    """Outstanding tasks with ids of their own, in no order."""
    count = draw(st.integers(least, 30))
    ids = draw(st.permutations(range(1, count + 1)))
    return [draw(tasks(task_id, put_aside)) for task_id in ids]
