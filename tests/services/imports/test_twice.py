"""Whatever a file says, taking it twice is taking it once, and dates stay what the rules say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rsovisit.domain.case import Status
from rsovisit.domain.risk import RiskLevel
from rsovisit.domain.visit import Outcome
from rsovisit.queries.visits import fold
from rsovisit.services.bus import CommandBus
from rsovisit.services.identity import search_key
from tests.support.importing import a_file, broken_dates, everything, take

REFS = st.sampled_from([f"RSO-{n}" for n in range(6)])
WORDS = st.text(st.sampled_from("aéZ' -=+\n;,\""), max_size=6)
DAYS = st.dates(
    min_value=date(2024, 1, 1),
    max_value=date(2026, 11, 23),
).map(lambda day: day.isoformat())
COLLARS = st.sampled_from(["", "2000", "2001", "2002"])

CASES = st.lists(
    st.fixed_dictionaries(
        {
            "case_ref": REFS,
            "family_name": st.sampled_from(["Lime", "Bérch", "O'Ak"]),
            "risk_level": st.sampled_from(RiskLevel).map(str),
            "area": st.sampled_from(["Peterlee", "Consett"]),
            "registered_on": DAYS,
        },
        optional={
            "status": st.sampled_from(["", *Status]).map(str),
            "managed_by": st.sampled_from(["", "npt", "ppu"]),
            "officer": COLLARS,
            "last_visit_on": DAYS,
            "visit_interval_months": st.sampled_from(["", "1"]),
            "last_arms_on": DAYS,
            "address": WORDS,
            "notes": WORDS,
        },
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda row: row["case_ref"],
)
VISITS = st.lists(
    st.fixed_dictionaries(
        {
            "case_ref": REFS,
            "visited_on": DAYS,
            "visited_at": st.sampled_from(["", "09:00", "18:20"]),
            "outcome": st.sampled_from(Outcome).map(str),
        },
        optional={
            "officers": st.lists(COLLARS.filter(bool), unique=True).map(";".join),
            "announced": st.sampled_from(["", "yes", "no"]),
            "summary": WORDS,
        },
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda row: (row["case_ref"], row["visited_on"], row["visited_at"]),
)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=CASES, visits=VISITS)
def test_twice_is_once(
    bus: CommandBus, tmp_path: Path, cases: list[dict[str, str]], visits: list[dict[str, str]]
) -> None:
    # Each example finds what the ones before it left: cases to change as well as to add.
    register = a_file(tmp_path, *cases, name="cases.csv")
    done = a_file(tmp_path, *visits, name="visits.csv")
    first = take(bus, register)
    assert first.refused == ()
    take(bus, done, good_rows=True)
    assert broken_dates(bus) == []
    before = everything(bus)
    assert take(bus, register).unchanged == first.read
    again = take(bus, done, good_rows=True)
    assert (again.added, again.updated) == (0, 0)
    assert everything(bus) == before


@given(st.text(), st.none() | st.text(), st.text(), st.none() | st.text(), st.none() | st.text())
def test_the_quick_search_key_is_the_folded_one(
    ref: str, given: str | None, family: str, address: str | None, national: str | None
) -> None:
    parts = (ref, given, family, address, national)
    assert search_key(*parts) == fold(" ".join(part or "" for part in parts))


@given(st.text(st.characters(max_codepoint=127)))
def test_the_same_of_plain_text(text: str) -> None:
    assert search_key(text, None, text, None, None) == fold(f"{text} {text}")
