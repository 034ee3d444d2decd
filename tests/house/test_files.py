"""What no committed file may hold."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.house.source import ROOT, committed_files

INDEX_ADDRESS = re.compile(
    r"https?://[\w.-]*(pypi|pythonhosted|npmjs|deb\.debian|anaconda)[\w.-]*"
    r"|--(extra-)?index-url|--find-links|--trusted-host",
    re.IGNORECASE,
)
SOMEONES_HOME = re.compile(
    r"(?<![\w.])(/root/|/home/(?!\.)[a-z]\w*/|/Users/\w+/|[A-Z]:\\Users\\\w+)"
)
# Folders that many machines have, so naming them gives no machine away.
COMMON = {Path(p) for p in ("/", "/home", "/opt", "/srv", "/tmp", "/usr", "/usr/local", "/var")}


def places_of_this_machine() -> list[str]:
    """The folders that only this machine has: checkout, interpreter, home."""
    places = [ROOT, ROOT.parent, Path(sys.prefix), Path(sys.base_prefix), Path.home()]
    return [f"{place}/" for place in places if place not in {*COMMON, Path(tempfile.gettempdir())}]


def giveaways(text: str, places: Sequence[str]) -> Iterator[str]:
    """Addresses of package indexes and paths of somebody's machine in a text."""
    for pattern in (INDEX_ADDRESS, SOMEONES_HOME):
        yield from (match.group(0) for match in pattern.finditer(text))
    for place in places:
        if re.search(rf"(?<![\w.-]){re.escape(place)}", text):
            yield place


def test_no_file_tells_of_a_machine_or_an_index() -> None:
    places = places_of_this_machine()
    # This file spells the patterns out, and its own bad samples.
    skipped = {ROOT / "LICENSE", Path(__file__).resolve()}
    wrong = []
    for file in committed_files():
        if file in skipped:
            continue
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        wrong += [f"{file.relative_to(ROOT)}: {found}" for found in giveaways(text, places)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "text",
    (
        "see https://pypi.org/project/rich",
        "url = https://files.pythonhosted.org/packages/ab",
        "--index-url https://example.org/simple",
        "open('/home/alex/register.rso')",
        "open('/root/register.rso')",
        r"C:\Users\alex\register.rso",
        "cd /mnt/checkout/main && make",
    ),
)
def test_a_giveaway_is_seen(text: str) -> None:
    assert list(giveaways(text, ["/mnt/checkout/"]))


@pytest.mark.parametrize("text", ("/opt/rso-visits/bin", "https://www.gov.uk/", "~/register.rso"))
def test_an_innocent_text_is_let_be(text: str) -> None:
    assert not list(giveaways(text, ["/mnt/checkout/main/"]))


def test_packaging_is_no_package() -> None:
    assert not hides_a_library(ROOT / "packaging"), "it would hide the library called packaging"


def hides_a_library(folder: Path) -> bool:
    """Whether Python would take a folder for the library of the same name."""
    return (folder / "__init__.py").exists()


def test_a_hidden_library_is_seen(tmp_path: Path) -> None:
    assert not hides_a_library(tmp_path)
    (tmp_path / "__init__.py").touch()
    assert hides_a_library(tmp_path)
