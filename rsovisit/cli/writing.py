"""Commands that write: template, import, record, sweep."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rsovisit.cli.reading import opened
from rsovisit.cli.show import note, put, say, show_json, show_table, words
from rsovisit.domain.visit import Outcome
from rsovisit.services.bus import Progress
from rsovisit.services.commands.register import Imported, ImportFile
from rsovisit.services.commands.visit import RecordVisit, VisitRecorded
from rsovisit.services.commands.warning import RaiseWarnings, Swept


def template(chosen: Namespace) -> int:
    """An import file's header and one example row."""
    from rsovisit.exchange.layouts import LAYOUTS, FileKind, template

    kind = FileKind(chosen.kind)
    if chosen.json:
        show_json({"kind": kind, "example": {c.name: c.example for c in LAYOUTS[kind]}})
    else:
        put(template(kind))
    return 0


def import_file(chosen: Namespace) -> int:
    """Import a file, all or nothing; 1 where a row was refused and nothing written."""
    # The command line has a sweep of its own: what it answers counts what came of the file.
    command = ImportFile(Path(chosen.file), chosen.dry_run, chosen.good_rows, match_warnings=False)
    with opened(chosen) as bus, _progress(chosen) as progress:
        done: Imported = bus.submit(command, progress=progress).result().value
    if chosen.json:
        show_json(
            {
                "kind": done.kind,
                "read": done.read,
                "added": done.added,
                "updated": done.updated,
                "unchanged": done.unchanged,
                "refused": done.refused,
                "written": done.written,
                "notes": done.notes,
            }
        )
    else:
        _show_import(done)
    refused_whole = bool(done.refused) and not chosen.good_rows
    if refused_whole:
        note(_refused_words(done))
    return 1 if refused_whole else 0


def _refused_words(done: Imported) -> str:
    """What is wrong and where, in one sentence."""
    rows = sorted({refusal.row for refusal in done.refused})
    named = ", ".join(str(row) for row in rows[:_ROWS_NAMED])
    more = " and more" if len(rows) > _ROWS_NAMED else ""
    return (
        f"{len(rows):,} of {done.read:,} rows are refused (row {named}{more}); nothing was written."
    )


_ROWS_NAMED = 10


def _show_import(done: Imported) -> None:
    if done.refused:
        show_table(
            "Refused",
            ("Row", "Column", "Value", "Reason"),
            ((r.row, r.field, r.value, r.reason) for r in done.refused),
        )
    say(
        f"{done.kind.capitalize()}: {done.read:,} read, {done.added:,} added, "
        f"{done.updated:,} updated, {done.unchanged:,} unchanged, "
        f"{len({r.row for r in done.refused}):,} refused."
    )
    for sentence in done.notes:
        say(sentence)
    if done.written and done.kind != "officers" and (done.added or done.updated):
        say("Warnings follow at the next sweep.")
    if done.refused_file is not None:
        say(f"The refused rows, with reasons, are in {done.refused_file}.")


@contextmanager
def _progress(chosen: Namespace) -> Iterator[Progress | None]:
    """A progress bar where somebody is looking; nothing where a script is."""
    if chosen.json or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading", total=1.0)
        yield lambda said, share: bar.update(task, description=said, completed=share)


def record_visit(chosen: Namespace) -> int:
    """Record a visit or attempt."""
    command = RecordVisit(
        case_ref=chosen.case_ref,
        outcome=Outcome(chosen.outcome),
        visited_on=chosen.on,
        officers=tuple(chosen.officers.replace(";", ",").split(",")),
        visited_at=chosen.at,
        announced=chosen.announced,
        summary=chosen.summary,
        late_reason=chosen.late_reason,
    )
    with opened(chosen) as bus:
        done: VisitRecorded = bus.do(command).value
    if chosen.json:
        show_json(done)
        return 0
    say("Visit completed." if done.completed else "Recorded; the visit is still owed.")
    say(f"Next due: {words(done.next_due_on)}.")
    for sentence in done.raised:
        say(sentence)
    return 0


def sweep(chosen: Namespace) -> int:
    """Raise, escalate and clear warnings; what it did."""
    with opened(chosen) as bus:
        done: Swept = bus.do(RaiseWarnings()).value
    if chosen.json:
        show_json(done)
    else:
        show_sweep(done)
    return 0


def show_sweep(done: Swept) -> None:
    """A sweep's result for people."""
    say(
        f"Sweep for {words(done.today)}: {done.raised:,} raised, {done.cleared:,} cleared, "
        f"{done.escalated:,} escalated, {done.open:,} open; "
        f"{done.tasks_raised:,} tasks raised."
    )
