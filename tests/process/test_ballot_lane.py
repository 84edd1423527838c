"""The fast lane: what it takes, what it leaves to the ordinary way, and that nobody can tell the difference."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from server.process.slow_clients import Patience
from server.writers import group_commit
from tests.builders import ORIGIN, Json, Room
from tests.process.lane import Lane, play, raw


@pytest.fixture
def voter(room: Room, session: Json) -> str:
    return room.join(session)


def request(room: Room, poll: Json, voter: str | None, choices: list[int], **headers: str) -> bytes:
    marked = [poll["options"][at]["id"] for at in choices]
    bearer = {"Authorization": f"Bearer {voter}"} if voter else {}
    given = {"Content-Type": "application/json", **bearer, **headers}
    return raw(room, "PUT", f"/api/polls/{poll['id']}/ballot", given, {"content": json.dumps({"choices": marked})})


def test_a_ballot_in_order_is_taken_and_answered_as_on_the_ordinary_way(room: Room, poll: Json, voter: str) -> None:
    ordinary = room.cast(voter, poll, [0])

    async def story(lane: Lane) -> None:
        lane.send(request(room, poll, voter, [1]))
        answer = (await lane.wire.answers())[0]
        assert (answer.status_code, answer.json()["revision"]) == (200, 2)
        assert dict(answer.headers) == dict(ordinary.response.headers)

    assert play(room, story).ordinary == []
    assert room.votes(poll) == [0, 1, 0]


def test_a_cookie_with_our_origin_is_taken_too(room: Room, session: Json, poll: Json, voter: str) -> None:
    async def story(lane: Lane) -> None:
        lane.send(request(room, poll, None, [1], Cookie=f"voter-{session['id']}={voter}", Origin=ORIGIN))
        assert (await lane.wire.answers())[0].status_code == 200

    assert play(room, story).ordinary == []
    assert room.votes(poll) == [0, 1, 0]


def test_a_refusal_of_the_writer_is_answered_as_on_the_ordinary_way(room: Room, poll: Json, voter: str) -> None:
    early = room.join({"id": poll["session"], "groups": []})
    room.cast(early, poll, [0])
    room.close(poll)
    ordinary = room.cast(voter, poll, [1])
    assert ordinary.status == 409

    async def story(lane: Lane) -> None:
        lane.send(request(room, poll, voter, [1]))
        answer = (await lane.wire.answers())[0]
        assert (answer.status_code, answer.json()) == (409, ordinary.json)
        assert dict(answer.headers) == dict(ordinary.response.headers)

    assert play(room, story).ordinary == []
    assert room.votes(poll) == [1, 0, 0]


@pytest.mark.parametrize("size", [1, 7, 60])
def test_a_request_in_pieces_is_taken_once_it_is_whole(room: Room, poll: Json, voter: str, size: int) -> None:
    async def story(lane: Lane) -> None:
        sent = request(room, poll, voter, [0, 2])
        for at in range(0, len(sent), size):
            lane.send(sent[at : at + size])
            await asyncio.sleep(0)
        assert (await lane.wire.answers())[0].status_code == 200

    assert play(room, story).ordinary == []
    assert room.votes(poll) == [1, 0, 1]


def test_requests_on_one_connection_are_answered_in_their_order(room: Room, poll: Json, voter: str) -> None:
    async def story(lane: Lane) -> None:
        look = raw(room, "GET", "/healthz", {}, {})
        lane.send(request(room, poll, voter, [0]) + look + request(room, poll, voter, [1]))
        answers = await lane.wire.answers(3)
        assert [answer.json().get("revision") for answer in answers] == [1, None, 2]

    assert play(room, story).ordinary[0] == "/healthz"
    assert room.votes(poll) == [0, 1, 0]


@pytest.mark.parametrize(
    "more",
    [
        {"Connection": "close"},
        {"Expect": "100-continue"},
        {"Content-Type": "text/plain"},
        {"Transfer-Encoding": "chunked"},
    ],
)
def test_what_asks_for_more_goes_the_ordinary_way(room: Room, poll: Json, voter: str, more: dict[str, str]) -> None:
    async def story(lane: Lane) -> None:
        lane.send(request(room, poll, voter, [0], **more))
        await asyncio.sleep(0.05)

    assert play(room, story).ordinary == [f"/api/polls/{poll['id']}/ballot"]


def test_a_full_queue_says_when_to_try_again(
    room: Room, poll: Json, voter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_commit, "QUEUE", 0)

    async def story(lane: Lane) -> None:
        lane.send(request(room, poll, voter, [0]))
        answer = (await lane.wire.answers())[0]
        assert (answer.status_code, int(answer.headers["retry-after"]) > 0) == (503, True)

    play(room, story)
    assert room.votes(poll) == [0, 0, 0]
    monkeypatch.undo()
    assert room.cast(voter, poll, [0]).status == 200  # the control


def test_a_phone_that_leaves_before_its_answer_has_voted_all_the_same(room: Room, poll: Json, voter: str) -> None:
    async def story(lane: Lane) -> None:
        lane.send(request(room, poll, voter, [2]))
        lane.protocol.connection_lost(ConnectionResetError())
        lane.wire.close()
        await asyncio.sleep(0.1)
        assert not lane.wire.written

    assert play(room, story).ordinary == []
    assert room.votes(poll) == [0, 0, 1]


def test_a_server_that_ends_answers_what_it_took_and_closes(room: Room, poll: Json, voter: str) -> None:
    async def story(lane: Lane) -> None:
        lane.send(request(room, poll, voter, [2]))
        lane.protocol.shutdown()
        assert not lane.wire.is_closed
        answer = (await lane.wire.answers())[0]
        assert (answer.status_code, answer.headers["connection"]) == (200, "close")
        assert lane.wire.is_closed

    play(room, story)


def test_an_idle_connection_is_closed_as_ever(room: Room, poll: Json, voter: str) -> None:
    async def story(lane: Lane) -> None:
        lane.protocol.timeout_keep_alive = 0.01
        lane.send(request(room, poll, voter, [2]))
        await lane.wire.answers()
        assert not lane.wire.is_closed
        await asyncio.sleep(0.05)
        assert lane.wire.is_closed

    play(room, story)


def test_after_an_answer_a_connection_has_its_time_again(room: Room, poll: Json, voter: str) -> None:
    async def story(lane: Lane) -> None:
        lane.protocol._patience = patience = Patience(without_a_byte_s=0.5)
        lane.send(request(room, poll, voter, [2]))
        await lane.wire.answers()
        lane.send(b"\r\n")  # uvicorn waits for ever after it
        await asyncio.sleep(0.3)
        assert not lane.wire.is_closed
        await asyncio.sleep(2.5)
        assert lane.wire.is_closed
        lane.protocol.connection_lost(None)
        assert not patience._begun

    play(room, story)


def test_what_waits_for_its_answer_is_not_given_up(room: Room, poll: Json, voter: str) -> None:
    async def story(lane: Lane) -> None:
        lane.protocol._patience = Patience(without_a_byte_s=0.5)
        wrong = raw(room, "GET", "/api/join/000000", {}, {})
        room.client.app.state.services.limits.wrong_codes._pause_s = 1.8  # type: ignore[attr-defined]
        lane.send(wrong, wrong)  # the second one stands behind the first
        assert [answer.status_code for answer in await lane.wire.answers(2)] == [404, 404]

    play(room, story)


def test_an_answer_that_cannot_be_given_keeps_nobody_waiting(room: Room, session: Json, poll: Json, voter: str) -> None:
    async def story(lane: Lane) -> None:
        other = Lane(room)

        def broken(*_: Any) -> None:
            raise RuntimeError("the socket is odd")

        lane.wire.write = broken  # type: ignore[method-assign]
        lane.send(request(room, poll, voter, [0]))
        other.send(request(room, poll, second, [1]))
        assert (await other.wire.answers())[0].status_code == 200

    second = room.join(session)
    play(room, story)
    assert room.votes(poll) == [1, 1, 0]
