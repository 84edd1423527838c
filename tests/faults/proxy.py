"""A bad network between phones and the server: a proxy that is slow, loses answers, resets, doubles and replays."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

DELAY_S, SPREAD_S = 0.3, 0.2  # each way, evenly
RESETS, DROPS, DOUBLES, REPLAYS = 0.05, 0.2, 0.1, 0.1  # of requests
LATE = 0.25  # of those whose answer is dropped: they themselves arrive late
LATE_S = (1.0, 5.0)
_ABORT = struct.pack("ii", 1, 0)  # SO_LINGER: what closes then is reset


class _Lost(Exception):
    """The connection ends here."""


@dataclass
class BadNetwork:
    """One for each run; ``did`` counts what it did, ``again`` the statuses of what it sent a second time."""

    port: int
    chance: random.Random
    did: Counter[str] = field(default_factory=Counter)
    again: Counter[str] = field(default_factory=Counter)
    _meanwhile: set[asyncio.Task[None]] = field(default_factory=set)
    _meetings: set[asyncio.Task[object]] = field(default_factory=set)

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of a phone, request after request; at the end of the run it is ended from here."""
        task = asyncio.current_task()
        assert task is not None
        self._meetings.add(task)
        task.add_done_callback(self._meetings.discard)
        upstream: asyncio.StreamWriter | None = None
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError, _Lost):
            try:
                answers, upstream = await asyncio.open_connection("127.0.0.1", self.port)
                while True:
                    await self._exchange(reader, writer, answers, upstream)
            finally:
                for each in (writer, upstream):
                    if each:
                        each.close()

    async def _exchange(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        answers: asyncio.StreamReader,
        upstream: asyncio.StreamWriter,
    ) -> None:
        sent, fate = await message(reader), self.chance.random()
        self.did["requests"] += 1
        await self._way()
        if fate < RESETS / 2:
            self._reset(writer)
        if RESETS <= fate < RESETS + DROPS * LATE:
            self.did["late"] += 1
            self._begin(self._repeat(sent, self.chance.uniform(*LATE_S)))
            await self._silence(reader)
        self._later(sent)
        upstream.write(sent)
        answer = await message(answers)
        if fate < RESETS:
            self._reset(writer)
        if fate < RESETS + DROPS:
            await self._silence(reader)
        await self._way()
        writer.write(answer)

    def _reset(self, writer: asyncio.StreamWriter) -> None:
        self.did["resets"] += 1
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
        raise _Lost

    async def _silence(self, reader: asyncio.StreamReader) -> None:
        """Nothing comes any more on this connection; the phone gives up in the end."""
        self.did["answers dropped"] += 1
        await reader.read()
        raise _Lost

    async def _way(self) -> None:
        await asyncio.sleep(self.chance.uniform(DELAY_S - SPREAD_S, DELAY_S + SPREAD_S))

    def _later(self, sent: bytes) -> None:
        """The same bytes once more, now or when they are old."""
        if self.chance.random() < DOUBLES:
            self.did["doubled"] += 1
            self._begin(self._repeat(sent, 0.0))
        if self.chance.random() < REPLAYS:
            self.did["replayed"] += 1
            self._begin(self._repeat(sent, self.chance.uniform(*LATE_S)))

    def _begin(self, repeat: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(repeat)
        self._meanwhile.add(task)
        task.add_done_callback(self._meanwhile.discard)

    async def _repeat(self, sent: bytes, after_s: float) -> None:
        await asyncio.sleep(after_s)
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(sent)
        self.again[(await message(reader))[9:12].decode()] += 1
        writer.close()

    async def settle(self) -> None:
        """Until the last old request has arrived."""
        await asyncio.gather(*self._meanwhile)

    async def end(self) -> None:
        for meeting in self._meetings:
            meeting.cancel()
        await asyncio.gather(*self._meetings)


async def message(reader: asyncio.StreamReader) -> bytes:
    """A request or an answer with its body. Raises IncompleteReadError at the end."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
    return head + await reader.readexactly(length)


@asynccontextmanager
async def between(port: int, seed: int) -> AsyncIterator[tuple[BadNetwork, int]]:
    """The network before the server at ``port``, and the port at which it is met."""
    network = BadNetwork(port, random.Random(seed))
    server = await asyncio.start_server(network.meet, "127.0.0.1", 0)
    try:
        yield network, server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await network.end()
