"""The program killed in the middle of an import: the old register is there, whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rsovisit.services.bus import CommandBus
from tests.support.buses import Opened
from tests.support.importing import cases, counts, everything, take, value

ROOT = Path(__file__).resolve().parents[3]

PROGRAM = """
import os, signal, sys
from datetime import UTC, date, datetime
from pathlib import Path

from rsovisit.domain.access import Actor, Role
from rsovisit.services.bus import CommandBus
from rsovisit.services.commands.register import ImportFile
from rsovisit.store.register import Register
from tests.support.buses import FixedClock

where, file, at = sys.argv[1:]
bus = CommandBus(Register.open(where), Actor("keeper", "", Role.KEEPER, None, 1), FixedClock())

def progress(words, share):
    if words.startswith(at):
        os.kill(os.getpid(), signal.SIGKILL)

bus.submit(ImportFile(Path(file)), progress=progress).result()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("at", ("4,000 rows checked", "Writing the audit log"))
def test_a_kill_leaves_the_old_register(
    bus: CommandBus, open_bus: Opened, where: str, tmp_path: Path, at: str
) -> None:
    old = cases(tmp_path, {"officer": "2000"})
    take(bus, old)
    before = everything(bus)
    bus.close()
    many = [{"case_ref": f"RSO-{n}", "officer": "2001", "area": "Consett"} for n in range(6000)]
    file = cases(tmp_path, *many)
    killed = subprocess.run(
        [sys.executable, "-c", PROGRAM, where, str(file), at],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()

    again = open_bus()
    assert everything(again) == before
    assert value(again, "select count(*) from audit_event where tag = 'file:import'") == 1
    # And it can be taken in as if nothing had happened.
    assert counts(take(again, file)) == (6000, 5999, 1, 0)
