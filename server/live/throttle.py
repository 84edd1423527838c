"""One thing that is sent again and again, at once when it is quiet, merged when it is not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from server.errors import UnknownSession

log = logging.getLogger(__name__)


class Throttle:
    """Runs ``send`` at a touch, begun at most once per interval; a touch while it runs makes it run again."""

    def __init__(self, send: Callable[[], Awaitable[None]], interval_s: Callable[[], float]) -> None:
        self._send, self._interval_s = send, interval_s
        self._touched = False
        self._is_stopped = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def touch(self) -> None:
        if self._is_stopped.is_set():
            return
        self._touched = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while self._touched:
            self._touched = False
            next_at = loop.time() + self._interval_s()
            try:
                await self._send()
            except UnknownSession:  # deleted meanwhile, which ``send_state`` tells
                self._touched = False
            except Exception:  # one failed read must not silence the room: the next touch tries again
                log.exception("a broadcast failed")
            with suppress(TimeoutError):
                async with asyncio.timeout_at(next_at):
                    await self._is_stopped.wait()

    def end(self) -> None:
        """It is not run again; what is being read ends: a database call that is cut off takes its connection along."""
        self._touched = False
        self._is_stopped.set()

    async def stop(self) -> None:
        self.end()
        if self._task:
            await self._task
