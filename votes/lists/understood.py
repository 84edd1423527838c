"""What tables are understood as: their header, their columns, their rows, and what of it cannot be voted on.

The one way from any file, any paste and any other program to the options of a meeting. Nothing is lost on it without
being named: whoever shows an Understood shows all that was there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from votes.errors import BadRows
from votes.limits import LONGEST_DESCRIPTION, LONGEST_NAME, LONGEST_TITLE, MOST_OPTIONS, alike, has_control, is_visible
from votes.lists.columns import USED, Column, columns_of, header_of
from votes.lists.entries import Row, rows_of
from votes.lists.table import MOST_FAULTS, Fault, Line, Source, Table, Wishes
from votes.lists.words import Role

MOST_LISTS = 20
MOST_ROWS = MOST_LISTS * MOST_OPTIONS + 1  # entries; with one more a limit is passed, however they are spread
MOST_COST = 10**12
LONGEST_CODE = 60
LONGEST = {
    Role.LIST: LONGEST_TITLE,
    Role.TITLE: LONGEST_TITLE,
    Role.DEPARTMENT: LONGEST_NAME,
    Role.DESCRIPTION: LONGEST_DESCRIPTION,
    Role.CODE: LONGEST_CODE,
}
# Names that a spreadsheet gives by itself; a list is not called so.
_UNNAMED = re.compile(r"(?:sheet|工作表|表|シート|table|tabelle|feuil|hoja|лист|arkusz)\s*\d*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ImportedOption:
    title: str
    department: str | None
    description: str | None
    code: str | None = None
    cost: int | None = None


@dataclass(frozen=True, slots=True)
class ImportedList:
    title: str
    options: tuple[ImportedOption, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One table: ``header`` is the line that names the columns, None where each line was taken for an entry.

    ``why`` says why the whole of it was passed over: ``hidden`` or ``no-header``; None where it was read.
    ``list`` is what its entries' list is called where no column says it. ``faults`` are at ``line/column``: the
    column's English name, or ``row`` where the whole row is at fault.
    """

    name: str
    source: Source
    header: int | None = None
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    list: str = ""
    why: str | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def entries(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if not row.out)

    @property
    def is_plain(self) -> bool:
        """Whether it says all of itself: nothing was left out, assumed or doubtful."""
        passed = any(row.is_doubtful or (row.out and row.at != self.header) for row in self.rows)
        return not self.why and not passed and self.header is not None and not any(each.why for each in self.columns)

    def list_of(self, row: Row) -> str:
        return row.cells.get(Role.LIST, self.list)


