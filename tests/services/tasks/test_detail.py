"""A task opened: the return beside the one before, the facts, the history, what comes next."""

from __future__ import annotations

from datetime import date

import pytest

from rsovisit.domain.case import Status
from rsovisit.domain.task import TaskAct, TaskKind
from rsovisit.domain.visit import Disclosure, Outcome
from rsovisit.errors import Invalid
from rsovisit.queries.tasks import TaskDetail, TaskQueue
from rsovisit.services.commands.task import AcceptTask, HoldTask
from rsovisit.services.commands.visit import RecordVisit, ReportChange
from tests.services.tasks.conftest import Unit
from tests.support.builders import TODAY
from tests.support.cases import past_visit, register_case

SAID = "Lives alone. No visitors reported. States not in a relationship. One phone, shown."


def returned(unit: Unit, summary: str, *disclosures: Disclosure) -> int:
    """A case with two earlier visits and one of today, recorded by Pat."""
    case_id = register_case(unit.keeper, case_ref="RSO-1187", officer="2299")
    past_visit(unit.keeper, case_id, date(2025, 11, 3), summary="Lives with his mother.")
    past_visit(unit.keeper, case_id, date(2026, 4, 20), summary=SAID, crew="2299;2417")
    past_visit(unit.keeper, case_id, date(2026, 10, 20), Outcome.NO_REPLY, summary="No answer.")
    unit.pat.do(
        RecordVisit(
            case_ref="RSO-1187",
            outcome=Outcome.SEEN_FULL,
            visited_on=TODAY,
            visited_at="18:20",
            officers=("2299", "2417"),
            summary=summary,
            disclosures=disclosures,
        )
    )
    return case_id


def test_the_return_stands_beside_the_last_completed_one(unit: Unit) -> None:
    returned(unit, SAID.replace("One phone, shown.", "One phone, checked."))
    (row,) = unit.ann.ask(TaskQueue()).rows
    opened = unit.file(row.task_id)
    assert opened.arose_from is not None
    assert (opened.arose_from.visited_on, opened.arose_from.visited_at) == (TODAY, "18:20")
    assert opened.arose_from.crew == ("2299", "2417")
    assert opened.arose_from.outcome is Outcome.SEEN_FULL
    assert not opened.arose_from.announced
    assert opened.previous is not None
    assert opened.previous.visited_on == date(2026, 4, 20), "an attempt is no return"
    assert opened.previous.summary == SAID
    assert opened.same_percent == 92
    assert opened.same_words == "92 % same as last return"
    assert opened.next_step.startswith("It repeats the last return")
    assert opened.facts == (
        "Medium risk, NPT managed, Peterlee. Last visit 23 Nov 2026; next due 23 May 2027. "
        "ARMS last done 1 Jun 2026."
    )


def test_another_return_is_not_said_to_repeat(unit: Unit) -> None:
    returned(unit, "A neighbour helps with shopping; he has begun work at a garage.")
    (row,) = unit.ann.ask(TaskQueue()).rows
    opened = unit.file(row.task_id)
    assert opened.same_percent is not None
    assert opened.same_percent < 80
    assert opened.same_words == ""
    assert opened.next_step.startswith("Accept it if every topic is answered")


def test_earlier_changes_of_the_same_kind_stand_beside_it(unit: Unit) -> None:
    case_id = register_case(unit.keeper, case_ref="RSO-0704")
    for kind, on, note in (
        (Disclosure.NEW_PARTNER, date(2025, 2, 3), "Partner with children."),
        (Disclosure.MOVE, date(2025, 6, 3), "Evicted."),
        (Disclosure.NEW_PARTNER, date(2026, 8, 9), "Anonymous tip."),
    ):
        unit.pat.do(ReportChange(case_id, kind, on, note))
    rows = unit.ann.ask(TaskQueue()).rows
    newest = max(row.task_id for row in rows if row.kind is TaskKind.SIGNIFICANT_CHANGE)
    similar = unit.file(newest).similar
    assert [(change.kind, change.note) for change in similar] == [
        (Disclosure.NEW_PARTNER, "Partner with children.")
    ]
    assert unit.file(min(row.task_id for row in rows)).similar == ()


def test_a_return_shows_what_was_disclosed_at_it(unit: Unit) -> None:
    case_id = returned(unit, SAID, Disclosure.CHILD_CONTACT, Disclosure.WORK)
    rows = {row.kind: row for row in unit.ann.ask(TaskQueue()).rows if row.case_id == case_id}
    opened = unit.file(rows[TaskKind.RETURN_CHECK].task_id)
    assert opened.arose_from is not None
    assert opened.arose_from.disclosures == (Disclosure.CHILD_CONTACT, Disclosure.WORK)
    assert opened.row.red_flag
    assert opened.next_step.startswith("Read it now")
    referral = unit.file(rows[TaskKind.REFERRAL].task_id)
    assert "Asked to submit is not sent" in referral.next_step


def test_the_history_names_each_act(unit: Unit) -> None:
    task = unit.task()
    unit.ann.do(HoldTask(task, 1, date(2026, 12, 4), "Waiting for the court."))
    unit.bob.do(AcceptTask(task, 2, "Nothing new."))
    opened = unit.file(task)
    assert [(row.what, row.by, row.reason) for row in opened.history] == [
        (TaskAct.HELD, "0911", "Waiting for the court."),
        (TaskAct.ACCEPTED, "0933", "Nothing new."),
    ]
    assert (opened.row.position, opened.result, opened.done_on) == (0, "Nothing new.", TODAY)
    assert opened.next_step == "Nothing more: this is done."
    assert opened.row.why == ("Done on 23 Nov 2026.",)


def test_a_paused_case_says_so(unit: Unit) -> None:
    task = unit.task(case={"status": Status.CUSTODY, "last_arms_on": None})
    assert unit.file(task).facts == (
        "Medium risk, NPT managed, Peterlee, in custody. Never visited; none due. Never assessed."
    )


def test_a_place_in_the_detail_is_the_place_in_the_list(unit: Unit) -> None:
    for kind in TaskKind:
        unit.task(kind)
    for row in unit.ann.ask(TaskQueue("0911")).rows:
        assert unit.file(row.task_id).row == row


def test_opening_is_audited_with_its_case(unit: Unit) -> None:
    task = unit.task()
    case_id = unit.row(task).case_id
    with unit.keeper.register.work() as work:
        row = work.reader.one(
            "select kind, tag, actor, case_id from audit_event where subject = :s",
            s=f"task:{task}",
        )
    assert row == ("CONSULT", "task:consult", "0911", case_id)


def test_no_such_task(unit: Unit) -> None:
    with pytest.raises(Invalid, match="no such task among yours"):
        unit.ann.ask(TaskDetail(999))
