"""The count rows: the one truth of a running tally, kept in the transaction of the ballots."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sqlalchemy import func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from server.store.prepared import Link, Prepared, Values, row_binds, row_names, run_rows
from server.store.tables import counts, polls
from votes.model import Counts, GroupId, OptionId, PollId, SessionId

_SERVER = "1"  # one server writes a SQLite file; several will each add to rows of their own


def add(link: Link, poll: PollId, change: Counts) -> None:
    """Add ``change`` to the poll's rows."""
    rows: list[Values] = [
        (poll, group or "", option or "", _SERVER, votes) for (group, option), votes in change.items()
    ]
    run_rows(link, _upsert, rows)


@cache
def _upsert(size: int) -> Prepared:
    key = ["poll", "grp", "option", "server"]
    names = [*key, "votes"]
    new = insert(counts).values(row_binds(names, size))
    added = new.on_conflict_do_update(index_elements=key, set_={"votes": counts.c.votes + new.excluded.votes})
    return Prepared(added, row_names(names, size))


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
