"""How a ballot paper's lists lie on A4: which page holds what, in letters how large.

The server cuts the pages, and not the browser: only so can each page carry its sheet's number and "page 2 of 2" without
a script, and a teller's browser print what a host's does. Heights are estimated, always a little too high; what is left
of a page goes between its rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from votes.model import Option, Poll, Session

WIDTH, HEIGHT = 182.0, 273.0  # of an A4 page within its edges, in mm; the edges stand in paper-ballots.css
MM = 25.4 / 72  # in a point
LINE = 1.35  # from line to line, in heights of a letter
GUTTER = 8.0
BESIDE = 27.0  # a row's number and box, with the air around them
PAD = 2.8  # of a row, above and below together, with its line
LEAST_ROW = 9.5
HEADING = 16.0  # points
AFTER_LIST = 5.0
SAID = "国" * 24  # as long as what stands beside a list's title, in any language
FOOT = 17.0
MOST_AIR = 9  # mm more in each row; wider apart, the eye loses what belongs together
TWO_COLUMNS_FROM = 9  # options
BOXES = ((5, 18.0), (8, 13.5), (10, 10.5))  # up to so many grades, the width of each
_TOKEN = re.compile(
    r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\uffef]+|\s+"
)


@dataclass(frozen=True, slots=True)
class Row:
    """An option with its number on the list."""

    number: int
    option: Option


@dataclass(frozen=True, slots=True)
class Part:
    """A list, or what of it stands on one page, in columns."""

    poll: Poll
    columns: tuple[tuple[Row, ...], ...]
    is_continued: bool

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for column in self.columns for row in column)

    @property
    def depth(self) -> int:
        """How many rows stand one above the other."""
        return max(map(len, self.columns))

    @property
    def box(self) -> float:
        """How wide the box of a grade is."""
        return next(width for most, width in BOXES if len(self.poll.grades) <= most)


@dataclass(frozen=True, slots=True)
class SheetPage:
    """One page of every sheet. ``air`` is how many mm each row is higher than it must be."""

    parts: tuple[Part, ...]
    points: int
    air: int


def pages_of(session: Session, polls: Sequence[Poll]) -> tuple[SheetPage, ...]:
    """As few pages as can be, in the largest letters that come to so few; a list is cut only where no page holds it."""
    tried = [_Layout(session, points, columns).pages(polls) for points in (16, 14) for columns in (1, 2)]
    return min(tried, key=len)


def lines_of(room: float, *pieces: tuple[str, float]) -> int:
    """How many lines of so many mm texts take one after the other, each in letters of so many points.

    A Chinese letter is as wide as high, others about half of it.
    """
    lines, at = 1, 0.0
    room -= 0.5 * MM * max(points for _, points in pieces)  # marks that may not begin a line leave so much unused
    for text, points in pieces:
        for token in _TOKEN.findall(text):
            width = points * MM * sum(map(_wide, token))
            if at + width <= room or token.isspace():
                at += width
            elif width <= room:
                lines, at = lines + 1, width
            else:  # cut where a line ends
                lines, at = lines + ceil((at + width) / room) - 1, (at + width) % room
    return lines


def _wide(letter: str) -> float:
    if letter >= "\u2e80":
        return 1.0
    return 0.74 if letter.isupper() else 0.28 if letter.isspace() else 0.59


@dataclass(frozen=True, slots=True)
class _Layout:
    """Letters of one size, and lists in so many columns where they are long."""

    session: Session
    points: int
    columns: int

    def pages(self, polls: Sequence[Poll]) -> tuple[SheetPage, ...]:
        found: list[list[Part]] = [[]]
        for poll in polls:
            whole = self._part(poll, self._rows(poll), is_continued=False)
            if self._height([*found[-1], whole]) <= self._room:
                found[-1].append(whole)
            elif self._height([whole]) <= self._room:
                found.append([whole])
            else:
                found += [[part] for part in self._cut(poll)]
        return tuple(self._page(parts) for parts in found if parts)

    def _cut(self, poll: Poll) -> list[Part]:
        """A list that no page holds, on pages of about equal length: a last one of two rows would be overlooked."""
        rows, count = self._rows(poll), 2
        while True:
            size = ceil(len(rows) / count)
            cut = [self._part(poll, rows[at : at + size], at > 0) for at in range(0, len(rows), size)]
            if size == 1 or all(self._height([part]) <= self._room for part in cut):
                return cut
            count += 1

    def _page(self, parts: list[Part]) -> SheetPage:
        left, rows = self._room - self._height(parts), sum(part.depth for part in parts)
        return SheetPage(tuple(parts), self.points, max(0, min(MOST_AIR, int(left / rows))))

    def _rows(self, poll: Poll) -> tuple[Row, ...]:
        return tuple(Row(number, option) for number, option in enumerate(poll.options, start=1))

    def _part(self, poll: Poll, rows: Sequence[Row], is_continued: bool) -> Part:
        count = self.columns if len(poll.options) >= TWO_COLUMNS_FROM and not poll.grades else 1
        size = ceil(len(rows) / count)
        columns = tuple(tuple(rows[at : at + size]) for at in range(0, len(rows), size))
        return Part(poll, columns, is_continued)

    @property
    def _room(self) -> float:
        """What head and foot leave."""
        over = f"{self.session.organization or ''} {self.session.title}"
        beside = max((lines_of(46, (group.name, 9)) for group in self.session.groups), default=0)
        serial = 12 + beside * 9 * MM * 1.3
        named = lines_of(WIDTH - 76, (over, 11)) * 11 * MM * LINE + 18 * MM * 1.2
        return HEIGHT - max(serial, named) - 9 - FOOT

    def _height(self, parts: Sequence[Part]) -> float:
        return sum(self._list(part) for part in parts)

    def _list(self, part: Part) -> float:
        beside = SAID + ("国" * 6 if part.is_continued else "")
        head = lines_of(WIDTH, (part.poll.title, HEADING), (beside, 12)) * HEADING * MM * LINE + AFTER_LIST
        if part.poll.grades:
            names = max(lines_of(part.box - 2, (grade.name, 9.5)) for grade in part.poll.grades)
            return head + (names + 1) * 9.5 * MM * LINE + 2 + sum(self._row(row, part) for row in part.rows)
        return head + max(sum(self._row(row, part) for row in column) for column in part.columns)

    def _row(self, row: Row, part: Part) -> float:
        count = len(part.columns)
        room = (WIDTH - GUTTER * (count - 1)) / count - BESIDE
        if part.poll.grades:
            room = WIDTH - part.box * len(part.poll.grades) - 13
        lines = lines_of(room, (row.option.title, self.points), (f" {row.option.department or ''}", 11))
        return max(lines * self.points * MM * LINE + PAD, LEAST_ROW)
