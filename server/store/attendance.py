"""How many were in when each list closed, by group."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.store import voters
from server.store.tables import attendance, polls
from votes.model import GroupId, Poll, PollId, SessionId

Joined = Mapping[GroupId | None, int]


async def keep(connection: AsyncConnection, poll: Poll) -> None:
    """Write down who is in, the first time that the poll is saved as closed."""
    if await connection.scalar(select(attendance.c.poll).where(attendance.c.poll == poll.id).limit(1)):
        return
    joined = await voters.joined(connection, poll.session)
    rows = {"": 0, **{group or "": number for group, number in joined.items()}}  # also that nobody was in
    await connection.execute(
        insert(attendance), [{"poll": poll.id, "grp": group, "number": number} for group, number in rows.items()]
    )


async def of_session(connection: AsyncConnection, session: SessionId) -> dict[PollId, dict[GroupId | None, int]]:
    """A list that closed before this was written down is absent, and so is one that is not closed."""
    query = (
        select(attendance.c.poll, attendance.c.grp, attendance.c.number)
        .join(polls, polls.c.id == attendance.c.poll)
        .where(polls.c.session == session)
    )
    found: dict[PollId, dict[GroupId | None, int]] = {}
    for poll, group, number in await connection.execute(query):
        of_poll = found.setdefault(PollId(poll), {})
        if number:
            of_poll[GroupId(group) if group else None] = number
    return found
