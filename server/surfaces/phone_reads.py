"""What a phone's page is made from, read as seldom as it can be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from starlette.requests import Request

from server.live.own_ballots import OwnBallot, boxes_of, codes_of, next_poll, own_of, read_own
from server.live.questions import Board, read_board
from server.live.rooms import Rooms
from server.live.snapshots import Room, View, judged_result, read_result
from server.store import ballots, voters
from server.store.ballots import BallotKey, Recorded
from server.store.compiled import Link
from server.surfaces import phone_cookies
from server.web.endpoint import caller_of, context_of, services_of, session_of
from votes.marks import told
from votes.model import Group, Mark, OptionId, Poll, PollId, PollState, Voter, VoterId
from votes.result import Result

QUESTIONS = 5  # of others, beside one's own; a page of its own has them all


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
    board: Board | None = None

    @property
    def group(self) -> Group | None:
        return self.room.session.group(self.voter.group)


async def read_phone(request: Request) -> Phone:
    context = context_of(request)
    voter = caller_of(request).voter
    assert voter is not None
    rooms, session = services_of(request).part(Rooms), session_of(request)
    now = context.clock()
    whole = rooms.known_whole(session, now)
    known = whole or rooms.known(session, now)
    if known and (judged := _known_results(known, is_whole=whole is not None)) is not None:
        phone = await _read_plain(request, known, judged, voter)
        if known.questions is None or next_poll(known.polls, phone.own):
            return phone
    async with context.database.read() as connection:
        room = await rooms.read_known(connection, session, now)
        if any(poll.state is PollState.REVEALED for poll in room.polls):  # only a result says how many joined
            room = await rooms.read(connection, session, now)
        public = [poll for poll in room.polls if poll.state is PollState.REVEALED]
        present = await voters.get(connection, voter)
        own = await read_own(connection, context.keys, voter, room.polls, room.session.sharing(present))
        results = [
            ResultEntry(
                poll,
                await read_result(connection, room, poll, View.PHONE),
                own.get(poll.id),
            )
            for poll in public
        ]
        is_waiting = room.questions is not None and not next_poll(room.polls, own)  # else the ballot comes first
        board = await read_board(connection, room.questions, voter, limit=QUESTIONS) if is_waiting else None
    codes = phone_cookies.kept_codes(request, voter, room.polls) | codes_of(own)
    return Phone(room=room, voter=present, own=dict(own), codes=codes, results=tuple(results), board=board)


def _known_results(room: Room, *, is_whole: bool) -> list[tuple[Poll, Result]] | None:
    """The results that are public; None where a page needs more of the database than its voter and their ballots.

    A result says how many joined, and so it needs the whole room. Questions stand on a page without a ballot to send.
    """
    has_open = any(poll.state is PollState.OPEN for poll in room.polls)
    if (room.questions is not None and not has_open) or room.session.shares_ballots:
        return None
    found = []
    for poll in room.polls:
        if poll.state is PollState.REVEALED:
            result = judged_result(room, poll, View.PHONE) if is_whole else None
            if result is None:
                return None
            found.append((poll, result))
    return found


async def _read_plain(request: Request, room: Room, results: Iterable[tuple[Poll, Result]], voter: VoterId) -> Phone:
    """In one look, since a whole hall asks at once when voting starts."""
    context = context_of(request)
    boxes = boxes_of(context.keys, voter, room.polls)

    def look(link: Link) -> tuple[Voter, Mapping[BallotKey, Recorded]]:
        return voters.present(link, voter), ballots.recorded(link, set(boxes.values()))

    present, found = await context.database.look(look)
    own = own_of(room.polls, boxes, found)
    codes = phone_cookies.kept_codes(request, voter, room.polls) | codes_of(own)
    entries = tuple(ResultEntry(poll, result, own.get(poll.id)) for poll, result in results)
    return Phone(room=room, voter=present, own=own, codes=codes, results=entries)


def said_of(poll: Poll, marks: frozenset[Mark]) -> Mapping[OptionId, str] | Collection[Mark]:
    return told(marks, [grade.name for grade in poll.grades]) if poll.grades else marks
