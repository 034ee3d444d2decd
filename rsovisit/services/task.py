"""Working the ARMS queue: who has a task in hand, and what is decided on it."""

from __future__ import annotations

from datetime import date, timedelta

from rsovisit.clock import LONDON
from rsovisit.domain.access import Actor, Role, within_scope
from rsovisit.domain.audit import AuditKind, AuditTag
from rsovisit.domain.task import TaskAct, TaskKind, TaskState, lock_expires_at
from rsovisit.domain.triage import ask_days
from rsovisit.domain.why import counted, day_words
from rsovisit.domain.working_days import add_working_days
from rsovisit.errors import Invalid, Stale
from rsovisit.queries.task_order import own_queue, queue_order
from rsovisit.services.act import Act
from rsovisit.services.bus import Changes, Done, Topic
from rsovisit.services.commands.task import (
    AcceptTask,
    AnswerTask,
    HoldTask,
    LockTask,
    ReallocateTasks,
    ReleaseTask,
    ResumeTask,
    TakeNext,
    TaskToNpt,
)
from rsovisit.services.finding import case_by_id, officer_by_collar
from rsovisit.services.schedule import recompute
from rsovisit.services.undoing import before, remember, undo_task
from rsovisit.store.records import CaseEventRecord, CaseRecord, StaffRecord, TaskRecord

__all__ = [
    "accept_task",
    "answer_task",
    "hold_task",
    "lock_task",
    "reallocate_tasks",
    "release_task",
    "resume_task",
    "take_next",
    "task_to_npt",
    "undo_task",
]

FEWEST_LETTERS = 10
"""A decision is a sentence: fewer letters than this say nothing that can be reviewed."""


def take_next(act: Act, cmd: TakeNext) -> Done:
    """Lock the first task of the asker's queue that can be worked now; its id, or None.

    An assessor works their own queue, anybody else everybody's. One person has one task in hand:
    what they held before is let go. Of two who ask at once for the same task one gets it, the
    other the next.
    """
    me, reader = act.actor.collar, act.work.reader
    for task in queue_order(reader, act.asking, own_queue(act.actor)):
        if task.aside or task.task_id in cmd.skipped or task.locked_by not in (None, me):
            continue
        taken = act.work.run(_TAKE, id=task.task_id, seen=task.version, me=me, now=act.asking.now)
        if taken:
            _let_go_of_others(act, task.task_id)
            act.note(AuditTag.TASK_LOCK, f"task:{task.task_id}", task.case_id)
            return Done(Changes.of(Topic.TASKS), task.task_id)
    return Done()


def lock_task(act: Act, cmd: LockTask) -> Done:
    """Hold one task for oneself, letting go of any other; its id. Raises Invalid, Stale."""
    task, _ = _free_task(act, cmd.task_id)
    task.locked_by, task.locked_at = act.actor.collar, act.asking.now
    act.work.add(task)
    _let_go_of_others(act, cmd.task_id)
    act.note(AuditTag.TASK_LOCK, f"task:{task.id}", task.case_id)
    return Done(Changes.of(Topic.TASKS), task.id)


def release_task(act: Act, cmd: ReleaseTask) -> Done:
    """Let go of a task; it is no fault if it was not held. Raises Stale where another holds it."""
    task, _ = _free_task(act, cmd.task_id)
    if task.locked_by is not None:
        task.locked_by = task.locked_at = None
        act.work.add(task)
    act.note(AuditTag.TASK_RELEASE, f"task:{task.id}", task.case_id)
    return Done(Changes.of(Topic.TASKS), task.id)


def accept_task(act: Act, cmd: AcceptTask) -> Done:
    """Close a task with what was decided. Raises Invalid, Stale; answers with a sentence.

    A plain return may be closed without a word; everything else needs its decision in a sentence,
    and a referral the reference it was given: asked to submit is not sent.

    Accepting an ARMS assessment records that it was done today, and the next falls due from
    today. That one person proposes and another approves comes with the assessment form.
    """
    task, case = _free_task(act, cmd.task_id, cmd.seen_version)
    result = _result(task, cmd)
    if task.kind is TaskKind.ARMS_ASSESSMENT:
        stood = before(task, last_arms_on=case.last_arms_on and case.last_arms_on.isoformat())
        _assess(act, case)
    else:
        stood = before(task)
    _close(task, result, act.asking.today)
    remember(act, task, TaskAct.ACCEPTED, stood, result)
    act.note(AuditTag.TASK_ACCEPT, f"task:{task.id}", task.case_id, about=task.kind.value)
    topics = {Topic.TASKS}
    if task.kind is TaskKind.ARMS_ASSESSMENT:
        topics |= {Topic.CASES, Topic.VISITS}
    return Done(Changes(frozenset(topics)), f"Accepted {_about(task, case)}.")


