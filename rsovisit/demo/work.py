"""Invents the two assessors' queues: 313 and 291 open tasks and the half year before them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rsovisit.demo.cases import Invented
from rsovisit.demo.places import ASKED, DISCLOSED
from rsovisit.demo.plan import Officer, Plan, Team, iso
from rsovisit.domain.case import Status
from rsovisit.domain.due import add_months
from rsovisit.domain.task import TaskKind, TaskState
from rsovisit.domain.visit import Disclosure
from rsovisit.domain.why import day_words

_FULL_UNIT = 1400
_OLDEST_WAIT = 68
_ANSWERED_AFTER = (30, 55)
_HISTORY_DAYS = 250
"""How far back finished work is invented, so that a half year of weeks can be drawn."""

Visits = list[tuple[date, Invented, int]]
"""Completed visits: day, case, visit id; newest first."""


@dataclass(frozen=True, slots=True)
class Shares:
    """How many open tasks of each kind the two assessors hold between them."""

    returns: tuple[int, int] = (121, 112)
    changes: tuple[int, int] = (9, 8)
    enquiries: tuple[int, int] = (88, 82)
    assessments: tuple[int, int] = (89, 84)
    referrals: tuple[int, int] = (6, 5)

    def scaled(self, cases: int) -> Shares:
        """The same for a smaller register; a larger one keeps the two queues as they are."""
        share = min(1.0, cases / _FULL_UNIT)
        return Shares(*(tuple(round(n * share) for n in pair) for pair in self._pairs()))  # type: ignore[arg-type]

    def _pairs(self) -> Iterable[tuple[int, int]]:
        return (self.returns, self.changes, self.enquiries, self.assessments, self.referrals)


def settle_assessments(plan: Plan, cases: list[Invented], shares: Shares) -> None:
    """Choose when each case was last assessed, so that just the planned number are owed now."""
    today, ahead = plan.today, plan.policy.arms_due_soon_days
    owed = sum(shares.assessments)
    live = [case for case in cases if case.visited]
    for case in cases:
        months = plan.policy.arms_interval_months[case.level]
        horizon = (add_months(today, months) - today).days
        due = today + timedelta(days=plan.rng.randint(ahead + 2, max(horizon, ahead + 3)))
        case.last_arms_on = min(add_months(due, -months) + timedelta(days=1), today)
    for case in plan.rng.sample(live, min(owed, len(live))):
        months = plan.policy.arms_interval_months[case.level]
        due = today + timedelta(days=plan.rng.randint(ahead - _OLDEST_WAIT + 2, ahead - 1))
        case.last_arms_on = add_months(due, -months)


def plan_tasks(
    plan: Plan, team: Team, cases: list[Invented], visits: Visits, shares: Shares
) -> None:
    """Plan every open task and the finished ones of the last half year."""
    _returns(plan, team, visits, shares)
    _enquiries(plan, team, cases, shares)
    _assessments(plan, team, cases)
    _changes(plan, team, visits, shares)
    _hold_some(plan)
    _past_enquiries(plan, team, cases, shares)
    _past_assessments(plan, team, cases)


def _returns(plan: Plan, team: Team, visits: Visits, shares: Shares) -> None:
    recent = [v for v in visits if (plan.today - v[0]).days <= _OLDEST_WAIT]
    older = [v for v in visits if _OLDEST_WAIT < (plan.today - v[0]).days <= _HISTORY_DAYS]
    wanted = min(sum(shares.returns), len(recent))
    chosen = set(plan.rng.sample(range(len(recent)), wanted))
    holders = _deal(team, shares.returns)
    for n, (day, case, visit_id) in enumerate(recent):
        done = None if n in chosen else min(day + timedelta(days=9), plan.today)
        holder = next(holders) if done is None else plan.rng.choice(team.assessors)
        if done is None and len(chosen) == 1 + sum(1 for m in chosen if m < n):
            day = plan.today - timedelta(days=_OLDEST_WAIT)
        _return(plan, case, visit_id, day, holder, done)
    for day, case, visit_id in older:
        done = day + timedelta(days=plan.rng.randint(35, _OLDEST_WAIT))
        if done < plan.today:
            _return(plan, case, visit_id, day, plan.rng.choice(team.assessors), done)


def _return(
    plan: Plan, case: Invented, visit_id: int, day: date, holder: Officer, done: date | None
) -> None:
    told = plan.rng.random() < 0.05
    kind = plan.rng.choice(list(Disclosure)) if told else None
    if kind is not None:
        _disclose(plan, case, kind, day, visit_id)
    _task(
        plan,
        case,
        TaskKind.RETURN_CHECK,
        f"visit:{visit_id}",
        kind.words if kind else "Seen at home",
        day,
        holder,
        visit_id=visit_id,
        red_flag=bool(kind and kind.red_flag),
        **_finished(done),
    )


def _disclose(plan: Plan, case: Invented, kind: Disclosure, day: date, visit_id: int) -> int:
    plan.rows["visit_text"][visit_id - 1]["summary"] = DISCLOSED[kind.value]
    return plan.add(
        "change",
        case_id=case.case_id,
        kind=kind.value,
        reported_on=iso(day),
        visit_id=visit_id,
        note=None,
        recorded_by=case.officer.collar if case.officer else "system",
    )


def _enquiries(plan: Plan, team: Team, cases: list[Invented], shares: Shares) -> None:
    live = [c for c in cases if c.status is Status.ACTIVE and c.officer and c.days]
    picked = plan.rng.sample(live, min(sum(shares.enquiries), len(live)))
    for n, (case, holder) in enumerate(zip(picked, _deal(team, shares.enquiries), strict=False)):
        day = plan.today - timedelta(days=plan.rng.randint(0, _ANSWERED_AFTER[1]))
        assert case.officer is not None
        _task(
            plan,
            case,
            TaskKind.NPT_ENQUIRY,
            f"enquiry:{case.case_id}:{n + 1}",
            "Asked of the neighbourhood team after a return",
            day,
            holder,
            state=TaskState.WITH_NPT.value,
            npt_officer_id=case.officer.staff_id,
            asked=plan.rng.choice(ASKED),
            answer_due_on=iso(day + timedelta(days=7)),
        )


def _assessments(plan: Plan, team: Team, cases: list[Invented]) -> None:
    """One task for every assessment the rules say is owed: just what a sweep would raise."""
    ahead = timedelta(days=plan.policy.arms_due_soon_days)
    owed = [c for c in cases if c.arms_due_on and c.arms_due_on - ahead <= plan.today]
    half = round(len(owed) * 89 / 173)
    for n, case in enumerate(owed):
        assert case.arms_due_on is not None
        last = case.last_arms_on
        said = f"Last done {day_words(last)}" if last else "Never assessed"
        _task(
            plan,
            case,
            TaskKind.ARMS_ASSESSMENT,
            f"arms:{case.case_id}:{case.arms_due_on}",
            f"Assessment due {day_words(case.arms_due_on)}. {said}",
            min(case.arms_due_on - ahead, plan.today),
            team.assessors[0 if n < half else 1],
        )


def _past_enquiries(plan: Plan, team: Team, cases: list[Invented], shares: Shares) -> None:
    """Questions answered in the last half year, at the pace the open ones are asked now."""
    live = [c for c in cases if c.status is Status.ACTIVE and c.officer and c.days]
    shortest, longest = _ANSWERED_AFTER
    wanted = round(sum(shares.enquiries) / longest * (_HISTORY_DAYS - shortest))
    for n in range(wanted if live else 0):
        day = plan.today - timedelta(days=plan.rng.randint(shortest + 1, _HISTORY_DAYS))
        done = day + timedelta(days=plan.rng.randint(shortest, longest))
        if done >= plan.today:
            continue
        case = plan.rng.choice(live)
        assert case.officer is not None
        _task(
            plan,
            case,
            TaskKind.NPT_ENQUIRY,
            f"enquiry:{case.case_id}:past-{n}",
            "Asked of the neighbourhood team after a return",
            day,
            plan.rng.choice(team.assessors),
            npt_officer_id=case.officer.staff_id,
            asked=plan.rng.choice(ASKED),
            **_finished(done),
        )


def _past_assessments(plan: Plan, team: Team, cases: list[Invented]) -> None:
    """The assessments done in the last half year: each case's last one, if it was then."""
    for case in cases:
        done = case.last_arms_on
        if done is None or not 0 < (plan.today - done).days <= _HISTORY_DAYS:
            continue
        due = done + timedelta(days=plan.rng.randint(-25, 14))
        _task(
            plan,
            case,
            TaskKind.ARMS_ASSESSMENT,
            f"arms:{case.case_id}:{due}",
            f"Assessment due {day_words(due)}",
            min(due - timedelta(days=plan.policy.arms_due_soon_days), done),
            plan.rng.choice(team.assessors),
            **_finished(done),
        )


