"""Casting a ballot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from server.desk import Desk
from server.errors import Busy, Conflict, NoBallot
from server.store import ballots, polls
from server.store.ballots import BallotKey, Receipt
from server.store.prepared import linked
from server.writer import Submission, must_be_open, submission_digest
from votes import lifecycle, receipt
from votes.ballot import read_choices
from votes.errors import BadBallot
from votes.model import OptionId, Poll, PollId, PollState, VoterId

Answered = Callable[[Receipt | Exception], None]


@dataclass(frozen=True, slots=True)
class Paper:
    """A ballot as it was handed in: unread marks, and what ``cast_ballot`` needs beside them."""

    choices: Sequence[OptionId]
    id: str | None = None
    revision: int | None = None
    nonce: bytes | None = None


async def cast_ballot(desk: Desk, voter: VoterId, poll: PollId, paper: Paper) -> Receipt:
    """Record this voter's ballot, or replace it; returns once it is durable.

    Safe to repeat with the same ``id``: the first answer comes again, whatever else the repeat says.
    Raises BadBallot, NotOpen, PollClosed, StaleRevision, Busy.
    """
    definition = await definition_of(desk, poll)
    voter_key = desk.keys.voter_key(poll, voter)
    if voter_key is None:
        read_choices(definition, paper.choices)
        must_be_open(lifecycle.settled(definition, desk.clock()))
        raise Conflict("The key of this poll is missing on the server; ask the host to copy the poll and vote again.")
    box = BallotKey(poll, voter_key)
    try:
        submission = _submission(definition, box, voter, paper)
    except BadBallot:
        if paper.id and (answer := await _first_answer(desk, box, submission_digest(box, paper.id))):
            return answer
        raise
    return await desk.ballot_box.submit(submission)


def hand_in_ballot(desk: Desk, voter: VoterId, poll: Poll, paper: Paper, answered: Answered) -> bool:
    """As ``cast_ballot``, without waiting: ``answered`` gets the receipt, or why not. ``poll`` has opened.

    False, and nothing is done, where that takes more than a look: a poll without its key, a ballot that breaks the
    poll's rule, a full queue. ``cast_ballot`` knows what to do with those.
    """
    voter_key = desk.keys.voter_key(poll.id, voter)
    if voter_key is None:
        return False
    try:
        submission = _submission(poll, BallotKey(poll.id, voter_key), voter, paper)
        desk.ballot_box.hand_in(submission, answered)
    except (BadBallot, Busy):
        return False
    return True


def _submission(poll: Poll, box: BallotKey, voter: VoterId, paper: Paper) -> Submission:
    digest = submission_digest(box, paper.id) if paper.id else None
    return Submission(box, digest, voter, read_choices(poll, paper.choices), paper.nonce, paper.revision)


async def definition_of(desk: Desk, poll: PollId) -> Poll:
    """The poll with its options; from memory once it has opened, since they cannot change any more."""
    if poll in desk.opened:
        return desk.opened[poll]
    async with desk.database.read() as connection:
        found = await polls.get(connection, poll)
    desk.remember(found)
    return found


async def _first_answer(desk: Desk, box: BallotKey, digest: bytes) -> Receipt | None:
    async with desk.database.read() as connection:
        found = (await linked(connection, lambda link: ballots.recorded(link, {box}))).get(box)
    return found.answer_to(digest) if found else None


async def recorded_ballot(desk: Desk, voter: VoterId, poll: PollId) -> tuple[tuple[OptionId, ...], Receipt]:
    """What this voter has cast, in the list's order. Raises PollClosed after close, NoBallot where there is none."""
    async with desk.database.read() as connection:
        definition = await polls.get(connection, poll)
        if definition.state is not PollState.DRAFT:
            must_be_open(lifecycle.settled(definition, desk.clock()))
        voter_key = desk.keys.voter_key(poll, voter)
        key = BallotKey(poll, voter_key or b"")
        found = (await linked(connection, lambda link: ballots.recorded(link, {key}))).get(key)
    if found is None:
        raise NoBallot("Nothing is cast in this poll yet.")
    tag = receipt.ballot_tag(poll, found.nonce)
    choices = tuple(option.id for option in definition.options if option.id in found.ballot.choices)
    return choices, Receipt(receipt.code(tag), found.revision)
