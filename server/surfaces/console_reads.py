"""What several pages of a host read alike."""

from __future__ import annotations

from server.features.exports.contents import as_text, not_in
from server.live.snapshots import Room, read_published
from server.store.database import Connection
from votes.model import Poll, PollId, PollState


def chosen_poll(room: Room, wanted: str) -> Poll | None:
    """The list that the address names, else the one that needs the host next."""
    named = room.poll(PollId(wanted))
    by_need = (PollState.OPEN, PollState.CLOSED, PollState.DRAFT, PollState.REVEALED)
    upcoming = (poll for state in by_need for poll in room.polls if poll.state is state)
    return named or next(upcoming, None)


async def ranked_text_of(
    connection: Connection, room: Room, link: str | None, about_to_be: Poll | None = None
) -> str | None:
    """What goes into the clipboard: the lists that are public, and the one that the same press publishes."""
    published = await read_published(connection, room, about_to_be)
    return as_text(room.session, published, not_in(published, room.polls), link) if published else None
