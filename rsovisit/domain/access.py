"""Role x permission x scope: the one table of who may do what, and to whose cases."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rsovisit.domain.case import ManagedBy


class Role(StrEnum):
    """What a person is here. KEEPER exists only on an embedded register; SYSTEM is the sweep."""

    NPT_OFFICER = "npt_officer"
    ARMS_OFFICER = "arms_officer"
    SUPERVISOR = "supervisor"
    INSPECTOR = "inspector"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    KEEPER = "keeper"
    SYSTEM = "system"

    @property
    def words(self) -> str:
        """The role as a title."""
        return _TITLES[self]


class Permission(StrEnum):
    """Everything that can be allowed, as noun:verb."""

    CASE_LIST = "case:list"
    CASE_READ = "case:read"
    CASE_ALLOCATE = "case:allocate"
    CASE_REPORT = "case:report"
    VISIT_RECORD = "visit:record"
    WARNING_READ = "warning:read"
    WARNING_DECIDE = "warning:decide"
    TASK_READ = "task:read"
    TASK_WORK = "task:work"
    TASK_REALLOCATE = "task:reallocate"
    TASK_UNDO = "task:undo"
    OVERSIGHT_READ = "oversight:read"
    STAFF_READ = "staff:read"
    AUDIT_READ = "audit:read"
    VIEW_SAVE = "view:save"
    CASES_IMPORT = "cases:import"
    CASES_EXPORT = "cases:export"
    REGISTER_SWEEP = "register:sweep"
    REGISTER_KEEP = "register:keep"
    REGISTER_STATUS = "register:status"


class Scope(StrEnum):
    """Whose cases a permission reaches."""

    AREA = "area"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking. `staff_id` is None only for the system."""

    collar: str
    name: str
    role: Role
    area: str | None
    staff_id: int | None

    def may(self, permission: Permission) -> bool:
        """Whether this person's role grants the permission at all."""
        return permission in GRANTS[self.role]

    @property
    def scope(self) -> Scope:
        """Whose cases this person sees."""
        return SCOPES[self.role]


SYSTEM_ACTOR = Actor("system", "Scheduled sweep", Role.SYSTEM, None, None)

P = Permission

_EVERYONE = frozenset({P.REGISTER_STATUS, P.VIEW_SAVE, P.STAFF_READ})
_OFFICER = _EVERYONE | {
    P.CASE_LIST,
    P.CASE_READ,
    P.CASE_REPORT,
    P.VISIT_RECORD,
    P.WARNING_READ,
    P.REGISTER_SWEEP,
}
_ARMS = _OFFICER | {P.TASK_READ, P.TASK_WORK, P.TASK_UNDO, P.CASE_ALLOCATE}
_SUPERVISOR = _OFFICER | {
    P.CASE_ALLOCATE,
    P.WARNING_DECIDE,
    P.TASK_READ,
    P.TASK_REALLOCATE,
    P.TASK_UNDO,
    P.OVERSIGHT_READ,
    P.CASES_EXPORT,
    P.CASES_IMPORT,
}
_AUDITOR = frozenset(
    {
        P.REGISTER_STATUS,
        P.STAFF_READ,
        P.CASE_LIST,
        P.CASE_READ,
        P.WARNING_READ,
        P.TASK_READ,
        P.OVERSIGHT_READ,
        P.AUDIT_READ,
    }
)
_ADMINISTRATOR = _EVERYONE | {P.REGISTER_KEEP, P.REGISTER_SWEEP, P.CASES_IMPORT, P.AUDIT_READ}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.NPT_OFFICER: _OFFICER,
    Role.ARMS_OFFICER: _ARMS,
    Role.SUPERVISOR: _SUPERVISOR,
    Role.INSPECTOR: _SUPERVISOR,
    Role.ADMINISTRATOR: _ADMINISTRATOR,
    Role.AUDITOR: _AUDITOR,
    Role.KEEPER: frozenset(Permission),
    Role.SYSTEM: frozenset({P.REGISTER_SWEEP, P.REGISTER_STATUS, P.REGISTER_KEEP}),
}

SCOPES: dict[Role, Scope] = {
    role: Scope.AREA if role is Role.NPT_OFFICER else Scope.ALL for role in Role
}

_TITLES = {
    Role.NPT_OFFICER: "NPT officer",
    Role.ARMS_OFFICER: "ARMS assessment officer",
    Role.SUPERVISOR: "Supervisor",
    Role.INSPECTOR: "Inspector",
    Role.ADMINISTRATOR: "Administrator",
    Role.AUDITOR: "Auditor",
    Role.KEEPER: "Register keeper",
    Role.SYSTEM: "System",
}


def within_scope(
    actor: Actor, area: str, officer_staff_id: int | None, managed_by: ManagedBy
) -> bool:
    """Whether a case is this person's business: their own, or their area's NPT-managed ones.

    The same rule as the SQL of `queries.scope`; a test holds the two together.
    """
    if actor.scope is Scope.ALL:
        return True
    if actor.staff_id is not None and officer_staff_id == actor.staff_id:
        return True
    return actor.area is not None and area == actor.area and managed_by is ManagedBy.NPT
