"""A register on a server: its copies are its administrator's work, and the program says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from rsovisit.errors import Invalid
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.register import MakeBackup


@pytest.mark.parametrize("where", ("postgresql",), indirect=True)
@pytest.mark.parametrize("path", (None, Path("copy.rso")))
def test_a_servers_register_is_backed_up_there(
    bus: CommandBus, path: Path | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Invalid, match="backed up there"):
        bus.do(MakeBackup(path))
    assert not list(tmp_path.iterdir())
