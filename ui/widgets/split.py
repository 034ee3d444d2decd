"""List beside detail; one above the other where the window is narrow or the text large."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from ui.theme import current

_STACKS_UNDER, _LIST_LEAST, _DETAIL_LEAST, _TALL_LEAST = 700, 380, 300, 260


class ListDetail(QSplitter):
    """Two panels with a draggable gap. `share` is the list's part of the width, 0 to 1."""

    def __init__(
        self, listing: QWidget, detail: QWidget, share: float = 0.66, parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._listing, self._detail, self._share = listing, detail, share
        self._dragged = False
        self.setChildrenCollapsible(False)
        self.setHandleWidth(12)
        self.addWidget(listing)
        self.addWidget(detail)
        self.splitterMoved.connect(self._on_dragged)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside each other while both fit; the shares hold until a person drags the gap."""
        narrow = event.size().width() < current().px(_STACKS_UNDER)
        wanted = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if wanted is not self.orientation():
            self.setOrientation(wanted)
            self._dragged = False
            self._fit()
        super().resizeEvent(event)
        if not self._dragged:
            self._apply_share()

    def changeEvent(self, event: QEvent) -> None:
        """Another text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_share"):
            self._fit()

    def _fit(self) -> None:
        px, beside = current().px, self.orientation() is Qt.Orientation.Horizontal
        self._listing.setMinimumWidth(px(_LIST_LEAST) if beside else 0)
        self._detail.setMinimumWidth(px(_DETAIL_LEAST) if beside else 0)
        for panel in (self._listing, self._detail):
            panel.setMinimumHeight(px(_TALL_LEAST))

    def _apply_share(self) -> None:
        beside = self.orientation() is Qt.Orientation.Horizontal
        room = (self.width() if beside else self.height()) - self.handleWidth()
        first = round(room * (self._share if beside else 0.5))
        self.setSizes([first, room - first])

    def _on_dragged(self) -> None:
        self._dragged = True
