"""What was decided about ties: rows ↔ nouns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from server.store import counts, polls
from server.store.tables import polls as poll_rows
from server.store.tables import ties
from votes.errors import TieSettled
from votes.lifecycle import settled
from votes.model import OptionId, Poll, PollId, SessionId, TieRule
from votes.result import is_judged, outcome
from votes.ties import Decision


async def add(connection: AsyncConnection, poll: Poll, decision: Decision) -> None:
    """Raises TieSettled where a decision stands already."""
    try:
        await connection.execute(
            insert(ties).values(
                poll=poll.id,
                method=decision.method.value,
                seed=decision.seed,
                reason=decision.reason,
                chosen=" ".join(decision.options),
                runoff=decision.poll,
            )
        )
    except IntegrityError:
        raise TieSettled("This tie is settled already, and that is final.", poll.state) from None


async def remove(connection: AsyncConnection, poll: PollId) -> None:
    """Take back a decision that came to nothing: a run-off in which nobody got a vote."""
    await connection.execute(delete(ties).where(ties.c.poll == poll))


async def of_session(connection: AsyncConnection, session: SessionId) -> Mapping[PollId, Decision]:
    """The decisions as they were made, without the outcome of run-offs."""
    query = select(ties).join(poll_rows, poll_rows.c.id == ties.c.poll).where(poll_rows.c.session == session)
    return {PollId(row.poll): _decision(row) for row in await connection.execute(query)}


async def of_poll(
    connection: AsyncConnection, poll: PollId, now: datetime, is_known: Callable[[Poll], bool]
) -> Decision | None:
    """The decision on this poll's tie, with the outcome of a run-off that is over, if ``is_known`` says so of it."""
    row = (await connection.execute(select(ties).where(ties.c.poll == poll))).one_or_none()
    decision = _decision(row) if row else None
    if decision is None or decision.poll is None:
        return decision
    runoff = settled(await polls.get(connection, decision.poll), now)
    if not is_judged(runoff.state) or not is_known(runoff):
        return decision
    found = await counts.of_poll(connection, runoff.id)
    its_own = await of_poll(connection, runoff.id, now, is_known)
    return replace(decision, outcome=outcome(runoff, found, its_own), then=its_own)


def _decision(row: Row[tuple[object, ...]]) -> Decision:
    return Decision(
        method=TieRule(row.method),
        seed=row.seed,
        reason=row.reason,
        options=tuple(OptionId(each) for each in row.chosen.split()),
        poll=PollId(row.runoff) if row.runoff else None,
    )
