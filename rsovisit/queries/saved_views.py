"""What a person keeps for themselves: saved filters of a list, and unfinished forms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from rsovisit.domain.access import Permission
from rsovisit.queries.query import Asking
from rsovisit.store.reader import Reader, as_instant


@dataclass(frozen=True, slots=True)
class SavedViewRow:
    """A named filter; `filters` is what SaveView was given."""

    view_id: int
    name: str
    filters: Mapping[str, Any]


@dataclass(frozen=True)
class SavedViews:
    """The asker's own views of a screen, by name."""

    permission: ClassVar = Permission.VIEW_SAVE

    screen: str

    def run(self, reader: Reader, asking: Asking) -> tuple[SavedViewRow, ...]:
        """All of them; there are few."""
        found = reader.rows(_VIEWS, collar=asking.actor.collar, screen=self.screen)
        return tuple(SavedViewRow(row[0], row[1], json.loads(row[2])) for row in found)


@dataclass(frozen=True, slots=True)
class DraftRow:
    """An unfinished form as it was when last kept."""

    content: Mapping[str, Any]
    saved_at: datetime


@dataclass(frozen=True)
class Draft:
    """The asker's own unfinished form about a subject; None where there is none."""

    permission: ClassVar = Permission.VIEW_SAVE

    form: str
    subject: str

    def run(self, reader: Reader, asking: Asking) -> DraftRow | None:
        """The latest kept, for there is only one."""
        found = reader.one(_DRAFT, collar=asking.actor.collar, form=self.form, subject=self.subject)
        if found is None:
            return None
        saved_at = as_instant(found[1])
        assert saved_at is not None
        return DraftRow(json.loads(found[0]), saved_at)


_VIEWS = """
    select id, name, filters from saved_view
     where collar = :collar and screen = :screen
     order by lower(name), id
"""
_DRAFT = """
    select content, saved_at from draft
     where collar = :collar and form = :form and subject = :subject
"""
