"""From "something of this session changed" to ready frames: at once when it is quiet, merged when it is not."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection
from datetime import datetime

from server.errors import UnknownSession
from server.files.keys import Keys
from server.live import messages, snapshots
from server.live.arrivals import Arrivals, Frames
from server.live.hub import Audience, Channel, Hub
from server.live.messages import ForHosts
from server.live.own_ballots import read_own
from server.live.question_frames import QuestionNews, question_frames
from server.live.rooms import Rooms
from server.live.snapshots import Room, View, open_drafts, read_drafts
from server.live.tallies import TallyNews, read_tallies, tally_frame, turnout_frames, wanted_first
from server.live.throttle import Throttle
from server.store import sheets, voters
from server.store.database import Connection, Database
from votes.model import GroupId, PollId, PollState, SessionId, VoterId

TALLY_S = 0.1
PRESENCE_S = 0.5
TURNOUT_S = 1.0
PHONES_S = 1.0
QUESTIONS_S = 1.0
PHONE_COST_S = 11e-6  # one small frame to one phone
PHONE_SHARE = 0.2  # of one core that phones may take


class SessionThrottles:
    """The throttles of one session: screens and hosts first, phones seldom."""

    def __init__(self, broadcaster: Broadcaster, session: SessionId) -> None:
        self.touched_polls: set[PollId] = set()
        self.turnout_polls: set[PollId] = set()
        self.phone_polls: set[PollId] = set()
        self.shares_ballots = self.takes_questions = False
        self.revisions: dict[tuple[PollId, GroupId], int] = {}  # the newest that were told
        self.revised: set[tuple[PollId, GroupId]] = set()
        self.state = Throttle(lambda: broadcaster.send_state(session), lambda: 0.0)
        self.presence = Throttle(lambda: broadcaster.send_presence(session), lambda: PRESENCE_S)
        self.tally = Throttle(lambda: broadcaster.send_tally(session), lambda: TALLY_S)
        self.turnout = Throttle(lambda: broadcaster.send_turnout(session), lambda: TURNOUT_S)
        self.phones = Throttle(
            lambda: broadcaster.send_to_phones(session), lambda: broadcaster.phone_interval_s(session)
        )
        self.shared = Throttle(lambda: broadcaster.send_revisions(session), lambda: TALLY_S)
        self.askers: set[VoterId] = set()
        self.questions = Throttle(lambda: broadcaster.send_questions(session), lambda: QUESTIONS_S)
        self.phone_questions = Throttle(
            lambda: broadcaster._questions.send(session, View.PHONE), lambda: broadcaster.phone_interval_s(session)
        )

    @property
    def _every(self) -> tuple[Throttle, ...]:
        throttles = (self.state, self.presence, self.tally, self.turnout, self.phones, self.shared)
        return (*throttles, self.questions, self.phone_questions)

    def end(self) -> None:
        """Nothing more is sent; what is being sent ends by itself."""
        for throttle in self._every:
            throttle.end()

    async def stop(self) -> None:
        for throttle in self._every:
            await throttle.stop()


class Broadcaster:
    """``waiting`` tells how many ballots wait to be written, ``address`` what screens and consoles show of ours."""

    def __init__(
        self,
        database: Database,
        keys: Keys,
        hub: Hub,
        rooms: Rooms,
        clock: Callable[[], datetime],
        waiting: Callable[[], int],
        address: Callable[[], str] = str,
    ) -> None:
        self._database, self._keys, self._hub, self._rooms = database, keys, hub, rooms
        self._clock, self._waiting, self._address = clock, waiting, address
        self._readings = itertools.count(1)  # in the order in which they were begun
        self._questions = QuestionNews(database, hub, self._readings)
        self._tallies = TallyNews(database, hub, rooms, self._readings)
        self._throttles: dict[SessionId, SessionThrottles] = {}
        self._is_stopped = False
        self.arrivals = Arrivals(self._first_frames)

    def changed(self, session: SessionId) -> None:
        """The session's state, polls or scene changed."""
        self._rooms.forget(session)
        throttles = self._of(session)
        throttles.state.touch()
        throttles.presence.touch()

    def joined(self, session: SessionId) -> None:
        """A socket came or went, what a phone has not sent changed, or more phones are in."""
        if not self._is_stopped:  # the last sockets go when the rooms are closed already
            self._of(session).presence.touch()

    def attended(self, session: SessionId) -> None:
        """Somebody joined, or a teller brought somebody in."""
        self._rooms.attended(session)
        self.joined(session)

    def left(self, session: SessionId) -> None:
        """A socket went, perhaps with the session itself: nothing is kept of one that is deleted."""
        if session in self._throttles:
            self.joined(session)

    def cast(self, session: SessionId, poll: PollId, voters: Collection[VoterId] = ()) -> None:
        """Ballots of these voters were recorded."""
        sent = [self._hub.drafts.sent(session, poll, voter) for voter in voters]
        throttles = self._of(session)
        if any(sent):
            throttles.presence.touch()
        for polls in (throttles.touched_polls, throttles.turnout_polls, throttles.phone_polls):
            polls.add(poll)
        for throttle in (throttles.tally, throttles.turnout, throttles.phones):
            throttle.touch()

    def revised(self, session: SessionId, poll: PollId, group: GroupId, revision: int) -> None:
        """The ballot that this group shares was recorded. A repeat, which tells an old revision, is no news."""
        throttles = self._of(session)
        if revision > throttles.revisions.get((poll, group), 0):
            throttles.revisions[poll, group] = revision
            throttles.revised.add((poll, group))
            throttles.shared.touch()

    def asked(self, session: SessionId, askers: Collection[VoterId] = ()) -> None:
        """Something about the questions changed, with those of these voters among them."""
        self._rooms.boards.forget(session)
        throttles = self._of(session)
        throttles.askers.update(askers)
        throttles.questions.touch()
        throttles.phone_questions.touch()

    async def stop(self) -> None:
        self._is_stopped = True
        for throttles in list(self._throttles.values()):
            await throttles.stop()
        await self.arrivals.stop()

    def phone_interval_s(self, session: SessionId) -> float:
        phones = self._hub.listening(Channel(session, View.PHONE))
        return max(PHONES_S, PHONE_COST_S * phones / PHONE_SHARE)

    async def send_state(self, session: SessionId) -> None:
        reading = next(self._readings)
        try:
            async with self._database.read() as connection:
                room = await self._rooms.read(connection, session, self._clock())
                shown = await snapshots.read_shown(connection, room)
                tallies = await read_tallies(connection, room, {poll.id for poll in room.polls})
                await self._judge_for_phones(connection, room)
        except UnknownSession:
            self._bye(session)
            return
        phones = self._hub.listening(Channel(session, View.PHONE))
        for view in View:
            self._hub.publish(
                Channel(session, view), "state", messages.state(room, view, shown, phones, self._address()), reading
            )
        self._tallies.publish(room, tallies, reading, View.SCREEN, View.HOST)
        self._tallies.publish_turnout(room, tallies, reading, View.SCREEN)  # another scene shows, or hides, it at once
        self._tallies.scene_told(room)

    async def _judge_for_phones(self, connection: Connection, room: Room) -> None:
        """What is public is judged before phones are told, since then a whole hall asks for it at once."""
        if self._hub.has_listeners(Channel(room.session.id, View.PHONE)):
            for poll in room.polls:
                if poll.is_public:
                    await snapshots.read_result(connection, room, poll, View.PHONE)

    async def send_presence(self, session: SessionId) -> None:
        reading = next(self._readings)
        async with self._database.read() as connection:
            joined = await voters.joined(connection, session)
            drafts = await read_drafts(connection, self._hub.drafts.counts(session), session, self._clock())
            paper = await sheets.on_paper(connection, session)
        more = ForHosts(self._hub.listeners(session), drafts, self._waiting(), paper)
        self._hub.publish(Channel(session, View.SCREEN), "presence", messages.presence(joined), reading)
        self._hub.publish(Channel(session, View.HOST), "presence", messages.presence(joined, more), reading)

    async def send_tally(self, session: SessionId) -> None:
        wanted = _taken(self._of(session).touched_polls)
        await self._tallies.send(session, wanted, self._clock(), View.SCREEN, View.HOST)

    async def send_turnout(self, session: SessionId) -> None:
        wanted = _taken(self._of(session).turnout_polls)
        await self._tallies.send_turnout(session, wanted, self._clock(), View.SCREEN, View.HOST)

    async def send_to_phones(self, session: SessionId) -> None:
        wanted = _taken(self._of(session).phone_polls)
        await self._tallies.send(session, wanted, self._clock(), View.PHONE)

    async def send_revisions(self, session: SessionId) -> None:
        """To the phones that are in the group at this moment, since phones may change their group."""
        throttles = self._of(session)
        told, throttles.revised = throttles.revised, set()
        async with self._database.read() as connection:
            members = await voters.members(connection, session, {group for _, group in told})
        for poll, group in told:
            frame = messages.ballot(poll, throttles.revisions[poll, group])
            self._hub.tell(session, members.get(group, ()), f"ballot {poll}", frame)

    async def send_questions(self, session: SessionId) -> None:
        """To screens and hosts, and to the phones whose own question is concerned."""
        throttles = self._of(session)
        told, throttles.askers = throttles.askers, set()
        await self._questions.send(session, View.SCREEN, View.HOST)
        await self._questions.send_own(session, told)

    async def own_frames(self, session: SessionId, voter: VoterId) -> Frames:
        """What only this voter and its group may hear, after the state: what became of its questions, and the

        revisions of the ballots that the group shares.
        """
        own = await self._questions.own_frames(voter) if self._of(session).takes_questions else []
        return own + (await self._shared_frames(session, voter) if self._of(session).shares_ballots else [])

    async def _shared_frames(self, session: SessionId, voter: VoterId) -> Frames:
        async with self._database.read() as connection:
            room = await self._rooms.read_known(connection, session, self._clock())
            present = await voters.get(connection, voter)
            open_polls = tuple(poll for poll in room.polls if poll.state is PollState.OPEN)
            own = await read_own(connection, self._keys, present, open_polls, room.session.sharing(present))
        revisions = {poll.id: own[poll.id].revision if poll.id in own else 0 for poll in open_polls}
        return [(f"ballot {poll}", messages.ballot(poll, revision), 0) for poll, revision in revisions.items()]

    async def _first_frames(self, audience: Audience) -> Frames:
        """The state, then tally and turnout of each poll the audience has a use for, then presence.

        Raises UnknownSession.
        """
        (session, view), reading = audience.channel, next(self._readings)
        async with self._database.read() as connection:
            room = await self._rooms.read(connection, session, self._clock())
            shown = await snapshots.read_shown(connection, room)
            tallies = await read_tallies(connection, room, wanted_first(room, view))
            asked = await question_frames(connection, session, view) if room.questions else []
            paper = await sheets.on_paper(connection, session) if view is View.HOST else sheets.OnPaper()
        throttles = self._of(session)
        throttles.shares_ballots, throttles.takes_questions = room.session.shares_ballots, room.questions is not None
        phones = self._hub.listening(Channel(session, View.PHONE))
        frames = [("state", messages.state(room, view, shown, phones, self._address()))]
        frames += [(f"tally {poll.id}", tally_frame(room, poll, found, audience)) for poll, found in tallies]
        frames += turnout_frames(room, tallies, audience)
        frames += asked
        if view is not View.PHONE:
            drafts = open_drafts(room, self._hub.drafts.counts(session))
            more = ForHosts(self._hub.listeners(session), drafts, self._waiting(), paper)
            frames.append(("presence", messages.presence(room.joined, more if view is View.HOST else None)))
        return [(kind, frame, reading) for kind, frame in frames]

    def _bye(self, session: SessionId) -> None:
        for view in View:
            self._hub.publish(Channel(session, view), "bye", messages.bye())
        self._hub.end(session)
        self._tallies.forget(session)
        if throttles := self._throttles.pop(session, None):
            throttles.end()

    def _of(self, session: SessionId) -> SessionThrottles:
        if session not in self._throttles:
            self._throttles[session] = SessionThrottles(self, session)
        return self._throttles[session]


def _taken(polls: set[PollId]) -> set[PollId]:
    """What is sent now, and is no longer wanted."""
    taken = polls.copy()
    polls.clear()
    return taken
