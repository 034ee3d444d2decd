"""The composition root: where registers are, who opens one, and what is logged."""

from __future__ import annotations

import logging
import stat
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rsovisit import app, paths
from rsovisit.clock import LONDON, RehearsalClock, SystemClock
from rsovisit.domain.access import Role
from rsovisit.domain.visit import Outcome
from rsovisit.errors import Invalid, Refused, Unavailable
from rsovisit.log import report_fault, start_log
from rsovisit.services.commands.demo import InventRegister
from rsovisit.services.commands.visit import RecordVisit
from rsovisit.services.commands.warning import RaiseWarnings
from tests.support.homes import home, logged

__all__ = ["home"]

DAY = date(2026, 11, 23)


@pytest.fixture
def where(tmp_path: Path) -> str:
    """An empty rehearsal register."""
    place = str(tmp_path / "unit" / "register.rso")
    app.make_register(place, rehearsal=True)
    return place


def test_a_new_register_is_opened_by_its_keeper(where: str) -> None:
    bus = app.open_bus(where)
    assert (bus.actor.collar, bus.actor.role) == (app.KEEPER, Role.KEEPER)
    assert bus.register_info().rehearsal
    assert bus.today() == SystemClock().today()
    bus.close()


def test_the_keeper_may_be_somebody_by_number(tmp_path: Path) -> None:
    place = str(tmp_path / "register.rso")
    app.make_register(place, rehearsal=False, collar="0450")
    bus = app.open_bus(place)
    assert bus.actor.collar == "0450"
    assert not bus.register_info().rehearsal
    bus.close()


def test_what_is_there_is_never_touched(where: str) -> None:
    before = Path(where).read_bytes()
    with pytest.raises(Invalid, match="not touched"):
        app.make_register(where, rehearsal=False)
    assert Path(where).read_bytes() == before


@pytest.mark.parametrize("collar", ("77", "", "keeper "))
def test_nobody_by_that_number_is_refused(where: str, collar: str) -> None:
    if not collar:
        app.open_bus(where, collar).close()
        return
    with pytest.raises(Refused, match="Nobody with the collar number"):
        app.open_bus(where, collar)


def test_who_has_left_is_refused_and_the_register_let_go(where: str) -> None:
    app.invent(where, InventRegister(cases=20), DAY)
    with pytest.raises(Refused, match="has left"):
        app.open_bus(where, "1990")


def test_the_day_may_be_taken_to_be_another_on_a_rehearsal(where: str) -> None:
    app.invent(where, InventRegister(cases=20), DAY)
    bus = app.open_bus(where, today=date(2027, 1, 4))
    assert bus.today() == date(2027, 1, 4)
    assert bus.do(RaiseWarnings()).value.today == date(2027, 1, 4)
    bus.close()


def test_on_a_real_register_another_day_changes_nothing(tmp_path: Path) -> None:
    place = str(tmp_path / "real.rso")
    app.make_register(place, rehearsal=False)
    bus = app.open_bus(place, today=DAY)
    with pytest.raises(Refused, match="This register is real"):
        bus.do(RecordVisit("RSO-1", Outcome.SEEN_FULL, DAY, ("2401",)))
    bus.close()


def test_inventing_twice_makes_it_once(where: str) -> None:
    app.invent(where, InventRegister(cases=20), DAY)
    before = app.open_bus(where)
    held = before.register.reader().value("select count(*) from case_file")
    before.close()
    app.invent(where, InventRegister(cases=50), DAY)
    after = app.open_bus(where)
    reader = after.register.reader()
    assert reader.value("select count(*) from case_file") == held == 20
    reader.close()
    after.close()


def test_inventing_tells_how_far_it_is_and_can_be_stopped(where: str) -> None:
    steps: list[float] = []
    with pytest.raises(Invalid, match="Cancelled"):
        app.invent(
            where,
            InventRegister(cases=50),
            DAY,
            lambda _words, share: steps.append(share),
            lambda: bool(steps),
        )
    assert steps
    app.invent(where, InventRegister(cases=50), DAY)


def test_a_real_register_is_never_invented(tmp_path: Path) -> None:
    place = str(tmp_path / "real.rso")
    app.make_register(place, rehearsal=False)
    with pytest.raises(Refused, match="real"):
        app.invent(place, InventRegister(cases=20), DAY)


