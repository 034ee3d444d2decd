"""Headings: which kind a file is, and what is said when it is none."""

from __future__ import annotations

import pytest

from rsovisit.errors import Invalid
from rsovisit.exchange.layouts import LAYOUTS, FileKind, recognise, template
from rsovisit.exchange.lines import CaseLine, OfficerLine, VisitLine, field_names
from tests.exchange.making import read


@pytest.mark.parametrize("kind", list(FileKind))
def test_template_imports_cleanly(kind: FileKind) -> None:
    found = read(template(kind))
    assert (found.kind, found.read, len(found.lines)) == (kind, 1, 1)
    assert found.refusals == ()
    assert found.notes == ()
    assert template(kind).count("\n") == 2


@pytest.mark.parametrize(
    "kind, line",
    ((FileKind.CASES, CaseLine), (FileKind.VISITS, VisitLine), (FileKind.OFFICERS, OfficerLine)),
)
def test_lines_hold_the_columns_in_order(
    kind: FileKind, line: type[CaseLine | VisitLine | OfficerLine]
) -> None:
    assert field_names(line) == ("row", *(column.name for column in LAYOUTS[kind]))


@pytest.mark.parametrize(
    "cells",
    (
        ["case_ref", "visited_on", "outcome"],
        ["Case Ref", "VISITED ON", " outcome "],
        ["Outcome", "visited-on", "case  ref"],
        ["\ufeffcase_ref*", "Visited_On *", "Outcome:"],
    ),
)
def test_headings_in_any_dress(cells: list[str]) -> None:
    header = recognise(cells)
    assert header.kind is FileKind.VISITS
    assert header.columns == ("case_ref", "visited_on", "outcome")


def test_unknown_headings_are_noted_not_refused() -> None:
    found = read("case_ref,visited_on,outcome,Shoe size,\nR1,14/03/2025,out,9,\n")
    assert found.refusals == ()
    assert found.notes == ("Not read, because no column has this heading: ‘Shoe size’.",)
    assert found.columns == ("case_ref", "visited_on", "outcome")


@pytest.mark.parametrize(
    "cells, field, part",
    (
        (["case_ref", "family_name", "area", "registered_on"], "risk_level", "file of cases"),
        (["case_ref", "visited_on", "officers"], "outcome", "no column outcome."),
        (["collar", "training"], "name", "no column name and role."),
        (["collar", "name", "role", "Collar"], "collar", "over two columns"),
        (["one", "two"], None, "does not hold the headings"),
        (["case_ref"], None, "for visits case_ref, visited_on and outcome"),
    ),
)
def test_headings_that_are_refused(cells: list[str], field: str | None, part: str) -> None:
    with pytest.raises(Invalid) as refused:
        recognise(cells)
    assert part in str(refused.value)
    assert refused.value.field == field
