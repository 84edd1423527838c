"""Questions to the database that come one by one and are looked up many at a time."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Generic, TypeVar

from server.store.compiled import Link
from server.store.database import Database, for_the_crowd

Asked = TypeVar("Asked")
Found = TypeVar("Found")
MOST_AT_ONCE = 64  # answers follow each other without a pause, and whoever else waits for the loop waits for them


class GatheredLooks(Generic[Asked, Found]):
    """While one look runs, what phones ask gathers for the next: few changes of thread, however many ask.

    ``look`` runs on the driver's thread and answers each, in their order.
    """

    def __init__(self, database: Database, look: Callable[[Link, Sequence[Asked]], Sequence[Found]]) -> None:
        self._database, self._look = database, look
        self._waiting: deque[tuple[float, Asked, Callable[[Found | Exception], None]]] = deque()
        self._running: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many have asked and are not looked up yet."""
        return len(self._waiting)

    @property
    def waited_s(self) -> float:
        """For how long whoever is first in line has waited; 0 where nobody is."""
        return time.monotonic() - self._waiting[0][0] if self._waiting else 0.0

    def ask(self, asked: Asked, then: Callable[[Found | Exception], None]) -> None:
        """``then`` is called with the answer, or with why there is none. It must not raise."""
        self._waiting.append((time.monotonic(), asked, then))
        if self._running is None:
            self._running = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Let what was asked be answered."""
        if self._running:
            await self._running

    async def _run(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(MOST_AT_ONCE, len(self._waiting)))]
            answers: Sequence[Found | Exception]
            try:
                asked = [each for _, each, _ in batch]
                with for_the_crowd():
                    answers = await self._database.look(partial(self._look_at, asked))
            except Exception as failed:
                answers = [failed] * len(batch)
            for (_, _, then), answer in zip(batch, answers, strict=True):
                then(answer)
        self._running = None

    def _look_at(self, asked: Sequence[Asked], link: Link) -> Sequence[Found]:
        return self._look(link, asked)
