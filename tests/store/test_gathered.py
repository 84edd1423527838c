"""Looks that gather: each who asks gets its own answer, and none what was read before it asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from server.store.compiled import Link
from server.store.gathered import MOST_AT_ONCE, GatheredLooks


class Readings:
    """Keeps each reading until it is let go; ``state`` is what the database holds."""

    def __init__(self) -> None:
        self.state: dict[str, int] = {}
        self.batches: list[list[str]] = []
        self.may_go = asyncio.Event()
        self.fails = False
        self.looks = GatheredLooks(self.look, self.find)

    async def look(self, batch: Callable[[Link], Any]) -> Any:
        await asyncio.sleep(0)
        found = batch(None)  # type: ignore[arg-type]
        await self.may_go.wait()
        if self.fails:
            raise OSError("no disk")
        return found

    def find(self, _: Link, keys: Sequence[str]) -> Sequence[int | None]:
        self.batches.append(list(keys))
        return [self.state.get(key) for key in keys]


def test_those_who_come_meanwhile_share_the_next_reading_which_sees_what_changed() -> None:
    async def story() -> None:
        readings = Readings()
        first = asyncio.create_task(readings.looks.get("a"))
        for _ in range(4):
            await asyncio.sleep(0)
        readings.state = {"a": 1, "b": 2}
        later = [asyncio.create_task(readings.looks.get(key)) for key in ("a", "b", "b", "c")]
        await asyncio.sleep(0)
        assert (readings.looks.waiting, readings.looks.waited_s > 0) == (4, True)
        readings.may_go.set()

        assert await first is None
        assert await asyncio.gather(*later) == [1, 2, 2, None]
        assert readings.batches == [["a"], ["a", "b", "b", "c"]]
        assert (readings.looks.waiting, readings.looks.waited_s) == (0, 0)

    asyncio.run(story())


def test_a_failure_is_told_to_those_of_its_reading_alone() -> None:
    async def story() -> None:
        readings = Readings()
        readings.state, readings.fails = {"a": 1}, True
        readings.may_go.set()

        both = (readings.looks.get("a"), readings.looks.get("b"))
        for failed in await asyncio.gather(*both, return_exceptions=True):
            assert isinstance(failed, OSError)
        readings.fails = False
        assert await readings.looks.get("a") == 1

    asyncio.run(story())


def test_who_goes_away_keeps_nobody_waiting() -> None:
    async def story() -> None:
        readings = Readings()
        readings.state = {"a": 1}
        gone, stays = (asyncio.create_task(readings.looks.get("a")) for _ in range(2))
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

        await asyncio.gather(*(readings.looks.get(str(n)) for n in range(2 * MOST_AT_ONCE + 1)))

        assert [len(batch) for batch in readings.batches] == [MOST_AT_ONCE, MOST_AT_ONCE, 1]

    asyncio.run(story())


def test_answers_are_given_without_a_task_for_each() -> None:
    async def story() -> None:
        readings, answers = Readings(), list[Any]()
        readings.may_go.set()
        readings.state = {"a": 1}
        readings.looks.ask("a", answers.append)
        readings.looks.ask("b", answers.append)
        await readings.looks.stop()

        assert answers == [1, None]

    asyncio.run(story())


def test_an_answer_that_cannot_be_handed_on_keeps_nobody_else_from_theirs(caplog: pytest.LogCaptureFixture) -> None:
    def fails(_: Any) -> None:
        raise RuntimeError("a fault of who asked")

    async def story() -> None:
        readings = Readings()
        readings.may_go.set()
        readings.state = {"a": 1}
        readings.looks.ask("a", fails)
        assert await readings.looks.get("a") == 1
        assert await readings.looks.get("a") == 1

    asyncio.run(story())
    assert "a fault of who asked" in caplog.text
