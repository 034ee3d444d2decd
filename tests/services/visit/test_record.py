"""Recording a visit or an attempt, and all that moves with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from rsovisit.domain.access import Actor, Role
from rsovisit.domain.case import ManagedBy, Status
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.task import Lane, TaskKind
from rsovisit.domain.visit import Disclosure, Outcome
from rsovisit.errors import Invalid, Refused, Stale
from rsovisit.queries.case import CaseFile, CaseFileRow
from rsovisit.services.bus import CommandBus, Topic
from rsovisit.services.commands.visit import RecordVisit, VisitRecorded
from tests.support.builders import TODAY
from tests.support.cases import an_officer, past_visit, register_case

OpenBus = Callable[..., CommandBus]
LAST = date(2026, 5, 12)


@pytest.fixture
def case_id(bus: CommandBus) -> int:
    """RSO-1: medium, last seen 12 May 2026, so due 12 Nov; 2417 trained, 8102 not."""
    an_officer(bus, "2417")
    an_officer(bus, "2299")
    an_officer(bus, "8102", trained_to=date(2026, 11, 22))
    return register_case(
        bus, case_ref="RSO-1", last_visit_stated_on=LAST, officer="2417", address="1 Invented Row"
    )


def record(bus: CommandBus, outcome: Outcome = Outcome.SEEN_FULL, **more: Any) -> VisitRecorded:
    facts: dict[str, Any] = {"visited_on": TODAY, "officers": ("2417", "2299"), **more}
    recorded: VisitRecorded = bus.do(RecordVisit("RSO-1", outcome, **facts)).value
    return recorded


def case_file(bus: CommandBus) -> CaseFileRow:
    return bus.ask(CaseFile(case_ref="RSO-1"))


def test_a_completed_visit_moves_the_date_from_the_real_day(bus: CommandBus, case_id: int) -> None:
    recorded = record(bus, visited_at="18:20", announced=True, summary=" Seen in the kitchen. ")
    assert (recorded.completed, recorded.next_due_on) == (True, date(2027, 5, 23))
    (visit,) = case_file(bus).visits
    assert visit.visit_id == recorded.visit_id
    assert (visit.visited_on, visit.visited_at, visit.announced) == (TODAY, "18:20", True)
    assert (visit.crew, visit.crew_trained) == (("2417", "2299"), True)
    assert (visit.summary, visit.due_on_before) == ("Seen in the kitchen.", date(2026, 11, 12))
    assert case_file(bus).addresses[0].confirmed_on == TODAY


@pytest.mark.parametrize("outcome", [o for o in Outcome if o is not Outcome.SEEN_FULL])
def test_nothing_less_moves_the_date(bus: CommandBus, case_id: int, outcome: Outcome) -> None:
    recorded = record(bus, outcome)
    assert (recorded.completed, recorded.next_due_on) == (False, date(2026, 11, 12))
    found = case_file(bus)
    assert (found.visits, len(found.attempts)) == ((), 1)
    assert found.facts.last_visit_on == LAST
    assert found.addresses[0].confirmed_on is None


def test_a_return_is_raised_for_checking(bus: CommandBus, case_id: int) -> None:
    recorded = record(bus)
    assert "Return to check, raised for the ARMS officer." in recorded.raised
    (task,) = case_file(bus).tasks
    assert (task.kind, task.lane, task.visit_id) == (
        TaskKind.RETURN_CHECK,
        Lane.ROUTINE,
        recorded.visit_id,
    )


def test_failed_attempts_ask_for_a_decision_once(bus: CommandBus, case_id: int) -> None:
    first = record(bus, Outcome.NO_REPLY, visited_at="10:15")
    second = record(bus, Outcome.OUT, visited_at="18:40")
    third = record(bus, Outcome.NO_REPLY, visited_at="20:00")
    assert not any("Significant change" in said for said in first.raised)
    assert any("2 failed attempts since the last completed visit" in s for s in second.raised)
    assert not any("Significant change" in said for said in third.raised)
    (task,) = case_file(bus).tasks
    assert (task.kind, task.lane) == (TaskKind.SIGNIFICANT_CHANGE, Lane.CHANGE)


def test_attempts_before_the_last_visit_do_not_count(bus: CommandBus, case_id: int) -> None:
    past_visit(bus, case_id, LAST - timedelta(days=3), Outcome.NO_REPLY)
    past_visit(bus, case_id, LAST - timedelta(days=1), Outcome.OUT)
    assert not any("failed attempts" in said for said in record(bus, Outcome.NO_REPLY).raised)


def test_a_new_gap_asks_again(bus: CommandBus, case_id: int) -> None:
    for at in ("10:00", "18:00"):
        record(bus, Outcome.NO_REPLY, visited_at=at, visited_on=TODAY - timedelta(days=2))
    record(bus, visited_on=TODAY - timedelta(days=1))
    for at in ("10:00", "18:00"):
        record(bus, Outcome.NO_REPLY, visited_at=at)
    kinds = [task.kind for task in case_file(bus).tasks]
    assert kinds.count(TaskKind.SIGNIFICANT_CHANGE) == 2


@pytest.mark.parametrize(
    "outcome,said",
    (
        (Outcome.ACCESS_REFUSED, "counts towards a warrant"),
        (Outcome.NOT_RESIDENT, "whereabouts to establish"),
        (Outcome.CANNOT_VISIT, "status to confirm"),
    ),
)
def test_some_outcomes_ask_at_once(
    bus: CommandBus, case_id: int, outcome: Outcome, said: str
) -> None:
    assert any(said in words for words in record(bus, outcome).raised)


def test_a_disclosed_change_brings_a_visit_of_its_own(bus: CommandBus, case_id: int) -> None:
    recorded = record(bus, disclosures=(Disclosure.WORK, Disclosure.DEVICE, Disclosure.WORK))
    assert recorded.next_due_on == TODAY + timedelta(days=7)
    found = case_file(bus)
    assert [change.kind for change in found.changes] == [Disclosure.DEVICE, Disclosure.WORK]
    (owed,) = found.requirements
    assert (owed.from_on, owed.met) == (TODAY + timedelta(days=1), False)
    kinds = sorted(task.kind for task in found.tasks)
    assert kinds == ["return_check", "significant_change", "significant_change"]


def test_an_attempt_that_hears_of_a_change_can_be_followed_the_same_day(
    bus: CommandBus, case_id: int
) -> None:
    record(bus, Outcome.SEEN_PARTIAL, disclosures=(Disclosure.MOVE,), visited_at="10:00")
    assert case_file(bus).requirements[0].from_on == TODAY
    assert record(bus, visited_at="18:00").next_due_on == date(2027, 5, 23)


def test_contact_with_a_child_goes_before_everything(bus: CommandBus, case_id: int) -> None:
    record(bus, disclosures=(Disclosure.CHILD_CONTACT,))
    tasks = case_file(bus).tasks
    assert {task.lane for task in tasks} == {Lane.SAFEGUARDING}
    assert sorted(task.kind for task in tasks) == [
        "referral",
        "return_check",
        "significant_change",
    ]
    assert all(task.red_flag for task in tasks)


def test_a_poor_crew_is_said_and_counted(bus: CommandBus, case_id: int) -> None:
    alone = record(bus, officers=("2417",), visited_at="10:00")
    untrained = record(bus, officers=("8102", "2417"), visited_at="11:00")
    nobody = record(bus, officers=("8102",), visited_at="12:00")
    assert any("Single-crewed" in said for said in alone.raised)
    assert not any("crewed" in said or "training" in said for said in untrained.raised)
    assert any("Single-crewed, without in-date home-visit training" in s for s in nobody.raised)
    assert [visit.crew_trained for visit in case_file(bus).visits] == [False, True, True]


def test_training_counts_on_the_day_of_the_visit(bus: CommandBus, case_id: int) -> None:
    record(bus, officers=("8102", "2417"), visited_on=TODAY - timedelta(days=1))
    assert case_file(bus).visits[0].crew_trained is True


@pytest.mark.parametrize(
    "wrong,field,sentence",
    (
        ({"visited_on": TODAY + timedelta(days=1)}, "visited_on", "24 Nov 2026 is in the future"),
        ({"visited_on": date(1989, 12, 31)}, "visited_on", "too long ago"),
        ({"visited_at": "6pm"}, "visited_at", "write it as 18:20"),
        ({"visited_at": "24:00"}, "visited_at", "is not a time"),
        ({"officers": ()}, "officers", "at least one collar number"),
        ({"officers": ("2417", "2417")}, "officers", "given twice"),
        ({"officers": ("9999",)}, "officers", "No officer has the collar number 9999"),
        ({"visited_on": TODAY - timedelta(days=4)}, "late_reason", "more than 3 days after"),
    ),
)
def test_bad_input_gets_a_sentence_and_writes_nothing(
    bus: CommandBus, case_id: int, wrong: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(Invalid, match=sentence) as failed:
        record(bus, **wrong)
    assert failed.value.field == field
    found = case_file(bus)
    assert (found.visits, found.attempts, found.tasks) == ((), (), ())


def test_a_late_entry_with_its_reason(bus: CommandBus, case_id: int) -> None:
    recorded = record(bus, visited_on=date(2026, 11, 1), late_reason="The system was down.")
    assert recorded.next_due_on == date(2027, 5, 1)
    visit = case_file(bus).visits[0]
    assert (visit.recorded_on, visit.late_reason) == (TODAY, "The system was down.")


def test_a_visit_entered_after_a_later_one_moves_nothing(bus: CommandBus, case_id: int) -> None:
    record(bus)
    late = record(bus, visited_on=date(2026, 11, 2), late_reason="Found in the notebook.")
    assert late.next_due_on == date(2027, 5, 23)
    assert case_file(bus).visits[1].due_on_before is None


def test_the_same_visit_twice_is_refused(bus: CommandBus, case_id: int) -> None:
    record(bus, visited_at="10:00")
    with pytest.raises(Invalid, match="on 23 Nov 2026 at 10:00 is already recorded"):
        record(bus, visited_at="10:00")
    assert record(bus, visited_at="10:01").completed


@pytest.mark.parametrize("status", (Status.CLOSED, Status.DECEASED, Status.TRANSFERRED))
def test_nothing_is_recorded_on_a_case_that_is_over(bus: CommandBus, status: Status) -> None:
    an_officer(bus, "2417")
    register_case(bus, case_ref="RSO-1", status=status)
    with pytest.raises(Invalid, match="no more work is recorded on it"):
        record(bus, officers=("2417",))


def test_the_second_of_two_officers_is_told(bus: CommandBus, case_id: int) -> None:
    version = case_file(bus).facts.version
    record(bus, visited_at="10:00", seen_version=version)
    with pytest.raises(Stale, match="changed by someone else"):
        record(bus, visited_at="11:00", seen_version=version)
    assert len(case_file(bus).visits) == 1


def test_an_officer_records_in_their_own_area_only(
    bus: CommandBus, open_bus: OpenBus, case_id: int
) -> None:
    stranger = open_bus(an_officer(bus, "3120", area="Darlington"))
    with pytest.raises(Invalid, match="no such case among yours"):
        record(stranger)
    own = open_bus(_actor(bus, "2417"))
    assert record(own).completed


def test_an_officer_records_their_own_case_of_another_area(
    bus: CommandBus, open_bus: OpenBus
) -> None:
    officer = an_officer(bus, "3120", area="Darlington")
    register_case(
        bus,
        case_ref="RSO-1",
        officer="3120",
        risk_level=RiskLevel.HIGH,
        managed_by=ManagedBy.PPU,
        last_visit_stated_on=LAST,
    )
    assert record(open_bus(officer), officers=("3120",)).completed


def test_an_auditor_is_refused_and_that_is_audited(
    bus: CommandBus, open_bus: OpenBus, case_id: int
) -> None:
    auditor = open_bus(an_officer(bus, "9001", Role.AUDITOR))
    with pytest.raises(Refused):
        record(auditor)
    with bus.register.work() as work:
        found = work.reader.rows(
            "select actor, kind from audit_event where tag = 'register:refuse'"
        )
    assert found == [("9001", "REFUSED")]
    assert case_file(bus).visits == ()


def test_what_is_announced_and_audited(bus: CommandBus, case_id: int) -> None:
    heard: list[Any] = []
    bus.subscribe(heard.append)
    recorded = record(bus)
    assert heard[0].topics == {Topic.VISITS, Topic.CASES, Topic.WARNINGS, Topic.TASKS}
    with bus.register.work() as work:
        found = work.reader.rows(
            "select tag, kind, subject, case_id from audit_event where tag = 'visit:record'"
        )
    assert found == [("visit:record", "COLLECT", f"visit:{recorded.visit_id}", case_id)]


def _actor(bus: CommandBus, collar: str) -> Actor:
    with bus.register.work() as work:
        row = work.reader.one("select id, name, area from staff where collar = :c", c=collar)
    assert row is not None
    return Actor(collar, row[1], Role.NPT_OFFICER, row[2], row[0])
