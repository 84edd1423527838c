"""A poll's key K and the poll belong together: with another K a voter could vote twice."""

from __future__ import annotations

import logging
from contextlib import suppress

from server.core.context import Context
from server.errors import Busy
from server.store import polls
from server.store.database import Connection
from server.store.disk import SAID, Trouble
from votes.errors import WrongState
from votes.model import Poll, PollId

log = logging.getLogger(__name__)


async def give_key(context: Context, connection: Connection, poll: PollId) -> None:
    """K for a poll that opens in this transaction, in which what K is known by stands too: whichever way it opens.

    Before the commit, since an open poll always has its K; after the rules, since no other poll has one. Raises Busy
    where the disk has no room for the ballots, or takes no file.
    """
    context.database.require_room()
    try:
        known_by = context.keys.make(poll)
    except OSError as refused:
        log.error("poll %s cannot open, since its key could not be written: %s", poll, refused)
        raise Busy(SAID[Trouble.REFUSES]) from refused
    await polls.keep_key_check(connection, poll, known_by)


def require_undisputed(context: Context, poll: Poll) -> None:
    """Before a result becomes public. Raises WrongState for one whose ballots fit not its counts, or not its voters."""
    if poll.id in context.disputed:
        raise WrongState(
            "The ballots of this list do not agree with its counts or its voters, so it is not published.", poll.state
        )


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
            with suppress(Busy):  # the disk refuses, which is said elsewhere; the next start writes it down
                async with context.database.write() as connection:
                    await polls.keep_key_check(connection, poll, found)
