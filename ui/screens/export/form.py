"""The form that exports a list of cases: what for, to whom, into which file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from rsovisit.domain.access import Permission
from rsovisit.queries.visits import CountVisits, VisitCounts, VisitFilter
from rsovisit.services.bus import Done
from rsovisit.services.commands.register import ExportVisits
from ui.bridge import Running
from ui.labels import MARKING, counted, label
from ui.screens.formpane import FormPane, Stop
from ui.screens.screen import Screen
from ui.screens.visits.filters import filter_of
from ui.theme import Tone
from ui.widgets.banner import Progress
from ui.widgets.buttons import KeyButton
from ui.widgets.fields import Field
from ui.widgets.text import Role, Words

KINDS = (("Excel workbook (*.xlsx)", ".xlsx"), ("CSV file (*.csv)", ".csv"))
"""What can be written: the words in the file dialogue, and the name's ending."""


def open_export(screen: Screen, filters: Mapping[str, Any]) -> ExportPane | None:
    """Ask what a list is exported for, then write it.

    `filters` as `ExportVisits` takes them: bucket, area, officer, risk, text, unallocated.
    None, with a sentence in the banner, for whoever may not export.
    """
    if not screen.bridge.actor.may(Permission.CASES_EXPORT):
        role = label(screen.bridge.actor.role)
        screen.said.emit(f"{role}s may not export lists of cases.", Tone.OVERDUE.value)
        return None
    pane = ExportPane(screen, filters)
    pane.open(pane.purpose)
    return pane


