"""What the first screen asks is answered from an index: no register is too large for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rsovisit.domain.due import Bucket
from rsovisit.queries.visits import CountVisits, VisitFilter, VisitList
from rsovisit.services.bus import CommandBus
from rsovisit.store.reader import Reader
from tests.support.buses import FixedClock, Opened


@pytest.fixture
def bus(sqlite_template: Path, clock: FixedClock) -> Any:
    """A bus over the shared empty register: plans do not depend on what is in it."""
    opened = Opened(str(sqlite_template), clock)
    yield opened()
    opened.close()


def plans(bus: CommandBus, query: Any, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """SQLite's plan of each statement that a query sends."""
    sent: list[tuple[str, dict[str, Any]]] = []
    run = Reader._run

    def note(self: Reader, sql: str, params: dict[str, Any]) -> Any:
        sent.append((sql, params))
        return run(self, sql, params)

    with monkeypatch.context() as patched:
        patched.setattr(Reader, "_run", note)
        bus.ask(query)
    reader = bus.register.reader()
    found = [[row[3] for row in reader.rows("explain query plan " + s, **p)] for s, p in sent]
    reader.close()
    return found


@pytest.mark.parametrize("bucket", (Bucket.OVERDUE, Bucket.DUE_SOON, Bucket.LATER, None))
def test_a_page_is_read_in_the_order_of_the_index(
    bus: CommandBus, monkeypatch: pytest.MonkeyPatch, bucket: Bucket | None
) -> None:
    page, count, *_ = plans(bus, VisitList(VisitFilter(bucket=bucket)), monkeypatch)
    assert any("INDEX ix_case_file_due (due_on" in step for step in page)
    sorts = [step for step in page if "TEMP B-TREE" in step]
    # Cases of one day are sorted among themselves; then the page that was found.
    assert sorts == ["USE TEMP B-TREE FOR LAST 2 TERMS OF ORDER BY", "USE TEMP B-TREE FOR ORDER BY"]
    assert page.index(sorts[0]) < page.index("SCAN page") < page.index(sorts[1])
    assert any("COVERING INDEX ix_case_file_due" in step for step in count)


def test_counts_never_read_the_cases(bus: CommandBus, monkeypatch: pytest.MonkeyPatch) -> None:
    (plan,) = plans(bus, CountVisits(), monkeypatch)
    reads = [step for step in plan if step.startswith(("SEARCH", "SCAN c"))]
    assert len(reads) == 4
    assert all("COVERING INDEX" in step for step in reads)
