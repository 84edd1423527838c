"""Taking back what a host did last, where nothing is lost."""

from __future__ import annotations

from dataclasses import replace

from server.core.context import Context
from server.errors import Conflict
from server.store import actions, agenda, polls, sessions
from server.store.actions import Deed
from votes import lifecycle
from votes.model import PollId, SessionId


class NothingToUndo(Conflict):
    """What is last now is something else, or cannot be taken back."""

    reason = "nothing-to-undo"


async def undo(context: Context, session: SessionId, number: int) -> None:
    """Take back the action of this number: a change of the picture, a place revealed, minutes added.

    Only the last one that stands, so that two consoles never take back two for one. Raises NothingToUndo, also when
    repeated; TooLate where the added time is running already.
    """
    async with context.database.write() as connection:
        now = context.clock()
        kept = await sessions.get(connection, session)
        last = next(iter(await actions.newest(connection, session, 1)), None)
        if last is None or last.number != number or not last.may_be_undone:
            raise NothingToUndo("Something else was done since, or this cannot be taken back.")
        if last.deed is Deed.EXTEND:
            for poll in last.polls:
                found = await polls.get(connection, poll)
                await polls.save(connection, lifecycle.shorten(found, last.seconds, now))
        if last.deed is Deed.ADD_TIME:
            for item in await agenda.of_session(connection, session):
                if PollId(item.id) in last.polls:
                    await agenda.save(connection, replace(item, added=item.added - last.seconds))
        if last.before:
            await sessions.save(connection, replace(kept, scene=last.before))
        await actions.mark_undone(connection, session, number)
    context.notifier.session_changed(session)
