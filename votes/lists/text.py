"""Text that was pasted, or that a spreadsheet or a person saved → a table."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import islice

from votes.lists.table import MOST_FAULTS, Fault, Line, Source, Table, bounded, tidy
from votes.lists.words import Role, is_number, role_by_ending, role_of

SEPARATORS = (",", ";", "，", "；", "|")
MOST_IN_HEADER = 10_000  # characters of a row that names columns
LONGEST_LINE = 100_000  # characters of a line that may be divided where no column is named
LOOKED_AT = 20  # rows in which the one that names the columns is looked for
_PASTED_CELL = re.compile(r'"([^"]*(?:""[^"]*)*)"(?=[\t\r\n]|\Z)|([^\t\r\n]*)')
_FILLED = re.compile(r"\S[^\n]*")
_LINE_END = re.compile(r"\r\n|\r|\n")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_TITLES = (Role.TITLE, Role.NAME)


def table_of(text: str) -> Table:
    """The rows that hold anything, trimmed, line breaks in cells made spaces, without empty cells at the end.

    Tabs separate wherever the row that names the columns, or any row where none does, has one; else whatever of
    SEPARATORS makes of some row one that names columns, or divides each line alike. Otherwise each line is one cell.
    Rows that cannot be read are among the table's ``faults``; after MOST_FAULTS the reading ends with one that says so.
    Source: RFC 4180 for quoting.
    """
    text = text.removeprefix("\ufeff")
    if projects := _projects(text):
        return projects
    separator = separator_of(text)
    if separator == "\t":
        return _table(pasted_lines(text), Source.PASTED, [])
    if not separator:
        return _table(_lines(text), Source.LINES, [])
    faults: list[Fault] = []
    return _table(_saved(text, separator, faults), Source.SAVED, faults)


def _table(rows: Iterator[Line], source: Source, faults: list[Fault]) -> Table:
    lines, more = bounded(rows)
    return Table(lines, source, faults=(*faults, *more))


def _projects(text: str) -> Table | None:
    """The projects of a pabulib file (.pb), at their lines; None for any other text. Source: pabulib.org/format."""
    if text[:4].upper() != "META":
        return None
    lines = _LINE_END.split(text)
    names = [line.strip().strip(";").upper() for line in lines]
    if names[:1] != ["META"] or "PROJECTS" not in names:
        return None
    first = names.index("PROJECTS") + 1
    last = names.index("VOTES", first) if "VOTES" in names[first:] else len(lines)
    faults: list[Fault] = []
    return _table(_saved("\n" * first + "\n".join(lines[first:last]), ";", faults), Source.PABULIB, faults)


def separator_of(text: str) -> str:
    """What divides the cells of a line; empty where each line is one."""
    first = [line[:MOST_IN_HEADER] for _, line in islice(numbered_lines(text), LOOKED_AT)]
    best = max(("\t", *SEPARATORS), key=lambda each: _names(first, each))
    if _names(first, best):
        return best
    if any("\t" in line for line in first) or "\t" in text:
        return "\t"
    if any(_names([line], "") for line in first[:1]) and not any('"' in line for line in first):
        return ""  # one column, and its name above it
    return next((each for each in SEPARATORS if first and each in first[0] and _divides_all(text, each)), "")


def names_columns(cells: Sequence[str]) -> int:
    """How many columns a row names by known names; 0 for one that holds a number, or no title nor two columns."""
    if any(is_number(cell) for cell in cells):
        return 0
    known = [role_of(cell) for cell in cells if cell]
    ends = [role_by_ending(cell) for cell, role in zip(filter(None, cells), known, strict=True) if role is None]
    roles = {role for role in (*known, *ends) if role}
    if not any(known) and len(roles) < 2:
        return 0
    return len(roles) if len(roles) > 1 or roles & {*_TITLES, Role.LIST, Role.DEPARTMENT} else 0


def _names(lines: Sequence[str], separator: str) -> int:
    """The most columns that any of the lines names when it is divided so; 0 where it is not divided at all."""
    rows = (_divided(line, separator) for line in lines)
    return max((names_columns(row) for row in rows if len(row) > 1 or not separator), default=0)


def _divided(line: str, separator: str) -> tuple[str, ...]:
    cells = line.split(separator) if separator else [line]
    return tidy([cell.strip().strip('"') for cell in cells])


def _divides_all(text: str, separator: str) -> bool:
    """Whether two lines or more are there and all are divided into as many cells, quote marks heeded."""
    if not _LINE_END.search(text.lstrip(), 0, LONGEST_LINE):
        return False  # the reader would divide a line of megabytes in one step that holds everybody up
    width, count = 0, 0
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True):
            if any(cell.strip() for cell in row):
                width, count = width or len(row), count + 1
                if len(row) != width or width < 2:
                    return False
    except csv.Error:
        return False
    return count > 1


def pasted_lines(text: str) -> Iterator[Line]:
    """The rows of what a spreadsheet put on the clipboard, whose cells tabs divide."""
    return _pasted(text) if '"' in text else _unquoted(text)


def _pasted(text: str) -> Iterator[Line]:
    """Cells as the clipboard has them: quoted only where they hold a tab or a line break, else as they stand.

    So a title may begin with a word in quote marks. Every text can be read in this way.
    """
    at, number = 0, 1
    while at < len(text):
        began, cells = number, list[str]()
        while True:
            cell = _PASTED_CELL.match(text, at)
            assert cell, "the pattern takes the empty cell"
            at = cell.end()
            cells.append(cell[2] if cell[1] is None else cell[1].replace('""', '"'))
            number += len(_LINE_END.findall(cells[-1]))
            if text[at : at + 1] != "\t":
                break
            at += 1
        end = _LINE_END.match(text, at)
        at, number = (end.end() if end else len(text)), number + 1
        if cells := list(tidy(cells)):
            yield Line(began, tuple(cells))


def _unquoted(text: str) -> Iterator[Line]:
    return (Line(number, cells) for number, line in numbered_lines(text) if (cells := tidy(line.split("\t"))))


def _saved(text: str, separator: str, faults: list[Fault]) -> Iterator[Line]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True)
    while len(faults) < MOST_FAULTS:
        number = reader.line_num + 1
        try:
            cells = tidy(next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            faults.append((f"{number}/row", _broken(str(error))))
        else:
            if cells:
                yield Line(number, cells)
    faults.append((f"{reader.line_num}/row", "Reading stopped here; correct the places named so far first."))


def _lines(text: str) -> Iterator[Line]:
    """A cell per line; quote marks around the whole of it are those of a spreadsheet."""
    for number, line in numbered_lines(text):
        quoted = _QUOTED.fullmatch(line.strip())
        if cells := tidy([quoted[1].replace('""', '"') if quoted else line]):
            yield Line(number, cells)


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line that holds anything with its number; a million blank ones cost nothing."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    at, number = 0, 1
    for found in _FILLED.finditer(text):
        start = text.rfind("\n", 0, found.start()) + 1
        number, at = number + text.count("\n", at, start), start
        yield number, text[start : found.end()]


def _broken(error: str) -> str:
    if "end of data" in error:
        return "A quote mark opens a cell in this row and is never closed; close it or take it away."
    return f"This row cannot be read ({error}); quote whole cells only, and double the quote marks inside them."