def task_to_npt(act: Act, cmd: TaskToNpt) -> Done:
    """Ask a neighbourhood officer something, by a date. Raises Invalid, Stale; answers in words.

    A return has been checked once something is asked about it: it closes, and an enquiry with
    the NPT stands in its place. Any other task stays itself and waits for the answer.
    """
    task, case = _free_task(act, cmd.task_id, cmd.seen_version)
    officer = _askable(act, cmd.officer, case)
    asked = _sentence(cmd.asked, "asked", "Say in a sentence what the officer is to find out.")
    due_on = _answer_date(act, cmd.due_on, case)
    if task.kind is TaskKind.RETURN_CHECK:
        enquiry = _enquiry(act, task, officer, asked, due_on)
        stood = before(task, enquiry=enquiry.id)
        _close(task, "Checked: enquiry sent to the NPT.", act.asking.today)
    else:
        stood = before(task)
        _put_aside(task, TaskState.WITH_NPT)
        task.npt_officer_id, task.asked, task.answer_due_on = officer.id, asked, due_on
    remember(act, task, TaskAct.TO_NPT, stood, asked)
    act.note(
        AuditTag.TASK_TO_NPT,
        f"task:{task.id}",
        task.case_id,
        officer=officer.collar,
        due_on=due_on,
    )
    said = f"Sent {_about(task, case)}, to {officer.collar}: answer due {day_words(due_on)}."
    return Done(Changes.of(Topic.TASKS), said)


def answer_task(act: Act, cmd: AnswerTask) -> Done:
    """Bring the NPT's answer back to the assessor. Raises Invalid, Stale; answers in words.

    Anyone who may see the case may answer, for the team or for an officer on the telephone; the
    history says who wrote it. An assessor's lock does not keep an answer out: whoever has the
    task open is told to look again.
    """
    task = act.work.fetch(TaskRecord, cmd.task_id)
    case = case_by_id(act, task.case_id)
    act.work.fetch(TaskRecord, cmd.task_id, seen=cmd.seen_version)
    if task.state is not TaskState.WITH_NPT:
        raise Invalid(f"{_about(task, case)}, is not with the NPT.", "task_id")
    answer = _sentence(cmd.answer, "answer", "Give the answer in a sentence: who was seen, what.")
    stood = before(task)
    task.state = TaskState.OPEN
    task.answer_due_on = None
    remember(act, task, TaskAct.ANSWERED, stood, answer)
    act.note(AuditTag.TASK_ANSWER, f"task:{task.id}", task.case_id)
    return Done(Changes.of(Topic.TASKS), f"Answered {_about(task, case)}.")


def hold_task(act: Act, cmd: HoldTask) -> Done:
    """Put a task aside until a date, for a reason. Raises Invalid, Stale; answers in words.

    It stays in every total, keeps its age, and comes back by itself.
    """
    task, case = _free_task(act, cmd.task_id, cmd.seen_version)
    if task.state is TaskState.WITH_NPT:
        raise Invalid(
            f"{_about(task, case)}, is with the NPT: send it again with another date instead."
        )
    reason = _sentence(cmd.reason, "reason", "Say in a sentence why it is to wait.")
    if cmd.until_on <= act.asking.today:
        raise Invalid("Hold it until a day that is still to come.", "until_on")
    _require_near(act, cmd.until_on, "until_on", "A task may be held")
    stood = before(task)
    _put_aside(task, TaskState.HELD)
    task.held_until_on, task.hold_reason = cmd.until_on, reason
    remember(act, task, TaskAct.HELD, stood, reason)
    act.note(AuditTag.TASK_HOLD, f"task:{task.id}", task.case_id, until_on=cmd.until_on)
    said = f"Held {_about(task, case)}, until {day_words(cmd.until_on)}."
    return Done(Changes.of(Topic.TASKS), said)


