"""A table → the text that is read as the same table, so that what came as a file can be corrected on a page."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from io import StringIO

from votes.lists.table import Line, Source, Table


def as_text(table: Table) -> str:
    """Each row on its own line, with blank ones between, so that lines keep their numbers.

    Tabs divide the cells of a workbook, and end the only cell of a row: without one, its commas might divide it.
    """
    return _written(table, "\t")


def corrected(table: Table, separator: str, cells: Mapping[tuple[int, int], str]) -> str:
    """The text with other cells at these lines and places, each line from 1 and each place from 0."""
    lines = tuple(
        _with(line, {place: text for (at, place), text in cells.items() if at == line.at}) for line in table.lines
    )
    return _written(Table(lines, table.source), separator)


def _with(line: Line, cells: Mapping[int, str]) -> Line:
    wide = max([len(line.cells), *(place + 1 for place in cells)])
    return Line(line.at, tuple(cells.get(place, line.cell(place)) for place in range(wide)))


def _written(table: Table, separator: str) -> str:
    rows: list[str] = []
    for line in table.lines:
        rows += [""] * (line.at - 1 - len(rows))
        rows.append(_row(line, table, separator))
    return "\n".join(rows)


def _row(line: Line, table: Table, separator: str) -> str:
    if separator == "\t":
        cells = [_pasted(cell) for cell in line.cells]
        return "\t".join(cells) + ("\t" if len(cells) == 1 and table.source is not Source.PASTED else "")
    if not separator:
        return line.cell(0)
    out = StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="").writerow(line.cells)
    return out.getvalue()


def _pasted(cell: str) -> str:
    """Quote marks around the whole of a pasted cell are a spreadsheet's own."""
    return '"' + cell.replace('"', '""') + '"' if cell.startswith('"') else cell
