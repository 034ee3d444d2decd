"""The floor of opening: a bare window with an empty table, from process start to its paint."""

import sys

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView


class _Watch(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, _painted)
            watched.removeEventFilter(self)
        return False


def _painted() -> None:
    sys.stdout.write("painted\n")
    sys.stdout.flush()
    QApplication.quit()


app = QApplication([])
window = QMainWindow()
table = QTableView()
window.setCentralWidget(table)
window.resize(1440, 900)
watch = _Watch()
table.viewport().installEventFilter(watch)
window.show()
app.exec()
