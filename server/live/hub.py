"""Who listens where. Publishing never waits: a slow client finds only the newest frame of each kind."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import NamedTuple

from server.live.drafts import Drafts
from server.live.snapshots import View
from votes.model import SessionId, VoterId

Push = Callable[[bytes], bool]  # sends a text at once, or says that it cannot go out now


NOTHING = b""  # instead of a frame: takes back the one of its kind that still waits


class Channel(NamedTuple):
    session: SessionId
    view: View


class Audience(NamedTuple):
    """Who is told the same: whoever listens on a channel, but observers and programs with the host key apart."""

    channel: Channel
    is_observer: bool = False
    has_key: bool = False


@dataclass(frozen=True, slots=True)
class Listener:
    """Whom a socket belongs to.

    ``is_preview``: the console's small picture of the screen. ``voter`` is who votes on this phone, ``mark`` that of
    the sign-in or of the screen's key that let it in; ``has_key``, a program with the host key, has neither.
    ``is_observer``: it reads along, whatever the view.
    """

    is_preview: bool = False
    voter: VoterId | None = None
    mark: bytes = b""
    is_observer: bool = False
    has_key: bool = False

    def on(self, channel: Channel) -> Audience:
        return Audience(channel, self.is_observer, self.has_key)


NOBODY = Listener()
MOST_OF_A_VOTER = 8  # sockets in one session; a person has a phone, perhaps with some tabs
ENDED, REPLACED = 1000, 4008  # how a socket is closed; on the latter a page does not come again by itself


class Inbox:
    """What one socket has still to be sent: the newest frame per kind, and whether to end after it.

    With ``push`` a frame goes out as it is put; only what the client cannot take right now waits here.
    """

    def __init__(self, whose: Listener = NOBODY, push: Push | None = None) -> None:
        self.whose = whose
        self._push = push
        self._is_waited_for = False  # nothing may overtake what was taken and is not sent yet
        self._number = 0
        self._frames: dict[str, bytes] = {}
        self._readings: dict[str, int] = {}
        self._ready = asyncio.Event()
        self.ending = False
        self.code = ENDED

    def put(self, kind: str, frame: bytes, reading: int = 0) -> None:
        """A whole message of a kind supersedes the one before it; NOTHING takes it back, if it was not sent yet.

        ``reading`` numbers what it was made from: a slow reading never supersedes one that was begun after it.
        """
        if reading < self._readings.get(kind, 0):
            return
        self._readings[kind] = reading
        if frame == NOTHING:
            self._frames.pop(kind, None)
            return
        if self._push and self._is_waited_for and not self._frames and self._push(_numbered(frame, self._number + 1)):
            self._number += 1
            return
        self._frames[kind] = frame
        self._ready.set()

    def put_first(self, kind: str, frame: bytes, reading: int = 0) -> None:
        """Of what was read while subscribing: unless something of the kind came meanwhile that is as new."""
        if reading > self._readings.get(kind, -1):
            self.put(kind, frame, reading)

    def end(self, code: int = ENDED) -> None:
        self.ending, self.code = True, code
        self._ready.set()

    async def take(self, patience_s: float, instead: bytes) -> list[bytes]:
        """What waits, each with the ``seq`` of this connection, the state before what refers to it.

        ``instead`` where nothing waits for ``patience_s``. What was taken has to be sent before the next call.
        """
        self._is_waited_for = True
        try:
            async with asyncio.timeout(patience_s):
                await self._ready.wait()
        except TimeoutError:
            self._frames.setdefault("", instead)
        self._is_waited_for = False
        self._ready.clear()
        frames, self._frames = self._frames, {}
        first = self._number + 1
        self._number += len(frames)
        ordered = sorted(frames, key=lambda kind: kind != "state")
        return [_numbered(frames[kind], number) for number, kind in enumerate(ordered, start=first)]


def _numbered(frame: bytes, number: int) -> bytes:
    return b'{"seq":%d,%b' % (number, frame[1:])


class Hub:
    def __init__(self) -> None:
        self._inboxes: defaultdict[Channel, set[Inbox]] = defaultdict(set)
        self._of_voter: defaultdict[VoterId, dict[Inbox, None]] = defaultdict(dict)  # the oldest first
        self.drafts = Drafts()

    def subscribe(self, channel: Channel, whose: Listener = NOBODY, push: Push | None = None) -> Inbox:
        inbox = Inbox(whose, push)
        self._inboxes[channel].add(inbox)
        if whose.voter:
            own = self._of_voter[whose.voter]
            own[inbox] = None
            if len(own) > MOST_OF_A_VOTER:
                oldest = next(iter(own))
                del own[oldest]
                oldest.end(REPLACED)
        return inbox

    def unsubscribe(self, channel: Channel, inbox: Inbox) -> None:
        self._inboxes[channel].discard(inbox)
        if not self._inboxes[channel]:
            del self._inboxes[channel]
        if (voter := inbox.whose.voter) and voter in self._of_voter:
            self._of_voter[voter].pop(inbox, None)
            if not self._of_voter[voter]:
                del self._of_voter[voter]

    def listening(self, channel: Channel) -> int:
        """Sockets of the channel, but for the console's small picture of the screen."""
        return sum(not inbox.whose.is_preview for inbox in self._inboxes.get(channel, ()))

    def has_listeners(self, channel: Channel) -> bool:
        return channel in self._inboxes

    def sessions(self) -> set[SessionId]:
        """Those that anybody listens to."""
        return {channel.session for channel in self._inboxes}

    def listeners(self, session: SessionId) -> dict[View, int]:
        """Sockets per view."""
        return {view: self.listening(Channel(session, view)) for view in View}

    def publish(self, channel: Channel, kind: str, frame: bytes, reading: int = 0) -> None:
        """Hand one ready frame to every socket of the channel. Never awaits, so no client can delay the room."""
        for inbox in self._inboxes.get(channel, ()):
            inbox.put(kind, frame, reading)

    def audiences(self, channel: Channel) -> set[Audience]:
        """Those of the channel that anybody is in; phones are all told the same."""
        if channel.view is View.PHONE:
            return {Audience(channel)}
        return {inbox.whose.on(channel) for inbox in self._inboxes.get(channel, ())}

    def publish_to(self, audience: Audience, kind: str, frame: bytes, reading: int) -> None:
        """As ``publish``, to this audience alone."""
        if audience.channel.view is View.PHONE:
            self.publish(audience.channel, kind, frame, reading)
            return
        for inbox in self._inboxes.get(audience.channel, ()):
            if inbox.whose.on(audience.channel) == audience:
                inbox.put(kind, frame, reading)

    def tell(self, session: SessionId, voters: Collection[VoterId], kind: str, frame: bytes) -> None:
        """As ``publish``, to the phones of these voters alone."""
        for inbox in self._inboxes.get(Channel(session, View.PHONE), ()):
            if inbox.whose.voter in voters:
                inbox.put(kind, frame)

    def end_voter(self, session: SessionId, voter: VoterId, frame: bytes) -> None:
        """The last word to the phones of this voter; then their sockets end."""
        for inbox in self._inboxes.get(Channel(session, View.PHONE), ()):
            if inbox.whose.voter == voter:
                inbox.put("bye", frame)
                inbox.end()

    def marks(self) -> frozenset[bytes]:
        """Of all sign-ins that have a socket open."""
        return frozenset(inbox.whose.mark for inboxes in self._inboxes.values() for inbox in inboxes) - {b""}

    def end_marked(self, marks: Collection[bytes], frame: bytes) -> None:
        """The last word to whatever these let in, in every session; then their sockets end."""
        for inboxes in self._inboxes.values():
            for inbox in inboxes:
                if inbox.whose.mark in marks:
                    inbox.put("bye", frame)
                    inbox.end()

    def end(self, session: SessionId) -> None:
        """End every socket of a session, after what it was sent last."""
        for view in View:
            for inbox in self._inboxes.get(Channel(session, view), ()):
                inbox.end()
