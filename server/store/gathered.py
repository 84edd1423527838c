"""Questions to the database that come one by one and are looked up many at a time."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

from server.store.compiled import Link

Asked = TypeVar("Asked")
Found = TypeVar("Found")
log = logging.getLogger(__name__)
MOST_AT_ONCE = 64  # answers follow each other without a pause, and whoever else waits for the loop waits for them


Look = Callable[[Callable[[Link], Any]], Awaitable[Any]]  # runs one reading whole on its driver's thread


class GatheredLooks(Generic[Asked, Found]):
    """While one reading runs, what is asked gathers for the next: few changes of thread, however many ask.

    Each sees what was committed before it asked, since its reading begins after that. ``find`` runs in the reading and
    answers each, in their order.
    """

    def __init__(self, look: Look, find: Callable[[Link, Sequence[Asked]], Sequence[Found]]) -> None:
        self._look, self._find = look, find
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

    async def get(self, asked: Asked) -> Found:
        """The answer. Raises what the reading raises."""
        answered: asyncio.Future[Found | Exception] = asyncio.get_running_loop().create_future()
        self.ask(asked, lambda found: None if answered.done() else answered.set_result(found))  # its caller may be gone
        found = await answered
        if isinstance(found, Exception):
            raise found
        return found

    async def stop(self) -> None:
        """Let what was asked be answered."""
        if self._running:
            await self._running

    async def _run(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(MOST_AT_ONCE, len(self._waiting)))]
            answers: Sequence[Found | Exception]
            try:
                answers = await self._look(partial(self._answers, [each for _, each, _ in batch]))
            except Exception as failed:
                answers = [failed] * len(batch)
            for (_, _, then), answer in zip(batch, answers, strict=True):
                _tell(then, answer)
        self._running = None

    def _answers(self, asked: Sequence[Asked], link: Link) -> Sequence[Found]:
        found = self._find(link, asked)
        if len(found) != len(asked):
            raise ValueError(f"{len(asked)} asked, and {len(found)} answers were found")
        return found


def _tell(then: Callable[[Found | Exception], None], answer: Found | Exception) -> None:
    """One that fails must not leave all others, and all who come later, without an answer."""
    try:
        then(answer)
    except Exception:
        log.exception("an answer could not be handed on")
