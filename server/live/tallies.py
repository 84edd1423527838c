"""Running tallies and turnout, as frames: what each audience hears of them.

Counts of an open poll beside its ballots by group tell single ballots with their group: each change of the one stands
beside a change of the other. So nobody but hosts hears both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import msgspec
from msgspec import UNSET, Struct, UnsetType

from server.live.hub import NOTHING, Audience, Channel, Hub
from server.live.rooms import Rooms
from server.live.snapshots import Room, View, grades_by_option, may_see_counts, turnout, votes_by_option
from server.store import counts
from server.store.database import Connection, Database
from votes.model import Counts, Poll, PollId, PollState, Scene, SceneKind, SessionId

Tallies = Sequence[tuple[Poll, Counts]]
TURNOUT_SCENES = (SceneKind.JOIN, SceneKind.VOTING, SceneKind.HOLD)
_encode = msgspec.json.Encoder().encode


class TallyMessage(Struct, frozen=True, tag="tally"):
    """Beside ``counts``, where options are graded, ``grades``: how often each option got each, best first."""

    poll: str
    ballots: int
    counts: dict[str, int] | UnsetType = UNSET
    grades: dict[str, tuple[int, ...]] | UnsetType = UNSET


class TurnoutMessage(Struct, frozen=True, tag="turnout"):
    """Ballots per group; those of voters without one under an empty name."""

    poll: str
    groups: dict[str, int]


def may_hear_counts(room: Room, poll: Poll, view: View, has_key: bool = False) -> bool:
    """Whether a running tally tells this audience counts: phones never, a screen those of the bars that it shows.

    A program with the host key, which may ask for all of it, hears them on the screen's channel in any scene but the
    reveal of the poll.
    """
    scene = room.session.scene
    is_on_screen = scene.poll == poll.id and scene.kind in (SceneKind.TALLY, SceneKind.REVEAL)
    if view is View.SCREEN:
        is_heard = scene.kind is SceneKind.TALLY if is_on_screen else has_key
    else:
        is_heard = view is View.HOST
    return is_heard and may_see_counts(poll, view)


def may_hear_turnout(room: Room, poll: Poll, view: View, is_observer: bool) -> bool:
    """Whether this audience is told ballots by group: phones never, a screen in scenes that show no counts.

    An observer, who may ask for counts at any time, is told none while any open poll has counts to ask for: people send
    their ballots for several polls together.
    """
    open_polls = (each for each in room.polls if each.state is PollState.OPEN)
    if is_observer and any(may_see_counts(each, View.HOST) for each in (poll, *open_polls)):
        return False
    return view is View.HOST or (view is View.SCREEN and room.session.scene.kind in TURNOUT_SCENES)


def tally_frame(room: Room, poll: Poll, found: Counts, audience: Audience) -> bytes:
    """The running tally; without ``counts`` where this audience may not hear them."""
    message = TallyMessage(poll.id, sum(turnout(found).values()))
    if may_hear_counts(room, poll, audience.channel.view, audience.has_key):
        grades = grades_by_option(poll, found) or UNSET
        message = msgspec.structs.replace(message, counts=votes_by_option(poll, found), grades=grades)
    return _encode(message)


def turnout_frames(room: Room, tallies: Tallies, audience: Audience) -> list[tuple[str, bytes]]:
    """The turnout of each poll, or NOTHING: what an audience may no longer hear must not wait beside its counts."""
    frames = []
    for poll, found in tallies:
        is_heard = may_hear_turnout(room, poll, audience.channel.view, audience.is_observer)
        message = TurnoutMessage(poll.id, {group or "": n for group, n in turnout(found).items()})
        frames.append((f"turnout {poll.id}", _encode(message) if is_heard else NOTHING))
    return frames


async def read_tallies(connection: Connection, room: Room, wanted: Collection[PollId]) -> Tallies:
    """The counts of the wanted polls, in the session's order; drafts have none."""
    live = [poll for poll in room.polls if poll.id in wanted and poll.state is not PollState.DRAFT]
    return [(poll, await counts.of_poll(connection, poll.id)) for poll in live]


def wanted_first(room: Room, view: View) -> set[PollId]:
    """The polls whose tally a socket is sent on connect."""
    wanted = {poll.id for poll in room.polls if poll.state is PollState.OPEN}
    scene = room.session.scene
    if view is not View.PHONE and scene.kind in (SceneKind.TALLY, SceneKind.VOTING) and scene.poll:
        wanted.add(scene.poll)  # a screen that comes back after close still shows the last tally
    return wanted


class TallyNews:
    """``readings`` numbers what is read, in the order in which it is begun."""

    def __init__(self, database: Database, hub: Hub, rooms: Rooms, readings: Iterator[int]) -> None:
        self._database, self._hub, self._rooms, self._readings = database, hub, rooms, readings
        self._scenes: dict[SessionId, Scene] = {}

    def scene_told(self, room: Room) -> None:
        """Screens were told this scene. What is being read meanwhile may know an older one, or one not told yet."""
        self._scenes[room.session.id] = room.session.scene

    def forget(self, session: SessionId) -> None:
        self._scenes.pop(session, None)

    async def send(self, session: SessionId, polls: Collection[PollId], now: datetime, *views: View) -> None:
        if found := await self._read(session, polls, now, views):
            self.publish(*found, *views)

    async def send_turnout(self, session: SessionId, polls: Collection[PollId], now: datetime, *views: View) -> None:
        if found := await self._read(session, polls, now, views):
            self.publish_turnout(*found, *views)

    def publish(self, room: Room, tallies: Tallies, reading: int, *views: View) -> None:
        for audience in self._audiences(room, views):
            for poll, found in tallies:
                frame = tally_frame(room, poll, found, audience)
                self._hub.publish_to(audience, f"tally {poll.id}", frame, reading)

    def publish_turnout(self, room: Room, tallies: Tallies, reading: int, *views: View) -> None:
        for audience in self._audiences(room, views):
            for kind, frame in turnout_frames(room, tallies, audience):
                self._hub.publish_to(audience, kind, frame, reading)

    def _audiences(self, room: Room, views: Collection[View]) -> Collection[Audience]:
        """All that listen, so that a frame is made once for each."""
        return [each for view in views for each in self._hub.audiences(Channel(room.session.id, view))]

    async def _read(
        self, session: SessionId, polls: Collection[PollId], now: datetime, views: Collection[View]
    ) -> tuple[Room, Tallies, int] | None:
        """None where nobody listens."""
        if not any(self._hub.has_listeners(Channel(session, view)) for view in views):
            return None
        reading = next(self._readings)
        async with self._database.read() as connection:
            room = await self._rooms.read_known(connection, session, now)
            found = await read_tallies(connection, room, polls)
        scene = self._scenes.get(session, room.session.scene)
        return replace(room, session=replace(room.session, scene=scene)), found, reading
