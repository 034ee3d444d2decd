"""A workbook's zip looked over before anything in it is unpacked."""

from __future__ import annotations

import zipfile
from pathlib import PurePosixPath
from typing import BinaryIO
from xml.parsers import expat

from rsovisit.errors import Invalid
from rsovisit.exchange import limits

_CHUNK = 65_536
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class _PrologRead(Exception):
    """The first element has begun: a document type can no longer follow."""


def check_package(source: BinaryIO) -> None:
    """Raise Invalid unless the zip is a workbook of sane size with nothing hidden in it."""
    try:
        with zipfile.ZipFile(source) as package:
            parts = package.infolist()
            _check_sizes(parts)
            _check_names(parts)
            _check_contents(package)
            for part in parts:
                _refuse_doctype(package, part)
    except zipfile.BadZipFile as bad:
        raise Invalid("The file is damaged: it cannot be opened as a workbook.") from bad


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > limits.PARTS:
        raise Invalid(f"The workbook has {len(parts):,} parts: no sheet of a unit needs so many.")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits.UNPACKED_BYTES:
        raise Invalid(
            f"The workbook unpacks to {unpacked // 1_000_000:,} MB: the most that is read is "
            f"{limits.UNPACKED_BYTES // 1_000_000} MB. Split it, or save it as CSV."
        )


def _check_names(parts: list[zipfile.ZipInfo]) -> None:
    seen = set()
    for part in parts:
        name = part.filename.lower()
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
            raise Invalid("The workbook holds a part whose name points outside it: not read.")
        if name in seen:
            raise Invalid("The workbook holds two parts of the same name: not read.")
        seen.add(name)
        if part.flag_bits & _ENCRYPTED:
            raise Invalid("The workbook is locked with a password: save it without one.")
        if part.compress_type not in _METHODS:
            raise Invalid("The workbook is packed in a way no spreadsheet uses: not read.")


def _check_contents(package: zipfile.ZipFile) -> None:
    names = set(package.namelist())
    if "[Content_Types].xml" in names:
        if "xl/workbook.bin" in names:
            raise Invalid("This is a binary workbook (.xlsb): save it as .xlsx or CSV.")
        return
    if "mimetype" in names:
        raise Invalid("This is an OpenDocument file: save the sheet as .xlsx or CSV.")
    raise Invalid("This is a zip file, not a workbook: give the .xlsx or CSV inside it.")


def _refuse_doctype(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read a part up to its first element: only before it can a document type stand.

    The parser is asked, not the bytes, because a part may be in any encoding.
    """
    parser = expat.ParserCreate()
    found = []

    def on_doctype(*_declared: object) -> None:
        found.append(True)
        raise _PrologRead

    def on_element(*_element: object) -> None:
        raise _PrologRead

    parser.StartDoctypeDeclHandler = on_doctype
    parser.StartElementHandler = on_element
    with package.open(part) as content:
        try:
            while chunk := content.read(_CHUNK):
                parser.Parse(chunk, False)
        except (_PrologRead, expat.ExpatError):
            # A part that is no XML (a picture, say) is never parsed by the reader either.
            pass
    if found:
        raise Invalid("The workbook declares a document type, as no spreadsheet does: not read.")
