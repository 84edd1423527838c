"""What the projector shows of the last meeting's follow-ups while the agenda's message tells of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from server.features.follow_ups.export import state_words, told_opening, told_sum
from server.live.snapshots import Room
from server.store import follow_ups, sessions
from server.store.database import Connection
from votes import agenda
from votes.follow_ups import FollowState, FollowUp
from votes.model import SceneKind


@dataclass(frozen=True, slots=True)
class Progress:
    """``said`` is how many are done, in words; ``states`` are the words for each state."""

    items: tuple[FollowUp, ...]
    done: int
    said: str
    states: Mapping[str, str]


async def read_progress(connection: Connection, room: Room) -> Progress | None:
    """The follow-ups in rows, as long as the message is what they give; a host's own words stand as they are.

    None in other scenes, and at other items.
    """
    item = agenda.current(room.agenda)
    if room.session.scene.kind is not SceneKind.MESSAGE or item is None or not item.text:
        return None
    past = await follow_ups.opening_of(connection, room.session.id)
    if past is None:
        return None
    items, locale = await follow_ups.of_session(connection, past), room.session.locale
    if (item.title, item.text) != told_opening((await sessions.get(connection, past)).title, items, locale):
        return None
    done = sum(each.state is FollowState.DONE for each in items)
    return Progress(items, done, told_sum(items, locale), state_words(locale))
