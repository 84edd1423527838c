"""The definitions of polls that have opened, kept in memory."""

from __future__ import annotations

from server.core.context import Desk
from server.store import polls, sessions
from votes.model import Poll, PollId


async def definition_of(desk: Desk, poll: PollId) -> Poll:
    """The poll with its options; from memory once it has opened, since they cannot change any more."""
    if poll in desk.opened:
        return desk.opened[poll]
    async with desk.database.read() as connection:
        found = await polls.get(connection, poll)
        if found.session not in desk.sharing:
            desk.know(await sessions.get(connection, found.session))
    desk.remember(found)
    return found
