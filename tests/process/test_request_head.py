"""What nobody asked us to keep: heads without end, headers without number, requests that nobody waits for."""

from __future__ import annotations

import asyncio
import time
import tracemalloc
from collections.abc import Iterable

import pytest

from server.process.push_socket import PushSocket
from server.process.request_head import MOST_BYTES, MOST_HEADERS, MOST_WAITING
from tests.builders import Json, Room
from tests.process.lane import Lane, play, raw

MIB = 1024 * 1024
BEGIN = b"GET /healthz HTTP/1.1\r\nHost: localhost:8000\r\n"
SOCKET = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: eA==\r\n"
CHUNKED = b"PATCH /healthz HTTP/1.1\r\nHost: localhost:8000\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"


def head_of(size: int, headers: int = 1) -> bytes:
    """A whole head of so many bytes; ``headers`` fill it."""
    room = size - len(BEGIN) - 2
    each = room // headers
    lines = [b"x%02d: " % n + b"a" * ((each if n else each + room % headers) - 7) + b"\r\n" for n in range(headers)]
    return BEGIN + b"".join(lines) + b"\r\n"


@pytest.mark.parametrize("pieces", [1, 3, 1_000])
@pytest.mark.parametrize("headers", [1, MOST_HEADERS - 1])
def test_a_head_of_the_size_that_is_allowed_is_read(room: Room, headers: int, pieces: int) -> None:
    head = head_of(MOST_BYTES, headers)
    assert len(head) == MOST_BYTES
    step = -(-len(head) // pieces)

    async def story(lane: Lane) -> None:
        for _ in range(2):
            lane.send(*(head[at : at + step] for at in range(0, len(head), step)))
            assert (await lane.wire.answers())[0].status_code == 200

    assert not play(room, story).wire.is_closed


HEADS = {
    "one byte more": (head_of(MOST_BYTES + 40),),
    "many headers": (BEGIN, b"a: b\r\n" * MOST_HEADERS, b"\r\n"),
    "many headers at once": (BEGIN + b"a: b\r\n" * (4 * MOST_HEADERS),),
    "many headers of a socket": (BEGIN.replace(b"/healthz", b"/ws/x") + SOCKET + b"a: b\r\n" * MOST_HEADERS + b"\r\n",),
    "a long header of a socket": (BEGIN + SOCKET + b"a: " + b"b" * MOST_BYTES + b"\r\n\r\n",),
    "a long address": (b"GET /" + b"a" * MOST_BYTES + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",),
}


@pytest.mark.parametrize("parts", HEADS.values(), ids=HEADS)
def test_a_head_that_is_larger_is_refused_and_the_connection_ends(room: Room, parts: tuple[bytes, ...]) -> None:
    async def story(lane: Lane) -> None:
        lane.send(*parts)
        assert (await lane.wire.answers())[0].status_code == 431

    lane = play(room, story)
    assert lane.wire.is_closed
    assert lane.ordinary == []


ENDLESS = {
    "address": (b"GET /", b"a"),
    "address in the query": (b"GET /?", b"%41"),
    "header": (BEGIN + b"a: ", b"b"),
    "name of a header": (BEGIN, b"a"),
    "headers": (BEGIN, b"a: b\r\n"),
    "empty headers": (BEGIN, b"a:\r\n"),
    "header of a socket": (BEGIN + SOCKET + b"a: ", b"b"),
    "trailer": (CHUNKED + b"a: ", b"b"),
    "trailers": (CHUNKED, b"a: b\r\n"),
    "chunk's extension": (CHUNKED.removesuffix(b"\r\n") + b";a=", b"b"),
    "empty lines": (b"", b"\r\n"),
}


@pytest.mark.parametrize("size", [100, 1_400, 64 * 1024, 256 * 1024])
@pytest.mark.parametrize("kind", ENDLESS)
def test_what_has_no_end_is_ended_after_a_few_bytes(room: Room, kind: str, size: int) -> None:
    """Without the limit 16 MiB of one header take 10 s of the loop, and all of it is kept."""
    begin, more = ENDLESS[kind]
    piece = (more * size)[:size]

    def pieces() -> Iterable[bytes]:
        yield begin
        for _ in range(-(-16 * MIB // size)):
            yield piece

    async def story(lane: Lane) -> None:
        taken, began = 0, time.perf_counter()
        tracemalloc.start()
        for part in pieces():
            if lane.wire.is_closed:
                break
            lane.send(part)
            taken += len(part)
        kept = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert lane.wire.is_closed
        assert taken <= 2 * MOST_BYTES + 2 * size
        assert kept < MIB
        assert time.perf_counter() - began < 2

    play(room, story)


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("GET /healthz HTTP/1.0", 200),
        ("GET http://localhost:8000/healthz HTTP/1.1", 200),
        ("GET http://LOCALHOST:8000/healthz HTTP/1.1", 200),
        ("GET http://localhost/healthz HTTP/1.1", 400),
        ("GET https://elsewhere.example/healthz HTTP/1.1", 400),
        ("GET http://localhost:8000@elsewhere.example/healthz HTTP/1.1", 400),
        ("OPTIONS * HTTP/1.1", 404),
        ("GET /healthz HTTP/0.9", 400),
        ("GET /healthz", 400),
    ],
)
def test_a_request_is_of_a_known_version_and_its_address_names_no_other_host(
    room: Room, line: str, status: int
) -> None:
    """A proxy that minds the address, and we who mind the header, would take one request for two hosts'."""

    async def story(lane: Lane) -> None:
        lane.send(f"{line}\r\nHost: localhost:8000\r\n\r\n".encode())
        assert (await lane.wire.answers())[0].status_code == status

    play(room, story)


def test_behind_an_unanswered_request_only_a_few_wait(room: Room, session: Json) -> None:
    look = raw(room, "GET", "/healthz", {}, {})

    async def story(lane: Lane) -> None:
        lane.send(look * 600)
        assert len(lane.protocol.pipeline) <= MOST_WAITING
        assert lane.wire.is_closed

    play(room, story)


def test_as_many_as_may_wait_are_answered_in_their_order(room: Room) -> None:
    look = raw(room, "GET", "/healthz", {}, {})

    async def story(lane: Lane) -> None:
        for _ in range(3):
            lane.send(look * (MOST_WAITING + 1))
            assert {each.status_code for each in await lane.wire.answers(MOST_WAITING + 1)} == {200}

    assert not play(room, story).wire.is_closed


def test_a_request_with_others_behind_it_hears_that_its_connection_is_gone(room: Room) -> None:
    """It wrote to a closed transport, which uvloop answers with a RuntimeError: a traceback for whoever wants one."""
    look = raw(room, "GET", "/healthz", {}, {})

    async def story(lane: Lane) -> None:
        lane.send(look * 3)
        lane.wire.close()
        lane.protocol.connection_lost(None)
        await asyncio.sleep(0.1)
        assert lane.ordinary == ["/healthz"]
        assert lane.wire.written == b""

    play(room, story)


def test_nothing_is_said_in_the_middle_of_another_answer(room: Room) -> None:
    async def story(lane: Lane) -> None:
        lane.send(raw(room, "GET", "/healthz", {}, {}) + BEGIN + b"a: b\r\n" * 200)
        assert lane.wire.is_closed
        assert lane.wire.written == b""

    play(room, story)


def test_trailers_are_not_headers(room: Room) -> None:
    async def story(lane: Lane) -> None:
        lane.send(CHUNKED.removesuffix(b"0\r\n"))
        headers = list(lane.protocol.headers)
        lane.send(b"1\r\na\r\n0\r\nAuthorization: Bearer x\r\n\r\n")
        assert lane.protocol.headers == headers
        assert (await lane.wire.answers())[0].status_code == 405

    play(room, story)


@pytest.mark.parametrize(
    ("header", "status"), [(b"a: " + b"b" * 10_000, 431), (b"a: b", 403), (b"a: " + b"b" * 7_000, 403)]
)
def test_the_head_of_a_socket_is_answered_also_where_the_socket_cannot_read_it(
    room: Room, header: bytes, status: int
) -> None:
    """A line of more than 8 KiB was left without an answer, and its connection open for good."""
    begin = BEGIN.replace(b"/healthz", b"/ws/x?view=phone") + SOCKET.replace(b"eA==", b"dGhlIHNhbXBsZSBub25jZQ==")

    async def story(lane: Lane) -> None:
        lane.protocol.ws_protocol_class = PushSocket
        lane.send(begin + header + b"\r\n\r\n")
        assert (await lane.wire.answers())[0].status_code == status

    assert play(room, story).wire.is_closed
