"""Rows of cells as a document says them one after the other, gathered into tables, within limits."""

from __future__ import annotations

from server.files.told import TOO_LARGE, unread
from server.files.workbook_parts import MOST_CELLS, MOST_COLUMNS
from votes.lists.table import MOST_LINES, Line, Source, Table, tidy

MOST_ROWS = 1_048_576  # of a sheet, repeated ones included
MOST_TABLES = 50


class Grid:
    """Takes sheets, rows and cells in the document's order; blank ends of rows and sheets cost nothing.

    Raises BadRows for what is larger than lists can be.
    """

    def __init__(self, source: Source = Source.WORKBOOK) -> None:
        self.tables: list[Table] = []
        self.hidden: list[str] = []
        self._source, self._cells = source, 0
        self._begin("", False)

    def _begin(self, name: str, is_hidden: bool) -> None:
        self._name, self._is_hidden, self._at = name, is_hidden, 0
        self._lines: list[Line] = []
        self._hidden_columns: set[int] = set()
        self._spans: dict[int, int] = {}  # column → the last row that is one with a cell above
        self._row: list[str] = []
        self._blank = 0  # cells that end the row so far, and are kept only where another follows
        self._merged: set[int] = set()

    def begin_table(self, name: str = "", is_hidden: bool = False) -> None:
        self._begin(name, is_hidden)

    def hide_table(self) -> None:
        """Said of a table that has begun."""
        self._is_hidden = True

    def hide_columns(self, first: int, count: int) -> None:
        self._hidden_columns.update(range(first, min(first + count, MOST_COLUMNS)))

    def begin_row(self, at: int | None = None) -> None:
        """At a row from 1, or the next one."""
        self._at = min(at if at is not None and at > self._at else self._at + 1, MOST_ROWS)
        self._row, self._merged, self._blank = [], set(), 0

    def cell(self, text: str, at: int | None = None, across: int = 1, down: int = 1) -> None:
        """A cell at a column from 0, or the next free one; ``across`` and ``down`` are the cells that it takes."""
        self._fill()
        if at is None:
            self._skip_spans()
            at = len(self._row)
        self._room(max(0, at - len(self._row)) + across)
        self._row += [""] * (at - len(self._row)) + [text] + [""] * (across - 1)
        if down > 1:
            self._spans[at] = self._at + down - 1

    def repeated(self, text: str, count: int) -> None:
        """The same in so many cells; blank ones at the end of a row are not kept."""
        if text:
            for _ in range(count):
                self.cell(text)
        else:
            self._blank += count

    def end_row(self, is_hidden: bool = False, count: int = 1) -> None:
        """``count``: how often the row stands there."""
        cells = tidy(self._row)
        if cells:
            self._room(len(cells) * (count - 1))
            if len(self._lines) + count > MOST_LINES:
                raise unread(TOO_LARGE)
            lines = range(self._at, self._at + count)
            self._lines += [Line(at, cells, frozenset(self._merged), is_hidden) for at in lines]
        self._at = min(self._at + count - 1, MOST_ROWS)

    def end_table(self) -> None:
        if self._is_hidden:
            self.hidden.append(self._name)
        elif self._lines:
            table = Table(tuple(self._lines), self._source, self._name, frozenset(self._hidden_columns))
            self.tables.append(table)
        if len(self.tables) + len(self.hidden) > MOST_TABLES:
            raise unread(TOO_LARGE)
        self._begin("", False)

    def covered(self, count: int) -> None:
        """Cells that another one covers, from above or from the left."""
        self._fill()
        for _ in range(min(count, MOST_COLUMNS - len(self._row))):
            if self._is_spanned():
                self._merged.add(len(self._row))
            self._row.append("")

    def _fill(self) -> None:
        self._row += [""] * min(self._blank, MOST_COLUMNS - len(self._row))
        self._blank = 0

    def _is_spanned(self) -> bool:
        return self._spans.get(len(self._row), 0) >= self._at

    def _skip_spans(self) -> None:
        while self._is_spanned():
            self._room(1)
            self.covered(1)

    def _room(self, cells: int) -> None:
        self._cells += cells
        if self._cells > MOST_CELLS:
            raise unread(TOO_LARGE)