def _changes(plan: Plan, team: Team, visits: Visits, shares: Shares) -> None:
    """Significant changes told at visits of the last weeks, and referrals not yet confirmed."""
    recent = [v for v in visits if (plan.today - v[0]).days <= 30 and v[1].visited]
    picked = plan.rng.sample(recent, min(sum(shares.changes), len(recent)))
    holders = _deal(team, shares.changes)
    kinds = list(Disclosure)
    for n, ((day, case, visit_id), holder) in enumerate(zip(picked, holders, strict=False)):
        kind = kinds[n % len(kinds)]
        change = _disclose(plan, case, kind, day, visit_id)
        _task(
            plan,
            case,
            TaskKind.SIGNIFICANT_CHANGE,
            f"change:{change}",
            kind.words,
            day,
            holder,
            visit_id=visit_id,
            red_flag=kind.red_flag,
        )
    rest = [v for v in recent if v not in picked]
    wanted = plan.rng.sample(rest, min(sum(shares.referrals), len(rest)))
    referrers = _deal(team, shares.referrals)
    for (day, case, visit_id), holder in zip(wanted, referrers, strict=False):
        change = _disclose(plan, case, Disclosure.CHILD_CONTACT, day, visit_id)
        _task(
            plan,
            case,
            TaskKind.REFERRAL,
            f"referral:{change}",
            "Referral to children's social care: no reference held",
            day,
            holder,
            visit_id=visit_id,
            red_flag=True,
        )