class FileField(QWidget):
    """A file's name, typed or chosen in the system's dialogue.

    Signals:
        changed: it is another file.
        confirmed(Path): chosen in the dialogue, which has asked before replacing a file.
    """

    changed = Signal()
    confirmed = Signal(object)

    def __init__(self, name: str, suggested: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.line = QLineEdit(str(suggested))
        self.line.setAccessibleName(name)
        self.setFocusProxy(self.line)
        self.choose = KeyButton("Choose…")
        self.choose.clicked.connect(self._on_choose)
        self.line.textChanged.connect(lambda _text: self.changed.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(self.choose)

    @property
    def path(self) -> Path | None:
        """The file; None while the field is empty."""
        text = self.line.text().strip()
        return Path(text).expanduser() if text else None

    def _on_choose(self) -> None:
        dialogue = QFileDialog(self, "Export to", self.line.text())
        dialogue.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialogue.setNameFilters([words for words, _ in KINDS])
        if self.path is not None:
            dialogue.selectFile(str(self.path))
            endings = [ending for _, ending in KINDS]
            if self.path.suffix.lower() in endings:
                dialogue.selectNameFilter(KINDS[endings.index(self.path.suffix.lower())][0])
        dialogue.fileSelected.connect(lambda name: self._on_chosen(dialogue, name))
        dialogue.finished.connect(dialogue.deleteLater)
        dialogue.open()

    def _on_chosen(self, dialogue: QFileDialog, name: str) -> None:
        path = Path(name)
        if not path.suffix:
            path = path.with_suffix(dict(KINDS)[dialogue.selectedNameFilter()])
        self.line.setText(str(path))
        self.confirmed.emit(path)
        self.line.setFocus()


class ExportPane(FormPane):
    """Purpose, recipient, file; the disclosure is logged in the same breath as it is made."""

    def __init__(self, screen: Screen, filters: Mapping[str, Any]) -> None:
        super().__init__(screen, "Export a list of cases", "Export")
        self._filters = dict(filters)
        self._chosen = filter_of(filters)
        self._count: int | None = None
        self._replacing: Path | None = None
        self._running: Running | None = None
        self.top.addWidget(Words(list_words(self._chosen), Role.SECOND, wrap=True))
        self.purpose, self.recipient = QLineEdit(), QLineEdit()
        suggested = _documents() / f"{self._name()}.xlsx"
        self.file = FileField("File", suggested)
        self.file.confirmed.connect(self._on_confirmed)
        for name, field in (
            ("purpose", Field("What it is for", self.purpose, "Such as: weekly tasking meeting.")),
            ("recipient", Field("Who receives it", self.recipient, "A person or a meeting.")),
            ("path", Field("File", self.file, "Ends in .xlsx or .csv.")),
        ):
            self.fields[name] = field
            self.body.addWidget(field)
        for signal in (self.purpose.textChanged, self.recipient.textChanged, self.file.changed):
            signal.connect(self.review)
        self.progress = Progress("Writing the file")
        self.progress.cancelled.connect(self._on_cancel)
        self.progress.hide()
        self.body.addWidget(self.progress)
        self.body.addStretch(1)
        self.look_again()

    def command(self) -> ExportVisits:
        """What is sent."""
        assert self.file.path is not None
        return ExportVisits(
            self.file.path, self.purpose.text(), self.recipient.text(), self._filters
        )

    def stops(self) -> Sequence[Stop]:
        """What is missing."""
        found = []
        if not self.purpose.text().strip():
            found.append(Stop("purpose", "Say what the list is for."))
        if not self.recipient.text().strip():
            found.append(Stop("recipient", "Say who is to receive the list."))
        path = self.file.path
        if path is None:
            found.append(Stop("path", "Choose a file to write to."))
        elif path.suffix.lower() not in dict(KINDS).values():
            found.append(Stop("path", "End the file's name in .csv or .xlsx."))
        elif path.exists() and path != self._replacing:
            found.append(Stop("path", f"{path.name} is there already. Export again to replace it."))
        return found

    def submit(self) -> None:
        """Write the file, or list what stops it; a file in the way is replaced the second time."""
        if self._sending or not self.save.isEnabled():
            return
        self._tried = True
        stops = self.stops()
        self._show_stops(stops)
        if stops:
            self._replacing = self.file.path
            self._go_to_problems()
            return
        self.say(Tone.OVERDUE, "")
        self._sending = True
        self.progress.show_step("Writing the file", 0)
        self.progress.show()
        self._running = self.bridge.do(
            self.command(), self._on_done, self._on_stopped, self.save, self._on_step
        )

    def done_words(self, done: Done) -> str:
        """How many cases went where."""
        number = done.value if isinstance(done.value, int) else 0
        return f"{counted(number, 'case')} exported. What for and to whom is in the audit log."

    def look_again(self) -> None:
        """Ask how many cases the list holds now."""
        chosen = replace(self._chosen, bucket=None)
        self.bridge.ask(CountVisits(chosen), self._show_count, owner=self, slot="count")

    def _show_count(self, counts: VisitCounts) -> None:
        self._count = counts.of(self._chosen.bucket)
        if not self._count:
            self.save.setEnabled(False)
            self.say(Tone.NEUTRAL, "The list is empty.", "There is nothing to export.")
            return
        leaves = "leaves" if self._count == 1 else "leave"
        self.say_follows(
            Tone.OVERDUE,
            f"{counted(self._count, 'case')} {leaves} the register, with names.",
            f"The file is marked {MARKING}. Who exported it, what for and to whom is logged.",
        )

    def _on_step(self, words: str, share: float) -> None:
        self.progress.show_step(words, share)

    def _on_stopped(self, error: Any) -> None:
        self.progress.hide()
        self._on_refused(error)

    def _on_cancel(self) -> None:
        if self._running is not None:
            self._running.cancel()

    def _on_confirmed(self, path: Path) -> None:
        self._replacing = path
        self.review()

    def _name(self) -> str:
        """A file's name: 'Overdue visits 2026-11-23'."""
        bucket = self._chosen.bucket
        what = f"{label(bucket)} visits" if bucket else "Visits"
        parts = (what, self._chosen.area or "", self.bridge.today().isoformat())
        return " ".join(part for part in parts if part)


def list_words(chosen: VisitFilter) -> str:
    """Which list it is: 'Overdue · Peterlee · high risk'."""
    parts = [
        label(chosen.bucket) if chosen.bucket else "All live cases",
        chosen.area or "all areas",
        f"officer {chosen.officer}" if chosen.officer else "",
        "nobody allocated" if chosen.unallocated else "",
        f"{label(chosen.risk).lower()} risk" if chosen.risk else "",
        f"matching “{chosen.text}”" if chosen.text else "",
    ]
    return " · ".join(part for part in parts if part)


def _documents() -> Path:
    """Where a person keeps documents, as far as the system knows."""
    places = QStandardPaths.StandardLocation
    found = Path(QStandardPaths.writableLocation(places.DocumentsLocation))
    return found if found.is_dir() else Path.home()
