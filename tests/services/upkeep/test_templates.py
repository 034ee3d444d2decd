"""An empty import file: handed out, and taken in again as it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rsovisit.domain.access import Role
from rsovisit.errors import Invalid, Refused, Unavailable
from rsovisit.services.bus import Changes, CommandBus
from rsovisit.services.commands.register import SaveTemplate
from tests.support.cases import an_officer
from tests.support.importing import rows, take

OpenBus = Callable[..., CommandBus]


@pytest.mark.parametrize("kind", ("officers", "cases", "visits"))
def test_an_empty_file_is_an_import_file(bus: CommandBus, tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"{kind}.csv"
    done = bus.do(SaveTemplate(kind, file))
    assert (done.value, done.changes) == (file, Changes())
    # A spreadsheet needs the mark to read names with accents.
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert take(bus, file, dry_run=True).kind == kind


def test_it_is_logged(bus: CommandBus, tmp_path: Path) -> None:
    bus.do(SaveTemplate("cases", tmp_path / "cases.csv"))
    found = rows(bus, "select kind, detail from audit_event where tag = 'template:save'")
    assert len(found) == 1
    assert found[0][0] == "SETTING"
    assert str(tmp_path) not in found[0][1]


def test_a_kind_nobody_knows_is_refused(bus: CommandBus, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no import file of vehicles"):
        bus.do(SaveTemplate("vehicles", tmp_path / "vehicles.csv"))
    assert not list(tmp_path.glob("vehicles.csv"))


def test_a_folder_that_is_not_there_says_so(bus: CommandBus, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"cases\.csv cannot be written there"):
        bus.do(SaveTemplate("cases", tmp_path / "nowhere" / "cases.csv"))


def test_only_who_may_import_may(bus: CommandBus, open_bus: OpenBus, tmp_path: Path) -> None:
    other = open_bus(an_officer(bus, "2000", Role.NPT_OFFICER))
    with pytest.raises(Refused):
        other.do(SaveTemplate("cases", tmp_path / "cases.csv"))
    assert not list(tmp_path.glob("cases.csv"))
