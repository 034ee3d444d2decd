"""Saved views and drafts: what a person keeps for themselves."""

from __future__ import annotations

import json

from sqlmodel import select

from rsovisit.domain.audit import AuditKind, AuditTag
from rsovisit.errors import Invalid
from rsovisit.services.act import Act
from rsovisit.services.bus import Changes, Done, Topic
from rsovisit.services.commands.register import DeleteView, DropDraft, SaveDraft, SaveView
from rsovisit.store.records import DraftRecord, SavedViewRecord


def save_view(act: Act, cmd: SaveView) -> Done:
    """Keep a filter under a name; the same name is replaced."""
    name = cmd.name.strip()
    if not name:
        raise Invalid("Give the view a name.", "name")
    if len(name) > 40:
        raise Invalid("Keep the name within 40 letters.", "name")
    view = act.work.session.exec(
        select(SavedViewRecord).where(
            SavedViewRecord.collar == act.actor.collar,
            SavedViewRecord.screen == cmd.screen,
            SavedViewRecord.name == name,
        )
    ).first() or SavedViewRecord(
        collar=act.actor.collar, screen=cmd.screen, name=name, filters="{}"
    )
    view.filters = json.dumps(dict(cmd.filters))
    act.work.add(view)
    act.note(AuditTag.VIEW_SAVE, f"view:{view.id}", kind=AuditKind.SETTING)
    return Done(Changes.of(Topic.VIEWS), view.id)


def delete_view(act: Act, cmd: DeleteView) -> Done:
    """Forget one of one's own views."""
    view: SavedViewRecord = act.work.fetch(SavedViewRecord, cmd.view_id)
    if view.collar != act.actor.collar:
        raise Invalid("That view is somebody else's.")
    act.work.session.delete(view)
    act.note(AuditTag.VIEW_DELETE, f"view:{cmd.view_id}", kind=AuditKind.SETTING)
    return Done(Changes.of(Topic.VIEWS))


def save_draft(act: Act, cmd: SaveDraft) -> Done:
    """Keep an unfinished form, replacing an earlier draft of the same form and subject."""
    draft = _draft(act, cmd.form, cmd.subject) or DraftRecord(
        collar=act.actor.collar,
        form=cmd.form,
        subject=cmd.subject,
        content="{}",
        saved_at=act.asking.now,
    )
    draft.content = json.dumps(dict(cmd.content), default=str)
    draft.saved_at = act.asking.now
    act.work.add(draft)
    act.note(AuditTag.DRAFT_SAVE, f"draft:{draft.id}", kind=AuditKind.COLLECT)
    return Done(Changes(), draft.id)


def drop_draft(act: Act, cmd: DropDraft) -> Done:
    """Forget a draft; it is no fault if there is none."""
    draft = _draft(act, cmd.form, cmd.subject)
    if draft is not None:
        act.work.session.delete(draft)
        act.note(AuditTag.DRAFT_DROP, f"draft:{draft.id}", kind=AuditKind.ERASE)
    return Done(Changes())


def _draft(act: Act, form: str, subject: str) -> DraftRecord | None:
    return act.work.session.exec(
        select(DraftRecord).where(
            DraftRecord.collar == act.actor.collar,
            DraftRecord.form == form,
            DraftRecord.subject == subject,
        )
    ).first()
