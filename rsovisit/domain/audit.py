"""What is audited: the kinds of section 62 and the tag of every act, listed once."""

from __future__ import annotations

from enum import StrEnum


class AuditKind(StrEnum):
    """What was done, in the words of DPA 2018 s.62, and the acts of keeping a register."""

    COLLECT = "COLLECT"
    ALTER = "ALTER"
    CONSULT = "CONSULT"
    DISCLOSE = "DISCLOSE"
    COMBINE = "COMBINE"
    ERASE = "ERASE"
    REFUSED = "REFUSED"
    SETTING = "SETTING"
    SWEEP = "SWEEP"
    BACKUP = "BACKUP"
    RESTORE = "RESTORE"


class AuditTag(StrEnum):
    """Every audited act, as noun:verb."""

    CASE_CONSULT = "case:consult"
    CASE_ALLOCATE = "case:allocate"
    CASE_IMPORT = "case:import"
    CHANGE_REPORT = "change:report"
    VISIT_RECORD = "visit:record"
    VISIT_IMPORT = "visit:import"
    OFFICER_IMPORT = "officer:import"
    FILE_IMPORT = "file:import"
    TEMPLATE_SAVE = "template:save"
    LIST_EXPORT = "list:export"
    WARNING_DECIDE = "warning:decide"
    WARNING_RAISE = "warning:raise"
    WARNING_ESCALATE = "warning:escalate"
    WARNING_CLEAR = "warning:clear"
    REGISTER_SWEEP = "register:sweep"
    REGISTER_INVENT = "register:invent"
    TASK_RAISE = "task:raise"
    TASK_CONSULT = "task:consult"
    TASK_LOCK = "task:lock"
    TASK_RELEASE = "task:release"
    TASK_ACCEPT = "task:accept"
    TASK_TO_NPT = "task:to-npt"
    TASK_ANSWER = "task:answer"
    TASK_HOLD = "task:hold"
    TASK_RESUME = "task:resume"
    TASK_REALLOCATE = "task:reallocate"
    TASK_UNDO = "task:undo"
    VIEW_SAVE = "view:save"
    VIEW_DELETE = "view:delete"
    DRAFT_SAVE = "draft:save"
    DRAFT_DROP = "draft:drop"
    AUDIT_READ = "audit:read"
    BACKUP_MAKE = "backup:make"
    REGISTER_RESTORE = "register:restore"
    REGISTER_REFUSE = "register:refuse"
