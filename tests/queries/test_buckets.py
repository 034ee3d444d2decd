"""The SQL of a bucket is the rule's, and every count is the length of the list it opens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rsovisit.domain.access import Role, within_scope
from rsovisit.domain.case import ManagedBy, Status
from rsovisit.domain.due import Bucket, Requirement, RequirementKind, bucket_of, due_on
from rsovisit.domain.risk import RiskLevel
from rsovisit.queries.visits import CountVisits, VisitFilter, VisitList, VisitOrder, VisitRow
from rsovisit.services.bus import CommandBus
from rsovisit.services.schedule import facts_of, requirements_of
from rsovisit.store.records import CaseRecord
from tests.support.builders import TODAY
from tests.support.cases import CaseFacts, add_case, an_officer, register_case

OpenBus = Callable[..., CommandBus]
ALL = 10_000

near = st.dates(TODAY - timedelta(days=20), TODAY + timedelta(days=20))
far = st.dates(date(2024, 1, 1), date(2027, 12, 31))
edges = st.sampled_from([TODAY + timedelta(days=days) for days in (-1, 0, 1)])
lasts = st.one_of(st.none(), st.dates(date(2025, 10, 1), TODAY))
owed = st.builds(
    Requirement,
    kind=st.sampled_from(RequirementKind),
    from_on=st.dates(date(2026, 1, 1), TODAY),
    due_on=near,
)
cases = st.builds(
    CaseFacts,
    risk_level=st.sampled_from(RiskLevel),
    status=st.sampled_from(Status),
    managed_by=st.sampled_from(ManagedBy),
    area=st.sampled_from(("Peterlee", "Darlington")),
    officer=st.sampled_from((None, "2417", "3120")),
    registered_on=st.dates(date(2020, 1, 1), TODAY),
    last_visit_stated_on=lasts,
    visit_interval_months=st.sampled_from((None, None, 2, 9)),
    notification_ends_on=st.one_of(st.none(), edges, near, far),
    requirements=st.lists(owed, max_size=2),
)

TABLES = ("visit_requirement", "identity", "case_file")


def fill(bus: CommandBus, chosen: list[CaseFacts]) -> None:
    """The register with these cases and no other."""
    with bus.register.work() as work:
        for table in TABLES:
            work.run("delete from " + table)
        for number, facts in enumerate(chosen):
            add_case(work, bus, facts.numbered(number))
        work.commit()


def listed(bus: CommandBus, chosen: VisitFilter) -> tuple[VisitRow, ...]:
    page = bus.ask(VisitList(chosen, limit=ALL))
    assert page.total == len(page.rows)
    return page.rows


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.lists(cases, min_size=1, max_size=25))
def test_the_sql_of_a_bucket_is_the_rule(bus: CommandBus, chosen: list[CaseFacts]) -> None:
    fill(bus, chosen)
    with bus.register.work() as work:
        ids = [row[0] for row in work.reader.rows("select id from case_file")]
        found = [work.fetch(CaseRecord, case_id) for case_id in ids]
        facts = {c.id: facts_of(c, requirements_of(work, c.id or 0)) for c in found}
    policy = bus.policy()
    ruled = {i: bucket_of(fact, policy, TODAY) for i, fact in facts.items()}
    for bucket in Bucket:
        rows = listed(bus, VisitFilter(bucket=bucket))
        assert {row.case_id for row in rows} == {i for i, b in ruled.items() if b is bucket}
        assert {row.bucket for row in rows} <= {bucket}
    everything = listed(bus, VisitFilter())
    assert {row.case_id for row in everything} == {i for i, b in ruled.items() if b is not None}
    for row in everything:
        assert row.due_on == due_on(facts[row.case_id], policy, TODAY)
        assert row.days_overdue == max(0, (TODAY - row.due_on).days if row.due_on else 0)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.lists(cases, min_size=1, max_size=25), data=st.data())
def test_pages_put_together_are_the_list(
    bus: CommandBus, chosen: list[CaseFacts], data: st.DataObject
) -> None:
    fill(bus, chosen)
    order = data.draw(st.sampled_from(VisitOrder))
    descending = data.draw(st.booleans())
    wanted = VisitFilter(
        bucket=data.draw(st.sampled_from((None, *Bucket))),
        text=data.draw(st.sampled_from(("", "samp"))),
    )
    size = data.draw(st.integers(1, 7))
    whole = bus.ask(VisitList(wanted, order, descending, limit=ALL)).rows
    pages = [
        bus.ask(VisitList(wanted, order, descending, offset=start, limit=size))
        for start in range(0, len(whole) + size, size)
    ]
    assert tuple(row for page in pages for row in page.rows) == whole
    assert {page.total for page in pages} == {len(whole)}


@pytest.mark.parametrize("descending", (False, True))
def test_pages_go_on_from_dated_to_paused_cases(bus: CommandBus, descending: bool) -> None:
    for number in range(5):
        register_case(bus, last_visit_stated_on=TODAY - timedelta(days=number * 50))
        register_case(bus, status=Status.CUSTODY)
    whole = bus.ask(VisitList(descending=descending)).rows
    pages = [bus.ask(VisitList(descending=descending, offset=n, limit=3)) for n in (0, 3, 6, 9, 12)]
    assert tuple(row for page in pages for row in page.rows) == whole
    assert [page.total for page in pages] == [10] * 5


def test_the_worst_comes_first_and_paused_cases_last(bus: CommandBus) -> None:
    for level, last in (
        (RiskLevel.LOW, date(2025, 10, 1)),
        (RiskLevel.HIGH, date(2026, 7, 1)),
        (RiskLevel.MEDIUM, date(2026, 11, 1)),
    ):
        register_case(bus, case_ref=level.value, risk_level=level, last_visit_stated_on=last)
    register_case(bus, case_ref="paused", status=Status.CUSTODY)
    refs = [row.case_ref for row in listed(bus, VisitFilter())]
    assert refs == ["high", "low", "medium", "paused"]
    backwards = bus.ask(VisitList(descending=True)).rows
    assert [row.case_ref for row in backwards] == refs[::-1]


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.SYSTEM, Role.ADMINISTRATOR)]
)
def test_every_count_is_the_length_of_its_list(
    bus: CommandBus, open_bus: OpenBus, role: Role
) -> None:
    actor = an_officer(bus, "2417", role)
    an_officer(bus, "3120", area="Darlington")
    some = [
        {"area": area, "officer": officer, "managed_by": managed, "status": status}
        for area in ("Peterlee", "Darlington")
        for officer in (None, "2417", "3120")
        for managed in ManagedBy
        for status in Status
    ]
    with bus.register.work() as work:
        for number, facts in enumerate(some):
            last = TODAY - timedelta(days=150 + number)
            add_case(work, bus, CaseFacts(**facts, last_visit_stated_on=last).numbered(number))
        work.commit()
    asker = open_bus(actor)
    for chosen in (
        VisitFilter(),
        VisitFilter(area="Peterlee"),
        VisitFilter(text="sam"),
        VisitFilter(unallocated=True),
    ):
        counts = asker.ask(CountVisits(chosen))
        for bucket in (None, *Bucket):
            rows = listed(
                asker, VisitFilter(bucket, chosen.area, None, None, chosen.text, chosen.unallocated)
            )
            assert counts.of(bucket) == len(rows)
            for row in rows:
                staff = {"2417": actor.staff_id, "3120": -2, None: None}[row.officer]
                assert within_scope(actor, row.area, staff, row.managed_by)
    expected = [
        f for f in some if f["status"] not in (Status.CLOSED, Status.DECEASED, Status.TRANSFERRED)
    ]
    mine = [
        f
        for f in expected
        if within_scope(
            actor,
            f["area"],
            {"2417": actor.staff_id, "3120": -2, None: None}[f["officer"]],
            f["managed_by"],
        )
    ]
    assert asker.ask(CountVisits()).all == len(mine)
    assert mine
