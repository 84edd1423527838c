"""What moves on pages that show questions, as frames: for whole audiences, and for the phone whose own one is meant."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from server.live import messages
from server.live.arrivals import Frames
from server.live.hub import Channel, Hub
from server.live.questions import ALL, TOLD, read_floor, read_own_questions, read_supports
from server.live.snapshots import View
from server.store import questions
from server.store.database import Connection, Database
from votes.model import SessionId, VoterId

COUNTS = {View.PHONE: TOLD, View.SCREEN: 0, View.HOST: ALL}


class QuestionNews:
    """``readings`` numbers what is read, in the order in which it is begun."""

    def __init__(self, database: Database, hub: Hub, readings: Iterator[int]) -> None:
        self._database, self._hub, self._readings = database, hub, readings

    async def send(self, session: SessionId, *views: View) -> None:
        for view in views:
            if not self._hub.has_listeners(Channel(session, view)):
                continue
            reading = next(self._readings)
            async with self._database.read() as connection:
                frames = await question_frames(connection, session, view)
            for kind, frame in frames:
                self._hub.publish(Channel(session, view), kind, frame, reading)

    async def send_own(self, session: SessionId, voters: Collection[VoterId]) -> None:
        """To each of these voters what became of their questions."""
        for voter in voters:
            for kind, frame, _ in await self.own_frames(voter):
                self._hub.tell(session, {voter}, kind, frame)

    async def own_frames(self, voter: VoterId) -> Frames:
        async with self._database.read() as connection:
            own = await read_own_questions(connection, voter)
        return [("own-questions", messages.own_questions(own), 0)]


async def question_frames(connection: Connection, session: SessionId, view: View) -> list[tuple[str, bytes]]:
    """Nothing where the session takes none, or is gone."""
    floor = await read_floor(connection, await questions.rules_of(connection, session))
    if floor is None:
        return []
    limit = COUNTS[view]
    supports = await read_supports(connection, session, limit) if limit else {}
    return [("questions", messages.questions(floor, supports, view))]
