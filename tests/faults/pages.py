"""Phones' sockets that come back as the page's own script does: static/js/shared/websocket.js.

The constants are the script's, which tests/faults/test_restart.py holds to.
"""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field

from server.bench.sockets import Listener

FIRST_RETRY_MS, RETRY_GROWTH, LAST_RETRY_MS, CONNECT_MS = 500, 1.3, 15_000, 10_000


class _Socket(Listener):
    """Tells when it is lost."""

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self.is_lost.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.is_lost = asyncio.Event()
        super().connection_made(transport)


@dataclass
class Page:
    """``told_at`` is when its newest state came; ``is_told`` that one came since it was cleared."""

    port: int
    path: str
    voter: str
    chance: random.Random
    told_at: float = 0.0
    tries: int = 0
    is_told: asyncio.Event = field(default_factory=asyncio.Event)
    _task: asyncio.Task[None] | None = field(default=None, repr=False)

    def begin(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._watch())

    async def leave(self) -> None:
        assert self._task is not None
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _watch(self) -> None:
        retry_ms = float(FIRST_RETRY_MS)
        while True:
            self.tries += 1
            with suppress(OSError, TimeoutError):
                socket = await self._open()
                retry_ms = FIRST_RETRY_MS
                try:
                    await socket.is_lost.wait()
                finally:
                    socket.transport.abort()
            await asyncio.sleep(retry_ms * (0.5 + self.chance.random()) / 1000)
            retry_ms = min(retry_ms * RETRY_GROWTH, LAST_RETRY_MS)

    async def _open(self) -> _Socket:
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(CONNECT_MS / 1000):
            _, socket = await loop.create_connection(
                lambda: _Socket(self.path, self.port, self.voter, self._hear), "127.0.0.1", self.port
            )
            await socket.is_open
        return socket

    def _hear(self, at: float, text: bytes) -> None:
        if b'"type":"state"' in text[:60]:
            self.told_at = at
            self.is_told.set()
