"""Keeps the register safe: backups, made, read back and remembered."""

from __future__ import annotations

from pathlib import Path

from rsovisit import paths
from rsovisit.domain.audit import AuditKind, AuditTag
from rsovisit.services.act import Act
from rsovisit.services.bus import Changes, Done, Topic
from rsovisit.services.commands.register import MakeBackup
from rsovisit.services.sweep import note_run
from rsovisit.store.backup import backup, rotate


def make_backup(act: Act, cmd: MakeBackup) -> Done:
    """Copy the register, read the copy back, and say so in the register. Raises Unavailable.

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


def backups_folder(act: Act) -> Path:
    """Where nightly copies go: beside the register, else in the person's data folder."""
    if act.register.address.kind == "sqlite":
        return Path(act.register.address.text).parent / "backups"
    return paths.data_folder() / "backups"


def _next_copy(act: Act) -> Path:
    stamp = act.asking.now.strftime("%Y%m%d-%H%M%S")
    return backups_folder(act) / f"register-{stamp}.rso"
