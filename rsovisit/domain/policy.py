"""The numbers: every interval, target and threshold, dated, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rsovisit.domain.risk import RiskLevel

ByLevel = Mapping[RiskLevel, int]


@dataclass(frozen=True, slots=True)
class Escalation:
    """Days overdue from which each rank above the officer must act, each inclusive."""

    supervisor: int
    inspector: int
    command: int


@dataclass(frozen=True, slots=True)
class TaskTargets:
    """Working days within which each kind of ARMS work should be done, by level."""

    return_check: ByLevel
    return_check_red_flag: int
    significant_change: ByLevel
    npt_enquiry: ByLevel
    arms_assessment: ByLevel
    referral: int


@dataclass(frozen=True, slots=True)
class Policy:
    """One dated version of the force's numbers. Days are calendar days unless said.

    Loaded from `resources/policy`; every value is a DECISION of domain.md that a force may
    change, so no rule may hold a number of its own.
    """

    version: int
    name: str
    in_force_from: date
    visit_interval_months: ByLevel
    due_soon_days: ByLevel
    first_visit_days: int
    regrade_days: int
    resume_days: ByLevel
    reactive_exit_days: int
    transfer_in_days: int
    change_visit_days: ByLevel
    late_entry_days: int
    attempts_before_decision: int
    retry_days: ByLevel
    escalation: Escalation
    arms_initial_days: int
    arms_interval_months: ByLevel
    arms_due_soon_days: int
    task_targets: TaskTargets
    must_look_times_target: int
    routine_every: int
    notification_end_warning_months: int
    queue_ceiling: int
    caseload_ceiling: int
    crew_size: int
    lock_hours: int
    aside_limit_days: int
    same_text_percent: int

    def interval_months(self, level: RiskLevel) -> int:
        """Calendar months between visits for a level with no interval of its own."""
        return self.visit_interval_months[level]
