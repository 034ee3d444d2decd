"""What stands in the way of a visit, in a few words, for the rows of one page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from rsovisit.domain.case import Status
from rsovisit.domain.task import TaskKind, TaskState
from rsovisit.domain.training import TrainingKind
from rsovisit.domain.visit import FAILED_ATTEMPTS
from rsovisit.domain.why import counted
from rsovisit.queries.query import Asking
from rsovisit.store.reader import Reader, as_date

_RESUMES = {
    Status.CUSTODY: "Resumes on release",
    Status.HOSPITAL: "Resumes on discharge",
    Status.ABROAD: "Resumes on return",
    Status.REACTIVE: "Desk review each year",
    Status.MISSING: "Missing: trace",
}


def needs_of(reader: Reader, case_ids: Sequence[int], asking: Asking) -> dict[int, str]:
    """What each case needs before it can be visited; cases that need nothing are left out."""
    if not case_ids:
        return {}
    ids = list(case_ids)
    failed = [outcome.value for outcome in FAILED_ATTEMPTS]
    attempts = dict(reader.rows(_ATTEMPTS, ids=ids, failed=failed, never=date.min))
    changes = dict(
        reader.rows(
            _CHANGES,
            ids=ids,
            kind=TaskKind.SIGNIFICANT_CHANGE.value,
            done=TaskState.DONE.value,
        )
    )
    rows = reader.rows(_OFFICERS, ids=ids, home_visit=TrainingKind.HOME_VISIT.value)
    return {
        row[0]: words
        for row in rows
        if (words := _words(row, attempts.get(row[0], 0), changes.get(row[0], 0), asking))
    }


def _words(row: tuple[Any, ...], attempts: int, changes: int, asking: Asking) -> str:
    _, status, officer_id, known, left_on, expires_on = row
    said = []
    if status in _RESUMES:
        said.append(_RESUMES[Status(status)])
    if changes:
        said.append("Significant change open")
    if attempts:
        said.append(counted(attempts, "failed attempt"))
    expires, left = as_date(expires_on), as_date(left_on)
    if status in (Status.ACTIVE, Status.MISSING):
        if officer_id is None:
            said.append("Nobody allocated")
        elif left is not None and left <= asking.today:
            said.append("Officer left the team")
        elif not known:
            said.append("Officer not on the staff list")
        elif expires is None or expires < asking.today:
            said.append("Needs a trained officer")
    return " · ".join(said)


_ATTEMPTS = """
    select c.id, count(*)
      from case_file c
      join visit v on v.case_id = c.id and v.visited_on > coalesce(c.last_visit_on, :never)
     where c.id in (:ids) and v.outcome in (:failed)
     group by c.id
"""
_CHANGES = """
    select t.case_id, count(*) from task t
     where t.case_id in (:ids) and t.kind = :kind and t.state <> :done
     group by t.case_id
"""
_OFFICERS = """
    select c.id, c.status, c.officer_id, s.known, s.left_on, t.expires_on
      from case_file c
      left join staff s on s.id = c.officer_id
      left join training t on t.staff_id = s.id and t.kind = :home_visit
     where c.id in (:ids)
"""
