"""Small marks painted by hand: status shapes, badges, keycaps, chevrons, focus."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from ui.theme import LABEL, SMALL, Badge, Shape, Theme, Tokens, colour

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
_BADGE_PAD, _BADGE_GAP, _SHAPE = 9, 6, 9


def smooth(painter: QPainter) -> None:
    """Edges without steps."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def paint_box(
    painter: QPainter, rect: QRect | QRectF, ground: str, line: str = "", radius: float = 6
) -> None:
    """A rounded box, with a 1 px line on the pixel grid when `line` is given."""
    box = QRectF(rect)
    if line:
        box.adjust(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(colour(line), 1))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(ground) if ground else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, radius, radius)


def paint_focus(painter: QPainter, rect: QRect, tokens: Tokens, radius: float = 6) -> None:
    """The ring round what has the keyboard, just inside `rect`."""
    painter.setPen(QPen(colour(tokens.accent), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), radius, radius)


def paint_shape(painter: QPainter, box: QRectF, shape: Shape, ink: str) -> None:
    """One status shape filling a square box."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(ink))
    side = box.width()
    match shape:
        case Shape.TRIANGLE:
            top = QPointF(box.center().x(), box.top() + 0.05 * side)
            painter.drawPolygon(
                QPolygonF(
                    [
                        top,
                        QPointF(box.right(), box.bottom() - 0.05 * side),
                        QPointF(box.left(), box.bottom() - 0.05 * side),
                    ]
                )
            )
        case Shape.DISC:
            painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5))
        case Shape.RING:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour(ink), max(1.5, side / 6)))
            painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        case Shape.PAUSE:
            bar = side * 0.28
            for left in (box.left() + side * 0.1, box.right() - side * 0.1 - bar):
                painter.drawRoundedRect(QRectF(left, box.top(), bar, side), 1, 1)
        case Shape.TICK:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(_stroke(ink, max(1.5, side / 6)))
            painter.drawPolyline(
                [
                    QPointF(box.left() + 0.05 * side, box.top() + 0.55 * side),
                    QPointF(box.left() + 0.38 * side, box.top() + 0.85 * side),
                    QPointF(box.left() + 0.95 * side, box.top() + 0.2 * side),
                ]
            )
        case Shape.NONE:
            pass


def badge_size(badge: Badge, theme: Theme) -> QSize:
    """How much room a badge needs."""
    metrics = theme.metrics(SMALL, bold=True)
    width = metrics.horizontalAdvance(badge.words) + 2 * theme.px(_BADGE_PAD)
    if badge.shape is not Shape.NONE:
        width += theme.px(_SHAPE) + theme.px(_BADGE_GAP)
    return QSize(width, metrics.height() + theme.px(6))


def paint_badge(painter: QPainter, rect: QRect, badge: Badge, theme: Theme) -> None:
    """A badge at the left of `rect`, centred in its height, its words elided if they must be."""
    size = badge_size(badge, theme)
    width = min(size.width(), rect.width())
    top = rect.top() + (rect.height() - size.height()) // 2
    box = QRect(rect.left(), top, width, size.height())
    inks = theme.tokens.inks(badge.tone)
    smooth(painter)
    edge = inks.ink if inks.ground == theme.tokens.panel else ""
    paint_box(painter, box, inks.ground, edge, size.height() / 2)
    left = box.left() + theme.px(_BADGE_PAD)
    if badge.shape is not Shape.NONE:
        side = theme.px(_SHAPE)
        mark = QRectF(left, box.top() + (box.height() - side) / 2, side, side)
        paint_shape(painter, mark, badge.shape, inks.ink)
        left += side + theme.px(_BADGE_GAP)
    room = box.right() + 1 - theme.px(_BADGE_PAD) - left
    painter.setPen(colour(inks.ink))
    painter.setFont(theme.font(SMALL, bold=True))
    metrics = theme.metrics(SMALL, bold=True)
    words = badge.words
    if metrics.horizontalAdvance(words) > room:
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
    painter.drawText(QRect(left, box.top(), room, box.height()), LEFT, words)


def keycap_size(key: str, theme: Theme) -> QSize:
    """How much room a keycap needs."""
    metrics = theme.metrics(LABEL)
    width = max(metrics.horizontalAdvance(key) + theme.px(10), theme.px(18))
    return QSize(width, theme.px(18))


def paint_keycap(painter: QPainter, box: QRect, key: str, theme: Theme, on_fill: bool) -> None:
    """A small keycap with the key's name; on a primary button it is drawn in its text colour."""
    tokens = theme.tokens
    smooth(painter)
    if on_fill:
        ground = colour(tokens.on_fill).toRgb()
        ground.setAlphaF(0.16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(box), 4, 4)
    else:
        paint_box(painter, box, tokens.window, tokens.line, 4)
    painter.setPen(colour(tokens.on_fill if on_fill else tokens.second))
    painter.setFont(theme.font(LABEL))
    painter.drawText(box, CENTRE, key)


def paint_chevron(painter: QPainter, box: QRectF, ink: str, up: bool = False) -> None:
    """A chevron that points down, or up."""
    smooth(painter)
    high, low = box.top() + 0.34 * box.height(), box.top() + 0.66 * box.height()
    ends, tip = (low, high) if up else (high, low)
    path = QPainterPath(QPointF(box.left() + 0.2 * box.width(), ends))
    path.lineTo(box.center().x(), tip)
    path.lineTo(box.right() - 0.2 * box.width(), ends)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_stroke(ink, 1.5))
    painter.drawPath(path)


def _stroke(ink: str, width: float) -> QPen:
    pen = QPen(colour(ink), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
