"""The bench runs from end to end, on a register of a few cases; how fast is not asked here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench import measures, registers
from tests.bench.__main__ import page
from tests.bench.measures import Measured


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A small register of the bench's own kind, in a folder of its own."""
    folder = tmp_path_factory.mktemp("bench")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registers, "FOLDER", folder)
        patch.setattr(measures, "FOLDER", folder)
        yield registers.register(120)


def test_the_programs_paint_and_answer(register: Path) -> None:
    few = str(register)
    assert measures.until_painted("bare_window") > 0
    assert measures.until_painted("full_window", few) > 0
    assert int(measures.script("full_window", few, "--work")[-1]) > 0
    typed, floor = measures.script("keystroke", few, "al")
    assert float(typed) > 0 < float(floor)


def test_what_is_written_stands_against_the_same_rows(register: Path) -> None:
    rows = [
        measures.quiet_sweep(register, 1),
        measures.raising_sweep(register, 1),
        measures.importing(register, 1),
    ]
    assert all(row.ratio for row in rows)
    assert all(f"| {row.work} | {row.floor} |" in page(rows) for row in rows)


@pytest.mark.parametrize(
    "ratio, verdict",
    ((2.004, "aim"), (2.006, "must"), (3.004, "must"), (3.01, "MISSED"), (None, "skipped")),
)
def test_a_ratio_is_judged_as_it_is_printed(ratio: float | None, verdict: str) -> None:
    assert Measured("work", "floor", ratio, must=3, aim=2).verdict == verdict
