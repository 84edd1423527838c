"""The boxes of a new meeting into which lists are pasted: what stands in them, and what the organizer said of it.

A page without script sends everything back with each button, so all that is not in the text travels in fields
of the box, numbered from 0: ``listing`` (``listing-1`` and so on), ``named-0`` what its list is called, ``column-0-3``
what the third column is beside ``guessed-0``, ``row-0`` the ticked rows beside ``offered-0``, ``cell-0-4-2`` a cell
that was typed over, ``head-0`` the line of the header, ``unseen-0`` what a workbook hid, ``text-0-1`` another reading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from server.files.found import Found
from votes.lists.columns import USED, header_of
from votes.lists.table import Line, Table, Wishes, keys_of
from votes.lists.text import separator_of, table_of
from votes.lists.understood import Reading, understand_each
from votes.lists.write import as_text, corrected

MOST_BOXES = 20
LEAVE_OUT = "-"
UNTITLED = "–"  # what a list is called after a meeting that has no name yet
NO_HEADER = "0"
_HIDDEN_ROW, _HIDDEN_COLUMN, _MERGED = "r", "c", "m"

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Box:
    """``name`` is what its list is called where no column says it; ``unseen`` what the workbook it came from hides.

    ``encoding`` is what its file was read as where that was guessed, ``readings`` the texts to choose from in doubt.
    """

    text: str = ""
    name: str = ""
    unseen: str = ""
    encoding: str = ""
    readings: tuple[str, ...] = ()
    wishes: Wishes = field(default_factory=Wishes)

    def table(self) -> Table:
        return replace(_with_unseen(table_of(self.text), self.unseen), name=self.name)


@dataclass(frozen=True, slots=True)
class Seen:
    """A box as it is shown: ``reading`` as it is wished, ``guess`` as it would be without any wish."""

    box: Box
    reading: Reading
    guess: Reading

    @property
    def guessed(self) -> str:
        return " ".join(f"{each.at}:{each.role or LEAVE_OUT}" for each in self.guess.columns)

    @property
    def offered(self) -> str:
        return " ".join(f"{row.key}:{int(not row.out)}" for row in self.guess.rows)


def boxes_of(fields: Fields) -> tuple[Box, ...]:
    """The boxes as the form has them; those that are empty stand at no end but the first."""
    boxes = [_box(fields, at) for at in range(MOST_BOXES) if at == 0 or listing(at) in fields]
    return tuple(boxes)


def listing(at: int) -> str:
    return f"listing-{at}" if at else "listing"


def filled(boxes: Sequence[Box]) -> tuple[Box, ...]:
    return tuple(box for box in boxes if box.text.strip()) or (Box(),)


def boxes_from(found: Found) -> tuple[Box, ...]:
    """A box for each sheet that names its columns, or for the first; one for a text."""
    if found.texts:
        first = found.texts[0]
        others = tuple(each.text for each in found.texts) if len(found.texts) > 1 else ()
        return (Box(first.text, encoding=first.encoding if first.is_guess else "", readings=others),)
    headed = [table for table in found.tables if header_of(table)] or list(found.tables[:1])
    return tuple(_box_of(table) for table in headed[:MOST_BOXES]) or (Box(),)


def seen(boxes: Sequence[Box], title: str) -> tuple[Seen, ...]:
    """Every box that holds anything, understood with the others: a list may go on from one to the next."""
    title = title or UNTITLED
    full = [box for box in boxes if box.text.strip()]
    tables = [box.table() for box in full]
    wished = understand_each([(table, box.wishes) for table, box in zip(tables, full, strict=True)], title)
    is_wished = any(box.wishes != Wishes() for box in full)
    guessed = understand_each([(table, Wishes()) for table in tables], title) if is_wished else wished
    return tuple(Seen(*each) for each in zip(full, wished.readings, guessed.readings, strict=False)) if full else ()


def _box(fields: Fields, at: int) -> Box:
    text = fields.get(listing(at), "")
    readings = tuple(fields[name] for n in range(2) if (name := f"text-{at}-{n}") in fields)
    chosen = fields.get(f"reading-{at}", "")
    if readings and chosen.isdecimal() and int(chosen) < len(readings) and chosen != "0":
        text, readings = readings[int(chosen)], ()
    box = Box(
        text=_typed_over(fields, at, text),
        name=fields.get(f"named-{at}", "").strip(),
        unseen=fields.get(f"unseen-{at}", ""),
        encoding=fields.get(f"encoding-{at}", "")[:20],
        readings=readings,
    )
    return replace(box, wishes=Wishes(_columns(fields, at), _header(fields, at), _rows(fields, at)))


def _columns(fields: Fields, at: int) -> dict[int, str | None]:
    """What the menus say otherwise than was guessed when they were made."""
    wishes: dict[int, str | None] = {}
    for each in fields.get(f"guessed-{at}", "").split():
        number, _, guessed = each.partition(":")
        chosen = fields.get(f"column-{at}-{number}", guessed)
        if number.isdecimal() and chosen != guessed and chosen in (LEAVE_OUT, *USED):
            wishes[int(number)] = None if chosen == LEAVE_OUT else chosen
    return wishes


def _header(fields: Fields, at: int) -> int | None:
    """The line that the tick names, 0 without it; None where it was found so, or nothing was shown yet."""
    guessed, chosen = fields.get(f"headed-{at}", ""), fields.get(f"head-{at}", NO_HEADER)
    is_said = guessed and chosen.isdecimal() and len(chosen) <= 5 and chosen != guessed
    return int(chosen) if is_said else None


def _rows(fields: Fields, at: int) -> dict[str, bool]:
    ticked = set(fields.get(f"row-{at}", "").split())
    wishes: dict[str, bool] = {}
    for each in fields.get(f"offered-{at}", "").split():
        key, _, was = each.partition(":")
        if (key in ticked) != (was == "1"):
            wishes[key] = key in ticked
    return wishes


def _typed_over(fields: Fields, at: int, text: str) -> str:
    """The text with the cells that were typed over where their problem stood."""
    start = f"cell-{at}-"
    cells: dict[tuple[int, int], str] = {}
    for name, cell in fields.items():
        line, _, place = name.removeprefix(start).partition("-")
        if name.startswith(start) and line.isdecimal() and place.isdecimal() and len(line + place) < 9:
            cells[int(line), int(place)] = " ".join(cell.split())
    table = table_of(text) if cells else None
    if not table or all(_cell(table, line, place) == cell for (line, place), cell in cells.items()):
        return text
    return corrected(table, separator_of(text), cells)


def _cell(table: Table, at: int, place: int) -> str:
    return next((line.cell(place) for line in table.lines if line.at == at), "")


def _box_of(table: Table) -> Box:
    keys = keys_of(table.lines)
    unseen = [f"{_HIDDEN_COLUMN}{place}" for place in sorted(table.hidden_columns) if place < table.width]
    for line, key in zip(table.lines, keys, strict=True):
        unseen += [f"{_HIDDEN_ROW}{key}"] if line.is_hidden else []
        unseen += [f"{_MERGED}{key}:{place}" for place in sorted(line.merged) if place < table.width]
    return Box(as_text(table), table.name, " ".join(unseen))


def _with_unseen(table: Table, unseen: str) -> Table:
    """What the workbook hid and merged, said of the text that was made of it, as long as its rows stay."""
    marks = unseen.split()
    if not marks:
        return table
    columns = frozenset(int(mark[1:]) for mark in marks if mark[0] == _HIDDEN_COLUMN and mark[1:].isdecimal())
    hidden = {mark[1:] for mark in marks if mark[0] == _HIDDEN_ROW}
    merged: dict[str, set[int]] = {}
    for mark in marks:
        key, _, place = mark[1:].partition(":")
        if mark[0] == _MERGED and place.isdecimal():
            merged.setdefault(key, set()).add(int(place))
    lines = tuple(
        Line(line.at, line.cells, frozenset(merged.get(key, ())), key in hidden)
        for line, key in zip(table.lines, keys_of(table.lines), strict=True)
    )
    return replace(table, lines=lines, hidden_columns=columns)
