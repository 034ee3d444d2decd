"""Commands that keep the register: init, serve, backup, restore, verify."""

from __future__ import annotations

import signal
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from threading import Event

from rsovisit.app import make_register, open_bus
from rsovisit.cli.reading import opened
from rsovisit.cli.show import note, say, show_json, shown_place
from rsovisit.cli.writing import show_sweep
from rsovisit.domain.access import Permission
from rsovisit.domain.why import counted
from rsovisit.errors import Invalid, Refused, Unavailable
from rsovisit.services.commands.register import MakeBackup, RememberRestore
from rsovisit.services.commands.warning import RaiseWarnings

_SERVING = "Serving: a sweep now, every 15 minutes and at midnight; a backup each night."


def init(chosen: Namespace) -> int:
    """Make an empty register; an existing one is never touched."""
    make_register(chosen.register, rehearsal=chosen.rehearsal, collar=chosen.collar)
    where = shown_place(chosen.register)
    if chosen.json:
        show_json({"register": where, "rehearsal": chosen.rehearsal})
        return 0
    say(f"{'Rehearsal register' if chosen.rehearsal else 'Register'} made: {where}")
    if not chosen.register.startswith("postgresql"):
        say(
            "It is encrypted. Until a passphrase is set its key lies beside it, readable by "
            "you alone: keep the two apart in every copy you make."
        )
    return 0


def serve(chosen: Namespace) -> int:
    """The scheduler without a window; stops cleanly on SIGTERM and on Ctrl+C."""
    if chosen.once:
        return _serve_once(chosen)
    # Asked to stop while it is still starting, it stops once it has started.
    stops: list[Callable[[], None]] = []
    asked = Event()

    def stop(*_: object) -> None:
        asked.set()
        for end in stops:
            end()

    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, stop)
    with opened(chosen) as bus:
        if chosen.today is not None and not bus.register_info().rehearsal:
            raise Refused("This register is real: it is served on no day but today.")
        from rsovisit.jobs import serving_jobs

        jobs = serving_jobs(bus)
        stops.append(jobs.stop)
        if asked.is_set():
            jobs.stop()
        jobs.start(lambda: note(_SERVING))
        note("Stopped.")
    if chosen.json:
        show_json({"stopped": True})
    return 0


def _serve_once(chosen: Namespace) -> int:
    with opened(chosen) as bus:
        done = bus.submit(RaiseWarnings(), system=True).result().value
        if bus.register_info().encrypted:
            bus.submit(MakeBackup(), system=True).result()
    if chosen.json:
        show_json(done)
    else:
        show_sweep(done)
    return 0


def backup(chosen: Namespace) -> int:
    """A copy of the register that was read back."""
    with opened(chosen) as bus:
        done = bus.do(MakeBackup(Path(chosen.file))).value
    if chosen.json:
        show_json({"file": done.path, "bytes": done.bytes, "verified": True})
    else:
        say(f"Copied to {done.path}, {done.bytes:,} bytes, opened and checked.")
    return 0


def restore(chosen: Namespace) -> int:
    """Put a backup back; never over a newer register without --force."""
    from rsovisit.store.backup import restore as put_back

    _require_keeping(chosen)
    done = put_back(Path(chosen.file), chosen.register, chosen.force)
    _remember(chosen, RememberRestore(done.head.rows, chosen.force))
    if chosen.json:
        show_json({"register": done.path, "restored_from": chosen.file, "kept": done.kept})
        return 0
    say(f"Restored from {chosen.file}.")
    if done.kept is not None:
        say(f"What was there before is kept in {done.kept}.")
    return 0


def _require_keeping(chosen: Namespace) -> None:
    """Raises Refused for whoever may not keep the register that is there, if one opens."""
    try:
        bus = open_bus(chosen.register, chosen.collar)
    except (Invalid, Unavailable):
        return
    try:
        if not bus.actor.may(Permission.REGISTER_KEEP):
            raise Refused(f"A {bus.actor.role.words.lower()} may not put a backup back.")
    finally:
        bus.close()


def _remember(chosen: Namespace, restored: RememberRestore) -> None:
    """Log the restore in the register, as its keeper where the person asking is not in it."""
    try:
        bus = open_bus(chosen.register, chosen.collar)
    except Refused:
        bus = open_bus(chosen.register)
    try:
        bus.do(restored)
    finally:
        bus.close()


def verify(chosen: Namespace) -> int:
    """Structure, links, stored dates and the audit chain; 1 where anything is wrong."""
    from rsovisit.store.backup import verify as check

    with opened(chosen) as bus:
        found = check(bus.register)
    if chosen.json:
        show_json(found)
    elif found.ok:
        say("Verified: structure, links, dates and audit chain are whole.")
    else:
        for finding in found.findings:
            say(finding)
    if not found.ok:
        note(f"The register is not whole: {counted(len(found.findings), 'finding')}.")
    return 0 if found.ok else 1
