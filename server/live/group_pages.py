"""How the comparison of groups falls into pages: first what each recommends as a map, then each group's own list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count, pairwise
from math import ceil
from typing import NamedTuple, TypeVar

from votes.groups import GroupResult
from votes.result import Ranked, Result
from votes.ties import Score

# Everything that is high or wide is measured in units of the picture, 1/1080 of its height.
HEAT_GROUPS, FEWEST_GROUPS = 10, 5
HEAT_ROWS, HEAT_HEIGHT = 17, 630
LOW_HEIGHT = 510  # where titles take three lines, the head above them mostly does as well, and a note stands below
HEAT_WIDTH, HEAD = 960, 33  # that all groups have beside long titles; of one letter above them
# From roomy to dense: letters as wide as high on one line of a title beside the map; the heights of a row whose title
# has one line, of one with two, and of each further line.
DENSITIES = (("", 15.0, 54, 84, 40), ("many", 17.0, 45, 76, 37), ("most", 18.5, 37, 71, 34))
CARD_ROW, CARD_LINE = 54, 36  # the height of a title in one line, and of each further one where it is more than two
TIED = 2.8  # letters that the word beside a tied title takes away
MOST_LINES = 13

T = TypeVar("T")


class Cards(NamedTuple):
    """Cards ``across`` and ``down``; the height of one without its head; letters on a line of the list, of the head."""

    across: int
    down: int
    height: int
    line: float
    head: float


CARDS = (
    Cards(across=3, down=2, height=325, line=10.0, head=7.5),
    Cards(across=2, down=2, height=325, line=17.0, head=15.5),
    Cards(across=3, down=1, height=730, line=10.0, head=7.5),
    Cards(across=2, down=1, height=730, line=17.0, head=15.5),
    Cards(across=1, down=1, height=730, line=46.0, head=36.0),
)


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One option in a group's own list."""

    rank: int
    title: str
    department: str | None
    votes: int
    is_tied: bool
    score: Score


