"""Look-ups that share a reading: each gets its own, and none what was read before it asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from typing import Any

import pytest

from server.store.compiled import Link
from server.store.together import MOST, Together


class Readings:
    """Keeps each reading until it is let go; ``state`` is what the database holds."""

    def __init__(self) -> None:
        self.state: dict[str, int] = {}
        self.batches: list[list[str]] = []
        self.may_go = asyncio.Event()
        self.fails = False

    async def look(self, batch: Callable[[Link], Mapping[Any, Any]]) -> Mapping[Any, Any]:
        await asyncio.sleep(0)
        found = batch(None)  # type: ignore[arg-type]
        await self.may_go.wait()
        if self.fails:
            raise OSError("no disk")
        return found

    def find(self, _: Link, keys: Collection[str]) -> Mapping[str, int]:
        self.batches.append(list(keys))
        return {key: self.state[key] for key in keys if key in self.state}


def test_those_who_come_meanwhile_share_the_next_reading_which_sees_what_changed() -> None:
    async def story() -> None:
        readings = Readings()
        together = Together(readings.look, readings.find)
        first = asyncio.create_task(together.get("a"))
        for _ in range(4):
            await asyncio.sleep(0)
        readings.state = {"a": 1, "b": 2}
        later = [asyncio.create_task(together.get(key)) for key in ("a", "b", "b", "c")]
        await asyncio.sleep(0)
        readings.may_go.set()

        assert await first is None
        assert await asyncio.gather(*later) == [1, 2, 2, None]
        assert readings.batches == [["a"], ["a", "b", "c"]]

    asyncio.run(story())


def test_a_failure_is_told_to_those_of_its_reading_alone() -> None:
    async def story() -> None:
        readings = Readings()
        readings.state, readings.fails = {"a": 1}, True
        readings.may_go.set()
        together = Together(readings.look, readings.find)

        for failed in await asyncio.gather(together.get("a"), together.get("b"), return_exceptions=True):
            assert isinstance(failed, OSError)
        readings.fails = False
        assert await together.get("a") == 1

    asyncio.run(story())


def test_who_goes_away_keeps_nobody_waiting() -> None:
    async def story() -> None:
        readings = Readings()
        readings.state = {"a": 1}
        together = Together(readings.look, readings.find)
        gone, stays = (asyncio.create_task(together.get("a")) for _ in range(2))
        await asyncio.sleep(0)
        gone.cancel()
        readings.may_go.set()

        assert await stays == 1
        with pytest.raises(asyncio.CancelledError):
            await gone

    asyncio.run(story())


def test_a_crowd_is_read_in_steps() -> None:
    async def story() -> None:
        readings = Readings()
        readings.may_go.set()
        together = Together(readings.look, readings.find)

        await asyncio.gather(*(together.get(str(n)) for n in range(2 * MOST + 1)))

        assert [len(batch) for batch in readings.batches] == [MOST, MOST, 1]

    asyncio.run(story())
