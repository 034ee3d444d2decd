"""The sweep: makes the open warnings and owed tasks equal to what the rules ask for today."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from rsovisit.domain.audit import AuditKind, AuditTag
from rsovisit.domain.due import Bucket
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.warning import Level, WarningKind, visit_warning
from rsovisit.domain.why import day_words
from rsovisit.queries.buckets import bucket_clause, bucket_params
from rsovisit.services.act import Act
from rsovisit.services.bus import Changes, Done, Topic
from rsovisit.services.commands.warning import RaiseWarnings, Swept
from rsovisit.services.owed import raise_owed_assessments, wake_held
from rsovisit.store.reader import as_date
from rsovisit.store.records import CaseRecord

Key = tuple[int, str, date]
"""Case, kind and due date: what one warning is about."""


@dataclass(frozen=True, slots=True)
class _Open:
    warning_id: int
    level: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What must change so that the open warnings are the wanted ones."""

    to_raise: list[tuple[Key, str]]
    to_escalate: list[tuple[Key, _Open, str]]
    to_clear: list[tuple[Key, _Open]]


def raise_warnings(act: Act, cmd: RaiseWarnings) -> Done:
    """Raise, escalate and clear warnings, raise owed tasks, wake held ones. Twice equals once."""
    act.report("Comparing warnings with dates", 0.1)
    wanted, difference = match_warnings(act)
    act.report("Raising work that falls due", 0.7)
    tasks, woken = raise_owed_assessments(act), wake_held(act)
    swept = Swept(
        act.asking.today,
        len(difference.to_raise),
        len(difference.to_clear),
        len(difference.to_escalate),
        len(wanted),
        tasks,
    )
    _note_run(act, swept)
    topics = {Topic.UPKEEP}
    if difference.to_raise or difference.to_clear or difference.to_escalate:
        topics.add(Topic.WARNINGS)
    if tasks or woken:
        topics.add(Topic.TASKS)
    return Done(Changes(frozenset(topics)), swept)


def match_warnings(act: Act) -> tuple[dict[Key, str], Difference]:
    """Make the open warnings of all cases the wanted ones; these, and what had to change."""
    # One sweep at a time, whichever machine runs it: both databases serialise on this row.
    act.work.run("update register set epoch = epoch")
    wanted = _wanted(act, None)
    difference = _compare(wanted, _open(act, None))
    _apply(act, difference)
    return wanted, difference


def sweep_case(act: Act, case: CaseRecord) -> list[str]:
    """The same for one case, right after it changed; sentences for whoever changed it."""
    assert case.id is not None
    if act.work.dialect == "postgresql":
        # A sweep elsewhere would not see this case as it is about to be: one waits for the other.
        act.work.reader.one("select 1 from register for share")
    difference = _compare(_wanted(act, case.id), _open(act, case.id))
    _apply(act, difference)
    said = [f"Warning cleared: {_about(key)}." for key, _ in difference.to_clear]
    said += [f"Warning raised: {_about(key)}." for key, _ in difference.to_raise]
    return said


def _about(key: Key) -> str:
    _, kind, due = key
    what = "visit overdue" if kind == WarningKind.VISIT_OVERDUE else "visit due soon"
    return f"{what}, due {day_words(due)}"


def _wanted(act: Act, case_id: int | None) -> dict[Key, str]:
    """Warnings that ought to be open, with their level. Only dates near or past are read."""
    policy, today = act.policy, act.asking.today
    one = "" if case_id is None else " and c.id = :case_id"
    params = bucket_params(policy, today) | ({} if case_id is None else {"case_id": case_id})
    found = act.work.reader.rows(
        _CASES + "(" + bucket_clause(Bucket.OVERDUE) + ")" + one, **params
    ) + act.work.reader.rows(_CASES + "(" + bucket_clause(Bucket.DUE_SOON) + ")" + one, **params)
    judged: dict[tuple[Any, str], tuple[str, date, str] | None] = {}
    wanted: dict[Key, str] = {}
    for found_id, due, risk in found:
        # The rule depends on the date and the level alone: asked once for each pair.
        if (due, risk) not in judged:
            owed = visit_warning(found_id, as_date(due), RiskLevel(risk), policy, today)
            said = (owed.kind.value, owed.due_on, owed.level.value) if owed else None
            judged[due, risk] = said
        verdict = judged[due, risk]
        if verdict is not None:
            kind, due_on, level = verdict
            wanted[found_id, kind, due_on] = level
    return wanted


def _open(act: Act, case_id: int | None) -> dict[Key, _Open]:
    one = "" if case_id is None else " and case_id = :case_id"
    params = {} if case_id is None else {"case_id": case_id}
    days: dict[Any, date] = {}
    stand: dict[Key, _Open] = {}
    for warning_id, found_id, kind, due, level in act.work.reader.rows(_OPEN + one, **params):
        day = days.get(due)
        if day is None:
            parsed = as_date(due)
            assert parsed is not None
            day = days[due] = parsed
        stand[found_id, kind, day] = _Open(warning_id, level)
    return stand