@dataclass(frozen=True, slots=True)
class OwnList:
    """``unnamed`` are the tied for the last place, where naming them would fill the picture: all of them or none."""

    group: GroupResult
    lines: tuple[OwnLine, ...]
    unnamed: tuple[OwnLine, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupPage:
    """One picture: a part of the map (``groups`` and ``options``), or some groups' own lists (``lists``).

    ``before`` are the options that stand on the map's earlier pages. ``number`` counts from 1.
    """

    number: int
    total: int
    groups: tuple[GroupResult, ...] = ()
    options: tuple[Ranked, ...] = ()
    before: int = 0
    density: str = ""
    lists: tuple[OwnList, ...] = ()
    columns: int = 0


@dataclass(frozen=True, slots=True)
class ByGroup:
    """The comparison on a page that scrolls: ``groups`` of the map's page ``number`` of ``total``, and all lists."""

    groups: tuple[GroupResult, ...]
    number: int
    total: int
    lists: tuple[OwnList, ...]


def by_group(result: Result | None, number: int) -> ByGroup | None:
    """The map's page ``number``, counted from 1, or the one nearest to it; None where there is nothing to compare."""
    if result is None or len(result.groups) < 2 or not result.ballots:
        return None
    parts = chunks(result.groups, HEAT_GROUPS)
    number = min(max(number, 1), len(parts))
    lists = tuple(own_list(result, group, result.winners + 3) for group in result.groups)
    return ByGroup(parts[number - 1], number, len(parts), lists)


def ems(text: str) -> float:
    """The width of a text in letters as wide as high, near enough for a choice of layout."""
    return 0.34 * len(text) + 0.22 * len(text.encode())


def fits(text: str, line: float) -> bool:
    """Whether a title stands on a line of so many letters as wide as high; Latin ones are narrower and set smaller."""
    return ems(text) <= line * (1.25 if text.isascii() else 1)


def own_list(result: Result, group: GroupResult, most: int | None = None) -> OwnList:
    """The group's own list, at most ``most`` lines of it."""
    named = {ranked.option: ranked for ranked in result.options}
    lines = tuple(
        OwnLine(
            rank=place.rank,
            title=named[place.option].title,
            department=named[place.option].department,
            votes=place.votes,
            is_tied=place.is_tied,
            score=place.score,
        )
        for place in group.top
    )
    if most is None or len(lines) <= most:
        return OwnList(group, lines)
    named_lines = tuple(line for line in lines if not line.is_tied)[:MOST_LINES]
    return OwnList(group, named_lines, tuple(line for line in lines if line.is_tied))


def pages_of(result: Result | None) -> tuple[GroupPage, ...]:
    """Every page of the comparison, empty where there is nothing to compare."""
    if result is None or not result.groups or not result.ballots:
        return ()
    pages = [*_maps(result), *_own_lists(result)]
    return tuple(replace(page, number=at, total=len(pages)) for at, page in enumerate(pages, start=1))


def page_at(pages: Sequence[GroupPage], step: int) -> GroupPage | None:
    """The page that a scene's ``step`` names, counted from 0; the last one where there are fewer."""
    return pages[min(max(step, 0), len(pages) - 1)] if pages else None


def _maps(result: Result) -> list[GroupPage]:
    columns = chunks(result.groups, _groups_beside(result.groups))
    rows = _fitting(result.in_seats)
    pages, before = [], 0
    for options in rows:
        density = _density(options)
        tight = DENSITIES[-1][0] if density is None else density
        pages += [
            GroupPage(number=0, total=0, groups=groups, options=options, before=before, density=tight)
            for groups in columns
        ]
        before += len(options)
    return pages


def _groups_beside(groups: Sequence[GroupResult]) -> int:
    """How many groups there is room for, so that their names need not be cut: in two or three lines, between words."""
    widest = max((_width(group.name) for group in groups), default=0)
    return min(max(int(HEAT_WIDTH / (widest + 4)), FEWEST_GROUPS), HEAT_GROUPS) if widest else HEAT_GROUPS


def _width(name: str) -> float:
    """The longest word of a Latin name; a part of one that may be broken anywhere, of a longer one the third."""
    if name.isascii():
        return HEAD * 0.55 * max(map(len, name.split()), default=0)
    letters = ems(name)
    return HEAD * ceil(letters / (2 if letters <= 6 else 3))


def _fitting(options: tuple[Ranked, ...]) -> list[tuple[Ranked, ...]]:
    """The options in as few parts as are high enough for them, each about as long as the others."""
    for most in range(min(HEAT_ROWS, len(options)), 1, -1):
        parts = chunks(options, most)
        if all(_density(part) is not None for part in parts):
            return parts
    return chunks(options, 1)


def _density(options: Sequence[Ranked]) -> str | None:
    """The roomiest way to set these rows, None where there is none."""
    for name, letters, one, two, more in DENSITIES:
        lines = [_lines_of(option.title, letters) for option in options]
        height = LOW_HEIGHT if max(lines) > 2 else HEAT_HEIGHT
        if sum(one if n == 1 else two + (n - 2) * more for n in lines) <= height:
            return name
    return None


def _own_lists(result: Result) -> list[GroupPage]:
    most = min(result.winners + 1, MOST_LINES)
    lists = [own_list(result, group, most) for group in result.groups]
    cards = next((each for each in CARDS if all(_has_room(listed, each) for listed in lists)), CARDS[-1])
    parts = chunks(lists, cards.across * cards.down)
    columns = [2 if len(part) == 4 else min(cards.across, len(part)) for part in parts]
    return [GroupPage(0, 0, lists=part, columns=across) for part, across in zip(parts, columns, strict=True)]


def _has_room(listed: OwnList, cards: Cards) -> bool:
    lines = [_lines_of(each.title, cards.line - TIED * each.is_tied) for each in listed.lines]
    lines += [1] * bool(listed.unnamed)
    is_low = sum(max(CARD_ROW, CARD_LINE * n) for n in lines) <= cards.height
    return is_low and fits(listed.group.name, cards.head)


def _lines_of(title: str, line: float) -> int:
    """How many lines of so many letters a title has."""
    return next(n for n in count(1) if fits(title, n * line))


def chunks(items: Sequence[T], most: int) -> list[tuple[T, ...]]:
    """The items in as few parts as there must be, none longer than ``most``, none much longer than another."""
    parts = ceil(len(items) / most)
    edges = [round(at * len(items) / parts) for at in range(parts + 1)] if parts else [0]
    return [tuple(items[start:end]) for start, end in pairwise(edges)]
