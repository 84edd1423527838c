"""Clients that are slow: one that brings nothing is gone after ten seconds, one that brings something is waited for."""

from __future__ import annotations

import asyncio
import json
import socket
from pathlib import Path

from websockets.asyncio.client import connect

from server.bench.client import request
from server.bench.meeting import open_session
from server.bench.process import HOST_KEY, ServerProcess, free_port
from server.config import Settings
from server.process.serve import UNHEARD_MS, _listen
from server.process.slow_clients import Patience

ENDS_WITHIN_S = (9.0, 13.0)
CHUNKS = 5
PAUSE_S = 3.0


async def _open(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", port)


async def _seconds_until_closed(reader: asyncio.StreamReader) -> float:
    begun = asyncio.get_running_loop().time()
    async with asyncio.timeout(30):
        while await reader.read(1_000):
            pass
    return asyncio.get_running_loop().time() - begun


async def _says_nothing(port: int) -> float:
    reader, writer = await _open(port)
    took = await _seconds_until_closed(reader)
    writer.close()
    return took


async def _stops_in_the_head(port: int) -> float:
    reader, writer = await _open(port)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")

    async def drip() -> None:
        for _ in range(25):
            await asyncio.sleep(1)
            writer.write(b"a")

    dripping = asyncio.create_task(drip())
    took = await _seconds_until_closed(reader)
    dripping.cancel()
    writer.close()
    return took


async def _stops_in_the_body(port: int) -> float:
    reader, writer = await _open(port)
    writer.write(b"POST /api/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n")
    writer.write(f"Authorization: Bearer {HOST_KEY}\r\nContent-Length: 1000\r\n\r\n{{".encode())
    took = await _seconds_until_closed(reader)
    writer.close()
    return took


async def _sends_empty_lines(port: int) -> float:
    """After an answer; each ends uvicorn's own wait for the next request."""
    reader, writer = await _open(port)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert (await reader.readline()).startswith(b"HTTP/1.1 200")

    async def drip() -> None:
        for _ in range(8):
            writer.write(b"\r\n")
            await asyncio.sleep(3)

    dripping = asyncio.create_task(drip())
    took = await _seconds_until_closed(reader)
    dripping.cancel()
    writer.close()
    return took


async def _is_slow_but_comes(port: int) -> bytes:
    """A session's JSON in pieces, each three seconds after the last."""
    body = json.dumps({"title": "Slow", "polls": [], "place": "x" * 150}).encode()
    head, blank, _ = request("POST", "/api/sessions", body, HOST_KEY).partition(b"\r\n\r\n")
    reader, writer = await _open(port)
    writer.write(head + blank)
    size = len(body) // CHUNKS + 1
    for at in range(0, len(body), size):
        await asyncio.sleep(PAUSE_S)
        writer.write(body[at : at + size])
    line = await asyncio.wait_for(reader.readline(), 5)
    writer.close()
    return line


async def _listens_only(port: int, session: str) -> str:
    """A phone's socket that says nothing; the host's bearer opens it."""
    address = f"ws://127.0.0.1:{port}/ws/{session}?view=phone"
    async with connect(address, additional_headers={"Authorization": f"Bearer {HOST_KEY}"}) as phone:
        kinds = []
        async with asyncio.timeout(20):
            while "pulse" not in kinds:
                kinds.append(json.loads(await phone.recv())["type"])
        await asyncio.sleep(2)
        await phone.ping()
        return kinds[0]


def test_what_does_not_come_is_given_up_and_what_comes_slowly_is_not(tmp_path: Path) -> None:
    async def all_at_once(port: int, session: str) -> tuple[list[float], bytes, str]:
        slow = (_says_nothing(port), _stops_in_the_head(port), _stops_in_the_body(port), _sends_empty_lines(port))
        took, answered, heard = await asyncio.gather(
            asyncio.gather(*slow), _is_slow_but_comes(port), _listens_only(port, session)
        )
        return took, answered, heard

    with ServerProcess(tmp_path) as server:
        session = open_session(server.port, [{"title": "One"}])
        took, answered, heard = asyncio.run(all_at_once(server.port, session["id"]))
        assert server.stop() == 0

    assert all(ENDS_WITHIN_S[0] < each < ENDS_WITHIN_S[1] for each in took), took
    assert answered.startswith(b"HTTP/1.1 201")
    assert heard == "state"


def test_a_request_that_never_ends_is_given_up_in_the_end() -> None:
    class Connection:
        ended = False

        def give_up(self) -> None:
            self.ended = True

    async def drip() -> tuple[bool, bool]:
        patience, endless, other = Patience(without_a_byte_s=5, all_in_all_s=1.5), Connection(), Connection()
        patience.begin(endless)
        patience.begin(other)
        patience.done(other)
        for _ in range(30):
            await asyncio.sleep(0.1)
            patience.heard(endless)
        return endless.ended, other.ended

    assert asyncio.run(drip()) == (True, False)


def test_every_connection_ends_when_nothing_that_was_sent_is_acknowledged() -> None:
    port = free_port()
    with _listen(Settings(host="127.0.0.1", port=port)) as listener:
        listener.listen()
        with socket.create_connection(("127.0.0.1", port)) as client:
            accepted, _ = listener.accept()
            with accepted:
                if hasattr(socket, "TCP_USER_TIMEOUT"):
                    assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == UNHEARD_MS
                    assert client.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 0  # the control
