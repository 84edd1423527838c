"""What keeps a meeting from going as its host expects, as the console says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from server.core.context import Context
from server.live.snapshots import Room
from server.store.disk import Trouble
from server.words.local_time import hall_time
from votes.model import Poll, PollState


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubles:
    """``disk`` is what the last write met, or soon will. ``is_disputed``, ``is_unerased``: of the list that is shown.

    ``keyless`` are the titles of open lists that take no ballots, ``endless`` of those whose end the clock made
    doubtful. ``jumped_at`` is the time that the clock said after a jump, ``expected`` what it should have said, None
    where nobody knows; ``is_clock_set``: it was set while the server ran.
    """

    disk: Trouble | None
    is_disputed: bool
    is_unerased: bool
    keyless: tuple[str, ...]
    endless: tuple[str, ...]
    jumped_at: datetime | None
    expected: datetime | None
    is_clock_set: bool


def troubles_of(context: Context, room: Room, poll: Poll) -> Troubles:
    news, now = context.clock_news, context.clock()
    is_fresh = news.is_fresh(now)
    held = [each for each in room.polls if each.state is PollState.OPEN]
    return Troubles(
        disk=context.database.trouble,
        is_disputed=poll.id in context.disputed,
        is_unerased=poll.id in context.unerased,
        keyless=tuple(each.title for each in held if context.keys.check_value(each.id) is None),
        endless=tuple(each.title for each in held if each.id in news.waiting),
        jumped_at=hall_time(room.session, news.jumped_at) if news.jumped_at and is_fresh else None,
        expected=hall_time(room.session, news.expected) if news.expected and is_fresh else None,
        is_clock_set=news.is_set,
    )
