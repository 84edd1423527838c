"""What one phone sees of its own ballots: read by the key that only the poll's K can make from its voter."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from server.files.keys import Keys
from server.store import ballots, final_lists
from server.store.ballots import BallotKey, Recorded
from server.store.compiled import Link, linked
from server.store.database import Connection
from votes import receipt
from votes.marks import told
from votes.model import GroupId, Mark, Option, OptionId, Poll, PollId, PollState, Voter, VoterId, Way


@dataclass(frozen=True, slots=True)
class OwnBallot:
    """``choices``, those that are marked, in the list's order; ``grades``, where they are graded, name theirs.

    None of it is there where not ``is_told``: the ballot was recorded while the voter had another phone. ``way`` is how
    it came in: what two people keyed from paper is not changed on a phone.
    """

    choices: tuple[Option, ...]
    revision: int
    receipt: str
    marks: frozenset[Mark]
    grades: Mapping[OptionId, str] = field(default_factory=dict)
    is_told: bool = True
    way: Way = Way.PHONE

    @property
    def is_on_paper(self) -> bool:
        return self.way is Way.PAPER


async def read_own(
    connection: Connection, keys: Keys, voter: Voter, polls: tuple[Poll, ...], sharing: GroupId | None = None
) -> Mapping[PollId, OwnBallot]:
    """The ballots of the voter, or of the group that shares them, in those of the polls where one is cast.

    After close nobody can tell any more which is whose; only what a group shares has its group's name on it still.
    """
    boxes = boxes_of(keys, voter.id, polls, sharing)
    found = await linked(connection, lambda link: ballots.recorded(link, set(boxes.values())))
    own = own_of(keys, voter, polls, Cast(boxes, found))
    if sharing is None or voter.device:
        return own
    closed = [poll for poll in polls if poll.id not in boxes and poll.state is not PollState.DRAFT]
    shared = await linked(connection, lambda link: {poll.id: _shared(link, poll, sharing) for poll in closed})
    return own | {poll: ballot for poll, ballot in shared.items() if ballot}


def boxes_of(
    keys: Keys, voter: VoterId, polls: tuple[Poll, ...], sharing: GroupId | None = None
) -> dict[PollId, BallotKey]:
    """The ballot that is the voter's, or its group's, in each of the polls that has a K."""
    return {poll.id: BallotKey(poll.id, key) for poll in polls if (key := keys.voter_key(poll.id, voter, sharing))}


class Cast(NamedTuple):
    """Ballots on the disk, a voter's among them: found in ``boxes``."""

    boxes: Mapping[PollId, BallotKey]
    found: Mapping[BallotKey, Recorded]


def own_of(keys: Keys, voter: Voter, polls: tuple[Poll, ...], cast: Cast) -> dict[PollId, OwnBallot]:
    """Those that are cast, as the phone that the voter has now may see them."""
    own = {}
    for poll in polls:
        if recorded := cast.found.get(cast.boxes[poll.id]) if poll.id in cast.boxes else None:
            phone = keys.phone_mark(poll.id, voter.id, voter.device) if voter.device else b""
            own[poll.id] = _own(poll, recorded, is_told=recorded.may_be_told(voter.device, phone))
    return own


def _shared(link: Link, poll: Poll, group: GroupId) -> OwnBallot | None:
    """A group's one ballot, by the lists; None where it cast none, or is counted together with others."""
    lists = final_lists.lists_of(link, poll.id)
    tags = [tag for tag, whose in lists.ballots if whose == group]
    marks = {mark for mark, made in lists.marks.items() if any(whose == group for _, whose in made)}
    return _ballot(poll, marks, 1, tags[0]) if len(tags) == 1 else None


def codes_of(own: Mapping[PollId, OwnBallot]) -> dict[PollId, str]:
    return {poll: ballot.receipt for poll, ballot in own.items()}


def options_for(poll: Poll, voter: VoterId) -> tuple[Option, ...]:
    """The list in the order this phone shows it: always the same on one phone, another on the next if shuffled."""
    if poll.option_order != "shuffled":
        return poll.options
    return tuple(sorted(poll.options, key=lambda option: hashlib.sha256(f"{voter} {option.id}".encode()).digest()))


def next_poll(polls: tuple[Poll, ...], own: Mapping[PollId, OwnBallot]) -> Poll | None:
    """The first open poll that this voter has not voted in."""
    return next((poll for poll in polls if poll.state is PollState.OPEN and poll.id not in own), None)


def _own(poll: Poll, recorded: Recorded, *, is_told: bool) -> OwnBallot:
    tag, revision, way = receipt.ballot_tag(poll.id, recorded.nonce), recorded.revision, recorded.way
    if not is_told:
        code = receipt.code(tag)
        return OwnBallot(choices=(), revision=revision, receipt=code, marks=frozenset(), is_told=False, way=way)
    return replace(_ballot(poll, recorded.ballot.choices, revision, tag), way=way)


def _ballot(poll: Poll, marks: Collection[Mark], revision: int, tag: bytes) -> OwnBallot:
    grades = told(marks, [grade.name for grade in poll.grades]) if poll.grades else {}
    marked = grades if poll.grades else marks
    choices = tuple(option for option in poll.options if option.id in marked)
    return OwnBallot(
        choices=choices, revision=revision, receipt=receipt.code(tag), marks=frozenset(marks), grades=grades
    )
