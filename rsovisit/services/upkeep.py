"""Keeps the register safe: backups, made, read back and remembered."""

from __future__ import annotations

from pathlib import Path

from rsovisit.domain.audit import AuditKind, AuditTag
from rsovisit.errors import Invalid
from rsovisit.services.act import Act
from rsovisit.services.bus import Changes, Done, Topic
from rsovisit.services.commands.register import MakeBackup, RememberRestore
from rsovisit.services.sweep import note_run
from rsovisit.store.backup import backup, rotate


def make_backup(act: Act, cmd: MakeBackup) -> Done:
    """Copy the register, read the copy back, and say so in it. Raises Invalid, Unavailable.

    The copy is made before the unit of work begins: a copy of an open transaction would hold
    neither what was nor what will be.
    """
    path = cmd.path or _next_copy(act)
    done = backup(act.register, path)
    if cmd.path is None:
        rotate(path.parent)
    note_run(act, "backup", {"bytes": done.bytes, "verified": True})
    act.note(AuditTag.BACKUP_MAKE, "register", kind=AuditKind.BACKUP, bytes=done.bytes)
    return Done(Changes.of(Topic.UPKEEP), done)


def remember_restore(act: Act, cmd: RememberRestore) -> Done:
    """Log that the register is a backup put back. The copying itself no transaction can hold."""
    act.note(
        AuditTag.REGISTER_RESTORE,
        "register",
        kind=AuditKind.RESTORE,
        rows=cmd.rows,
        forced=cmd.forced,
    )
    return Done(Changes.of(Topic.UPKEEP, Topic.AUDIT))


def _next_copy(act: Act) -> Path:
    """In `backups` beside the register, named after it: two registers may lie in one folder, and
    each one's copies are thinned out apart."""
    if act.register.address.kind != "sqlite":
        raise Invalid("A register on a server is backed up there, by those who keep the server.")
    stamp = act.asking.now.strftime("%Y%m%d-%H%M%S")
    folder = act.register.address.file.parent / "backups"
    return folder / f"{act.register.info.name_in_files}-{stamp}.rso"
