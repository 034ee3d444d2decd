"""The SQL of `domain.due.bucket_of`, on the alias `c` of `case_file`.

One place, held to the rule by a test; every list, count, tile and report is built on it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from rsovisit.domain.case import PAUSED
from rsovisit.domain.due import Bucket
from rsovisit.domain.policy import Policy
from rsovisit.domain.risk import RiskLevel

TO_COME = "(c.notification_ends_on is null or c.notification_ends_on >= :today)"
"""Notification has not ended: visits are still to come."""

_SOON_LIMIT = (
    "case c.risk_level when 'very_high' then :soon_very_high when 'high' then :soon_high"
    " when 'medium' then :soon_medium else :soon_low end"
)
PAUSED_STATUS = "c.status in (" + ", ".join("'" + s.value + "'" for s in sorted(PAUSED)) + ")"
# Far dates are later at every level: the level is looked at only for the few that are near.
_SOON = "c.due_on <= :soon_most and c.due_on <= " + _SOON_LIMIT
_LATER = "(c.due_on > :soon_most or c.due_on > " + _SOON_LIMIT + ")"

_CLAUSES = {
    Bucket.OVERDUE: "c.due_on < :today and " + TO_COME,
    Bucket.DUE_SOON: "c.due_on >= :today and " + _SOON + " and " + TO_COME,
    Bucket.LATER: "c.due_on >= :today and " + _LATER + " and " + TO_COME,
    Bucket.PAUSED: PAUSED_STATUS,
}
DATED = "(c.due_on is not null and " + TO_COME + ")"
"""Overdue, due soon and later together: every case with a visit to come."""

LIVE = "(" + DATED + " or " + PAUSED_STATUS + ")"
"""All buckets together: every live case whose notification has not ended."""

ENDED_UNCLOSED = "(c.due_on is not null and c.notification_ends_on < :today)"
"""Cases still open whose notification has ended: somebody must close or correct them."""


def bucket_clause(bucket: Bucket | None) -> str:
    """The condition for a bucket; None: all of them."""
    return LIVE if bucket is None else _CLAUSES[bucket]


def bucket_params(policy: Policy, today: date) -> dict[str, Any]:
    """Parameters for any of the conditions above."""
    soon = policy.due_soon_days
    limits = {f"soon_{level.value}": today + timedelta(days=soon[level]) for level in RiskLevel}
    return {"today": today, "soon_most": max(limits.values()), **limits}


def count_columns() -> str:
    """One sum per bucket, in the order of `Bucket`, for counting all of them in one pass."""
    return ", ".join(f"sum(case when {_CLAUSES[bucket]} then 1 else 0 end)" for bucket in Bucket)