@dataclass(frozen=True, slots=True)
class Understood:
    readings: tuple[Reading, ...]

    @property
    def read(self) -> tuple[Reading, ...]:
        return tuple(each for each in self.readings if not each.why)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Of all tables; where there are several the message names the sheet."""
        several = len(self.readings) > 1
        return tuple(
            (at, f"Sheet “{reading.name}”: {message}" if several and reading.name else message)
            for reading in self.readings
            for at, message in reading.faults
        )

    def lists(self) -> tuple[ImportedList, ...]:
        """The lists in the order in which they appear, each with its options in the order of the rows.

        Raises BadRows with every fault.
        """
        if self.faults:
            raise BadRows(self.faults)
        lists: dict[str, list[ImportedOption]] = {}
        for reading in self.read:
            for row in reading.entries:
                lists.setdefault(reading.list_of(row), []).append(_option(row))
        return tuple(ImportedList(title, tuple(options)) for title, options in lists.items())


def understand(
    tables: Sequence[Table], default_list: str, wishes: Wishes | None = None, hidden: Iterable[str] = ()
) -> Understood:
    """Every table of a file as it is understood, those that hold no list included; ``hidden`` are sheets nobody sees.

    Of several tables those are read that name their columns, the others hold notes; where none does, the first.
    ``default_list`` is what a list without a name is called; where it is empty, a column has to say it.
    """
    wishes = wishes or Wishes()
    headed = [at for at, table in enumerate(tables) if _header(table, wishes)] or [0]
    readings = [
        _reading(table, wishes, default_list) if at in headed else Reading(table.name, table.source, why="no-header")
        for at, table in enumerate(tables)
    ]
    return judged([*readings, *(Reading(name, Source.WORKBOOK, why="hidden") for name in hidden)])


def understand_each(tables: Sequence[tuple[Table, Wishes]], default_list: str) -> Understood:
    """Tables that were put in one by one, each with its own wishes: all of them are read."""
    return judged([_reading(table, wishes, default_list) for table, wishes in tables])


def judged(readings: Sequence[Reading]) -> Understood:
    """With what is wrong: lists and their entries may go on from one table to the next."""
    judge = _Judge()
    found = [reading if reading.why else replace(reading, faults=tuple(judge.faults(reading))) for reading in readings]
    if not any(each.faults or each.entries for each in found):
        first = found[0] if found else Reading("", Source.LINES)
        nothing = (f"{(first.header or 0) + 1}/title", "There is nothing to vote on in it; write one item per line.")
        found[:1] = [replace(first, faults=(nothing,))]
    return Understood(tuple(found))


def is_named(sheet: str) -> bool:
    """Whether a person called it so, and no spreadsheet."""
    return bool(sheet.strip()) and not _UNNAMED.fullmatch(sheet.strip())


def _header(table: Table, wishes: Wishes) -> Line | None:
    if wishes.header is None:
        return header_of(table)
    return next((line for line in table.lines if line.at == wishes.header), None)


def _reading(table: Table, wishes: Wishes, default: str) -> Reading:
    header = _header(table, wishes)
    columns = columns_of(table, header, wishes)
    rows = rows_of(table, header, columns, wishes)
    name = table.name.strip() if is_named(table.name) else default
    at = header.at if header else None
    return Reading(
        name=table.name,
        source=table.source,
        header=at,
        columns=columns,
        rows=tuple(rows),
        list=name,
        faults=table.faults,
    )


def _option(row: Row) -> ImportedOption:
    cost = row.cells.get(Role.COST, "")
    return ImportedOption(
        title=row.cells[Role.TITLE],
        department=row.cells.get(Role.DEPARTMENT) or None,
        description=row.cells.get(Role.DESCRIPTION) or None,
        code=row.cells.get(Role.CODE) or None,
        cost=_whole(cost) if cost else None,
    )


def _whole(text: str) -> int | None:
    digits = text.replace(",", "").replace(" ", "")
    return int(digits) if digits.isdecimal() and len(digits) <= 13 and int(digits) <= MOST_COST else None


class _Judge:
    """What is wrong with one table after the other; after MOST_FAULTS nothing more is looked at."""

    def __init__(self) -> None:
        self._found = self._width = 0
        self._counts: dict[str, int] = {}
        self._lines: dict[tuple[str, tuple[str, str]], int] = {}

    def faults(self, reading: Reading) -> Iterator[Fault]:
        for at, message in self._of(reading):
            self._found += 1
            if self._found > MOST_FAULTS:
                line = at.partition("/")[0]
                yield f"{line}/row", "Reading stopped here; correct the places named so far first."
                return
            yield at, message

    def _of(self, reading: Reading) -> Iterator[Fault]:
        yield from reading.faults
        head = reading.header or 1
        for role in USED:
            if sum(each.role is role for each in reading.columns) > 1:
                yield f"{head}/{role}", "This column stands here twice; keep one."
        self._width = _width(reading)
        roles = {each.role for each in reading.columns}
        if reading.entries and Role.TITLE not in roles:
            yield f"{head}/title", "No column holds the names to vote on; choose which one does."
        elif reading.entries and Role.LIST not in roles and not reading.list:
            yield f"{head}/list", "The first row names the columns; name one of them list."
        else:
            for row in reading.entries[:MOST_ROWS]:
                yield from self._row(reading, row)

    def _row(self, reading: Reading, row: Row) -> Iterator[Fault]:
        if len(row.line.cells) > self._width:
            yield f"{row.at}/row", _too_wide(row, self._width)
        for role in USED:
            if role in row.cells:
                yield from _cell_faults(row, role, row.cells[role])
        yield from self._limits(reading, row)

    def _limits(self, reading: Reading, row: Row) -> Iterator[Fault]:
        """What the row does to its list; a limit is named once, at the row that first passes it."""
        title, name = row.cells[Role.TITLE], reading.list_of(row)
        if name not in self._counts and len(self._counts) == MOST_LISTS:
            yield f"{row.at}/list", f"This row begins one list too many; use at most {MOST_LISTS}."
        self._counts[name] = self._counts.get(name, 0) + 1
        same = (name, alike(title, row.cells.get(Role.DEPARTMENT)))
        if title and (earlier := self._lines.get(same)):
            message = f"This title is in the same list on line {earlier} with the same department; change one of them."
            yield f"{row.at}/title", message
        self._lines.setdefault(same, row.at)
        if self._counts[name] == MOST_OPTIONS + 1:
            yield f"{row.at}/title", f"This list has more than {MOST_OPTIONS} options; shorten or split it."


def _width(reading: Reading) -> int:
    """How many cells a row may have: in a saved file no more than the header, since a separator within a text that
    nobody quoted moves all that follows; unless each row goes on, in a column that nobody named.
    """
    columns = reading.columns
    named = max((each.at for each in columns if each.name or each.why != "unknown"), default=0)
    if reading.source is not Source.SAVED or reading.header is None or not named:
        return max((each.at for each in columns), default=0)
    over = [row for row in reading.entries if len(row.line.cells) > named]
    return named if len(over) < len(reading.entries) or len(over) == 1 else max(each.at for each in columns)


def _too_wide(row: Row, columns: int) -> str:
    return f"This row has {len(row.line.cells)} cells for {columns} columns; take some away."


def _cell_faults(row: Row, role: Role, text: str) -> Iterator[Fault]:
    at = f"{row.at}/{role}"
    if not is_visible(text) and role in (Role.LIST, Role.TITLE):
        yield at, f"This row has no {role}; fill it in."
    if len(text) > LONGEST.get(role, len(text)):
        yield at, f"This is {len(text)} characters long; use at most {LONGEST[role]}."
    if has_control(text):
        yield at, "There is a hidden control character here; remove it."
    if role is Role.COST and text and _whole(text) is None:
        yield at, "A cost is a whole number, such as 180000."
