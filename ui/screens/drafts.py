"""Keeps an unfinished form as it is typed, inside the register, and finds it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from rsovisit.errors import Refused, RsoVisitError
from rsovisit.queries.saved_views import Draft, DraftRow
from rsovisit.services.commands.register import DropDraft, SaveDraft
from ui.bridge import Bridge
from ui.labels import clock_time

REST_MS = 800
"""A draft is kept once typing has rested this long."""


class DraftKeeper(QObject):
    """One form's draft about one subject. `content` gives what stands in the form now.

    Signals:
        said(str): 'Draft saved 14:07', or why it could not be.
    """

    said = Signal(str)

    def __init__(
        self,
        bridge: Bridge,
        form: str,
        subject: str,
        content: Callable[[], Mapping[str, Any]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._form, self._subject = bridge, form, subject
        self._content = content
        self._kept: Mapping[str, Any] | None = None
        self._exists = self._over = False
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self._rest.timeout.connect(self.keep)

    def look(self, on_found: Callable[[DraftRow | None], None]) -> None:
        """Look for a draft of earlier; what stands in the form now counts as untouched."""
        self._kept = self._content()

        def on_answer(found: DraftRow | None) -> None:
            self._exists = found is not None
            on_found(found)
            self._kept = self._content()

        def on_failed(error: RsoVisitError) -> None:
            self._over = True
            # Whoever may keep no drafts may not send the form either, and was told so.
            if not isinstance(error, Refused):
                self.said.emit(f"No draft is kept. {error}")
            on_found(None)

        query = Draft(self._form, self._subject)
        self._bridge.ask(query, on_answer, owner=self, slot="look", on_failed=on_failed)

    def touch(self) -> None:
        """Something was typed."""
        if not self._over:
            self._rest.start()

    def keep(self) -> None:
        """Keep it now, if it differs from what is kept."""
        self._rest.stop()
        content = self._content()
        if self._over or content == self._kept:
            return
        self._kept, self._exists = content, True
        command = SaveDraft(self._form, self._subject, content)
        self._bridge.do(command, self._on_saved, self._on_refused)

    def drop(self) -> None:
        """Forget it: the form was sent."""
        self._over = True
        self._forget()

    def start_afresh(self) -> None:
        """Forget it and keep the form as it now stands for the untouched one."""
        self._forget()
        self._kept = self._content()

    def _forget(self) -> None:
        self._rest.stop()
        if self._exists:
            self._exists = False
            self._bridge.do(DropDraft(self._form, self._subject))

    def _on_saved(self, _done: object) -> None:
        if isValid(self) and self._exists:
            query = Draft(self._form, self._subject)
            self._bridge.ask(query, self._on_read_back, owner=self, slot="read back")

    def _on_read_back(self, found: DraftRow | None) -> None:
        if found is not None:
            self.said.emit(f"Draft saved {clock_time(found.saved_at)}")

    def _on_refused(self, error: RsoVisitError) -> None:
        if isValid(self):
            # What was typed is not kept yet, so the next pause tries again.
            self._kept = None
            self.said.emit(f"The draft was not saved. {error}")
