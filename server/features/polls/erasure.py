"""After close: lists of tags take the ballots' place, and what could lead from a voter to them is erased.

Four stages, each on disk before the next: the lists; the ballots deleted, once the lists have been counted again; the
log cut; K overwritten. They are taken in short steps, so that a large poll that closes does not keep the ballots of
others waiting, and every step can be repeated. Whatever ends the server in between, the next start goes on where it
stood.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from server.core.context import Context
from server.store import attendance, ballots, counts, sessions, sheets, voters, ways
from server.store import final_lists as final
from server.store.compiled import Link
from server.store.final_lists import Stage
from votes import tally
from votes.final import FinalLists, final_lists, joined
from votes.groups import held_together, merged_groups, with_merged
from votes.model import GroupId, PollId, Session, SessionId, Way, Ways
from votes.tally import Count

PAGE = 256  # ballots that are read and hashed at once
ROWS = 1_000  # that are written or deleted at once
LOG_TRIES = 20
LOG_PAUSE_S = 0.1

Done = TypeVar("Done")
Merged = Sequence[GroupId | None]

log = logging.getLogger(__name__)


class CountsDiffer(Exception):
    """The final lists say something else than the running counts, or than there are voters. Nothing is deleted."""


class ServerEnds(Exception):
    """The rest is for the next start."""


@dataclass(frozen=True, slots=True)
class _Box:
    """What some ballots come to: their counts, the ways they came in, their lists, the answers of their submissions."""

    counts: dict[Count, int]
    ways: Ways
    lists: FinalLists
    answers: list[tuple[bytes, bytes, int]]


async def finish_closing(context: Context) -> bool:
    """Bring the erasure of every closed poll to its end. Safe to repeat; one that fails does not keep the others.

    Whether nothing is left to try again.
    """
    async with context.database.read() as connection:
        waiting = await final.unfinished(connection)
    for poll, session, stage in waiting:
        if poll in context.disputed:
            continue
        try:
            await _finish(context, session, poll, stage)
        except ServerEnds:
            return True
        except CountsDiffer:
            log.critical("poll %s: its ballots fit not its counts or its voters; all is kept, nothing erased", poll)
            context.disputed.add(poll)
            context.notifier.session_changed(session)
        except Exception as failed:
            await _note_failure(context, session, poll, failed)
        else:
            _note_success(context, session, poll)
    context.unerased &= {poll for poll, _, _ in waiting}
    return not context.unerased


async def _note_failure(context: Context, session: SessionId, poll: PollId, failed: Exception) -> None:
    """Said once, to the log and on the console; unless its session was deleted between two steps, with everything."""
    if await _is_waiting(context, poll) and poll not in context.unerased:
        log.error("poll %s: what is to be erased after closing could not be; it is tried again", poll, exc_info=failed)
        context.unerased.add(poll)
        context.notifier.session_changed(session)


def _note_success(context: Context, session: SessionId, poll: PollId) -> None:
    if poll in context.unerased:
        context.unerased.discard(poll)
        context.notifier.session_changed(session)


async def _is_waiting(context: Context, poll: PollId) -> bool:
    async with context.database.read() as connection:
        return poll in {waiting for waiting, _, _ in await final.unfinished(connection)}


async def _finish(context: Context, session: SessionId, poll: PollId, stage: Stage | None) -> None:
    if stage is None:
        await list_ballots(context, session, poll)
    if stage in (None, Stage.LISTED):
        await empty_box(context, session, poll)
    await erase_key(context, poll)


async def list_ballots(context: Context, session: SessionId, poll: PollId) -> None:
    """Write the final lists, in which groups too small to be counted apart are one. Raises CountsDiffer."""
    running, merged = await _counted(context, session, poll)
    box = await _open_box(context, poll, merged)
    kept, spoiled = await context.database.look(lambda link: (ways.of(link, poll), sheets.counted_spoiled(link, poll)))
    if box.counts != running or replace(box.ways, spoiled=spoiled, replaced=kept.replaced) != kept:
        raise CountsDiffer
    if len(box.lists.ballots) > await _most_ballots(context, session, poll):
        raise CountsDiffer
    for add in await asyncio.to_thread(final.steps, poll, box.lists, box.answers, ROWS):
        await _take_step(context, add)
    while await _take_step(context, lambda link: voters.keep_groups(link, session, ROWS)):
        pass
    await _take_step(context, lambda link: final.reach(link, poll, Stage.LISTED))


async def _most_ballots(context: Context, session: SessionId, poll: PollId) -> int:
    """One for each who was in when the list closed, or for each group. More come of two keys K alone."""
    async with context.database.read() as connection:
        kept = await sessions.get(connection, session)
        present = (await attendance.of_session(connection, session)).get(poll)
        joined = await voters.joined(connection, session) if present is None else present
    return kept.voting_groups or sum(joined.values())


async def _open_box(context: Context, poll: PollId, merged: Merged) -> _Box:
    """All ballots of a closed poll, which nobody changes any more, page by page."""
    parts, after = list[_Box](), b""
    while True:
        before = after
        part, after = await context.database.look(partial(_page, poll=poll, merged=merged, after=before))
        if after == before:
            return await asyncio.to_thread(_together, parts)
        parts.append(part)
        if context.is_ending:
            raise ServerEnds


def _page(link: Link, poll: PollId, merged: Merged, after: bytes) -> tuple[_Box, bytes]:
    cast, after = ballots.page_of_poll(link, poll, after, PAGE)
    lists = final_lists(poll, ((each.ballot, each.nonce) for each in cast), merged)
    answers = [answer for each in cast for answer in each.every_answer]
    came = Counter(each.way for each in cast)
    counted = Ways(came[Way.ASSISTED], came[Way.PAPER], blank=sum(not each.ballot.choices for each in cast))
    return _Box(tally.count(each.ballot for each in cast), counted, lists, answers), after


def _together(parts: Sequence[_Box]) -> _Box:
    answers = [answer for part in parts for answer in part.answers]
    numbers = {name: sum(getattr(part.ways, name) for part in parts) for name in ("assisted", "paper", "blank")}
    counts = tally.merge(*(part.counts for part in parts))
    return _Box(counts, Ways(**numbers), joined([part.lists for part in parts]), answers)


async def empty_box(context: Context, session: SessionId, poll: PollId) -> None:
    """Count what is on the disk once more, then delete sheets, ballots, and the votes of groups too small to show.

    Raises CountsDiffer.
    """
    running, _ = await _counted(context, session, poll)
    listed = await context.database.look(lambda link: final.counted(link, poll))
    published = with_merged(running, held_together(listed))  # the lists may be an earlier version's, and its groups
    if listed != published:
        raise CountsDiffer
    turnout = {key: n for key, n in running.items() if key[1] is None}  # how many of each group voted is no secret
    votes = {key: n for key, n in published.items() if key[1] is not None}
    while await context.database.look(lambda link: sheets.are_kept(link, poll)):
        await _take_step(context, lambda link: sheets.erase_some(link, poll, ROWS))
    while await _take_step(context, lambda link: ballots.erase_some(link, poll, ROWS)):
        pass
    await _take_step(context, lambda link: _say_emptied(link, poll, {**turnout, **votes}))


def _say_emptied(link: Link, poll: PollId, kept: dict[Count, int]) -> None:
    counts.replace(link, poll, kept)
    final.reach(link, poll, Stage.EMPTIED)


async def _counted(context: Context, session: SessionId, poll: PollId) -> tuple[dict[Count, int], Merged]:
    """The running counts, final since the poll is closed, and the groups that are too small to stand apart in them."""
    async with context.database.read() as connection:
        kept: Session = await sessions.get(connection, session)
    running = await context.database.look(lambda link: counts.of(link, poll))
    return running, merged_groups(running, kept.groups, kept.smallest_group)


async def _take_step(context: Context, step: Callable[[Link], Done]) -> Done:
    """One transaction; whoever waits to write has a turn before the next."""
    if context.is_ending:
        raise ServerEnds
    return await context.database.transact(step)


async def erase_key(context: Context, poll: PollId) -> None:
    """Cut the log, in which the ballots still stand, then overwrite and unlink K."""
    context.keys.forget(poll)
    await cut_log(context)
    await asyncio.to_thread(context.keys.erase, poll)
    await context.database.transact(lambda link: final.reach(link, poll, Stage.ERASED))


async def cut_log(context: Context) -> None:
    """Nothing that was deleted stands in the log any more. Raises TimeoutError while a reader keeps it."""
    for _ in range(LOG_TRIES):
        if await context.database.empty_log():
            return
        await asyncio.sleep(LOG_PAUSE_S)
    raise TimeoutError("a reader keeps the log from being emptied")
