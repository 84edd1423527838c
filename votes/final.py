"""What stays of a poll's ballots once it is closed: lists of tags, none of which says what belongs together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from votes.groups import joint_id
from votes.model import Ballot, GroupId, Mark, PollId
from votes.receipt import ballot_tag, mark_tag

Tagged = tuple[bytes, GroupId | None]


@dataclass(frozen=True, slots=True)
class FinalLists:
    """Ballot tags, and per mark the tags of those who made it: each list sorted by tag, each tag with its group.

    Groups that are too small to be counted apart are one (``joint_id``). Marks that nobody made are absent.
    A tag stands twice where two phones drew the same nonce, which chance does not do: both ballots count.
    """

    ballots: tuple[Tagged, ...]
    marks: Mapping[Mark, tuple[Tagged, ...]]


def final_lists(poll: PollId, ballots: Iterable[tuple[Ballot, bytes]], merged: Sequence[GroupId | None]) -> FinalLists:
    """The lists of these ballots, each given with its nonce of 16 bytes; their order leaves no trace.

    Raises ValueError as ``mark_tag`` does.
    """
    joint = joint_id(merged)
    cast: list[Tagged] = []
    marks: dict[Mark, list[Tagged]] = {}
    for ballot, nonce in ballots:
        group = joint if ballot.group in merged else ballot.group
        cast.append((ballot_tag(poll, nonce), group))
        for mark in ballot.choices:
            marks.setdefault(mark, []).append((mark_tag(poll, mark, nonce), group))
    return FinalLists(_sorted(cast), {mark: _sorted(marks[mark]) for mark in sorted(marks)})


def joined(parts: Sequence[FinalLists]) -> FinalLists:
    """The lists of all these ballots together, as if ``final_lists`` had been given them at once."""
    marked = sorted({mark for part in parts for mark in part.marks})
    marks = {mark: _sorted(chain.from_iterable(part.marks.get(mark, ()) for part in parts)) for mark in marked}
    return FinalLists(_sorted(chain.from_iterable(part.ballots for part in parts)), marks)


def _sorted(tagged: Iterable[Tagged]) -> tuple[Tagged, ...]:
    return tuple(sorted(tagged, key=lambda each: (each[0], each[1] or "")))
