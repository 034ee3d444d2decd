"""The import wizard: choose, check, see the refused rows with reasons, write."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from rsovisit.errors import RsoVisitError
from rsovisit.services.bus import Done, Topic
from rsovisit.services.commands.register import Imported, ImportFile, RefusedRow, SaveTemplate
from ui import actions
from ui.bridge import Bridge, Running
from ui.labels import NOTHING, counted
from ui.screens.screen import Screen
from ui.theme import Badge, Shape, Tone
from ui.widgets.banner import Progress
from ui.widgets.buttons import KeyButton, Kind, LinkButton
from ui.widgets.cards import Callout, EmptyState, Panel, ScreenHead, Tile, Tiles
from ui.widgets.flow import FlowLayout
from ui.widgets.rows import Column, RowsModel
from ui.widgets.table import ONE_LINE, RowsTable
from ui.widgets.text import Role, Words

_KINDS = ("officers", "cases", "visits")
_WOULD_BE = ("Read", "Would be added", "Would be updated", "Unchanged", "Refused rows")
_WAS = ("Read", "Added", "Updated", "Unchanged", "Refused rows")

_COLUMNS: tuple[Column[RefusedRow], ...] = (
    Column("Row", lambda r: f"{r.row:,}", sample="10,000", number=True, strong=True),
    Column("Column", lambda r: r.field.replace("_", " "), sample="visit interval months"),
    Column(
        "Value", lambda r: r.value or NOTHING, sample="home_visit:31/03/2027", tip=lambda r: r.value
    ),
    Column("Why it is refused", lambda r: r.reason, give=1),
)


class ImportScreen(Screen):
    """Checks a file without writing, then writes all of it, or just the good rows, or nothing."""

    key: ClassVar[str] = "import"
    title: ClassVar[str] = "Import"
    cares: ClassVar[frozenset[Topic]] = frozenset()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self._path: Path | None = None
        self._running: Running | None = None
        self._progress: Progress | None = None
        self.setAcceptDrops(True)
        self._choose = actions.make("import_choose", self, self.choose)
        self._write = actions.make("import_write", self, partial(self._send, dry_run=False))
        self._head = ScreenHead(
            self.title,
            "Officers first, then cases, then visits. A file is checked before it is written.",
        )
        self._chooser = KeyButton.of(self._choose)
        self._head.add(self._chooser)
        self._panel = Panel()
        self._panel.setAccessibleName("The file")
        self._said = QVBoxLayout()
        self._said.setSpacing(8)
        self.table = RowsTable("Refused rows", RowsModel(_COLUMNS, key=_key), ONE_LINE)
        self._lay_out()
        self._begin_again()

    def _lay_out(self) -> None:
        self._results = Tiles()
        self._empty = EmptyState(
            "No file chosen yet",
            "Choose a CSV or XLSX file, or drop one here. Nothing is written until you say so.",
            "Choose a file…",
            self.choose,
            icon="import",
        )
        self._good = KeyButton("Write the good rows only")
        self._good.clicked.connect(partial(self._send, dry_run=False, good_rows=True))
        self._all = KeyButton.of(self._write, Kind.PRIMARY)
        self._panel.body.addLayout(self._said)
        self._panel.body.addWidget(self._results)
        self._panel.body.addWidget(self.table, 1)
        self._panel.body.addWidget(self._empty, 1)
        self._panel.footer.addWidget(self._all)
        self._panel.footer.addWidget(self._good)
        templates = QWidget()
        row = FlowLayout(templates, gap=12)
        row.addWidget(Words("Empty files to fill in:", Role.SECOND))
        for kind in _KINDS:
            link = LinkButton(f"{kind.capitalize()}…")
            link.setAccessibleName(f"Save an empty file of {kind}")
            link.clicked.connect(partial(self._save_template, kind))
            row.addWidget(link)
        self.page.addWidget(self._head)
        foot = QHBoxLayout()
        foot.addWidget(templates, 1)
        self.page.addWidget(self._panel, 1)
        self.page.addLayout(foot)

    def refresh(self) -> None:
        """Nothing here changes by itself."""

    def focus_first(self) -> None:
        """The keyboard is where the next step is: writing, the refused rows, or another file."""
        steps = (self._all, self.table, self._chooser)
        ready = (step for step in steps if step.isVisibleTo(self) and step.isEnabled())
        next(ready, self._chooser).setFocus()

    def leave(self) -> None:
        """The window is closing: stop what is running; nothing is half written."""
        if self._running is not None:
            self._running.cancel()

    def choose(self) -> None:
        """Ask for a file and check it."""
        name, _ = QFileDialog.getOpenFileName(
            self, "Choose a file to import", "", "Sheets (*.csv *.xlsx);;All files (*)"
        )
        if name:
            self.check(Path(name))

    def check(self, path: Path) -> None:
        """Read a file and show what would happen, writing nothing; one file at a time."""
        if self._running is None:
            self._path = path
            self._send(dry_run=True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One file may be dropped while none is being read."""
        dropped = event.mimeData().urls()
        if self._running is None and len(dropped) == 1 and dropped[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A dropped file is checked."""
        self.check(Path(event.mimeData().urls()[0].toLocalFile()))

    def _begin_again(self) -> None:
        self._show_only(self._empty)
        self._write.setEnabled(False)
        self._panel.show_footer(False)

    def _send(self, *, dry_run: bool, good_rows: bool = False) -> None:
        if self._path is None or self._running is not None:
            return
        words = "Checking" if dry_run else "Writing"
        self._panel.set_title(self._path.name, f"{words} the file")
        self._progress = Progress(f"{words} {self._path.name}")
        self._clear_said()
        self._said.addWidget(self._progress)
        self._show_only(None)
        self._offer(write=False, good=False)
        self._choose.setEnabled(False)
        self._running = self.bridge.do(
            ImportFile(self._path, dry_run, good_rows),
            partial(self._on_done, dry_run=dry_run),
            self._on_refused,
            on_progress=self._progress.show_step,
        )
        self._progress.cancelled.connect(self._running.cancel)

    def _on_done(self, done: Done, *, dry_run: bool) -> None:
        self._finish()
        answer: Imported = done.value
        assert self._path is not None
        self._panel.set_title(self._path.name, f"A file of {answer.kind}")
        self._figures(answer)
        self._say(answer, dry_run=dry_run)
        rows = len({refusal.row for refusal in answer.refused})
        self._show_only(self.table if rows else None)
        self.table.show_rows(answer.refused, keep_place=False)
        changes = bool(answer.added + answer.updated)
        whole, part = dry_run and not rows, dry_run and 0 < rows < answer.read
        self._offer(write=whole and changes, good=part and changes)
        self.focus_first()

    def _on_refused(self, error: RsoVisitError) -> None:
        self._finish()
        assert self._path is not None
        self._panel.set_title(self._path.name, "Nothing was written")
        self._said.addWidget(Callout(Tone.ESCALATED, "Not imported.", str(error)))
        self._results.setVisible(False)
        self._offer(write=False, good=False)
        self.focus_first()

    def _finish(self) -> None:
        self._running = None
        self._choose.setEnabled(True)
        self._clear_said()
        self._progress = None

    def _figures(self, answer: Imported) -> None:
        rows = len({refusal.row for refusal in answer.refused})
        values = (answer.read, answer.added, answer.updated, answer.unchanged, rows)
        tone = Tone.ESCALATED if rows else Tone.GOOD
        shape = Shape.TRIANGLE if rows else Shape.RING
        refused = Badge("see below" if rows else "none", tone, shape)
        tiles = [Tile(name) for name in (_WAS if answer.written else _WOULD_BE)]
        for tile, value in zip(tiles, values, strict=True):
            tile.set_value(f"{value:,}", refused if tile is tiles[-1] else None)
        before, self._results = self._results, Tiles(tiles)
        self._panel.body.replaceWidget(before, self._results)
        before.hide()
        before.deleteLater()

    def _say(self, answer: Imported, *, dry_run: bool) -> None:
        rows = len({refusal.row for refusal in answer.refused})
        if answer.written:
            words = f"{answer.added:,} added, {answer.updated:,} updated."
            self._said.addWidget(Callout(Tone.GOOD, "Written to the register.", words))
        elif rows:
            words = (
                f"{counted(rows, 'row')} of {answer.read:,} cannot be read. Mend the file and "
                "choose it again, or write the good rows and set the others aside in a file."
            )
            self._said.addWidget(Callout(Tone.ESCALATED, "Nothing was written.", words))
        else:
            changes = answer.added + answer.updated
            lead = "Nothing is written yet." if changes else "Nothing to write."
            words = (
                f"{counted(changes, 'row')} would change the register."
                if changes
                else "The register holds all of this already."
            )
            self._said.addWidget(Callout(Tone.INFO, lead, words))
        for note in answer.notes:
            self._said.addWidget(Callout(Tone.NEUTRAL, "", note))
        if answer.refused_file is not None:
            words = f"The refused rows, with reasons, are in {answer.refused_file}."
            self._said.addWidget(Callout(Tone.OVERDUE, "Set aside.", words))

    def _offer(self, *, write: bool, good: bool) -> None:
        self._write.setEnabled(write)
        self._panel.show_footer(True)
        self._good.setVisible(good)

    def _show_only(self, widget: QWidget | None) -> None:
        self._empty.setVisible(widget is self._empty)
        self.table.setVisible(widget is self.table)
        self._results.setVisible(self._path is not None and self._progress is None)

    def _clear_said(self) -> None:
        while (taken := self._said.takeAt(0)) is not None:
            gone = taken.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()

    def _save_template(self, kind: str) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, f"Save an empty file of {kind}", f"{kind}.csv", "CSV (*.csv)"
        )
        if not name:
            return
        file = Path(name)

        def saved(_done: Done) -> None:
            words = f"Saved {file.name}: its second row is an example to write over."
            self.said.emit(words, "good")

        self.bridge.do(SaveTemplate(kind, file), saved)


def _key(row: RefusedRow) -> tuple[int, str, str]:
    return (row.row, row.field, row.reason)
