"""A poll's key K and the poll belong together: with another K a voter could vote twice."""

from __future__ import annotations

import logging

from server.core.context import Context
from server.store import polls
from server.store.database import Connection
from votes.model import PollId

log = logging.getLogger(__name__)


async def give_key(context: Context, connection: Connection, poll: PollId) -> None:
    """K for a poll that opens in this transaction, in which what K is known by stands too. Raises OSError.

    Before the commit, since an open poll always has its K; after the rules, since no other poll has one.
    """
    await polls.keep_key_check(connection, poll, context.keys.make(poll))


async def check_keys(context: Context) -> None:
    """Compare the K of every open poll with what it is known by. One that differs is as good as none. At start.

    A poll of the time before that was written down has the K that is there.
    """
    async with context.database.read() as connection:
        held = await polls.key_checks(connection)
    for poll, known_by in held.items():
        if known_by:
            context.keys.expect(poll, known_by)
        found = context.keys.check_value(poll)
        if found is None:
            log.error("poll %s is open, and its key is missing or another one: it takes no ballots", poll)
        elif not known_by:
            async with context.database.write() as connection:
                await polls.keep_key_check(connection, poll, found)
