"""A box that takes one thing per line: groups, names, departments, titles, reports, grades.

The same reading for all of them, so that a tab, a soft break, a full-width comma or a header line pasted along with a
column means in each what it means in a list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from votes.lists.numbers import without_numbers
from votes.lists.table import Line, in_one_line
from votes.lists.text import LOOKED_AT, numbered_lines, pasted_lines
from votes.lists.words import Role, folded, is_number, passed_over, role_of

MOST_IN_HEADER = 1_000  # characters of a line that names columns
_DIVIDER = re.compile(r"[,，;；]")
_UNIT = r"(?:\s*(?:人|名|位|席|座|个|個|名様|seats?|people|persons?|members?|Plätze|Personen))?"
_COUNT = rf"(?P<count>[0-9０-９]{{1,7}}){_UNIT}"
_INSIDE = re.compile(rf"(?P<name>.*\S)\s*[(（\[【]\s*{_COUNT}\s*[)）\]】]", re.IGNORECASE)
_DIVIDED = re.compile(rf"(?P<name>.*[^\s,，;；、:：])\s*[,，;；、:：]\s*{_COUNT}", re.IGNORECASE)
_SPACED = re.compile(rf"(?P<name>.*\S)\s+{_COUNT}", re.IGNORECASE)
_ONE_THAT_IS_NUMBERED = frozenset(
    ["第", "桌", "队", "班", "组", "团", "会场", "分会场", "台", "チーム", "テーブル", "卓"]
)
_COUNTED = "0123456789０１２３４５６７８９ 人"


@dataclass(frozen=True, slots=True)
class Heads:
    """The columns that a box has: what each may be called beside the roles' own names, folded.

    A header line names the first, or two columns or more that anybody knows.
    """

    first: frozenset[Role]
    second: frozenset[Role] = frozenset()
    other_firsts: frozenset[str] = frozenset()
    other_seconds: frozenset[str] = frozenset()

    def is_first(self, cell: str) -> bool:
        return role_of(cell) in self.first or folded(cell) in self.other_firsts

    def is_second(self, cell: str) -> bool:
        return role_of(cell) in self.second or folded(cell) in self.other_seconds


@dataclass(frozen=True, slots=True)
class Entry:
    """``second`` is what stands in the column beside it; ``is_whole``: nothing has divided the line yet."""

    at: int
    first: str
    second: str = ""
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Passed:
    """A line that is no entry: ``sum``, ``note``, ``signature``, or ``above`` for a title over the header."""

    at: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Lines:
    """``has_loose``: there are more columns of text than the box has, and no header says which one is meant."""

    entries: tuple[Entry, ...] = ()
    passed: tuple[Passed, ...] = ()
    has_loose: bool = False


def read_lines(text: str, heads: Heads, most: int) -> Lines:
    """What stands in the box, line by line; of entries one more than ``most``, however many there are.

    Header lines and running numbers are no part of it.
    """
    lines = list(islice(_lines_of(text), most + LOOKED_AT + 1))
    header = _header(lines, heads)
    above = [Passed(line.at, line.cells[0], "above") for line in lines if header and line.at < header.at]
    body = [line for line in lines if header is None or line.at > header.at]
    passed = [Passed(line.at, line.filled[0], why) for line in body if (why := _why_not(line))]
    kept = [line for line in body if not _why_not(line)]
    if header and len(header.cells) > 1:
        return Lines(tuple(_by_header(kept, header, heads)), (*above, *passed))
    entries, has_loose = _by_place(kept, has_second=bool(heads.second or heads.other_seconds))
    return Lines(tuple(entries), (*above, *passed), has_loose)


def name_and_number(entries: Sequence[Entry]) -> list[tuple[str, str]]:
    """Of each line its name, and the number that ``第一组 24``, ``第一组，24人`` or ``第一组（24）`` says; "" for none.

    A number after a mere space may be a part of the name, as in ``Group 1``: there it counts only after a name that
    ends in no word of Latin letters, and nowhere if all names would be the same without it.
    """
    found = [_divided(each, with_spaces=True) for each in entries]
    if len(found) > 1 and len({name.casefold() for name, _ in found}) == 1:
        without = [_divided(each, with_spaces=False) for each in entries]
        return without if len({name.casefold() for name, _ in without}) == len(without) else found
    return found


def number_in(text: str) -> int | None:
    """24 for ``24``, ``24人`` or ``２４``."""
    found = re.fullmatch(_COUNT, text.strip(), re.IGNORECASE)
    return int(unicodedata.normalize("NFKC", found["count"])) if found else None


def divided_line(text: str) -> tuple[str, str]:
    """What stands before the first comma or semicolon, and what stands after it."""
    first, *rest = _DIVIDER.split(text, maxsplit=1)
    return first.strip(), rest[0].strip() if rest else ""


def last_divided(text: str) -> tuple[str, str]:
    """What stands before the last comma or semicolon, and what stands after it."""
    *before, last = _DIVIDER.split(text)
    return (text[: len(text) - len(last) - 1].strip(), last.strip()) if before else (text, "")


def _lines_of(text: str) -> Iterator[Line]:
    if "\t" in text:
        return pasted_lines(text)
    return (Line(at, (in_one_line(line),)) for at, line in numbered_lines(text))


def _header(lines: Sequence[Line], heads: Heads) -> Line | None:
    """The line that names columns, with those it names as its cells; lines have to follow it."""
    for line in lines[:LOOKED_AT]:
        first = line.cells[0][:MOST_IN_HEADER]
        cells = line.filled if len(line.cells) > 1 else tuple(filter(None, map(str.strip, _cells(first))))
        known = [cell for cell in cells if role_of(cell) or heads.is_first(cell) or heads.is_second(cell)]
        is_one = len(known) == len(cells) and any(map(heads.is_first, cells))
        if line.at < lines[-1].at and not any(map(is_number, cells)) and (is_one or len(known) > 1):
            return Line(line.at, line.cells if len(line.cells) > 1 else cells)
    return None


def _cells(text: str) -> list[str]:
    return _DIVIDER.split(text)


def _why_not(line: Line) -> str | None:
    """Also where the sum stands behind its word: ``合计 48``."""
    first = line.filled[0]
    return passed_over(first) or passed_over(divided_line(first)[0]) or passed_over(first.rstrip(_COUNTED))


def _by_header(lines: Iterable[Line], header: Line, heads: Heads) -> Iterable[Entry]:
    first = next((at for at, cell in enumerate(header.cells) if heads.is_first(cell)), 0)
    second = next((at for at, cell in enumerate(header.cells) if at != first and heads.is_second(cell)), None)
    for line in lines:
        cells = line.cells if len(line.cells) > 1 else tuple(map(str.strip, _cells(line.cells[0])))
        row = Line(line.at, cells)
        if row.cell(first) or row.cell(second):
            yield Entry(line.at, row.cell(first), row.cell(second))


def _by_place(lines: Sequence[Line], has_second: bool) -> tuple[list[Entry], bool]:
    wide = [line for line in lines if len(line.cells) > 1]
    if not wide:
        bare = without_numbers([line.cells[0] for line in lines]) or [line.cells[0] for line in lines]
        return [Entry(line.at, text, is_whole=True) for line, text in zip(lines, bare, strict=True)], False
    columns = sorted({at for line in lines for at, cell in enumerate(line.cells) if cell})
    texts = [at for at in columns if not all(is_number(line.cell(at)) for line in lines if line.cell(at))]
    first = texts[0] if texts else columns[0]
    after = [at for at in columns if at > first]
    entries = [
        Entry(line.at, line.cell(first) or line.filled[0], line.cell(after[0]) if after else "", _is_whole(line, after))
        for line in lines
    ]
    return entries, any(at in texts for at in after[1 if has_second else 0 :])


def _is_whole(line: Line, after: Sequence[int]) -> bool:
    """Lines that were typed with commas may stand beside those that were pasted with tabs."""
    return not after or len(line.cells) == 1


def _divided(entry: Entry, with_spaces: bool) -> tuple[str, str]:
    if entry.second:
        return entry.first, entry.second
    found = _INSIDE.fullmatch(entry.first) or _DIVIDED.fullmatch(entry.first)
    if not found and with_spaces and (spaced := _SPACED.fullmatch(entry.first)):
        found = spaced if _may_end(spaced["name"]) else None
    return (found["name"].strip(), found["count"]) if found else (entry.first, "")


def _may_end(name: str) -> bool:
    """Whether a number after it is no part of it."""
    if role_of(name) is Role.GROUP or folded(name) in _ONE_THAT_IS_NUMBERED:
        return False
    return not all(each.isalpha() and each < "\u0250" for each in f"  {name}"[-2:])
