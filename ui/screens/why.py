"""'Why this date?', from wherever a date is shown."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from rsovisit.queries.why import WhyDates
from ui.screens.screen import Screen
from ui.widgets.popover import WhyDate


def open_why(screen: Screen, anchor: QWidget, case_id: int, case_ref: str) -> None:
    """Ask for the sentences behind a case's date and show them by the anchor."""

    def show(sentences: dict[int, tuple[str, ...]]) -> None:
        said = sentences.get(case_id, ())
        WhyDate.open_at(anchor, f"Why this date? · {case_ref}", said)

    screen.bridge.ask(WhyDates((case_id,)), show, owner=screen, slot="why")
