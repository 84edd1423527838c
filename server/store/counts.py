"""The count rows: the one truth of a running tally, kept in the transaction of the ballots."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.ext.asyncio import AsyncConnection

from server.store.prepared import Link, ManyRows, Values
from server.store.tables import counts, polls
from votes.model import Counts, GroupId, OptionId, PollId, SessionId

_KEY = ("poll", "grp", "option", "server")
_SERVER = "1"  # one server writes a SQLite file; several will each add to rows of their own


def add(link: Link, poll: PollId, change: Counts) -> None:
    """Add ``change`` to the poll's rows."""
    rows: list[Values] = [
        (poll, group or "", option or "", _SERVER, votes) for (group, option), votes in change.items()
    ]
    _upsert.run(link, rows)


def _adding(new: Insert) -> Insert:
    return new.on_conflict_do_update(index_elements=_KEY, set_={"votes": counts.c.votes + new.excluded.votes})


_upsert = ManyRows(counts, [*_KEY, "votes"], _adding)


async def of_poll(connection: AsyncConnection, poll: PollId) -> Counts:
    table = counts.c
    query = select(table.grp, table.option, func.sum(table.votes)).where(table.poll == poll)
    rows = await connection.execute(query.group_by(table.grp, table.option))
    return {
        (GroupId(group) if group else None, OptionId(option) if option else None): int(votes)
        for group, option, votes in rows
    }


async def ballots_cast(connection: AsyncConnection, session: SessionId) -> Mapping[PollId, int]:
    """Ballots per poll of a session; a poll without any is absent."""
    table = counts.c
    query = (
        select(table.poll, func.sum(table.votes))
        .join(polls, polls.c.id == table.poll)
        .where(polls.c.session == session, table.option == "")
        .group_by(table.poll)
    )
    return {PollId(poll): int(number) for poll, number in await connection.execute(query)}
