"""How many of a poll's ballots came otherwise than from a phone, or are blank: kept in the ballots' transaction."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.ext.asyncio import AsyncConnection

from server.store.compiled import Link, ManyRows, Prepared, linked
from server.store.sheet_tables import ways
from votes.model import PollId, Ways

SPOILED, BLANK, REPLACED = "spoiled", "blank", "replaced"


def add(link: Link, poll: PollId, change: Mapping[str, int]) -> None:
    """Add ``change``, by the name of the way, or of what else is counted.

    SPOILED are sheets that are no ballots, BLANK ballots without a mark, REPLACED sheets in the place of what a phone
    had sent.
    """
    _upsert.run(link, [(poll, way, number) for way, number in change.items() if number])


def _adding(new: Insert) -> Insert:
    return new.on_conflict_do_update(
        index_elements=["poll", "way"], set_={"number": ways.c.number + new.excluded.number}
    )


_upsert = ManyRows(ways, ["poll", "way", "number"], _adding)


def of(link: Link, poll: PollId) -> Ways:
    return Ways(**{str(way): int(number) for way, number in _query.rows(link, (poll,))})


_query = Prepared(select(ways.c.way, ways.c.number).where(ways.c.poll == bindparam("poll")), ["poll"])


async def of_poll(connection: AsyncConnection, poll: PollId) -> Ways:
    return await linked(connection, lambda link: of(link, poll))
