"""The child process: its limits, its end, and what the parent says of each."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rsovisit.domain.risk import RiskLevel
from rsovisit.errors import Invalid
from rsovisit.exchange import child, limits, reading
from rsovisit.exchange.layouts import FileKind, template
from rsovisit.exchange.reading import ReadingCancelled, read_file, stream_file
from tests.exchange.making import TODAY, cases_sheet, csv_text, repacked, workbook

POSIX = pytest.mark.skipif(os.name != "posix", reason="limits are the kernel's")


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A file of 60,000 officers: far more than waits between child and parent."""
    path = tmp_path / "officers.csv"
    rows = "".join(f"{number},Officer {number},auditor\n" for number in range(60_000))
    path.write_text("collar,name,role\n" + rows)
    return path


def replaced_child(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Run some other program in the child's place."""
    monkeypatch.setattr(reading, "_command", lambda: [sys.executable, "-c", program])


def test_missing_file_and_folder(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "none.csv", "There is no file"), (tmp_path, "is a folder")):
        with pytest.raises(Invalid, match=words):
            read_file(path, TODAY)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_a_file_that_may_not_be_opened(tmp_path: Path) -> None:
    path = tmp_path / "shut.csv"
    path.touch(0o000)
    with pytest.raises(Invalid, match="could not be opened"):
        read_file(path, TODAY)


