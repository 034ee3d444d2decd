"""The whole of one case, and who has looked at it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta

import pytest

from rsovisit.domain.access import Role
from rsovisit.domain.audit import AuditTag
from rsovisit.domain.case import Status
from rsovisit.domain.due import Bucket
from rsovisit.domain.task import TaskKind, TaskState
from rsovisit.domain.visit import Disclosure, Outcome
from rsovisit.errors import Invalid, Refused
from rsovisit.queries.case import CaseFile, CaseFileRow, WhoLooked, act_words
from rsovisit.queries.timeline import crew_words
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.case import AllocateCases
from rsovisit.services.commands.visit import RecordVisit, ReportChange
from rsovisit.services.commands.warning import DecideWarning, RaiseWarnings
from tests.support.builders import TODAY
from tests.support.buses import FixedClock
from tests.support.cases import an_officer, open_task, past_visit, register_case

OpenBus = Callable[..., CommandBus]


def case_file(bus: CommandBus, ref: str = "RSO-1") -> CaseFileRow:
    return bus.ask(CaseFile(case_ref=ref))


@pytest.fixture
def case_id(bus: CommandBus) -> int:
    """RSO-1: visited in May, one attempt in November, 3 days overdue and swept."""
    an_officer(bus, "2417")
    case_id = register_case(
        bus,
        case_ref="RSO-1",
        officer="2417",
        next_notification_on=date(2026, 12, 1),
        notification_ends_on=date(2031, 7, 8),
        address="1 Invented Row",
    )
    past_visit(bus, case_id, date(2026, 5, 20), crew="2417;2299", summary="All as before.")
    past_visit(bus, case_id, date(2026, 11, 2), Outcome.NO_REPLY, at="10:15", crew="2417")
    bus.do(RaiseWarnings())
    return case_id


def test_the_case_by_reference_and_by_number(bus: CommandBus, case_id: int) -> None:
    assert case_file(bus, " RSO-1 ") == bus.ask(CaseFile(case_id=case_id))
    facts = case_file(bus).facts
    assert (facts.case_id, facts.case_ref, facts.name) == (case_id, "RSO-1", "A. Sample")
    assert (facts.officer, facts.officer_name) == ("2417", "Officer 2417")
    assert (facts.due_on, facts.days_overdue) == (date(2026, 11, 20), 3)
    assert (facts.bucket, facts.interval_months) == (Bucket.OVERDUE, None)


def test_visits_are_apart_from_attempts(bus: CommandBus, case_id: int) -> None:
    found = case_file(bus)
    assert [visit.outcome for visit in found.visits] == [Outcome.SEEN_FULL]
    assert [visit.outcome for visit in found.attempts] == [Outcome.NO_REPLY]
    assert found.attempts[0].failed
    assert found.addresses[0].text == "1 Invented Row"


def test_the_tiles(bus: CommandBus, case_id: int) -> None:
    tiles = {tile.title: tile for tile in case_file(bus).tiles}
    said = {title: (tile.day or tile.number, tile.words) for title, tile in tiles.items()}
    assert said == {
        "Next visit": (date(2026, 11, 20), "3 days overdue"),
        "ARMS assessment": (date(2027, 6, 1), "in 190 days"),
        "Periodic notification": (date(2026, 12, 1), "in 8 days"),
        "Open work": (1, "1 urgent"),
        "Register until": (date(2031, 7, 8), "in 1,688 days"),
    }
    standing = [tile.standing for tile in tiles.values()]
    assert standing == [Bucket.OVERDUE, Bucket.LATER, Bucket.DUE_SOON, Bucket.OVERDUE, None]


@pytest.mark.parametrize(
    "facts,said",
    (
        ({"status": Status.CUSTODY}, ("paused: in custody", "paused", "no date recorded")),
        ({"status": Status.CLOSED}, ("none: closed", "none to come", "no date recorded")),
        (
            {"notification_ends_on": TODAY - timedelta(days=1), "last_arms_on": None},
            ("none: notification has ended", "never assessed, 2,498 days overdue", ""),
        ),
    ),
)
def test_tiles_without_a_date_say_why(
    bus: CommandBus, facts: dict[str, object], said: tuple[str, ...]
) -> None:
    register_case(bus, case_ref="RSO-1", **facts)
    visit, arms, notification, work, until = case_file(bus).tiles
    assert (visit.words, arms.words) == said[:2]
    assert notification.words == "no date recorded"
    assert (work.number, work.words, work.standing) == (0, "nothing open", Bucket.LATER)
    ended = "notification_ends_on" in facts
    assert until.words == ("ended: close the case" if ended else "no end recorded")


def test_open_work_is_what_its_tile_counts(bus: CommandBus, case_id: int) -> None:
    an_officer(bus, "8102", trained_to=TODAY - timedelta(days=1))
    bus.do(AllocateCases(((case_id, case_file(bus).facts.version),), "8102", "For now."))
    open_task(
        bus,
        case_id,
        TaskKind.NPT_ENQUIRY,
        state=TaskState.WITH_NPT,
        asked="Has it ended?",
        answer_due_on=date(2026, 11, 27),
    )
    held = {"state": TaskState.HELD, "held_until_on": date(2026, 12, 4), "reason": "A court."}
    open_task(bus, case_id, TaskKind.SIGNIFICANT_CHANGE, red_flag=True, **held)
    open_task(bus, case_id, TaskKind.RETURN_CHECK, done_on=TODAY)
    found = case_file(bus)
    assert [(work.title, work.words, work.urgent) for work in found.open_work] == [
        (
            "Visit overdue",
            "3 days overdue; with the officer since 23 Nov 2026, no decision recorded.",
            True,
        ),
        (
            "Needs a trained officer",
            "8102 holds no in-date home-visit training. Allocate a trained officer.",
            True,
        ),
        ("Significant change", "A court. Held until 4 Dec 2026.", True),
        ("Enquiry with the NPT", "Has it ended? With the NPT.", False),
    ]
    assert found.tiles[3].number == len(found.open_work)


@pytest.mark.parametrize(
    "officer,said",
    (
        (None, "Nobody has the case."),
        ({"left_on": TODAY}, "2299 has left the team."),
        ({"known": False}, "2299 is not on the staff list."),
        ({"trained_to": None}, "2299 holds no in-date home-visit training."),
    ),
)
def test_who_cannot_visit(bus: CommandBus, officer: dict[str, object] | None, said: str) -> None:
    if officer is not None:
        an_officer(bus, "2299", **officer)  # type: ignore[arg-type]
    register_case(bus, case_ref="RSO-1", officer="2299" if officer else None)
    assert case_file(bus).open_work[0].words.startswith(said)


def test_the_timeline_tells_everything_newest_first(
    bus: CommandBus, case_id: int, clock: FixedClock
) -> None:
    found = case_file(bus)
    (warning,) = found.warnings
    bus.do(DecideWarning(warning.warning_id, warning.version, "Both go on Tuesday evening."))
    clock.on(1)
    bus.do(ReportChange(case_id, Disclosure.NEW_PARTNER, clock.day, "A tip."))
    clock.on(1)
    seen = RecordVisit("RSO-1", Outcome.SEEN_FULL, clock.day, ("2417", "2299"), "18:20")
    bus.do(seen)
    told = [(e.day, e.title, e.words) for e in case_file(bus).timeline]
    assert [day for day, _, _ in told] == sorted((day for day, _, _ in told), reverse=True)
    at = [f"{day.day} {day:%b} {title}: {words}" for day, title, words in told]
    assert at == [
        "25 Nov Warning cleared: Visit overdue, due 20 Nov 2026. "
        "The visit is no longer due by this date.",
        "25 Nov Return to check: Seen at home",
        "25 Nov Visit: Seen at home, unannounced · 2417 and 2299 · 18:20",
        "24 Nov Significant change: New partner or household member",
        "24 Nov Significant change: New partner or household member. A tip.",
        "23 Nov Warning decided: By keeper: Both go on Tuesday evening.",
        "23 Nov Warning: Visit overdue, due 20 Nov 2026: with the officer.",
        "2 Nov Attempt: No reply · 2417 · 10:15",
        "20 May Visit: Seen at home, unannounced · 2417 and 2299. All as before.",
        "6 Jan Registered: The case begins.",
    ]


def test_a_task_done_is_told_with_its_wait(bus: CommandBus) -> None:
    case_id = register_case(bus, case_ref="RSO-1")
    for back in (0, 1, 4):
        opened = TODAY - timedelta(days=back)
        open_task(bus, case_id, opened_on=opened, done_on=TODAY, result="No change.")
    words = [e.words for e in case_file(bus).timeline if e.title == "Return to check, done"]
    assert sorted(words) == [
        "Done after 1 day: No change.",
        "Done after 4 days: No change.",
        "Done the same day: No change.",
    ]


def test_everything_can_leave_as_json(bus: CommandBus, case_id: int) -> None:
    text = json.dumps(asdict(case_file(bus)), default=date.isoformat)
    assert list(json.loads(text)) == [
        "facts", "why", "tiles", "open_work", "visits", "attempts", "tasks", "warnings",
        "addresses", "changes", "requirements", "timeline",
    ]  # fmt: skip


def test_opening_a_case_is_audited_with_its_number(bus: CommandBus, case_id: int) -> None:
    case_file(bus)
    with bus.register.work() as work:
        found = work.reader.rows(
            "select kind, subject, case_id from audit_event where tag = 'case:consult'"
        )
    assert found == [("CONSULT", f"case:{case_id}", case_id)]


def test_a_case_out_of_scope_is_as_if_there_were_none(
    bus: CommandBus, open_bus: OpenBus, case_id: int
) -> None:
    stranger = open_bus(an_officer(bus, "3120", area="Darlington"))
    for asker, ref in ((bus, "RSO-2"), (stranger, "RSO-1"), (stranger, "RSO-2")):
        with pytest.raises(Invalid, match=f"There is no case {ref}"):
            case_file(asker, ref)
    with pytest.raises(Invalid, match="no such case among yours"):
        stranger.ask(WhoLooked(case_id))


def test_an_administrator_sees_no_casework(
    bus: CommandBus, open_bus: OpenBus, case_id: int
) -> None:
    administrator = open_bus(an_officer(bus, "9000", Role.ADMINISTRATOR))
    with pytest.raises(Refused):
        case_file(administrator)
    with bus.register.work() as work:
        detail = work.reader.value("select detail from audit_event where actor = '9000'")
    assert '"wanted": "case:consult"' in detail


def test_who_has_looked(bus: CommandBus, open_bus: OpenBus, case_id: int) -> None:
    sergeant = open_bus(an_officer(bus, "1140", Role.SUPERVISOR))
    case_file(sergeant)
    bus.ask(WhoLooked(case_id))
    looks = sergeant.ask(WhoLooked(case_id))
    assert [(look.collar, look.what) for look in looks] == [
        ("keeper", "Looked at who has looked"),
        ("1140", "Opened the case"),
        ("keeper", "Raised a warning"),
    ]
    assert (looks[1].name, looks[1].role) == ("Officer 1140", "Supervisor")
    assert looks[1].at.date() == TODAY


def test_every_act_on_a_case_has_words() -> None:
    apart = ("view", "draft", "backup", "register", "officer", "file", "template")
    for tag in AuditTag:
        if not tag.startswith(apart):
            assert act_words(tag) != tag, tag
    assert act_words("case:haunt") == "case:haunt"


@pytest.mark.parametrize(
    "crew,words",
    (((), ""), (("1",), "1"), (("1", "2"), "1 and 2"), (("1", "2", "3"), "1, 2 and 3")),
)
def test_a_crew_in_words(crew: tuple[str, ...], words: str) -> None:
    assert crew_words(crew) == words
