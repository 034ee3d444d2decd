"""A workbook of one sheet, written row by row straight into its zip.

openpyxl, which reads our workbooks, writes each sheet to a file in the machine's temporary
folder first. Names must not lie there, so the few parts of a plain sheet are written here.
Source of the format: ECMA-376 part 1, sections 12.3 and 18.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import BinaryIO
from xml.sax.saxutils import escape

CELL_LIMIT = 32_767
"""Characters a cell may hold; what is longer is cut."""

_EPOCH = date(1899, 12, 30)
_FIRST_SERIAL_DAY = date(1900, 3, 1)
"""Before it, spreadsheets count a day that never was; such days are written as text."""

_PLAIN, _BOLD, _DAY, _INSTANT = range(4)
_UNKEEPABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""Text that a workbook would read as one of its own escaped characters."""

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml"'
        f' ContentType="{_TYPE}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="Export" sheetId="1" r:id="rId1"/></sheets>'
        '<definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">'
        "Export!$2:$2</definedName></definedNames></workbook>"
    ),
    # Cell styles in the order of _PLAIN, _BOLD, _DAY, _INSTANT.
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="2">'
        '<numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
        '<numFmt numFmtId="165" formatCode="dd/mm/yyyy\\ hh:mm"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0"/></cellStyleXfs>'
        '<cellXfs count="4"><xf numFmtId="0" fontId="0" xfId="0"/>'
        '<xf numFmtId="0" fontId="1" xfId="0" applyFont="1"/>'
        '<xf numFmtId="164" fontId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="165" fontId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    ),
}

Cell = str | int | float | date | datetime | None
"""What a cell may hold; text must already be guarded, an instant is in local time."""


def write_workbook(
    file: BinaryIO,
    heading: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    page_head: str,
    page_foot: str,
) -> int:
    """Write `heading` in row 1, the columns in row 2, then the rows; returns their number.

    `page_head` and `page_foot` (which also counts the pages) stand on every printed page,
    and so do the columns.
    """
    count = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in _PARTS.items():
            package.writestr(name, _XML + content)
        with package.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(_sheet_start(len(columns)).encode())
            sheet.write(_row_xml([heading], _PLAIN).encode())
            sheet.write(_row_xml(columns, _BOLD).encode())
            for row in rows:
                sheet.write(_row_xml(row, _PLAIN).encode())
                count += 1
            sheet.write(_sheet_end(page_head, page_foot).encode())
    return count


def _sheet_start(width: int) -> str:
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="2" topLeftCell="A3" activePane="bottomLeft" state="frozen"/>'
        '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
        f'<cols><col min="1" max="{max(width, 1)}" width="18" customWidth="1"/></cols>'
        "<sheetData>"
    )


def _sheet_end(page_head: str, page_foot: str) -> str:
    head = escape("&C" + page_head.replace("&", "&&"))
    foot = escape("&L" + page_foot.replace("&", "&&") + "&R&P / &N")
    return (
        '</sheetData><pageSetup orientation="landscape"/><headerFooter>'
        f"<oddHeader>{head}</oddHeader><oddFooter>{foot}</oddFooter>"
        "</headerFooter></worksheet>"
    )


def _row_xml(cells: Iterable[Cell], style: int) -> str:
    return f"<row>{''.join(_cell_xml(cell, style) for cell in cells)}</row>"


def _cell_xml(value: Cell, style: int) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, date) and _calendar_day(value) >= _FIRST_SERIAL_DAY:
        kind = _INSTANT if isinstance(value, datetime) else _DAY
        return f'<c s="{kind}"><v>{_serial(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c s="{style}"><v>{value!r}</v></c>'
    text = value.isoformat() if isinstance(value, date) else value
    kept = _ESCAPE_LIKE.sub("_x005F_", _UNKEEPABLE.sub("\ufffd", text[:CELL_LIMIT]))
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(kept)}</t></is></c>'


def _calendar_day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _serial(value: date) -> str:
    days = (_calendar_day(value) - _EPOCH).days
    if not isinstance(value, datetime):
        return str(days)
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return repr(days + seconds / 86_400)
