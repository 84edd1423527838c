"""Casting a ballot."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from server.core.context import Context
from server.core.definitions import definition_of
from server.core.queues import Submission
from server.errors import Busy, Conflict, NoBallot
from server.store import ballots, final_lists, polls, sessions, voters
from server.store.ballots import BallotKey, Receipt
from server.store.compiled import linked
from server.writers.ballots import must_be_open
from votes import lifecycle, receipt
from votes.ballot import Written, read_ballot
from votes.errors import BadBallot
from votes.model import GroupId, Mark, Poll, PollId, PollState, SessionId, VoterId, Way

NONE_CAST = "Nothing is cast in this poll yet."
Answered = Callable[[Receipt | Exception], None]


class HandedIn(NamedTuple):
    """A ballot as it was handed in: unread marks, and what ``cast_ballot`` needs beside them.

    ``device`` is which of the voter's phones it comes from. ``digest`` stands for what the phone calls the submission
    (``keys.submission_digest``), None where it does not. ``way`` is how it came in; ``is_form``: by a page's form.
    """

    written: Written
    digest: bytes | None = None
    revision: int | None = None
    nonce: bytes | None = None
    device: int = 0
    way: Way = Way.PHONE
    is_form: bool = False


async def cast_ballot(context: Context, voter: VoterId, poll: PollId, paper: HandedIn) -> Receipt:
    """Record this voter's ballot, or replace it, or that of the group it shares one with; returns once it is durable.

    Safe to repeat with the same ``digest``: the first answer comes again, whatever else the repeat says; a form's with
    other choices is stale, since whoever went back on the page means what they chose then.
    Raises BadBallot, NotOpen, PollClosed, StaleRevision, Busy.
    """
    definition = await definition_of(context, poll)
    sharing = await sharing_of(context, definition.session, voter)
    box = own_box(context, poll, voter, sharing)
    if box is None:
        if paper.digest and (answer := await _final_answer(context, poll, paper.digest)):
            return answer
        read_ballot(definition, paper.written)
        must_be_open(lifecycle.settled(definition, context.clock()))
        raise key_is_missing()
    try:
        submission = _submission(context, definition, box, voter, paper, sharing)
    except BadBallot:
        if paper.digest and (answer := await _first_answer(context, box, paper.digest)):
            return answer
        raise
    return await context.queues.ballots.submit(submission)


def hand_in_ballot(context: Context, voter: VoterId, poll: Poll, paper: HandedIn, answered: Answered) -> bool:
    """As ``cast_ballot``, without waiting: ``answered`` gets the receipt, or why not. ``poll`` has opened.

    False, and nothing is done, where that takes more than a look: a poll without its key, a ballot that breaks the
    poll's rule, one that a group shares, a full queue. ``cast_ballot`` knows what to do with those.
    """
    box = own_box(context, poll.id, voter, None)
    if box is None or context.memory.sharing.get(poll.session) is not False:
        return False
    try:
        submission = _submission(context, poll, box, voter, paper)
        context.queues.ballots.hand_in(submission, answered)
    except (BadBallot, Busy):
        return False
    return True


def own_box(context: Context, poll: PollId, voter: VoterId, sharing: GroupId | None) -> BallotKey | None:
    """The ballot that is this voter's, alone or shared; None where the poll has no K."""
    voter_key = context.keys.voter_key(poll, voter, sharing)
    return BallotKey(poll, voter_key) if voter_key else None


def _submission(
    context: Context, poll: Poll, box: BallotKey, voter: VoterId, paper: HandedIn, sharing: GroupId | None = None
) -> Submission:
    marks = read_ballot(poll, paper.written)
    grades = tuple(grade.name for grade in poll.grades)
    return Submission(
        phone=context.keys.phone_mark(poll.id, voter, paper.device) if paper.device else b"",
        box=box,
        digest=paper.digest,
        voter=voter,
        choices=marks,
        nonce=paper.nonce,
        revision=paper.revision,
        sharing=sharing,
        device=paper.device,
        grades=grades,
        way=paper.way,
        is_form=paper.is_form,
    )


def key_is_missing() -> Conflict:
    return Conflict("The key of this poll is missing on the server; ask the host to copy the poll and vote again.")


async def sharing_of(context: Context, session: SessionId, voter: VoterId) -> GroupId | None:
    """The group whose one ballot is this voter's too, as of now: the writer looks again. Raises Conflict for none."""
    if context.memory.sharing.get(session) is False:
        return None
    async with context.database.read() as connection:
        kept = await sessions.get(connection, session)
        group = kept.sharing(await voters.get(connection, voter))
    context.memory.keep_session(kept)
    if kept.shares_ballots and group is None:
        raise Conflict("Choose your group first: its members share one ballot.")
    return group


async def _first_answer(context: Context, box: BallotKey, digest: bytes) -> Receipt | None:
    async with context.database.read() as connection:
        found = (await linked(connection, lambda link: ballots.recorded(link, {box}))).get(box)
    return found.answer_to(digest) if found else None


async def _final_answer(context: Context, poll: PollId, digest: bytes) -> Receipt | None:
    async with context.database.read() as connection:
        return await linked(connection, lambda link: final_lists.answer_to(link, poll, digest))


async def recorded_ballot(
    context: Context, voter: VoterId, poll: PollId
) -> tuple[Poll, frozenset[Mark] | None, Receipt]:
    """What this voter, or its group, has cast, and the poll by which that is read.

    No marks for a phone that a ticket moved to after that: the receipt alone. Raises PollClosed after close, NoBallot
    where there is none.
    """
    async with context.database.read() as connection:
        definition = await polls.get(connection, poll)
        if definition.state is not PollState.DRAFT:
            must_be_open(lifecycle.settled(definition, context.clock()))
        present = await voters.get(connection, voter)
        sharing = (await sessions.get(connection, definition.session)).sharing(present)
        key = own_box(context, poll, voter, sharing)
        if key is None:
            raise key_is_missing() if definition.state is PollState.OPEN else NoBallot(NONE_CAST)
        found = (await linked(connection, lambda link: ballots.recorded(link, {key}))).get(key)
    if found is None:
        raise NoBallot(NONE_CAST)
    tag = receipt.ballot_tag(poll, found.nonce)
    is_own = found.may_be_told(present.device, context.keys.phone_mark(poll, voter, present.device))
    return definition, found.ballot.choices if is_own else None, Receipt(receipt.code(tag), found.revision)
