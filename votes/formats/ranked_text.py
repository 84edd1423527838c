"""Ranked lists as plain text, to paste into a chat."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from votes.result import Ranked, Result, is_judged, places


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language. Texts are templates with the fields named beside them."""

    heading: str  # {list}
    place: str  # {rank} {option} {votes}: what it is ranked by, in words
    option: str  # {title} {department}: an option that has a department
    votes: Callable[[int], str]  # a number of votes, in words
    mean: Callable[[Fraction], str]  # a mean of grades, in words
    tie: Callable[[int], str]  # the sentence before the tied options, told how many seats are open
    settled: Callable[[Result], str]  # the sentence after those of the tied who are elected
    nobody: str  # closed, and nobody got a vote
    voting: str  # not closed yet, so there is nothing to tell


def ranked_text(title: str, results: Iterable[tuple[str, Result]], words: Words) -> str:
    """The title, then each named list with its winners, the first place first, and a tie said plainly.

    Lists are set apart by an empty line; lines end in LF. A poll that is not closed shows no places.
    """
    blocks = [[title], *(_block(name, result, words) for name, result in results)]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _block(name: str, result: Result, words: Words) -> list[str]:
    heading = words.heading.format(list=name)
    if not is_judged(result.state):
        return [heading, words.voting]
    return [heading, *(_lines(result, words) or [words.nobody])]


def _lines(result: Result, words: Words) -> list[str]:
    return [line for place in reversed(places(result)) for line in _place(place, result, words)]


def _place(place: tuple[Ranked, ...], result: Result, words: Words) -> Iterator[str]:
    tied = result.tie if result.tie and result.tie.rank == place[0].rank else None
    if tied and tied.is_open:
        yield words.tie(tied.seats)
    for ranked in place:
        option = ranked.title
        if ranked.department:
            option = words.option.format(title=ranked.title, department=ranked.department)
        got = words.mean(ranked.grading.mean) if ranked.grading else words.votes(ranked.votes)
        yield words.place.format(rank=ranked.rank, option=option, votes=got)
    if tied and not tied.is_open:
        yield words.settled(result)
