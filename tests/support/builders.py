"""Small complete values for tests: say what matters, the rest is plain."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from rsovisit import paths
from rsovisit.domain.access import Actor, Role
from rsovisit.domain.case import Status
from rsovisit.domain.due import VisitFacts
from rsovisit.domain.policy import Policy
from rsovisit.domain.queue import TaskFacts
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import TaskKind
from rsovisit.settings import read_policy

TODAY = date(2026, 11, 23)
"""A Monday. Tests that need a day take this one."""


def a_policy(**changes: Any) -> Policy:
    """The product's first policy, whatever newer ones say, with some numbers changed."""
    return replace(_first_policy(), **changes)


@cache
def _first_policy() -> Policy:
    return read_policy(paths.resource("policy") / "2026-11-01.toml")


def facts(**changes: Any) -> VisitFacts:
    """A medium-risk active case, last visited 1 Sep 2026, so due 1 Mar 2027."""
    plain = VisitFacts(
        risk_level=RiskLevel.MEDIUM,
        status=Status.ACTIVE,
        registered_on=date(2020, 1, 6),
        last_visit_on=date(2026, 9, 1),
    )
    return replace(plain, **changes)


def a_task(task_id: int = 1, **changes: Any) -> TaskFacts:
    """A return to check on a medium-risk case, opened on 16 Nov 2026."""
    plain = TaskFacts(
        task_id=task_id,
        kind=TaskKind.RETURN_CHECK,
        risk_level=RiskLevel.MEDIUM,
        red_flag=False,
        opened_on=date(2026, 11, 16),
    )
    return replace(plain, **changes)


def an_actor(role: Role = Role.NPT_OFFICER, **changes: Any) -> Actor:
    """PC 2417 of Peterlee, staff 7, in a role."""
    plain = Actor(collar="2417", name="A. Sample", role=role, area="Peterlee", staff_id=7)
    return replace(plain, **changes)