def _compare(wanted: dict[Key, str], stand: dict[Key, _Open]) -> Difference:
    to_raise = [(key, level) for key, level in wanted.items() if key not in stand]
    to_clear = [(key, held) for key, held in stand.items() if key not in wanted]
    to_escalate = [
        (key, held, level)
        for key, level in wanted.items()
        if (held := stand.get(key)) and held.level != level
        if Level(level).rank > Level(held.level).rank
    ]
    return Difference(to_raise, to_escalate, to_clear)


def _apply(act: Act, difference: Difference) -> None:
    today, by = act.asking.today, act.actor.collar
    work = act.work
    if difference.to_raise:
        rows = [(*key, level, today, today) for key, level in difference.to_raise]
        work.many(_INSERT, rows)
        work.run(_RAISED_EVENTS, today=today, by=by)
        _audit(act, AuditTag.WARNING_RAISE, ((key, level) for key, level in difference.to_raise))
    if difference.to_escalate:
        work.many(
            _ESCALATE,
            [
                {"id": held.warning_id, "level": level, "today": today}
                for _, held, level in difference.to_escalate
            ],
        )
        events = [(held.warning_id, level) for _, held, level in difference.to_escalate]
        work.many(_EVENT, [_event(i, today, "escalated", level, by, None) for i, level in events])
        climbed = ((key, level) for key, _, level in difference.to_escalate)
        _audit(act, AuditTag.WARNING_ESCALATE, climbed)
    if difference.to_clear:
        _clear(act, difference.to_clear)


def _clear(act: Act, to_clear: list[tuple[Key, _Open]]) -> None:
    today, by = act.asking.today, act.actor.collar
    cleared = [(key, held, _why_cleared(key, today)) for key, held in to_clear]
    act.work.many(
        _CLEAR,
        [{"id": held.warning_id, "today": today, "why": why} for _, held, why in cleared],
    )
    act.work.many(
        _EVENT,
        [_event(h.warning_id, today, "cleared", h.level, by, why) for _, h, why in cleared],
    )
    _audit(act, AuditTag.WARNING_CLEAR, ((key, held.level) for key, held, _ in cleared))


def _why_cleared(key: Key, today: date) -> str:
    _, kind, due = key
    if kind == WarningKind.VISIT_DUE_SOON and due < today:
        return "The due date passed: an overdue warning stands in its place."
    return "The visit is no longer due by this date."


def _event(
    warning_id: int, on: date, what: str, level: str, by: str, reason: str | None
) -> dict[str, Any]:
    return {
        "warning_id": warning_id,
        "on": on,
        "what": what,
        "level": level,
        "by": by,
        "reason": reason,
    }


def _audit(act: Act, tag: AuditTag, changed: Iterable[tuple[Key, str]]) -> None:
    for (case_id, kind, due), level in changed:
        act.note(
            tag,
            f"case:{case_id}",
            case_id,
            AuditKind.ALTER,
            about=kind,
            due_on=due.isoformat(),
            level=level,
        )


def _note_run(act: Act, swept: Swept) -> None:
    result = {
        "raised": swept.raised,
        "cleared": swept.cleared,
        "escalated": swept.escalated,
        "open": swept.open,
        "tasks_raised": swept.tasks_raised,
    }
    note_run(act, "sweep", result)
    act.note(AuditTag.REGISTER_SWEEP, "register", kind=AuditKind.SWEEP, **result)


def note_run(act: Act, job: str, result: dict[str, Any]) -> None:
    """Remember when a job last ran and what came of it."""
    act.work.run("delete from job_run where job = :job", job=job)
    act.work.run(
        "insert into job_run (job, for_on, finished_at, result) values (:job, :on, :at, :result)",
        job=job,
        on=act.asking.today,
        at=act.asking.now,
        result=json.dumps(result),
    )


_CASES = "select c.id, c.due_on, c.risk_level from case_file c where "
_OPEN = "select id, case_id, kind, due_on, level from warning where cleared_on is null"
_INSERT = """
    insert into warning
        (case_id, kind, due_on, level, raised_on, level_since_on, version)
    values (?, ?, ?, ?, ?, ?, 1)
    on conflict do nothing
"""
_RAISED_EVENTS = """
    insert into warning_event (warning_id, happened_on, what, level, by)
    select w.id, :today, 'raised', w.level, :by from warning w
     where w.cleared_on is null and w.raised_on = :today
       and not exists (select 1 from warning_event e where e.warning_id = w.id)
"""
_ESCALATE = """
    update warning set level = :level, level_since_on = :today, version = version + 1
     where id = :id
"""
_CLEAR = """
    update warning set cleared_on = :today, cleared_why = :why, version = version + 1
     where id = :id
"""
_EVENT = """
    insert into warning_event (warning_id, happened_on, what, level, by, reason)
    values (:warning_id, :on, :what, :level, :by, :reason)
"""
