"""A table as it was found, before anybody knows what stands in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

MOST_FAULTS = 100
MOST_LINES = 20_000  # that hold anything; a table of more is read so far
MOST_COLUMNS = 200
# Breaks that copying brings along and nobody sees: of lines, of pages, the soft one of a word processor, tabs.
BREAK = re.compile(r"[\t\r\n\u2028\u2029\x0b\x0c\x85]+")

Fault = tuple[str, str]  # where, as line/column, and what to do


class Source(StrEnum):
    """What the cells were in. Blanks below a value mean that value where they were pasted, never in a saved file."""

    LINES = "lines"
    SAVED = "saved"
    PASTED = "pasted"
    WORKBOOK = "workbook"
    PABULIB = "pabulib"


@dataclass(frozen=True, slots=True)
class Line:
    """A row that holds anything, at the line or row ``at`` of what it came from, the very first being 1.

    ``merged`` are the places of cells that are one with the cell above, the first place being 0.
    """

    at: int
    cells: tuple[str, ...]
    merged: frozenset[int] = frozenset()
    is_hidden: bool = False

    def cell(self, place: int | None) -> str:
        return self.cells[place] if place is not None and place < len(self.cells) else ""

    @property
    def filled(self) -> tuple[str, ...]:
        return tuple(cell for cell in self.cells if cell)


@dataclass(frozen=True, slots=True)
class Table:
    """``name`` is the sheet's, empty where there is none; ``faults`` are what could not be read as cells at all."""

    lines: tuple[Line, ...]
    source: Source = Source.SAVED
    name: str = ""
    hidden_columns: frozenset[int] = frozenset()
    faults: tuple[Fault, ...] = ()

    @property
    def width(self) -> int:
        return max((len(line.cells) for line in self.lines), default=0)

    @property
    def shown(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.is_hidden)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the organizer says where the guess is not to hold.

    ``columns``: by number from 1, what the column is, None to leave it out. ``header``: the line that names the
    columns, 0 for none. ``rows``: by the row's key, whether it is an entry.
    """

    columns: Mapping[int, str | None] = field(default_factory=dict)
    header: int | None = None
    rows: Mapping[str, bool] = field(default_factory=dict)


def tidy(raw: list[str]) -> tuple[str, ...]:
    """The cells trimmed, each in one line, without empty ones at the end, and one at most beyond MOST_COLUMNS."""
    width = len(raw)
    while width and not raw[width - 1].strip():
        width -= 1
    return tuple(in_one_line(cell) for cell in raw[: min(width, MOST_COLUMNS + 1)])


def in_one_line(text: str) -> str:
    """Without breaks that copying brought along; each becomes a space."""
    return " ".join(filter(None, (part.strip() for part in BREAK.split(text))))


def bounded(lines: Iterable[Line]) -> tuple[tuple[Line, ...], tuple[Fault, ...]]:
    """The first MOST_LINES, and the fault of there being more."""
    every = iter(lines)
    kept, more = tuple(islice(every, MOST_LINES)), next(every, None)
    return kept, ((f"{more.at}/row", f"These are too many lines; use at most {MOST_LINES}."),) if more else ()


def keys_of(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """A short name for each row, from what it holds: it stays when rows above come or go. Equal rows are counted."""
    seen: dict[str, int] = {}
    keys = []
    for line in lines:
        digest = hashlib.sha256("\x1f".join(line.cells).encode("utf-8", "surrogatepass")).hexdigest()[:12]
        seen[digest] = seen.get(digest, 0) + 1
        keys.append(digest if seen[digest] == 1 else f"{digest}-{seen[digest]}")
    return tuple(keys)
