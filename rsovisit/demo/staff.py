"""Invents the unit's staff: beats, training that lapses, leavers."""

from __future__ import annotations

from datetime import timedelta

from rsovisit.demo.places import AREAS, LOCALITIES, OFFICER_NAMES
from rsovisit.demo.plan import Officer, Plan, Team, iso
from rsovisit.domain.access import Role
from rsovisit.domain.training import TrainingKind

_OFFICERS = 30


def invent_staff(plan: Plan) -> Team:
    """Thirty neighbourhood officers and four leavers, two assessors, supervisors and the rest."""
    names = plan.rng.sample(OFFICER_NAMES, len(OFFICER_NAMES))
    officers: dict[str, list[Officer]] = {area: [] for area in AREAS}
    for n in range(_OFFICERS):
        area = AREAS[n % len(AREAS)]
        title = "PCSO" if n % 5 == 4 else "PC"
        collar = str((8101 if title == "PCSO" else 2401) + n * 7)
        first = not officers[area]
        officers[area].append(
            _officer(plan, collar, f"{title} {names.pop()}", area, n, trained=first)
        )
    for n, area in enumerate(("Peterlee", "Bishop Auckland", "Stanley", "Darlington Central")):
        officers[area].append(_leaver(plan, str(1990 + n * 3), f"PC {names.pop()}", area, n))
    assessors = (
        _person(plan, "0911", f"DC {names.pop()}", Role.ARMS_OFFICER),
        _person(plan, "0912", f"DC {names.pop()}", Role.ARMS_OFFICER),
    )
    for assessor in assessors:
        _train(plan, assessor.staff_id, TrainingKind.ARMS, 300)
        _train(plan, assessor.staff_id, TrainingKind.HOME_VISIT, 210)
    sergeants = {}
    for n, (_, areas) in enumerate(LOCALITIES.items()):
        sergeant = _person(plan, str(1140 + n * 67), f"Sgt {names.pop()}", Role.SUPERVISOR)
        sergeants.update(dict.fromkeys(areas, sergeant))
    _person(plan, "0450", f"DS {names.pop()}", Role.SUPERVISOR)
    inspector = _person(plan, "0032", f"Insp {names.pop()}", Role.INSPECTOR)
    _person(plan, "9001", f"Staff {names.pop()}", Role.ADMINISTRATOR)
    _person(plan, "9002", f"Staff {names.pop()}", Role.AUDITOR)
    return Team(officers, assessors, sergeants, inspector)


def _officer(plan: Plan, collar: str, name: str, area: str, n: int, *, trained: bool) -> Officer:
    key = _staff(plan, collar, name, Role.NPT_OFFICER, area)
    lot = plan.rng.random()
    if trained or lot < 0.62:
        _train(plan, key, TrainingKind.HOME_VISIT, plan.rng.randint(40, 700))
    elif lot < 0.76:
        _train(plan, key, TrainingKind.HOME_VISIT, plan.rng.randint(3, 27))
    elif lot < 0.90:
        _train(plan, key, TrainingKind.HOME_VISIT, -plan.rng.randint(5, 200))
        return Officer(key, collar, area, trained=False)
    else:
        return Officer(key, collar, area, trained=False)
    return Officer(key, collar, area, trained=True)


def _leaver(plan: Plan, collar: str, name: str, area: str, n: int) -> Officer:
    left_on = plan.today - timedelta(days=(9, 33, 150, 420)[n])
    key = _staff(plan, collar, name, Role.NPT_OFFICER, area, iso(left_on))
    _train(plan, key, TrainingKind.HOME_VISIT, 60)
    return Officer(key, collar, area, trained=True, left=True)


def _person(plan: Plan, collar: str, name: str, role: Role) -> Officer:
    return Officer(_staff(plan, collar, name, role, None), collar, None, trained=False)


def _staff(
    plan: Plan, collar: str, name: str, role: Role, area: str | None, left_on: str | None = None
) -> int:
    return plan.add(
        "staff",
        collar=collar,
        name=name,
        role=role.value,
        area=area,
        known=True,
        left_on=left_on,
        version=1,
    )


def _train(plan: Plan, staff_id: int, kind: TrainingKind, days: int) -> None:
    expires = plan.today + timedelta(days=days)
    plan.add("training", staff_id=staff_id, kind=kind.value, expires_on=iso(expires))