def test_what_is_at_a_place(where: str, tmp_path: Path) -> None:
    assert app.is_there(where)
    assert not app.can_make(where)
    assert not app.is_there(str(tmp_path / "none.rso"))
    assert app.can_make(str(tmp_path / "none.rso"))
    dangling = tmp_path / "dangling.rso"
    dangling.symlink_to(tmp_path / "nowhere")
    assert app.is_there(str(dangling))
    assert not app.can_make(str(dangling))


@pytest.mark.parametrize("place", ("mysql://host/unit", "", "   "))
def test_no_register_can_be_made_at_what_is_no_place(place: str) -> None:
    assert not app.can_make(place)


def test_a_register_on_a_server_is_not_made_by_the_way(postgres_address: str) -> None:
    assert not app.is_there(postgres_address)
    assert not app.can_make(postgres_address)
    app.make_register(postgres_address, rehearsal=True)
    assert app.is_there(postgres_address)
    bus = app.open_bus(postgres_address)
    assert bus.actor.role is Role.KEEPER
    bus.close()


def test_no_server_is_no_register() -> None:
    assert not app.is_there("postgresql://nobody@127.0.0.1:9/none")
    with pytest.raises(Unavailable):
        app.open_bus("postgresql://nobody@127.0.0.1:9/none")


def test_where_things_are_kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert paths.data_folder() == home
    assert paths.default_register() == str(home / "register.rso")
    assert paths.demo_register() == str(home / "demo.rso")
    monkeypatch.setenv("RSOVISIT_REGISTER", "/elsewhere/unit.rso")
    assert paths.default_register() == paths.demo_register() == "/elsewhere/unit.rso"


@pytest.mark.parametrize(
    "platform,variable,folder,name",
    (
        ("win32", "LOCALAPPDATA", "local", "RSO Visits"),
        ("linux", "XDG_DATA_HOME", "data", "rso-visits"),
    ),
)
def test_each_system_has_its_own_place(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    platform: str,
    variable: str,
    folder: str,
    name: str,
) -> None:
    monkeypatch.delenv("RSOVISIT_HOME", raising=False)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv(variable, str(tmp_path / folder))
    assert paths.data_folder() == tmp_path / folder / name
    monkeypatch.delenv(variable)
    assert paths.data_folder().is_relative_to(Path.home())
    monkeypatch.setattr(sys, "platform", "darwin")
    assert paths.data_folder().name == "RSO Visits"


@pytest.mark.parametrize("name", ("../pyproject.toml", "/etc/passwd", "policy/../../x"))
def test_a_resource_never_lies_outside(name: str) -> None:
    with pytest.raises(ValueError, match="not a resource name"):
        paths.resource(name)


def test_a_frozen_program_finds_its_resources(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "resources" / "policy").mkdir(parents=True)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resource("policy") == tmp_path / "resources" / "policy"


def test_a_program_without_resources_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "rsovisit")
    with pytest.raises(FileNotFoundError, match="resources are missing"):
        paths.resource("policy")


def test_the_clocks() -> None:
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert SystemClock().today() in (now.astimezone(LONDON).date(), datetime.now(LONDON).date())
    rehearsal = RehearsalClock(DAY)
    assert rehearsal.today() == DAY
    assert abs((rehearsal.now() - now).total_seconds()) < 3600


def fault(text: str) -> ZeroDivisionError:
    """An error of ours with a trace."""
    try:
        raise ZeroDivisionError(text)
    except ZeroDivisionError as error:
        return error


def test_a_fault_is_logged_by_its_frames_under_a_reference(home: Path) -> None:
    reference = report_fault(fault("RSO-0001 Sample A. Alder"))
    text = logged(home)
    assert reference in text
    assert "ZeroDivisionError" in text
    assert "test_app.py" in text
    assert "Alder" not in text
    assert "RSO-0001" not in text
    assert report_fault(fault("again")) != reference


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights elsewhere")
def test_the_log_is_its_owners_alone(home: Path) -> None:
    report_fault(fault("x"))
    assert stat.S_IMODE((home / "rsovisit.log").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) & 0o077 == 0


def test_the_log_is_begun_once(home: Path) -> None:
    start_log()
    start_log()
    assert len(logging.getLogger("rsovisit").handlers) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights elsewhere")
def test_a_machine_that_refuses_a_log_is_no_reason_to_stop(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = tmp_path / "wall"
    wall.write_text("not a folder")
    monkeypatch.setenv("RSOVISIT_HOME", str(wall / "home"))
    assert report_fault(fault("x"))
    assert list(tmp_path.iterdir()) == [wall]
