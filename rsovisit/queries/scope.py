"""The SQL of `domain.access.within_scope`: which cases an asker may see."""

from __future__ import annotations

from typing import Any

from rsovisit.domain.access import Actor, Scope
from rsovisit.domain.case import ManagedBy


def scope_clause(actor: Actor, case: str = "c") -> tuple[str, dict[str, Any]]:
    """A condition on the alias `case` of `case_file`, with its parameters; 'true' for all."""
    if actor.scope is Scope.ALL:
        return "1 = 1", {}
    own = f"{case}.officer_id = :scope_staff"
    params: dict[str, Any] = {"scope_staff": actor.staff_id if actor.staff_id is not None else -1}
    if actor.area is None:
        return own, params
    params |= {"scope_area": actor.area, "scope_npt": ManagedBy.NPT.value}
    return f"({own} or ({case}.area = :scope_area and {case}.managed_by = :scope_npt))", params
