"""One voter with very many sockets: the newest stay, and nothing is kept of those that went."""

from __future__ import annotations

from contextlib import ExitStack

from starlette.websockets import WebSocketDisconnect

from server.live.hub import MOST_OF_A_VOTER, REPLACED, Channel, Hub, Listener
from server.live.snapshots import View
from tests.builders import Json, Room
from tests.live.listening import Ear, listening
from votes.model import SessionId, VoterId


def code_of(ear: Ear) -> int:
    """How it was closed, after what was sent before."""
    for _ in range(20):
        try:
            ear.next()
        except WebSocketDisconnect as closed:
            return closed.code
    raise AssertionError("it is open")


PHONES = Channel(SessionId("s"), View.PHONE)


def test_the_oldest_socket_of_a_voter_gives_way_and_others_stay(room: Room, session: Json, poll: Json) -> None:
    voter, other = room.join(session, "East"), room.join(session, "West")
    with ExitStack() as open_, listening(room, session, "phone", by=other) as neighbour:
        neighbour.next()
        ears = [open_.enter_context(listening(room, session, "phone", by=voter)) for _ in range(MOST_OF_A_VOTER)]
        for ear in ears:
            assert ear.next()["type"] == "state"
        newest = open_.enter_context(listening(room, session, "phone", by=voter))
        assert newest.next()["type"] == "state"

        assert code_of(ears[0]) == REPLACED
        room.host("PATCH", f"/api/sessions/{session['id']}", json={"title": "Another"})
        for ear in (*ears[1:], newest, neighbour):
            while ear.next().get("title") != "Another":
                pass


def test_three_thousand_sockets_of_a_voter_leave_eight() -> None:
    hub = Hub()
    inboxes = [hub.subscribe(PHONES, Listener(voter=VoterId("v"))) for _ in range(3_000)]

    assert [inbox.ending for inbox in inboxes] == [True] * (3_000 - MOST_OF_A_VOTER) + [False] * MOST_OF_A_VOTER
    for inbox in inboxes:
        hub.unsubscribe(PHONES, inbox)
    assert not hub._of_voter
    assert not hub._inboxes
