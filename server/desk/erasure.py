"""After close: lists of tags take the ballots' place, and what could lead from a voter to them is erased.

Four steps, each on disk before the next: the lists; the ballots deleted, once the lists have been counted again; the
log cut; K overwritten. Whatever ends the server in between, the next start goes on where it stood.
"""

from __future__ import annotations

import asyncio
import logging

from server.desk import Desk
from server.store import ballots, counts, final, sessions, voters
from server.store.final import Stage
from server.store.prepared import Link
from votes import tally
from votes.final import final_lists, recount
from votes.groups import merged_groups, with_merged
from votes.model import PollId, Session, SessionId

LOG_TRIES = 20
LOG_PAUSE_S = 0.1

log = logging.getLogger(__name__)


class CountsDiffer(Exception):
    """The final lists say something else than the running counts. Nothing is deleted."""


async def finish_closing(desk: Desk) -> None:
    """Bring the erasure of every closed poll to its end. Safe to repeat; one that fails does not keep the others."""
    async with desk.database.read() as connection:
        waiting = await final.unfinished(connection)
    for poll, session, stage in waiting:
        if poll in desk.disputed:
            continue
        try:
            await _finish(desk, session, poll, stage)
        except CountsDiffer:
            log.critical("poll %s: its ballots and its counts differ; both are kept, and nothing is erased", poll)
            desk.disputed.add(poll)
            desk.tell(session)


async def _finish(desk: Desk, session: SessionId, poll: PollId, stage: Stage | None) -> None:
    if stage is None:
        await list_ballots(desk, session, poll)
    if stage in (None, Stage.LISTED):
        await empty_box(desk, session, poll)
    await erase_key(desk, poll)


async def list_ballots(desk: Desk, session: SessionId, poll: PollId) -> None:
    """Write the final lists, in which groups too small to be counted apart are one. Raises CountsDiffer."""
    async with desk.database.read() as connection:
        kept = await sessions.get(connection, session)
    await desk.database.transact(lambda link: _list(link, poll, kept))


def _list(link: Link, poll: PollId, session: Session) -> None:
    cast = ballots.of_poll(link, poll)
    counted = tally.count(each.ballot for each in cast)
    if counted != counts.of(link, poll):
        raise CountsDiffer
    merged = merged_groups(counted, session.groups, session.smallest_group)
    final.add_lists(link, poll, final_lists(poll, ((each.ballot, each.nonce) for each in cast), merged))
    final.add_answers(link, poll, (answer for each in cast for answer in each.every_answer))
    voters.keep_groups(link, session.id)
    final.reach(link, poll, Stage.LISTED)


async def empty_box(desk: Desk, session: SessionId, poll: PollId) -> None:
    """Count what is on the disk once more, then delete the ballots and the votes of groups too small to show.

    Raises CountsDiffer.
    """
    async with desk.database.read() as connection:
        kept = await sessions.get(connection, session)
    await desk.database.transact(lambda link: _empty(link, poll, kept))


def _empty(link: Link, poll: PollId, session: Session) -> None:
    counted = counts.of(link, poll)
    published = with_merged(counted, merged_groups(counted, session.groups, session.smallest_group))
    if recount(final.lists_of(link, poll)) != published:
        raise CountsDiffer
    turnout = {key: n for key, n in counted.items() if key[1] is None}  # how many of each group voted is no secret
    votes = {key: n for key, n in published.items() if key[1] is not None}
    counts.replace(link, poll, {**turnout, **votes})
    ballots.erase(link, poll)
    final.reach(link, poll, Stage.EMPTIED)


async def erase_key(desk: Desk, poll: PollId) -> None:
    """Cut the log, in which the ballots still stand, then overwrite and unlink K."""
    desk.keys.forget(poll)
    for _ in range(LOG_TRIES):
        if await desk.database.empty_log():
            break
        await asyncio.sleep(LOG_PAUSE_S)
    else:
        raise TimeoutError("a reader keeps the log from being emptied")
    await asyncio.to_thread(desk.keys.erase, poll)
    await desk.database.transact(lambda link: final.reach(link, poll, Stage.ERASED))
