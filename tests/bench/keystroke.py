"""A keystroke in the filter until its rows are painted, against the raw SQL plus painting.

Prints the two medians in seconds.
"""

import statistics
import sys
import time

from PySide6.QtCore import QEventLoop
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rsovisit.store.connect import Address, connect
from ui.start import Opened, open_window

_WORDS = "rowan alder thorn peterlee"
_RAW = """
    select c.id, c.version, c.case_ref, i.given_names, i.family_name, c.risk_level, c.status,
           c.managed_by, c.area, s.collar, s.name, c.last_visit_on, c.due_on
      from case_file c
      join identity i on i.case_id = c.id
      left join staff s on s.id = c.officer_id
     where c.due_on is not null and i.search_key like ?
     order by c.due_on, c.risk_rank desc, c.id limit 100
"""
_RAW_COUNT = """
    select count(*) from case_file c join identity i on i.case_id = c.id
     where c.due_on is not null and i.search_key like ?
"""


def main(where: str) -> None:
    """Type the words letter by letter in the window on the register; then the same raw."""
    opened = open_window(where, screen="visits")
    opened.window.show()
    _settle(opened)
    screen = opened.window.screen_now()
    screen.filters.chips.button("all").click()
    _settle(opened)
    typed, raw, asked = [], [], ""
    connection = connect(Address.parse(where))
    for letter in _WORDS.replace(" ", ""):
        asked = letter if len(asked) > 4 else asked + letter
        start = time.perf_counter()
        screen.filters.box.setText(asked)
        _painted(opened, screen)
        typed.append(time.perf_counter() - start)
        _settle(opened)
        start = time.perf_counter()
        connection.execute(_RAW, (f"%{asked}%",)).fetchall()
        connection.execute(_RAW_COUNT, (f"%{asked}%",)).fetchall()
        screen.table.viewport().repaint()
        raw.append(time.perf_counter() - start)
    connection.close()
    opened.close()
    sys.stdout.write(f"{statistics.median(typed)} {statistics.median(raw)}\n")


def _painted(opened: Opened, screen: object) -> None:
    """Run the loop until the list has been renewed, then paint it."""
    renewed: list[bool] = []
    model = screen.table.model()
    link = model.modelReset.connect(lambda: renewed.append(True))
    while not renewed:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    model.modelReset.disconnect(link)
    screen.table.viewport().repaint()


def _settle(opened: Opened) -> None:
    QTest.qWait(50)
    while not opened.bridge.is_idle():
        QTest.qWait(5)


if __name__ == "__main__":
    main(sys.argv[1])
