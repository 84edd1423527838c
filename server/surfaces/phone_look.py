"""Who asks for a page that a hall shares, and what the database says of them: looked up many at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from server.files.keys import Keys
from server.live.own_ballots import boxes_of
from server.live.snapshots import Room
from server.store import ballots, tickets, voters
from server.store.ballots import BallotKey, Recorded
from server.store.compiled import Link
from server.store.took_part import who_took_part
from votes.model import Poll, PollId, PollState, Voter
from votes.result import Result


@dataclass(frozen=True, slots=True)
class Asked:
    """A request in order, of somebody who says to be a voter of a session that is in memory."""

    room: Room
    results: tuple[tuple[Poll, Result], ...]
    token_hash: bytes
    cookies: Mapping[str, str]
    language: str
    host: str
    takes_gzip: bool

    @property
    def voted_polls(self) -> tuple[Poll, ...]:
        """Those in which the voter may have a ballot."""
        return tuple(poll for poll in self.room.polls if poll.state is not PollState.DRAFT)


@dataclass(frozen=True, slots=True)
class Known:
    """The voter as of now, None for nobody, whether they took part in questions, and what there is in their boxes.

    ``is_nobodys``: the credential was never a voter's, or never one of ours.
    """

    voter: Voter | None
    is_nobodys: bool
    took_part: bool
    boxes: Mapping[PollId, BallotKey]
    recorded: Mapping[BallotKey, Recorded]


def find_with(kept: Keys) -> Callable[[Link, Sequence[Asked]], Sequence[Known]]:
    def find(link: Link, asked: Sequence[Asked]) -> Sequence[Known]:
        present = voters.by_tokens(link, {each.token_hash for each in asked})
        held = [present.get(each.token_hash) for each in asked]
        both = list(zip(asked, held, strict=True))
        boxes = [boxes_of(kept, voter.id, each.voted_polls) if voter else {} for each, voter in both]
        recorded = ballots.recorded(link, {box for each in boxes for box in each.values()})
        took_part = who_took_part(link, {voter.id for each, voter in both if voter and each.room.questions})
        unheld = [each.token_hash for each, voter in both if not voter]
        lost = tickets.why_displaced(link, unheld) if unheld else {}
        return [
            Known(
                voter=voter,
                is_nobodys=voter is None and each.token_hash not in lost,
                took_part=voter is not None and voter.id in took_part,
                boxes=own,
                recorded=recorded,
            )
            for (each, voter), own in zip(both, boxes, strict=True)
        ]

    return find
