"""The floor of opening: a bare window with an empty table, from process start to its paint.

Prints 'painted' and the processor's seconds until then.
"""

import sys
import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView


class _Watch(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            # Delivered once the whole window has been painted, before anything else.
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), 1000)
        return False

    def event(self, event: QEvent) -> bool:
        sys.stdout.write(f"painted {time.process_time()}\n")
        sys.stdout.flush()
        QApplication.quit()
        return True


app = QApplication([])
window = QMainWindow()
table = QTableView()
window.setCentralWidget(table)
window.resize(1440, 900)
watch = _Watch()
table.viewport().installEventFilter(watch)
window.show()
app.exec()