def test_a_file_over_the_limit_starts_no_child(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced_child(monkeypatch, "raise SystemExit")
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.truncate(limits.FILE_BYTES + 1)
    with pytest.raises(Invalid, match="the most that is read at once is 20 MB"):
        read_file(path, TODAY)


def test_the_childs_sentence_reaches_the_officer(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text("case_ref,visited_on,officers\n")
    with pytest.raises(Invalid, match="no column outcome") as refused:
        read_file(path, TODAY)
    assert refused.value.field == "outcome"


def test_intervals_reach_the_child(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(csv_text(FileKind.CASES, {"visit_interval_months": "18"}))
    read = read_file(path, TODAY, longest_without_reason={RiskLevel.LOW: 12})
    assert [refusal.field for refusal in read.refusals] == ["interval_reason"]


def test_cancelled_before_the_headings(many: Path) -> None:
    with pytest.raises(ReadingCancelled):
        stream_file(many, TODAY, cancelled=lambda: True)


def test_cancelled_midway_ends_the_child(many: Path) -> None:
    seen: list[int] = []
    with stream_file(
        many,
        TODAY,
        on_progress=lambda read, _share: seen.append(read),
        cancelled=lambda: len(seen) >= 3,
    ) as stream:
        with pytest.raises(ReadingCancelled):
            list(stream)
        process = stream._child._process
    assert len(seen) == 3
    assert process.poll() is not None


def test_leaving_early_ends_the_child(many: Path) -> None:
    with stream_file(many, TODAY) as stream:
        batch = next(iter(stream))
        process = stream._child._process
    assert batch.read_so_far == 2_000
    assert process.poll() is not None


def test_a_child_killed_midway_is_said_and_nothing_is_given(many: Path) -> None:
    with stream_file(many, TODAY) as stream:
        batches = iter(stream)
        next(batches)
        stream._child._process.kill()
        with pytest.raises(Invalid, match="could not be read"):
            list(batches)


@pytest.mark.parametrize(
    "program",
    (
        "raise SystemExit(3)",
        "import os; os.abort()",
        "print('no json')",
        "print('[1, 2]')",
        "print('{}')",
        "print('{\"batch\": []}')",
        "import sys; sys.stdout.write('{\"header\": [')",
        'print(\'{"failed": "unreadable"}\')',
    ),
)
def test_a_child_that_dies_or_raves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    path = tmp_path / "any.csv"
    path.write_text(template(FileKind.CASES))
    replaced_child(monkeypatch, "import resource; resource.setrlimit(4, (0, 0)); " + program)
    with pytest.raises(Invalid, match="could not be read"):
        read_file(path, TODAY)


@pytest.mark.parametrize(
    "message",
    (
        '{"batch": [[2], [["x"]], [], []], "read": 1, "share": 1}',
        '{"batch": [[2], [["1"], ["n"], ["king"], [null], [""]], [], []], "read": 1, "share": 1}',
        '{"batch": [[2], 7, [], []], "read": 1, "share": 1}',
        '{"batch": [[], [[], [], [], [], []], [[1]], []], "read": 1, "share": 1}',
        '{"batch": [[], [[], [], [], [], []], [], []], "read": "many", "share": 1}',
        '{"header": ["officers", [], []]}',
    ),
)
def test_a_childs_word_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, message: str
) -> None:
    path = tmp_path / "any.csv"
    path.write_text(template(FileKind.CASES))
    header = '{"header": ["officers", ["collar"], ["collar"]]}'
    replaced_child(monkeypatch, f"print('''{header}\\n{message}''')")
    with pytest.raises(Invalid, match="could not be read"):
        read_file(path, TODAY)


def test_a_child_that_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "any.csv"
    path.write_text(template(FileKind.CASES))
    monkeypatch.setattr(limits, "CHILD_SECONDS", 0.2)
    replaced_child(monkeypatch, "import time; time.sleep(60)")
    with pytest.raises(Invalid, match="took more than"):
        read_file(path, TODAY)


@POSIX
@pytest.mark.slow
def test_memory_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "hungry.xlsx"
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    cells = b"<c/>" * 8_000_000
    sheet = b"<worksheet %s><sheetData><row>%s</row></sheetData></worksheet>" % (space, cells)
    path.write_bytes(repacked(workbook(cases_sheet({})), {"xl/worksheets/sheet1.xml": sheet}))
    assert path.stat().st_size < limits.FILE_BYTES
    with pytest.raises(Invalid, match="needs more memory"):
        read_file(path, TODAY)


@POSIX
def test_the_child_cannot_have_more_than_it_is_given() -> None:
    program = (
        "import resource, sys\n"
        "from rsovisit.exchange import child\n"
        "child.limit_this_process()\n"
        "kinds = ('RLIMIT_AS', 'RLIMIT_CPU', 'RLIMIT_FSIZE', 'RLIMIT_CORE', 'RLIMIT_NOFILE')\n"
        "print([resource.getrlimit(getattr(resource, kind)) for kind in kinds])\n"
        "try:\n"
        "    bytearray(600 * 1024 * 1024)\n"
        "except MemoryError:\n"
        "    print('bounded')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        text=True,
        env=reading._environment(),
    )
    bound = 512 * 1024 * 1024
    assert done.stdout.splitlines() == [
        str([(bound, bound), (30, 30), (0, 0), (0, 0), (64, 64)]),
        "bounded",
    ]


def test_memory_running_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_memory(_data: bytes) -> None:
        raise MemoryError

    monkeypatch.setattr(child, "open_sheet", no_memory)
    messages: list[dict[str, object]] = []
    assert child.tell(io.BytesIO(b"x"), TODAY, None, messages.append) == 1
    assert messages == [{"failed": "memory"}]


def test_a_parent_that_has_gone_ends_the_telling() -> None:
    def gone(_message: dict[str, object]) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        child.tell(io.BytesIO(template(FileKind.CASES).encode()), TODAY, None, gone)


def test_memory_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "any.csv"
    path.write_text(template(FileKind.CASES))
    replaced_child(monkeypatch, 'print(\'{"failed": "memory"}\')')
    with pytest.raises(Invalid, match="more memory than reading is allowed"):
        read_file(path, TODAY)


def test_the_child_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", "x")
    monkeypatch.setenv("RSOVISIT_REGISTER", "x")
    told = reading._environment()
    assert not {"PGPASSWORD", "RSOVISIT_REGISTER"} & set(told)
    assert not any("PASS" in name or "KEY" in name for name in told)


def test_a_frozen_program_calls_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert reading._command() == [sys.executable, reading.FROZEN_ARGUMENT]


def test_modules_of_the_current_folder_are_not_lent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "csv.py").write_text("raise SystemExit(9)")
    (tmp_path / "template.csv").write_text(template(FileKind.VISITS))
    monkeypatch.chdir(tmp_path)
    assert read_file("template.csv", TODAY).read == 1


@POSIX
def test_a_stopped_child_is_still_ended(many: Path) -> None:
    with stream_file(many, TODAY) as stream:
        process = stream._child._process
        process.send_signal(signal.SIGSTOP)
    assert process.poll() is not None
