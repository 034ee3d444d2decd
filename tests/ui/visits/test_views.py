"""A filter kept under a name, used again, replaced and forgotten."""

from __future__ import annotations

from PySide6.QtCore import Qt

from rsovisit.domain.access import Role
from rsovisit.domain.due import Bucket
from rsovisit.queries.saved_views import SavedViews
from rsovisit.queries.visits import VisitFilter
from tests.support.desk import Desk
from tests.ui.visits.conftest import Sit
from tests.ui.visits.test_filters import choose, entries
from ui.screens.visits.save_view import SaveViewForm

PETERLEE = VisitFilter(Bucket.LATER, area="Peterlee", text="rso")


def form(desk: Desk) -> SaveViewForm:
    """The form that asks for the name."""
    found: SaveViewForm = next(
        pane for pane in desk.screen.findChildren(SaveViewForm) if pane.isVisible()
    )
    return found


def save(desk: Desk, name: str) -> None:
    """Keep what is on screen under a name, by keyboard."""
    desk.press(Qt.Key.Key_S, on=desk.screen.table, ctrl=True)
    desk.type(name)
    desk.press(Qt.Key.Key_Return)


def names(desk: Desk) -> list[str]:
    """The person's own views."""
    return [view.name for view in desk.bus.ask(SavedViews("visits"))]


def test_a_view_is_saved_used_and_forgotten(desk: Desk) -> None:
    desk.screen.filters.set_filter(PETERLEE)
    desk.settle()
    save(desk, "Peterlee later")
    assert names(desk) == ["Peterlee later"]
    assert "Peterlee later" in desk.window.banner.sentence
    assert desk.screen.table.hasFocus()
    total = desk.screen.table.rows_model().total

    desk.screen.filters.set_filter(VisitFilter(Bucket.OVERDUE))
    desk.settle()
    choose(desk, desk.screen.filters._views, "Peterlee later")
    assert desk.screen.place() == PETERLEE
    assert desk.screen.table.rows_model().total == total
    assert desk.screen.filters.box.text() == "rso"
    assert desk.screen.filters.chips.choice == "later"
    assert desk.screen.filters._area.words() == "Area: Peterlee"

    choose(desk, desk.screen.filters._views, "Forget a view", "Peterlee later")
    desk.qtbot.waitUntil(lambda: not names(desk))
    assert "No saved views yet" in entries(desk, desk.screen.filters._views)


def test_it_is_saved_from_the_menu_too(desk: Desk) -> None:
    choose(desk, desk.screen.filters._views, "Save this view…")
    assert desk.window.focusWidget() is form(desk).name


def test_the_same_name_is_replaced(desk: Desk) -> None:
    save(desk, "Mine")
    desk.screen.filters.set_filter(PETERLEE)
    desk.settle()
    save(desk, "Mine")
    assert names(desk) == ["Mine"]
    desk.screen.filters.clear()
    choose(desk, desk.screen.filters._views, "Mine")
    assert desk.screen.place() == PETERLEE


def test_a_view_needs_a_name(desk: Desk) -> None:
    save(desk, "   ")
    assert names(desk) == []
    assert "Give the view a name." in form(desk).problems.accessibleName()


def test_escape_keeps_nothing(desk: Desk) -> None:
    desk.press(Qt.Key.Key_S, on=desk.screen.table, ctrl=True)
    desk.type("Mine")
    desk.press(Qt.Key.Key_Escape)
    assert names(desk) == []
    assert desk.screen.table.hasFocus()


def test_a_name_with_an_ampersand_is_shown_as_typed(desk: Desk) -> None:
    save(desk, "Days & nights")
    assert "Days && nights" in entries(desk, desk.screen.filters._views)
    choose(desk, desk.screen.filters._views, "Forget a view", "Days && nights")
    desk.qtbot.waitUntil(lambda: not names(desk))


def test_views_are_ones_own(sit: Sit) -> None:
    supervisor, officer = sit(), sit(Role.NPT_OFFICER)
    supervisor.turn_to()
    save(supervisor, "All of it")
    assert names(officer) == []


def test_letters_typed_into_the_form_do_not_reach_the_list(desk: Desk) -> None:
    before = desk.screen.table.current_row()
    desk.press(Qt.Key.Key_S, on=desk.screen.table, ctrl=True)
    desk.type("jkrfaw/")
    assert form(desk).name.text() == "jkrfaw/"
    assert desk.screen.table.current_row() == before
