"""Joining a session, and changing the group before voting."""

from __future__ import annotations

from server.core.context import Context
from server.errors import FieldError, NeedsTicket, UnknownGroup
from server.files import keys
from server.store import ballots, polls, sessions, voters
from server.store.ballots import BallotKey
from server.store.compiled import linked
from server.store.voters import NewVoter
from votes.model import GroupId, SessionId, Voter, VoterId


async def join(context: Context, session: SessionId, group: GroupId | None, token: str) -> Voter:
    """The voter who holds ``token``, once it is durable. Safe to repeat: the same token is the same voter.

    Raises UnknownGroup, also for none where the members of a group share one ballot; NeedsTicket.
    """
    if session not in context.memory.sharing:
        async with context.database.read() as connection:
            context.memory.keep_session(await sessions.get(connection, session))
    if session in context.memory.ticketed:
        raise NeedsTicket("This meeting lets in by ticket. Scan yours, or ask the people at the door.")
    if context.memory.sharing[session]:
        _needs_group(group)
    new = NewVoter(Voter(VoterId(keys.new_id()), session, group), keys.token_hash(token))
    return await context.queues.joins.submit(new)


async def change_group(context: Context, voter: VoterId, group: GroupId | None) -> Voter:
    """The voter, moved unless a ticket says which group, or a ballot is recorded, its own or the one its group shares.


    Once a poll has closed nobody knows who has voted in it, so that every voter who is in stays.

    Safe to repeat. Raises UnknownGroup.
    """
    async with context.database.write() as connection:
        present = await voters.get(connection, voter)
        if present.group == group or present.stays or present.session in context.memory.ticketed:
            return present
        session = await sessions.get(connection, present.session)
        if group and group not in {each.id for each in session.groups}:
            raise UnknownGroup(FieldError("group", "This session has no such group; choose one of its own."))
        if session.shares_ballots:
            _needs_group(group)
        held = await polls.of_session(connection, present.session)
        found = [(poll.id, context.keys.voter_key(poll.id, voter, session.sharing(present))) for poll in held]
        boxes = {BallotKey(poll, key) for poll, key in found if key}
        if await linked(connection, lambda link: ballots.recorded(link, boxes)):
            return present
        await voters.move(connection, voter, group)
    context.notifier.session_changed(present.session)
    return Voter(voter, present.session, group)


def _needs_group(group: GroupId | None) -> None:
    if group is None:
        raise UnknownGroup(FieldError("group", "Choose your group: its members share one ballot."))
