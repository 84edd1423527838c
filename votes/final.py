"""What stays of a poll's ballots once it is closed: lists of tags, none of which says what belongs together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from votes.groups import joint_id
from votes.model import Ballot, GroupId, OptionId, PollId
from votes.receipt import ballot_tag, mark_tag

Tagged = tuple[bytes, GroupId | None]


@dataclass(frozen=True, slots=True)
class FinalLists:
    """Ballot tags, and per option the tags of its marks: each list sorted by tag, each tag with its group.

    Groups that are too small to be counted apart are one (``joint_id``). Options that nobody marked are absent.
    A tag stands twice where two phones drew the same nonce, which chance does not do: both ballots count.
    """

    ballots: tuple[Tagged, ...]
    marks: Mapping[OptionId, tuple[Tagged, ...]]


def final_lists(poll: PollId, ballots: Iterable[tuple[Ballot, bytes]], merged: Sequence[GroupId | None]) -> FinalLists:
    """The lists of these ballots, each given with its nonce of 16 bytes; their order leaves no trace.

    Raises ValueError as ``mark_tag`` does.
    """
    joint = joint_id(merged)
    cast: list[Tagged] = []
    marks: dict[OptionId, list[Tagged]] = {}
    for ballot, nonce in ballots:
        group = joint if ballot.group in merged else ballot.group
        cast.append((ballot_tag(poll, nonce), group))
        for option in ballot.choices:
            marks.setdefault(option, []).append((mark_tag(poll, option, nonce), group))
    return FinalLists(_sorted(cast), {option: _sorted(marks[option]) for option in sorted(marks)})


def joined(parts: Sequence[FinalLists]) -> FinalLists:
    """The lists of all these ballots together, as if ``final_lists`` had been given them at once."""
    options = sorted({option for part in parts for option in part.marks})
    marks = {option: _sorted(chain.from_iterable(part.marks.get(option, ()) for part in parts)) for option in options}
    return FinalLists(_sorted(chain.from_iterable(part.ballots for part in parts)), marks)


def _sorted(tagged: Iterable[Tagged]) -> tuple[Tagged, ...]:
    return tuple(sorted(tagged, key=lambda each: (each[0], each[1] or "")))
