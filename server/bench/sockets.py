"""Many listening phones and one screen: WebSocket clients as small as can be, so that they are not what is measured."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

LONGEST_S = 60.0
AT_ONCE = 64
_KEY = "dGhlIHNhbXBsZSBub25jZQ=="
_TEXT, _CLOSE, _PING = 1, 8, 9
Heard = Callable[[float, bytes], None]


class Listener(asyncio.Protocol):
    """Upgrades, answers pings, and hands on the texts it is sent with the moment at which each came."""

    def __init__(self, path: str, port: int, bearer: str | None, heard: Heard | None) -> None:
        authorization = f"Authorization: Bearer {bearer}\r\n" if bearer else ""
        self._hello = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{authorization}Connection: Upgrade\r\n"
            f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {_KEY}\r\n\r\n"
        ).encode()
        self._heard = heard
        self._buffer = b""
        self.is_open: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self._hello)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self.is_open.done() and not self._upgraded():
            return
        while frame := _frame(self._buffer):
            kind, payload, self._buffer = frame
            if kind == _PING:
                self.transport.write(b"\x8a" + bytes([0x80 | len(payload)]) + bytes(4) + payload)
            elif kind == _TEXT and self._heard:
                self._heard(time.perf_counter(), payload)
            elif kind == _CLOSE:
                self.transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.is_open.done():
            self.is_open.set_exception(error or ConnectionError("the server closed the connection"))

    def _upgraded(self) -> bool:
        head, blank, rest = self._buffer.partition(b"\r\n\r\n")
        if not blank:
            return False
        if b" 101 " not in head.partition(b"\r\n")[0]:
            self.is_open.set_exception(ConnectionError(head.partition(b"\r\n")[0].decode()))
            self.transport.close()
            return False
        self._buffer = rest
        self.is_open.set_result(None)
        return True


def _frame(buffer: bytes) -> tuple[int, bytes, bytes] | None:
    """The first whole frame: its opcode, its payload, and what follows it."""
    if len(buffer) < 2:
        return None
    length, at = buffer[1], 2
    if length >= 126:
        at = 4 if length == 126 else 10
        length = int.from_bytes(buffer[2:at], "big")
    whole = at + length
    return (buffer[0] & 15, buffer[at:whole], buffer[whole:]) if len(buffer) >= whole else None


async def listen(port: int, path: str, bearer: str | None, heard: Heard | None = None) -> Listener:
    """One open socket. Raises OSError when it is refused."""
    loop = asyncio.get_running_loop()
    _, listener = await loop.create_connection(lambda: Listener(path, port, bearer, heard), "127.0.0.1", port)
    await listener.is_open
    return listener


async def listen_many(port: int, path: str, bearers: Sequence[str | None]) -> list[Listener]:
    """A socket for each. Raises OSError when one is refused, TimeoutError late."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(bearer: str | None) -> Listener:
        async with turns:
            return await listen(port, path, bearer)

    async with asyncio.timeout(LONGEST_S):
        return await asyncio.gather(*(one(bearer) for bearer in bearers))
