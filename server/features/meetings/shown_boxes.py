"""A box of lists as the page of a new meeting shows it: every line and column, and why something is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from server.features.meetings.list_boxes import LEAVE_OUT, UNTITLED, Box, Seen
from server.features.meetings.schemas import GroupForm
from server.words.refusals import in_language
from votes.lists.columns import USED, Column
from votes.lists.entries import Row
from votes.lists.understood import Reading
from votes.lists.words import Role

MOST_TICKED = 1_000  # rows with a tick of their own, since a form has at most so many fields
SAMPLE = 60  # characters of a text that is shown to say which reading is the right one


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """``chosen`` is what the menu above it says; ``why`` is why it was left out or assumed."""

    at: int
    name: str
    chosen: str
    why: str | None
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class ShownCell:
    """``place`` from 0; ``problem`` what has to be corrected here, where ``text`` can be typed over."""

    place: int
    text: str
    chosen: str
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class ShownRow:
    at: int
    key: str
    cells: tuple[ShownCell, ...]
    out: str | None
    is_doubtful: bool
    problem: str | None
    number: int | None

    @property
    def text(self) -> str:
        """All of its cells, for a row that is no entry."""
        return " · ".join(cell.text for cell in sorted(self.cells, key=lambda each: each.place) if cell.text)

    @property
    def lacks_department(self) -> bool:
        return not self.out and any(each.chosen == Role.DEPARTMENT and not each.text for each in self.cells)


@dataclass(frozen=True, slots=True)
class ShownList:
    """The rows of one list, with those between them that are no entries."""

    name: str
    rows: tuple[ShownRow, ...]

    @property
    def entries(self) -> int:
        return sum(1 for row in self.rows if not row.out)

    @property
    def passed(self) -> int:
        return sum(1 for row in self.rows if row.out)

    @property
    def doubtful(self) -> int:
        return sum(1 for row in self.rows if row.is_doubtful)

    @property
    def wrong(self) -> int:
        return sum(1 for row in self.rows if row.problem or any(cell.problem for cell in row.cells))


@dataclass(frozen=True, slots=True)
class ShownBox:
    """``fault`` is what is wrong with the box as a whole. ``first_line`` is where a header would stand."""

    at: int
    box: Box
    columns: tuple[ShownColumn, ...] = ()
    lists: tuple[ShownList, ...] = ()
    header: int | None = None
    first_line: int | None = None
    guessed: str = ""
    offered: str = ""
    headed: str = ""
    fault: str | None = None
    has_list_column: bool = False
    sample: str = ""
    samples: tuple[str, ...] = ()
    has_ticks: bool = True

    @property
    def hidden(self) -> int:
        return sum(1 for one in self.lists for row in one.rows if row.out == "hidden")

    @property
    def left_out(self) -> Sequence[ShownColumn]:
        return [column for column in self.columns if column.chosen == LEAVE_OUT and column.name]


def shown_boxes(boxes: Sequence[Box], seen: Sequence[Seen], title: str, language: str) -> tuple[ShownBox, ...]:
    by_box = {id(each.box): each for each in seen}
    return tuple(
        _shown(at, by_box[id(box)], title, language) if id(box) in by_box else ShownBox(at, box)
        for at, box in enumerate(boxes)
    )


def _shown(at: int, seen: Seen, title: str, language: str) -> ShownBox:
    reading, box = seen.reading, seen.box
    faults = {place: in_language(message, language) for place, message in reversed(reading.faults)}
    columns = tuple(sorted(map(_column, reading.columns), key=_order))
    lines = [row.at for row in reading.rows if row.out != "hidden"]
    at_rows = {str(row.at) for row in reading.rows if row.at != reading.header}
    whole = next((text for place, text in faults.items() if place.partition("/")[0] not in at_rows), None)
    return ShownBox(
        at=at,
        box=box,
        columns=columns,
        lists=tuple(_lists(reading, columns, faults, title)),
        header=reading.header,
        first_line=reading.header or (lines[0] if lines else None),
        guessed=seen.guessed,
        offered=seen.offered if len(reading.rows) <= MOST_TICKED else "",
        headed=str(seen.guess.header or 0),
        fault=whole,
        has_list_column=any(each.role is Role.LIST for each in reading.columns),
        sample=_sample(box.text),
        samples=_samples(box.readings),
        has_ticks=len(reading.rows) <= MOST_TICKED,
    )


def _column(column: Column) -> ShownColumn:
    return ShownColumn(
        at=column.at,
        name=column.name,
        chosen=column.role or LEAVE_OUT,
        why=column.why,
        is_hidden=column.why == "hidden",
    )


def _order(column: ShownColumn) -> int:
    """What is read, then what somebody may want to be read, then the rest."""
    return 0 if column.chosen != LEAVE_OUT else 1 if column.why in ("single", "second") else 2


def _lists(
    reading: Reading, columns: Sequence[ShownColumn], faults: Mapping[str, str], title: str
) -> Iterator[ShownList]:
    """Rows in their order, each under the list it belongs to; what is no entry stays where it stands."""
    lists: dict[str, list[ShownRow]] = {}
    current, number = "", dict[str, int]()
    for row in reading.rows:
        if row.at == reading.header:
            continue
        current = reading.list_of(row) if not row.out else current or _first_list(reading) or title
        lists.setdefault(current, [])
        if not row.out:
            number[current] = number.get(current, 0) + 1
        lists[current].append(_row(row, columns, faults, None if row.out else number[current]))
    return (ShownList("" if name == UNTITLED else name, tuple(rows)) for name, rows in lists.items())


def _first_list(reading: Reading) -> str:
    return next((reading.list_of(row) for row in reading.entries), reading.list)


def _row(row: Row, columns: Sequence[ShownColumn], faults: Mapping[str, str], number: int | None) -> ShownRow:
    cells = tuple(_cell(row, column, faults) for column in columns)
    problem = faults.get(f"{row.at}/row")
    return ShownRow(
        at=row.at,
        key=row.key,
        cells=cells,
        out=row.out,
        is_doubtful=row.is_doubtful,
        problem=problem,
        number=number,
    )


def _cell(row: Row, column: ShownColumn, faults: Mapping[str, str]) -> ShownCell:
    """As it will be stored where it is an entry's, else as it stands."""
    place = column.at - 1
    role = Role(column.chosen) if column.chosen in USED else None
    text = row.cells[role] if role and not row.out else row.line.cell(place)
    problem = faults.get(f"{row.at}/{column.chosen}") if not row.out else None
    return ShownCell(place, text, column.chosen, problem)


