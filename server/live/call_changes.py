"""What of a call for items voters would not see if voting began now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from server.store import calls, items
from server.store.database import Connection
from votes.call import may_be_filled
from votes.call_changes import Unpublished, by_poll
from votes.model import Poll, PollId, SessionId


async def read_unpublished(
    connection: Connection, session: SessionId, held: Sequence[Poll]
) -> Mapping[PollId, Unpublished]:
    """By list, of those on which voting has not begun; a meeting without a call costs one look."""
    waiting = {poll.id: poll for poll in held if may_be_filled(poll)}
    call = await calls.get(connection, session) if waiting else None
    if call is None or call.published_at is None:
        return {}
    departments = {each.id: each for each in await calls.departments_of(connection, session)}
    return by_poll(call, waiting, await items.of_session(connection, session), departments)
