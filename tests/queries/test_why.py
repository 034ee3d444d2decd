"""'Why this date?' for many cases at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from rsovisit.domain.case import Status
from rsovisit.domain.due import Requirement, RequirementKind
from rsovisit.domain.why import why
from rsovisit.queries import why as why_module
from rsovisit.queries.why import WhyDates
from rsovisit.services.bus import CommandBus
from rsovisit.services.schedule import facts_of, requirements_of
from rsovisit.store.records import CaseRecord
from tests.support.builders import TODAY
from tests.support.cases import an_officer, register_case

OpenBus = Callable[..., CommandBus]


def test_the_sentences_are_the_rules(bus: CommandBus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(why_module, "_AT_ONCE", 2)
    owed = Requirement(RequirementKind.CHANGE, TODAY, TODAY + timedelta(days=7))
    ids = [
        register_case(bus, last_visit_stated_on=TODAY - timedelta(days=30)),
        register_case(bus, last_visit_stated_on=TODAY - timedelta(days=30), requirements=[owed]),
        register_case(bus, status=Status.CUSTODY),
        register_case(bus, notification_ends_on=TODAY - timedelta(days=1)),
        register_case(bus),
    ]
    said = bus.ask(WhyDates((*ids, 999)))
    assert list(said) == ids
    with bus.register.work() as work:
        for case_id in ids:
            case = work.fetch(CaseRecord, case_id)
            facts = facts_of(case, requirements_of(work, case_id))
            assert said[case_id] == why(facts, bus.policy(), TODAY)
    assert any("A significant change" in sentence for sentence in said[ids[1]])


def test_out_of_scope_nothing_is_said(bus: CommandBus, open_bus: OpenBus) -> None:
    ids = (register_case(bus), register_case(bus, area="Darlington"))
    officer = open_bus(an_officer(bus, "2417"))
    assert list(officer.ask(WhyDates(ids))) == [ids[0]]
    assert officer.ask(WhyDates(())) == {}
