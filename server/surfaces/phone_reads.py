"""What a phone's page is made from, read as seldom as it can be."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from starlette.requests import Request

from server.live.boards import SHOWN, SharedBoard
from server.live.own_ballots import OwnBallot, codes_of, next_poll, read_own
from server.live.questions import Board, read_board
from server.live.rooms import Rooms
from server.live.snapshots import Room, View, read_result
from server.store import voters
from server.surfaces import phone_cookies
from server.web.endpoint import context_of, services_of, session_of, voter_of
from votes.marks import told
from votes.model import Group, Mark, OptionId, Poll, PollId, Voter
from votes.result import Result


@dataclass(frozen=True, slots=True)
class ResultEntry:
    poll: Poll
    result: Result
    own: OwnBallot | None

    @property
    def chosen(self) -> Mapping[OptionId, str] | Collection[Mark]:
        """The options that are marked, or, where they are graded, the name of the grade by option."""
        return said_of(self.poll, self.own.marks) if self.own else ()


@dataclass(frozen=True, slots=True)
class Phone:
    """What a participant's page is made from."""

    room: Room
    voter: Voter
    own: dict[PollId, OwnBallot]
    codes: dict[PollId, str]
    results: tuple[ResultEntry, ...]
    board: Board | SharedBoard | None = None

    @property
    def group(self) -> Group | None:
        return self.room.session.group(self.voter.group)

    @property
    def may_change_group(self) -> bool:
        return self.room.session.may_choose_groups and not self.own and not self.voter.stays


async def read_phone(request: Request) -> Phone:
    """What a page for this phone alone is made from; what a hall asks for at once comes by ``phone_front.py``."""
    context, voter, session = context_of(request), voter_of(request), session_of(request)
    rooms, now = services_of(request).part(Rooms), context.clock()
    async with context.database.read() as connection:
        room = await rooms.read_known(connection, session, now)
        if any(poll.is_public for poll in room.polls):  # only a result says how many joined
            room = await rooms.read(connection, session, now)
        public = [poll for poll in room.polls if poll.is_public]
        present = await voters.get(connection, voter)
        own = await read_own(connection, context.keys, present, room.polls, room.session.sharing(present))
        results = [
            ResultEntry(
                poll,
                await read_result(connection, room, poll, View.PHONE),
                own.get(poll.id),
            )
            for poll in public
        ]
        is_waiting = room.questions is not None and not next_poll(room.polls, own)  # else the ballot comes first
        board = await read_board(connection, room.questions, voter, limit=SHOWN) if is_waiting else None
    codes = phone_cookies.kept_codes(request.cookies, voter, room.polls) | codes_of(own)
    return Phone(room=room, voter=present, own=dict(own), codes=codes, results=tuple(results), board=board)


def said_of(poll: Poll, marks: frozenset[Mark]) -> Mapping[OptionId, str] | Collection[Mark]:
    return told(marks, [grade.name for grade in poll.grades]) if poll.grades else marks
