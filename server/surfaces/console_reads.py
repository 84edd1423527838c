"""What several pages of a host read alike."""

from __future__ import annotations

from server.features.exports.contents import Listed, as_text
from server.live.snapshots import Room, View, read_lists
from server.store.database import Connection
from votes.model import Poll, PollId, PollState
from votes.result import is_judged


def chosen_poll(room: Room, wanted: str) -> Poll | None:
    """The list that the address names, else the one that needs the host next."""
    named = room.poll(PollId(wanted))
    by_need = (PollState.OPEN, PollState.CLOSED, PollState.DRAFT, PollState.REVEALED)
    upcoming = (poll for state in by_need for poll in room.polls if poll.state is state)
    return named or next(upcoming, None)


async def ranked_text_of(connection: Connection, room: Room, link: str | None) -> str | None:
    """What the console copies goes out with the reveal, so it names the public page before that is there."""
    lists = [Listed(*each) for each in await read_lists(connection, room, View.HOST)]
    has_any = any(is_judged(each.poll.state) for each in lists)
    return as_text(room.session, lists, link) if has_any else None
