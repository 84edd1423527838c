"""A workbook (.xlsx) → the cells that people see. Whatever the parser gets has been unpacked and measured before.

Done in the limited program alone, since strangers wrote it; ``list_reader.py`` asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from server.files.found import Found
from server.files.told import BROKEN, LOCKED, TOO_LARGE, unread
from server.files.workbook_parts import MOST_CELLS, Parts, Unseen, measured
from votes.lists.table import Line, Source, Table, bounded, tidy

MOST_SHEETS = 50

Cell = int | float | str | bool | time | date | datetime | timedelta


def read_workbook(data: bytes) -> Found:
    """The sheets that hold anything; of hidden ones the names alone. Takes up to seconds.

    Raises BadRows at ``1/file``, saying what to do: locked, damaged, too large, or no workbook at all.
    """
    parts = measured(data)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(parts.packed)) as workbook:
            shown = [meta.name for meta in workbook.sheets_metadata if _is_shown(meta)]
            hidden = [meta.name for meta in workbook.sheets_metadata if not _is_shown(meta) and _is_sheet(meta)]
            if len(shown) > MOST_SHEETS:
                raise unread(TOO_LARGE)
            tables = list(_counted(workbook, shown, parts))
    except PasswordError:
        raise unread(LOCKED) from None
    except (CalamineError, ValueError):
        raise unread(BROKEN) from None
    return Found(tables=tuple(table for table in tables if table.lines), hidden=tuple(hidden[:MOST_SHEETS]))


def _counted(workbook: CalamineWorkbook, names: Sequence[str], parts: Parts) -> Iterator[Table]:
    """One after the other, as long as there is room: whatever was measured before, no more is made than may be."""
    left = MOST_CELLS
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        left -= sheet.total_height * sheet.total_width
        if left < 0:
            raise unread(TOO_LARGE)
        yield _table(name, sheet, parts.unseen.get(name, Unseen()))


def _is_sheet(meta: SheetMetadata) -> bool:
    return bool(meta.typ == SheetTypeEnum.WorkSheet)


def _is_shown(meta: SheetMetadata) -> bool:
    return _is_sheet(meta) and bool(meta.visible == SheetVisibleEnum.Visible)


def _table(name: str, sheet: CalamineSheet, unseen: Unseen) -> Table:
    rows = [[shown(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    merged: dict[int, set[int]] = {}
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        for row in range(top + 1, min(bottom + 1, len(rows))):
            merged.setdefault(row, set()).add(left)
    lines = (
        Line(at + 1, cells, frozenset(merged.get(at, ())), at + 1 in unseen.rows)
        for at, row in enumerate(rows)
        if (cells := tidy(row))
    )
    kept, more = bounded(lines)
    return Table(kept, Source.WORKBOOK, name, unseen.columns, more)


def shown(cell: Cell) -> str:
    """A cell as text: whole numbers without a point, dates as 2026-12-05, times as 14:00."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else format(cell, ".15g")
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d} {shown(cell.time())}"
    if isinstance(cell, time):
        return f"{cell:%H:%M:%S}" if cell.second else f"{cell:%H:%M}"
    if isinstance(cell, timedelta):
        return f"{cell // timedelta(hours=1)}:{cell // timedelta(minutes=1) % 60:02d}"
    return str(cell)
