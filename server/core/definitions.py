"""The definitions of polls that have opened, kept in memory."""

from __future__ import annotations

from server.core.context import Context
from server.store import polls, sessions
from votes.model import Poll, PollId


async def definition_of(context: Context, poll: PollId) -> Poll:
    """The poll with its options; from memory once it has opened, since they cannot change any more."""
    if poll in context.memory.opened:
        return context.memory.opened[poll]
    async with context.database.read() as connection:
        found = await polls.get(connection, poll)
        if found.session not in context.memory.sharing:
            context.memory.keep_session(await sessions.get(connection, found.session))
    context.memory.keep_poll(found)
    return found
