"""Cells as a spreadsheet saves or copies them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

MOST_FAULTS = 100
PASTED_CELL = re.compile(r'"([^"]*(?:""[^"]*)*)"(?=[\t\r\n]|\Z)|([^\t\r\n]*)')
LINE_END = re.compile(r"\r\n|\r|\n")
LINE_BREAKS = re.compile(r"[ \t]*[\r\n\u2028\u2029]+[ \t]*")

Fault = tuple[str, str]  # where, as line/column, and what to do


@dataclass(frozen=True, slots=True)
class Row:
    """``line`` is the row's first line in the text, the very first being 1."""

    line: int
    cells: tuple[str, ...]


def rows_of(text: str, faults: list[Fault]) -> Iterator[Row]:
    """The rows that hold anything, trimmed, line breaks in cells made spaces, without empty cells at the end.

    Tabs, semicolons or commas separate, whichever the first row uses. Rows that cannot be read are added to
    ``faults``; once 100 faults are there, the reading ends with one that says so.
    Source: RFC 4180 for quoting.
    """
    delimiter = _delimiter(text)
    return _pasted(text) if delimiter == "\t" else _saved(text, delimiter, faults)


def _pasted(text: str) -> Iterator[Row]:
    """Cells as the clipboard has them: quoted only where they hold a tab or a line break, else as they stand.

    So a title may begin with a word in quote marks. Every text can be read in this way.
    """
    at, line = 0, 1
    while at < len(text):
        began, cells = line, []
        while True:
            cell = PASTED_CELL.match(text, at)
            assert cell, "the pattern takes the empty cell"
            at = cell.end()
            cells.append(cell[2] if cell[1] is None else cell[1].replace('""', '"'))
            line += len(LINE_END.findall(cells[-1]))
            if text[at : at + 1] != "\t":
                break
            at += 1
        end = LINE_END.match(text, at)
        at, line = (end.end() if end else len(text)), line + 1
        if tidy := _tidy(cells):
            yield Row(began, tidy)


def _saved(text: str, delimiter: str, faults: list[Fault]) -> Iterator[Row]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
    while len(faults) < MOST_FAULTS:
        line = reader.line_num + 1
        try:
            cells = _tidy(next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            faults.append((f"{line}/row", _broken(str(error))))
        else:
            if cells:
                yield Row(line, cells)
    faults.append((f"{reader.line_num}/row", "Reading stopped here; correct the places named so far first."))


def _delimiter(text: str) -> str:
    header = next((line for line in text.splitlines() if line.strip()), "")
    return "\t" if "\t" in header else max(",;", key=header.count)


def _tidy(raw: list[str]) -> tuple[str, ...]:
    cells = [LINE_BREAKS.sub(" ", cell.strip()) for cell in raw]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _broken(error: str) -> str:
    if "end of data" in error:
        return "A quote mark opens a cell in this row and is never closed; close it or take it away."
    return f"This row cannot be read ({error}); quote whole cells only, and double the quote marks inside them."
