"""What a ballot's page says of other lists: which have arrived already, and why there is a run-off."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from server.live.snapshots import Room
from server.surfaces.phone_reads import ResultEntry
from votes.model import Poll, PollId, PollState


class Received(NamedTuple):
    """An open list that was sent from here, by its number among those that are open together."""

    number: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Runoff:
    """Between whom a run-off is, and for which places. ``votes`` is how many each has, where everybody may know."""

    titles: tuple[str, ...]
    votes: int | None
    first: int
    last: int


def received(room: Room, sent: Collection[PollId], poll: Poll) -> tuple[Received, ...]:
    """What is said above a list that is filled in for the first time; members of a group are told otherwise."""
    if room.session.shares_ballots or poll.id in sent:
        return ()
    together = [each for each in room.polls if each.state is PollState.OPEN]
    return tuple(Received(at, each.title) for at, each in enumerate(together, start=1) if each.id in sent)


def runoff_of(room: Room, results: Sequence[ResultEntry], poll: Poll) -> Runoff | None:
    """None for a list that is no run-off. Of the first list nothing is told but what the run-off tells by itself."""
    first = room.poll(poll.runoff_of) if poll.runoff_of else None
    if first is None:
        return None
    place = first_place(room, poll)
    titles = tuple(option.title for option in poll.options)
    return Runoff(titles=titles, votes=_votes(results, first), first=place, last=place + poll.winners - 1)


def first_place(room: Room, poll: Poll) -> int:
    """The first of the places that it is for; a run-off of a run-off is for some of that one's."""
    first = room.poll(poll.runoff_of) if poll.runoff_of else None
    return first_place(room, first) + first.winners - poll.winners if first else 1


def _votes(results: Sequence[ResultEntry], first: Poll) -> int | None:
    """Only where the first list's result is public, and people voted for its items: means are no votes."""
    result = next((each.result for each in results if each.poll.id == first.id), None)
    if result is None or result.tie is None or first.grades:
        return None
    return result.of(result.tie.options)[0].votes
