"""Views and drafts: everyone's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rsovisit.domain.access import Role
from rsovisit.errors import Invalid, Refused
from rsovisit.queries.saved_views import Draft, SavedViews
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.register import DeleteView, DropDraft, SaveDraft, SaveView
from tests.support.cases import an_officer

OpenBus = Callable[..., CommandBus]


def test_a_view_is_kept_replaced_and_forgotten(bus: CommandBus) -> None:
    bus.do(SaveView("visits", " Mine ", {"bucket": "overdue"}))
    view_id = bus.do(SaveView("visits", "Mine", {"bucket": "due_soon"})).value
    bus.do(SaveView("visits", "all of it", {}))
    bus.do(SaveView("warnings", "Other", {}))
    found = bus.ask(SavedViews("visits"))
    assert [(view.name, dict(view.filters)) for view in found] == [
        ("all of it", {}),
        ("Mine", {"bucket": "due_soon"}),
    ]
    bus.do(DeleteView(view_id))
    assert [view.name for view in bus.ask(SavedViews("visits"))] == ["all of it"]


@pytest.mark.parametrize("name,sentence", (("  ", "a name"), ("x" * 41, "within 40")))
def test_a_view_needs_a_name(bus: CommandBus, name: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        bus.do(SaveView("visits", name, {}))


def test_a_view_is_its_owners(bus: CommandBus, open_bus: OpenBus) -> None:
    view_id = bus.do(SaveView("visits", "Mine", {})).value
    other = open_bus(an_officer(bus, "2417"))
    assert other.ask(SavedViews("visits")) == ()
    with pytest.raises(Invalid, match="somebody else's"):
        other.do(DeleteView(view_id))


def test_a_draft_is_found_again(bus: CommandBus, open_bus: OpenBus) -> None:
    bus.do(SaveDraft("visit", "case:1", {"summary": "Half a sen"}))
    bus.do(SaveDraft("visit", "case:1", {"summary": "Half a sentence", "officers": ["2417"]}))
    found = open_bus().ask(Draft("visit", "case:1"))
    assert found is not None
    assert dict(found.content) == {"summary": "Half a sentence", "officers": ["2417"]}
    assert bus.ask(Draft("visit", "case:2")) is None
    assert open_bus(an_officer(bus, "2417")).ask(Draft("visit", "case:1")) is None
    bus.do(DropDraft("visit", "case:1"))
    bus.do(DropDraft("visit", "case:1"))
    assert bus.ask(Draft("visit", "case:1")) is None


def test_a_refused_question_is_audited_too(bus: CommandBus, open_bus: OpenBus) -> None:
    auditor = open_bus(an_officer(bus, "9001", Role.AUDITOR))
    with pytest.raises(Refused):
        auditor.ask(SavedViews("visits"))
    with bus.register.work() as work:
        found = work.reader.rows("select actor, tag from audit_event where kind = 'REFUSED'")
    assert found == [("9001", "register:refuse")]
