"""Who may do what, and to whose cases."""

from __future__ import annotations

import pytest

from rsovisit.domain.access import (
    GRANTS,
    SCOPES,
    SYSTEM_ACTOR,
    Permission,
    Role,
    Scope,
    within_scope,
)
from rsovisit.domain.case import ManagedBy
from tests.support.builders import an_actor

P = Permission
NPT, PPU = ManagedBy

CASEWORK = {p for p in P if p.value.partition(":")[0] in {"case", "visit", "warning", "task"}}
READING = {p for p in P if p.value.partition(":")[2] in {"list", "read", "status"}}


def test_the_administrator_sees_and_touches_no_casework() -> None:
    # Bringing a file in is keeping the register; what it holds is never shown.
    assert not GRANTS[Role.ADMINISTRATOR] & CASEWORK
    assert P.OVERSIGHT_READ not in GRANTS[Role.ADMINISTRATOR]
    assert P.CASES_EXPORT not in GRANTS[Role.ADMINISTRATOR]


def test_the_auditor_reads_and_writes_nothing() -> None:
    assert GRANTS[Role.AUDITOR] <= READING
    assert {P.AUDIT_READ, P.OVERSIGHT_READ, P.CASE_READ} <= GRANTS[Role.AUDITOR]


def test_the_system_sweeps_and_keeps_the_register_and_sees_no_case() -> None:
    assert GRANTS[Role.SYSTEM] == {P.REGISTER_SWEEP, P.REGISTER_STATUS, P.REGISTER_KEEP}
    assert SYSTEM_ACTOR.role is Role.SYSTEM
    assert SYSTEM_ACTOR.staff_id is None


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_is_somebodys_on_a_force_register(permission: Permission) -> None:
    # The keeper exists on an embedded register only.
    people = set(Role) - {Role.KEEPER, Role.SYSTEM}
    assert any(permission in GRANTS[role] for role in people)
    assert permission in GRANTS[Role.KEEPER]


ONLY_BY = {
    P.AUDIT_READ: {Role.AUDITOR, Role.ADMINISTRATOR},
    P.WARNING_DECIDE: {Role.SUPERVISOR, Role.INSPECTOR},
    P.TASK_WORK: {Role.ARMS_OFFICER},
    P.TASK_UNDO: {Role.ARMS_OFFICER, Role.SUPERVISOR, Role.INSPECTOR},
    P.TASK_REALLOCATE: {Role.SUPERVISOR, Role.INSPECTOR},
    P.CASES_EXPORT: {Role.SUPERVISOR, Role.INSPECTOR},
    P.CASES_IMPORT: {Role.SUPERVISOR, Role.INSPECTOR, Role.ADMINISTRATOR},
    P.CASE_ALLOCATE: {Role.ARMS_OFFICER, Role.SUPERVISOR, Role.INSPECTOR},
    P.OVERSIGHT_READ: {Role.SUPERVISOR, Role.INSPECTOR, Role.AUDITOR},
    P.REGISTER_KEEP: {Role.ADMINISTRATOR, Role.SYSTEM},
    P.VISIT_RECORD: {Role.NPT_OFFICER, Role.ARMS_OFFICER, Role.SUPERVISOR, Role.INSPECTOR},
}


@pytest.mark.parametrize("permission", ONLY_BY)
def test_a_permission_is_granted_to_nobody_else(permission: Permission) -> None:
    holders = {role for role in Role if permission in GRANTS[role]} - {Role.KEEPER}
    assert holders == ONLY_BY[permission]


@pytest.mark.parametrize("role", Role)
def test_every_role_has_grants_a_scope_and_a_title(role: Role) -> None:
    assert P.REGISTER_STATUS in GRANTS[role]
    assert SCOPES[role] is (Scope.AREA if role is Role.NPT_OFFICER else Scope.ALL)
    assert role.words[0].isupper()


def test_an_actor_may_what_the_role_may() -> None:
    officer = an_actor(Role.NPT_OFFICER)
    assert officer.may(P.VISIT_RECORD)
    assert not officer.may(P.WARNING_DECIDE)
    assert officer.scope is Scope.AREA


@pytest.mark.parametrize(
    "area,officer,managed_by,within",
    (
        ("Peterlee", None, NPT, True),
        ("Peterlee", 8, NPT, True),
        ("Peterlee", 8, PPU, False),
        ("Peterlee", 7, PPU, True),
        ("Seaham", 7, PPU, True),
        ("Seaham", 7, NPT, True),
        ("Seaham", 8, NPT, False),
        ("Seaham", None, NPT, False),
    ),
)
def test_an_officer_sees_their_own_cases_and_their_areas_neighbourhood_ones(
    area: str, officer: int | None, managed_by: ManagedBy, within: bool
) -> None:
    assert within_scope(an_actor(), area, officer, managed_by) is within


def test_without_an_area_an_officer_sees_only_their_own() -> None:
    officer = an_actor(area=None)
    assert within_scope(officer, "Peterlee", 7, NPT)
    assert not within_scope(officer, "Peterlee", None, NPT)


def test_nobodys_case_is_not_that_of_someone_without_a_staff_number() -> None:
    assert not within_scope(an_actor(staff_id=None, area=None), "Seaham", None, NPT)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.NPT_OFFICER}))
def test_every_other_role_sees_every_area(role: Role) -> None:
    assert within_scope(an_actor(role, area=None), "Seaham", None, PPU)