def _samples(readings: Sequence[str]) -> tuple[str, ...]:
    """Of each reading the first line in which they differ."""
    lines = zip(*(text.splitlines() for text in readings), strict=False)
    differing = next((each for each in lines if len(set(each)) > 1), ())
    return tuple(line.strip()[:SAMPLE] for line in differing)


def _sample(text: str) -> str:
    """A line beyond ASCII, by which people see whether the text was read rightly."""
    return next((line.strip()[:SAMPLE] for line in text.splitlines() if not line.isascii()), "")


@dataclass(frozen=True, slots=True)
class Sums:
    """What is about to be created, counted. ``kinds`` are the ways in which the lists are voted on.

    ``lacking`` are entries without a department where their list has a column for it.
    """

    lists: int
    items: int
    wrong: int
    kinds: frozenset[str]
    groups: int
    seats: int
    minutes: int
    lacking: int


def sums_of(
    boxes: Sequence[ShownBox], groups: Sequence[GroupForm], form: Mapping[str, str], types: Mapping[str, str]
) -> Sums:
    lists = [one for each in boxes for one in each.lists if one.entries]
    names = {one.name for one in lists}
    return Sums(
        lists=len(names),
        items=sum(one.entries for one in lists),
        wrong=sum(one.wrong for one in lists),
        kinds=frozenset(types.get(name, form["type"]) for name in names) or frozenset((form["type"],)),
        groups=len(groups),
        seats=sum(group.seats or 0 for group in groups),
        minutes=int(form["minutes"]) if form["minutes"].isdecimal() else 0,
        lacking=sum(row.lacks_department for one in lists for row in one.rows),
    )
