"""A keystroke in the filter until its rows are painted, against the raw SQL plus painting.

Prints the two medians in seconds.
"""

from __future__ import annotations

import statistics
import sys
import time
from typing import Any

from PySide6.QtCore import QEventLoop
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rsovisit.domain.task import TaskKind, TaskState
from rsovisit.domain.training import TrainingKind
from rsovisit.domain.visit import FAILED_ATTEMPTS
from rsovisit.store.connect import Address, connect
from ui.start import Opened, open_window

_WORDS = ("rowan", "alder", "peterlee", "rso-00", "thorn", "n4711", "close", "sample")


def main(where: str) -> None:
    """Type the words letter by letter in the window on the register; the same raw each time."""
    opened = open_window(where, None, None, "visits")
    opened.window.show()
    _settle(opened)
    screen = opened.window.screens["visits"]
    screen.filters.chips.button("all").click()
    _settle(opened)
    raw = connect(Address.parse(where), reading=True)
    typed: list[float] = []
    floor: list[float] = []
    for word in _WORDS:
        screen.filters.box.clear()
        _settle(opened)
        for at, letter in enumerate(word, start=1):
            typed.append(_typed(screen, letter))
            _settle(opened)
            floor.append(_raw(raw, word[:at], screen.table))
    raw.close()
    opened.close()
    sys.stdout.write(f"{statistics.median(typed)} {statistics.median(floor)}\n")


def _typed(screen: Any, letter: str) -> float:
    """Seconds from the key to the new rows standing painted."""
    renewed: list[bool] = []
    model = screen.table.rows_model()
    link = model.modelReset.connect(lambda: renewed.append(True))
    start = time.perf_counter()
    QTest.keyClick(screen.filters.box, letter)
    while not renewed:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    screen.table.viewport().repaint()
    took = time.perf_counter() - start
    model.modelReset.disconnect(link)
    return took


def _raw(connection: Any, text: str, table: Any) -> float:
    """Seconds for the statements that the list's content comes from, and for painting it."""
    start = time.perf_counter()
    words = {"text": f"%{text}%"}
    rows = connection.execute(_ROWS, words).fetchall()
    connection.execute(_COUNT, words).fetchall()
    ids = ", ".join(str(row[0]) for row in rows)
    for statement in _NEEDS:
        connection.execute(statement.format(ids=ids)).fetchall()
    table.viewport().repaint()
    return time.perf_counter() - start


def _settle(opened: Opened) -> None:
    QTest.qWait(50)
    while not opened.bridge.is_idle():
        QTest.qWait(5)


_WHERE = """
      from case_file c
      join identity i on i.case_id = c.id
      left join staff s on s.id = c.officer_id
     where (c.due_on is not null or c.status in ('custody', 'hospital', 'abroad'))
       and i.search_key like :text
"""
_ROWS = (
    """
    select c.id, c.version, c.case_ref, i.given_names, i.family_name, c.risk_level, c.status,
           c.managed_by, c.area, s.collar, s.name, c.last_visit_on, c.due_on
"""
    + _WHERE
    + " order by c.due_on nulls last, c.risk_rank desc, c.id limit 100"
)
_COUNT = "select count(*)" + _WHERE
_NEEDS = (
    """
    select c.id, count(*) from case_file c
      join visit v on v.case_id = c.id and v.visited_on > coalesce(c.last_visit_on, '')
     where c.id in ({ids}) and v.outcome in ("""
    + ", ".join(f"'{outcome.value}'" for outcome in FAILED_ATTEMPTS)
    + ") group by c.id",
    f"""
    select case_id, count(*) from task
     where case_id in ({{ids}}) and kind = '{TaskKind.SIGNIFICANT_CHANGE.value}'
       and state <> '{TaskState.DONE.value}' group by case_id
""",
    f"""
    select c.id, s.known, s.left_on, t.expires_on from case_file c
      left join staff s on s.id = c.officer_id
      left join training t on t.staff_id = s.id and t.kind = '{TrainingKind.HOME_VISIT.value}'
     where c.id in ({{ids}})
""",
)


if __name__ == "__main__":
    main(sys.argv[1])
