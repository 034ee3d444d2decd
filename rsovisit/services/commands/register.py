"""Keeping the register: import, export, views, drafts, backup."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from rsovisit.domain.access import Permission
from rsovisit.domain.audit import AuditKind, AuditTag
from rsovisit.services.commands.command import Command


@dataclass(frozen=True)
class ImportFile(Command):
    """Read a file of cases, visits or officers into the register, all or nothing.

    With `good_rows` the good rows are written and the refused put in FILE.refused.csv;
    with `dry_run` nothing is written at all. Warnings follow the new dates at once, or, without
    `match_warnings`, at the next sweep, whose answer then counts them.
    """

    permission: ClassVar = Permission.CASES_IMPORT
    audit_tag: ClassVar = AuditTag.FILE_IMPORT
    audit_kind: ClassVar = AuditKind.COLLECT

    path: Path
    dry_run: bool = False
    good_rows: bool = False
    match_warnings: bool = True


@dataclass(frozen=True)
class RefusedRow:
    """One fault in one row of a file, by its row number in the sheet."""

    row: int
    field: str
    value: str
    reason: str


@dataclass(frozen=True)
class Imported:
    """What an import did or, on a dry run, would do."""

    kind: str
    read: int
    added: int
    updated: int
    unchanged: int
    refused: tuple[RefusedRow, ...]
    written: bool
    notes: tuple[str, ...] = ()
    refused_file: Path | None = None


@dataclass(frozen=True)
class SaveTemplate(Command):
    """Write the header and example row of an import file ('cases', 'visits' or 'officers')."""

    permission: ClassVar = Permission.CASES_IMPORT
    audit_tag: ClassVar = AuditTag.TEMPLATE_SAVE
    audit_kind: ClassVar = AuditKind.SETTING

    kind: str
    path: Path


@dataclass(frozen=True)
class ExportVisits(Command):
    """Write the visits list, filtered as on screen, to a CSV or XLSX file for a recipient."""

    permission: ClassVar = Permission.CASES_EXPORT
    audit_tag: ClassVar = AuditTag.LIST_EXPORT
    audit_kind: ClassVar = AuditKind.DISCLOSE

    path: Path
    purpose: str
    recipient: str
    filters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SaveView(Command):
    """Keep a filter of a list under a name of one's own; the same name is replaced."""

    permission: ClassVar = Permission.VIEW_SAVE
    audit_tag: ClassVar = AuditTag.VIEW_SAVE
    audit_kind: ClassVar = AuditKind.SETTING

    screen: str
    name: str
    filters: Mapping[str, Any]


@dataclass(frozen=True)
class DeleteView(Command):
    """Forget one of one's own saved views."""

    permission: ClassVar = Permission.VIEW_SAVE
    audit_tag: ClassVar = AuditTag.VIEW_DELETE
    audit_kind: ClassVar = AuditKind.SETTING

    view_id: int


@dataclass(frozen=True)
class SaveDraft(Command):
    """Keep an unfinished form inside the register, where it is encrypted."""

    permission: ClassVar = Permission.VIEW_SAVE
    audit_tag: ClassVar = AuditTag.DRAFT_SAVE
    audit_kind: ClassVar = AuditKind.COLLECT

    form: str
    subject: str
    content: Mapping[str, Any]


@dataclass(frozen=True)
class DropDraft(Command):
    """Forget an unfinished form once it is saved or given up."""

    permission: ClassVar = Permission.VIEW_SAVE
    audit_tag: ClassVar = AuditTag.DRAFT_DROP
    audit_kind: ClassVar = AuditKind.ERASE

    form: str
    subject: str


@dataclass(frozen=True)
class MakeBackup(Command):
    """Copy the register to a file and read the copy back; None: the backups folder, rotated."""

    permission: ClassVar = Permission.REGISTER_KEEP
    audit_tag: ClassVar = AuditTag.BACKUP_MAKE
    audit_kind: ClassVar = AuditKind.BACKUP

    path: Path | None = None


@dataclass(frozen=True)
class RememberRestore(Command):
    """Say in a register's log that a backup was put back: it now ends where `rows` entries did."""

    permission: ClassVar = Permission.REGISTER_KEEP
    audit_tag: ClassVar = AuditTag.REGISTER_RESTORE
    audit_kind: ClassVar = AuditKind.RESTORE

    rows: int
    forced: bool = False
