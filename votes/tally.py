"""What one ballot adds to the counts and what a replaced one takes away; counts merge by addition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from votes.errors import UnknownOption
from votes.model import Ballot, Counts, GroupId, Mark

Count = tuple[GroupId | None, Mark | None]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts so far, by mark. ``votes`` keeps the order of the list, zeros included; ``ballots`` counts ballots."""

    votes: Mapping[Mark, int]
    ballots: int


def change(before: Ballot | None, after: Ballot | None) -> dict[Count, int]:
    """What to add to the counts when ``after`` takes the place of ``before``; None stands for no ballot.

    Units: ballots under mark None, votes under the others. What stays the same is left out.
    """
    if before and after and before.group == after.group:  # the usual change: only the marks that differ
        group, gone, come = after.group, before.choices - after.choices, after.choices - before.choices
        return {(group, mark): sign for marks, sign in ((gone, -1), (come, 1)) for mark in marks}
    return {**dict.fromkeys(_adds(before), -1), **dict.fromkeys(_adds(after), 1)}


def count(ballots: Iterable[Ballot]) -> dict[Count, int]:
    """Count from scratch. Takes at most one ballot per voter; the order of ballots does not matter."""
    return dict(Counter(key for ballot in ballots for key in _adds(ballot)))


def merge(*counts: Counts) -> dict[Count, int]:
    """Add counts up, whoever counted them and in whichever order; what comes to 0 is left out."""
    total: dict[Count, int] = {}
    for part in counts:
        for key, n in part.items():
            total[key] = total.get(key, 0) + n
    return {key: n for key, n in total.items() if n}


def overall(counts: Counts, marks: Sequence[Mark]) -> Tally:
    """The tally of everybody. Raises UnknownOption for counts of a mark that the poll does not have."""
    votes, ballots = dict.fromkeys(marks, 0), 0
    for (_, mark), n in counts.items():
        if mark is None:
            ballots += n
        elif mark in votes:
            votes[mark] += n
        else:
            raise UnknownOption(f"The counts name an option that is not on the list: {mark}.")
    return Tally(votes, ballots)


def tally_of(counts: Counts, marks: Sequence[Mark], groups: Collection[GroupId | None]) -> Tally:
    """The tally of these groups together; None among them stands for the voters without a group."""

    def total(mark: Mark | None) -> int:
        return sum(counts.get((group, mark), 0) for group in groups)

    return Tally({mark: total(mark) for mark in marks}, total(None))


def _adds(ballot: Ballot | None) -> Iterable[Count]:
    if ballot is not None:
        yield ballot.group, None
        for mark in ballot.choices:
            yield ballot.group, mark
