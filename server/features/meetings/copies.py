"""Sessions as a whole: used again, and let go when they are not to be kept any longer."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from server.core.context import Context
from server.errors import Conflict, UnknownSession
from server.features.follow_ups.actions import open_with
from server.features.meetings.actions import add_session, remove_session
from server.features.polls.actions import copied
from server.files import keys
from server.store import follow_ups, polls, sessions
from votes import lifecycle
from votes.model import Group, GroupId, Poll, PollId, PollState, Scene, Session, SessionId

log = logging.getLogger(__name__)


async def copy_session(context: Context, session: SessionId) -> tuple[Session, tuple[Poll, ...]]:
    """The same lists as drafts, groups and settings, under new ids and a new join code; nobody is in it.

    A run-off is not copied, since it was about one tie. The copy opens with what the first left to follow up, if any.
    Not to be repeated: each call is another session. Raises Conflict for a rehearsal.
    """
    async with context.database.read() as connection:
        kept = await sessions.get(connection, session)
        held = await polls.of_session(connection, session)
        has_follow_ups = bool(await follow_ups.of_session(connection, session))
    if kept.rehearsal_of:
        raise Conflict("A rehearsal is not copied; copy the meeting itself.")
    fresh, drafts = fresh_copy(kept, held)
    made = await add_session(context, replace(fresh, starts_at=None), tuple(drafts.values()))
    if has_follow_ups:
        await open_with(context, made.id, session)
    return made, tuple(drafts.values())


def fresh_copy(kept: Session, held: Sequence[Poll]) -> tuple[Session, dict[PollId, Poll]]:
    """A session like this one under new ids, in which nothing has happened, and the draft for each of its polls."""
    groups = tuple(Group(GroupId(keys.new_id()), each.name, each.seats) for each in kept.groups)
    fresh = replace(kept, id=SessionId(keys.new_id()), groups=groups, scene=Scene(), keep_until=None)
    drafts = {poll.id: copied(poll, fresh.id) for poll in held if poll.runoff_of is None}
    return replace(fresh, locked=False, screen_turn=0), drafts


async def remove_expired(context: Context, now: datetime) -> None:
    """Delete what is not to be kept any longer. A session with an open poll waits until it is closed.

    Nothing is deleted in the first day after the clock jumped: with a wrong year every meeting would be old enough.
    """
    if context.clock_news.is_fresh(now):
        return
    async with context.database.read() as connection:
        due = await sessions.expired(connection, now)
        held = {session: await polls.of_session(connection, session) for session in due}
    for session in due:
        if any(lifecycle.settled(poll, now).state is PollState.OPEN for poll in held[session]):
            continue
        try:
            await remove_session(context, session)
            log.warning("session %s was to be kept until now and is deleted", session)
        except UnknownSession:  # somebody was faster
            continue
