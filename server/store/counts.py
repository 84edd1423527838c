"""The count rows: the one truth of a running tally, kept in the transaction of the ballots."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.ext.asyncio import AsyncConnection

from server.store.compiled import Link, ManyRows, Prepared, Values, linked
from server.store.tables import counts, polls
from votes.model import Counts, GroupId, OptionId, PollId, SessionId
from votes.tally import Count

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


def replace(link: Link, poll: PollId, found: Counts) -> None:
    """The poll's rows, all of them, are these from now on."""
    _clear.run(link, (poll,))
    add(link, poll, found)


_clear = Prepared(delete(counts).where(counts.c.poll == bindparam("poll")), ["poll"])


def of(link: Link, poll: PollId) -> dict[Count, int]:
    """What the poll's rows add up to; what came back to 0 is absent."""
    return {_key(group, option): int(votes) for group, option, votes in _sums.rows(link, (poll,)) if votes}


_sums = Prepared(
    select(counts.c.grp, counts.c.option, func.sum(counts.c.votes))
    .where(counts.c.poll == bindparam("poll"))
    .group_by(counts.c.grp, counts.c.option),
    ["poll"],
)


def _key(group: str, option: str) -> Count:
    return GroupId(group) if group else None, OptionId(option) if option else None


async def of_poll(connection: AsyncConnection, poll: PollId) -> Counts:
    return await linked(connection, lambda link: of(link, poll))


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