def resume_task(act: Act, cmd: ResumeTask) -> Done:
    """Take a held task up again before its date. Raises Invalid, Stale; answers in words."""
    task, case = _free_task(act, cmd.task_id, cmd.seen_version)
    if task.state is not TaskState.HELD:
        raise Invalid(f"{_about(task, case)}, is not held.", "task_id")
    stood = before(task)
    task.state = TaskState.OPEN
    task.held_until_on = task.hold_reason = None
    remember(act, task, TaskAct.RESUMED, stood, "")
    act.note(AuditTag.TASK_RESUME, f"task:{task.id}", task.case_id)
    return Done(Changes.of(Topic.TASKS), f"Took up {_about(task, case)}, again.")


def reallocate_tasks(act: Act, cmd: ReallocateTasks) -> Done:
    """Move tasks to another assessor. Raises Invalid, Stale; all move or none; answers in words.

    Those the assessor has already stay as they are.
    """
    assessor = officer_by_collar(act, cmd.assessor, "assessor")
    _require_in_post(act, assessor, "assessor")
    if assessor.role is not Role.ARMS_OFFICER:
        raise Invalid(f"{_officer(assessor)} is not an ARMS assessment officer.", "assessor")
    reason = _sentence(cmd.reason, "reason", "Say in a sentence why the work is to move.")
    tasks = [_free_task(act, task_id, seen)[0] for task_id, seen in dict(cmd.tasks).items()]
    moving = [task for task in tasks if task.assessor_id != assessor.id]
    if not moving:
        raise Invalid("Choose at least one task that they do not have already.", "tasks")
    batch = f"{moving[0].id}:{moving[0].version}"
    for task in moving:
        _move(act, task, assessor, reason, batch)
    said = f"Reallocated {counted(len(moving), 'task')} to {_officer(assessor)}."
    return Done(Changes.of(Topic.TASKS), said)


def _move(act: Act, task: TaskRecord, assessor: StaffRecord, reason: str, batch: str) -> None:
    stood = before(task, batch=batch)
    was = act.work.reader.value("select collar from staff where id = :id", id=task.assessor_id)
    task.assessor_id = assessor.id
    task.locked_by = task.locked_at = None
    remember(act, task, TaskAct.REALLOCATED, stood, reason)
    act.note(
        AuditTag.TASK_REALLOCATE,
        f"task:{task.id}",
        task.case_id,
        before=was,
        after=assessor.collar,
    )


def _free_task(act: Act, task_id: int, seen: int | None = None) -> tuple[TaskRecord, CaseRecord]:
    """An outstanding task that nobody else holds, at the version seen, and its case."""
    task: TaskRecord = act.work.fetch(TaskRecord, task_id)
    case = case_by_id(act, task.case_id)
    if task.locked_by not in (None, act.actor.collar) and task.locked_at is not None:
        until = lock_expires_at(task.locked_at, act.policy)
        if act.asking.now < until:
            raise Stale(_held_by(act, task, case, f"{until.astimezone(LONDON):%H:%M}"))
    act.work.fetch(TaskRecord, task_id, seen=seen)
    if task.state is TaskState.DONE:
        raise Invalid(f"{_about(task, case)}, is done already.", "task_id")
    return task, case


def _held_by(act: Act, task: TaskRecord, case: CaseRecord, until: str) -> str:
    assert task.locked_at is not None
    name = act.work.reader.value("select name from staff where collar = :c", c=task.locked_by)
    since = f"{task.locked_at.astimezone(LONDON):%H:%M}"
    return (
        f"{name or 'Somebody'} ({task.locked_by}) has had {_about(task, case)}, in hand since "
        f"{since} and may keep it until {until}."
    )


def _let_go_of_others(act: Act, task_id: int) -> None:
    act.work.run(_LET_GO, me=act.actor.collar, id=task_id)


def _about(task: TaskRecord, case: CaseRecord) -> str:
    return f"{task.kind.words}, {case.case_ref}"


def _officer(officer: StaffRecord) -> str:
    return f"{officer.name} ({officer.collar})"


def _sentence(text: str, field: str, otherwise: str) -> str:
    """The text without space around it. Raises Invalid where it says too little."""
    text = text.strip()
    if sum(map(str.isalpha, text)) < FEWEST_LETTERS:
        raise Invalid(otherwise, field)
    return text


