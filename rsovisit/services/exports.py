"""Exports the visits list: for a named purpose and recipient, and only once that is logged."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from rsovisit.domain.audit import AuditKind, AuditTag
from rsovisit.domain.due import Bucket
from rsovisit.domain.risk import RiskLevel
from rsovisit.errors import Invalid, Unavailable
from rsovisit.exchange.export import MARKING, write_csv, write_xlsx
from rsovisit.queries.visits import VisitFilter, VisitList, VisitRow
from rsovisit.services.act import Act
from rsovisit.services.bus import Changes, Done, Topic
from rsovisit.services.commands.register import ExportVisits

_WRITERS: dict[str, Callable[..., int]] = {".csv": write_csv, ".xlsx": write_xlsx}
_PAGE = 5_000
_COLUMNS = (
    "case_ref",
    "name",
    "risk_level",
    "status",
    "area",
    "officer",
    "last_visit_on",
    "due_on",
    "days_overdue",
    "bucket",
    "needs",
)

WordT = TypeVar("WordT", bound=StrEnum)


def export_visits(act: Act, cmd: ExportVisits) -> Done:
    """Write the list to a file; the answer is how many cases it holds. Raises Invalid, Unavailable.

    The file gets its name only once the disclosure is in the audit log.
    """
    purpose = _given(cmd.purpose, "purpose", "Say what the list is for.")
    recipient = _given(cmd.recipient, "recipient", "Say who is to receive the list.")
    write = _WRITERS.get(cmd.path.suffix.lower())
    if write is None:
        raise Invalid("End the file's name in .csv or .xlsx.", "path")
    if cmd.path.is_dir() or not cmd.path.absolute().parent.is_dir():
        raise Invalid(f"There is no folder to put {cmd.path.name} in.", "path")
    rows = list(_rows(act, visit_filter(cmd.filters)))
    draft = cmd.path.with_name(f".{secrets.token_hex(8)}{cmd.path.suffix}")
    act.afterwards(partial(_name, draft, cmd.path), partial(draft.unlink, missing_ok=True))
    asking = act.asking
    count = write(draft, _COLUMNS, map(_cells, rows), MARKING, asking.actor.collar, asking.now)
    act.note(
        AuditTag.LIST_EXPORT,
        "register",
        kind=AuditKind.DISCLOSE,
        recipient=recipient,
        purpose=purpose,
        file=cmd.path.name,
        filters={name: str(value) for name, value in cmd.filters.items() if name != "text"},
        searched=bool(cmd.filters.get("text")),
        count=count,
        ids=[row.case_id for row in rows],
    )
    return Done(Changes.of(Topic.AUDIT), count)


def visit_filter(filters: Mapping[str, Any]) -> VisitFilter:
    """The filter of the visits list from outside words. Raises Invalid, naming the field."""
    known = {"bucket", "area", "officer", "risk", "text", "unallocated"}
    for name in filters:
        if name not in known:
            raise Invalid(f"The visits list has no filter ‘{name}’.", name)
    bucket = filters.get("bucket")
    return VisitFilter(
        bucket=None if bucket == "all" else _word(Bucket, bucket, "bucket"),
        area=filters.get("area") or None,
        officer=filters.get("officer") or None,
        risk=_word(RiskLevel, filters.get("risk"), "risk"),
        text=str(filters.get("text") or "").strip(),
        unallocated=bool(filters.get("unallocated")),
    )


def _given(text: str, field: str, sentence: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise Invalid(sentence, field)
    return words


def _word(kind: type[WordT], value: Any, field: str) -> WordT | None:
    if value is None or value == "":
        return None
    try:
        return kind(value)
    except ValueError:
        allowed = ", ".join(member.value for member in kind)
        raise Invalid(f"‘{value}’ is no {field}: write one of {allowed}.", field) from None


def _rows(act: Act, chosen: VisitFilter) -> Iterator[VisitRow]:
    """The whole list in its order, read in the transaction that logs it."""
    offset = 0
    while True:
        page = VisitList(chosen, offset=offset, limit=_PAGE).run(act.work.reader, act.asking)
        yield from page.rows
        offset += len(page.rows)
        act.report(f"{offset:,} of {page.total:,} cases", offset / max(page.total, 1))
        if offset >= page.total or not page.rows:
            return


def _cells(row: VisitRow) -> tuple[object, ...]:
    return (
        row.case_ref,
        row.name,
        row.risk_level.value,
        row.status.value,
        row.area,
        row.officer,
        row.last_visit_on,
        row.due_on,
        row.days_overdue,
        row.bucket.value if row.bucket else None,
        row.needs,
    )


def _name(draft: Path, path: Path) -> None:
    try:
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        reason = (error.strerror or "the disk refused it").lower()
        raise Unavailable(f"{path.name} could not be written: {reason}.") from error
