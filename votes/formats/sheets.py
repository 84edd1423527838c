"""Lists of options from the sheets of a workbook: the cells become the text that everything else reads."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice

from votes.errors import BadRows
from votes.formats.options_csv import HEADER_WITHIN, LONGEST, ImportedList, columns_of, header_faults, read_options
from votes.formats.rows import Fault, Row

# Names that a spreadsheet gives by itself; a list is not called so.
UNNAMED = re.compile(r"(?:sheet|工作表|表|シート|table)\s*\d*", re.IGNORECASE)
IN_ONE_LINE = re.compile(r"[ \t]*[\t\r\n\u2028\u2029\x0b\x0c\x85]+[ \t]*")

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """``rows`` from the sheet's first line on, blank ones included; every cell as people see it."""

    name: str
    rows: tuple[Cells, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """``places`` are the sheet and the line that each line of the text came from; empty where they are its own."""

    text: str
    places: tuple[tuple[str, int], ...] = ()

    def read(self) -> tuple[ImportedList, ...]:
        """The lists. Raises BadRows with every fault where the workbook has it."""
        try:
            return read_options(self.text)
        except BadRows as bad:
            if not self.places:
                raise
            raise BadRows(tuple(self._placed(at, message) for at, message in bad.rows)) from None

    def _placed(self, at: str, message: str) -> Fault:
        line, _, column = at.partition("/")
        sheet, own = self.places[min(int(line), len(self.places)) - 1]
        return on_sheet(sheet, (f"{own}/{column}", message))


def listing_of(sheets: Sequence[Sheet]) -> Listing:
    """The text of the sheets that name columns; others hold notes and are passed over.

    A sheet without a column ``list`` is one list and called by its name, unless a spreadsheet named it (Sheet1).
    One sheet that has all it needs keeps its lines, whatever is wrong in them. Raises BadRows for headers of several
    sheets that cannot be used, the sheet named in the message.
    """
    chosen = [sheet for sheet in sheets if _names_columns(sheet)] or list(sheets[:1])
    faults = tuple(fault for sheet in chosen for fault in _faults(sheet))
    if len(chosen) < 2 and (faults or not any(map(_is_called_a_list, chosen))):
        return Listing(_text([row for sheet in chosen for row in sheet.rows]))
    if faults:
        raise BadRows(faults)
    lines: list[Cells] = [tuple(LONGEST)]
    places = [(chosen[0].name, _header(chosen[0]).line)]
    for sheet in chosen:
        for row in _body(sheet):
            lines.append(_in_order(row.cells, _columns(sheet), _list_name(sheet) or ""))
            places.append((sheet.name, row.line))
    return Listing(_text(lines), tuple(places))


def on_sheet(sheet: str, fault: Fault) -> Fault:
    at, message = fault
    return at, f"Sheet “{sheet}”: {message}"


def _rows(sheet: Sheet) -> list[Row]:
    return [Row(line, cells) for line, cells in enumerate(sheet.rows, start=1) if any(cells)]


def _header(sheet: Sheet) -> Row:
    return next(iter(_rows(sheet)), Row(1, ()))


def _body(sheet: Sheet) -> list[Row]:
    return _rows(sheet)[1:]


def _columns(sheet: Sheet) -> tuple[str, ...]:
    return columns_of(_header(sheet))


def _names_columns(sheet: Sheet) -> bool:
    first = islice(_rows(sheet), HEADER_WITHIN)
    return _is_headed(sheet) or any("title" in columns_of(row) for row in first)


def _is_headed(sheet: Sheet) -> bool:
    return bool(set(_columns(sheet)) & LONGEST.keys())


def _is_called_a_list(sheet: Sheet) -> bool:
    return _list_name(sheet) is not None and "list" not in _columns(sheet)


def _list_name(sheet: Sheet) -> str | None:
    return None if UNNAMED.fullmatch(sheet.name.strip()) else sheet.name.strip()


def _faults(sheet: Sheet) -> list[Fault]:
    header = _header(sheet)
    found = header_faults(header, _columns(sheet), _list_name(sheet), _body(sheet))
    return [on_sheet(sheet.name, fault) for fault in found]


def _in_order(cells: Cells, columns: Sequence[str], list_name: str) -> Cells:
    """The cells under the columns' usual order; what stands under no column comes after them."""
    named = dict(zip(columns, cells, strict=False))
    named.setdefault("list", list_name)
    return (*(named.get(column, "") for column in LONGEST), *cells[len(columns) :])


def _text(rows: Sequence[Cells]) -> str:
    """One line per row, blank ones included, so that line numbers stay what they are."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        writer.writerow([IN_ONE_LINE.sub(" ", cell.strip()) for cell in row] if any(row) else [])
    return out.getvalue()