def _result(task: TaskRecord, cmd: AcceptTask) -> str:
    if task.kind is TaskKind.RETURN_CHECK and not task.red_flag:
        return cmd.result.strip() or "Checked: nothing more to do."
    if task.kind is not TaskKind.REFERRAL:
        return _sentence(cmd.result, "result", "Say in a sentence what was decided and why.")
    reference = cmd.reference.strip()
    if not reference:
        raise Invalid(
            "Give the reference of children's social care: asked to submit is not sent.",
            "reference",
        )
    outcome = _sentence(cmd.result, "result", "Say what children's social care decided.")
    return f"Reference {reference}. {outcome}"


def _close(task: TaskRecord, result: str, today: date) -> None:
    _put_aside(task, TaskState.DONE)
    task.done_on = today
    task.result = result


def _put_aside(task: TaskRecord, state: TaskState) -> None:
    """Out of the assessor's hand: no lock, and no date but those the caller sets."""
    task.state = state
    task.held_until_on = task.hold_reason = task.answer_due_on = None
    task.locked_by = task.locked_at = None


def _assess(act: Act, case: CaseRecord) -> None:
    assert case.id is not None
    case.last_arms_on = act.asking.today
    recompute(act.work, case, act.policy)
    due = f"; the next is due {day_words(case.arms_due_on)}" if case.arms_due_on else ""
    act.work.add(
        CaseEventRecord(
            case_id=case.id,
            happened_on=act.asking.today,
            what="arms assessment",
            text=f"ARMS assessment done{due}.",
            by=act.actor.collar,
        )
    )


def _enquiry(
    act: Act, task: TaskRecord, officer: StaffRecord, asked: str, due_on: date
) -> TaskRecord:
    """The enquiry that follows a return, in the same lane and with the same assessor."""
    sent = act.work.reader.value(_ENQUIRIES, start=f"enquiry:{task.id}:%")
    enquiry = TaskRecord(
        cause=f"enquiry:{task.id}:{sent + 1}",
        case_id=task.case_id,
        kind=TaskKind.NPT_ENQUIRY,
        red_flag=task.red_flag,
        reason=task.reason,
        visit_id=task.visit_id,
        opened_on=act.asking.today,
        state=TaskState.WITH_NPT,
        assessor_id=task.assessor_id,
        npt_officer_id=officer.id,
        asked=asked,
        answer_due_on=due_on,
    )
    remember(act, enquiry, TaskAct.RAISED, None, asked)
    act.note(
        AuditTag.TASK_RAISE,
        f"task:{enquiry.id}",
        task.case_id,
        AuditKind.COLLECT,
        about=enquiry.kind.value,
        cause=enquiry.cause,
    )
    return enquiry


def _askable(act: Act, collar: str, case: CaseRecord) -> StaffRecord:
    """The neighbourhood officer of that collar, who must be able to see the case."""
    officer = officer_by_collar(act, collar, "officer")
    _require_in_post(act, officer, "officer")
    if officer.role is not Role.NPT_OFFICER:
        raise Invalid(f"{_officer(officer)} is not a neighbourhood officer.", "officer")
    asked = Actor(officer.collar, officer.name, officer.role, officer.area, officer.id)
    if not within_scope(asked, case.area, case.officer_id, case.managed_by):
        raise Invalid(
            f"{_officer(officer)} may not see {case.case_ref}: choose an officer of {case.area}, "
            "or the case's own.",
            "officer",
        )
    return officer


def _require_in_post(act: Act, officer: StaffRecord, field: str) -> None:
    if officer.left_on is not None and officer.left_on <= act.asking.today:
        raise Invalid(f"{_officer(officer)} has left.", field)


def _answer_date(act: Act, due_on: date | None, case: CaseRecord) -> date:
    if due_on is None:
        return add_working_days(act.asking.today, ask_days(case.risk_level, act.policy))
    if due_on < act.asking.today:
        raise Invalid("The answer cannot be due on a day that has passed.", "due_on")
    _require_near(act, due_on, "due_on", "An answer may be waited for")
    return due_on


def _require_near(act: Act, day: date, field: str, what: str) -> None:
    latest = act.asking.today + timedelta(days=act.policy.aside_limit_days)
    if day > latest:
        days = counted(act.policy.aside_limit_days, "day")
        raise Invalid(f"{what} {days} at most: until {day_words(latest)}.", field)


_TAKE = """
    update task set locked_by = :me, locked_at = :now, version = version + 1
     where id = :id and version = :seen
"""
_LET_GO = """
    update task set locked_by = null, locked_at = null, version = version + 1
     where locked_by = :me and id <> :id
"""
_ENQUIRIES = "select count(*) from task where cause like :start"
