"""Look-ups that a hall asks for at once, and that share a reading."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from itertools import islice
from typing import Generic, Protocol, TypeVar

from server.store.compiled import Link

Key = TypeVar("Key")
Found = TypeVar("Found")
Find = Callable[[Link, Collection[Key]], Mapping[Key, Found]]
MOST = 256


class Look(Protocol):
    """Runs one reading whole on its driver's thread."""

    def __call__(self, batch: Callable[[Link], Mapping[Key, Found]]) -> Awaitable[Mapping[Key, Found]]: ...


class Together(Generic[Key, Found]):
    """Those who come while a reading runs wait for the next, and none for more to come: batches form by themselves.

    Each sees what was committed before it asked, since its reading begins after that. A reading costs two changes of
    threads, which is most of what a look-up of one row takes.
    """

    def __init__(self, look: Look, find: Find[Key, Found]) -> None:
        self._look, self._find = look, find
        self._waiting: dict[Key, list[asyncio.Future[Found | None]]] = {}
        self._task: asyncio.Task[None] | None = None

    async def get(self, key: Key) -> Found | None:
        """What is found for the key; None for nothing. Raises what the reading raises."""
        asked: asyncio.Future[Found | None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, []).append(asked)
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="look-ups")
        return await asked

    async def _run(self) -> None:
        try:
            while self._waiting:
                keys = tuple(islice(self._waiting, MOST))
                batch = {key: self._waiting.pop(key) for key in keys}
                await self._answer(keys, batch)
        finally:
            self._task = None

    async def _answer(self, keys: Collection[Key], batch: Mapping[Key, list[asyncio.Future[Found | None]]]) -> None:
        found: Mapping[Key, Found] = {}
        failure: Exception | None = None
        try:
            found = await self._look(lambda link: self._find(link, keys))
        except Exception as failed:  # each who waits must hear of it
            failure = failed
        for key, waiting in batch.items():
            for asked in waiting:
                if asked.done():  # its caller went away
                    continue
                if failure:
                    asked.set_exception(failure)
                else:
                    asked.set_result(found.get(key))
