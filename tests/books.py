"""Workbooks as people save them, and as nobody should."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook

HEADER = ("list", "title", "department", "description")


def drawn(draw: Callable[[Workbook], Any]) -> bytes:
    out = BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        draw(workbook)
    return out.getvalue()


def book(sheets: Mapping[str | None, Sequence[Sequence[Any]]]) -> bytes:
    """Rows by the sheet's name; None for the name that a spreadsheet gives."""

    def draw(workbook: Workbook) -> None:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)

    return drawn(draw)


def altered(workbook: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """Every part as ``change`` gives it back; None takes it away."""
    out = BytesIO()
    with ZipFile(BytesIO(workbook)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = change(info.filename, old.read(info))
            if part is not None:
                new.writestr(info.filename, part)
    return out.getvalue()


def in_sheet(workbook: bytes, old: bytes, new: bytes) -> bytes:
    """The first sheet's XML with something in it replaced."""

    def change(name: str, part: bytes) -> bytes:
        if not name.endswith("sheet1.xml"):
            return part
        assert old in part
        return part.replace(old, new)

    return altered(workbook, change)
