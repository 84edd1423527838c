"""Headings between the rows of a table, or between the lines of a message, that name a list for what follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from votes.lists.numbers import numbered

LEAST = 2  # headings, and entries below each: with fewer it is no list of its own


def headings_among(titles: Sequence[str]) -> frozenset[int]:
    """The places of lines that are headings: each stands before lines that are numbered from 1 on, one by one.

    None where anything else is between, where there is one heading alone, or one with less than LEAST lines.
    """
    found = [numbered(title) for title in titles]
    kinds = Counter(each[0] for each in found if each)
    if not kinds:
        return frozenset()
    kind = kinds.most_common(1)[0][0]
    places = [at for at, each in enumerate(found) if each is None or each[0] != kind]
    if len(places) < LEAST or places[0] != 0:
        return frozenset()
    for first, after in pairwise([*places, len(titles)]):
        values = [each[1] for each in found[first + 1 : after] if each]
        if len(values) < LEAST or values != list(range(1, len(values) + 1)):
            return frozenset()
    return frozenset(places)


def lists_below(headings: Mapping[int, str], entries: Sequence[int]) -> dict[int, str]:
    """The list of each entry, by their lines: what the heading above it says.

    Empty where an entry stands above the first heading, or a heading has less than LEAST entries.
    """
    if len(headings) < LEAST or not entries or min(headings) > min(entries):
        return {}
    lists = {at: _name(headings[max(each for each in headings if each < at)]) for at in entries}
    enough = Counter(lists.values())
    names = {_name(text) for text in headings.values()}
    return lists if len(names) == len(headings) and all(enough[name] >= LEAST for name in names) else {}


def _name(heading: str) -> str:
    """Without its number and its colon."""
    number = numbered(heading)
    return (number[2] if number else heading).rstrip("：: ")
