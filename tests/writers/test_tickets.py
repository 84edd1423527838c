"""Scans of tickets in one batch, and a ballot that was on its way when its ticket moved."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from server.core.queues import Entered, Scan
from server.errors import TicketMoved, TicketNotIssued, UnknownTicket
from server.features.admission.tickets import mark_of
from server.files.keys import new_id, new_token, token_hash
from tests.builders import Json, Room
from tests.features.admission.tickets import enter, meeting, secret, tickets
from tests.writers.test_ballots import ballot, run, services, together, voter_of
from votes.model import SessionId, VoterId


@pytest.fixture
def room(fresh: Room) -> Room:
    """Nothing else is stored here."""
    return fresh


def scan(room: Room, ticket: Json, token: str, session: str | None = None) -> Scan:
    mark = mark_of(services(room).context, secret(ticket))
    return Scan(mark, token_hash(token), VoterId(new_id()), SessionId(session) if session else None)


def at_once(room: Room, *scans: Scan) -> list[Any]:
    async def submit() -> list[Any]:
        entrance = services(room).context.queues.scans
        waiting = [asyncio.create_task(entrance.submit(each)) for each in scans]
        return await asyncio.gather(*waiting, return_exceptions=True)

    return run(room, submit)


def test_of_phones_that_scan_one_ticket_in_one_batch_the_last_one_holds_its_voter(room: Room) -> None:
    session = meeting(room)
    poll = session["polls"][0]
    room.open(poll)
    (ticket,) = tickets(room, session)
    tokens = [new_token() for _ in range(3)]
    answers = at_once(room, *(scan(room, ticket, token) for token in tokens))

    assert [each.moved for each in answers] == [False, True, True]
    assert len({each.voter.id for each in answers}) == 1
    assert [each.voter.device for each in answers] == [0, 1, 2]
    assert [room.cast(token, poll, [0]).status for token in tokens] == [401, 401, 200]
    assert [room.cast(token, poll, [0]).problem for token in tokens[:2]] == ["ticket-moved"] * 2


def test_a_second_tap_in_one_batch_is_the_same_phone(room: Room) -> None:
    session = meeting(room)
    (ticket,) = tickets(room, session)
    token = new_token()
    answers = at_once(room, scan(room, ticket, token), scan(room, ticket, token))

    assert [each.moved for each in answers] == [False, False]
    assert answers[0].voter == answers[1].voter


def test_refusals_in_a_batch_are_each_their_own(room: Room) -> None:
    session, other = meeting(room), meeting(room)
    good, waiting = tickets(room, session)[0], tickets(room, session, valid=False)[0]
    answers = at_once(
        room,
        scan(room, good, new_token(), other["id"]),
        scan(room, waiting, new_token()),
        Scan(bytes(32), bytes(32), VoterId(new_id())),
        scan(room, good, new_token(), session["id"]),
    )

    assert [type(each) for each in answers] == [UnknownTicket, TicketNotIssued, UnknownTicket, Entered]
    assert room.result(session["polls"][0])["joined"] == 1


def test_a_ballot_that_waited_while_its_ticket_moved_is_refused(room: Room) -> None:
    session = meeting(room)
    poll = session["polls"][0]
    room.open(poll)
    (ticket,) = tickets(room, session)
    old = enter(room, session, secret(ticket)).json["voter"]
    waiting = ballot(room, poll, old, [0])
    again = ballot(room, poll, old, [1])
    (taken,) = together(room, again)
    assert taken.revision == 1  # the control
    new = enter(room, session, secret(ticket)).json["voter"]
    (refused,) = together(room, waiting)

    assert isinstance(refused, TicketMoved)
    assert room.votes(poll) == [0, 1, 0, 0]
    assert voter_of(room, new) == waiting.voter