def _hold_some(plan: Plan) -> None:
    """Put a few returns on hold, so that holding is seen to stay in every total."""
    returns = [
        task
        for task in plan.rows.get("task", [])
        if task["kind"] == TaskKind.RETURN_CHECK.value
        and task["state"] == TaskState.OPEN.value
        and not task["red_flag"]
    ]
    for task in plan.rng.sample(returns, min(len(returns) // 20, 12)):
        until = plan.today + timedelta(days=plan.rng.randint(2, 20))
        task.update(
            state=TaskState.HELD.value,
            held_until_on=iso(until),
            hold_reason="Waiting for the probation officer's report.",
        )


def _deal(team: Team, pair: tuple[int, int]) -> Iterator[Officer]:
    """The assessors in turn until each has their number; then the first for ever."""
    left = list(pair)
    turn = 0
    while any(left):
        if left[turn % 2]:
            left[turn % 2] -= 1
            yield team.assessors[turn % 2]
        turn += 1
    while True:
        yield team.assessors[0]


def _finished(done: date | None) -> dict[str, Any]:
    if done is None:
        return {}
    return {"state": TaskState.DONE.value, "done_on": iso(done), "result": "Checked: no change"}


def _task(
    plan: Plan,
    case: Invented,
    kind: TaskKind,
    cause: str,
    reason: str,
    day: date,
    holder: Officer,
    **more: Any,
) -> int:
    blank = {
        "visit_id": None,
        "state": TaskState.OPEN.value,
        "red_flag": False,
        "npt_officer_id": None,
        "asked": None,
        "answer_due_on": None,
        "held_until_on": None,
        "hold_reason": None,
        "locked_by": None,
        "locked_at": None,
        "done_on": None,
        "result": None,
    }
    return plan.add(
        "task",
        cause=cause,
        case_id=case.case_id,
        kind=kind.value,
        reason=reason,
        opened_on=iso(day),
        assessor_id=holder.staff_id,
        version=1,
        **(blank | more),
    )
